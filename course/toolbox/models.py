"""Tables of the toolbox, keyed by version."""

from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from course.foundation.database import Base


class Tool(Base):
    """One version of a calculator's words, a reflex card, a phrase, a letter, a document or a team's kit.

    `body` is what its file says, `content` the HTML of its texts by their paths.
    """

    __table_args__ = (Index("ix_tool_key", "kind", "key"),)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    kind: Mapped[str] = mapped_column(String(12))
    key: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    body: Mapped[dict[str, Any]]
    content: Mapped[dict[str, Any]]
    search_text: Mapped[str] = mapped_column(Text, default="")
