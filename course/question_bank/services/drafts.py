"""Drafts of questions: saved over what their writer had seen only, kept in the history where they give way; in bulk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from course.foundation import clock
from course.foundation.database import insert_once, upsert
from course.foundation.errors import ConflictError, NotFoundError
from course.publishing.models import Item, Version
from course.publishing.queries import item_of
from course.publishing.services import add_version, checksum, ensure_item, ensure_items
from course.question_bank.models import Question, QuestionDraft
from course.question_bank.rules import question_of
from course.question_bank.services.questions import stored_body, title_of
from quizzes import Question as EngineQuestion

Outcome = Literal["new", "changed", "same"]

AT_ONCE: Final = 1_000
# What only we know of a question: a file from elsewhere does not say it, and must not take it away.
OURS: Final = ("competency", "difficulty", "seconds", "sources", "lesson", "facts")


@dataclass(frozen=True, slots=True)
class DraftResult:
    """What became of each question of a bulk save, by key; of `same` nothing was written."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    same: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SavedQuestion:
    """What a save gives: the revision that the next one must name, and when the draft was written."""

    item_id: int
    revision: int
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class _Known:
    """What the bank holds under a key: bodies of what is published and of the draft."""

    item_id: int
    published_version_id: int | None
    published: Mapping[str, Any] | None
    draft: Mapping[str, Any] | None
    revision: int | None
    base_version_id: int | None

    @property
    def latest(self) -> Mapping[str, Any] | None:
        """The body to go on with."""
        return self.published if self.draft is None else self.draft


def save_drafts(
    session: Session, questions: Sequence[EngineQuestion], author_id: int | None, import_id: int | None = None
) -> DraftResult:
    """Keeps each question as a draft and says of each what became of it; a handful of statements a thousand questions,
    and one a picture.

    A question without a competency comes from elsewhere: what was said here in our own fields (`OURS`) stays. One that
    is as the bank has it writes nothing. Raises InvalidInputError `bank.bad_picture`.
    """
    by_key = {question.key: question for question in questions}
    outcomes: dict[str, Outcome] = {}
    for start in range(0, len(by_key), AT_ONCE):
        chunk = list(by_key.values())[start : start + AT_ONCE]
        bodies = {question.key: (stored_body(session, question), title_of(question)) for question in chunk}
        ensure_items(session, "question", bodies)
        known = _known(session, list(bodies))
        for key, (body, _title) in bodies.items():
            _keep_ours(body, known[key].latest)
        outcomes |= _write_many(session, bodies, known, author_id, import_id)
    return _result(outcomes)


def classify_drafts(
    session: Session, keys: Sequence[str], changes: Mapping[str, Any], author_id: int | None
) -> DraftResult:
    """Sets the same fields (`competency`, `difficulty`, `category`) in the drafts of these questions; None clears one.

    What is published without a draft gets one, what is neither is passed over. Raises QuestionError for a value that no
    question may have.
    """
    outcomes: dict[str, Outcome] = {}
    cleared = {name for name, value in changes.items() if value is None}
    for start in range(0, len(keys), AT_ONCE):
        known = _known(session, keys[start : start + AT_ONCE])
        bodies: dict[str, tuple[dict[str, Any], str]] = {}
        for key, row in known.items():
            if row.latest is not None:
                body = {name: value for name, value in {**row.latest, **changes}.items() if name not in cleared}
                bodies[key] = (body, title_of(question_of(body)))
        outcomes |= _write_many(session, bodies, known, author_id, None)
    return _result(outcomes)


def save_draft(
    session: Session,
    question: EngineQuestion,
    author_id: int | None,
    revision: int,
    published_version_id: int | None = None,
) -> SavedQuestion:
    """Keeps the question as a draft; `revision` is that of the draft which its writer saw, 0 where there was none, and
    `published_version_id` what was published then.

    Raises ConflictError `authoring.conflict` where somebody saved or published since, InvalidInputError
    `bank.bad_picture`.
    """
    item = ensure_item(session, "question", question.key)
    if item.published_version_id != published_version_id:
        raise ConflictError("authoring.conflict")
    body, now = stored_body(session, question), clock.now()
    values = _columns(body, title_of(question)) | {"updated_at": now, "updated_by": author_id}
    if revision == 0:
        row = {"item_id": item.id, "revision": 1, "base_version_id": item.published_version_id, **values}
        if not insert_once(session, QuestionDraft, row, ("item_id",)):
            raise ConflictError("authoring.conflict")
        return SavedQuestion(item.id, 1, now)
    statement = update(QuestionDraft).where(QuestionDraft.item_id == item.id, QuestionDraft.revision == revision)
    _exactly_one(session.execute(statement.values(revision=revision + 1, **values)).rowcount)  # type: ignore[attr-defined]  # a cursor result has a row count
    return SavedQuestion(item.id, revision + 1, now)


