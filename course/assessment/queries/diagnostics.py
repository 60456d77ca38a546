"""Reads of diagnostics: those of a person, the question that is open, and what may be asked next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Row, Select, and_, bindparam, func, select
from sqlalchemy.orm import Session

from course.accounts.models import JobAssignment, Membership, Person
from course.assessment.models import Attempt, AttemptSlot, Diagnostic, Exposure, Grade
from course.competencies.models import Competency, Estimate, RoleRequirement
from course.foundation.errors import NotFoundError
from course.question_bank.models import Quiz
from course.question_bank.rules import QuizSettings, settings_of
from quizzes.ability import verdict

ESTABLISHED = frozenset({"met", "gap"})
LATELY = 40  # how many of the last diagnostics say how often a question was asked


@dataclass(frozen=True, slots=True)
class DiagnosticRow:
    """A diagnostic of a person: who asked for it and why, when it was begun and closed, what came of it."""

    id: int
    learner_id: int
    requested_by: int | None
    requester: str | None
    requested_at: datetime
    reason: str
    due_on: date | None
    attempt_id: int | None
    closed_at: datetime | None
    close_reason: str | None
    outcome: Mapping[str, Any] | None
    started_at: datetime | None
    answered: int

    @property
    def is_requested(self) -> bool:
        """Whether somebody else asked for it."""
        return self.requested_by is not None

    @property
    def is_begun(self) -> bool:
        """Whether its first question was asked."""
        return self.attempt_id is not None

    @property
    def is_open(self) -> bool:
        """Whether it may still be answered."""
        return self.closed_at is None


# What every answer asks is built once: that takes longer than running it.
_LEARNER, _ATTEMPT, _POSITION, _ID = (
    bindparam(name, type_=Attempt.id.type) for name in ("learner", "attempt", "position", "id")
)
_DAY = bindparam("day", type_=Date)
_ANSWERED = (
    select(func.count())
    .select_from(AttemptSlot)
    .join(Grade, and_(Grade.slot_id == AttemptSlot.id, Grade.number == 1))
    .where(AttemptSlot.attempt_id == Diagnostic.attempt_id)
    .correlate(Diagnostic)
    .scalar_subquery()
)
_ROWS: Select[*tuple[Any, ...]] = (
    select(Diagnostic.id, Diagnostic.learner_id, Diagnostic.requested_by, Person.name, Diagnostic.requested_at)
    .add_columns(Diagnostic.reason, Diagnostic.due_on, Diagnostic.attempt_id, Diagnostic.closed_at)
    .add_columns(Diagnostic.close_reason, Diagnostic.outcome, Attempt.started_at, _ANSWERED)
    .select_from(Diagnostic)
    .outerjoin(Person, Person.id == Diagnostic.requested_by)
    .outerjoin(Attempt, Attempt.id == Diagnostic.attempt_id)
    .where(Diagnostic.learner_id == _LEARNER)
    .order_by(Diagnostic.id.desc())
)
_LAST = _ROWS.limit(1)
_OPEN = _ROWS.where(Diagnostic.closed_at.is_(None)).limit(1)
_ONE = _ROWS.where(Diagnostic.id == _ID)
_OF_ATTEMPT = _ROWS.where(Diagnostic.attempt_id == _ATTEMPT)
_TAKEN = _ROWS.where(Diagnostic.closed_at.is_not(None), Diagnostic.attempt_id.is_not(None)).limit(1)


def open_diagnostic(session: Session, learner_id: int) -> DiagnosticRow | None:
    """Returns the diagnostic that a person has begun or is asked to take, None where there is none."""
    return _row(session, _OPEN, learner_id)


def last_taken(session: Session, learner_id: int) -> DiagnosticRow | None:
    """Returns the last diagnostic that a person took and that is closed."""
    return _row(session, _TAKEN, learner_id)


def last_diagnostic(session: Session, learner_id: int) -> DiagnosticRow | None:
    """Returns the last diagnostic of a person, whatever became of it."""
    return _row(session, _LAST, learner_id)


def diagnostic_of(session: Session, learner_id: int, diagnostic_id: int) -> DiagnosticRow:
    """Returns the person's own diagnostic. Raises NotFoundError for anybody else's."""
    return _found(_row(session, _ONE, learner_id, id=diagnostic_id))


def diagnostic_of_attempt(session: Session, learner_id: int, attempt_id: int) -> DiagnosticRow:
    """Returns the diagnostic whose answers are those of this attempt. Raises NotFoundError for anybody else's."""
    return _found(_row(session, _OF_ATTEMPT, learner_id, attempt=attempt_id))


