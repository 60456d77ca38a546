"""Reads of the administrator's pages: people, one person's place in the organisation, the journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session, aliased

from course.accounts.models import Audit, JobAssignment, JobRole, Membership, Person, RoleGrant, Team, TeamManager
from course.accounts.queries.paging import PAGE_SIZE, Page, place
from course.accounts.queries.teams import team_ids_below, valid_on
from course.foundation import clock
from course.foundation.permissions import Role, Viewer

LONGEST_SEARCH = 100
MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """What the list of people shows: words of a name or login, a team with those below, a state."""

    words: str = ""
    team_id: int | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person as the list shows them today."""

    id: int
    name: str
    login: str
    is_suspended: bool
    has_password: bool
    team: str | None
    job: str | None
    job_english: str | None
    roles: tuple[Role, ...]


def people_page(session: Session, viewer: Viewer, wanted: PeopleFilter, number: int) -> Page[PersonLine]:
    """Returns a page of the people of the organisation, by name. Three statements whatever their number."""
    day = clock.today(viewer.zone)
    statement = select(Person).where(*_conditions(wanted, day))
    total, number, last = place(session, statement, number)
    rows = session.execute(
        statement.with_only_columns(
            Person.id,
            Person.name,
            Person.login,
            Person.is_suspended,
            Person.password_hash.is_not(None),
            _team_today(day),
            *_job_today(day),
        )
        .order_by(Person.name, Person.id)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    ).all()
    roles = _roles_of(session, [row[0] for row in rows], day)
    lines = tuple(PersonLine(*row[:8], roles.get(row[0], ())) for row in rows)
    return Page(lines, total, number, last)


