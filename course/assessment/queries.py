"""Reads of assessment; an attempt is read by its owner alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, func, select
from sqlalchemy.orm import Session

from course.assessment.models import Attempt, AttemptSlot, CheckAnswer, Exposure, Grade, NoticeRead, Response
from course.assessment.rules import NOTICE_VERSION, RULE_VERSION
from course.foundation.errors import NotFoundError
from course.publishing.models import Item, Version
from course.question_bank.models import Question, Quiz


@dataclass(frozen=True, slots=True)
class SlotRow:
    """One question of an attempt with its latest answer and its grade, where there are any."""

    id: int
    position: int
    question_item_id: int
    question_version_id: int
    option_order: tuple[str, ...]
    max_mark: float
    is_first_exposure: bool
    answer: Mapping[str, Any] | None
    is_sure: bool | None
    saved_at: datetime | None
    fraction: float | None
    outcome: str | None

    @property
    def is_answered(self) -> bool:
        """Whether something was given, « Je ne sais pas » included."""
        return self.answer is not None and (self.answer.get("value") not in (None, "", []) or self.is_unknown)

    @property
    def is_unknown(self) -> bool:
        """Whether the person said « Je ne sais pas »."""
        return bool(self.answer and self.answer.get("unknown"))


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """An attempt with the settings of the quiz version it pins, and its slots."""

    id: int
    learner_id: int
    quiz_item_id: int
    quiz_version_id: int
    quiz_key: str
    title: str
    mode: str
    minutes: int
    settings: Mapping[str, Any]
    module_key: str | None
    number: int
    started_at: datetime
    deadline_at: datetime | None
    finished_at: datetime | None
    finish_reason: str | None
    mark: float | None
    max_mark: float
    slots: tuple[SlotRow, ...]

    @property
    def is_counted(self) -> bool:
        """Whether it counts for levels."""
        return self.mode == "counted"

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        return sum(slot.is_answered for slot in self.slots)

    def slot(self, position: int) -> SlotRow:
        """Returns the slot at a position from 1. Raises NotFoundError."""
        if not 1 <= position <= len(self.slots):
            raise NotFoundError("error.not_found")
        return self.slots[position - 1]


def _slot(row: Row[*tuple[Any, ...]]) -> SlotRow:
    return SlotRow(row[0], row[1], row[2], row[3], tuple(row[4]), *row[5:])


# What every answer asks is built once: that takes longer than running it.
_ATTEMPT, _LEARNER, _POSITION = (bindparam(name, type_=Attempt.id.type) for name in ("attempt", "learner", "position"))
_LATEST = (
    select(Response.slot_id, func.max(Response.id).label("id"))
    .where(Response.attempt_id == _ATTEMPT)
    .group_by(Response.slot_id)
    .subquery()
)
_SLOTS = (
    select(
        AttemptSlot.id,
        AttemptSlot.position,
        AttemptSlot.question_item_id,
        AttemptSlot.question_version_id,
        AttemptSlot.option_order,
        AttemptSlot.max_mark,
        AttemptSlot.is_first_exposure,
        Response.answer,
        Response.is_sure,
        Response.saved_at,
        Grade.fraction,
        Grade.outcome,
    )
    .outerjoin(_LATEST, _LATEST.c.slot_id == AttemptSlot.id)
    .outerjoin(Response, Response.id == _LATEST.c.id)
    .outerjoin(Grade, and_(Grade.slot_id == AttemptSlot.id, Grade.rule_version == RULE_VERSION))
    .where(AttemptSlot.attempt_id == _ATTEMPT)
    .order_by(AttemptSlot.position)
)
_OF_THE_LEARNER = (
    select(
        Attempt.id,
        Attempt.learner_id,
        Attempt.quiz_item_id,
        Attempt.quiz_version_id,
        Quiz.key,
        Quiz.title,
        Attempt.mode,
        Quiz.minutes,
        Quiz.settings,
        Quiz.module_key,
        Attempt.number,
        Attempt.started_at,
        Attempt.deadline_at,
        Attempt.finished_at,
        Attempt.finish_reason,
        Attempt.mark,
        Attempt.max_mark,
    )
    .join(Quiz, Quiz.version_id == Attempt.quiz_version_id)
    .where(Attempt.id == _ATTEMPT, Attempt.learner_id == _LEARNER)
)
_OPEN_SLOT = (
    select(
        Attempt.id,
        AttemptSlot.id,
        AttemptSlot.position,
        select(func.count()).where(AttemptSlot.attempt_id == _ATTEMPT).scalar_subquery(),
        Attempt.mode,
        AttemptSlot.question_version_id,
        AttemptSlot.question_item_id,
        Attempt.deadline_at,
        Attempt.finished_at,
        Grade.id,
    )
    .join(AttemptSlot, AttemptSlot.attempt_id == Attempt.id)
    .outerjoin(Grade, and_(Grade.slot_id == AttemptSlot.id, Grade.rule_version == RULE_VERSION))
    .where(Attempt.id == _ATTEMPT, Attempt.learner_id == _LEARNER, AttemptSlot.position == _POSITION)
)
_OPEN_SLOT_TO_WRITE = _OPEN_SLOT.with_for_update(of=Attempt)


def _slots(session: Session, attempt_id: int) -> tuple[SlotRow, ...]:
    rows = session.connection().execute(_SLOTS, {"attempt": attempt_id})
    return tuple(_slot(row) for row in rows)


def attempt_of(session: Session, learner_id: int, attempt_id: int) -> AttemptRow:
    """Returns the person's own attempt with its slots: two statements. Raises NotFoundError for anybody else's."""
    session.flush()
    row = session.connection().execute(_OF_THE_LEARNER, {"attempt": attempt_id, "learner": learner_id}).first()
    if row is None:
        raise NotFoundError("assessment.no_attempt")
    values: list[Any] = [*row, _slots(session, attempt_id)]
    return AttemptRow(*values)


@dataclass(frozen=True, slots=True)
class OpenSlot:
    """What saving one answer needs to know."""

    attempt_id: int
    slot_id: int
    position: int
    slots: int
    mode: str
    question_version_id: int
    question_item_id: int
    deadline_at: datetime | None
    finished_at: datetime | None
    grade_id: int | None


def open_slot(
    session: Session, learner_id: int, attempt_id: int, position: int, *, is_to_write: bool = False
) -> OpenSlot:
    """Returns the slot to answer: one statement; to write, nobody ends the attempt meanwhile (PostgreSQL; SQLite has
    one writer at a time anyway). Raises NotFoundError for anybody else's."""
    asked = {"attempt": attempt_id, "learner": learner_id, "position": position}
    statement = _OPEN_SLOT_TO_WRITE if is_to_write else _OPEN_SLOT
    row = session.connection().execute(statement, asked).first()
    if row is None:
        raise NotFoundError("assessment.no_attempt")
    return OpenSlot(*row)


