"""More time in timed quizzes for people who need it. Why is asked nowhere, how much stands in no other table."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from course.accounts.services import record_audit
from course.assessment import queries
from course.assessment.models import TimeAllowance
from course.foundation import clock
from course.foundation.database import upsert
from course.foundation.errors import InvalidInputError, NotFoundError

MOST_PERCENT = 300


def allow_time(session: Session, learner_id: int, extra_percent: int, set_by: int | None = None) -> bool:
    """Gives a person so much more time, in per cent of each limit, from the next attempt on; 0 takes it back. Says
    whether that changed anything; a change is in the audit trail, without the figure: it says something of health.

    Raises InvalidInputError outside 0 to 300, NotFoundError for nobody.
    """
    if not 0 <= extra_percent <= MOST_PERCENT:
        raise InvalidInputError("assessment.bad_allowance", most=MOST_PERCENT)
    if not queries.is_person(session, learner_id):
        raise NotFoundError("accounts.no_person")
    before = session.execute(select(TimeAllowance.extra_percent).where(TimeAllowance.learner_id == learner_id)).scalar()
    if (before or 0) == extra_percent:
        return False
    record_audit(session, "time.changed", set_by, learner_id)
    if extra_percent == 0:
        session.execute(delete(TimeAllowance).where(TimeAllowance.learner_id == learner_id))
        return True
    row = {"learner_id": learner_id, "extra_percent": extra_percent, "set_at": clock.now(), "set_by": set_by}
    upsert(session, TimeAllowance, [row], ("learner_id",))
    return True
