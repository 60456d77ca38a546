"""The matrix in one statement, and in another who is late and who improved."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Date,
    Integer,
    Select,
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

LATE, IMPROVED = 0, 1
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
    teams = _teams(session, viewer, day)
    return TeamReport(
        day=day,
        since=since,
        domains=framework(session),
        teams=teams,
        members=_members(session, viewer, day, teams),
        late=late,
        improved=improved,
    )


def _teams(session: Session, viewer: Viewer, day: date) -> list[TeamNode]:
    return [TeamNode(*row) for row in session.execute(_managed(viewer, day)).all()]


# To build a statement costs as much as to run it; so those of this page are kept for a viewer and a day.
@lru_cache(maxsize=KEPT)
def _managed(viewer: Viewer, day: date) -> Select[*tuple[Any, ...]]:
    return (
        select(Team.id, Team.name, Team.parent_id)
        .where(Team.id.in_(team_ids_managed_by(viewer.id, day)))
        .order_by(Team.name, Team.id)
    )


def team_members(session: Session, viewer: Viewer) -> list[Member]:
    """Returns those with a job or a learner's role, in the viewer's teams and those below today, with their cells."""
    day = clock.today(viewer.zone)
    return _members(session, viewer, day, _teams(session, viewer, day))


def _members(session: Session, viewer: Viewer, day: date, teams: list[TeamNode]) -> list[Member]:
    managed = {team.id for team in teams}
    found: dict[int, Member] = {}
    for row in session.connection().execute(_matrix(viewer, day)).all():
        person_id, name, team_id, job_id, job, english, competency_id, *estimate = row
        if team_id not in managed:  # the viewers themselves, who are visible to themselves wherever they are
            continue
        member = found.get(person_id)
        if member is None:
            member = found[person_id] = Member(person_id, name, team_id, job_id, job or "", english or "")
        if competency_id is not None:
            member.cells[competency_id] = cell_of(*estimate)
    for member in found.values():
        member.count()
    return list(found.values())


def proof_dates(session: Session, viewer: Viewer) -> dict[tuple[int, int], tuple[int, datetime | None]]:
    """Returns (direct proofs, last proof) by (person, competency id) of the people visible to the viewer."""
    rows = session.execute(
        select(Estimate.learner_id, Estimate.competency_id, Estimate.direct_proofs, Estimate.last_proof_at).where(
            Estimate.learner_id.in_(ids_visible_to(viewer)), Estimate.direct_proofs > 0
        )
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


@lru_cache(maxsize=KEPT)
def _matrix(viewer: Viewer, day: date) -> Select[*tuple[Any, ...]]:
    """Estimates ⋈ the people visible to the viewer ⋈ what their job of the day requires."""
    learner = select(RoleGrant.id).where(
        RoleGrant.person_id == Person.id,
        RoleGrant.role == Role.EMPLOYEE.value,
        RoleGrant.valid_from <= day,
        RoleGrant.valid_to >= day,
    )
    columns: tuple[Any, ...] = (
        Person.id,
        Person.name,
        Membership.team_id,
        JobRole.id,
        JobRole.name,
        JobRole.english,
        RoleRequirement.competency_id,
        RoleRequirement.level,
        Estimate.direct_proofs,
        Estimate.ceiling,
        Estimate.p1,
        Estimate.p2,
        Estimate.p3,
        Estimate.p4,
    )
    return (
        select(*columns)
        .select_from(Membership)
        .join(Person, Person.id == Membership.person_id)
        .outerjoin(
            JobAssignment,
            and_(JobAssignment.person_id == Person.id, JobAssignment.valid_from <= day, JobAssignment.valid_to >= day),
        )
        .outerjoin(JobRole, JobRole.id == JobAssignment.job_role_id)
        .outerjoin(
            RoleRequirement,
            and_(
                RoleRequirement.job_role_id == JobAssignment.job_role_id,
                RoleRequirement.level > 0,
                RoleRequirement.valid_from <= day,
                RoleRequirement.valid_to >= day,
            ),
        )
        .outerjoin(
            Estimate,
            and_(Estimate.learner_id == Person.id, Estimate.competency_id == RoleRequirement.competency_id),
        )
        .where(
            Membership.valid_from <= day,
            Membership.valid_to >= day,
            Person.id.in_(ids_visible_to(viewer, day)),
            Person.is_suspended.is_(False),
            or_(JobAssignment.id.is_not(None), learner.exists()),
        )
    )


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
