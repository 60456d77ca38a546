"""The adaptive diagnostic: each answer is final, becomes evidence, and decides which question is asked next, all in one
transaction; the server alone knows where it stands."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from course.assessment import queries
from course.assessment.models import Diagnostic, Grade, Response
from course.assessment.queries import diagnostics
from course.assessment.queries.diagnostics import Asked, DiagnosticRow
from course.assessment.rules.diagnostics import Opening, opening
from course.assessment.services.answering import check_client_id
from course.assessment.services.asking import Sitting, ask_next
from course.assessment.services.closing import End, close_diagnostic
from course.assessment.services.finishing import lock_attempt
from course.assessment.services.marks import UNKNOWN, grade_row, marked, question_shown
from course.assessment.services.starting import insert_attempt
from course.competencies.services import Proof, record_evidence
from course.enrolment.services import propose_path
from course.foundation import clock
from course.foundation.database import insert_once
from course.foundation.errors import ConflictError
from course.question_bank.queries import StoredQuestion, quiz_for, stored_questions
from course.question_bank.rules import DIAGNOSTIC

NO_ANSWER = frozenset({"invalid", "unanswered"})


@dataclass(frozen=True, slots=True)
class Step:
    """What became of an answer to a diagnostic. `saved_at` None: it is none yet, nothing or what cannot be read.
    `is_kept` False: the question had another answer already, which stands. `answered`: so many have one by now."""

    saved_at: datetime | None
    answered: int
    is_kept: bool = True
    is_ended: bool = False


# Beginning ----------------------------------------------------------------------------------------------------------


def begin_diagnostic(session: Session, learner_id: int, today: date, seed: int | None = None) -> int:
    """Begins the diagnostic that a person is asked to take, or one by themselves, or goes on with the one that is open;
    returns the id of its attempt. `today`: the day in the organisation's zone.

    Raises ConflictError where the notice was not read, nobody offers a diagnostic, the person has no job, may not begin
    yet, or where no question is left to ask.
    """
    found = diagnostics.open_diagnostic(session, learner_id)
    if found is not None and found.attempt_id is not None:
        return found.attempt_id
    quiz = quiz_for(session, DIAGNOSTIC)
    if quiz is None:
        raise ConflictError("diagnostic.unavailable")
    _check_allowed(session, learner_id, found, today)
    now = clock.now()
    attempt_seed = secrets.randbits(31) if seed is None else seed
    number = diagnostics.attempts_taken(session, learner_id, quiz.item_id) + 1
    attempt_id = insert_attempt(session, learner_id, quiz, number, attempt_seed, (), now)
    if attempt_id is None:
        return _begun_elsewhere(session, learner_id)
    sitting = Sitting(learner_id, attempt_id, attempt_seed, 0, quiz.settings.draws, quiz.settings.shuffle)
    if ask_next(session, sitting, now, today) is not None:
        raise ConflictError("diagnostic.no_question")
    _link(session, learner_id, attempt_id, now)
    return attempt_id


def opening_of(session: Session, learner_id: int, found: DiagnosticRow | None, today: date) -> Opening:
    """Returns whether a person may begin a diagnostic today, `found` being the one that is open; reads only."""
    taker = diagnostics.takers(session, [learner_id], today)[learner_id]
    taken = diagnostics.last_taken(session, learner_id)
    ended_on = taken.closed_at.date() if taken is not None and taken.closed_at is not None else None
    is_requested = found is not None and found.is_requested
    return opening(taker.arrived_on, today, is_requested=is_requested, has_job=taker.has_job, ended_on=ended_on)


def _check_allowed(session: Session, learner_id: int, found: DiagnosticRow | None, today: date) -> None:
    if not queries.has_read_notice(session, learner_id):
        raise ConflictError("assessment.read_notice")
    state = opening_of(session, learner_id, found, today).state
    if state != "open":
        raise ConflictError(_REFUSALS[state])


_REFUSALS = {"no_job": "diagnostic.no_job", "newcomer": "diagnostic.newcomer", "again": "diagnostic.again"}


def _begun_elsewhere(session: Session, learner_id: int) -> int:
    # A second tab was faster by a moment: both get the same attempt.
    found = diagnostics.open_diagnostic(session, learner_id)
    if found is None or found.attempt_id is None:
        raise ConflictError("assessment.started_elsewhere")
    return found.attempt_id


def _link(session: Session, learner_id: int, attempt_id: int, now: datetime) -> None:
    """Ties the attempt to the diagnostic that was asked for, be it in this very moment, else to one's own."""
    values = {"learner_id": learner_id, "requested_at": now, "reason": "", "attempt_id": attempt_id}
    if not insert_once(session, Diagnostic, values):
        tied = session.connection().execute(
            update(Diagnostic)
            .where(Diagnostic.learner_id == learner_id, Diagnostic.closed_at.is_(None))
            .values(attempt_id=attempt_id)
        )
        if not tied.rowcount:  # it was taken back in between: an attempt of no diagnostic could never be ended
            raise ConflictError("assessment.started_elsewhere")


