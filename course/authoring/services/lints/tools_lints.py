"""Checks what the toolbox holds: facts that may be taught, laws in force, names that exist, no raw HTML."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

from course.authoring.formats.problems import Problem
from course.authoring.services.lints import markdown_text
from course.authoring.services.lints.lesson_lints import DEAD, NOT_IN_FORCE
from course.authoring.services.lints.library import Library, Placed
from course.toolbox.formats import CardEntry, DocumentEntry, KitEntry, LetterEntry, PhraseEntry

ARTICLE: Final = re.compile(r"\b(?:article|articles|art\.)\s*[A-Z]?\.?\s?\d|\b[LRD]\.?\s?\d{3}-\d")


class Sourced(Protocol):
    """An entry that says what it rests on."""

    @property
    def facts(self) -> tuple[str, ...]:
        """The numbers of the fact sheet."""

    def texts(self) -> Mapping[str, str]:
        """Returns the texts in Markdown by their paths."""


def card_problems(placed: Placed, library: Library) -> Iterator[Problem]:
    """Goes through what is wrong with a card beyond its form."""
    entry: CardEntry = placed.entry.value
    yield from _common(placed, library, entry, entry.competencies)


def phrase_problems(placed: Placed, library: Library) -> Iterator[Problem]:
    """Goes through what is wrong with a phrase beyond its form."""
    entry: PhraseEntry = placed.entry.value
    yield from _common(placed, library, entry, entry.competencies)


def kit_problems(placed: Placed, library: Library) -> Iterator[Problem]:
    """Goes through what is wrong with a kit beyond its form."""
    entry: KitEntry = placed.entry.value
    yield from _common(placed, library, entry, (entry.competency,))


def document_problems(placed: Placed, library: Library) -> Iterator[Problem]:
    """Goes through what is wrong with a document beyond its form."""
    entry: DocumentEntry = placed.entry.value
    yield from _common(placed, library, entry, entry.competencies)


def letter_problems(placed: Placed, library: Library) -> Iterator[Problem]:
    """Goes through what is wrong with a letter beyond its form; one that names an article says the law's key."""
    entry: LetterEntry = placed.entry.value
    yield from _common(placed, library, entry, entry.competencies)
    for key in entry.laws:
        yield from _law(placed, library, key, "laws")
    if ARTICLE.search(entry.text) and not entry.laws:
        yield placed.at("text", "tools.law_without_key")


def _common(placed: Placed, library: Library, entry: Sourced, competencies: Sequence[str]) -> Iterator[Problem]:
    for key in competencies:
        if library.lacks_competency(key):
            yield placed.at("competencies", "content.unknown_competency", key=key)
    for number in entry.facts:
        if library.lacks_fact(number):
            yield placed.at("facts", "content.unknown_fact", key=number)
        elif library.is_doubtful(number):
            yield placed.at("facts", "content.doubtful_fact", key=number)
    for path, text in entry.texts().items():
        yield from _text(placed, library, path, text)


def _text(placed: Placed, library: Library, path: str, text: str) -> Iterator[Problem]:
    found = markdown_text.RAW_HTML.search(markdown_text.CODE.sub("", text))
    if found is not None:
        yield placed.at(path, "lesson.raw_html", tag=found[0][:40])
    links = list(markdown_text.links(text))
    for link in links:
        yield from _link(placed, library, path, link)
    bare = markdown_text.LINK.sub("", text)
    if ARTICLE.search(bare):
        yield placed.at(path, "tools.law_without_key")


def _link(placed: Placed, library: Library, path: str, link: markdown_text.Named) -> Iterator[Problem]:
    if link.kind == "law":
        yield from _law(placed, library, link.key, path)
    elif link.kind not in DEAD:
        yield placed.at(path, "content.unknown_address", address=link.key)
    elif library.lacks(link.kind, link.key):
        yield placed.at(path, DEAD[link.kind], key=link.key)


def _law(placed: Placed, library: Library, key: str, path: str) -> Iterator[Problem]:
    """A law is named as it stands on the day on which the entry was checked."""
    if library.lacks("law", key):
        yield placed.at(path, "content.unknown_law", key=key)
        return
    checked_on: Any = placed.entry.value.checked_on
    state = library.law_state(key, checked_on)
    if state in NOT_IN_FORCE:
        yield placed.at(path, NOT_IN_FORCE[state], key=key, day=checked_on.strftime("%d/%m/%Y"))
