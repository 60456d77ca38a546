"""Attempts end: graded once, in a constant number of statements; a counted one becomes evidence at the same time."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from course.assessment import queries
from course.assessment.models import Attempt, Grade
from course.assessment.queries import AttemptRow, SlotRow
from course.assessment.rules import ABANDONED_AFTER, is_over, slot_mark
from course.assessment.services.certifying import certify
from course.assessment.services.dispensing import settle_test_out
from course.assessment.services.marks import final_mark, grade_row
from course.competencies.services import Proof, record_evidence
from course.enrolment.services import complete
from course.foundation import clock
from course.foundation.database import insert_missing
from course.foundation.errors import NotFoundError
from course.question_bank.queries import StoredQuestion, stored_questions
from course.question_bank.rules import DIAGNOSTIC, TEST_OUT
from quizzes.questions import Essay

UNMARKED = frozenset({"pending", "nothing"})
Marks = Mapping[int, tuple[float, str]]  # (fraction, outcome) by slot

_END = (
    update(Attempt)
    .where(Attempt.id == bindparam("attempt"), Attempt.finished_at.is_(None))
    .values(
        finished_at=bindparam("ended"),
        finish_reason=bindparam("reason"),
        mark=bindparam("total"),
        pending=bindparam("waiting"),
    )
)


def finish_attempt(session: Session, learner_id: int, attempt_id: int, reason: str = "submitted") -> AttemptRow:
    """Grades an attempt once, in a number of statements that does not depend on its questions; a counted one becomes
    evidence in the same transaction. Finishing twice gives the same attempt. Raises NotFoundError for anybody else's.
    """
    lock_attempt(session, attempt_id)
    attempt = queries.attempt_of(session, learner_id, attempt_id)
    if attempt.settings.purpose == DIAGNOSTIC:  # it ends by itself, its answers are final and evidence already
        raise NotFoundError("assessment.no_attempt")
    if attempt.finished_at is not None:
        return attempt
    now = clock.now()
    if is_over(attempt.deadline_at, now, timedelta(seconds=attempt.settings.grace_seconds)):
        reason = "expired"
    stored = stored_questions(session, [slot.question_version_id for slot in attempt.slots])
    tries = queries.tries_of(session, attempt_id) if attempt.is_tried else {}
    files = _files(session, attempt, stored)
    marks = {
        slot.id: final_mark(stored, attempt, slot, tries.get(slot.id, ()), has_file=slot.id in files)
        for slot in attempt.slots
    }
    total = total_mark(attempt, marks)
    waiting = sum(outcome == "pending" for _fraction, outcome in marks.values())
    ended = min(now, attempt.deadline_at) if attempt.deadline_at else now
    end = {"attempt": attempt_id, "ended": ended, "reason": reason, "total": total, "waiting": waiting}
    if not session.connection().execute(_END, end).rowcount:
        return queries.attempt_of(session, learner_id, attempt_id)
    rows = [grade_row(slot.id, slot.question_version_id, *marks[slot.id], now) for slot in attempt.slots]
    insert_missing(session, Grade, rows, ("slot_id", "number"))
    if attempt.is_counted:
        record_evidence(session, learner_id, _proofs(attempt, stored, marks, reason, ended, files))
    if attempt.settings.purpose == TEST_OUT:
        settle_test_out(session, learner_id, attempt_id, total)
    elif reason == "submitted":
        complete(session, learner_id, attempt.quiz_item_id, attempt.quiz_version_id)
    slots = tuple(replace(slot, fraction=marks[slot.id][0], outcome=marks[slot.id][1]) for slot in attempt.slots)
    finished = replace(attempt, finished_at=ended, finish_reason=reason, mark=total, pending=waiting, slots=slots)
    certify(session, finished)
    return finished


def total_mark(attempt: AttemptRow, marks: Marks) -> float:
    """Returns the mark of an attempt: what each slot gives by the quiz's rules, never below 0 in all. What waits for
    its mark neither gives nor takes."""
    settings = attempt.settings
    given = (
        slot_mark(settings, marks[slot.id][0], slot.max_mark, _certainty(slot))
        for slot in attempt.slots
        if marks[slot.id][1] not in UNMARKED
    )
    return max(0.0, sum(given))


def proof_of(attempt: AttemptRow, slot: SlotRow, stored: StoredQuestion, fraction: float, at: datetime) -> Proof:
    """Returns the evidence that an answer to this version of a question gives."""
    return Proof(
        weights={stored.competency_key: 1.0},
        score=min(1.0, max(0.0, fraction)),
        occurred_at=slot.saved_at or at,
        slot_id=slot.id,
        item_version_id=stored.version_id,
        source=attempt.title,
    )


def _certainty(slot: SlotRow) -> int | None:
    # What was not answered was said with no certainty at all: it takes nothing away.
    return slot.certainty if slot.is_answered and not slot.is_unknown else None


def _files(session: Session, attempt: AttemptRow, stored: Mapping[int, StoredQuestion]) -> frozenset[int]:
    """Returns the slots with a file; asked only where a file may come with an answer."""
    may_come = any(isinstance(one.question, Essay) and one.question.allows_file for one in stored.values())
    return frozenset(queries.files_of(session, attempt.id)) if may_come else frozenset()


def lock_attempt(session: Session, attempt_id: int) -> None:
    """Keeps others from ending or marking an attempt until the transaction ends."""
    # Answers being saved come first, later ones meet a finished attempt; SQLite has one writer at a time anyway.
    if session.get_bind().dialect.name != "sqlite":
        session.execute(select(Attempt.id).where(Attempt.id == attempt_id).with_for_update())


def _proofs(
    attempt: AttemptRow,
    stored: Mapping[int, StoredQuestion],
    marks: Marks,
    reason: str,
    at: datetime,
    files: frozenset[int],
) -> list[Proof]:
    reached = max((slot.position for slot in attempt.slots if slot.is_answered or slot.id in files), default=0)
    return [
        proof_of(attempt, slot, stored[slot.question_version_id], marks[slot.id][0], at)
        for slot in attempt.slots
        if slot.is_first_exposure and _counts(slot, marks[slot.id][1], reason, reached)
    ]


def _counts(slot: SlotRow, outcome: str, reason: str, reached: int) -> bool:
    # Handed in without an answer is a wrong answer, and so is one passed over when time ran out; what was not reached
    # says nothing about the person. Letting the clock run thus gains nothing over handing in. What a person has still
    # to mark counts when they have.
    return outcome not in UNMARKED and (reason == "submitted" or slot.position <= reached)


def expire_attempts(session: Session) -> int:
    """Finishes attempts past their deadline, and those begun two days ago and left; returns how many."""
    now = clock.now()
    found = queries.attempts_to_expire(session, now, now - ABANDONED_AFTER)
    for attempt_id, learner_id in found:
        finish_attempt(session, learner_id, attempt_id, reason="expired")
    return len(found)
