"""What the bank holds, as imports and exports of files ask for it; and the imports that were made."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import Session

from course.accounts.models import Person
from course.publishing.models import Item
from course.question_bank.models import Question, QuestionDraft, QuestionImport, Quiz, QuizQuestion

State = tuple[int | None, int | None]

AT_ONCE: Final = 1_000
MOST_SHOWN: Final = 200
_LAST: Final = (
    select(func.max(Question.version_id)).where(Question.item_id == Item.id).correlate(Item).scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question of the bank stands: its category and its name."""

    category: str | None
    name: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What the bank holds under a key: the body to go on with (None: nothing on the shelf), and of which draft.

    `import_id` is the import that made the draft, None where a person wrote it.
    """

    latest: Mapping[str, Any] | None
    state: State
    import_id: int | None

    @property
    def revision(self) -> int | None:
        """The revision of the draft, None where there is none."""
        return self.state[1]

    @property
    def is_by_hand(self) -> bool:
        """Whether a person wrote the draft, so that an import would replace their words."""
        return self.revision is not None and self.import_id is None


@dataclass(frozen=True, slots=True)
class KeptImport:
    """An import as it is kept: `report` begins with its `state`, see `authoring.services.question_exchange`."""

    id: int
    format: str
    file_name: str
    category: str
    report: dict[str, Any]
    imported_at: datetime
    imported_by: int | None
    by: str | None

    @property
    def state(self) -> str:
        """Returns « sent », « read », « done » or « undone »."""
        return str(self.report["state"])


@dataclass(frozen=True, slots=True)
class ImportCard:
    """An import in a list, without its lines."""

    id: int
    format: str
    file_name: str
    category: str
    state: str
    counts: dict[str, int]
    imported_at: datetime
    by: str | None


@dataclass(frozen=True, slots=True)
class Selection:
    """Which questions an export takes: all of the bank where nothing is said, else what every condition allows.

    `keys` in any order (an empty one finds nothing); a category with what lies below it; the questions of the published
    version of a quiz.
    """

    keys: tuple[str, ...] | None = None
    category: str = ""
    quiz: str = ""


def places_of_questions(session: Session) -> dict[str, Place]:
    """Returns every key that a question of the bank bears, a retired one too, with where it stands."""
    rows = session.execute(
        select(Item.key, QuestionDraft.item_id, QuestionDraft.category, QuestionDraft.name)
        .add_columns(Question.category, Question.name)
        .outerjoin(QuestionDraft, QuestionDraft.item_id == Item.id)
        .outerjoin(Question, Question.version_id == func.coalesce(Item.published_version_id, _LAST))
        .where(Item.kind == "question", or_(QuestionDraft.item_id.is_not(None), Question.version_id.is_not(None)))
    )
    return {
        key: Place(category, name) if draft else Place(own_category, own_name)
        for key, draft, category, name, own_category, own_name in rows
    }


def standings_of(session: Session, keys: Iterable[str]) -> dict[str, Standing]:
    """Returns what the bank holds under these keys; those that it does not know are left out."""
    found: dict[str, Standing] = {}
    wanted = iter(keys)
    while chunk := list(islice(wanted, AT_ONCE)):
        rows = session.execute(
            select(Item.key, Item.published_version_id, Question.body)
            .add_columns(QuestionDraft.body, QuestionDraft.revision, QuestionDraft.import_id)
            .outerjoin(Question, Question.version_id == Item.published_version_id)
            .outerjoin(QuestionDraft, QuestionDraft.item_id == Item.id)
            .where(Item.kind == "question", Item.key.in_(chunk))
        )
        for key, version_id, published, draft, revision, import_id in rows:
            found[key] = Standing(published if draft is None else draft, (version_id, revision), import_id)
    return found


def states_of(session: Session, keys: Iterable[str]) -> dict[str, State]:
    """Returns (published version, revision of the draft) under these keys: quick, for a look before writing."""
    found: dict[str, State] = {}
    wanted = iter(keys)
    while chunk := list(islice(wanted, AT_ONCE)):
        rows = session.execute(
            select(Item.key, Item.published_version_id, QuestionDraft.revision)
            .outerjoin(QuestionDraft, QuestionDraft.item_id == Item.id)
            .where(Item.kind == "question", Item.key.in_(chunk))
        )
        found |= {key: (version_id, revision) for key, version_id, revision in rows}
    return found


def revisions_of_import(session: Session, import_id: int) -> dict[str, int]:
    """Returns the revision of each draft that an import made and nobody has filed elsewhere since, by key."""
    rows = session.execute(
        select(QuestionDraft.key, QuestionDraft.revision).where(QuestionDraft.import_id == import_id)
    )
    return dict(rows.all())


def kept_import(session: Session, import_id: int) -> KeptImport | None:
    """Returns an import with all that is kept of it."""
    row = session.execute(
        select(QuestionImport.id, QuestionImport.format, QuestionImport.file_name, QuestionImport.category)
        .add_columns(QuestionImport.report, QuestionImport.imported_at, QuestionImport.imported_by, Person.name)
        .outerjoin(Person, Person.id == QuestionImport.imported_by)
        .where(QuestionImport.id == import_id)
    ).one_or_none()
    return None if row is None else KeptImport(*row)


def past_imports(session: Session) -> list[ImportCard]:
    """Returns the imports that were made, the latest first, at most 200; previews are none."""
    state = QuestionImport.report["state"].as_string()
    rows = session.execute(
        select(QuestionImport.id, QuestionImport.format, QuestionImport.file_name, QuestionImport.category)
        .add_columns(state, QuestionImport.report["counts"].as_json(), QuestionImport.imported_at, Person.name)
        .outerjoin(Person, Person.id == QuestionImport.imported_by)
        .where(state.in_(("done", "undone")))
        .order_by(QuestionImport.id.desc())
        .limit(MOST_SHOWN)
    )
    return [ImportCard(*row) for row in rows]


def selected_bodies(session: Session, wanted: Selection) -> list[dict[str, Any]]:
    """Returns the bodies of the selected questions, the draft where there is one, by category and key."""
    rows = session.execute(_selected(wanted).order_by(func.coalesce(_category(), ""), Item.key))
    return [draft if draft is not None else published for published, draft in rows]


def selected_count(session: Session, wanted: Selection) -> int:
    """Returns how many questions are selected."""
    return session.execute(select(func.count()).select_from(_selected(wanted).subquery())).scalar_one()


def _category() -> Any:
    return case((QuestionDraft.item_id.is_not(None), QuestionDraft.category), else_=Question.category)


def _selected(wanted: Selection) -> Select[Any]:
    found = (
        select(Question.body, QuestionDraft.body.label("draft"))
        .select_from(Item)
        .outerjoin(Question, Question.version_id == Item.published_version_id)
        .outerjoin(QuestionDraft, QuestionDraft.item_id == Item.id)
        .where(Item.kind == "question", or_(QuestionDraft.item_id.is_not(None), Question.version_id.is_not(None)))
    )
    if wanted.keys is not None:
        found = found.where(Item.key.in_(wanted.keys))
    if wanted.category:
        below = _category().startswith(f"{wanted.category}/", autoescape=True)
        found = found.where(or_(_category() == wanted.category, below))
    if wanted.quiz:
        found = found.where(Item.id.in_(_of_quiz(wanted.quiz)))
    return found


def _of_quiz(key: str) -> Select[Any]:
    published = select(Item.published_version_id).where(Item.kind == "quiz", Item.key == key)
    return select(QuizQuestion.question_item_id).where(QuizQuestion.quiz_version_id.in_(published))


def quizzes_to_export(session: Session) -> list[tuple[str, str]]:
    """Returns (key, title) of the published quizzes, by title."""
    rows = session.execute(
        select(Quiz.key, Quiz.title).join(Item, Item.published_version_id == Quiz.version_id).order_by(Quiz.title)
    )
    return [(key, title) for key, title in rows]
