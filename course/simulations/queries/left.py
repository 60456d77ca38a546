"""What counts and was begun, and in which nothing has happened since an instant."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from course.simulations.models import CallPlay, CallTurn, WorkshopMove, WorkshopPlay
from course.simulations.queries.calls import COUNTED


def left_calls(session: Session, before: datetime) -> list[tuple[int, int]]:
    """Returns (play, learner) of the open calls that count without a choice since then: one statement."""
    last = select(func.max(CallTurn.at)).where(CallTurn.play_id == CallPlay.id).correlate(CallPlay).scalar_subquery()
    rows = session.execute(
        select(CallPlay.id, CallPlay.learner_id)
        .where(CallPlay.mode == COUNTED, CallPlay.ended_at.is_(None))
        .where(func.coalesce(last, CallPlay.started_at) < before)
        .order_by(CallPlay.id)
    )
    return [(row[0], row[1]) for row in rows]


def left_days(session: Session, before: datetime) -> list[tuple[int, int]]:
    """Returns (play, learner) of the open days that count without a decision since then: one statement."""
    last = (
        select(func.max(WorkshopMove.at))
        .where(WorkshopMove.play_id == WorkshopPlay.id)
        .correlate(WorkshopPlay)
        .scalar_subquery()
    )
    rows = session.execute(
        select(WorkshopPlay.id, WorkshopPlay.learner_id)
        .where(WorkshopPlay.mode == COUNTED, WorkshopPlay.ended_at.is_(None))
        .where(func.coalesce(last, WorkshopPlay.started_at) < before)
        .order_by(WorkshopPlay.id)
    )
    return [(row[0], row[1]) for row in rows]
