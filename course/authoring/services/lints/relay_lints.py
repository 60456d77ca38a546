"""Checks relays against what the folder holds: facts that may be taught, laws and competencies that exist."""

from collections.abc import Iterator

from course.authoring.formats.problems import Problem
from course.authoring.services.lints import markdown_text
from course.authoring.services.lints.library import Library, Placed
from quizzes.relay import Relay


def relay_problems(placed: Placed, library: Library) -> Iterator[Problem]:
    """Goes through what is wrong with a relay beyond its form and its parts."""
    relay: Relay = placed.entry.value
    if placed.file.path != f"relays/{relay.key}.yml":
        yield placed.at("key", "relay.wrong_file", expected=f"relays/{relay.key}.yml")
    if relay.module is not None and library.lacks("module", relay.module):
        yield placed.at("module", "content.unknown_module", key=relay.module)
    yield from _facts(placed, relay, library)
    yield from _names(placed, relay, library)
    yield from _links(placed, relay, library)


def _facts(placed: Placed, relay: Relay, library: Library) -> Iterator[Problem]:
    for number in relay.facts:
        if library.lacks_fact(number):
            yield placed.at("facts", "content.unknown_fact", key=number)
        elif library.is_doubtful(number):
            yield placed.at("facts", "content.doubtful_fact", key=number)


def _names(placed: Placed, relay: Relay, library: Library) -> Iterator[Problem]:
    for key in relay.sources:
        if library.lacks("law", key):
            yield placed.at("sources", "content.unknown_law", key=key)
    for key in relay.competencies:
        if library.lacks_competency(key):
            yield placed.at("competencies", "content.unknown_competency", key=key)


def _links(placed: Placed, relay: Relay, library: Library) -> Iterator[Problem]:
    for path, text in _texts(relay):
        for link in markdown_text.links(text):
            if link.kind in {"picture", "other"}:
                yield placed.at(path, "content.unknown_address", address=link.key)
            elif library.lacks(link.kind, link.key):
                yield placed.at(path, f"content.unknown_{link.kind}", key=link.key)


def _texts(relay: Relay) -> Iterator[tuple[str, str]]:
    yield "case", relay.case
    for place, role in enumerate(relay.roles):
        yield f"roles[{place}].model", role.model
        for at, document in enumerate(role.documents):
            yield f"roles[{place}].documents[{at}].text", document.text
