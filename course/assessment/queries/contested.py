"""The answer behind a proof that its owner contests, for who decides on it: as it was asked, given and marked.

Practice is private: no statement here can reach it. Who decides never opens their own answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from course.assessment.models import Attempt, AttemptSlot, Grade, Response
from course.assessment.rules import COUNTED
from course.competencies.models import Evidence, Objection
from course.question_bank.models import Quiz


@dataclass(frozen=True, slots=True)
class ContestedAnswer:
    """A question of a counted attempt with its figures and the order of its parts, the answer and the newest mark."""

    slot_id: int
    question_version_id: int
    option_order: tuple[Any, ...]
    drawn: Mapping[str, str] | None
    max_mark: float
    quiz_title: str
    answer: Mapping[str, Any] | None
    fraction: float | None
    outcome: str | None
    comment: str


_other, _later = aliased(Grade), aliased(Response)
_NEWEST = (
    select(func.max(_other.number)).where(_other.slot_id == AttemptSlot.id).correlate(AttemptSlot).scalar_subquery()
)
_LATEST = select(func.max(_later.id)).where(_later.slot_id == AttemptSlot.id).correlate(AttemptSlot).scalar_subquery()


def contested_answer(session: Session, judge_id: int, objection_id: int) -> ContestedAnswer | None:
    """Returns the answer that an objection of somebody else is about: one statement. None where the proof is no answer
    to a question, as an observation."""
    row = session.execute(
        select(
            AttemptSlot.id,
            AttemptSlot.question_version_id,
            AttemptSlot.option_order,
            AttemptSlot.drawn,
            AttemptSlot.max_mark,
            Quiz.title,
            Response.answer,
            Grade.fraction,
            Grade.outcome,
            func.coalesce(Grade.comment, ""),
        )
        .select_from(Objection)
        .join(Evidence, Evidence.id == Objection.evidence_id)
        .join(AttemptSlot, AttemptSlot.id == Evidence.slot_id)
        .join(Attempt, Attempt.id == AttemptSlot.attempt_id)
        .join(Quiz, Quiz.version_id == Attempt.quiz_version_id)
        .outerjoin(Grade, and_(Grade.slot_id == AttemptSlot.id, Grade.number == _NEWEST))
        .outerjoin(Response, and_(Response.slot_id == AttemptSlot.id, Response.id == _LATEST))
        .where(
            Objection.id == objection_id,
            Objection.learner_id != judge_id,
            Attempt.mode == COUNTED,
        )
    ).one_or_none()
    if row is None:
        return None
    values: list[Any] = [row[0], row[1], tuple(row[2] or ()), *row[3:]]
    return ContestedAnswer(*values)
