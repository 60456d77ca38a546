"""Tables of enrolment; a completion is dated and never changed."""

from datetime import date, datetime
from typing import Any

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


class PathStep(Base):
    """A step of the path proposed to a person after a diagnostic: a competency to work on, in which format, with what.

    `format`: lesson, simulation, workshop or seminar. A manager's change keeps what was proposed, with the reason. A
    later proposal replaces the steps before it.
    """

    __table_args__ = (Index("ix_path_step_learner", "learner_id", "position"), {"info": LEARNING})
    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    competency_id: Mapped[int] = mapped_column(ForeignKey("competency.id"))
    position: Mapped[int]
    status: Mapped[str] = mapped_column(String(12))
    level: Mapped[int | None]
    required: Mapped[int]
    format: Mapped[str] = mapped_column(String(12))
    proposed_format: Mapped[str] = mapped_column(String(12))
    items: Mapped[list[Any]]
    minutes: Mapped[int]
    proposed_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]
    changed_at: Mapped[datetime | None]
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    change_reason: Mapped[str | None] = mapped_column(String(300))


class Certification(Base):
    """One version of what a certificate asks for: established levels, and a final assessment passed.

    `requirements`: level 1 to 4 by competency key. `validity`: `{"months": 24}` from the issue, `{"until": "12-31"}`
    to the next such day at least six months away, or `{}` for ever.
    """

    __table_args__ = (Index("ix_certification_key", "key"),)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    key: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(300))
    english: Mapped[str] = mapped_column(String(300))
    requirements: Mapped[dict[str, Any]]
    final_quiz_key: Mapped[str] = mapped_column(String(80))
    validity: Mapped[dict[str, Any]]


class Certificate(Base):
    """A certificate as it was issued, never changed but to be revoked with a reason. `event`: what earned it, once.

    `basis`: the levels with their probability, the proofs, the attempt and the versions behind it. `token` opens the
    public verification page.
    """

    __table_args__ = (
        UniqueConstraint("token"),
        UniqueConstraint("learner_id", "certification_item_id", "event"),
        {"info": LEARNING},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(64))
    learner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    certification_item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    certification_version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    event: Mapped[str] = mapped_column(String(80))
    holder_name: Mapped[str] = mapped_column(String(200))
    issued_at: Mapped[datetime]
    valid_until: Mapped[date | None]
    basis: Mapped[dict[str, Any]]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    revoke_reason: Mapped[str | None] = mapped_column(String(300))


class Refresher(Base):
    """A law or lesson behind a certificate changed materially: reading it again is proposed, the certificate stays."""

    __table_args__ = (
        UniqueConstraint("certificate_id", "kind", "key", "version_id"),
        {"info": {**LEARNING, "hangs_on": "certificate"}},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"))
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(80))
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    message: Mapped[str] = mapped_column(String(500))
    proposed_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
