"""Reads of publishing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from course.accounts.models import Person
from course.foundation.pictures import Size, size_of
from course.publishing.models import Item, Media, Publication, Rendering, Version

STAMP = "publishing.stamp"
NEWEST = select(func.coalesce(func.max(Publication.id), 0)).scalar_subquery()
_STAMP = select(NEWEST)  # built once: every page of lessons asks it


def stamp(session: Session) -> int:
    """Returns a number that grows with every publication: the key of what is cached in the process.

    Read once a transaction; `services.publish` makes its own session read it again.
    """
    transaction = session.get_transaction()
    kept = session.info.get(STAMP)
    if kept is not None and transaction is not None and kept[0] is transaction:
        return int(kept[1])
    value: int = session.connection().execute(_STAMP).scalar_one()
    session.info[STAMP] = (session.get_transaction(), value)
    return value


def item_of(session: Session, kind: str, key: str) -> Item | None:
    """Returns the item with this kind and key."""
    return session.execute(select(Item).where(Item.kind == kind, Item.key == key)).scalar_one_or_none()


def items_of_kind(session: Session, kind: str) -> Sequence[Item]:
    """Returns all items of a kind, by key."""
    return session.execute(select(Item).where(Item.kind == kind).order_by(Item.key)).scalars().all()


def version_of(session: Session, version_id: int) -> Version | None:
    """Returns one version."""
    return session.get(Version, version_id)


def published_version(session: Session, kind: str, key: str) -> Version | None:
    """Returns the version that learners see, or None."""
    return session.execute(
        select(Version).join(Item, Item.published_version_id == Version.id).where(Item.kind == kind, Item.key == key)
    ).scalar_one_or_none()


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One version in the history of an item."""

    version_id: int
    number: int
    title: str
    message: str
    author: str | None
    created_at: datetime
    published_at: datetime | None
    is_published: bool


def history(session: Session, item_id: int) -> list[HistoryRow]:
    """Returns the versions of an item, newest first, with when each was last published."""
    published = (
        select(Publication.version_id, func.max(Publication.published_at).label("at"))
        .where(Publication.item_id == item_id)
        .group_by(Publication.version_id)
        .subquery()
    )
    rows = session.execute(
        select(
            Version.id,
            Version.number,
            Version.title,
            Version.message,
            Person.name,
            Version.created_at,
            published.c.at,
            func.coalesce(Item.published_version_id == Version.id, False),
        )
        .join(Item, Item.id == Version.item_id)
        .outerjoin(published, published.c.version_id == Version.id)
        .outerjoin(Person, Person.id == Version.author_id)
        .where(Version.item_id == item_id)
        .order_by(Version.number.desc())
    )
    return [HistoryRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class ItemState:
    """Where an item stands: what is published (None: retired or never), and what its file was at the last import."""

    item_id: int
    kind: str
    key: str
    file_path: str | None
    imported_checksum: str | None
    version_id: int | None
    checksum: str | None


def item_states(session: Session) -> dict[tuple[str, str], ItemState]:
    """Returns the state of every item by (kind, key): one statement."""
    rows = session.execute(
        select(Item.id, Item.kind, Item.key, Item.file_path, Item.imported_checksum, Version.id, Version.checksum)
        .outerjoin(Version, Version.id == Item.published_version_id)
        .order_by(Item.id)
    )
    return {(row[1], row[2]): ItemState(*row) for row in rows}


def published_sources(session: Session) -> dict[tuple[str, str], str]:
    """Returns the published source of every item by (kind, key)."""
    rows = session.execute(
        select(Item.kind, Item.key, Version.source).join(Version, Version.id == Item.published_version_id)
    )
    return {(kind, key): source for kind, key, source in rows}


@dataclass(frozen=True, slots=True)
class StaleRendering:
    """A published version whose newest rendering is of another renderer, with that rendering."""

    version_id: int
    kind: str
    key: str
    source: str
    content: dict[str, Any]


def stale_renderings(session: Session, renderer: int, kinds: Sequence[str]) -> list[StaleRendering]:
    """Returns the published versions of these kinds that the renderer has not rendered."""
    done = select(Rendering.version_id).where(Rendering.renderer == renderer)
    rows = session.execute(
        select(Version.id, Item.kind, Item.key, Version.source)
        .join(Item, Item.published_version_id == Version.id)
        .where(Item.kind.in_(kinds), Version.id.not_in(done))
        .order_by(Version.id)
    ).all()
    return [StaleRendering(*(*row, rendering_of(session, row[0]) or {})) for row in rows]


def rendering_of(session: Session, version_id: int) -> dict[str, Any] | None:
    """Returns the newest rendering of a version, or None where it was never rendered."""
    return session.execute(
        select(Rendering.content).where(Rendering.version_id == version_id).order_by(Rendering.renderer.desc()).limit(1)
    ).scalar_one_or_none()


def picture_sizes(session: Session, addresses: Iterable[str]) -> dict[str, Size]:
    """Returns the width and height of the pictures at these addresses, by address; without those that tell none."""
    by_name = {address.rsplit("/", 1)[-1]: address for address in addresses}
    rows = session.execute(select(Media.sha256, Media.content).where(Media.sha256.in_(by_name))) if by_name else ()
    return {by_name[name]: size for name, content in rows if (size := size_of(content)) is not None}


def media_of(session: Session, sha256: str) -> Media | None:
    """Returns a picture by its SHA-256."""
    return session.get(Media, sha256)
