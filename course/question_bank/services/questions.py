"""Writes questions: published versions, with their pictures."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from course.competencies.services import set_item_parameter
from course.foundation.errors import InvalidInputError
from course.foundation.markdown import RENDERER
from course.publishing.services import NewVersion, add_version, ensure_item, publish_new, save_media, save_rendering
from course.question_bank.models import Question
from course.question_bank.queries import competency_ids
from course.question_bank.rules import picture_type
from course.question_bank.services.rendering import RenderedQuestion
from quizzes import Question as EngineQuestion
from quizzes.formats.native import question_to_mapping
from quizzes.questions import AttachedFile, guessing

PRACTICE = "metier"  # the source of what is method, not law


def save_question(
    session: Session,
    question: EngineQuestion,
    source: str,
    rendered: RenderedQuestion,
    author_id: int | None = None,
    message: str = "",
) -> NewVersion:
    """Publishes a version of the question. Raises InvalidInputError for an unknown competency, or none."""
    competency_id = competency_ids(session).get(question.competency or "")
    if competency_id is None:
        raise InvalidInputError("content.unknown_competency", key=question.competency or "—")
    item = ensure_item(session, "question", question.key)
    version = add_version(session, item, title_of(question), source, _named(question, rendered), author_id, message)
    body = stored_body(session, question)
    session.add(
        Question(
            version_id=version.id,
            item_id=item.id,
            key=question.key,
            type=body["type"],
            competency_id=competency_id,
            difficulty=question.difficulty,
            seconds=question.seconds,
            body=body,
            name=question.name,
            category=question.category,
        )
    )
    set_item_parameter(session, version.id, question.difficulty, guessing(question))
    save_rendering(session, version.id, RENDERER, rendered.content)
    return publish_new(session, version)


def title_of(question: EngineQuestion) -> str:
    """Returns the question's name, else the beginning of its text: one line of at most 120 characters."""
    line = " ".join((question.name or question.stem.source).split())
    return line if len(line) <= 120 else line[:119] + "…"


def stored_body(session: Session, question: EngineQuestion) -> dict[str, Any]:
    """Returns the mapping to store; its pictures go to the media, and the mapping names them by their content."""
    body: dict[str, Any] = as_json(question_to_mapping(question))
    if question.files:
        body["files"] = [{"name": file.name, "sha256": _saved(session, file)} for file in question.files]
    return body


def _saved(session: Session, file: AttachedFile) -> str:
    kind = picture_type(file.content)
    if kind is None:
        raise InvalidInputError("bank.bad_picture", name=file.name)
    return save_media(session, file.name, kind, file.content)


def as_json(value: Any) -> Any:
    """Returns a mapping with days as text: JSON has none, and the engine reads both."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: as_json(part) for name, part in value.items()}
    return [as_json(part) for part in value] if isinstance(value, list | tuple) else value


def _named(question: EngineQuestion, rendered: RenderedQuestion) -> set[tuple[str, str]]:
    named = set(rendered.names) | {("law", key) for key in question.sources if key != PRACTICE}
    if question.competency is not None:
        named.add(("competency", question.competency))
    if question.lesson is not None:
        named.add(("lesson", question.lesson))
    return named
