"""Free answers that a person marks: those of counted, finished attempts alone, and nothing that says whose they are.

Practice is private: no statement here can reach it. Who marks sees neither their own answers nor anybody's name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from course.accounts.models import Person
from course.accounts.queries.paging import PAGE_SIZE, Page, place
from course.assessment.models import Attempt, AttemptSlot, Grade, Response
from course.assessment.queries.attempts import FileRow, file_of
from course.assessment.rules import COUNTED
from course.foundation.errors import NotFoundError
from course.publishing.models import Version
from course.question_bank.models import Question, Quiz

ESSAY = "essay"


@dataclass(frozen=True, slots=True)
class WaitingQuestion:
    """A question with answers that wait, and how many."""

    item_id: int
    key: str
    title: str
    waiting: int


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """A free answer in a list. `fraction`, `graded_at` and `grader` where a person has marked it."""

    slot_id: int
    question_title: str
    quiz_title: str
    finished_at: datetime
    fraction: float | None
    graded_at: datetime | None
    grader: str | None


@dataclass(frozen=True, slots=True)
class AnswerToGrade:
    """A free answer as it is opened to be marked, with the newest entry of its grade log. `learner_id` is for the
    services; no page shows it."""

    slot_id: int
    attempt_id: int
    learner_id: int
    question_item_id: int
    question_version_id: int
    drawn: Mapping[str, str] | None
    max_mark: float
    is_first_exposure: bool
    quiz_title: str
    finished_at: datetime
    number: int
    kind: str
    fraction: float
    outcome: str
    comment: str | None
    rubric: Mapping[str, Any] | None
    graded_at: datetime
    grader: str | None
    answer: str
    file: FileRow | None

    @property
    def is_waiting(self) -> bool:
        """Whether it has no mark yet."""
        return self.outcome == "pending"


_other = aliased(Grade)
_NEWEST = (
    select(func.max(_other.number)).where(_other.slot_id == AttemptSlot.id).correlate(AttemptSlot).scalar_subquery()
)


def _answers(statement: Select[*tuple[Any, ...]], grader_id: int) -> Select[*tuple[Any, ...]]:
    """Adds the tables behind a free answer, and leaves out what may not be read: practice, the open, one's own."""
    return (
        statement.select_from(AttemptSlot)
        .join(Attempt, Attempt.id == AttemptSlot.attempt_id)
        .join(Question, Question.version_id == AttemptSlot.question_version_id)
        .join(Version, Version.id == AttemptSlot.question_version_id)
        .join(Quiz, Quiz.version_id == Attempt.quiz_version_id)
        .join(Grade, and_(Grade.slot_id == AttemptSlot.id, Grade.number == _NEWEST))
        .outerjoin(Person, Person.id == Grade.graded_by)
        .where(
            Attempt.mode == COUNTED,
            Attempt.finished_at.is_not(None),
            Attempt.learner_id != grader_id,
            Question.type == ESSAY,
        )
    )


_IS_WAITING = (Attempt.pending > 0, Grade.outcome == "pending")


def waiting_questions(session: Session, grader_id: int) -> list[WaitingQuestion]:
    """Returns the questions whose answers wait, by title: one statement."""
    title = func.max(Version.title)
    columns = (AttemptSlot.question_item_id, func.max(Question.key), title, func.count())
    rows = session.execute(
        _answers(select(*columns), grader_id)
        .where(*_IS_WAITING)
        .group_by(AttemptSlot.question_item_id)
        .order_by(title, AttemptSlot.question_item_id)
    )
    return [WaitingQuestion(row[0], row[1], row[2], row[3]) for row in rows]


def answer_lines(
    session: Session, grader_id: int, *, is_marked: bool, question_key: str = "", number: int = 1
) -> Page[AnswerLine]:
    """Returns a page of the answers that wait, the oldest first, or of those that a person has marked, the latest
    first; of one question where a key is given: two statements."""
    statement = _answers(
        select(
            AttemptSlot.id,
            Version.title,
            Quiz.title,
            Attempt.finished_at,
            Grade.fraction,
            Grade.graded_at,
            Person.name,
        ),
        grader_id,
    )
    statement = statement.where(Grade.kind == "manual") if is_marked else statement.where(*_IS_WAITING)
    if question_key:
        statement = statement.where(Question.key == question_key)
    total, number, last = place(session, statement, number)
    order = (Grade.graded_at.desc(), Grade.id.desc()) if is_marked else (Attempt.finished_at, AttemptSlot.id)
    rows = session.execute(statement.order_by(*order).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE))
    return Page(tuple(AnswerLine(*row) for row in rows), total, number, last)


def next_waiting(session: Session, grader_id: int, after: AnswerToGrade) -> int | None:
    """Returns the slot of the next answer to the same question that waits: after this one, else the first other."""
    ids = (
        _answers(select(AttemptSlot.id), grader_id)
        .where(*_IS_WAITING, AttemptSlot.question_item_id == after.question_item_id, AttemptSlot.id != after.slot_id)
        .order_by(Attempt.finished_at, AttemptSlot.id)
        .limit(1)
    )
    later = or_(
        Attempt.finished_at > after.finished_at,
        and_(Attempt.finished_at == after.finished_at, AttemptSlot.id > after.slot_id),
    )
    found: int | None = session.execute(ids.where(later)).scalar()
    return session.execute(ids).scalar() if found is None else found


def answer_to_grade(session: Session, grader_id: int, slot_id: int) -> AnswerToGrade:
    """Returns a free answer of somebody else's counted, finished attempt: two statements. Raises NotFoundError for
    anything else, practice first of all."""
    latest = (
        select(Response.answer).where(Response.slot_id == AttemptSlot.id).order_by(Response.id.desc()).limit(1)
    ).scalar_subquery()
    row = session.execute(
        _answers(
            select(
                AttemptSlot.id,
                Attempt.id,
                Attempt.learner_id,
                AttemptSlot.question_item_id,
                AttemptSlot.question_version_id,
                AttemptSlot.drawn,
                AttemptSlot.max_mark,
                AttemptSlot.is_first_exposure,
                Quiz.title,
                Attempt.finished_at,
                Grade.number,
                Grade.kind,
                Grade.fraction,
                Grade.outcome,
                Grade.comment,
                Grade.rubric,
                Grade.graded_at,
                Person.name,
                latest,
            ),
            grader_id,
        ).where(AttemptSlot.id == slot_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError("error.not_found")
    value = (row[18] or {}).get("value")
    columns: list[Any] = [*row[:18], value if isinstance(value, str) else "", file_of(session, slot_id)]
    return AnswerToGrade(*columns)