def claim_draft(session: Session, item_id: int, revision: int) -> None:
    """Takes the draft of this revision away; of several who do so at once, one goes on.

    Raises ConflictError `authoring.conflict` for the others.
    """
    statement = delete(QuestionDraft).where(QuestionDraft.item_id == item_id, QuestionDraft.revision == revision)
    _exactly_one(session.execute(statement).rowcount)  # type: ignore[attr-defined]  # a cursor result has a row count


def discard_draft(session: Session, key: str, revision: int, author_id: int | None, source: str, message: str) -> None:
    """Gives a draft up; its canonical `source` stays in the history, from where it can be restored.

    Raises NotFoundError, ConflictError `authoring.conflict` where somebody saved since.
    """
    item = _item(session, key)
    title = session.execute(select(QuestionDraft.title).where(QuestionDraft.item_id == item.id)).scalar_one_or_none()
    claim_draft(session, item.id, revision)
    _archive(session, item, title or key, source, author_id, message)


def restore_version(
    session: Session,
    question: EngineQuestion,
    author_id: int | None,
    revision: int,
    published_version_id: int | None,
    replaced: str | None = None,
    message: str = "",
) -> SavedQuestion:
    """Makes an old version, given as the question that it is, the draft, to look at and publish.

    `replaced` is the canonical source of the draft that gives way to it: that stays in the history. Raises as
    `save_draft`.
    """
    saved = save_draft(session, question, author_id, revision, published_version_id)
    if replaced is not None:
        _archive(session, _item(session, question.key), title_of(question), replaced, author_id, message)
    return saved


def _item(session: Session, key: str) -> Item:
    item = item_of(session, "question", key)
    if item is None:
        raise NotFoundError("error.not_found")
    return item


def _exactly_one(rows: int) -> None:
    if rows != 1:
        raise ConflictError("authoring.conflict")


def _archive(session: Session, item: Item, title: str, source: str, author_id: int | None, message: str) -> None:
    """Appends a text to the history without publishing it, unless the same text stands there already."""
    same = select(Version.id).where(Version.item_id == item.id, Version.checksum == checksum(source))
    if session.execute(same.limit(1)).first() is None:
        add_version(session, item, title, source, (), author_id, message)


def _known(session: Session, keys: Sequence[str]) -> dict[str, _Known]:
    rows = session.execute(
        select(Item.key, Item.id, Item.published_version_id, Question.body, QuestionDraft.body)
        .add_columns(QuestionDraft.revision, QuestionDraft.base_version_id)
        .outerjoin(Question, Question.version_id == Item.published_version_id)
        .outerjoin(QuestionDraft, QuestionDraft.item_id == Item.id)
        .where(Item.kind == "question", Item.key.in_(list(keys)))
    )
    return {row[0]: _Known(*row[1:]) for row in rows}


def _keep_ours(body: dict[str, Any], latest: Mapping[str, Any] | None) -> None:
    if latest is None or "competency" in body:
        return
    for name in OURS:
        body.pop(name, None)
    body |= {name: latest[name] for name in OURS if name in latest}


def _write_many(
    session: Session,
    bodies: Mapping[str, tuple[dict[str, Any], str]],
    known: Mapping[str, _Known],
    author_id: int | None,
    import_id: int | None,
) -> dict[str, Outcome]:
    outcomes: dict[str, Outcome] = {}
    rows: list[dict[str, Any]] = []
    common = {"import_id": import_id, "updated_at": clock.now(), "updated_by": author_id}
    for key, (body, title) in bodies.items():
        row = known[key]
        outcomes[key] = "new" if row.latest is None else "same" if row.latest == body else "changed"
        if outcomes[key] != "same":
            begun = row.published_version_id if row.draft is None else row.base_version_id
            place = {"item_id": row.item_id, "revision": (row.revision or 0) + 1, "base_version_id": begun}
            rows.append({**place, **_columns(body, title), **common})
    upsert(session, QuestionDraft, rows, ("item_id",))
    return outcomes


def _columns(body: dict[str, Any], title: str) -> dict[str, Any]:
    return {
        "key": body["key"],
        "type": body["type"],
        "title": title,
        "name": body.get("name"),
        "category": body.get("category"),
        "competency_key": body.get("competency"),
        "difficulty": body["difficulty"],
        "body": body,
    }


def _result(outcomes: Mapping[str, Outcome]) -> DraftResult:
    found: dict[Outcome, list[str]] = {"new": [], "changed": [], "same": []}
    for key, outcome in outcomes.items():
        found[outcome].append(key)
    return DraftResult(tuple(found["new"]), tuple(found["changed"]), tuple(found["same"]))
