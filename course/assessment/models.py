"""Tables of assessment; an attempt pins the versions that it showed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
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
    seed: Mapped[int | None]
    behaviour: Mapped[str | None] = mapped_column(String(12))
    pending: Mapped[int | None]


class AttemptSlot(Base):
    """One question of an attempt, pinned to its version, with the order of its parts and the figures drawn."""

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
    section: Mapped[int | None]
    drawn: Mapped[dict[str, Any] | None]


class Response(Base):
    """An answer as given; the latest of a slot counts. The same client id twice is one answer. `is_try`: handed in for
    marking where a question may be tried several times; `certainty` 1 to 3 where a quiz marks by it."""

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
    certainty: Mapped[int | None]
    is_try: Mapped[bool | None]
    saved_at: Mapped[datetime]


class Grade(Base):
    """One entry of the grade log of a slot; the last counts. The first is made when the attempt ends (or, in practice,
    with the answer), later ones by a person, by a regrade or by taking one back: nothing is edited."""

    __table_args__ = (
        UniqueConstraint("slot_id", "number"),
        Index("ix_grade_regrade", "regrade_id"),
        {"info": {**COUNTED, "hangs_on": "attempt_slot"}},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("attempt_slot.id"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    rule_version: Mapped[int]
    question_version_id: Mapped[int | None] = mapped_column(ForeignKey("question.version_id"))
    fraction: Mapped[float]
    outcome: Mapped[str] = mapped_column(String(12))
    graded_at: Mapped[datetime]
    graded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    comment: Mapped[str | None] = mapped_column(Text)
    rubric: Mapped[dict[str, Any] | None]
    regrade_id: Mapped[int | None] = mapped_column(ForeignKey("regrade.id"))


class Regrade(Base):
    """A trainer marked chosen attempts again, with a reason; `taken_back_at`: and took that back."""

    __table_args__ = (Index("ix_regrade_question", "question_item_id"), {"info": {"personal": "audit"}})
    id: Mapped[int] = mapped_column(primary_key=True)
    question_item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    question_version_id: Mapped[int] = mapped_column(ForeignKey("question.version_id"))
    reason: Mapped[str] = mapped_column(String(500))
    created_at: Mapped[datetime]
    created_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    taken_back_at: Mapped[datetime | None]
    taken_back_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class AnswerFile(Base):
    """The file that came with a free answer; one a slot, the last sent."""

    __table_args__ = ({"info": COUNTED},)
    slot_id: Mapped[int] = mapped_column(ForeignKey("attempt_slot.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    content_type: Mapped[str] = mapped_column(String(100))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sent_at: Mapped[datetime]


class TimeAllowance(Base):
    """More time for one person in every timed quiz, in per cent of the limit; set by an administrator or manager."""

    __table_args__ = ({"info": {"personal": "learning"}},)
    learner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    extra_percent: Mapped[int]
    set_at: Mapped[datetime]
    set_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


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


class Diagnostic(Base):
    """An adaptive measure of a person, asked for by a manager or begun by oneself; its answers are those of an attempt.

    `requested_by` None: by the person. `attempt_id` None: not begun yet. `outcome`: what was established at the end.
    """

    __table_args__ = (
        UniqueConstraint("attempt_id"),
        Index(
            "uq_diagnostic_open",
            "learner_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_diagnostic_learner", "learner_id", "id"),
        {"info": COUNTED},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    requested_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    requested_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(300))
    due_on: Mapped[date | None]
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id"))
    closed_at: Mapped[datetime | None]
    close_reason: Mapped[str | None] = mapped_column(String(10))
    outcome: Mapped[dict[str, Any] | None]


class TestOut(Base):
    """« Je connais déjà »: three questions of a lesson's competencies, whose success dispenses from the lesson."""

    __test__ = False
    __table_args__ = (Index("ix_test_out_lesson", "learner_id", "lesson_item_id"), {"info": COUNTED})
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    lesson_item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    lesson_version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    is_passed: Mapped[bool | None]


class ReviewCard(Base):
    """A question already met that a person reviews when it would fade: the memory's state, and when it is due."""

    __table_args__ = (Index("ix_review_card_due", "learner_id", "due_at"), {"info": PRIVATE})
    learner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    question_item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    stability: Mapped[float | None]
    difficulty: Mapped[float | None]
    due_at: Mapped[datetime]
    last_at: Mapped[datetime | None]
    reviews: Mapped[int]
    lapses: Mapped[int]
    added_at: Mapped[datetime]
    set_aside_at: Mapped[datetime | None]


class Review(Base):
    """One card answered; practice, private, never evidence."""

    __table_args__ = (
        UniqueConstraint("learner_id", "client_id"),
        Index("ix_review_day", "learner_id", "answered_at"),
        Index("ix_review_question", "question_item_id"),
        {"info": PRIVATE},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    question_item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    question_version_id: Mapped[int] = mapped_column(ForeignKey("question.version_id"))
    client_id: Mapped[str] = mapped_column(String(64))
    drawn: Mapped[dict[str, Any] | None]
    answer: Mapped[dict[str, Any]]
    fraction: Mapped[float]
    outcome: Mapped[str] = mapped_column(String(12))
    rating: Mapped[int]
    seconds: Mapped[float | None]
    answered_at: Mapped[datetime]
