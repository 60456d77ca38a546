"""Reads of attempts, each by its owner alone: slots with their latest answer and grade, tries."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, func, select
from sqlalchemy.orm import Session

from course.assessment.models import AnswerFile, Attempt, AttemptSlot, Grade, Response
from course.foundation.errors import NotFoundError
from course.question_bank.models import Quiz
from course.question_bank.rules import QuizSettings, settings_of
from quizzes.behaviours import Behaviour


@dataclass(frozen=True, slots=True)
class SlotRow:
    """One question of an attempt with its latest answer and its grade, where there are any."""

    id: int
    position: int
    question_item_id: int
    question_version_id: int
    option_order: tuple[Any, ...]
    max_mark: float
    is_first_exposure: bool
    section: int | None
    drawn: Mapping[str, str] | None
    answer: Mapping[str, Any] | None
    is_sure: bool | None
    certainty: int | None
    saved_at: datetime | None
    grade_id: int | None
    grade_number: int | None
    grade_kind: str | None
    graded_version_id: int | None
    fraction: float | None
    outcome: str | None
    comment: str | None
    rubric: Mapping[str, Any] | None

    @property
    def is_answered(self) -> bool:
        """Whether something was given, « Je ne sais pas » included."""
        return self.answer is not None and (_is_given(self.answer.get("value")) or self.is_unknown or self.is_seen)

    @property
    def is_seen(self) -> bool:
        """Whether a text that asks nothing was read."""
        return bool(self.answer and self.answer.get("seen"))

    @property
    def is_unknown(self) -> bool:
        """Whether the person said « Je ne sais pas »."""
        return bool(self.answer and self.answer.get("unknown"))


def _is_given(value: Any) -> bool:
    return any(_is_given(part) for part in value) if isinstance(value, list) else value not in (None, "")


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
    settings: QuizSettings
    module_key: str | None
    number: int
    started_at: datetime
    deadline_at: datetime | None
    finished_at: datetime | None
    finish_reason: str | None
    mark: float | None
    max_mark: float
    seed: int
    behaviour: Behaviour
    pending: int
    slots: tuple[SlotRow, ...]

    @property
    def is_tried(self) -> bool:
        """Whether a question may be tried several times."""
        return self.behaviour in {"interactive", "adaptive"}

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
    return SlotRow(row[0], row[1], row[2], row[3], tuple(row[4]), *row[5:-1])


# What every answer asks is built once: that takes longer than running it.
_ATTEMPT, _LEARNER, _POSITION = (bindparam(name, type_=Attempt.id.type) for name in ("attempt", "learner", "position"))


def _slots_where(chosen: Callable[[Any], ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    latest = (
        select(Response.slot_id, func.max(Response.id).label("id"))
        .where(chosen(Response.attempt_id))
        .group_by(Response.slot_id)
        .subquery()
    )
    newest = (
        select(Grade.slot_id, func.max(Grade.number).label("number"))
        .join(AttemptSlot, AttemptSlot.id == Grade.slot_id)
        .where(chosen(AttemptSlot.attempt_id))
        .group_by(Grade.slot_id)
        .subquery()
    )
    slot = (AttemptSlot.id, AttemptSlot.position, AttemptSlot.question_item_id, AttemptSlot.question_version_id)
    return (
        select(
            *slot,
            AttemptSlot.option_order,
            AttemptSlot.max_mark,
            AttemptSlot.is_first_exposure,
            AttemptSlot.section,
            AttemptSlot.drawn,
            *(Response.answer, Response.is_sure, Response.certainty, Response.saved_at),
            *(Grade.id, Grade.number, Grade.kind, Grade.question_version_id, Grade.fraction, Grade.outcome),
            *(Grade.comment, Grade.rubric, AttemptSlot.attempt_id),
        )
        .outerjoin(latest, latest.c.slot_id == AttemptSlot.id)
        .outerjoin(Response, Response.id == latest.c.id)
        .outerjoin(newest, newest.c.slot_id == AttemptSlot.id)
        .outerjoin(Grade, and_(Grade.slot_id == AttemptSlot.id, Grade.number == newest.c.number))
        .where(chosen(AttemptSlot.attempt_id))
        .order_by(AttemptSlot.attempt_id, AttemptSlot.position)
    )


_SLOTS = _slots_where(lambda column: column == _ATTEMPT)
_MANY = bindparam("attempts", expanding=True, type_=Attempt.id.type)
_SLOTS_OF_MANY = _slots_where(lambda column: column.in_(_MANY))
_HEADS = select(
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
    Attempt.seed,
    Attempt.behaviour,
    Attempt.pending,
).join(Quiz, Quiz.version_id == Attempt.quiz_version_id)
_OF_THE_LEARNER = _HEADS.where(Attempt.id == _ATTEMPT, Attempt.learner_id == _LEARNER)
_HEADS_OF_MANY = _HEADS.where(Attempt.id.in_(_MANY)).order_by(Attempt.id)
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
        Attempt.behaviour,
        AttemptSlot.drawn,
        AttemptSlot.option_order,
        Quiz.settings,
    )
    .join(AttemptSlot, AttemptSlot.attempt_id == Attempt.id)
    .join(Quiz, Quiz.version_id == Attempt.quiz_version_id)
    .outerjoin(Grade, and_(Grade.slot_id == AttemptSlot.id, Grade.number == 1))
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
    return _attempt(row, _slots(session, attempt_id))


def _attempt(row: Row[*tuple[Any, ...]], slots: tuple[SlotRow, ...]) -> AttemptRow:
    settings = settings_of(row[8] or {}, row[6])
    tail = (row[17] or 0, row[18] or settings.behaviour, row[19] or 0)
    values: list[Any] = [*row[:8], settings, *row[9:17], *tail, slots]
    return AttemptRow(*values)


def attempts_of(session: Session, attempt_ids: Iterable[int]) -> dict[int, AttemptRow]:
    """Returns anybody's attempts by id, with their slots: two statements. For services that mark; no page shows it."""
    asked = {"attempts": list(attempt_ids)}
    slots: dict[int, list[SlotRow]] = {}
    for row in session.connection().execute(_SLOTS_OF_MANY, asked):
        slots.setdefault(row[-1], []).append(_slot(row))
    heads = session.connection().execute(_HEADS_OF_MANY, asked)
    return {row[0]: _attempt(row, tuple(slots.get(row[0], ()))) for row in heads}


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
    behaviour: Behaviour
    drawn: Mapping[str, str] | None
    option_order: tuple[Any, ...]
    settings: QuizSettings


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
    settings = settings_of(row[13] or {}, row[4])
    values: list[Any] = [*row[:10], row[10] or settings.behaviour, row[11], tuple(row[12] or ()), settings]
    return OpenSlot(*values)


