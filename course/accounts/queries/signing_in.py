"""Reads behind signing in: the viewer of a session, the person of a login or a link, recent failures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Date, bindparam, func, select
from sqlalchemy.orm import Session

from course.accounts.models import Invitation, Organisation, Person, RoleGrant, SignInFailure, SignInSession
from course.foundation.database import Instant
from course.foundation.errors import NotFoundError
from course.foundation.permissions import Role, Viewer

ONE_DAY = timedelta(days=1)  # the organisation's day may be the day before or after the one in UTC


# The statement of every request is built once: building it anew takes three times as long as running it.
_VIEWER = (
    select(
        Person.id,
        Person.name,
        Person.login,
        Person.language,
        SignInSession.id,
        Organisation.zone,
        Organisation.is_demo,
        RoleGrant.role,
        RoleGrant.valid_from,
        RoleGrant.valid_to,
    )
    .join(SignInSession, SignInSession.person_id == Person.id)
    .join(Organisation, Organisation.id == 1)
    .outerjoin(
        RoleGrant,
        (RoleGrant.person_id == Person.id)
        & (RoleGrant.valid_from <= bindparam("last", type_=Date))
        & (RoleGrant.valid_to >= bindparam("first", type_=Date)),
    )
    .where(
        SignInSession.token_hash == bindparam("token_hash"),
        SignInSession.expires_at > bindparam("now", type_=Instant),
        SignInSession.ended_at.is_(None),
        Person.is_suspended.is_(False),
    )
)


def viewer_of_token(session: Session, token_hash: str, now: datetime) -> Viewer | None:
    """Returns the person behind a live session, with the roles held today in the organisation's zone; None where there
    is none. One statement."""
    utc_day = now.date()
    values = {"token_hash": token_hash, "now": now, "first": utc_day - ONE_DAY, "last": utc_day + ONE_DAY}
    rows = session.connection().execute(_VIEWER, values).all()
    if not rows:
        return None
    person_id, name, login, language, session_id, zone, is_demo = rows[0][:7]
    today = now.astimezone(ZoneInfo(zone)).date()
    roles = frozenset(Role(role) for *_, role, first, last in rows if role and first <= today <= last)
    return Viewer(
        id=person_id,
        name=name,
        login=login,
        language=language,
        zone=zone,
        roles=roles,
        session_id=session_id,
        is_demo=is_demo,
    )


def person_by_login(session: Session, login: str) -> Person | None:
    """Returns the person with this normalised login."""
    return session.execute(select(Person).where(Person.login == login)).scalar_one_or_none()


def invited_person(session: Session, token_hash: str, now: datetime) -> Person:
    """Returns the person whom a link invites. Raises NotFoundError for one that is unknown, used, expired or of a
    suspended person."""
    person = session.execute(
        select(Person)
        .join(Invitation, Invitation.person_id == Person.id)
        .where(
            Invitation.token_hash == token_hash,
            Invitation.used_at.is_(None),
            Invitation.expires_at > now,
            Person.is_suspended.is_(False),
        )
    ).scalar_one_or_none()
    if person is None:
        raise NotFoundError("accounts.no_invitation")
    return person


def recent_failures(session: Session, login_hash: str, address_hash: str, since: datetime) -> tuple[int, int]:
    """Returns how many sign-ins failed since then for this login and from this address."""
    count = select(func.count()).select_from(SignInFailure).where(SignInFailure.at >= since)
    row = session.execute(
        select(
            count.where(SignInFailure.login_hash == login_hash).scalar_subquery(),
            count.where(SignInFailure.address_hash == address_hash).scalar_subquery(),
        )
    ).one()
    return int(row[0]), int(row[1])


def organisation(session: Session) -> Organisation | None:
    """Returns the one organisation, or None before it was made."""
    return session.get(Organisation, 1)


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A demonstration account as the sign-in page lists it."""

    name: str
    login: str
    roles: tuple[Role, ...]


def demo_accounts(session: Session, logins: Sequence[str]) -> list[DemoAccount]:
    """Returns the named demonstration accounts where the demonstration is loaded, else nothing."""
    found = organisation(session)
    if found is None or not found.is_demo:
        return []
    rows = session.execute(
        select(Person.name, Person.login, RoleGrant.role)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(Person.login.in_(logins))
        .order_by(Person.id, RoleGrant.id)
    ).all()
    by_login: dict[str, list[tuple[str, Role]]] = {}
    for name, login, role in rows:
        by_login.setdefault(login, []).append((name, Role(role)))
    return [
        DemoAccount(by_login[login][0][0], login, tuple(role for _, role in by_login[login]))
        for login in logins
        if login in by_login
    ]


def count_people(session: Session) -> int:
    """Returns how many people there are, suspended ones included."""
    return session.execute(select(func.count()).select_from(Person)).scalar_one()
