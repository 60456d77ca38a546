"""Search in lessons, calls, tools, words and law: over texts kept in the process until something is published."""

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.catalogue.queries import outline
from course.catalogue.rules import plain_text
from course.foundation.cache import StampCache
from course.learning.rules import excerpt, folded, relevance, words_of
from course.publishing.models import Item, Rendering
from course.publishing.queries import stamp
from course.references.queries import laws, terms
from course.simulations.queries.relays import published_relays
from course.simulations.queries.scenarios import published_scenarios
from course.simulations.queries.workshops import published_workshops
from course.toolbox.queries import ToolRow, tools

MOST = 20
INLINE = re.compile(r"</?(?:a|abbr|b|cite|code|em|i|q|strong|sub|sup)(?:\s[^>]*)?>")
BETWEEN_CELLS = re.compile(r"</t[dh]>\s*(?:</tr>\s*(?:</thead>\s*<tbody>\s*)?<tr>\s*)?(?=<t[dh])")
EMPTY_CELLS = re.compile(r"·(?: ·)+")
Kind = Literal["lesson", "scenario", "workshop", "relay", "tool", "term", "law"]
ORDER: dict[Kind, int] = {"lesson": 0, "scenario": 1, "workshop": 2, "relay": 3, "tool": 4, "term": 5, "law": 6}
TOOLS = ("calculator", "card", "phrase", "letter", "document")


@dataclass(frozen=True, slots=True)
class Found:
    """Something that answers a search, with the passage that does, as pieces (text, is it a word searched for).

    `tool` is which kind of tool it is, of `TOOLS`, nothing for what is none.
    """

    kind: Kind
    key: str
    title: str
    beside: str
    passage: tuple[tuple[str, bool], ...]
    minutes: int | None = None
    tool: str = ""


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: Kind
    key: str
    title: str
    beside: str
    text: str
    minutes: int | None
    folded_title: str
    folded_beside: str
    folded_text: str
    tool: str = ""


_entries_cache: StampCache[tuple[_Entry, ...]] = StampCache()


def search(session: Session, query: str) -> list[Found]:
    """Returns what answers all words of the query, the best first; accents and case do not matter."""
    words = words_of(query)
    if not words:
        return []
    ranked = []
    for entry in _entries(session):
        points = relevance(words, ((entry.folded_title, 8), (entry.folded_beside, 4), (entry.folded_text, 1)))
        if points:
            ranked.append((-points, ORDER[entry.kind], entry.title, entry))
    ranked.sort(key=lambda one: one[:3])
    return [_found(entry, words) for *_, entry in ranked[:MOST]]


def _found(entry: _Entry, words: list[str]) -> Found:
    says_it_beside = entry.kind == "lesson" and relevance(words, ((entry.folded_beside, 1),)) > 0
    passage = tuple(excerpt(entry.beside if says_it_beside else entry.text or entry.beside, words))
    return Found(entry.kind, entry.key, entry.title, entry.beside, passage, entry.minutes, entry.tool)


def _entries(session: Session) -> tuple[_Entry, ...]:
    return _entries_cache.get(
        stamp(session),
        lambda: tuple(entry for read in _READERS for entry in read(session)),
    )


def _entry(
    kind: Kind, key: str, title: str, beside: str, text: str, minutes: int | None = None, tool: str = ""
) -> _Entry:
    return _Entry(kind, key, title, beside, text, minutes, folded(title), folded(beside), folded(text), tool)


def _lessons(session: Session) -> list[_Entry]:
    rows = session.execute(
        select(Item.key, Rendering.content)
        .join(Rendering, Rendering.version_id == Item.published_version_id)
        .where(Item.kind == "lesson")
        .order_by(Rendering.renderer)
    )
    texts = {
        key: _text_of(part["html"] for part in content.get("parts", ()) if part["kind"] == "html")
        for key, content in rows
    }
    return [
        _entry("lesson", card.key, card.title, card.outcome, texts.get(card.key, ""), card.minutes)
        for module in outline(session).modules
        for card in module.lessons
    ]


def _calls(session: Session) -> list[_Entry]:
    return [
        _entry("scenario", card.key, card.title, card.english, card.summary, card.minutes)
        for card in published_scenarios(session)
    ]


def _workshops(session: Session) -> list[_Entry]:
    return [
        _entry("workshop", row.key, row.title, row.named("en"), str(row.body["summary"]), row.minutes)
        for row in published_workshops(session)
    ]


def _relays(session: Session) -> list[_Entry]:
    return [
        _entry("relay", one.relay.key, one.relay.title, one.relay.english, one.relay.summary, one.relay.minutes)
        for one in published_relays(session)
    ]


def _text_of(parts: Iterable[str]) -> str:
    # A tag inside a word or beside an apostrophe leaves no blank; the cells of a table do not run together.
    apart = plain_text(BETWEEN_CELLS.sub(" · ", INLINE.sub("", " ".join(parts))))
    return html.unescape(EMPTY_CELLS.sub("·", apart)).removeprefix("· ")


def _tools(session: Session) -> list[_Entry]:
    return [
        _entry("tool", key, row.title, _beside(row), _text_of(row.content.values()), tool=kind)
        for kind in TOOLS
        for key, row in tools(session, kind).items()
    ]


def _beside(row: ToolRow) -> str:
    return str(row.body.get("question") or row.body.get("purpose", ""))


def _terms(session: Session) -> list[_Entry]:
    return [_entry("term", key, term.term, term.english, term.definition) for key, term in terms(session).items()]


def _laws(session: Session) -> list[_Entry]:
    return [_entry("law", key, law.name, law.title, law.summary) for key, law in laws(session).items()]


_READERS: Final[tuple[Callable[[Session], list[_Entry]], ...]] = (
    _lessons,
    _calls,
    _workshops,
    _relays,
    _tools,
    _terms,
    _laws,
)
