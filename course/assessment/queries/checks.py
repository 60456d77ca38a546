"""Reads of the questions embedded in lessons, each by its owner alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from course.assessment.models import CheckAnswer
from course.question_bank.models import Question


@dataclass(frozen=True, slots=True)
class CheckState:
    """The latest answer of a person to a question embedded in a lesson."""

    question_item_id: int
    question_key: str
    question_version_id: int
    answer: Mapping[str, Any]
    fraction: float
    outcome: str
    answered_at: datetime


def check_states(session: Session, learner_id: int, lesson_item_id: int) -> dict[str, CheckState]:
    """Returns the latest answer to each embedded question of a lesson by question key: one statement."""
    latest = (
        select(func.max(CheckAnswer.id))
        .join(Question, Question.version_id == CheckAnswer.question_version_id)
        .where(CheckAnswer.learner_id == learner_id, CheckAnswer.lesson_item_id == lesson_item_id)
        .group_by(Question.item_id)
    )
    rows = session.execute(
        select(
            Question.item_id,
            Question.key,
            CheckAnswer.question_version_id,
            CheckAnswer.answer,
            CheckAnswer.fraction,
            CheckAnswer.outcome,
            CheckAnswer.answered_at,
        )
        .join(Question, Question.version_id == CheckAnswer.question_version_id)
        .where(CheckAnswer.id.in_(latest))
    )
    return {row.key: CheckState(*row) for row in rows}


def checked_lessons(session: Session, learner_id: int) -> dict[int, tuple[int, datetime]]:
    """Returns for each lesson item in which the person answered something: how many questions, and when last."""
    rows = session.execute(
        select(
            CheckAnswer.lesson_item_id,
            func.count(func.distinct(CheckAnswer.question_version_id)),
            func.max(CheckAnswer.answered_at),
        )
        .where(CheckAnswer.learner_id == learner_id)
        .group_by(CheckAnswer.lesson_item_id)
    )
    return {row[0]: (row[1], row[2]) for row in rows}
