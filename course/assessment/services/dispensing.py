"""What a try of « Je connais déjà » says when it ends: the lesson is done, or it is still to be read."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from course.assessment.models import TestOut
from course.assessment.queries.test_outs import test_out_of
from course.assessment.rules.diagnostics import is_dispensed
from course.enrolment.services import complete
from course.enrolment.services.tracks import settle_tracks
from course.foundation import clock


def settle_test_out(session: Session, learner_id: int, attempt_id: int, mark: float) -> None:
    """Keeps whether the try succeeded with this mark, of three; then its lesson is completed, at the version it was,
    and with it the tracks of which it was the last."""
    row = test_out_of(session, attempt_id)
    if row is None:
        return
    is_passed = is_dispensed(mark)
    session.execute(update(TestOut).where(TestOut.attempt_id == attempt_id).values(is_passed=is_passed))
    if is_passed:
        complete(session, learner_id, row.lesson_item_id, row.lesson_version_id)
        settle_tracks(session, learner_id, clock.now().date())
