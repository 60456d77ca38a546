"""Writes of signing in: passwords, sessions, failures, invitations."""

import hashlib
import secrets
import threading
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from course.accounts import queries
from course.accounts.models import Invitation, Person, SignInFailure, SignInSession
from course.accounts.rules import check_password, is_slowed_down, normalised_login, window_start
from course.foundation import clock
from course.foundation.errors import InvalidInputError, NotAllowedError, NotFoundError

HASH_MEMORY_KIB = 19_456
_hasher = PasswordHasher(time_cost=2, memory_cost=HASH_MEMORY_KIB, parallelism=1)
_hashing = threading.BoundedSemaphore(2)  # two hashes at a time: 19 MiB and 48 ms each
_NOBODY = _hasher.hash("nobody has this password")
INVITATION_DAYS = 14
FAILURES_KEPT = timedelta(days=1)
SESSIONS_KEPT = timedelta(days=30)
WRONG_PASSWORD, WRONG_CURRENT = "accounts.wrong_password", "accounts.wrong_current_password"  # ids of messages
GUESSES = frozenset({WRONG_PASSWORD, WRONG_CURRENT})
"""The refusals that say of a password that it is wrong: the caller records them as failures."""


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
    login = _login_or_nothing(raw_login)
    _check_failures(session, login, address)
    person = queries.person_by_login(session, login) if login else None
    hashed = person.password_hash if person and person.password_hash else _NOBODY
    right = _verify(hashed, password[:400])
    if person is None or not right or person.is_suspended or not person.password_hash:
        raise NotAllowedError(WRONG_PASSWORD)
    return person


def _check_failures(session: Session, login: str, address: str) -> None:
    failures = queries.recent_failures(session, digest(login), digest(address), window_start(clock.now()))
    if is_slowed_down(*failures):
        raise NotAllowedError("accounts.too_many_failures")


def _login_or_nothing(raw_login: str) -> str:
    try:
        return normalised_login(raw_login)
    except InvalidInputError:
        return ""


def record_failure(session: Session, raw_login: str, address: str) -> None:
    """Keeps a failed sign-in; called in a transaction of its own because the refusal rolls the request back."""
    login = _login_or_nothing(raw_login)
    session.add(SignInFailure(login_hash=digest(login), address_hash=digest(address), at=clock.now()))


def renewed_hash(person: Person, password: str) -> str | None:
    """Returns a hash with today's parameters where the stored one was made with others, else None."""
    if person.password_hash and _hasher.check_needs_rehash(person.password_hash):
        return hash_password(password)
    return None


def open_session(session: Session, person_id: int, days: int, renewed: str | None = None) -> str:
    """Opens a server-side session and returns its token, which only the browser keeps; stores a renewed hash."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    session.add(
        SignInSession(
            token_hash=digest(token), person_id=person_id, created_at=now, expires_at=now + timedelta(days=days)
        )
    )
    if renewed:
        session.execute(update(Person).where(Person.id == person_id).values(password_hash=renewed))
    session.flush()
    return token


def forget_sign_ins(session: Session) -> int:
    """Deletes failures older than a day and sessions that have been over for thirty; returns how many rows went."""
    now = clock.now()
    old = now - SESSIONS_KEPT
    failures = delete(SignInFailure).where(SignInFailure.at < now - FAILURES_KEPT)
    sessions = delete(SignInSession).where((SignInSession.expires_at < old) | (SignInSession.ended_at < old))
    return sum(session.connection().execute(statement).rowcount for statement in (failures, sessions))


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


def changed_hash(session: Session, person_id: int, current: str, new: str, address: str) -> str:
    """Returns the hash of a new password of one's own; reads only, so that hashing holds up nobody's write.

    Raises NotAllowedError where the current one is wrong or « too many » were, as at sign-in: a session left open is no
    way to guess it. InvalidInputError for a new one that will not do.
    """
    person = session.get(Person, person_id)
    if person is not None:
        _check_failures(session, person.login, address)
    if person is None or not person.password_hash or not _verify(person.password_hash, current[:400]):
        raise NotAllowedError(WRONG_CURRENT)
    check_password(new, person.login)
    return hash_password(new)


def store_password(session: Session, person_id: int, hashed: str) -> None:
    """Stores a password's hash, ends the person's sessions and makes open invitations worthless."""
    session.execute(update(Person).where(Person.id == person_id).values(password_hash=hashed))
    end_all_sessions(session, person_id)
    _close_invitations(session, person_id)
    session.flush()


def _close_invitations(session: Session, person_id: int) -> None:
    session.execute(
        update(Invitation)
        .where(Invitation.person_id == person_id, Invitation.used_at.is_(None))
        .values(expires_at=clock.now())
    )


def invite(session: Session, person_id: int) -> str:
    """Returns the token of a link by which the person sets a password, once, within fourteen days; former links end.

    Raises NotFoundError where there is no such person, or a suspended one.
    """
    person = session.get(Person, person_id)
    if person is None or person.is_suspended:
        raise NotFoundError("accounts.no_person")
    _close_invitations(session, person_id)
    token = secrets.token_urlsafe(32)
    expires = clock.now() + timedelta(days=INVITATION_DAYS)
    session.add(Invitation(token_hash=digest(token), person_id=person_id, expires_at=expires))
    session.flush()
    return token


def invited_hash(session: Session, token: str, password: str) -> str:
    """Returns the hash of a password chosen behind an invitation; reads only.

    Raises NotFoundError where the link is of no use, InvalidInputError for a password that will not do.
    """
    check_password(password, queries.invited_person(session, digest(token), clock.now()).login)
    return hash_password(password)


def accept_invitation(session: Session, token: str, hashed: str) -> int:
    """Stores the password behind an invitation, uses it up and returns the person's id.

    Raises NotFoundError where the link is of no use, or was used a moment ago.
    """
    person = queries.invited_person(session, digest(token), clock.now())
    used = session.execute(
        update(Invitation)
        .where(Invitation.token_hash == digest(token), Invitation.used_at.is_(None))
        .values(used_at=clock.now())
    )
    if not used.rowcount:  # type: ignore[attr-defined]  # a cursor result has a row count
        raise NotFoundError("accounts.no_invitation")
    store_password(session, person.id, hashed)
    return person.id


def first_hash(raw_login: str, password: str) -> str:
    """Returns the hash of a first password. Raises InvalidInputError for one that will not do for this login."""
    check_password(password, normalised_login(raw_login))
    return hash_password(password)
