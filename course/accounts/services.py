"""Writes of accounts: signing in and out, people, teams, roles, jobs, passwords, the audit trail."""

import hashlib
import secrets
import threading
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from course.accounts import queries
from course.accounts.models import (
    FAR,
    Audit,
    Invitation,
    JobAssignment,
    JobRole,
    Membership,
    Organisation,
    Person,
    RoleGrant,
    SignInFailure,
    SignInSession,
    Team,
    TeamManager,
)
from course.accounts.rules import check_password, is_slowed_down, normalised_login, window_start
from course.foundation import clock
from course.foundation.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from course.foundation.permissions import Role

HASH_MEMORY_KIB = 19_456
_hasher = PasswordHasher(time_cost=2, memory_cost=HASH_MEMORY_KIB, parallelism=1)
_hashing = threading.BoundedSemaphore(2)  # two hashes at a time: 19 MiB and 48 ms each
_NOBODY = _hasher.hash("nobody has this password")
INVITATION_DAYS = 14
Dated = TypeVar("Dated", Membership, JobAssignment)


def digest(text: str) -> str:
    """Returns the SHA-256 of a token or a login, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def hash_password(password: str) -> str:
    """Returns an Argon2id hash (19 MiB, two passes: OWASP's minimum)."""
    with _hashing:
        return _hasher.hash(password)


def _verify(hashed: str, password: str) -> bool:
    with _hashing:
        try:
            return _hasher.verify(hashed, password.encode("utf-8", "surrogatepass"))
        except (VerificationError, InvalidHashError):
            return False


def checked_person(session: Session, raw_login: str, password: str, address: str) -> Person:
    """Returns the person whose login and password these are. Raises NotAllowedError, the same for a wrong login and a
    wrong password, and « too many » after eight failures in a quarter of an hour. The caller records the failure."""
    now = clock.now()
    try:
        login = normalised_login(raw_login)
    except InvalidInputError:
        login = ""
    failures = queries.recent_failures(session, digest(login), digest(address), window_start(now))
    if is_slowed_down(*failures):
        raise NotAllowedError("accounts.too_many_failures")
    person = queries.person_by_login(session, login) if login else None
    hashed = person.password_hash if person and person.password_hash else _NOBODY
    right = _verify(hashed, password[:400])
    if person is None or not right or person.is_suspended or not person.password_hash:
        raise NotAllowedError("accounts.wrong_password")
    return person


def record_failure(session: Session, raw_login: str, address: str) -> None:
    """Keeps a failed sign-in; called in a transaction of its own because the refusal rolls the request back."""
    try:
        login = normalised_login(raw_login)
    except InvalidInputError:
        login = ""
    session.add(SignInFailure(login_hash=digest(login), address_hash=digest(address), at=clock.now()))


def open_session(session: Session, person_id: int, days: int) -> str:
    """Opens a server-side session and returns its token, which only the browser keeps."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    session.add(
        SignInSession(
            token_hash=digest(token), person_id=person_id, created_at=now, expires_at=now + timedelta(days=days)
        )
    )
    session.flush()
    return token


def end_session(session: Session, session_id: int) -> None:
    """Ends one session; its cookie is worth nothing from then on."""
    session.execute(update(SignInSession).where(SignInSession.id == session_id).values(ended_at=clock.now()))


def end_all_sessions(session: Session, person_id: int) -> None:
    """Ends all sessions of a person."""
    session.execute(
        update(SignInSession)
        .where(SignInSession.person_id == person_id, SignInSession.ended_at.is_(None))
        .values(ended_at=clock.now())
    )


def save_organisation(session: Session, name: str, zone: str = "Europe/Paris", is_demo: bool = False) -> Organisation:
    """Makes the one organisation, or renames it."""
    found = session.get(Organisation, 1)
    if found is None:
        found = Organisation(id=1, name=name, zone=zone, is_demo=is_demo, retention={}, created_at=clock.now())
        session.add(found)
    else:
        found.name, found.zone, found.is_demo = name, zone, is_demo
    session.flush()
    return found


def add_person(session: Session, login: str, name: str, password: str | None = None, language: str = "fr") -> Person:
    """Adds a person. Raises ConflictError where the login is taken, InvalidInputError for unusable values."""
    login = normalised_login(login)
    name = " ".join(name.split())
    if not 1 <= len(name) <= 200:
        raise InvalidInputError("accounts.bad_name")
    if queries.person_by_login(session, login) is not None:
        raise ConflictError("accounts.login_taken", login=login)
    if password is not None:
        check_password(password, login)
    person = Person(
        login=login,
        name=name,
        password_hash=hash_password(password) if password else None,
        language=language,
        is_suspended=False,
        created_at=clock.now(),
    )
    session.add(person)
    session.flush()
    return person


def set_password(session: Session, person: Person, password: str) -> None:
    """Sets a new password and ends the person's sessions."""
    check_password(password, person.login)
    person.password_hash = hash_password(password)
    end_all_sessions(session, person.id)
    session.flush()


def change_password(session: Session, person_id: int, current: str, new: str) -> None:
    """Changes one's own password. Raises NotAllowedError where the current one is wrong."""
    person = session.get(Person, person_id)
    if person is None or not person.password_hash or not _verify(person.password_hash, current[:400]):
        raise NotAllowedError("accounts.wrong_current_password")
    set_password(session, person, new)


def invite(session: Session, person_id: int) -> str:
    """Returns the token of a link by which the person sets a password, once, within fourteen days."""
    token = secrets.token_urlsafe(32)
    expires = clock.now() + timedelta(days=INVITATION_DAYS)
    session.add(Invitation(token_hash=digest(token), person_id=person_id, expires_at=expires))
    session.flush()
    return token


def accept_invitation(session: Session, token: str, password: str) -> Person:
    """Sets the password behind an invitation and uses it up. Raises NotFoundError where it is of no use."""
    found = session.execute(select(Invitation).where(Invitation.token_hash == digest(token))).scalar_one_or_none()
    if found is None or found.used_at is not None or found.expires_at < clock.now():
        raise NotFoundError("accounts.no_invitation")
    person = session.get(Person, found.person_id)
    if person is None or person.is_suspended:
        raise NotFoundError("accounts.no_invitation")
    set_password(session, person, password)
    found.used_at = clock.now()
    return person


def set_language(session: Session, person_id: int, language: str) -> None:
    """Sets the language of a person's screens."""
    if language not in {"fr", "en"}:
        raise InvalidInputError("error.bad_request")
    session.execute(update(Person).where(Person.id == person_id).values(language=language))


def grant_role(session: Session, person_id: int, role: Role, valid_from: date) -> None:
    """Gives a role from that day on, unless the person already holds it."""
    held = session.execute(
        select(RoleGrant.id).where(
            RoleGrant.person_id == person_id, RoleGrant.role == role.value, RoleGrant.valid_to >= valid_from
        )
    ).first()
    if held is None:
        session.add(RoleGrant(person_id=person_id, role=role.value, valid_from=valid_from, valid_to=FAR))
        session.flush()


def withdraw_role(session: Session, person_id: int, role: Role, last_day: date) -> None:
    """Ends a role after that day."""
    session.execute(
        update(RoleGrant)
        .where(RoleGrant.person_id == person_id, RoleGrant.role == role.value, RoleGrant.valid_to > last_day)
        .values(valid_to=last_day)
    )


def save_team(session: Session, key: str, name: str, parent_id: int | None = None) -> Team:
    """Makes or renames a team. Raises ConflictError where the parent would stand below it."""
    team = session.execute(select(Team).where(Team.key == key)).scalar_one_or_none()
    if team is None:
        team = Team(key=key, name=name, parent_id=parent_id)
        session.add(team)
    else:
        _check_no_circle(session, team.id, parent_id)
        team.name, team.parent_id = name, parent_id
    session.flush()
    return team


def _check_no_circle(session: Session, team_id: int, parent_id: int | None) -> None:
    seen = {team_id}
    while parent_id is not None:
        if parent_id in seen:
            raise ConflictError("accounts.team_circle")
        seen.add(parent_id)
        parent_id = session.execute(select(Team.parent_id).where(Team.id == parent_id)).scalar_one_or_none()


def move_to_team(session: Session, person_id: int, team_id: int, valid_from: date) -> None:
    """Puts the person into a team from that day on and ends other memberships the day before."""
    _end_before(session, Membership, person_id, valid_from)
    session.add(Membership(person_id=person_id, team_id=team_id, valid_from=valid_from, valid_to=FAR))
    session.flush()


def set_job(session: Session, person_id: int, job_role_id: int, valid_from: date) -> None:
    """Gives the person a job from that day on and ends the former one the day before."""
    _end_before(session, JobAssignment, person_id, valid_from)
    session.add(JobAssignment(person_id=person_id, job_role_id=job_role_id, valid_from=valid_from, valid_to=FAR))
    session.flush()


def _end_before(session: Session, table: type[Dated], person_id: int, valid_from: date) -> None:
    for row in session.execute(
        select(table).where(table.person_id == person_id, table.valid_to >= valid_from)
    ).scalars():
        if row.valid_from >= valid_from:
            session.delete(row)
        else:
            row.valid_to = valid_from - timedelta(days=1)
    session.flush()


def make_manager(session: Session, person_id: int, team_id: int, valid_from: date) -> None:
    """Makes the person manage a team, and with it the teams below, from that day on."""
    held = session.execute(
        select(TeamManager.id).where(
            TeamManager.person_id == person_id, TeamManager.team_id == team_id, TeamManager.valid_to >= valid_from
        )
    ).first()
    if held is None:
        session.add(TeamManager(person_id=person_id, team_id=team_id, valid_from=valid_from, valid_to=FAR))
        session.flush()


def save_job_role(session: Session, key: str, name: str, english: str, position: int) -> JobRole:
    """Makes or renames a job role."""
    role = session.execute(select(JobRole).where(JobRole.key == key)).scalar_one_or_none()
    if role is None:
        role = JobRole(key=key, name=name, english=english, position=position)
        session.add(role)
    else:
        role.name, role.english, role.position = name, english, position
    session.flush()
    return role


def suspend(session: Session, person_id: int, is_suspended: bool) -> None:
    """Suspends a person, which ends all sessions at once, or lets them back in."""
    person = session.get(Person, person_id)
    if person is None:
        raise NotFoundError("error.not_found")
    person.is_suspended = is_suspended
    if is_suspended:
        end_all_sessions(session, person_id)
    session.flush()


def record_audit(
    session: Session,
    action: str,
    actor_id: int | None,
    subject_id: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Appends a line to the audit trail."""
    session.add(
        Audit(at=clock.now(), actor_id=actor_id, subject_id=subject_id, action=action, detail=dict(detail or {}))
    )
