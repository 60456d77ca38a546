"""The tree of modules and lessons with their states: a handful of statements whatever the number of lessons."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from course.accounts.models import Person
from course.authoring.models import Draft
from course.authoring.rules import State, state_of
from course.catalogue.models import CompanyNote, Lesson, Module
from course.catalogue.rules import lesson_number, search_form
from course.publishing.models import Dependency, Item, Publication, Version
from course.question_bank.queries import QuizCard, quizzes_of_modules


@dataclass(frozen=True, slots=True)
class StudioLesson:
    """A lesson in the tree: its state, and who last published it or wrote its draft, and when."""

    key: str
    number: str
    module_key: str
    title: str
    state: State
    is_published: bool
    published_at: datetime | None
    published_by: str | None
    draft_at: datetime | None
    draft_by: str | None
    questions: int
    has_note: bool
    is_ahead_of_file: bool


@dataclass(frozen=True, slots=True)
class StudioQuiz:
    """A quiz of a module, to look at; `file_path` says where it is edited."""

    card: QuizCard
    file_path: str | None


@dataclass(frozen=True, slots=True)
class StudioModule:
    """A module with its lessons and quizzes; the last one may hold lessons of no module, with the key empty."""

    key: str
    number: int
    title: str
    lessons: tuple[StudioLesson, ...]
    quizzes: tuple[StudioQuiz, ...]

    @property
    def questions(self) -> int:
        """How many questions its lessons and quizzes ask."""
        return sum(lesson.questions for lesson in self.lessons) + sum(quiz.card.questions for quiz in self.quizzes)


def studio_modules(session: Session, sought: str = "") -> list[StudioModule]:
    """Returns modules with their lessons, those only that contain every word sought where words are given."""
    words = search_form(sought).split()
    numbers = {row.key: row for row in _modules(session)}
    embedded = _embedded(session)
    lessons: dict[str, list[StudioLesson]] = defaultdict(list)
    for row in session.execute(_lessons(with_texts=bool(words))):
        if _matches(row, words):
            module = numbers.get(row.module_key)
            lessons[module.key if module else ""].append(_lesson(row, module, embedded))
    quizzes = {} if words else _quizzes(session)
    found = [
        StudioModule(row.key, row.number, row.title, tuple(lessons[row.key]), tuple(quizzes.get(row.key, ())))
        for row in numbers.values()
    ]
    found.append(StudioModule("", 0, "", tuple(lessons[""]), tuple(quizzes.get("", ()))))
    return [module for module in found if module.lessons or module.quizzes]


def _modules(session: Session) -> list[Row[str, int, str]]:
    rows = session.execute(
        select(Module.key, Module.number, Module.title)
        .join(Item, Item.published_version_id == Module.version_id)
        .order_by(Module.number, Module.key)
    )
    return list(rows)


def _lessons(*, with_texts: bool) -> Select[Any]:
    published, base, last = aliased(Version), aliased(Version), aliased(Publication)
    publisher, drafter, any_lesson = aliased(Person), aliased(Person), aliased(Lesson)
    newest = select(func.max(any_lesson.version_id)).where(any_lesson.item_id == Item.id).scalar_subquery()
    latest = select(func.max(Publication.id)).where(Publication.item_id == Item.id).scalar_subquery()
    statement = (
        select(Item.key, Item.published_version_id, Item.retired_at, Lesson.module_key, Lesson.position)
        .add_columns(Lesson.title, last.published_at, publisher.name.label("published_by"))
        .add_columns(Draft.updated_at.label("draft_at"), drafter.name.label("draft_by"))
        .add_columns(func.coalesce(_waits(published, base), False).label("has_draft"))
        .add_columns(CompanyNote.item_id.label("note"))
        .add_columns(func.coalesce(published.checksum != Item.imported_checksum, False).label("is_ahead"))
        .select_from(Item)
        .outerjoin(Lesson, Lesson.version_id == newest)
        .outerjoin(published, published.id == Item.published_version_id)
        .outerjoin(last, last.id == latest)
        .outerjoin(publisher, publisher.id == last.published_by)
        .outerjoin(Draft, Draft.item_id == Item.id)
        .outerjoin(base, base.id == Draft.base_version_id)
        .outerjoin(drafter, drafter.id == Draft.updated_by)
        .outerjoin(CompanyNote, CompanyNote.item_id == Item.id)
        .where(Item.kind == "lesson")
        .order_by(Lesson.module_key, Lesson.position, Item.key)
    )
    return statement.add_columns(Lesson.search_text, Draft.source.label("draft_text")) if with_texts else statement


def _waits(published: type[Version], base: type[Version]) -> ColumnElement[bool]:
    """Says whether the draft differs from what it was made of and from what is published, as `Desk.draft` does."""
    return and_(
        Draft.item_id.is_not(None),
        or_(base.id.is_(None), Draft.source != base.source),
        or_(published.id.is_(None), Draft.source != published.source),
    )


def _matches(row: Row[Any], words: list[str]) -> bool:
    if not words:
        return True
    draft = row.draft_text if row.has_draft else ""
    text = search_form(f"{row.key} {row.title or ''} {row.search_text or ''} {draft}")
    return all(word in text for word in words)


def _lesson(row: Row[Any], module: Row[str, int, str] | None, embedded: dict[str, int]) -> StudioLesson:
    is_published = row.published_version_id is not None
    return StudioLesson(
        key=row.key,
        number=lesson_number(module.number, row.position) if module else "",
        module_key=row.module_key or "",
        title=row.title or row.key,
        state=state_of(is_published, row.retired_at is not None, row.has_draft),
        is_published=is_published,
        published_at=row.published_at if is_published else None,
        published_by=row.published_by,
        draft_at=row.draft_at if row.has_draft else None,
        draft_by=row.draft_by if row.has_draft else None,
        questions=embedded.get(row.key, 0),
        has_note=row.note is not None,
        is_ahead_of_file=row.is_ahead,
    )


def _embedded(session: Session) -> dict[str, int]:
    """Returns how many questions stand in each published lesson."""
    rows = session.execute(
        select(Item.key, func.count())
        .join(Dependency, Dependency.version_id == Item.published_version_id)
        .where(Item.kind == "lesson", Dependency.kind == "question")
        .group_by(Item.key)
    )
    return dict(rows.all())


def _quizzes(session: Session) -> dict[str, list[StudioQuiz]]:
    paths = dict(session.execute(select(Item.id, Item.file_path).where(Item.kind == "quiz")).all())
    found: dict[str, list[StudioQuiz]] = defaultdict(list)
    for card in quizzes_of_modules(session):
        found[card.module_key or ""].append(StudioQuiz(card, paths.get(card.item_id)))
    return found
