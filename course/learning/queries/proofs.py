"""The sittings behind proofs: the attempt that shows an answer and what it was taken for, the call or the workshop."""

from dataclasses import dataclass

from sqlalchemy import Select, case, literal, select, union_all
from sqlalchemy.orm import Session

from course.assessment.models import Attempt, AttemptSlot, Diagnostic, TestOut
from course.competencies.models import Evidence
from course.competencies.rules import SIMULATION
from course.simulations.models import CallPlay, WorkshopPlay

QUIZ, DIAGNOSTIC, TEST_OUT = "quiz", "diagnostic", "test_out"
CALL, WORKSHOP = "call", "workshop"


@dataclass(frozen=True, slots=True)
class Behind:
    """The sitting behind a proof: the id of its attempt, and « quiz », « diagnostic » or « test_out »; or the id of the
    play of a « call » or of a « workshop »."""

    id: int
    kind: str


def sittings_behind(session: Session, learner_id: int) -> dict[int, Behind]:
    """Returns the sitting behind each answer of a person that counted, and behind what they played to count, by the
    proof's number: one statement."""
    kind = case((Diagnostic.id.is_not(None), DIAGNOSTIC), (TestOut.attempt_id.is_not(None), TEST_OUT), else_=QUIZ)
    answers = (
        select(Evidence.seq, Attempt.id, kind)
        .join(AttemptSlot, AttemptSlot.id == Evidence.slot_id)
        .join(Attempt, Attempt.id == AttemptSlot.attempt_id)
        .outerjoin(Diagnostic, Diagnostic.attempt_id == Attempt.id)
        .outerjoin(TestOut, TestOut.attempt_id == Attempt.id)
        .where(Evidence.learner_id == learner_id, Attempt.learner_id == learner_id)
    )
    plays = (_plays(learner_id, table, word) for table, word in ((CallPlay, CALL), (WorkshopPlay, WORKSHOP)))
    return {row[0]: Behind(row[1], row[2]) for row in session.execute(union_all(answers, *plays))}


def _plays(learner_id: int, table: type[CallPlay | WorkshopPlay], word: str) -> Select[int, int, str]:
    return (
        select(Evidence.seq, table.id, literal(word))
        .join(table, table.version_id == Evidence.item_version_id)
        .where(Evidence.learner_id == learner_id, Evidence.kind == SIMULATION)
        .where(table.learner_id == learner_id, table.mode == "counted", table.ended_at.is_not(None))
    )
