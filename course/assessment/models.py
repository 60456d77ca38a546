"""Tables of assessment; an attempt pins the versions that it showed."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from course.foundation.database import Base

COUNTED = {"personal": "evidence"}
PRIVATE = {"personal": "private"}


class Attempt(Base):
    """One sitting of a quiz by a person; the server alone decides on its time."""

    __table_args__ = (
        UniqueConstraint("learner_id", "quiz_item_id", "number"),
        Index(
            "uq_attempt_open",
            "learner_id",
            "quiz_item_id",
            unique=True,
            sqlite_where=text("finished_at IS NULL"),
            postgresql_where=text("finished_at IS NULL"),
        ),
        CheckConstraint("mode IN ('practice', 'counted')", name="mode"),
        {"info": COUNTED},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    quiz_item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    quiz_version_id: Mapped[int] = mapped_column(ForeignKey("quiz.version_id"))
    number: Mapped[int]
    mode: Mapped[str] = mapped_column(String(10))
    started_at: Mapped[datetime]
    deadline_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    finish_reason: Mapped[str | None] = mapped_column(String(10))
    mark: Mapped[float | None]
    max_mark: Mapped[float]


class AttemptSlot(Base):
    """One question of an attempt, pinned to its version, with the order its options are shown in."""

    __table_args__ = (UniqueConstraint("attempt_id", "position"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    position: Mapped[int]
    question_item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    question_version_id: Mapped[int] = mapped_column(ForeignKey("question.version_id"))
    seed: Mapped[int]
    option_order: Mapped[list[Any]]
    max_mark: Mapped[float] = mapped_column(default=1.0)
    is_first_exposure: Mapped[bool]


class Response(Base):
    """An answer as given; the latest of a slot counts. The same client id twice is one answer."""

    __table_args__ = (
        UniqueConstraint("attempt_id", "client_id"),
        Index("ix_response_slot", "slot_id", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    slot_id: Mapped[int] = mapped_column(ForeignKey("attempt_slot.id"))
    client_id: Mapped[str] = mapped_column(String(64))
    answer: Mapped[dict[str, Any]]
    is_sure: Mapped[bool | None]
    saved_at: Mapped[datetime]


class Grade(Base):
    """The mark of a slot under one version of the marking rules."""

    __table_args__ = (UniqueConstraint("slot_id", "rule_version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("attempt_slot.id"))
    rule_version: Mapped[int]
    fraction: Mapped[float]
    outcome: Mapped[str] = mapped_column(String(12))
    graded_at: Mapped[datetime]


class Exposure(Base):
    """The first time a person met a question, wherever; only a first meeting can count."""

    __table_args__ = ({"info": PRIVATE},)
    learner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    question_item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    first_at: Mapped[datetime]


class CheckAnswer(Base):
    """An answer to a question embedded in a lesson: practice, private, final at once, as often as wanted."""

    __table_args__ = (
        UniqueConstraint("learner_id", "client_id"),
        Index("ix_check_answer_lesson", "learner_id", "lesson_item_id"),
        {"info": PRIVATE},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    lesson_item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    question_version_id: Mapped[int] = mapped_column(ForeignKey("question.version_id"))
    client_id: Mapped[str] = mapped_column(String(64))
    answer: Mapped[dict[str, Any]]
    fraction: Mapped[float]
    outcome: Mapped[str] = mapped_column(String(12))
    answered_at: Mapped[datetime]


class NoticeRead(Base):
    """A person read the notice of method before the first counted answer."""

    __table_args__ = ({"info": {"personal": "learning"}},)
    learner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    notice_version: Mapped[int] = mapped_column(primary_key=True)
    read_at: Mapped[datetime]
