"""Answers are stored as given; where feedback comes at once, the server says when a question is final."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.assessment import queries
from course.assessment.models import Grade, Response
from course.assessment.queries import OpenSlot
from course.assessment.rules import PRACTICE, is_over
from course.assessment.services.finishing import finish_attempt
from course.assessment.services.marks import UNKNOWN, grade_row, progress_of, question_shown
from course.foundation import clock
from course.foundation.database import insert_once
from course.foundation.errors import ConflictError, InvalidInputError, NotFoundError
from course.question_bank.queries import stored_questions
from course.question_bank.rules import DIAGNOSTIC

LONGEST_CLIENT_ID = 64


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
    certainty: int | None = None,
) -> SavedAnswer:
    """Stores an answer as given; the same save again gives the same reply. Where feedback comes at once the answer is a
    try, which ends the question when it is right or was the last one. After the deadline or the end nothing is stored.
    Raises NotFoundError for anybody else's attempt, ConflictError where the client id came with another answer before:
    « saved » would be untrue of this one.
    """
    check_client_id(client_id)
    slot = queries.open_slot(session, learner_id, attempt_id, position, is_to_write=True)
    if slot.settings.purpose == DIAGNOSTIC:  # answered on its own pages
        raise NotFoundError("assessment.no_attempt")
    now = clock.now()
    if slot.finished_at is not None:
        return SavedAnswer(queries.response_by_client(session, attempt_id, client_id), is_finished=True)
    if is_over(slot.deadline_at, now, timedelta(seconds=slot.settings.grace_seconds)):
        finish_attempt(session, learner_id, attempt_id, reason="expired")
        return SavedAnswer(queries.response_by_client(session, attempt_id, client_id), is_finished=True)
    if slot.grade_id is not None:  # final, and its feedback has been shown
        return SavedAnswer(queries.response_by_client(session, attempt_id, client_id) or now)
    values = {
        "attempt_id": attempt_id,
        "slot_id": slot.slot_id,
        "client_id": client_id,
        "answer": dict(answer),
        "is_sure": is_sure,
        "certainty": certainty,
        "is_try": slot.behaviour != "deferred",
        "saved_at": now,
    }
    if not insert_once(session, Response, values, ("attempt_id", "client_id")):
        return SavedAnswer(_saved_before(session, values))
    if slot.behaviour != "deferred":
        _grade_if_final(session, slot, answer, now)
    return SavedAnswer(now)


def check_client_id(client_id: str) -> None:
    """Raises InvalidInputError for what no page of ours sends as the id of a save."""
    if not 1 <= len(client_id) <= LONGEST_CLIENT_ID or not client_id.isascii() or not client_id.isprintable():
        raise InvalidInputError("error.bad_request")


def _saved_before(session: Session, values: Mapping[str, Any]) -> datetime:
    stored = session.execute(
        select(Response).where(Response.attempt_id == values["attempt_id"], Response.client_id == values["client_id"])
    ).scalar_one()
    if any(getattr(stored, name) != values[name] for name in ("slot_id", "answer", "is_sure", "certainty")):
        raise ConflictError("error.form_expired")
    saved_at: datetime = stored.saved_at
    return saved_at


def _grade_if_final(session: Session, slot: OpenSlot, answer: Mapping[str, Any], now: datetime) -> None:
    stored = stored_questions(session, [slot.question_version_id])[slot.question_version_id]
    tries: list[Mapping[str, Any]] = [answer]
    if slot.behaviour != "immediate":
        tries = [one.answer for one in queries.tries_of(session, slot.attempt_id, slot.slot_id)[slot.slot_id]]
    found = progress_of(question_shown(stored, slot.drawn), slot.behaviour, tries)
    # An entry that cannot be read, or nothing, is not yet an answer: no feedback, try again.
    if found.is_final or answer.get(UNKNOWN):
        outcome = "nothing" if found.outcome == "pending" and slot.mode == PRACTICE else found.outcome
        row = grade_row(slot.slot_id, slot.question_version_id, found.fraction, outcome, now)
        insert_once(session, Grade, row, ("slot_id", "number"))
