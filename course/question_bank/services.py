"""Writes of the question bank: questions and quizzes as published versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from course.competencies.services import set_item_parameter
from course.foundation.errors import InvalidInputError
from course.foundation.markdown import RENDERER, Job, Rendered, render_many
from course.publishing.services import NewVersion, add_version, ensure_item, publish_new, save_rendering
from course.question_bank.formats import QuizEntry
from course.question_bank.models import Question, Quiz, QuizQuestion
from course.question_bank.queries import competency_ids, question_item_ids
from quizzes import (
    DateQuestion,
    MultipleResponse,
    Numerical,
    ShortAnswer,
    SingleChoice,
    Text,
    TrueFalse,
)
from quizzes import Question as EngineQuestion
from quizzes.formats.native import question_to_mapping
from quizzes.questions import guessing

PRACTICE = "metier"  # the source of what is method, not law


@dataclass(frozen=True, slots=True)
class RenderedQuestion:
    """A question's HTML in the shape that screens read, and what its texts name as (kind, key)."""

    content: Mapping[str, Any]
    names: frozenset[tuple[str, str]] = field(default_factory=frozenset)


def render_questions(questions: Sequence[EngineQuestion]) -> list[RenderedQuestion]:
    """Returns each question rendered, in order. Raises InvalidInputError where a text cannot be rendered."""
    return [_rendered(question) for question in questions]


def _rendered(question: EngineQuestion) -> RenderedQuestion:
    texts = _texts(question)
    results = render_many(Job(text.source, inline, format=text.format) for _place, text, inline in texts)
    content: dict[str, Any] = {}
    for (place, _text, _inline), rendered in zip(texts, results, strict=True):
        _put(content, place, rendered.html)
    return RenderedQuestion(content, frozenset(name for rendered in results for name in names_in(rendered)))


def names_in(rendered: Rendered) -> list[tuple[str, str]]:
    """Returns what a rendered text names, as (kind of item, key)."""
    return [
        *(("law", key) for key in rendered.laws),
        *(("term", key) for key in rendered.terms),
        *(("lesson", key) for key in rendered.lessons),
        *(("question", key) for key in rendered.questions),
    ]


def texts_of(question: EngineQuestion) -> list[tuple[str, Text]]:
    """Returns every text of a question with its path, such as `options[2].feedback`."""
    found = []
    for place, text, _inline in _texts(question):
        found.append((place[0] if len(place) == 1 else f"{place[0]}[{place[1]}].{place[2]}", text))
    return found


Place = tuple[str, int, str] | tuple[str]
Texts = list[tuple[Place, Text, bool]]


def _texts(question: EngineQuestion) -> Texts:
    """Returns every text of a question with its place in the content, and whether it stands in a line."""
    found: list[tuple[Place, Text | None, bool]] = [
        (("stem",), question.stem, False),
        (("explanation",), question.explanation, False),
    ]
    match question:
        case SingleChoice(options=options) | MultipleResponse(options=options):
            for position, option in enumerate(options):
                found.append((("options", position, "text"), option.text, True))
                found.append((("options", position, "feedback"), option.feedback, False))
        case TrueFalse():
            found += [(("if_true",), question.if_true, False), (("if_false",), question.if_false, False)]
        case Numerical() | DateQuestion() | ShortAnswer():
            feedback = [answer.feedback for answer in question.answers]
            found += [(("answers", position, "feedback"), text, False) for position, text in enumerate(feedback)]
            found.append((("otherwise",), question.otherwise, False))
    return [(place, text, inline) for place, text, inline in found if text is not None]


def _put(content: dict[str, Any], place: Place, html: str) -> None:
    if len(place) == 1:
        content[place[0]] = html
        return
    name, position, part = place
    parts = content.setdefault(name, [])
    while len(parts) <= position:
        parts.append({})
    parts[position][part] = html


def save_question(
    session: Session,
    question: EngineQuestion,
    source: str,
    rendered: RenderedQuestion,
    author_id: int | None = None,
    message: str = "",
) -> NewVersion:
    """Publishes a version of the question. Raises InvalidInputError for an unknown competency."""
    competency_id = competency_ids(session).get(question.competency)
    if competency_id is None:
        raise InvalidInputError("content.unknown_competency", key=question.competency)
    item = ensure_item(session, "question", question.key)
    version = add_version(session, item, _title(question), source, _named(question, rendered), author_id, message)
    body = _json(question_to_mapping(question))
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
        )
    )
    set_item_parameter(session, version.id, question.difficulty, guessing(question))
    save_rendering(session, version.id, RENDERER, rendered.content)
    return publish_new(session, version)


def _title(question: EngineQuestion) -> str:
    line = " ".join(question.stem.source.split())
    return line if len(line) <= 120 else line[:119] + "…"


def _named(question: EngineQuestion, rendered: RenderedQuestion) -> set[tuple[str, str]]:
    named = set(rendered.names) | {("law", key) for key in question.sources if key != PRACTICE}
    named.add(("competency", question.competency))
    if question.lesson is not None:
        named.add(("lesson", question.lesson))
    return named


def _json(value: Any) -> Any:
    """Returns the mapping with days as text: JSON has none, and the engine reads both."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _json(part) for name, part in value.items()}
    return [_json(part) for part in value] if isinstance(value, list) else value


def save_quiz(
    session: Session, quiz: QuizEntry, source: str, author_id: int | None = None, message: str = ""
) -> NewVersion:
    """Publishes a version of the quiz. Raises InvalidInputError where a question does not exist."""
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
            settings=quiz.settings(),
        )
    )
    session.flush()
    for position, key in enumerate(quiz.questions, start=1):
        session.add(QuizQuestion(quiz_version_id=version.id, position=position, question_item_id=ids[key]))
    return publish_new(session, version)
