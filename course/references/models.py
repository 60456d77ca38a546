"""Tables of references, keyed by version: an old lesson can still say what the law was."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from course.foundation.database import Base


class LegalReference(Base):
    """An article of law or a decision, with the time it was in force and how well it was verified."""

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), index=True)
    code: Mapped[str] = mapped_column(String(200))
    article: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(300))
    summary: Mapped[str] = mapped_column(Text)
    in_force_from: Mapped[date | None]
    in_force_to: Mapped[date | None]
    grade: Mapped[str] = mapped_column(String(1))
    checked_on: Mapped[date]
    url: Mapped[str | None] = mapped_column(String(500))
    note: Mapped[str] = mapped_column(Text, default="")
    facts: Mapped[list[Any]] = mapped_column(default=list)


class Rate(Base):
    """A dated rate in per cent, kept as it is written (« 12.15 »); the ends of its period are included."""

    __table_args__ = (UniqueConstraint("kind", "valid_from"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    value: Mapped[str] = mapped_column(String(12))
    grade: Mapped[str] = mapped_column(String(1))
    note: Mapped[str] = mapped_column(Text, default="")


class Term(Base):
    """A word of the trade with its English twin and its definition."""

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), index=True)
    term: Mapped[str] = mapped_column(String(120))
    english: Mapped[str] = mapped_column(String(120))
    definition: Mapped[str] = mapped_column(Text)
