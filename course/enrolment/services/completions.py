"""What a person has done: completions, dated and kept."""

from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from course.enrolment.models import Assignment, Completion
from course.foundation import clock
from course.foundation.database import insert_once

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
