"""The sittings behind proofs: the attempt that shows an answer, and what it was taken for."""

from dataclasses import dataclass

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from course.assessment.models import Attempt, AttemptSlot, Diagnostic, TestOut
from course.competencies.models import Evidence

QUIZ, DIAGNOSTIC, TEST_OUT = "quiz", "diagnostic", "test_out"


@dataclass(frozen=True, slots=True)
class Behind:
    """The sitting behind a proof: its attempt, and « quiz », « diagnostic » or « test_out »."""

    attempt_id: int
    kind: str


def sittings_behind(session: Session, learner_id: int) -> dict[int, Behind]:
    """Returns the sitting behind each answer of a person that counted, by the proof's number: one statement."""
    kind = case((Diagnostic.id.is_not(None), DIAGNOSTIC), (TestOut.attempt_id.is_not(None), TEST_OUT), else_=QUIZ)
    rows = session.execute(
        select(Evidence.seq, Attempt.id, kind)
        .join(AttemptSlot, AttemptSlot.id == Evidence.slot_id)
        .join(Attempt, Attempt.id == AttemptSlot.attempt_id)
        .outerjoin(Diagnostic, Diagnostic.attempt_id == Attempt.id)
        .outerjoin(TestOut, TestOut.attempt_id == Attempt.id)
        .where(Evidence.learner_id == learner_id, Attempt.learner_id == learner_id)
    )
    return {row[0]: Behind(row[1], row[2]) for row in rows}
