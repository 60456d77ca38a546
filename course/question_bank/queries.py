"""Reads of the question bank; a question version never changes, so the process keeps those in use."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from course.competencies.models import Competency
from course.foundation.cache import RecentCache
from course.publishing.models import Item, Rendering, Version
from course.question_bank.models import Question, Quiz, QuizQuestion
from course.question_bank.rules import PLAIN, Purpose, QuizSettings, asked, question_of, settings_of, with_figures
from quizzes import Question as EngineQuestion
from quizzes.drawing import drawn_from_json
from quizzes.numbers import Language
from quizzes.questions import Calculated

MOST_KEPT = 4_000


@dataclass(frozen=True, slots=True)
class StoredQuestion:
    """One immutable version of a question, as the engine marks it and as HTML."""

    version_id: int
    item_id: int
    key: str
    type: str
    competency_key: str
    difficulty: int
    seconds: int
    question: EngineQuestion
    rendered: Mapping[str, Any]

    def with_figures(self, drawn: Mapping[str, str] | None, language: Language) -> "StoredQuestion":
        """Returns the plain question that these figures make of a calculated one; any other as it is.

        Raises QuestionError where the figures are not those of this version.
        """
        if not isinstance(self.question, Calculated):
            return self
        question, rendered = with_figures(self.question, self.rendered, drawn_from_json(drawn or {}), language)
        kind = "date" if self.question.answer_kind == "date" else "numerical"
        return replace(self, type=kind, question=question, rendered=rendered)


@dataclass(frozen=True, slots=True)
class PoolQuestion:
    """A question of a quiz's pool: its item, the version it is pinned to, its section, what it weighs, if said."""

    item_id: int
    version_id: int | None = None
    section: int | None = None
    max_mark: float | None = None


@dataclass(frozen=True, slots=True)
class StoredQuiz:
    """The published version of a quiz; `questions` is its pool, in order."""

    version_id: int
    item_id: int
    key: str
    title: str
    mode: str
    minutes: int
    module_key: str | None
    settings: QuizSettings
    questions: tuple[PoolQuestion, ...]

    @property
    def pool(self) -> tuple[int, ...]:
        """The items of its questions, in order."""
        return tuple(question.item_id for question in self.questions)

    @property
    def asked(self) -> int:
        """How many questions are asked."""
        return asked(self.settings, Counter(question.section for question in self.questions))


@dataclass(frozen=True, slots=True)
class QuizCard:
    """A quiz in a list; `questions` is how many are asked."""

    item_id: int
    version_id: int
    key: str
    title: str
    mode: str
    minutes: int
    questions: int
    module_key: str | None


_question_cache: RecentCache[int, StoredQuestion] = RecentCache(MOST_KEPT)


def competency_ids(session: Session) -> dict[str, int]:
    """Returns the database ids of competencies by key."""
    return dict(session.execute(select(Competency.key, Competency.id)).all())


def question_item_ids(session: Session, keys: Iterable[str]) -> dict[str, int]:
    """Returns the items of questions by key, published or not."""
    rows = session.execute(select(Item.key, Item.id).where(Item.kind == "question", Item.key.in_(list(keys))))
    return dict(rows.all())


def stored_questions(session: Session, version_ids: Iterable[int]) -> dict[int, StoredQuestion]:
    """Returns questions by version id, in the order asked; ids that are no question's are left out."""
    wanted = list(dict.fromkeys(version_ids))
    found = {version_id: kept for version_id in wanted if (kept := _question_cache.get(version_id)) is not None}
    missing = [version_id for version_id in wanted if version_id not in found]
    if missing:
        for question in _load(session, missing):
            _question_cache.put(question.version_id, question)
            found[question.version_id] = question
    return {version_id: found[version_id] for version_id in wanted if version_id in found}


def _load(session: Session, version_ids: list[int]) -> list[StoredQuestion]:
    newest = (
        select(Rendering.version_id, func.max(Rendering.renderer).label("renderer"))
        .where(Rendering.version_id.in_(version_ids))
        .group_by(Rendering.version_id)
        .subquery()
    )
    rows = session.execute(
        select(Question.version_id, Question.item_id, Question.key, Question.type, Competency.key)
        .add_columns(Question.difficulty, Question.seconds, Question.body, Rendering.content)
        .join(Competency, Competency.id == Question.competency_id)
        .outerjoin(newest, newest.c.version_id == Question.version_id)
        .outerjoin(Rendering, (Rendering.version_id == Question.version_id) & (Rendering.renderer == newest.c.renderer))
        .where(Question.version_id.in_(version_ids))
    )
    return [StoredQuestion(*(*row[:7], question_of(row[7]), row[8] or {})) for row in rows]


def published_question_versions(session: Session, item_ids: Iterable[int]) -> dict[int, int]:
    """Returns the published version of each question item that has one."""
    rows = session.execute(
        select(Item.id, Item.published_version_id).where(
            Item.id.in_(list(item_ids)), Item.kind == "question", Item.published_version_id.is_not(None)
        )
    )
    return {item_id: version_id for item_id, version_id in rows if version_id is not None}


