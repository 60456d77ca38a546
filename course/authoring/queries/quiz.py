"""What the editor of quizzes reads: the quiz with its versions and its use, questions to choose, pools of draws."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from course.assessment.models import Attempt
from course.competencies.models import Competency
from course.publishing.models import Dependency, Item, Version
from course.question_bank.models import Question, Quiz, QuizQuestion
from course.question_bank.rules import Purpose, settings_of


@dataclass(frozen=True, slots=True)
class QuizDesk:
    """A quiz on the desk: its latest version with its source, the version that is published, how often it was taken.

    `taken` counts finished attempts that counted; practice is counted nowhere. `purpose`: as in its settings.
    """

    item_id: int
    key: str
    version_id: int
    number: int
    title: str
    source: str
    published_version_id: int | None
    purpose: Purpose
    taken: int


def quiz_desk(session: Session, key: str, version_id: int | None = None) -> QuizDesk | None:
    """Returns a quiz with what is published, else its latest version, or with the version asked for; None for none."""
    other = aliased(Quiz)
    latest = select(func.max(other.version_id)).where(other.item_id == Item.id).scalar_subquery()
    shown = Version.id == (func.coalesce(Item.published_version_id, latest) if version_id is None else version_id)
    row = session.execute(
        select(Item.id, Item.key, Version.id, Version.number, Version.title, Version.source, Item.published_version_id)
        .add_columns(Quiz.settings, Quiz.mode)
        .select_from(Item)
        .join(Version, (Version.item_id == Item.id) & shown)
        .join(Quiz, Quiz.version_id == Version.id)
        .where(Item.kind == "quiz", Item.key == key)
    ).first()
    if row is None:
        return None
    taken = select(func.count()).where(
        Attempt.quiz_item_id == row[0], Attempt.mode == "counted", Attempt.finished_at.is_not(None)
    )
    purpose = settings_of(row[7] or {}, row[8]).purpose
    return QuizDesk(*(*row[:7], purpose, session.execute(taken).scalar_one()))


@dataclass(frozen=True, slots=True)
class QuizLine:
    """A question as the editor of quizzes lists it: as published, else as it was last. `numbers`: its versions."""

    item_id: int
    key: str
    title: str
    type: str
    competency_key: str
    difficulty: int
    seconds: int
    category: str | None
    is_published: bool
    numbers: tuple[int, ...] = ()
    met_in: tuple[str, ...] = ()


def quiz_lines(session: Session, keys: Sequence[str], mode: str, quiz_key: str) -> dict[str, QuizLine]:
    """Returns questions by key; four statements whatever their number.

    `met_in`: titles of what is published and spoils it: for a counted quiz the lessons and practice quizzes in which
    a question is met, for a practice quiz the counted ones.
    """
    if not keys:
        return {}
    any_version = aliased(Question)
    latest = select(func.max(any_version.version_id)).where(any_version.item_id == Item.id).scalar_subquery()
    rows = (
        session.execute(
            select(
                Item.id.label("item_id"), Item.key, Version.title, Question.type, Competency.key.label("competency_key")
            )
            .add_columns(Question.difficulty, Question.seconds, Question.category)
            .add_columns(Item.published_version_id.is_not(None).label("is_published"))
            .select_from(Item)
            .join(Question, Question.version_id == func.coalesce(Item.published_version_id, latest))
            .join(Version, Version.id == Question.version_id)
            .join(Competency, Competency.id == Question.competency_id)
            .where(Item.kind == "question", Item.key.in_(keys))
        )
        .mappings()
        .all()
    )
    numbers = _numbers(session, [row["item_id"] for row in rows])
    met = _met_in(session, keys, mode, quiz_key)
    return {
        row["key"]: QuizLine(**row, numbers=numbers.get(row["item_id"], ()), met_in=tuple(met.get(row["key"], ())))
        for row in rows
    }


def _numbers(session: Session, item_ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    rows = session.execute(
        select(Version.item_id, Version.number)
        .join(Question, Question.version_id == Version.id)
        .where(Version.item_id.in_(item_ids))
        .order_by(Version.number.desc())
    )
    found: dict[int, tuple[int, ...]] = {}
    for item_id, number in rows:
        found[item_id] = (*found.get(item_id, ()), number)
    return found


def _met_in(session: Session, keys: Sequence[str], mode: str, quiz_key: str) -> dict[str, list[str]]:
    asked = aliased(Item)
    other = "practice" if mode == "counted" else "counted"
    quizzes = (
        select(asked.key, Quiz.title)
        .select_from(QuizQuestion)
        .join(asked, asked.id == QuizQuestion.question_item_id)
        .join(Quiz, Quiz.version_id == QuizQuestion.quiz_version_id)
        .join(Item, Item.published_version_id == Quiz.version_id)
        .where(asked.key.in_(keys), Quiz.mode == other, Item.key != quiz_key)
    )
    lessons = (
        select(Dependency.key, Version.title)
        .select_from(Dependency)
        .join(Item, Item.published_version_id == Dependency.version_id)
        .join(Version, Version.id == Dependency.version_id)
        .where(Item.kind == "lesson", Dependency.kind == "question", Dependency.key.in_(keys))
    )
    found: dict[str, list[str]] = {}
    for key, title in [*session.execute(quizzes), *(session.execute(lessons) if mode == "counted" else ())]:
        found.setdefault(key, []).append(title)
    return found


@dataclass(frozen=True, slots=True)
class PoolLine:
    """A published question as a draw looks at it."""

    item_id: int
    key: str
    competency_key: str
    difficulty: int
    category: str


def pool_lines(session: Session) -> list[PoolLine]:
    """Returns every published question: one statement."""
    rows = session.execute(
        select(
            Question.item_id, Question.key, Competency.key, Question.difficulty, func.coalesce(Question.category, "")
        )
        .join(Item, Item.published_version_id == Question.version_id)
        .join(Competency, Competency.id == Question.competency_id)
        .order_by(Question.item_id)
    )
    return [PoolLine(*row) for row in rows]


def published_of(session: Session, keys: Sequence[str]) -> list[str]:
    """Returns those of these questions that are published, in the same order."""
    rows = session.execute(
        select(Item.key).where(Item.kind == "question", Item.key.in_(keys), Item.published_version_id.is_not(None))
    )
    found: Mapping[str, None] = dict.fromkeys(rows.scalars())
    return [key for key in keys if key in found]