# Answering ----------------------------------------------------------------------------------------------------------


def answer_diagnostic(
    session: Session,
    learner_id: int,
    attempt_id: int,
    position: int,
    answer: Mapping[str, Any],
    client_id: str,
    today: date,
) -> Step:
    """Marks an answer once and for all, records it as evidence and asks the next question, or closes the diagnostic and
    proposes a path; a number of statements that does not depend on what was answered before. The same again, and any
    answer to a question that has one, changes nothing.

    Raises NotFoundError for anybody else's and for a question that was not asked yet.
    """
    check_client_id(client_id)
    lock_attempt(session, attempt_id)
    asked = diagnostics.asked_question(session, learner_id, attempt_id, position)
    if asked.grade_id is not None or asked.finished_at is not None:
        return _answered_before(session, asked, answer, client_id)
    now = clock.now()
    stored = stored_questions(session, [asked.question_version_id])[asked.question_version_id]
    found = marked(question_shown(stored, asked.drawn), answer)
    is_unknown = bool(answer.get(UNKNOWN))
    values = {
        "attempt_id": attempt_id,
        "slot_id": asked.slot_id,
        "client_id": client_id,
        "answer": dict(answer),
        "is_try": False,
        "saved_at": now,
    }
    is_new = insert_once(session, Response, values, ("attempt_id", "client_id"))
    if not is_new or (found.outcome in NO_ANSWER and not is_unknown):
        return Step(None, position - 1)
    fraction = max(0.0, found.fraction)
    row = grade_row(asked.slot_id, asked.question_version_id, fraction, found.outcome, now)
    if not insert_once(session, Grade, row, ("slot_id", "number")):
        return _answered_before(session, asked, answer, client_id)
    record_evidence(session, learner_id, [_proof(asked, stored, fraction, now, is_unknown=is_unknown)])
    sitting = Sitting(learner_id, attempt_id, asked.seed, position, asked.settings.draws, asked.settings.shuffle)
    reason = ask_next(session, sitting, now, today)
    if reason is not None:
        close_diagnostic(session, learner_id, asked.diagnostic_id, attempt_id, End(reason, position, now, today))
        propose_path(session, learner_id, today)
    return Step(now, position, is_ended=reason is not None)


def _answered_before(session: Session, asked: Asked, answer: Mapping[str, Any], client_id: str) -> Step:
    kept = session.execute(
        select(Response.client_id, Response.answer, Response.saved_at)
        .where(Response.slot_id == asked.slot_id)
        .order_by(Response.id.desc())
        .limit(1)
    ).first()
    is_kept = kept is not None and (kept[0], kept[1]) == (client_id, dict(answer))
    saved_at = kept[2] if kept is not None else asked.finished_at
    return Step(saved_at, asked.last - 1, is_kept=is_kept, is_ended=asked.finished_at is not None)


def _proof(asked: Asked, stored: StoredQuestion, fraction: float, at: datetime, *, is_unknown: bool) -> Proof:
    return Proof(
        weights={stored.competency_key: 1.0},
        score=min(1.0, fraction),
        occurred_at=at,
        slot_id=asked.slot_id,
        item_version_id=stored.version_id,
        source=asked.title,
        has_feedback=False,
        guessing=0.0 if is_unknown else None,
    )
