"""Questions embedded in lessons: practice, private, marked at once, as often as wanted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from course.assessment.models import CheckAnswer, Exposure
from course.assessment.services.answering import check_client_id
from course.assessment.services.marks import marked, practice_mark
from course.foundation import clock
from course.foundation.database import insert_missing, insert_once
from course.question_bank.queries import StoredQuestion
from quizzes import Mark


@dataclass(frozen=True, slots=True)
class AnsweredCheck:
    """The mark of an embedded question, and whether it was kept: nothing and the unreadable are not."""

    mark: Mark
    is_kept: bool


def answer_check(
    session: Session,
    learner_id: int,
    lesson_item_id: int,
    stored: StoredQuestion,
    answer: Mapping[str, Any],
    client_id: str,
) -> AnsweredCheck:
    """Marks and keeps an answer; never evidence. The same client id again keeps one row."""
    check_client_id(client_id)
    result = practice_mark(marked(stored, answer))
    if result.outcome in {"invalid", "unanswered"}:
        return AnsweredCheck(result, is_kept=False)
    now = clock.now()
    values = {
        "learner_id": learner_id,
        "lesson_item_id": lesson_item_id,
        "question_version_id": stored.version_id,
        "client_id": client_id,
        "answer": dict(answer),
        "fraction": max(0.0, result.fraction),
        "outcome": result.outcome,
        "answered_at": now,
    }
    insert_once(session, CheckAnswer, values, ("learner_id", "client_id"))
    exposure = {"learner_id": learner_id, "question_item_id": stored.item_id, "first_at": now}
    insert_missing(session, Exposure, [exposure], ("learner_id", "question_item_id"))
    return AnsweredCheck(result, is_kept=True)
