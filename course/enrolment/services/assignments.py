"""What a person has to do by a day, and that it is taken back."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from course.enrolment.models import Assignment
from course.foundation import clock
from course.foundation.errors import InvalidInputError


def assign(
    session: Session,
    learner_ids: Sequence[int],
    item_id: int,
    due_on: date,
    assigned_by: int | None,
    reason: str = "",
    today: date | None = None,
) -> int:
    """Assigns an item to people with a due date; who has it open already keeps it with the new date. Returns how many
    people have it now. Raises InvalidInputError for nobody, for a past date or for one over two years away.
    """
    today = today or clock.now().date()
    if not learner_ids:
        raise InvalidInputError("enrolment.nobody")
    if not today <= due_on <= today + timedelta(days=731):
        raise InvalidInputError("enrolment.bad_date")
    held = set(
        session.execute(
            select(Assignment.learner_id).where(
                Assignment.learner_id.in_(learner_ids), Assignment.item_id == item_id, Assignment.cancelled_at.is_(None)
            )
        ).scalars()
    )
    if held:
        session.execute(
            update(Assignment)
            .where(Assignment.learner_id.in_(held), Assignment.item_id == item_id, Assignment.cancelled_at.is_(None))
            .values(due_on=due_on, reason=reason[:300], assigned_by=assigned_by, assigned_at=clock.now())
        )
    for learner_id in sorted(set(learner_ids) - held):
        session.add(
            Assignment(
                learner_id=learner_id,
                item_id=item_id,
                due_on=due_on,
                reason=reason[:300],
                assigned_by=assigned_by,
                assigned_at=clock.now(),
            )
        )
    session.flush()
    return len(set(learner_ids))


def cancel_assignment(session: Session, assignment_id: int) -> None:
    """Takes an assignment back; its row stays."""
    session.execute(
        update(Assignment)
        .where(Assignment.id == assignment_id, Assignment.cancelled_at.is_(None))
        .values(cancelled_at=clock.now())
    )
