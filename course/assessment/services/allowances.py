"""More time in timed quizzes for people who need it."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from course.assessment.models import TimeAllowance
from course.foundation import clock
from course.foundation.database import upsert
from course.foundation.errors import InvalidInputError

MOST_PERCENT = 300


def allow_time(session: Session, learner_id: int, extra_percent: int, set_by: int | None = None) -> None:
    """Gives a person so much more time, in per cent of each limit, from the next attempt on; 0 takes it back.

    Raises InvalidInputError outside 0 to 300.
    """
    if not 0 <= extra_percent <= MOST_PERCENT:
        raise InvalidInputError("assessment.bad_allowance", most=MOST_PERCENT)
    if extra_percent == 0:
        session.execute(delete(TimeAllowance).where(TimeAllowance.learner_id == learner_id))
        return
    row = {"learner_id": learner_id, "extra_percent": extra_percent, "set_at": clock.now(), "set_by": set_by}
    upsert(session, TimeAllowance, [row], ("learner_id",))
