"""The bank of questions as the trainer sifts it: a page of lines, and which keys a search finds."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from course.accounts.queries.paging import PAGE_SIZE, Page, place
from course.assessment.models import Attempt, AttemptSlot, Response
from course.authoring.queries.misfits import flags_on_desk
from course.authoring.rules import State, state_of
from course.competencies.models import Competency
from course.publishing.models import Dependency, Item, Version
from course.question_bank.models import Question, QuestionDraft, QuizQuestion

LONGEST_SEARCH: Final = 100
MOST_WORDS: Final = 5
# What a filter says for « without any ».
NONE: Final = "-"
SORTS: Final = ("recent", "title", "competency", "difficulty", "answers")


@dataclass(frozen=True, slots=True)
class BankFilter:
    """What the list of questions shows; an empty field sifts nothing, `NONE` finds those that have none.

    `state` is one of `State`, or `discarded`: what was given up before it was ever published, and is in no other list.
    `is_flagged`: only what the answers to it contradict, as the last calibration found.
    """

    words: str = ""
    competency: str = ""
    type: str = ""
    difficulty: int | None = None
    category: str = ""
    state: str = ""
    is_unused: bool = False
    is_flagged: bool = False
    sort: str = "recent"


@dataclass(frozen=True, slots=True)
class Usage:
    """In how many published quizzes and lessons a question is asked, and how many counted answers it had."""

    quizzes: int = 0
    lessons: int = 0
    answers: int = 0


@dataclass(frozen=True, slots=True)
class BankLine:
    """A question in the list: what its draft says where there is one, else what learners see or saw last."""

    item_id: int
    key: str
    state: State
    type: str | None
    title: str
    competency_key: str | None
    difficulty: int | None
    category: str | None
    changed_at: datetime
    usage: Usage


_shown = aliased(Question)
_version = aliased(Version)
_has_draft = QuestionDraft.item_id.is_not(None)


def _either(draft: Any, published: Any) -> Any:
    """The draft's value, be it none, where there is a draft."""
    return case((_has_draft, draft), else_=published)


_type = _either(QuestionDraft.type, _shown.type)
_title = func.coalesce(QuestionDraft.title, _version.title, Item.key)
_competency = _either(QuestionDraft.competency_key, Competency.key)
_difficulty = _either(QuestionDraft.difficulty, _shown.difficulty)
_category = _either(QuestionDraft.category, _shown.category)
_changed = func.coalesce(QuestionDraft.updated_at, _version.created_at, Item.created_at)


def bank_page(session: Session, wanted: BankFilter, number: int) -> Page[BankLine]:
    """Returns a page of the bank; five statements whatever the number of questions, two more for flagged ones."""
    statement = _found(session, wanted)
    total, number, last = place(session, statement.with_only_columns(Item.id), number)
    rows = session.execute(_sorted(statement, wanted.sort).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)).all()
    usage = usage_of(session, {row.id: row.key for row in rows})
    return Page(tuple(_line(row, usage[row.id]) for row in rows), total, number, last)


def bank_keys(session: Session, wanted: BankFilter, most: int) -> list[str]:
    """Returns the keys of the questions that a search finds, at most so many."""
    statement = _found(session, wanted).with_only_columns(Item.key).order_by(Item.key).limit(most)
    return list(session.execute(statement).scalars())


def bank_titles(session: Session, keys: Collection[str]) -> dict[str, str]:
    """Returns what these questions are called in the bank, by key: one statement."""
    statement = _sifted(BankFilter()).with_only_columns(Item.key, _title).where(Item.key.in_(keys))
    return {row[0]: row[1] for row in session.execute(statement)}


def bank_categories(session: Session) -> list[str]:
    """Returns the folders in which drafts and published questions lie, by name."""
    published = select(Question.category).join(Item, Item.published_version_id == Question.version_id)
    both = published.union(select(QuestionDraft.category)).subquery()
    found = session.execute(select(both.c.category).where(both.c.category.is_not(None))).scalars()
    return sorted(found, key=str.casefold)


def usage_of(session: Session, keys: dict[int, str]) -> dict[int, Usage]:
    """Returns where questions, given as key by item id, are used: three statements whatever their number."""
    if not keys:
        return {}
    quizzes = _counts(
        session,
        select(QuizQuestion.question_item_id, func.count(QuizQuestion.quiz_version_id.distinct()))
        .join(Item, Item.published_version_id == QuizQuestion.quiz_version_id)
        .where(QuizQuestion.question_item_id.in_(keys))
        .group_by(QuizQuestion.question_item_id),
    )
    lessons = _counts(
        session,
        select(Dependency.key, func.count())
        .join(Item, Item.published_version_id == Dependency.version_id)
        .where(Item.kind == "lesson", Dependency.kind == "question", Dependency.key.in_(keys.values()))
        .group_by(Dependency.key),
    )
    answers = _counts(session, _answers().where(AttemptSlot.question_item_id.in_(keys)))
    return {
        item_id: Usage(quizzes.get(item_id, 0), lessons.get(key, 0), answers.get(item_id, 0))
        for item_id, key in keys.items()
    }


def _counts(session: Session, statement: Any) -> dict[Any, int]:
    return dict(session.execute(statement).all())


