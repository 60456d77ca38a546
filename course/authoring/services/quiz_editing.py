"""Publishes quizzes from the studio: over what their writer had seen; counts what draws find; takes quizzes off."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from course.authoring.formats.quizzes import write_quiz
from course.authoring.queries.quiz import PoolLine, quiz_desk
from course.foundation.errors import ConflictError, InvalidInputError, NotFoundError
from course.publishing.queries import item_of
from course.publishing.services import NewVersion
from course.publishing.services import retire as retire_item
from course.question_bank.formats import QuizEntry
from course.question_bank.rules import PLAIN, Draw, filled
from course.question_bank.services import save_quiz

Pool = Sequence[PoolLine]


def publish_quiz(
    session: Session, quiz: QuizEntry, seen_version_id: int | None, author_id: int, message: str
) -> NewVersion:
    """Publishes a version of the quiz in the words that its file would have.

    Raises ConflictError where what is published is no longer what the person saw, and for a quiz that is not taken as
    one; InvalidInputError for a question or a version that is not there.
    """
    desk = quiz_desk(session, quiz.key)
    if desk is not None and desk.purpose != PLAIN:
        raise ConflictError("quiz.not_edited_here")
    if (desk.published_version_id if desk else None) != seen_version_id:
        raise ConflictError("authoring.published_meanwhile")
    if quiz.module is not None and item_of(session, "module", quiz.module) is None:
        raise InvalidInputError("content.unknown_module", key=quiz.module)
    return save_quiz(session, quiz, write_quiz(quiz), author_id, message)


def retire_quiz(session: Session, key: str, retired_by: int) -> None:
    """Takes a quiz off the screens; attempts and results stay. Raises NotFoundError where it is not published."""
    item = item_of(session, "quiz", key)
    if item is None or item.published_version_id is None:
        raise NotFoundError("error.not_found")
    retire_item(session, item, retired_by)


def pool_of(quiz: QuizEntry, draw: Draw, pool: Pool) -> list[int]:
    """Returns the published questions that a draw may take."""
    own = frozenset(quiz.own_pool(draw))
    return [line.item_id for line in pool if _lies_in(line, draw, own) and _fits(line, draw)]


def _lies_in(line: PoolLine, draw: Draw, own: frozenset[str]) -> bool:
    if draw.category is None:
        return line.key in own
    return line.category == draw.category or line.category.startswith(f"{draw.category}/")


def _fits(line: PoolLine, draw: Draw) -> bool:
    is_measured = draw.competency is None or line.competency_key == draw.competency
    return is_measured and (not draw.difficulties or line.difficulty in draw.difficulties)


def short_draws(quiz: QuizEntry, pool: Pool) -> Mapping[int, int]:
    """Returns by place the draws that can never be filled, each with how many questions it gets at most."""
    got = filled([(draw.count, pool_of(quiz, draw, pool)) for draw in quiz.draws])
    return {place: number for place, number in enumerate(got) if number < quiz.draws[place].count}
