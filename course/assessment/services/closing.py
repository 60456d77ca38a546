"""A diagnostic ends: by itself, or because it was forgotten; what it established is kept as it stood that day."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from course.assessment.models import Attempt, AttemptSlot, Diagnostic, Grade
from course.assessment.queries import diagnostics
from course.assessment.rules.diagnostics import FORGOTTEN_AFTER
from course.assessment.services.finishing import lock_attempt
from course.assessment.services.marks import grade_row
from course.competencies.queries import CompetencyState, states_of
from course.foundation import clock
from course.foundation.database import insert_once

FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True)
class End:
    """Why and when a diagnostic is closed, after how many answers."""

    reason: str
    answered: int
    at: datetime
    today: date


def close_forgotten(session: Session) -> int:
    """Closes the diagnostics begun thirty days ago and left, with what they established; returns how many."""
    now = clock.now()
    found = diagnostics.forgotten_diagnostics(session, now - FORGOTTEN_AFTER)
    for learner_id, attempt_id in found:
        lock_attempt(session, attempt_id)
        row = diagnostics.diagnostic_of_attempt(session, learner_id, attempt_id)
        if row.is_open:
            _grade_unanswered(session, attempt_id, now)
            close_diagnostic(session, learner_id, row.id, attempt_id, End(FORGOTTEN, row.answered, now, now.date()))
    return len(found)


def _grade_unanswered(session: Session, attempt_id: int, now: datetime) -> None:
    """What was asked and left says nothing about the person: it has a grade, like every slot, and is no evidence."""
    rows = session.execute(
        select(AttemptSlot.id, AttemptSlot.question_version_id)
        .outerjoin(Grade, Grade.slot_id == AttemptSlot.id)
        .where(AttemptSlot.attempt_id == attempt_id, Grade.id.is_(None))
    ).all()
    for slot_id, version_id in rows:
        insert_once(session, Grade, grade_row(slot_id, version_id, 0.0, "unanswered", now), ("slot_id", "number"))


def close_diagnostic(session: Session, learner_id: int, diagnostic_id: int, attempt_id: int, end: End) -> None:
    """Closes a diagnostic with its attempt, and keeps where the person stands in each required competency."""
    total = session.execute(
        select(func.coalesce(func.sum(Grade.fraction), 0.0))
        .join(AttemptSlot, AttemptSlot.id == Grade.slot_id)
        .where(AttemptSlot.attempt_id == attempt_id, Grade.number == 1)
    ).scalar_one()
    session.execute(
        update(Attempt)
        .where(Attempt.id == attempt_id)
        .values(
            finished_at=end.at,
            finish_reason="expired" if end.reason == FORGOTTEN else "submitted",
            mark=total,
            max_mark=float(end.answered),
        )
    )
    outcome = _outcome(states_of(session, learner_id, end.today), end.answered, end.today)
    session.execute(
        update(Diagnostic)
        .where(Diagnostic.id == diagnostic_id)
        .values(closed_at=end.at, close_reason=end.reason, outcome=outcome)
    )


def _outcome(states: list[CompetencyState], answered: int, today: date) -> dict[str, Any]:
    """Returns what stands at the end of every competency that the job asks for, kept so that its page never changes."""
    return {
        "day": today.isoformat(),
        "answered": answered,
        "competencies": [
            {
                "key": state.competency.key,
                "required": state.required,
                "status": state.status,
                "level": state.level,
                "place": round(state.place, 3),
                "low": round(state.low, 3),
                "high": round(state.high, 3),
                "proofs": state.direct_proofs,
                "missing": state.verdict.missing,
                "reason": state.verdict.reason,
            }
            for state in states
            if state.required
        ],
    }