def response_by_client(session: Session, attempt_id: int, client_id: str) -> datetime | None:
    """Returns when an answer with this client id was saved, or None."""
    return session.execute(
        select(Response.saved_at).where(Response.attempt_id == attempt_id, Response.client_id == client_id)
    ).scalar_one_or_none()


@dataclass(frozen=True, slots=True)
class Sitting:
    """A former or open attempt at a quiz, as its page lists it."""

    id: int
    number: int
    started_at: datetime
    deadline_at: datetime | None
    finished_at: datetime | None
    mark: float | None
    max_mark: float


def sittings_of(session: Session, learner_id: int, quiz_item_id: int) -> list[Sitting]:
    """Returns a person's attempts at a quiz, newest first."""
    rows = session.execute(
        select(
            Attempt.id,
            Attempt.number,
            Attempt.started_at,
            Attempt.deadline_at,
            Attempt.finished_at,
            Attempt.mark,
            Attempt.max_mark,
        )
        .where(Attempt.learner_id == learner_id, Attempt.quiz_item_id == quiz_item_id)
        .order_by(Attempt.number.desc())
    )
    return [Sitting(*row) for row in rows]


def exposed_items(session: Session, learner_id: int) -> set[int]:
    """Returns the question items that the person has met."""
    return set(session.execute(select(Exposure.question_item_id).where(Exposure.learner_id == learner_id)).scalars())


