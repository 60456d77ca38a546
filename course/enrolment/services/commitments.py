"""« Demain, je … »: a person's own choice, and whether it was kept."""

from datetime import date, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from course.enrolment.models import Commitment
from course.foundation import clock
from course.foundation.errors import InvalidInputError, NotFoundError

ASK_AFTER = timedelta(days=7)
OUTCOMES = frozenset({"yes", "no", "none"})


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
