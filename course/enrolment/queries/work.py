"""What people have done, have to do, and wanted to do."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from course.accounts.models import Person
from course.enrolment.models import Assignment, Commitment, Completion
from course.publishing.models import Item, Version


def completed_item_ids(session: Session, learner_id: int) -> set[int]:
    """Returns the items that the person has completed."""
    return set(session.execute(select(Completion.item_id).where(Completion.learner_id == learner_id)).scalars())


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """Something to do by a day, and whether it is done."""

    id: int
    item_id: int
    kind: str
    key: str
    title: str
    due_on: date
    reason: str
    assigned_by: str | None
    completed_at: datetime | None


def _completed_since_assigned() -> ScalarSelect[datetime]:
    return (
        select(func.min(Completion.completed_at))
        .where(
            Completion.learner_id == Assignment.learner_id,
            Completion.item_id == Assignment.item_id,
            Completion.completed_at >= Assignment.assigned_at,
        )
        .correlate(Assignment)
        .scalar_subquery()
    )


def assignments_of(session: Session, learner_id: int) -> list[AssignmentRow]:
    """Returns the standing assignments of a person, by due date, done ones included."""
    rows = session.execute(
        select(
            Assignment.id,
            Item.id,
            Item.kind,
            Item.key,
            Version.title,
            Assignment.due_on,
            Assignment.reason,
            Person.name,
            _completed_since_assigned(),
        )
        .join(Item, Item.id == Assignment.item_id)
        .join(Version, Version.id == Item.published_version_id)
        .outerjoin(Person, Person.id == Assignment.assigned_by)
        .where(Assignment.learner_id == learner_id, Assignment.cancelled_at.is_(None))
        .order_by(Assignment.due_on, Assignment.id)
    )
    return [AssignmentRow(*row) for row in rows]


def open_assignments(session: Session, learner_id: int) -> list[AssignmentRow]:
    """Returns what the person still has to do, by due date."""
    return [row for row in assignments_of(session, learner_id) if row.completed_at is None]


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """What a person wanted to do, to be asked about."""

    id: int
    text: str
    chosen_at: datetime


def commitment_to_ask(session: Session, learner_id: int, today: date) -> CommitmentRow | None:
    """Returns the oldest commitment whose day to be asked has come, or None."""
    row = session.execute(
        select(Commitment.id, Commitment.text, Commitment.chosen_at)
        .where(Commitment.learner_id == learner_id, Commitment.outcome.is_(None), Commitment.ask_on <= today)
        .order_by(Commitment.ask_on, Commitment.id)
        .limit(1)
    ).first()
    return CommitmentRow(*row) if row else None


def commitment_of(session: Session, learner_id: int, lesson_item_id: int) -> str | None:
    """Returns the standing choice of a person at the end of a lesson, or None."""
    return session.execute(
        select(Commitment.text)
        .where(Commitment.learner_id == learner_id, Commitment.lesson_item_id == lesson_item_id)
        .order_by(Commitment.id.desc())
        .limit(1)
    ).scalar_one_or_none()