def published_questions(session: Session, keys: Iterable[str]) -> dict[str, StoredQuestion]:
    """Returns the published questions with these keys, by key."""
    rows = session.execute(
        select(Item.key, Item.published_version_id).where(
            Item.kind == "question", Item.key.in_(list(keys)), Item.published_version_id.is_not(None)
        )
    ).all()
    stored = stored_questions(session, [version_id for _key, version_id in rows if version_id is not None])
    return {question.key: question for question in stored.values()}


def published_question(session: Session, key: str) -> StoredQuestion | None:
    """Returns the published question with this key, or None."""
    return published_questions(session, [key]).get(key)


def quiz_of(session: Session, key: str) -> StoredQuiz | None:
    """Returns the published quiz with this key, or None."""
    row = session.execute(
        select(Quiz.version_id, Quiz.item_id, Quiz.key, Quiz.title, Quiz.mode, Quiz.minutes, Quiz.module_key)
        .add_columns(Quiz.settings)
        .join(Item, Item.published_version_id == Quiz.version_id)
        .where(Item.kind == "quiz", Item.key == key)
    ).one_or_none()
    if row is None:
        return None
    pool = session.execute(
        select(QuizQuestion.question_item_id, QuizQuestion.version_id, QuizQuestion.section, QuizQuestion.max_mark)
        .where(QuizQuestion.quiz_version_id == row[0])
        .order_by(QuizQuestion.position)
    )
    settings = settings_of(row[7] or {}, row[4])
    return StoredQuiz(*(*row[:7], settings, tuple(PoolQuestion(*question) for question in pool)))


def quiz_for(session: Session, purpose: Purpose) -> StoredQuiz | None:
    """Returns the published quiz that lends its settings to this purpose, the first by key; None for none."""
    key = session.execute(
        select(Item.key)
        .join(Quiz, Quiz.version_id == Item.published_version_id)
        .where(Item.kind == "quiz", Quiz.settings["purpose"].as_string() == purpose)
        .order_by(Item.key)
        .limit(1)
    ).scalar_one_or_none()
    return None if key is None else quiz_of(session, key)


def quizzes_of_modules(session: Session) -> list[QuizCard]:
    """Returns the published quizzes that are taken as such, training before counted ones, by key; those of no module
    have no module key."""
    rows = session.execute(
        select(Quiz.item_id, Quiz.version_id, Quiz.key, Quiz.title, Quiz.mode, Quiz.minutes, Quiz.module_key)
        .add_columns(Quiz.settings, func.count(QuizQuestion.question_item_id))
        .join(Item, Item.published_version_id == Quiz.version_id)
        .outerjoin(QuizQuestion, QuizQuestion.quiz_version_id == Quiz.version_id)
        .group_by(Quiz.version_id)
        .order_by(Quiz.mode.desc(), Quiz.key)
    )
    cards = []
    for row in rows:
        settings = settings_of(row[7] or {}, row[4])
        if settings.purpose != PLAIN:
            continue
        # How many questions stand in which section is asked only where that decides.
        sizes: Mapping[int | None, int] = _sizes(session, row[1]) if settings.sections else {None: row[8]}
        cards.append(QuizCard(*(*row[:6], asked(settings, sizes), row[6])))
    return cards


def _sizes(session: Session, quiz_version_id: int) -> dict[int | None, int]:
    rows = session.execute(
        select(QuizQuestion.section, func.count())
        .where(QuizQuestion.quiz_version_id == quiz_version_id)
        .group_by(QuizQuestion.section)
    )
    return {row[0]: row[1] for row in rows}


def version_ids(session: Session, numbers: Mapping[int, int]) -> dict[int, int]:
    """Returns by item the id of its version of this number, for those that exist."""
    rows = session.execute(
        select(Version.item_id, Version.number, Version.id).where(Version.item_id.in_(list(numbers)))
    )
    return {row[0]: row[2] for row in rows if numbers.get(row[0]) == row[1]}


def pinned_numbers(session: Session, quiz_version_id: int) -> dict[str, int]:
    """Returns by question key the number of the version to which a version of a quiz pins it."""
    rows = session.execute(
        select(Item.key, Version.number)
        .select_from(QuizQuestion)
        .join(Version, Version.id == QuizQuestion.version_id)
        .join(Item, Item.id == Version.item_id)
        .where(QuizQuestion.quiz_version_id == quiz_version_id)
    )
    return {row[0]: row[1] for row in rows}


def published_in_categories(session: Session, categories: Iterable[str]) -> dict[str, list[tuple[int, int]]]:
    """Returns (item, version) of the published questions of each category of the bank, its sub-categories included."""
    found: dict[str, list[tuple[int, int]]] = {}
    for category in categories:
        rows = session.execute(
            select(Question.item_id, Question.version_id)
            .join(Item, Item.published_version_id == Question.version_id)
            .where(or_(Question.category == category, Question.category.startswith(f"{category}/", autoescape=True)))
            .order_by(Question.item_id)
        )
        found[category] = [(row[0], row[1]) for row in rows]
    return found
