"""Writes of publishing: items, versions, the publish log, renderings, media."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from course.foundation import clock
from course.foundation.database import insert_missing, insert_once
from course.foundation.errors import NotFoundError
from course.publishing.models import Dependency, Item, Media, Publication, Rendering, Version
from course.publishing.queries import STAMP


@dataclass(frozen=True, slots=True)
class NewVersion:
    """What other rooms learn of a version that they had made."""

    id: int
    item_id: int
    number: int
    is_material: bool = False


def checksum(source: str) -> str:
    """Returns the SHA-256 of a canonical source, in hexadecimal."""
    return hashlib.sha256(source.encode("utf-8")).hexdigest()


def ensure_item(session: Session, kind: str, key: str, language: str = "fr") -> Item:
    """Returns the item with this kind and key, made where it is missing."""
    insert_once(
        session, Item, {"kind": kind, "key": key, "language": language, "created_at": clock.now()}, ("kind", "key")
    )
    return session.execute(select(Item).where(Item.kind == kind, Item.key == key)).scalar_one()


def ensure_items(session: Session, kind: str, keys: Iterable[str], language: str = "fr") -> None:
    """Makes the items of this kind that are missing; one statement whatever their number."""
    made = {"kind": kind, "language": language, "created_at": clock.now()}
    insert_missing(session, Item, [{**made, "key": key} for key in dict.fromkeys(keys)], ("kind", "key"))


def add_version(
    session: Session,
    item: Item,
    title: str,
    source: str,
    depends_on: Iterable[tuple[str, str]] = (),
    author_id: int | None = None,
    message: str = "",
) -> Version:
    """Appends an immutable version to the item, with what it depends on as (kind, key)."""
    last = session.execute(select(func.max(Version.number)).where(Version.item_id == item.id)).scalar()
    version = Version(
        item_id=item.id,
        number=(last or 0) + 1,
        title=title,
        source=source,
        checksum=checksum(source),
        message=message,
        author_id=author_id,
        created_at=clock.now(),
    )
    session.add(version)
    session.flush()
    for kind, key in sorted(set(depends_on)):
        session.add(Dependency(version_id=version.id, kind=kind, key=key))
    return version


def publish_new(session: Session, version: Version, *, is_material: bool | None = None) -> NewVersion:
    """Publishes a version that was just added, under its author and message. `is_material`: what it teaches changed,
    so that who learnt the former one has something to read again; None where nobody said."""
    publish(session, version, version.author_id, version.message, is_material=is_material)
    return NewVersion(version.id, version.item_id, version.number, bool(is_material))


def save_rendering(session: Session, version_id: int, renderer: int, content: Mapping[str, Any]) -> None:
    """Keeps the HTML derived from a version; the same renderer replaces its own."""
    session.execute(delete(Rendering).where(Rendering.version_id == version_id, Rendering.renderer == renderer))
    session.add(Rendering(version_id=version_id, renderer=renderer, content=dict(content), rendered_at=clock.now()))


def publish(
    session: Session,
    version: Version,
    published_by: int | None = None,
    message: str = "",
    *,
    is_material: bool | None = None,
) -> Publication:
    """Makes a version what learners see, and logs it."""
    item = session.get(Item, version.item_id)
    if item is None:
        raise NotFoundError("error.not_found")
    item.published_version_id = version.id
    item.retired_at = None
    publication = Publication(
        item_id=item.id,
        version_id=version.id,
        published_at=clock.now(),
        published_by=published_by,
        message=message,
        is_material=is_material,
    )
    session.add(publication)
    session.flush()
    session.info.pop(STAMP, None)
    return publication


def retire(session: Session, item: Item, retired_by: int | None = None) -> None:
    """Takes an item off the screens, and logs it; its versions stay."""
    now = item.retired_at = clock.now()
    item.published_version_id = None
    session.add(Publication(item_id=item.id, version_id=None, published_at=now, published_by=retired_by, message=""))
    session.flush()
    session.info.pop(STAMP, None)


def remember_import(session: Session, item: Item, file_path: str, file_checksum: str) -> None:
    """Keeps the checksum of the file last imported, against which the next import compares."""
    item.file_path = file_path
    item.imported_checksum = file_checksum
    session.flush()


FILE = "file"


def file_key(path: str) -> str:
    """Returns the key of the item that stands for a content file: its path, or a hash of one too long."""
    return path if len(path) <= 80 else hashlib.sha256(path.encode("utf-8")).hexdigest()


def remember_file(session: Session, path: str, file_checksum: str, source: str | None = None) -> None:
    """Keeps the checksum of a file's bytes as last imported, and the text of one that holds more than items.

    That text is published, because rates and marks change with it and have no version of their own.
    """
    item = ensure_item(session, FILE, file_key(path))
    remember_import(session, item, path, file_checksum)
    if source is not None:
        publish(session, add_version(session, item, path, source))


def save_media(session: Session, name: str, content_type: str, content: bytes) -> str:
    """Keeps a picture once, whatever its name, and returns its SHA-256."""
    sha256 = hashlib.sha256(content).hexdigest()
    insert_once(
        session,
        Media,
        {
            "sha256": sha256,
            "name": name,
            "content_type": content_type,
            "content": content,
            "created_on": clock.now().date(),
        },
        ("sha256",),
    )
    return sha256
