"""A person marks a free answer: one more entry of its grade log; the attempt's mark and the evidence follow."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from course.accounts.services import record_audit
from course.assessment import queries
from course.assessment.models import Attempt, Grade
from course.assessment.queries.grading import AnswerToGrade, answer_to_grade
from course.assessment.rules import RULE_VERSION
from course.assessment.services.finishing import lock_attempt, proof_of, total_mark
from course.competencies.queries import proofs_of_slots
from course.competencies.services import Correction, correct_evidence, record_evidence
from course.foundation import clock
from course.foundation.database import insert_once
from course.foundation.errors import ConflictError, InvalidInputError
from course.question_bank.queries import stored_questions
from quizzes import ResponseError, rubric_fraction
from quizzes.marking.results import outcome_of
from quizzes.questions import Criterion, Essay

LONGEST_COMMENT = 5_000
MARK_CHANGED = "grade.changed"


@dataclass(frozen=True, slots=True)
class HandMark:
    """What a person gives: a `fraction` 0 to 1, or with a rubric the position of a level for that of each criterion."""

    fraction: Fraction | None = None
    levels: Mapping[int, int] | None = None
    comment: str = ""


def grade_by_hand(
    session: Session, grader_id: int, slot_id: int, expected_number: int, given: HandMark
) -> AnswerToGrade:
    """Appends the mark that a person gives to a free answer, and returns the answer as it was; the attempt's mark, what
    waits in it and the evidence follow in the same transaction. `expected_number`: the entry of the log that was read.

    Raises NotFoundError for what is nobody else's counted, finished free answer (practice never is), ConflictError
    where another entry came meanwhile, InvalidInputError for a mark that is none or a comment past 5,000 characters.
    """
    answer = answer_to_grade(session, grader_id, slot_id)
    lock_attempt(session, answer.attempt_id)
    answer = answer_to_grade(session, grader_id, slot_id)
    stored = stored_questions(session, [answer.question_version_id])[answer.question_version_id]
    rubric = stored.question.rubric if isinstance(stored.question, Essay) else ()
    fraction = _fraction(rubric, given)
    if len(given.comment) > LONGEST_COMMENT:
        raise InvalidInputError("grading.comment_too_long", longest=LONGEST_COMMENT)
    if answer.number != expected_number or not insert_once(
        session, Grade, _row(answer, grader_id, fraction, given), ("slot_id", "number")
    ):
        raise ConflictError("grading.changed_meanwhile")
    _follow(session, answer, float(fraction))
    detail = {
        "question": stored.key,
        "slot": slot_id,
        "number": answer.number + 1,
        "was": None if answer.is_waiting else answer.fraction,
        "mark": float(fraction),
    }
    record_audit(session, "answer.graded", grader_id, answer.learner_id, detail)
    return answer


def _fraction(rubric: tuple[Criterion, ...], given: HandMark) -> Fraction:
    if not rubric:
        if given.fraction is None or not 0 <= given.fraction <= 1:
            raise InvalidInputError("grading.bad_mark")
        return given.fraction
    levels = given.levels or {}
    if set(levels) != set(range(len(rubric))):
        raise InvalidInputError("grading.incomplete")
    try:
        return rubric_fraction(rubric, levels)
    except ResponseError as error:
        raise InvalidInputError("grading.incomplete") from error


def _row(answer: AnswerToGrade, grader_id: int, fraction: Fraction, given: HandMark) -> dict[str, Any]:
    levels = given.levels or {}
    return {
        "slot_id": answer.slot_id,
        "number": answer.number + 1,
        "kind": "manual",
        "rule_version": RULE_VERSION,
        "question_version_id": answer.question_version_id,
        "fraction": float(fraction),
        "outcome": outcome_of(fraction),
        "graded_at": clock.now(),
        "graded_by": grader_id,
        "comment": given.comment or None,
        "rubric": {str(place): levels[place] for place in sorted(levels)} or None,
    }


def _follow(session: Session, answer: AnswerToGrade, fraction: float) -> None:
    attempt = queries.attempt_of(session, answer.learner_id, answer.attempt_id)
    marks = {slot.id: (slot.fraction or 0.0, slot.outcome or "unanswered") for slot in attempt.slots}
    waiting = sum(outcome == "pending" for _fraction, outcome in marks.values())
    session.execute(
        update(Attempt).where(Attempt.id == attempt.id).values(mark=total_mark(attempt, marks), pending=waiting)
    )
    if not answer.is_first_exposure:
        return
    if proofs_of_slots(session, [answer.slot_id]):
        correction = Correction(answer.slot_id, fraction, answer.question_version_id, MARK_CHANGED)
        correct_evidence(session, answer.learner_id, [correction])
        return
    stored = stored_questions(session, [answer.question_version_id])[answer.question_version_id]
    slot = next(slot for slot in attempt.slots if slot.id == answer.slot_id)
    proof = proof_of(attempt, slot, stored, fraction, attempt.finished_at or answer.finished_at)
    record_evidence(session, answer.learner_id, [proof])
