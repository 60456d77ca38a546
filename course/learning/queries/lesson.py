"""What a lesson page knows of the person who opens it: one statement, whatever was done in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, bindparam, cast, func, literal, null, select, union_all
from sqlalchemy.orm import Session

from course.assessment.models import CheckAnswer
from course.catalogue.models import CompanyNote
from course.enrolment.models import Commitment, Completion
from course.foundation.database import Instant, Json
from course.publishing.queries import NEWEST
from course.question_bank.models import Question


@dataclass(slots=True)
class LessonState:
    """The answers given in a lesson by question key, whether it is completed, the choice made, the company's note; and
    the stamp of publishing, which says whether what is in memory of the lesson still holds."""

    answers: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    completed_at: datetime | None = None
    commitment: str | None = None
    note: str = ""
    stamp: int = 0


def lesson_state(session: Session, learner_id: int, lesson_item_id: int) -> LessonState:
    """Returns the state of a lesson for a person: one statement."""
    found = LessonState()
    rows = session.connection().execute(_STATE, {"learner_id": learner_id, "lesson_item_id": lesson_item_id})
    for kind, text, answer, at in rows:
        if kind == "answer":
            found.answers[text] = answer
        elif kind == "completion":
            found.completed_at = max(at, found.completed_at or at)
        elif kind == "commitment":
            found.commitment = text
        elif kind == "note":
            found.note = text
        else:
            found.stamp = int(text)
    return found


# The statement is built once: a page that is opened all day long need not build it again (a third of its time).
_LEARNER, _LESSON = (
    bindparam("learner_id", type_=CheckAnswer.learner_id.type),
    bindparam("lesson_item_id", type_=CheckAnswer.lesson_item_id.type),
)
_check, _question = CheckAnswer.__table__.c, Question.__table__.c
_completion, _commitment, _note = Completion.__table__.c, Commitment.__table__.c, CompanyNote.__table__.c


def _answers() -> Select[Any]:
    latest = (
        select(func.max(_check.id))
        .join_from(CheckAnswer.__table__, Question.__table__, _question.version_id == _check.question_version_id)
        .where(_check.learner_id == _LEARNER, _check.lesson_item_id == _LESSON)
        .group_by(_question.item_id)
    )
    return (
        select(
            literal("answer").label("kind"),
            _question.key.label("text"),
            _check.answer.label("answer"),
            _check.answered_at.label("at"),
        )
        .join_from(CheckAnswer.__table__, Question.__table__, _question.version_id == _check.question_version_id)
        .where(_check.id.in_(latest))
    )


def _completed() -> Select[Any]:
    return select(literal("completion"), literal(""), cast(null(), Json), _completion.completed_at).where(
        _completion.learner_id == _LEARNER, _completion.item_id == _LESSON
    )


def _chosen() -> Select[Any]:
    latest = (
        select(func.max(_commitment.id))
        .where(_commitment.learner_id == _LEARNER, _commitment.lesson_item_id == _LESSON)
        .scalar_subquery()
    )
    return select(literal("commitment"), _commitment.text, cast(null(), Json), _commitment.chosen_at).where(
        _commitment.id == latest
    )


def _noted() -> Select[Any]:
    return select(literal("note"), _note.html, cast(null(), Json), cast(null(), Instant())).where(
        _note.item_id == _LESSON
    )


def _stamped() -> Select[*tuple[Any, ...]]:
    return select(literal("stamp"), cast(NEWEST, String), cast(null(), Json), cast(null(), Instant()))


_STATE = union_all(_answers(), _completed(), _chosen(), _noted(), _stamped())
