"""What a tool rests on: its laws in the order of its texts, its facts, the day of checking."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from course.references.queries import Law, laws
from course.toolbox.queries import ToolRow
from course.web.transaction import Session

NAMED: Final = re.compile(r'href="#loi-([a-z0-9-]+)"')


@dataclass(frozen=True, slots=True)
class Sources:
    """Laws as they are published, numbers of the fact sheet, and since when nobody has looked again."""

    laws: tuple[Law, ...]
    facts: tuple[str, ...]
    checked_on: date


def sources_of(session: Session, tools: Sequence[ToolRow]) -> Sources:
    """Returns what tools rest on together; the day is the earliest of theirs."""
    known = laws(session)
    named = _once(key for tool in tools for key in _law_keys(tool))
    facts = _once(number for tool in tools for number in tool.body["facts"])
    checked_on = min(date.fromisoformat(tool.body["checked_on"]) for tool in tools)
    return Sources(tuple(known[key] for key in named if key in known), tuple(facts), checked_on)


def _law_keys(tool: ToolRow) -> list[str]:
    linked = [key for html in tool.content.values() for key in NAMED.findall(html)]
    return [*linked, *tool.body.get("laws", [])]


def _once(found: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(found))


def inline(html: str) -> str:
    """Returns the HTML of one paragraph without its paragraph, to stand in a line of a list."""
    text = html.strip()
    is_one = text.startswith("<p>") and text.endswith("</p>") and text.count("<p>") == 1
    return text[3:-4] if is_one else text


def listed(tool: ToolRow, name: str) -> list[str]:
    """Returns the HTML of a list of texts, in order: `listed(card, "steps")`."""
    found: list[str] = []
    while (path := f"{name}[{len(found)}]") in tool.content:
        found.append(inline(tool.content[path]))
    return found
