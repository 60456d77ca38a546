"""From a draft to what learners see, off their screens and back; questions with the bytes of their pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.foundation.errors import ConflictError, CourseError, InvalidInputError, NotFoundError
from course.publishing.models import Item, Media, Publication, Version
from course.publishing.queries import item_of
from course.publishing.services import publish, retire
from course.question_bank.models import QuestionDraft
from course.question_bank.queries import competency_ids
from course.question_bank.rules import question_of
from course.question_bank.services.drafts import claim_draft
from course.question_bank.services.questions import save_question
from course.question_bank.services.rendering import RenderedQuestion, render_questions
from quizzes import Question as EngineQuestion
from quizzes import QuestionError
from quizzes.drawing import draw
from quizzes.questions import AttachedFile, Calculated


@dataclass(frozen=True, slots=True)
class ReadyQuestion:
    """A draft that was checked and rendered before the writing transaction begins."""

    item_id: int
    key: str
    revision: int
    published_version_id: int | None
    question: EngineQuestion
    rendered: RenderedQuestion


@dataclass(frozen=True, slots=True)
class Refused:
    """A question that cannot be published, and why: a message id with its parameters."""

    key: str
    message_id: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)


def prepare_publications(session: Session, keys: Sequence[str]) -> tuple[list[ReadyQuestion], list[Refused]]:
    """Returns the drafts of these questions ready to publish, and those that cannot be; reads only.

    The number of statements is the same for one and for many.
    """
    rows = session.execute(
        select(Item.key, Item.id, Item.published_version_id, QuestionDraft.revision, QuestionDraft.body)
        .outerjoin(QuestionDraft, QuestionDraft.item_id == Item.id)
        .where(Item.kind == "question", Item.key.in_(list(keys)))
    ).all()
    found = {row.key: row for row in rows}
    bodies = {key: row.body for key, row in found.items() if row.body is not None}
    questions = dict(zip(bodies, questions_with_files(session, list(bodies.values())), strict=True))
    competencies = competency_ids(session)
    ready: list[ReadyQuestion] = []
    refused: list[Refused] = []
    for key in dict.fromkeys(keys):
        try:
            if key not in found:
                raise NotFoundError("error.not_found")
            question, rendered = _checked(questions.get(key), competencies)
        except CourseError as error:
            refused.append(Refused(key, error.message_id, error.params))
        else:
            row = found[key]
            ready.append(ReadyQuestion(row.id, key, row.revision, row.published_version_id, question, rendered))
    return ready, refused


def _checked(
    question: EngineQuestion | None, competencies: Mapping[str, int]
) -> tuple[EngineQuestion, RenderedQuestion]:
    if question is None:
        raise ConflictError("bank.nothing_to_publish")
    if question.competency is None:
        raise InvalidInputError("bank.no_competency")
    if question.competency not in competencies:
        raise InvalidInputError("bank.unknown_competency", key=question.competency)
    if isinstance(question, Calculated):
        try:
            draw(question, 0)
        except QuestionError as error:  # nobody could be asked it
            raise InvalidInputError("question.draw_fails") from error
    return question, render_questions([question])[0]


def prepare_publication(session: Session, key: str) -> ReadyQuestion:
    """Returns the question's draft ready to publish; reads only.

    Raises NotFoundError, ConflictError `bank.nothing_to_publish`, InvalidInputError `bank.no_competency`,
    `bank.unknown_competency` or `question.draw_fails`, or what rendering refuses.
    """
    ready, refused = prepare_publications(session, [key])
    for problem in refused:
        kinds = {"error.not_found": NotFoundError, "bank.nothing_to_publish": ConflictError}
        raise kinds.get(problem.message_id, InvalidInputError)(problem.message_id, **problem.params)
    return ready[0]


def publish_draft(session: Session, ready: ReadyQuestion, source: str, author_id: int | None, message: str) -> int:
    """Publishes the draft as one version, whose canonical text is `source`, and returns its number; the draft is gone.

    Raises ConflictError `authoring.conflict` where the draft was saved or published since it was prepared, or
    `authoring.published_meanwhile` where another text was.
    """
    claim_draft(session, ready.item_id, ready.revision)
    published = session.execute(select(Item.published_version_id).where(Item.id == ready.item_id)).scalar_one()
    if published != ready.published_version_id:
        raise ConflictError("authoring.published_meanwhile")
    return save_question(session, ready.question, source, ready.rendered, author_id, message).number


def retire_question(session: Session, key: str, author_id: int | None) -> None:
    """Takes a question off the screens; what was answered stays. Raises NotFoundError, also for one never published."""
    item = _item(session, key)
    if item.published_version_id is None:
        raise NotFoundError("error.not_found")
    retire(session, item, author_id)


def reinstate_question(session: Session, key: str, author_id: int | None) -> None:
    """Shows again the version of a retired question that was published last.

    Raises NotFoundError, also for one that is not retired.
    """
    item = _item(session, key)
    version = session.execute(
        select(Version)
        .join(Publication, Publication.version_id == Version.id)
        .where(Publication.item_id == item.id)
        .order_by(Publication.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    if version is None or item.published_version_id is not None:
        raise NotFoundError("error.not_found")
    publish(session, version, author_id)


def _item(session: Session, key: str) -> Item:
    item = item_of(session, "question", key)
    if item is None:
        raise NotFoundError("error.not_found")
    return item


def question_with_files(session: Session, body: Mapping[str, Any]) -> EngineQuestion:
    """Returns the question of a stored body with the bytes of its pictures, as an export needs it."""
    return questions_with_files(session, [body])[0]


def questions_with_files(session: Session, bodies: Sequence[Mapping[str, Any]]) -> list[EngineQuestion]:
    """Returns the questions of stored bodies, in order, with the bytes of their pictures: one statement at most."""
    wanted = {file["sha256"] for body in bodies for file in body.get("files", ())}
    contents: dict[str, bytes] = {}
    if wanted:
        rows = session.execute(select(Media.sha256, Media.content).where(Media.sha256.in_(wanted)))
        contents = dict(rows.all())
    questions = []
    for body in bodies:
        files = tuple(AttachedFile(file["name"], contents[file["sha256"]]) for file in body.get("files", ()))
        question = question_of(body)
        questions.append(replace(question, files=files) if files else question)
    return questions
