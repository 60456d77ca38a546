"""Reads of the toolbox, kept in the process until something is published."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.foundation.cache import StampCache
from course.publishing.models import Item
from course.publishing.queries import stamp
from course.toolbox.models import Tool


@dataclass(frozen=True, slots=True)
class ToolRow:
    """A published tool: what its file says (`body`), and the HTML of its texts by their paths (`content`)."""

    kind: str
    key: str
    title: str
    version_id: int
    item_id: int
    number: int
    body: Mapping[str, Any]
    content: Mapping[str, str]
    search_text: str


_tools_cache: StampCache[Mapping[str, Mapping[str, ToolRow]]] = StampCache()


def tools(session: Session, kind: str) -> Mapping[str, ToolRow]:
    """Returns the published tools of a kind by key, in the order in which they first came."""
    return _tools_cache.get(stamp(session), lambda: _load(session)).get(kind, {})


def _load(session: Session) -> Mapping[str, Mapping[str, ToolRow]]:
    columns = (Tool.kind, Tool.key, Tool.title, Tool.version_id, Tool.item_id)
    found: dict[str, dict[str, ToolRow]] = {}
    for line in session.execute(
        select(*columns, Tool.number, Tool.body, Tool.content, Tool.search_text)
        .join(Item, Item.published_version_id == Tool.version_id)
        .order_by(Item.id)
    ):
        found.setdefault(line[0], {})[line[1]] = ToolRow(*line)
    return MappingProxyType(found)
