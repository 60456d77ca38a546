"""Reads of the catalogue: the outline, kept until something is published, and lessons, kept by version."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.accounts.models import Person
from course.catalogue.models import CompanyNote, Lesson, LessonCompetency, Module, Remark, Track
from course.catalogue.rules import lesson_number
from course.competencies.models import Competency
from course.foundation.cache import RecentCache, StampCache
from course.publishing.models import Dependency, Item
from course.publishing.queries import rendering_of, stamp
from course.question_bank.queries import QuizCard, quizzes_of_modules

MOST_LESSONS = 500

__all__ = [
    "LessonCard",
    "LessonContent",
    "ModuleCard",
    "Outline",
    "QuizCard",
    "RemarkRow",
    "Stage",
    "TrackCard",
    "company_note",
    "lesson_content",
    "open_remarks",
    "outline",
    "tracks",
]


@dataclass(frozen=True, slots=True)
class LessonCard:
    """A lesson in a list; `competencies` maps a key to the levels served, from and to."""

    item_id: int
    version_id: int
    key: str
    number: str
    module_key: str
    title: str
    outcome: str
    minutes: int
    competencies: Mapping[str, tuple[int, int]]
    tomorrow: tuple[str, ...]
    laws: tuple[str, ...]
    terms: tuple[str, ...]
    search_text: str


@dataclass(frozen=True, slots=True)
class ModuleCard:
    """A module with its lessons in order and its quizzes, training first."""

    item_id: int
    key: str
    number: int
    title: str
    english: str
    summary: str
    as_of: date
    legal_reviewer: str
    lessons: tuple[LessonCard, ...]
    quizzes: tuple[QuizCard, ...]

    def named(self, language: str) -> str:
        """Returns the title in the language; the French one where there is no other."""
        return (self.english if language == "en" else "") or self.title

    @property
    def minutes(self) -> int:
        """How long all of it takes."""
        return sum(lesson.minutes for lesson in self.lessons) + sum(quiz.minutes for quiz in self.quizzes)


@dataclass(frozen=True, slots=True)
class Outline:
    """The whole programme; `quizzes` are those of no module."""

    modules: tuple[ModuleCard, ...]
    quizzes: tuple[QuizCard, ...]
    _lessons: Mapping[str, LessonCard]

    def module(self, key: str) -> ModuleCard | None:
        """Returns a module by key."""
        return next((module for module in self.modules if module.key == key), None)

    def lesson(self, key: str) -> LessonCard | None:
        """Returns a lesson by key."""
        return self._lessons.get(key)

    @property
    def all_quizzes(self) -> tuple[QuizCard, ...]:
        """All quizzes: those of no module, then those of modules in their order."""
        return (*self.quizzes, *(quiz for module in self.modules for quiz in module.quizzes))

    @property
    def lessons(self) -> tuple[LessonCard, ...]:
        """All lessons, in order."""
        return tuple(self._lessons.values())


@dataclass(frozen=True, slots=True)
class LessonContent:
    """A lesson to read: parts and contents as in the rendering, keys of what it names, its neighbours in the module."""

    card: LessonCard
    module: ModuleCard
    parts: tuple[Mapping[str, Any], ...]
    toc: tuple[Mapping[str, str], ...]
    laws: tuple[str, ...]
    terms: tuple[str, ...]
    lessons: tuple[str, ...]
    questions: tuple[str, ...]
    predictions: tuple[str, ...]
    previous: LessonCard | None
    next: LessonCard | None


_outline_cache: StampCache[Outline] = StampCache()
_lesson_cache: RecentCache[int, dict[str, Any]] = RecentCache(MOST_LESSONS)


def outline(session: Session) -> Outline:
    """Returns the published programme: one statement while nothing is published, a handful after."""
    return _outline_cache.get(stamp(session), lambda: _load_outline(session))


def _load_outline(session: Session) -> Outline:
    modules = session.execute(
        select(Module.item_id, Module.key, Module.number, Module.title, Module.english, Module.summary)
        .add_columns(Module.as_of, Module.legal_reviewer)
        .join(Item, Item.published_version_id == Module.version_id)
        .order_by(Module.number, Module.key)
    ).all()
    lessons = _load_lessons(session, {row.key: row.number for row in modules})
    quizzes = quizzes_of_modules(session)
    cards = tuple(
        ModuleCard(*(*row, tuple(lessons.get(row.key, ())), tuple(q for q in quizzes if q.module_key == row.key)))
        for row in modules
    )
    keys = {card.key for card in cards}
    return Outline(
        cards,
        tuple(quiz for quiz in quizzes if quiz.module_key not in keys),
        {lesson.key: lesson for card in cards for lesson in card.lessons},
    )


def _load_lessons(session: Session, numbers: Mapping[str, int]) -> dict[str, list[LessonCard]]:
    competencies = _competencies(session)
    named = _names(session)
    rows = session.execute(
        select(Lesson.item_id, Lesson.version_id, Lesson.key, Lesson.position, Lesson.module_key, Lesson.title)
        .add_columns(Lesson.outcome, Lesson.minutes, Lesson.tomorrow, Lesson.search_text)
        .join(Item, Item.published_version_id == Lesson.version_id)
        .order_by(Lesson.module_key, Lesson.position, Lesson.key)
    )
    found: dict[str, list[LessonCard]] = defaultdict(list)
    for row in rows:
        card = LessonCard(
            item_id=row.item_id,
            version_id=row.version_id,
            key=row.key,
            number=lesson_number(numbers.get(row.module_key, 0), row.position),
            module_key=row.module_key,
            title=row.title,
            outcome=row.outcome,
            minutes=row.minutes,
            competencies=competencies.get(row.version_id, {}),
            tomorrow=tuple(row.tomorrow),
            laws=tuple(named.get((row.version_id, "law"), ())),
            terms=tuple(named.get((row.version_id, "term"), ())),
            search_text=row.search_text,
        )
        found[row.module_key].append(card)
    return found


def _competencies(session: Session) -> dict[int, dict[str, tuple[int, int]]]:
    rows = session.execute(
        select(LessonCompetency.version_id, Competency.key, LessonCompetency.level_from, LessonCompetency.level_to)
        .join(Competency, Competency.id == LessonCompetency.competency_id)
        .join(Item, Item.published_version_id == LessonCompetency.version_id)
        .order_by(Competency.position)
    )
    found: dict[int, dict[str, tuple[int, int]]] = defaultdict(dict)
    for version_id, key, low, high in rows:
        found[version_id][key] = (low, high)
    return found


def _names(session: Session) -> dict[tuple[int, str], list[str]]:
    rows = session.execute(
        select(Dependency.version_id, Dependency.kind, Dependency.key)
        .join(Item, Item.published_version_id == Dependency.version_id)
        .where(Item.kind == "lesson", Dependency.kind.in_(("law", "term")))
        .order_by(Dependency.key)
    )
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    for version_id, kind, key in rows:
        found[version_id, kind].append(key)
    return found


def lesson_content(session: Session, key: str) -> LessonContent | None:
    """Returns the published lesson with this key, or None; no rendering happens here."""
    programme = outline(session)
    card = programme.lesson(key)
    module = programme.module(card.module_key) if card else None
    if card is None or module is None:
        return None
    content = _lesson_cache.get(card.version_id)
    if content is None:
        content = dict(rendering_of(session, card.version_id) or {})
        _lesson_cache.put(card.version_id, content)
    place = module.lessons.index(card)
    parts = content.get("parts", ())
    return LessonContent(
        card=card,
        module=module,
        parts=tuple(parts),
        toc=tuple(content.get("toc", ())),
        laws=tuple(content.get("laws", ())),
        terms=tuple(content.get("terms", ())),
        lessons=tuple(content.get("lessons", ())),
        questions=tuple(content.get("questions", ())),
        predictions=tuple(part["key"] for part in parts if part["kind"] == "prediction"),
        previous=module.lessons[place - 1] if place else None,
        next=module.lessons[place + 1] if place + 1 < len(module.lessons) else None,
    )


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of a track, its steps as (kind, key)."""

    title: str
    english: str
    steps: tuple[tuple[str, str], ...]

    def named(self, language: str) -> str:
        """Returns the title in the language; the French one where there is no other."""
        return (self.english if language == "en" else "") or self.title


