"""Writes of people: the organisation, persons, their roles, teams, jobs; each fact with its days."""

from datetime import date, timedelta
from typing import TypeVar

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from course.accounts import queries
from course.accounts.models import JobAssignment, JobRole, Membership, Organisation, Person, RoleGrant
from course.accounts.rules import check_password, checked_name, normalised_login
from course.accounts.services.passwords import end_all_sessions, hash_password
from course.foundation import clock
from course.foundation.clock import FAR
from course.foundation.errors import ConflictError, InvalidInputError, NotFoundError
from course.foundation.permissions import Role

Dated = TypeVar("Dated", Membership, JobAssignment)
LANGUAGES = frozenset({"fr", "en"})


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
    name = checked_name(name)
    if queries.person_by_login(session, login) is not None:
        raise ConflictError("accounts.login_taken", login=login)
    if password is not None:
        check_password(password, login)
    person = Person(
        login=login,
        name=name,
        password_hash=hash_password(password) if password else None,
        language=_checked_language(language),
        is_suspended=False,
        created_at=clock.now(),
    )
    session.add(person)
    session.flush()
    return person


def _checked_language(language: str) -> str:
    if language not in LANGUAGES:
        raise InvalidInputError("error.bad_request")
    return language


def set_language(session: Session, person_id: int, language: str) -> None:
    """Sets the language of a person's screens."""
    session.execute(update(Person).where(Person.id == person_id).values(language=_checked_language(language)))


def grant_role(session: Session, person_id: int, role: Role, valid_from: date) -> None:
    """Gives a role from that day on, unless the person already holds it then; a grant that began later begins then."""
    of_role = (RoleGrant.person_id == person_id) & (RoleGrant.role == role.value)
    held = session.execute(
        select(RoleGrant.id).where(of_role, RoleGrant.valid_from <= valid_from, RoleGrant.valid_to >= valid_from)
    ).first()
    if held is None:
        session.execute(delete(RoleGrant).where(of_role, RoleGrant.valid_from > valid_from))
        session.add(RoleGrant(person_id=person_id, role=role.value, valid_from=valid_from, valid_to=FAR))
        session.flush()


def withdraw_role(session: Session, person_id: int, role: Role, last_day: date) -> None:
    """Ends a role after that day; a grant that would only begin later goes away."""
    of_role = (RoleGrant.person_id == person_id) & (RoleGrant.role == role.value)
    session.execute(delete(RoleGrant).where(of_role, RoleGrant.valid_from > last_day))
    session.execute(update(RoleGrant).where(of_role, RoleGrant.valid_to > last_day).values(valid_to=last_day))


def move_to_team(session: Session, person_id: int, team_id: int, valid_from: date) -> None:
    """Puts the person into a team from that day on and ends other memberships the day before."""
    end_before(session, Membership, person_id, valid_from)
    session.add(Membership(person_id=person_id, team_id=team_id, valid_from=valid_from, valid_to=FAR))
    session.flush()


def set_job(session: Session, person_id: int, job_role_id: int, valid_from: date) -> None:
    """Gives the person a job from that day on and ends the former one the day before."""
    end_before(session, JobAssignment, person_id, valid_from)
    session.add(JobAssignment(person_id=person_id, job_role_id=job_role_id, valid_from=valid_from, valid_to=FAR))
    session.flush()


def end_before(session: Session, table: type[Dated], person_id: int, valid_from: date) -> None:
    """Ends a person's team or job the day before, and drops what would begin later."""
    for row in session.execute(
        select(table).where(table.person_id == person_id, table.valid_to >= valid_from)
    ).scalars():
        if row.valid_from >= valid_from:
            session.delete(row)
        else:
            row.valid_to = valid_from - timedelta(days=1)
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
    """Suspends a person, which ends all sessions at once, or lets them back in. Raises NotFoundError for nobody."""
    person = session.get(Person, person_id)
    if person is None:
        raise NotFoundError("accounts.no_person")
    person.is_suspended = is_suspended
    if is_suspended:
        end_all_sessions(session, person_id)
    session.flush()
