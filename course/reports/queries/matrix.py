"""The matrix: who is where, who stands where against what is required, who is late and who improved."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    CompoundSelect,
    Integer,
    Select,
    String,
    and_,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from course.accounts.models import JobAssignment, JobRole, Membership, Person, RoleGrant, Team
from course.accounts.queries import ids_visible_to, team_ids_managed_by
from course.assessment.rules import COUNTED
from course.competencies.models import Estimate, EstimateState
from course.competencies.queries import DomainRow, framework
from course.enrolment.models import Assignment, Completion
from course.foundation import clock
from course.foundation.database import Instant
from course.foundation.permissions import Role, Viewer
from course.publishing.models import Item, Version
from course.question_bank.models import Quiz
from course.reports.queries.standing import NOWHERE, Standing, State, cells, risen, standings
from course.reports.rules import TREND_DAYS, Member, TeamNode

TEAM, PERSON = 0, 1  # what a row is
KEPT = 128


@dataclass(frozen=True, slots=True)
class Late:
    """An assignment whose day has passed."""

    learner_id: int
    item_id: int
    title: str
    due_on: date


@dataclass(frozen=True, slots=True)
class TeamReport:
    """All that the page of the team shows, before filters."""

    day: date
    since: datetime
    domains: tuple[DomainRow, ...]
    teams: list[TeamNode]
    members: list[Member]
    late: list[Late]
    improved: dict[int, set[int]]


def team_report(session: Session, viewer: Viewer) -> TeamReport:
    """Returns the people whom the viewer manages today against their jobs, in four statements whatever their number."""
    day, viewer = clock.today(viewer.zone), _whoever(viewer)
    since = datetime.combine(day - TREND_DAYS, time(), ZoneInfo(viewer.zone))
    teams, members, known = _teams_and_members(session, viewer, day)
    return TeamReport(
        day=day,
        since=since,
        domains=framework(session),
        teams=teams,
        members=members,
        late=_late(session, viewer, day),
        improved=_improved(known, since),
    )


def team_members(session: Session, viewer: Viewer) -> list[Member]:
    """Returns those with a job or a learner's role, in the viewer's teams and those below today, with their cells."""
    return _teams_and_members(session, _whoever(viewer), clock.today(viewer.zone))[1]


def _whoever(viewer: Viewer) -> Viewer:
    """Returns the same person, whatever the session: statements are kept by person and day."""
    return replace(viewer, session_id=0)


def _teams_and_members(
    session: Session, viewer: Viewer, day: date
) -> tuple[list[TeamNode], list[Member], dict[int, Standing]]:
    teams: list[TeamNode] = []
    members: dict[int, Member] = {}
    states: dict[int, State] = {}
    for kind, key, name, place, job_id, job, english, *state in session.connection().execute(_places(viewer, day)):
        if kind == TEAM:
            teams.append(TeamNode(key, name, place))
            continue
        members[key] = Member(key, name, place, job_id, job, english)
        if state[0] is not None:
            states[key] = State(key, *state)
    managed = {team.id for team in teams}
    # the viewers themselves are visible to themselves wherever they are
    kept = [member for member in members.values() if member.team_id in managed]
    known, required = standings(session, [states[member.id] for member in kept if member.id in states], day)
    for member in kept:
        member.cells = cells(known.get(member.id, NOWHERE), required.get(member.job_id or 0, ()))
        member.count()
    return sorted(teams, key=lambda team: (team.name, team.id)), kept, known


def _improved(known: Mapping[int, Standing], since: datetime) -> dict[int, set[int]]:
    improved: dict[int, set[int]] = {}
    for person_id, standing in known.items():
        for competency_id in risen(standing, since):
            improved.setdefault(competency_id, set()).add(person_id)
    return improved


def proof_dates(session: Session, viewer: Viewer) -> dict[tuple[int, int], tuple[int, datetime | None]]:
    """Returns (direct proofs, last proof) by (person, competency id) of the people visible to the viewer."""
    rows = session.execute(
        select(Estimate.learner_id, Estimate.competency_id, Estimate.direct_proofs, Estimate.last_proof_at).where(
            Estimate.learner_id.in_(ids_visible_to(viewer)), Estimate.direct_proofs > 0
        )
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


# To build a statement costs as much as to run it; so those of this page are kept for a viewer and a day.
@lru_cache(maxsize=KEPT)
def _places(viewer: Viewer, day: date) -> CompoundSelect[*tuple[Any, ...]]:
    """The teams that the viewer manages, and the people visible to the viewer with their team and job of the day."""
    learner = select(RoleGrant.id).where(
        RoleGrant.person_id == Person.id,
        RoleGrant.role == Role.EMPLOYEE.value,
        RoleGrant.valid_from <= day,
        RoleGrant.valid_to >= day,
    )
    teams = select(
        literal(TEAM, Integer),
        Team.id,
        Team.name,
        Team.parent_id,
        cast(null(), BigInteger),
        literal("", String),
        literal("", String),
        cast(null(), Integer),
        literal("", String),
        cast(null(), Instant()),
        cast(null(), Instant()),
    ).where(Team.id.in_(team_ids_managed_by(viewer.id, day)))
    people = (
        select(
            literal(PERSON, Integer),
            Person.id,
            Person.name,
            Membership.team_id,
            JobRole.id,
            func.coalesce(JobRole.name, ""),
            func.coalesce(JobRole.english, ""),
            EstimateState.seq,
            EstimateState.model_version,
            EstimateState.updated_at,
            EstimateState.estimated_at,
        )
        .select_from(Membership)
        .join(Person, Person.id == Membership.person_id)
        .outerjoin(
            JobAssignment,
            and_(JobAssignment.person_id == Person.id, JobAssignment.valid_from <= day, JobAssignment.valid_to >= day),
        )
        .outerjoin(JobRole, JobRole.id == JobAssignment.job_role_id)
        .outerjoin(EstimateState, EstimateState.learner_id == Person.id)
        .where(
            Membership.valid_from <= day,
            Membership.valid_to >= day,
            Person.id.in_(ids_visible_to(viewer, day)),
            Person.is_suspended.is_(False),
            or_(JobAssignment.id.is_not(None), learner.exists()),
        )
    )
    return union_all(teams, people)


def _late(session: Session, viewer: Viewer, day: date) -> list[Late]:
    return [Late(*row) for row in session.connection().execute(_late_ones(viewer, day))]


@lru_cache(maxsize=KEPT)
def _late_ones(viewer: Viewer, day: date) -> Select[*tuple[Any, ...]]:
    done = select(Completion.id).where(
        Completion.learner_id == Assignment.learner_id,
        Completion.item_id == Assignment.item_id,
        Completion.completed_at >= Assignment.assigned_at,
    )
    return (
        select(Assignment.learner_id, Assignment.item_id, Version.title, Assignment.due_on)
        .join(Item, Item.id == Assignment.item_id)
        .join(Version, Version.id == Item.published_version_id)
        .outerjoin(Quiz, Quiz.version_id == Item.published_version_id)
        .where(
            or_(Quiz.version_id.is_(None), Quiz.mode == COUNTED),  # who trained, or did not, is nobody else's concern
            Assignment.learner_id.in_(ids_visible_to(viewer, day)),
            Assignment.cancelled_at.is_(None),
            Assignment.due_on < day,
            ~done.exists(),
        )
    )
