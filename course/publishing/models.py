"""Tables of publishing; a version is never changed, a rendering is derived from it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from course.foundation.database import Base

AUTHORSHIP = {"personal": "authorship"}


class Item(Base):
    """Something with a stable key that has versions: a lesson, a question, a quiz, a module, a law, a word."""

    __table_args__ = (UniqueConstraint("kind", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(80))
    language: Mapped[str] = mapped_column(String(5), default="fr")
    translation_of: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    published_version_id: Mapped[int | None]
    file_path: Mapped[str | None] = mapped_column(String(300))
    imported_checksum: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class Version(Base):
    """One immutable state of an item, with its source in canonical form."""

    __table_args__ = (UniqueConstraint("item_id", "number"), {"info": AUTHORSHIP})
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    source: Mapped[str] = mapped_column(Text)
    checksum: Mapped[str] = mapped_column(String(64))
    message: Mapped[str] = mapped_column(String(500), default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]


class Publication(Base):
    """The publish log: since then this version (none: taken off) is seen. Its largest id stamps all content.

    `is_material`: its publisher says that what is taught changed, so that old certificates call for a refresher.
    """

    __table_args__ = (Index("ix_publication_item", "item_id"), {"info": AUTHORSHIP})
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    version_id: Mapped[int | None] = mapped_column(ForeignKey("version.id"))
    published_at: Mapped[datetime]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    message: Mapped[str] = mapped_column(String(500), default="")
    is_material: Mapped[bool | None]


class Dependency(Base):
    """A version names another item by its key: the law of a lesson, the questions of a quiz."""

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    __table_args__ = (Index("ix_dependency_target", "kind", "key"),)


class Rendering(Base):
    """The sanitised HTML derived from a version by one version of the renderer."""

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    renderer: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[dict[str, Any]]
    rendered_at: Mapped[datetime]


class Media(Base):
    """A picture, named by its content."""

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    content_type: Mapped[str] = mapped_column(String(60))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    created_on: Mapped[date]
