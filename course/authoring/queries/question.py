"""One question on the trainer's desk: what learners see, the draft beside it, and where it is asked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from course.accounts.models import Person
from course.authoring.queries.bank import Usage, usage_of
from course.authoring.queries.desk import PublishedRow
from course.authoring.rules import State, state_of
from course.catalogue.models import Lesson
from course.publishing.models import Dependency, Item, Publication, Version
from course.question_bank.models import Question, QuestionDraft, QuestionImport, Quiz, QuizQuestion


@dataclass(frozen=True, slots=True)
class QuestionDraftRow:
    """The draft as it is stored; `file_name` says from which file it was brought in, if it was."""

    body: dict[str, Any]
    revision: int
    base_version_id: int | None
    updated_at: datetime
    by: str | None
    file_name: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """A quiz or a lesson that asks the question."""

    kind: str
    key: str
    title: str


@dataclass(frozen=True, slots=True)
class QuestionDesk:
    """A question to look at and edit; `body` is what the draft says, else what learners see or saw last."""

    item_id: int
    key: str
    title: str
    is_retired: bool
    file_path: str | None
    published: PublishedRow | None
    published_body: dict[str, Any] | None
    draft: QuestionDraftRow | None
    places: tuple[Place, ...]
    usage: Usage
    next_number: int

    @property
    def body(self) -> dict[str, Any] | None:
        """The question to go on with; None where all that is left stands in the history."""
        return self.draft.body if self.draft else self.published_body

    @property
    def revision(self) -> int:
        """The revision that a save must name."""
        return self.draft.revision if self.draft else 0

    @property
    def published_version_id(self) -> int | None:
        """The id of what learners see."""
        return self.published.version_id if self.published else None

    @property
    def state(self) -> State:
        """What learners see, and whether a draft waits beside it."""
        return state_of(self.published is not None, self.is_retired, self.draft is not None)

    @property
    def is_overtaken(self) -> bool:
        """Whether something was published since the draft was begun."""
        return self.draft is not None and self.draft.base_version_id != self.published_version_id


def question_desk(session: Session, key: str) -> QuestionDesk | None:
    """Returns the question with this key, or None; the same few statements wherever it is asked."""
    item = session.execute(select(Item).where(Item.kind == "question", Item.key == key)).scalar_one_or_none()
    if item is None:
        return None
    published = _published(session, item)
    draft = _draft(session, item.id)
    number, title = session.execute(
        select(Version.number, Version.title).where(Version.item_id == item.id).order_by(Version.number.desc()).limit(1)
    ).one_or_none() or (0, key)
    return QuestionDesk(
        item_id=item.id,
        key=key,
        title=draft[1] if draft else published.title if published else title,
        is_retired=item.retired_at is not None,
        file_path=item.file_path,
        published=published,
        published_body=_shown_body(session, item),
        draft=draft[0] if draft else None,
        places=_places(session, item.id, key),
        usage=usage_of(session, {item.id: key})[item.id],
        next_number=number + 1,
    )


def _published(session: Session, item: Item) -> PublishedRow | None:
    row = session.execute(
        select(Version.id, Version.number, Version.title, Version.source, Publication.published_at, Person.name)
        .join(Publication, Publication.version_id == Version.id)
        .outerjoin(Person, Person.id == Publication.published_by)
        .where(Version.id == item.published_version_id)
        .order_by(Publication.id.desc())
        .limit(1)
    ).one_or_none()
    return PublishedRow(*row) if row else None


def _shown_body(session: Session, item: Item) -> dict[str, Any] | None:
    last = select(Question.body).where(Question.item_id == item.id).order_by(Question.version_id.desc()).limit(1)
    if item.published_version_id is not None:
        last = select(Question.body).where(Question.version_id == item.published_version_id)
    return session.execute(last).scalar_one_or_none()


def _draft(session: Session, item_id: int) -> tuple[QuestionDraftRow, str] | None:
    author = aliased(Person)
    row = session.execute(
        select(QuestionDraft.body, QuestionDraft.revision, QuestionDraft.base_version_id, QuestionDraft.updated_at)
        .add_columns(author.name, QuestionImport.file_name, QuestionDraft.title)
        .outerjoin(author, author.id == QuestionDraft.updated_by)
        .outerjoin(QuestionImport, QuestionImport.id == QuestionDraft.import_id)
        .where(QuestionDraft.item_id == item_id)
    ).one_or_none()
    return (QuestionDraftRow(*row[:6]), row[6]) if row else None


def _places(session: Session, item_id: int, key: str) -> tuple[Place, ...]:
    quizzes = session.execute(
        select(Quiz.key, Quiz.title)
        .join(Item, Item.published_version_id == Quiz.version_id)
        .where(
            Quiz.version_id.in_(select(QuizQuestion.quiz_version_id).where(QuizQuestion.question_item_id == item_id))
        )
        .order_by(Quiz.title)
    ).all()
    lessons = session.execute(
        select(Lesson.key, Lesson.title)
        .join(Item, Item.published_version_id == Lesson.version_id)
        .join(Dependency, Dependency.version_id == Lesson.version_id)
        .where(Dependency.kind == "question", Dependency.key == key)
        .order_by(Lesson.title)
    ).all()
    return (*(Place("quiz", *row) for row in quizzes), *(Place("lesson", *row) for row in lessons))