def has_read_notice(session: Session, learner_id: int) -> bool:
    """Says whether the person has read the present notice of method."""
    return session.get(NoticeRead, (learner_id, NOTICE_VERSION)) is not None


@dataclass(frozen=True, slots=True)
class CheckState:
    """The latest answer of a person to a question embedded in a lesson."""

    question_item_id: int
    question_key: str
    question_version_id: int
    answer: Mapping[str, Any]
    fraction: float
    outcome: str
    answered_at: datetime


def check_states(session: Session, learner_id: int, lesson_item_id: int) -> dict[str, CheckState]:
    """Returns the latest answer to each embedded question of a lesson by question key: one statement."""
    latest = (
        select(func.max(CheckAnswer.id))
        .join(Question, Question.version_id == CheckAnswer.question_version_id)
        .where(CheckAnswer.learner_id == learner_id, CheckAnswer.lesson_item_id == lesson_item_id)
        .group_by(Question.item_id)
    )
    rows = session.execute(
        select(
            Question.item_id,
            Question.key,
            CheckAnswer.question_version_id,
            CheckAnswer.answer,
            CheckAnswer.fraction,
            CheckAnswer.outcome,
            CheckAnswer.answered_at,
        )
        .join(Question, Question.version_id == CheckAnswer.question_version_id)
        .where(CheckAnswer.id.in_(latest))
    )
    return {row.key: CheckState(*row) for row in rows}


def checked_lessons(session: Session, learner_id: int) -> dict[int, tuple[int, datetime]]:
    """Returns for each lesson item in which the person answered something: how many questions, and when last."""
    rows = session.execute(
        select(
            CheckAnswer.lesson_item_id,
            func.count(func.distinct(CheckAnswer.question_version_id)),
            func.max(CheckAnswer.answered_at),
        )
        .where(CheckAnswer.learner_id == learner_id)
        .group_by(CheckAnswer.lesson_item_id)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


@dataclass(frozen=True, slots=True)
class QuizResult:
    """The best finished attempt of a person at a quiz."""

    quiz_item_id: int
    attempts: int
    best_mark: float
    max_mark: float
    last_finished_at: datetime


def results_of(session: Session, learner_id: int) -> dict[int, QuizResult]:
    """Returns the results of a person by quiz item: one statement. For the person's own screens: practice is in it."""
    rows = session.execute(
        select(
            Attempt.quiz_item_id,
            func.count(),
            func.max(Attempt.mark),
            func.max(Attempt.max_mark),
            func.max(Attempt.finished_at),
        )
        .where(Attempt.learner_id == learner_id, Attempt.finished_at.is_not(None))
        .group_by(Attempt.quiz_item_id)
    )
    return {row[0]: QuizResult(row[0], row[1], row[2] or 0.0, row[3], row[4]) for row in rows if row[4]}


def attempts_to_expire(session: Session, now: datetime, abandoned_before: datetime) -> list[tuple[int, int]]:
    """Returns (attempt, learner) of open attempts past their deadline, or without one and abandoned."""
    late = and_(Attempt.deadline_at.is_not(None), Attempt.deadline_at < now)
    abandoned = and_(Attempt.deadline_at.is_(None), Attempt.started_at < abandoned_before)
    rows = session.execute(
        select(Attempt.id, Attempt.learner_id).where(Attempt.finished_at.is_(None), late | abandoned)
    )
    return [(row[0], row[1]) for row in rows]


def open_attempts(session: Session, learner_id: int) -> list[tuple[int, str, str, str]]:
    """Returns (attempt id, quiz key, title, mode) of what the person has begun and not finished."""
    rows = session.execute(
        select(Attempt.id, Item.key, Version.title, Attempt.mode)
        .join(Item, Item.id == Attempt.quiz_item_id)
        .join(Version, Version.id == Attempt.quiz_version_id)
        .where(Attempt.learner_id == learner_id, Attempt.finished_at.is_(None))
        .order_by(Attempt.started_at.desc())
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]