def _conditions(wanted: PeopleFilter, day: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for word in wanted.words[:LONGEST_SEARCH].split()[:MOST_WORDS]:
        # SQLite folds the case of ASCII letters alone; « éric » finds « Éric » through the variants
        variants = {word, word.lower(), word.upper(), word.capitalize()}
        found.append(
            or_(
                *(Person.name.icontains(variant, autoescape=True) for variant in sorted(variants)),
                Person.login.icontains(word.lower(), autoescape=True),
            )
        )
    if wanted.team_id is not None:
        members = select(Membership.person_id).where(
            Membership.team_id.in_(team_ids_below(wanted.team_id)), valid_on(Membership, day)
        )
        found.append(Person.id.in_(members))
    states = {
        "active": Person.is_suspended.is_(False),
        "suspended": Person.is_suspended.is_(True),
        "waiting": Person.password_hash.is_(None) & Person.is_suspended.is_(False),
    }
    if wanted.state in states:
        found.append(states[wanted.state])
    return found


def _team_today(day: date) -> ColumnElement[str]:
    return (
        select(Team.name)
        .join(Membership, Membership.team_id == Team.id)
        .where(Membership.person_id == Person.id, valid_on(Membership, day))
        .order_by(Membership.id.desc())
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
    )


def _job_today(day: date) -> list[ColumnElement[str]]:
    return [
        select(column)
        .join(JobAssignment, JobAssignment.job_role_id == JobRole.id)
        .where(JobAssignment.person_id == Person.id, valid_on(JobAssignment, day))
        .order_by(JobAssignment.id.desc())
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
        for column in (JobRole.name, JobRole.english)
    ]


def _roles_of(session: Session, person_ids: Sequence[int], day: date) -> dict[int, tuple[Role, ...]]:
    held: dict[int, set[str]] = {}
    rows = session.execute(
        select(RoleGrant.person_id, RoleGrant.role).where(RoleGrant.person_id.in_(person_ids), valid_on(RoleGrant, day))
    )
    for person_id, role in rows:
        held.setdefault(person_id, set()).add(role)
    return {person_id: tuple(role for role in Role if role.value in roles) for person_id, roles in held.items()}


@dataclass(frozen=True, slots=True)
class Span:
    """A role, team, job or managed team that a person held, holds or will hold, with its first and last day."""

    id: int | None
    key: str
    name: str
    english: str
    first: date
    last: date

    def holds_on(self, day: date) -> bool:
        """Says whether it holds on that day."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person with all their dated facts, the latest first."""

    id: int
    name: str
    login: str
    language: str
    is_suspended: bool
    has_password: bool
    created_at: datetime
    teams: tuple[Span, ...]
    jobs: tuple[Span, ...]
    roles: tuple[Span, ...]
    managed: tuple[Span, ...]

    def roles_on(self, day: date) -> frozenset[Role]:
        """Returns the roles held on that day."""
        return frozenset(Role(span.key) for span in self.roles if span.holds_on(day))

    def managed_on(self, day: date) -> frozenset[int]:
        """Returns the ids of the teams managed on that day."""
        return frozenset(span.id for span in self.managed if span.id is not None and span.holds_on(day))


def on_day(spans: Sequence[Span], day: date) -> Span | None:
    """Returns the one of a person's teams or jobs that holds on that day, or None."""
    return next((span for span in spans if span.holds_on(day)), None)


def person_card(session: Session, person_id: int) -> PersonCard | None:
    """Returns a person with all their dated facts, or None where there is no such person. Five statements."""
    person = session.get(Person, person_id)
    if person is None:
        return None
    return PersonCard(
        id=person.id,
        name=person.name,
        login=person.login,
        language=person.language,
        is_suspended=person.is_suspended,
        has_password=person.password_hash is not None,
        created_at=person.created_at,
        teams=_spans(
            session,
            Membership,
            person_id,
            select(Team.id, Team.key, Team.name, Team.name).join(Membership, Membership.team_id == Team.id),
        ),
        jobs=_spans(
            session,
            JobAssignment,
            person_id,
            select(JobRole.id, JobRole.key, JobRole.name, JobRole.english).join(
                JobAssignment, JobAssignment.job_role_id == JobRole.id
            ),
        ),
        roles=_spans(
            session, RoleGrant, person_id, select(RoleGrant.id, RoleGrant.role, RoleGrant.role, RoleGrant.role)
        ),
        managed=_spans(
            session,
            TeamManager,
            person_id,
            select(Team.id, Team.key, Team.name, Team.name).join(TeamManager, TeamManager.team_id == Team.id),
        ),
    )


def _spans(
    session: Session,
    table: type[Membership | JobAssignment | RoleGrant | TeamManager],
    person_id: int,
    statement: Select[int, str, str, str],
) -> tuple[Span, ...]:
    rows = session.execute(
        statement.add_columns(table.valid_from, table.valid_to)
        .where(table.person_id == person_id)
        .order_by(table.valid_from.desc(), table.id.desc())
    )
    return tuple(Span(*row) for row in rows)


def active_administrators(session: Session, day: date) -> set[int]:
    """Returns the ids of the people who are administrators on that day and not suspended."""
    return set(
        session.execute(
            select(RoleGrant.person_id)
            .join(Person, Person.id == RoleGrant.person_id)
            .where(RoleGrant.role == Role.ADMINISTRATOR.value, valid_on(RoleGrant, day), Person.is_suspended.is_(False))
        ).scalars()
    )


@dataclass(frozen=True, slots=True)
class JournalFilter:
    """What the journal shows: what a person did or what was done to them, one action, days from and to."""

    words: str = ""
    action: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class JournalLine:
    """A line of the audit trail with the names as they are today."""

    id: int
    at: datetime
    action: str
    detail: dict[str, Any]
    actor: str | None
    subject: str | None


def journal_page(session: Session, viewer: Viewer, wanted: JournalFilter, number: int) -> Page[JournalLine]:
    """Returns a page of the audit trail, the latest first. Two statements whatever its length."""
    actor, subject = aliased(Person), aliased(Person)
    statement = (
        select(Audit.id, Audit.at, Audit.action, Audit.detail, actor.name, subject.name)
        .outerjoin(actor, actor.id == Audit.actor_id)
        .outerjoin(subject, subject.id == Audit.subject_id)
        .order_by(Audit.at.desc(), Audit.id.desc())
    )
    if wanted.action:
        statement = statement.where(Audit.action == wanted.action)
    if wanted.first:
        statement = statement.where(Audit.at >= _midnight(wanted.first, viewer.zone))
    if wanted.last:
        statement = statement.where(Audit.at < _midnight(wanted.last + timedelta(days=1), viewer.zone))
    if wanted.words.strip():
        people = select(Person.id).where(*_conditions(PeopleFilter(words=wanted.words), clock.today(viewer.zone)))
        statement = statement.where(or_(Audit.actor_id.in_(people), Audit.subject_id.in_(people)))
    total, number, last = place(session, statement, number)
    rows = session.execute(statement.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE))
    return Page(tuple(JournalLine(*row) for row in rows), total, number, last)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, datetime.min.time(), ZoneInfo(zone))


def known_actions(session: Session) -> list[str]:
    """Returns the actions that stand in the audit trail."""
    return list(session.execute(select(Audit.action).distinct().order_by(Audit.action)).scalars())


def audit_detail(session: Session, audit_id: int, action: str) -> dict[str, Any] | None:
    """Returns the detail of a line of the audit trail with this action, or None."""
    return session.execute(
        select(Audit.detail).where(Audit.id == audit_id, Audit.action == action)
    ).scalar_one_or_none()