def _row(session: Session, statement: Select[*tuple[Any, ...]], learner_id: int, **asked: int) -> DiagnosticRow | None:
    session.flush()
    row = session.connection().execute(statement, {"learner": learner_id, **asked}).first()
    return None if row is None else DiagnosticRow(*row)


def _found(row: DiagnosticRow | None) -> DiagnosticRow:
    if row is None:
        raise NotFoundError("diagnostic.none")
    return row


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a diagnostic, as answering it needs it; `grade_id` where it has its answer, `last` the position of
    the last question asked."""

    diagnostic_id: int
    attempt_id: int
    seed: int
    title: str
    quiz_version_id: int
    settings: QuizSettings
    slot_id: int
    position: int
    question_version_id: int
    drawn: Mapping[str, str] | None
    option_order: tuple[Any, ...]
    finished_at: datetime | None
    grade_id: int | None
    last: int


_ASKED: Select[*tuple[Any, ...]] = (
    select(Diagnostic.id, Attempt.id, Attempt.seed, Quiz.title, Quiz.version_id, Quiz.settings, AttemptSlot.id)
    .add_columns(AttemptSlot.position, AttemptSlot.question_version_id, AttemptSlot.drawn, AttemptSlot.option_order)
    .add_columns(Attempt.finished_at, Grade.id)
    .add_columns(select(func.max(AttemptSlot.position)).where(AttemptSlot.attempt_id == _ATTEMPT).scalar_subquery())
    .select_from(Diagnostic)
    .join(Attempt, Attempt.id == Diagnostic.attempt_id)
    .join(Quiz, Quiz.version_id == Attempt.quiz_version_id)
    .join(AttemptSlot, AttemptSlot.attempt_id == Attempt.id)
    .outerjoin(Grade, and_(Grade.slot_id == AttemptSlot.id, Grade.number == 1))
    .where(Attempt.id == _ATTEMPT, Attempt.learner_id == _LEARNER, AttemptSlot.position == _POSITION)
)


def asked_question(session: Session, learner_id: int, attempt_id: int, position: int) -> Asked:
    """Returns a question that a diagnostic has asked: one statement. Raises NotFoundError for one not asked yet,
    and for anybody else's.
    """
    asked = {"attempt": attempt_id, "learner": learner_id, "position": position}
    row = session.connection().execute(_ASKED, asked).first()
    if row is None:
        raise NotFoundError("diagnostic.none")
    values: list[Any] = [*row[:5], settings_of(row[5] or {}, "counted"), *row[6:10], tuple(row[10] or ()), *row[11:]]
    return Asked(*values)


def attempts_taken(session: Session, learner_id: int, quiz_item_id: int) -> int:
    """Returns the number of a person's last attempt at a quiz, 0 before the first."""
    last = select(func.max(Attempt.number)).where(
        Attempt.learner_id == learner_id, Attempt.quiz_item_id == quiz_item_id
    )
    return session.execute(last).scalar() or 0


# What may be asked next --------------------------------------------------------------------------------------------

_REQUIRED: Select[*tuple[Any, ...]] = (
    select(Competency.key, RoleRequirement.level, Competency.is_gesture, Estimate.direct_proofs, Estimate.ceiling)
    .add_columns(Estimate.p1, Estimate.p2, Estimate.p3, Estimate.p4)
    .select_from(JobAssignment)
    .join(RoleRequirement, RoleRequirement.job_role_id == JobAssignment.job_role_id)
    .join(Competency, Competency.id == RoleRequirement.competency_id)
    .outerjoin(Estimate, and_(Estimate.competency_id == Competency.id, Estimate.learner_id == _LEARNER))
    .where(
        *(JobAssignment.person_id == _LEARNER, JobAssignment.valid_from <= _DAY, JobAssignment.valid_to >= _DAY),
        *(RoleRequirement.level > 0, RoleRequirement.valid_from <= _DAY, RoleRequirement.valid_to >= _DAY),
    )
)
_MET = (
    select(Exposure.question_item_id, AttemptSlot.id)
    .outerjoin(
        AttemptSlot,
        and_(AttemptSlot.attempt_id == _ATTEMPT, AttemptSlot.question_item_id == Exposure.question_item_id),
    )
    .where(Exposure.learner_id == _LEARNER)
)
_LATEST = (
    select(Diagnostic.attempt_id)
    .where(Diagnostic.attempt_id.is_not(None))
    .order_by(Diagnostic.attempt_id.desc())
    .limit(LATELY)
    .cte("latest")
)
_TIMES = (
    select(AttemptSlot.question_item_id, func.count())
    .add_columns(select(func.count()).select_from(_LATEST).scalar_subquery())
    .join(_LATEST, _LATEST.c.attempt_id == AttemptSlot.attempt_id)
    .group_by(AttemptSlot.question_item_id)
)


