"""What a lesson page knows of the person who opens it: one statement, whatever was done in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, cast, func, literal, null, select, union_all
from sqlalchemy.orm import Session

from course.assessment.models import CheckAnswer
from course.catalogue.models import CompanyNote
from course.enrolment.models import Commitment, Completion
from course.foundation.database import Instant, Json
from course.question_bank.models import Question


@dataclass(slots=True)
class LessonState:
    """The answers given in a lesson by question key, whether it is completed, the choice made, the company's note."""

    answers: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    completed_at: datetime | None = None
    commitment: str | None = None
    note: str = ""


def lesson_state(session: Session, learner_id: int, lesson_item_id: int) -> LessonState:
    """Returns the state of a lesson for a person: one statement."""
    found = LessonState()
    statement = union_all(
        _answers(learner_id, lesson_item_id),
        _completion(learner_id, lesson_item_id),
        _commitment(learner_id, lesson_item_id),
        _note(lesson_item_id),
    )
    for kind, text, answer, at in session.execute(statement):
        if kind == "answer":
            found.answers[text] = answer
        elif kind == "completion":
            found.completed_at = at
        elif kind == "commitment":
            found.commitment = text
        else:
            found.note = text
    return found


def _answers(learner_id: int, lesson_item_id: int) -> Select[Any]:
    latest = (
        select(func.max(CheckAnswer.id))
        .join(Question, Question.version_id == CheckAnswer.question_version_id)
        .where(CheckAnswer.learner_id == learner_id, CheckAnswer.lesson_item_id == lesson_item_id)
        .group_by(Question.item_id)
    )
    return (
        select(
            literal("answer").label("kind"),
            Question.key.label("text"),
            CheckAnswer.answer.label("answer"),
            CheckAnswer.answered_at.label("at"),
        )
        .join(Question, Question.version_id == CheckAnswer.question_version_id)
        .where(CheckAnswer.id.in_(latest))
    )


def _completion(learner_id: int, lesson_item_id: int) -> Select[Any]:
    return select(literal("completion"), literal(""), cast(null(), Json), Completion.completed_at).where(
        Completion.learner_id == learner_id, Completion.item_id == lesson_item_id
    )


def _commitment(learner_id: int, lesson_item_id: int) -> Select[Any]:
    latest = (
        select(func.max(Commitment.id))
        .where(Commitment.learner_id == learner_id, Commitment.lesson_item_id == lesson_item_id)
        .scalar_subquery()
    )
    return select(literal("commitment"), Commitment.text, cast(null(), Json), Commitment.chosen_at).where(
        Commitment.id == latest
    )


def _note(lesson_item_id: int) -> Select[Any]:
    return select(literal("note"), CompanyNote.html, cast(null(), Json), cast(null(), Instant())).where(
        CompanyNote.lesson_item_id == lesson_item_id
    )
