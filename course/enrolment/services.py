"""Writes of enrolment: assignments, completions, commitments."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from course.enrolment.models import Assignment, Commitment, Completion
from course.foundation import clock
from course.foundation.database import insert_once
from course.foundation.errors import InvalidInputError, NotFoundError

ASK_AFTER = timedelta(days=7)
OUTCOMES = frozenset({"yes", "no", "none"})
_LAST = select(func.max(Completion.number), func.max(Completion.completed_at)).where(
    Completion.learner_id == bindparam("learner"), Completion.item_id == bindparam("item")
)  # built once: it is asked whenever something is finished


def complete(session: Session, learner_id: int, item_id: int, version_id: int) -> bool:
    """Records that the person completed the item. The first completion stands; a further one, with its own date, is
    kept where the item was assigned again since the last. Says whether this one was kept.
    """
    session.flush()
    last = session.connection().execute(_LAST, {"learner": learner_id, "item": item_id}).one()
    if last[0] and not _is_assigned_since(session, learner_id, item_id, last[1]):
        return False
    values = {
        "learner_id": learner_id,
        "item_id": item_id,
        "version_id": version_id,
        "number": (last[0] or 0) + 1,
        "completed_at": clock.now(),
    }
    return insert_once(session, Completion, values, ("learner_id", "item_id", "number"))


def _is_assigned_since(session: Session, learner_id: int, item_id: int, since: datetime) -> bool:
    standing = select(Assignment.id).where(
        Assignment.learner_id == learner_id,
        Assignment.item_id == item_id,
        Assignment.cancelled_at.is_(None),
        Assignment.assigned_at > since,
    )
    return session.execute(standing.limit(1)).first() is not None


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


def commit_to(session: Session, learner_id: int, lesson_item_id: int, text: str, today: date) -> None:
    """Keeps what the person wants to do tomorrow; asked about after seven days. A new choice replaces an open one."""
    session.execute(
        update(Commitment)
        .where(
            Commitment.learner_id == learner_id,
            Commitment.lesson_item_id == lesson_item_id,
            Commitment.outcome.is_(None),
        )
        .values(outcome="replaced", answered_at=clock.now())
    )
    session.add(
        Commitment(
            learner_id=learner_id,
            lesson_item_id=lesson_item_id,
            text=text[:300],
            chosen_at=clock.now(),
            ask_on=today + ASK_AFTER,
        )
    )
    session.flush()


def answer_commitment(session: Session, learner_id: int, commitment_id: int, outcome: str) -> None:
    """Keeps the answer « yes », « no » or « none » (no occasion). Raises NotFoundError for somebody else's."""
    if outcome not in OUTCOMES:
        raise InvalidInputError("error.bad_request")
    found = session.get(Commitment, commitment_id)
    if found is None or found.learner_id != learner_id:
        raise NotFoundError("error.not_found")
    found.outcome, found.answered_at = outcome, clock.now()
    session.flush()
