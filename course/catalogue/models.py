"""Tables of the catalogue, keyed by version, and the company's own notes beside them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from course.foundation.database import Base


class Module(Base):
    """One version of a module's own page."""

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    key: Mapped[str] = mapped_column(String(80), index=True)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    english: Mapped[str] = mapped_column(String(300), default="")
    summary: Mapped[str] = mapped_column(Text)
    as_of: Mapped[date]
    legal_reviewer: Mapped[str] = mapped_column(String(200), default="")


class Lesson(Base):
    """One version of a lesson's front matter; its text is the version's source, its HTML the rendering."""

    __table_args__ = (Index("ix_lesson_module", "module_key", "position"),)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    key: Mapped[str] = mapped_column(String(80), index=True)
    module_key: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    outcome: Mapped[str] = mapped_column(Text)
    minutes: Mapped[int]
    tomorrow: Mapped[list[Any]]
    facts: Mapped[list[Any]]
    search_text: Mapped[str] = mapped_column(Text, default="")


class Track(Base):
    """A version of a way through the programme; `body` holds what its file says, in its words."""

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    key: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(300))
    english: Mapped[str] = mapped_column(String(300))
    body: Mapped[dict[str, Any]]


class LessonCompetency(Base):
    """The levels, from and to, that a lesson version serves in a competency."""

    version_id: Mapped[int] = mapped_column(ForeignKey("lesson.version_id"), primary_key=True)
    competency_id: Mapped[int] = mapped_column(ForeignKey("competency.id"), primary_key=True)
    level_from: Mapped[int]
    level_to: Mapped[int]


class CompanyNote(Base):
    """« Chez nous »: the company's own words beside a lesson or a tool, kept apart: updates never touch them."""

    __table_args__ = ({"info": {"personal": "authorship"}},)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime]
    updated_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Remark(Base):
    """« Une question ? Une erreur ? »: what a reader tells the trainers about a page."""

    __table_args__ = (Index("ix_remark_open", "closed_at"), {"info": {"personal": "authorship"}})
    id: Mapped[int] = mapped_column(primary_key=True)
    lesson_item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