@dataclass(frozen=True, slots=True)
class TrackCard:
    """A published track; with a `job_role` its stages follow from the levels that the role asks for."""

    item_id: int
    key: str
    title: str
    english: str
    summary: str
    summary_english: str
    days: int
    job_role: str
    final: str
    stages: tuple[Stage, ...]

    def named(self, language: str) -> str:
        """Returns the title in the language."""
        return self.english if language == "en" else self.title

    def said(self, language: str) -> str:
        """Returns what it is for, in the language."""
        return self.summary_english if language == "en" else self.summary


_tracks_cache: StampCache[tuple[TrackCard, ...]] = StampCache()


def tracks(session: Session) -> tuple[TrackCard, ...]:
    """Returns the published tracks in the order in which they first came: one statement while nothing is published."""
    return _tracks_cache.get(stamp(session), lambda: _load_tracks(session))


def _load_tracks(session: Session) -> tuple[TrackCard, ...]:
    rows = session.execute(
        select(Track.item_id, Track.key, Track.title, Track.english, Track.body)
        .join(Item, Item.published_version_id == Track.version_id)
        .order_by(Track.item_id)
    )
    return tuple(_track_card(*row) for row in rows)


def _track_card(item_id: int, key: str, title: str, english: str, body: Mapping[str, Any]) -> TrackCard:
    stages = tuple(
        Stage(stage["title"], stage["english"], tuple((kind, name) for kind, name in stage["steps"]))
        for stage in body["stages"]
    )
    said = body["summary"], body["summary_english"]
    return TrackCard(item_id, key, title, english, *said, body["days"], body["job_role"], body["final"], stages)


def company_note(session: Session, item_id: int) -> str | None:
    """Returns the HTML of « Chez nous » beside an item, or None."""
    return session.execute(select(CompanyNote.html).where(CompanyNote.item_id == item_id)).scalar_one_or_none()


@dataclass(frozen=True, slots=True)
class RemarkRow:
    """A reader's remark that waits for an answer."""

    id: int
    text: str
    author: str
    lesson_key: str | None
    created_at: datetime


def open_remarks(session: Session) -> list[RemarkRow]:
    """Returns the remarks nobody has dealt with, oldest first; for trainers."""
    rows = session.execute(
        select(Remark.id, Remark.text, Person.name, Item.key, Remark.created_at)
        .join(Person, Person.id == Remark.person_id)
        .outerjoin(Item, Item.id == Remark.lesson_item_id)
        .where(Remark.closed_at.is_(None))
        .order_by(Remark.created_at)
        .limit(200)
    )
    return [RemarkRow(*row) for row in rows]