@dataclass(frozen=True, slots=True)
class Requirement:
    """A competency that a person's job asks for: the level, whether it is a gesture, the direct proofs so far and the
    highest level that they can establish."""

    level: int
    is_gesture: bool
    proofs: int
    ceiling: int


def required_of(session: Session, learner_id: int, day: date) -> dict[str, Requirement]:
    """Returns by competency what a person's job asks for that day: one statement; nothing without a job."""
    rows = session.connection().execute(_REQUIRED, {"learner": learner_id, "day": day})
    return {row[0]: Requirement(row[1], bool(row[2]), row[3] or 0, row[4] or 0) for row in rows}


def established_of(session: Session, learner_id: int, day: date) -> tuple[int, int]:
    """Returns how many of the competencies that a person's job asks for are established, met or gap, and how many there
    are: one statement.
    """
    rows = session.connection().execute(_REQUIRED, {"learner": learner_id, "day": day}).all()
    said = [verdict(row[3], row[5:], row[1], row[4]).status for row in rows if row[3]]
    return sum(status in ESTABLISHED for status in said), len(rows)


def met_questions(session: Session, learner_id: int, attempt_id: int) -> tuple[set[int], set[int]]:
    """Returns the question items that the person has ever met, and those of them that this attempt asked."""
    rows = session.connection().execute(_MET, {"learner": learner_id, "attempt": attempt_id}).all()
    return {row[0] for row in rows}, {row[0] for row in rows if row[1] is not None}


def asked_lately(session: Session) -> tuple[dict[int, int], int]:
    """Returns how often each question item was asked in the last forty diagnostics, and how many there were."""
    rows = session.connection().execute(_TIMES).all()
    return {row[0]: row[1] for row in rows}, rows[0][2] if rows else 0


# Who may be asked --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Taker:
    """A person as asking for a diagnostic sees them: since when they are here, whether they have a job that asks for
    levels, and the diagnostic that is open."""

    id: int
    name: str
    arrived_on: date
    has_job: bool
    open_id: int | None
    is_begun: bool


def takers(session: Session, learner_ids: Iterable[int], day: date) -> dict[int, Taker]:
    """Returns these people by id: one statement. Since when: the first day of a team, a job or the account."""
    asked = (
        select(func.count())
        .select_from(JobAssignment)
        .join(RoleRequirement, RoleRequirement.job_role_id == JobAssignment.job_role_id)
        .where(
            *(JobAssignment.person_id == Person.id, JobAssignment.valid_from <= day, JobAssignment.valid_to >= day),
            *(RoleRequirement.level > 0, RoleRequirement.valid_from <= day, RoleRequirement.valid_to >= day),
        )
        .correlate(Person)
        .scalar_subquery()
    )
    in_team, in_job = (
        select(func.min(table.valid_from)).where(table.person_id == Person.id).correlate(Person).scalar_subquery()
        for table in (Membership, JobAssignment)
    )
    rows = session.execute(
        select(Person.id, Person.name, Person.created_at, in_team, in_job, asked)
        .add_columns(Diagnostic.id, Diagnostic.attempt_id)
        .select_from(Person)
        .outerjoin(Diagnostic, and_(Diagnostic.learner_id == Person.id, Diagnostic.closed_at.is_(None)))
        .where(Person.id.in_(list(learner_ids)))
    )
    return {row[0]: _taker(row) for row in rows}


def _taker(row: Row[*tuple[Any, ...]]) -> Taker:
    arrived_on = min(day for day in (row[2].date(), row[3], row[4]) if day is not None)
    return Taker(row[0], row[1], arrived_on, bool(row[5]), row[6], row[7] is not None)


def forgotten_diagnostics(session: Session, begun_before: datetime) -> list[tuple[int, int]]:
    """Returns (learner, attempt) of the open diagnostics that were begun before an instant."""
    rows = session.execute(
        select(Diagnostic.learner_id, Attempt.id)
        .join(Attempt, Attempt.id == Diagnostic.attempt_id)
        .where(Diagnostic.closed_at.is_(None), Attempt.started_at < begun_before)
        .order_by(Diagnostic.id)
    )
    return [(row[0], row[1]) for row in rows]