@dataclass(frozen=True, slots=True)
class TryRow:
    """An answer that was handed in for marking, where a question may be tried several times."""

    answer: Mapping[str, Any]
    is_sure: bool | None
    certainty: int | None
    saved_at: datetime


def tries_of(session: Session, attempt_id: int, slot_id: int | None = None) -> dict[int, list[TryRow]]:
    """Returns the tries of an attempt (or of one slot) by slot, in their order: one statement."""
    wanted = [Response.attempt_id == attempt_id]
    return _tries(session, wanted if slot_id is None else [*wanted, Response.slot_id == slot_id])


def tries_of_slots(session: Session, slot_ids: Iterable[int]) -> dict[int, list[TryRow]]:
    """Returns the tries of these slots, in their order: one statement."""
    return _tries(session, [Response.slot_id.in_(list(slot_ids))])


def _tries(session: Session, wanted: Sequence[ColumnElement[bool]]) -> dict[int, list[TryRow]]:
    rows = session.execute(
        select(Response.slot_id, Response.answer, Response.is_sure, Response.certainty, Response.saved_at)
        .where(*wanted, Response.is_try.is_(True))
        .order_by(Response.id)
    )
    found: dict[int, list[TryRow]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(TryRow(*row[1:]))
    return found


def response_by_client(session: Session, attempt_id: int, client_id: str) -> datetime | None:
    """Returns when an answer with this client id was saved, or None."""
    return session.execute(
        select(Response.saved_at).where(Response.attempt_id == attempt_id, Response.client_id == client_id)
    ).scalar_one_or_none()


@dataclass(frozen=True, slots=True)
class FileRow:
    """The file that came with a free answer, without its content."""

    slot_id: int
    name: str
    content_type: str
    size: int
    sent_at: datetime


def files_of(session: Session, attempt_id: int) -> dict[int, FileRow]:
    """Returns the files of an attempt by slot: one statement."""
    rows = session.execute(
        _FILES.join(AttemptSlot, AttemptSlot.id == AnswerFile.slot_id).where(AttemptSlot.attempt_id == attempt_id)
    )
    return {row[0]: FileRow(*row) for row in rows}


def file_of(session: Session, slot_id: int) -> FileRow | None:
    """Returns the file of a slot, or None."""
    row = session.execute(_FILES.where(AnswerFile.slot_id == slot_id)).one_or_none()
    return FileRow(*row) if row else None


def file_content(session: Session, slot_id: int) -> tuple[str, str, bytes]:
    """Returns (name, type, content) of the file of a slot. Raises NotFoundError where there is none."""
    row = session.execute(
        select(AnswerFile.name, AnswerFile.content_type, AnswerFile.content).where(AnswerFile.slot_id == slot_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError("error.not_found")
    return row[0], row[1], bytes(row[2])


_FILES = select(
    AnswerFile.slot_id, AnswerFile.name, AnswerFile.content_type, func.length(AnswerFile.content), AnswerFile.sent_at
)
