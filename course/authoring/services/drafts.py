"""Drafts: saved over what their writer had seen only, and kept in the history where they give way to another text."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from course.authoring.models import Draft
from course.authoring.queries import Desk, DraftRow, desk_of, source_checksums, versions_of
from course.foundation import clock
from course.foundation.database import insert_once
from course.foundation.errors import ConflictError, NotFoundError
from course.publishing.queries import item_of
from course.publishing.services import add_version, checksum


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """What the server says of a save: the revision that the next one must name, and when the text was written."""

    revision: int
    saved_at: datetime | None


def save_draft(session: Session, key: str, source: str, revision: int, author_id: int) -> SavedDraft:
    """Keeps the text as the lesson's draft; the same save twice is one.

    Raises NotFoundError, or ConflictError `authoring.conflict` where the draft is not the one of this revision.
    """
    desk = _desk(session, key)
    stored = desk.stored
    if stored and stored.revision != revision:
        if stored.source == source and stored.updated_by == author_id:
            return SavedDraft(stored.revision, stored.updated_at)
        raise ConflictError("authoring.conflict")
    if source == desk.source:
        return SavedDraft(desk.revision, desk.draft.updated_at if desk.draft else None)
    base_id = desk.draft.base_version_id if desk.draft else desk.published_version_id
    return _write(session, desk.item_id, source, revision, base_id, author_id)


def settle_for_mine(session: Session, key: str, source: str, revision: int, author_id: int, message: str) -> SavedDraft:
    """Puts the text in the place of the other person's draft of this revision, which stays in the history.

    Raises NotFoundError, ConflictError where a third save came between.
    """
    desk = _desk(session, key)
    base_id = desk.draft.base_version_id if desk.draft else desk.published_version_id
    saved = _write(session, desk.item_id, source, revision, base_id, author_id)
    if desk.draft and desk.draft.source != source:
        _archive(session, desk, desk.draft.source, desk.draft.updated_by, message)
    return saved


def settle_for_theirs(session: Session, key: str, source: str, author_id: int, message: str) -> None:
    """Leaves the stored draft as it is and keeps the given text in the history. Raises NotFoundError."""
    desk = _desk(session, key)
    if source != desk.source:
        _lock(session, desk)
        _archive(session, desk, source, author_id, message)


def discard_draft(session: Session, key: str, revision: int, author_id: int, message: str) -> None:
    """Goes back to what is published; the draft stays in the history, from where it can be restored.

    Raises NotFoundError, ConflictError where somebody saved since.
    """
    desk = _desk(session, key)
    if desk.draft is None:
        return
    _step(session, desk.draft, revision)
    _archive(session, desk, desk.draft.source, desk.draft.updated_by, message)
    if desk.published is None:
        session.execute(delete(Draft).where(Draft.item_id == desk.item_id))
    else:
        _set(session, desk.item_id, desk.published.source, desk.published.version_id, author_id)


def restore_version(session: Session, key: str, version_id: int, author_id: int, message: str) -> None:
    """Makes an old version the draft, to look at and publish; the draft that stood there stays in the history.

    Raises NotFoundError where the lesson has no such version.
    """
    desk = _desk(session, key)
    version = versions_of(session, desk.item_id, [version_id]).get(version_id)
    if version is None:
        raise NotFoundError("error.not_found")
    _write(session, desk.item_id, version.source, desk.revision, desk.published_version_id, author_id)
    if desk.draft and desk.draft.source != version.source:
        _archive(session, desk, desk.draft.source, desk.draft.updated_by, message)


def claim_draft(session: Session, draft: DraftRow, revision: int) -> None:
    """Lets one of several who publish the same draft at once go on. Raises ConflictError for the others."""
    _step(session, draft, revision)


def rest_draft(session: Session, item_id: int, source: str, version_id: int, author_id: int) -> None:
    """Makes a claimed draft rest on the version that was published of it: nothing waits any more."""
    _set(session, item_id, source, version_id, author_id)


def _desk(session: Session, key: str) -> Desk:
    desk = desk_of(session, key)
    if desk is None:
        raise NotFoundError("error.not_found")
    return desk


def _write(
    session: Session, item_id: int, source: str, revision: int, base_id: int | None, author_id: int
) -> SavedDraft:
    """Writes over the draft of this revision, or begins the first; the database decides who of two is first."""
    now = clock.now()
    values = {"source": source, "base_version_id": base_id, "updated_at": now, "updated_by": author_id}
    if revision == 0:
        if not insert_once(session, Draft, {"item_id": item_id, "revision": 1, **values}, ("item_id",)):
            raise ConflictError("authoring.conflict")
        return SavedDraft(1, now)
    statement = update(Draft).where(Draft.item_id == item_id, Draft.revision == revision)
    _exactly_one(session.execute(statement.values(revision=revision + 1, **values)).rowcount)  # type: ignore[attr-defined]  # a cursor result has a row count
    return SavedDraft(revision + 1, now)


def _step(session: Session, draft: DraftRow, revision: int) -> None:
    statement = update(Draft).where(Draft.item_id == draft.item_id, Draft.revision == revision)
    _exactly_one(session.execute(statement.values(revision=revision + 1)).rowcount)  # type: ignore[attr-defined]  # a cursor result has a row count


def _exactly_one(rows: int) -> None:
    if rows != 1:
        raise ConflictError("authoring.conflict")


def _set(session: Session, item_id: int, source: str, version_id: int, author_id: int) -> None:
    session.execute(
        update(Draft)
        .where(Draft.item_id == item_id)
        .values(source=source, base_version_id=version_id, updated_at=clock.now(), updated_by=author_id)
    )


def _lock(session: Session, desk: Desk) -> None:
    """Makes two who archive at once wait for each other: the numbers of versions are given one after the other."""
    if desk.stored:
        session.execute(update(Draft).where(Draft.item_id == desk.item_id).values(revision=Draft.revision))


def _archive(session: Session, desk: Desk, source: str, author_id: int | None, message: str) -> None:
    """Appends a text to the history without publishing it, unless the same text stands there already."""
    item = item_of(session, "lesson", desk.key)
    if item is None or checksum(source) in source_checksums(session, desk.item_id):
        return
    title = desk.published.title if desk.published else desk.key
    add_version(session, item, title, source, (), author_id, message)
