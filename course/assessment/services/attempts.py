"""Attempts: the server creates, times and grades them; an answer is stored as given."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from course.assessment import queries
from course.assessment.models import Attempt, AttemptSlot, Exposure, Grade, NoticeRead, Response
from course.assessment.queries import AttemptRow, OpenSlot, SlotRow
from course.assessment.rules import (
    ABANDONED_AFTER,
    COUNTED,
    GRACE,
    NOTICE_VERSION,
    PRACTICE,
    RULE_VERSION,
    Candidate,
    attempts_left,
    deadline,
    drawn,
    is_over,
    option_order,
)
from course.competencies.services import Proof, record_evidence
from course.enrolment.services import complete
from course.foundation import clock
from course.foundation.database import insert_missing, insert_once
from course.foundation.errors import ConflictError, InvalidInputError
from course.question_bank.queries import (
    StoredQuestion,
    StoredQuiz,
    published_question_versions,
    stored_questions,
)
from quizzes import Mark, ResponseError, mark

LONGEST_CLIENT_ID = 64


def read_notice(session: Session, learner_id: int) -> None:
    """Records that the person has read the notice of method; twice is once."""
    values = {"learner_id": learner_id, "notice_version": NOTICE_VERSION, "read_at": clock.now()}
    insert_once(session, NoticeRead, values, ("learner_id", "notice_version"))


def start_attempt(
    session: Session, learner_id: int, quiz: StoredQuiz, required: Collection[str] = (), seed: int | None = None
) -> int:
    """Begins an attempt with its deadline and its pinned questions, or resumes the open one; returns its id.

    `required`: competencies of the person's role, from which a quiz « per competency » draws. Raises ConflictError
    where no attempt is left, the notice was not read, or the quiz has no question now.
    """
    now = clock.now()
    sittings = queries.sittings_of(session, learner_id, quiz.item_id)
    for sitting in sittings:
        if sitting.finished_at is None:
            if not is_over(sitting.deadline_at, now):
                return sitting.id
            finish_attempt(session, learner_id, sitting.id, reason="expired")
    _check_allowed(session, learner_id, quiz, len(sittings))
    rng = Random(secrets.randbits(64) if seed is None else seed)  # noqa: S311 - a draw of questions is no secret
    chosen = _drawn_questions(session, learner_id, quiz, frozenset(required), rng)
    if not chosen:
        raise ConflictError("assessment.no_question")
    number = max((s.number for s in sittings), default=0) + 1
    if not _insert_attempt(session, learner_id, quiz, number, len(chosen), now):
        return _begun_elsewhere(session, learner_id, quiz)
    attempt_id = _attempt_id(session, learner_id, quiz, number)
    _insert_slots(session, learner_id, attempt_id, quiz, chosen, rng, now)
    return attempt_id


def _check_allowed(session: Session, learner_id: int, quiz: StoredQuiz, taken: int) -> None:
    if quiz.mode != COUNTED:
        return
    if not queries.has_read_notice(session, learner_id):
        raise ConflictError("assessment.read_notice")
    if attempts_left(quiz.settings, taken) == 0:
        raise ConflictError("assessment.no_attempt_left")


def _drawn_questions(
    session: Session, learner_id: int, quiz: StoredQuiz, required: frozenset[str], rng: Random
) -> list[tuple[Candidate, StoredQuestion]]:
    versions = published_question_versions(session, quiz.pool)
    stored = stored_questions(session, list(versions.values()))
    exposed = queries.exposed_items(session, learner_id)
    candidates = [
        Candidate(item_id, versions[item_id], stored[versions[item_id]].competency_key, item_id in exposed)
        for item_id in quiz.pool
        if item_id in versions
    ]
    wanted = required if quiz.settings.get("per_competency") and required else None
    draw = quiz.settings.get("draw")
    chosen = drawn(candidates, int(draw) if draw else None, rng, wanted)
    return [(candidate, stored[candidate.version_id]) for candidate in chosen]


def _insert_attempt(
    session: Session, learner_id: int, quiz: StoredQuiz, number: int, questions: int, now: datetime
) -> bool:
    limit = quiz.settings.get("limit_minutes") or (quiz.minutes if quiz.mode == COUNTED else None)
    values = {
        "learner_id": learner_id,
        "quiz_item_id": quiz.item_id,
        "quiz_version_id": quiz.version_id,
        "number": number,
        "mode": quiz.mode,
        "started_at": now,
        "deadline_at": deadline(now, limit),
        "max_mark": float(questions),
    }
    return insert_once(session, Attempt, values, ("learner_id", "quiz_item_id", "number"))


def _begun_elsewhere(session: Session, learner_id: int, quiz: StoredQuiz) -> int:
    # A second tab was faster by a moment: both get the same attempt.
    for sitting in queries.sittings_of(session, learner_id, quiz.item_id):
        if sitting.finished_at is None:
            return sitting.id
    raise ConflictError("assessment.started_elsewhere")


def _attempt_id(session: Session, learner_id: int, quiz: StoredQuiz, number: int) -> int:
    return session.execute(
        select(Attempt.id).where(
            Attempt.learner_id == learner_id, Attempt.quiz_item_id == quiz.item_id, Attempt.number == number
        )
    ).scalar_one()


def _insert_slots(
    session: Session,
    learner_id: int,
    attempt_id: int,
    quiz: StoredQuiz,
    chosen: Sequence[tuple[Candidate, StoredQuestion]],
    rng: Random,
    now: datetime,
) -> None:
    shuffle = bool(quiz.settings.get("shuffle", True))
    session.execute(
        insert(AttemptSlot),
        [
            {
                "attempt_id": attempt_id,
                "position": position,
                "question_item_id": candidate.item_id,
                "question_version_id": candidate.version_id,
                "seed": rng.getrandbits(31),
                "option_order": option_order(stored.question, shuffle, rng),
                "max_mark": 1.0,
                "is_first_exposure": not candidate.is_exposed,
            }
            for position, (candidate, stored) in enumerate(chosen, start=1)
        ],
    )
    exposures = [
        {"learner_id": learner_id, "question_item_id": candidate.item_id, "first_at": now} for candidate, _ in chosen
    ]
    insert_missing(session, Exposure, exposures, ("learner_id", "question_item_id"))


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """What became of an answer: saved at an instant, or too late (`saved_at` None, the attempt is finished)."""

    saved_at: datetime | None
    is_finished: bool = False


def save_answer(
    session: Session,
    learner_id: int,
    attempt_id: int,
    position: int,
    answer: Mapping[str, Any],
    client_id: str,
    is_sure: bool | None = None,
) -> SavedAnswer:
    """Stores an answer as given; the same save again gives the same reply. In practice the answer is final and graded
    at once. After the deadline or the end nothing is stored. Raises NotFoundError for anybody else's attempt,
    ConflictError where the client id came with another answer before: « saved » would be untrue of this one.
    """
    if not 1 <= len(client_id) <= LONGEST_CLIENT_ID or not client_id.isascii() or not client_id.isprintable():
        raise InvalidInputError("error.bad_request")
    slot = queries.open_slot(session, learner_id, attempt_id, position, is_to_write=True)
    now = clock.now()
    if slot.finished_at is not None:
        return SavedAnswer(queries.response_by_client(session, attempt_id, client_id), is_finished=True)
    if is_over(slot.deadline_at, now):
        finish_attempt(session, learner_id, attempt_id, reason="expired")
        return SavedAnswer(queries.response_by_client(session, attempt_id, client_id), is_finished=True)
    if slot.grade_id is not None:  # practice: the first answer is final, feedback has been shown
        return SavedAnswer(queries.response_by_client(session, attempt_id, client_id) or now)
    values = {
        "attempt_id": attempt_id,
        "slot_id": slot.slot_id,
        "client_id": client_id,
        "answer": dict(answer),
        "is_sure": is_sure,
        "saved_at": now,
    }
    if not insert_once(session, Response, values, ("attempt_id", "client_id")):
        return SavedAnswer(_saved_before(session, values))
    if slot.mode == PRACTICE:
        _grade_at_once(session, slot, answer, now)
    return SavedAnswer(now)


def _saved_before(session: Session, values: Mapping[str, Any]) -> datetime:
    stored = session.execute(
        select(Response.slot_id, Response.answer, Response.is_sure, Response.saved_at).where(
            Response.attempt_id == values["attempt_id"], Response.client_id == values["client_id"]
        )
    ).one()
    if (stored.slot_id, stored.answer, stored.is_sure) != (values["slot_id"], values["answer"], values["is_sure"]):
        raise ConflictError("error.form_expired")
    saved_at: datetime = stored.saved_at
    return saved_at


def _grade_at_once(session: Session, slot: OpenSlot, answer: Mapping[str, Any], now: datetime) -> None:
    stored = stored_questions(session, [slot.question_version_id])[slot.question_version_id]
    result = marked(stored, answer)
    if result.outcome == "invalid" or (result.outcome == "unanswered" and not answer.get("unknown")):
        return  # an entry that cannot be read, or nothing, is not yet an answer: no feedback, try again
    values = {
        "slot_id": slot.slot_id,
        "rule_version": RULE_VERSION,
        "fraction": max(0.0, result.fraction),
        "outcome": result.outcome,
        "graded_at": now,
    }
    insert_once(session, Grade, values, ("slot_id", "rule_version"))


def marked(stored: StoredQuestion, answer: Mapping[str, Any] | None) -> Mark:
    """Returns the mark of a stored answer; what is no answer to this question counts as none."""
    response = None if answer is None or answer.get("unknown") else answer.get("value")
    try:
        return mark(stored.question, response)
    except ResponseError:
        return mark(stored.question, None)


_END = (
    update(Attempt)
    .where(Attempt.id == bindparam("attempt"), Attempt.finished_at.is_(None))
    .values(finished_at=bindparam("ended"), finish_reason=bindparam("reason"), mark=bindparam("total"))
)


def finish_attempt(session: Session, learner_id: int, attempt_id: int, reason: str = "submitted") -> AttemptRow:
    """Grades an attempt once, in a number of statements that does not depend on its questions; a counted one becomes
    evidence in the same transaction. Finishing twice gives the same attempt. Raises NotFoundError for anybody else's.
    """
    _lock_attempt(session, attempt_id)
    attempt = queries.attempt_of(session, learner_id, attempt_id)
    if attempt.finished_at is not None:
        return attempt
    now = clock.now()
    if is_over(attempt.deadline_at, now):
        reason = "expired"
    stored = stored_questions(session, [slot.question_version_id for slot in attempt.slots])
    marks = {slot.id: marked(stored[slot.question_version_id], slot.answer) for slot in attempt.slots}
    total = sum(max(0.0, marks[slot.id].fraction) * slot.max_mark for slot in attempt.slots)
    ended = min(now, attempt.deadline_at) if attempt.deadline_at else now
    end = {"attempt": attempt_id, "ended": ended, "reason": reason, "total": total}
    if not session.connection().execute(_END, end).rowcount:
        return queries.attempt_of(session, learner_id, attempt_id)
    _insert_grades(session, attempt, marks, now)
    if attempt.is_counted:
        record_evidence(session, learner_id, _proofs(attempt, stored, marks, reason, ended))
    if reason == "submitted":
        complete(session, learner_id, attempt.quiz_item_id, attempt.quiz_version_id)
    slots = tuple(
        replace(slot, fraction=max(0.0, marks[slot.id].fraction), outcome=marks[slot.id].outcome)
        for slot in attempt.slots
    )
    return replace(attempt, finished_at=ended, finish_reason=reason, mark=total, slots=slots)


def _lock_attempt(session: Session, attempt_id: int) -> None:
    # Answers being saved come first, later ones meet a finished attempt; SQLite has one writer at a time anyway.
    if session.get_bind().dialect.name != "sqlite":
        session.execute(select(Attempt.id).where(Attempt.id == attempt_id).with_for_update())


def _insert_grades(session: Session, attempt: AttemptRow, marks: Mapping[int, Mark], now: datetime) -> None:
    rows = [
        {
            "slot_id": slot.id,
            "rule_version": RULE_VERSION,
            "fraction": max(0.0, marks[slot.id].fraction),
            "outcome": marks[slot.id].outcome,
            "graded_at": now,
        }
        for slot in attempt.slots
    ]
    insert_missing(session, Grade, rows, ("slot_id", "rule_version"))


def _proofs(
    attempt: AttemptRow,
    stored: Mapping[int, StoredQuestion],
    marks: Mapping[int, Mark],
    reason: str,
    at: datetime,
) -> list[Proof]:
    reached = max((slot.position for slot in attempt.slots if slot.is_answered), default=0)
    return [
        Proof(
            weights={stored[slot.question_version_id].competency_key: 1.0},
            score=min(1.0, max(0.0, marks[slot.id].fraction)),
            occurred_at=slot.saved_at or at,
            slot_id=slot.id,
            item_version_id=slot.question_version_id,
            source=attempt.title,
        )
        for slot in attempt.slots
        if slot.is_first_exposure and _counts(slot, reason, reached)
    ]


def _counts(slot: SlotRow, reason: str, reached: int) -> bool:
    # Handed in without an answer is a wrong answer, and so is one passed over when time ran out; what was not reached
    # says nothing about the person. Letting the clock run thus gains nothing over handing in.
    return reason == "submitted" or slot.position <= reached


def expire_attempts(session: Session) -> int:
    """Finishes attempts past their deadline, and those begun two days ago and left; returns how many."""
    now = clock.now()
    found = queries.attempts_to_expire(session, now - GRACE, now - ABANDONED_AFTER)
    for attempt_id, learner_id in found:
        finish_attempt(session, learner_id, attempt_id, reason="expired")
    return len(found)
