"""The matrix: who is where, who stands where against what is required, who is late and who improved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    CompoundSelect,
    Date,
    Float,
    Integer,
    Row,
    Select,
    String,
    and_,
    bindparam,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from course.accounts.models import JobAssignment, JobRole, Membership, Person, RoleGrant, Team
from course.accounts.queries import ids_visible_to, team_ids_managed_by
from course.assessment.rules import COUNTED
from course.competencies.models import Estimate, EstimateHistory, RoleRequirement
from course.competencies.queries import DomainRow, framework
from course.enrolment.models import Assignment, Completion
from course.foundation import clock
from course.foundation.database import Instant
from course.foundation.permissions import Role, Viewer
from course.publishing.models import Item, Version
from course.question_bank.models import Quiz
from course.reports.rules import RISE, TREND_DAYS, Member, TeamNode, cell_of
from quizzes.ability import DIRECT_PROOFS_NEEDED

# what a row of two selects in one statement is
LATE, IMPROVED = 0, 1
TEAM, PERSON = 0, 1
REQUIRED, STANDING = 0, 1
NO_ESTIMATE = (None,) * 6
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
    day, since = clock.today(viewer.zone), clock.now() - TREND_DAYS
    late, improved = _late_and_improved(session, viewer, day, since)
    teams, members = _teams_and_members(session, viewer, day)
    return TeamReport(
        day=day,
        since=since,
        domains=framework(session),
        teams=teams,
        members=members,
        late=late,
        improved=improved,
    )


def team_members(session: Session, viewer: Viewer) -> list[Member]:
    """Returns those with a job or a learner's role, in the viewer's teams and those below today, with their cells."""
    return _teams_and_members(session, viewer, clock.today(viewer.zone))[1]


def _teams_and_members(session: Session, viewer: Viewer, day: date) -> tuple[list[TeamNode], list[Member]]:
    teams: list[TeamNode] = []
    members: dict[int, Member] = {}
    for kind, *row in session.connection().execute(_places(viewer, day)).all():
        if kind == TEAM:
            teams.append(TeamNode(*row[:3]))
        else:
            members[row[0]] = Member(*row)
    _fill(members, session.connection().execute(_levels(viewer, day)).all())
    managed = {team.id for team in teams}
    # the viewers themselves are visible to themselves wherever they are
    kept = [member for member in members.values() if member.team_id in managed]
    return sorted(teams, key=lambda team: (team.name, team.id)), kept


def _fill(members: Mapping[int, Member], rows: Sequence[Row[*tuple[Any, ...]]]) -> None:
    """Gives each person a cell for each competency that the job requires: what stands against what is asked."""
    required: dict[int | None, dict[int, int]] = {}
    estimates: dict[int, dict[int, tuple[Any, ...]]] = {}
    for kind, owner, competency_id, *row in rows:
        if kind == REQUIRED:
            required.setdefault(owner, {})[competency_id] = row[0]
        else:
            estimates.setdefault(owner, {})[competency_id] = tuple(row)
    for member in members.values():
        found = estimates.get(member.id, {})
        for competency_id, level in required.get(member.job_id, {}).items():
            member.cells[competency_id] = cell_of(level, *found.get(competency_id, NO_ESTIMATE))
        member.count()


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
        )
        .select_from(Membership)
        .join(Person, Person.id == Membership.person_id)
        .outerjoin(
            JobAssignment,
            and_(JobAssignment.person_id == Person.id, JobAssignment.valid_from <= day, JobAssignment.valid_to >= day),
        )
        .outerjoin(JobRole, JobRole.id == JobAssignment.job_role_id)
        .where(
            Membership.valid_from <= day,
            Membership.valid_to >= day,
            Person.id.in_(ids_visible_to(viewer, day)),
            Person.is_suspended.is_(False),
            or_(JobAssignment.id.is_not(None), learner.exists()),
        )
    )
    return union_all(teams, people)


@lru_cache(maxsize=KEPT)
def _levels(viewer: Viewer, day: date) -> CompoundSelect[*tuple[Any, ...]]:
    """What each job requires that day, and where the people visible to the viewer stand."""
    nothing = (cast(null(), Float) for _place in range(4))
    required = select(
        literal(REQUIRED, Integer),
        RoleRequirement.job_role_id,
        RoleRequirement.competency_id,
        RoleRequirement.level,
        literal(0, Integer),
        *nothing,
    ).where(RoleRequirement.level > 0, RoleRequirement.valid_from <= day, RoleRequirement.valid_to >= day)
    standing = select(
        literal(STANDING, Integer),
        Estimate.learner_id,
        Estimate.competency_id,
        Estimate.direct_proofs,
        Estimate.ceiling,
        Estimate.p1,
        Estimate.p2,
        Estimate.p3,
        Estimate.p4,
    ).where(Estimate.learner_id.in_(ids_visible_to(viewer, day)))
    return union_all(required, standing)


def _late_and_improved(
    session: Session, viewer: Viewer, day: date, since: datetime
) -> tuple[list[Late], dict[int, set[int]]]:
    late: list[Late] = []
    improved: dict[int, set[int]] = {}
    rows = session.connection().execute(_late_or_improved(viewer, day), {"since": since}).all()
    for kind, learner_id, other_id, title, due_on in rows:
        if kind == LATE:
            late.append(Late(learner_id, other_id, title, due_on))
        else:
            improved.setdefault(other_id, set()).add(learner_id)
    return late, improved


@lru_cache(maxsize=KEPT)
def _late_or_improved(viewer: Viewer, day: date) -> CompoundSelect[*tuple[Any, ...]]:
    visible = ids_visible_to(viewer, day)
    return union_all(_late(visible, day), _improved(visible))


def _late(visible: Select[int], day: date) -> Select[*tuple[Any, ...]]:
    done = select(Completion.id).where(
        Completion.learner_id == Assignment.learner_id,
        Completion.item_id == Assignment.item_id,
        Completion.completed_at >= Assignment.assigned_at,
    )
    return (
        select(
            literal(LATE, Integer),
            Assignment.learner_id,
            Assignment.item_id,
            Version.title,
            Assignment.due_on,
        )
        .join(Item, Item.id == Assignment.item_id)
        .join(Version, Version.id == Item.published_version_id)
        .outerjoin(Quiz, Quiz.version_id == Item.published_version_id)
        .where(
            or_(Quiz.version_id.is_(None), Quiz.mode == COUNTED),  # who trained, or did not, is nobody else's concern
            Assignment.learner_id.in_(visible),
            Assignment.cancelled_at.is_(None),
            Assignment.due_on < day,
            ~done.exists(),
        )
    )


def _improved(visible: Select[int]) -> Select[*tuple[Any, ...]]:
    """Who stands half a level higher than at the instant `since`, or than where they were first measured after it."""
    since = bindparam("since", type_=Instant())
    earlier, base = aliased(EstimateHistory), aliased(EstimateHistory)
    measured = and_(
        earlier.learner_id == Estimate.learner_id,
        earlier.competency_id == Estimate.competency_id,
        earlier.direct_proofs >= DIRECT_PROOFS_NEEDED,
    )
    stood = select(func.max(earlier.seq)).where(measured, earlier.recorded_at <= since).scalar_subquery()
    first = select(func.min(earlier.seq)).where(measured).scalar_subquery()
    return (
        select(
            literal(IMPROVED, Integer),
            Estimate.learner_id,
            Estimate.competency_id,
            literal(""),
            cast(null(), Date),
        )
        .join(base, and_(base.learner_id == Estimate.learner_id, base.competency_id == Estimate.competency_id))
        .where(
            Estimate.learner_id.in_(visible),
            Estimate.direct_proofs >= DIRECT_PROOFS_NEEDED,
            Estimate.last_proof_at > since,
            base.seq == func.coalesce(stood, first),
            Estimate.place - base.place >= RISE,
        )
    )
