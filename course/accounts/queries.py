"""Reads of accounts; `ids_visible_to` is the one answer to « whose records? »."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, select, union
from sqlalchemy.orm import Session, aliased

from course.accounts.models import (
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
from course.foundation import clock
from course.foundation.permissions import Permission, Role, Viewer


def viewer_of_token(session: Session, token_hash: str, now: datetime) -> Viewer | None:
    """Returns the person behind a live session, with roles held today, in one statement; None where there is none."""
    today = now.date()
    rows = session.execute(
        select(
            Person.id,
            Person.name,
            Person.login,
            Person.language,
            SignInSession.id,
            Organisation.zone,
            Organisation.is_demo,
            RoleGrant.role,
        )
        .join(SignInSession, SignInSession.person_id == Person.id)
        .join(Organisation, Organisation.id == 1)
        .outerjoin(RoleGrant, (RoleGrant.person_id == Person.id) & _valid(RoleGrant, today))
        .where(
            SignInSession.token_hash == token_hash,
            SignInSession.expires_at > now,
            SignInSession.ended_at.is_(None),
            Person.is_suspended.is_(False),
        )
    ).all()
    if not rows:
        return None
    person_id, name, login, language, session_id, zone, is_demo, _role = rows[0]
    roles = frozenset(Role(row[7]) for row in rows if row[7])
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


def _valid(table: type[RoleGrant | Membership | TeamManager | JobAssignment], day: date) -> ColumnElement[bool]:
    return (table.valid_from <= day) & (table.valid_to >= day)


def person_by_login(session: Session, login: str) -> Person | None:
    """Returns the person with this normalised login."""
    return session.execute(select(Person).where(Person.login == login)).scalar_one_or_none()


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


def team_ids_managed_by(person_id: int, day: date) -> Select[int]:
    """Returns a select of the teams that the person manages on that day and of all teams below them."""
    tree = (
        select(TeamManager.team_id.label("id"))
        .where(TeamManager.person_id == person_id, _valid(TeamManager, day))
        .cte("managed", recursive=True)
    )
    below = aliased(Team)
    tree = tree.union(select(below.id).join(tree, below.parent_id == tree.c.id))
    return select(tree.c.id)


def ids_visible_to(viewer: Viewer, day: date | None = None) -> Select[int]:
    """Returns a select of the people whose records the viewer may read: the viewer, and as manager the people who on
    that day are in the viewer's teams and in those below. Nobody else's, whatever other role the viewer holds."""
    day = day or clock.today(viewer.zone)
    own = select(Person.id).where(Person.id == viewer.id)
    if not viewer.can(Permission.SEE_TEAM):
        return own
    managed = select(Membership.person_id).where(
        Membership.team_id.in_(team_ids_managed_by(viewer.id, day)), _valid(Membership, day)
    )
    return select(union(own, managed).subquery().c[0])


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team with its place in the tree and how many people it has today."""

    id: int
    key: str
    name: str
    parent_id: int | None
    people: int


def teams_visible_to(session: Session, viewer: Viewer) -> list[TeamRow]:
    """Returns the teams that the viewer manages, with those below (all teams for an administrator), by name."""
    day = clock.today(viewer.zone)
    people = (
        select(func.count())
        .where(Membership.team_id == Team.id, _valid(Membership, day))
        .correlate(Team)
        .scalar_subquery()
    )
    statement = select(Team.id, Team.key, Team.name, Team.parent_id, people).order_by(Team.name)
    if not viewer.can(Permission.ADMINISTER):
        statement = statement.where(Team.id.in_(team_ids_managed_by(viewer.id, day)))
    return [TeamRow(*row) for row in session.execute(statement)]


def job_roles(session: Session) -> Sequence[JobRole]:
    """Returns the job roles in their order."""
    return session.execute(select(JobRole).order_by(JobRole.position)).scalars().all()


def job_role_of(session: Session, person_id: int, day: date) -> JobRole | None:
    """Returns the job that the person holds on that day, or None."""
    return session.execute(
        select(JobRole)
        .join(JobAssignment, JobAssignment.job_role_id == JobRole.id)
        .where(JobAssignment.person_id == person_id, _valid(JobAssignment, day))
        .order_by(JobAssignment.id.desc())
        .limit(1)
    ).scalar_one_or_none()


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