def _answers() -> Any:
    """Slots of finished counted attempts that hold an answer, by question."""
    return (
        select(AttemptSlot.question_item_id.label("item_id"), func.count(AttemptSlot.id).label("answers"))
        .join(Attempt, Attempt.id == AttemptSlot.attempt_id)
        .where(
            Attempt.mode == "counted",
            Attempt.finished_at.is_not(None),
            select(Response.id).where(Response.slot_id == AttemptSlot.id).exists(),
        )
        .group_by(AttemptSlot.question_item_id)
    )


def _found(session: Session, wanted: BankFilter) -> Select[Any]:
    statement = _sifted(wanted)
    return statement.where(Item.id.in_(list(flags_on_desk(session)))) if wanted.is_flagged else statement


def _sifted(wanted: BankFilter) -> Select[Any]:
    newest = select(func.max(Question.version_id)).where(Question.item_id == Item.id).scalar_subquery()
    latest = select(func.max(Version.id)).where(Version.item_id == Item.id).scalar_subquery()
    return (
        select(Item.id, Item.key, Item.published_version_id, Item.retired_at)
        .add_columns(QuestionDraft.revision, _type.label("type"), _title.label("title"))
        .add_columns(_competency.label("competency_key"), _difficulty.label("difficulty"))
        .add_columns(_category.label("category"), _changed.label("changed_at"))
        .select_from(Item)
        .outerjoin(QuestionDraft, QuestionDraft.item_id == Item.id)
        .outerjoin(_shown, _shown.version_id == func.coalesce(Item.published_version_id, newest))
        .outerjoin(_version, _version.id == func.coalesce(_shown.version_id, latest))
        .outerjoin(Competency, Competency.id == _shown.competency_id)
        .where(Item.kind == "question", *_conditions(wanted))
    )


def _conditions(wanted: BankFilter) -> list[ColumnElement[bool]]:
    found = [_in_state(wanted.state), *_with_words(wanted.words)]
    for column, value in ((_competency, wanted.competency), (_category, wanted.category), (_type, wanted.type)):
        if value:
            found.append(column.is_(None) if value == NONE else column == value)
    if wanted.difficulty is not None:
        found.append(_difficulty == wanted.difficulty)
    if wanted.is_unused:
        found += [Item.id.not_in(_asked_in_quizzes()), Item.key.not_in(_named_by_lessons())]
    return found


def _in_state(state: str) -> ColumnElement[bool]:
    is_published = Item.published_version_id.is_not(None)
    states: dict[str, ColumnElement[bool]] = {
        "published": and_(is_published, ~_has_draft),
        "in_service": is_published,
        "newer_draft": and_(is_published, _has_draft),
        "never_published": and_(~is_published, _has_draft),
        "retired": and_(~is_published, ~_has_draft, _shown.version_id.is_not(None)),
        "discarded": and_(~_has_draft, _shown.version_id.is_(None)),
    }
    return states.get(state, or_(_has_draft, _shown.version_id.is_not(None)))


def _with_words(words: str) -> list[ColumnElement[bool]]:
    bodies = (QuestionDraft.body, _shown.body)
    stems = [body["stem"] for body in bodies]
    # A stem is a string, or a mapping with its format.
    texts = [Item.key, _title, *(stem.as_string() for stem in stems), *(stem["source"].as_string() for stem in stems)]
    found: list[ColumnElement[bool]] = []
    for word in words[:LONGEST_SEARCH].split()[:MOST_WORDS]:
        # SQLite folds the case of ASCII letters alone; « échéance » finds « Échéance » through the variants
        variants = sorted({word, word.lower(), word.upper(), word.capitalize()})
        found.append(or_(*(text.icontains(variant, autoescape=True) for text in texts for variant in variants)))
    return found


def _asked_in_quizzes() -> Select[Any]:
    return select(QuizQuestion.question_item_id).join(Item, Item.published_version_id == QuizQuestion.quiz_version_id)


def _named_by_lessons() -> Select[Any]:
    named = select(Dependency.key).join(Item, Item.published_version_id == Dependency.version_id)
    return named.where(Item.kind == "lesson", Dependency.kind == "question")


def _sorted(statement: Select[Any], sort: str) -> Select[Any]:
    if sort == "answers":
        answers = _answers().subquery()
        statement = statement.outerjoin(answers, answers.c.item_id == Item.id)
        return statement.order_by(func.coalesce(answers.c.answers, 0).desc(), Item.key)
    orders: dict[str, tuple[Any, ...]] = {
        "title": (_title,),
        "competency": (_competency.is_(None).desc(), _competency),
        "difficulty": (_difficulty,),
    }
    return statement.order_by(*orders.get(sort, (_changed.desc(),)), Item.key)


def _line(row: Any, usage: Usage) -> BankLine:
    is_published = row.published_version_id is not None
    return BankLine(
        item_id=row.id,
        key=row.key,
        state=state_of(is_published, row.retired_at is not None, row.revision is not None),
        type=row.type,
        title=row.title,
        competency_key=row.competency_key,
        difficulty=row.difficulty,
        category=row.category,
        changed_at=row.changed_at,
        usage=usage,
    )
