"""A manager asks people to take a diagnostic, with a reason that they read and a day, and takes that back."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from course.assessment.models import Diagnostic
from course.assessment.queries.diagnostics import Taker, takers
from course.assessment.rules.diagnostics import LONGEST_REASON, LONGEST_WAIT, first_day
from course.foundation import clock
from course.foundation.database import insert_missing
from course.foundation.errors import ConflictError, InvalidInputError, NotFoundError

CANCELLED = "cancelled"


def request_diagnostic(
    session: Session, requested_by: int, learner_ids: Sequence[int], reason: str, due_on: date | None, today: date
) -> int:
    """Asks these people for a diagnostic by a day; who has one open, asked for or begun, keeps it with the new day,
    reason and requester. Returns how many people were asked; statements come in constant number.

    Raises InvalidInputError for nobody, for no reason or one too long, for a past day or one over two years away, for
    somebody without a job that asks for levels, and for a day on which a newcomer may not begin yet; NotFoundError for
    an unknown person.
    """
    reason = " ".join(reason.split())
    if not learner_ids:
        raise InvalidInputError("enrolment.nobody")
    if not reason or len(reason) > LONGEST_REASON:
        raise InvalidInputError("diagnostic.reason_needed")
    if due_on is None or not today <= due_on <= today + LONGEST_WAIT:
        raise InvalidInputError("enrolment.bad_date")
    wanted = list(dict.fromkeys(learner_ids))
    found = takers(session, wanted, today)
    if len(found) < len(wanted):
        raise NotFoundError("accounts.no_person")
    for taker in found.values():
        _check(taker, due_on)
    asked = {"requested_by": requested_by, "requested_at": clock.now(), "reason": reason, "due_on": due_on}
    insert_missing(session, Diagnostic, [{"learner_id": learner_id, **asked} for learner_id in wanted])
    # Who had one open, or began one in this very moment, keeps it with what is asked now.
    is_open = Diagnostic.learner_id.in_(wanted) & Diagnostic.closed_at.is_(None)
    session.execute(update(Diagnostic).where(is_open).values(**asked))
    return len(wanted)


def _check(taker: Taker, due_on: date) -> None:
    if not taker.has_job:
        raise InvalidInputError("diagnostic.no_job_of", name=taker.name)
    if due_on < first_day(taker.arrived_on, is_requested=True):
        raise InvalidInputError("diagnostic.newcomer_asked", name=taker.name)


def cancel_request(session: Session, requested_by: int, learner_id: int, diagnostic_id: int) -> None:
    """Takes back a diagnostic that `requested_by` asked this learner for and that was not begun; its row stays.

    Raises NotFoundError for one that somebody else asked for, ConflictError where it was begun or closed meanwhile.
    """
    found = session.execute(
        select(Diagnostic).where(Diagnostic.id == diagnostic_id).with_for_update()
    ).scalar_one_or_none()
    if found is None or (found.requested_by, found.learner_id) != (requested_by, learner_id):
        raise NotFoundError("diagnostic.none")
    if found.attempt_id is not None or found.closed_at is not None:
        raise ConflictError("diagnostic.begun")
    found.closed_at, found.close_reason = clock.now(), CANCELLED
    session.flush()
