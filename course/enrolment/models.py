"""Tables of enrolment; a completion is dated and never changed."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from course.foundation.database import Base

LEARNING = {"personal": "learning"}


class Assignment(Base):
    """A module, lesson or quiz to do by a day."""

    __table_args__ = (Index("ix_assignment_learner", "learner_id"), {"info": LEARNING})
    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    due_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(300), default="")
    assigned_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    assigned_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]


class Completion(Base):
    """A person completed an item, at the version then published; again only where it was assigned again since."""

    __table_args__ = (UniqueConstraint("learner_id", "item_id", "number"), {"info": LEARNING})
    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    number: Mapped[int]
    completed_at: Mapped[datetime]


class Commitment(Base):
    """« Demain, je … »: a person's own choice at the end of a lesson, asked again after seven days; private."""

    __table_args__ = (Index("ix_commitment_learner", "learner_id", "ask_on"), {"info": {"personal": "private"}})
    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    lesson_item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    text: Mapped[str] = mapped_column(String(300))
    chosen_at: Mapped[datetime]
    ask_on: Mapped[date]
    outcome: Mapped[str | None] = mapped_column(String(10))
    answered_at: Mapped[datetime | None]
