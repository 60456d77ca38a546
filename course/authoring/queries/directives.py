"""What a lesson's text may name, for the lists from which trainers insert."""

import re
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.competencies.models import Competency
from course.publishing.models import Item
from course.question_bank.models import Question, Quiz, QuizQuestion
from quizzes.formats.native import question_from_mapping

LONGEST_STEM = 90


@dataclass(frozen=True, slots=True)
class Insertable:
    """A published question that may stand in a lesson: its key, its competency and how it begins."""

    key: str
    competency_key: str
    type: str
    begins: str


def insertable_questions(session: Session) -> list[Insertable]:
    """Returns the published questions that no counted quiz asks, by competency.

    What counts is met for the first time.
    """
    counted = (
        select(QuizQuestion.question_item_id)
        .join(Quiz, Quiz.version_id == QuizQuestion.quiz_version_id)
        .join(Item, Item.published_version_id == Quiz.version_id)
        .where(Quiz.mode == "counted")
    )
    rows = session.execute(
        select(Question.key, Competency.key, Question.type, Question.body)
        .join(Item, Item.published_version_id == Question.version_id)
        .join(Competency, Competency.id == Question.competency_id)
        .where(Item.id.not_in(counted))
        .order_by(Competency.position, Question.key)
    )
    return [
        Insertable(key, competency, kind, _begins(question_from_mapping(body).stem.source))
        for key, competency, kind, body in rows
    ]


def _begins(stem: str) -> str:
    plain = " ".join(re.sub(r"[*_`|#>]|\]\([^)]*\)|\[|\n", " ", stem).split())
    return plain if len(plain) <= LONGEST_STEM else plain[:LONGEST_STEM].rsplit(" ", 1)[0] + " …"
