"""Writes quizzes as published versions."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from course.foundation.errors import InvalidInputError
from course.publishing.services import NewVersion, add_version, ensure_item, publish_new
from course.question_bank.formats import QuizEntry
from course.question_bank.models import Quiz, QuizQuestion
from course.question_bank.queries import question_item_ids, version_ids


def save_quiz(
    session: Session, quiz: QuizEntry, source: str, author_id: int | None = None, message: str = ""
) -> NewVersion:
    """Publishes a version of the quiz. Raises InvalidInputError for an unknown question or pinned version."""
    ids = question_item_ids(session, quiz.questions)
    unknown = [key for key in quiz.questions if key not in ids]
    if unknown:
        raise InvalidInputError("content.unknown_question", key=unknown[0])
    item = ensure_item(session, "quiz", quiz.key)
    depends_on = {("question", key) for key in quiz.questions}
    if quiz.module is not None:
        depends_on.add(("module", quiz.module))
    version = add_version(session, item, quiz.title, source, depends_on, author_id, message)
    session.add(
        Quiz(
            version_id=version.id,
            item_id=item.id,
            key=quiz.key,
            module_key=quiz.module,
            title=quiz.title,
            mode=quiz.mode,
            minutes=quiz.minutes,
            settings=quiz.settings().to_json(),
        )
    )
    session.flush()
    pins = _pinned(session, quiz, ids)
    session.add_all(
        QuizQuestion(
            quiz_version_id=version.id,
            position=position + 1,
            question_item_id=ids[key],
            version_id=pins.get(key),
            section=quiz.section_of(position),
            max_mark=quiz.marks.get(key),
        )
        for position, key in enumerate(quiz.questions)
    )
    return publish_new(session, version)


def _pinned(session: Session, quiz: QuizEntry, ids: Mapping[str, int]) -> dict[str, int]:
    found = version_ids(session, {ids[key]: number for key, number in quiz.versions.items() if key in ids})
    missing = [key for key in quiz.versions if ids.get(key) not in found]
    if missing:
        raise InvalidInputError("content.unknown_version", key=missing[0], number=quiz.versions[missing[0]])
    return {key: found[ids[key]] for key in quiz.versions}
