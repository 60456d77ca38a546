"""« Je connais déjà »: three counted questions, never met before, whose success dispenses from a lesson."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Literal

from sqlalchemy.orm import Session

from course.assessment import queries
from course.assessment.models import TestOut
from course.assessment.queries import bank, diagnostics
from course.assessment.queries.test_outs import TestOutRow, last_test_out, open_test_out
from course.assessment.rules import Candidate, is_over
from course.assessment.rules.diagnostics import TEST_OUT_AGAIN_AFTER, TEST_OUT_QUESTIONS, Known, test_out_questions
from course.assessment.services.finishing import finish_attempt
from course.assessment.services.starting import begin_with
from course.catalogue.queries import LessonCard
from course.enrolment.queries import completed_item_ids
from course.foundation import clock
from course.foundation.errors import ConflictError
from course.question_bank.queries import StoredQuiz, quiz_for, stored_questions
from course.question_bank.rules import TEST_OUT

Refusal = Literal["unavailable", "already_done", "other_open", "too_soon", "too_few"]


@dataclass(frozen=True, slots=True)
class Offer:
    """What a person may do for a lesson now: begin with these questions, go on with what is `open`, or why neither;
    `again_at`: from when on."""

    quiz: StoredQuiz | None = None
    questions: tuple[Known, ...] = ()
    refusal: Refusal | None = None
    open: TestOutRow | None = None
    last: TestOutRow | None = None
    again_at: datetime | None = None


def offer_of(session: Session, learner_id: int, lesson: LessonCard, seed: int | None = None) -> Offer:
    """Returns what « Je connais déjà » offers a person for a lesson; reads only."""
    quiz = quiz_for(session, TEST_OUT)
    if quiz is None:
        return Offer(refusal="unavailable")
    if lesson.item_id in completed_item_ids(session, learner_id):
        return Offer(quiz, refusal="already_done", last=last_test_out(session, learner_id, lesson.version_id))
    begun = open_test_out(session, learner_id)
    if begun is not None and not _is_over(session, learner_id, quiz, begun.attempt_id):
        return Offer(quiz, open=begun, refusal=None if begun.lesson_item_id == lesson.item_id else "other_open")
    last = last_test_out(session, learner_id, lesson.version_id)
    if last is not None and clock.now() < last.started_at + TEST_OUT_AGAIN_AFTER:
        return Offer(quiz, refusal="too_soon", last=last, again_at=last.started_at + TEST_OUT_AGAIN_AFTER)
    met = queries.exposed_items(session, learner_id)
    rng = Random(secrets.randbits(64) if seed is None else seed)  # noqa: S311 - a draw of questions is no secret
    chosen = test_out_questions(lesson.key, lesson.competencies, bank.known_questions(session), met, rng)
    return Offer(quiz, tuple(chosen), "too_few" if len(chosen) < TEST_OUT_QUESTIONS else None)


def _is_over(session: Session, learner_id: int, quiz: StoredQuiz, attempt_id: int) -> bool:
    sittings = {one.id: one for one in queries.sittings_of(session, learner_id, quiz.item_id)}
    sitting = sittings.get(attempt_id)
    return sitting is None or is_over(sitting.deadline_at, clock.now(), sitting.grace)


def begin_test_out(session: Session, learner_id: int, lesson: LessonCard, seed: int | None = None) -> int:
    """Begins « Je connais déjà » for a lesson, or goes on with the one that is open for it; returns the attempt's id.

    Raises ConflictError where it is not offered: nobody published it, the lesson is done, that of another lesson is
    open, this version was tried in the last thirty days, fewer than three questions are left that the person never met,
    or the notice was not read.
    """
    found = offer_of(session, learner_id, lesson, seed)
    if found.refusal is not None or found.quiz is None:
        raise ConflictError(_REFUSALS[found.refusal or "unavailable"])
    if found.open is not None:
        return found.open.attempt_id
    if not queries.has_read_notice(session, learner_id):
        raise ConflictError("assessment.read_notice")
    left = open_test_out(session, learner_id)  # its time ran out: it is handed in as it stands
    if left is not None:
        finish_attempt(session, learner_id, left.attempt_id, reason="expired")
    stored = stored_questions(session, [question.version_id for question in found.questions])
    chosen = [
        (Candidate(one.item_id, one.version_id, one.competency, one.difficulty, max_mark=1.0), stored[one.version_id])
        for one in found.questions
    ]
    rng = Random(secrets.randbits(64) if seed is None else seed)  # noqa: S311 - a draw of questions is no secret
    number = diagnostics.attempts_taken(session, learner_id, found.quiz.item_id) + 1
    attempt_id = begin_with(session, learner_id, found.quiz, number, chosen, rng, clock.now())
    if attempt_id is None:
        raise ConflictError("assessment.started_elsewhere")
    session.add(
        TestOut(
            attempt_id=attempt_id,
            learner_id=learner_id,
            lesson_item_id=lesson.item_id,
            lesson_version_id=lesson.version_id,
        )
    )
    session.flush()
    return attempt_id


_REFUSALS: dict[Refusal, str] = {
    "unavailable": "test_out.unavailable",
    "already_done": "test_out.already_done",
    "other_open": "test_out.other_open",
    "too_soon": "test_out.too_soon",
    "too_few": "test_out.too_few",
}
