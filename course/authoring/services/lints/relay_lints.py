"""Checks relays against what the folder holds: facts that may be taught, laws and competencies that exist."""

from collections.abc import Iterator

from course.authoring.formats.problems import Problem
from course.authoring.services.lints.library import Library, Placed
from course.authoring.services.lints.named import fact_problems, law_problems, place_problems, text_problems
from quizzes.relay import Relay


def relay_problems(placed: Placed, library: Library) -> Iterator[Problem]:
    """Goes through what is wrong with a relay beyond its form and its parts. The law is that of today."""
    relay: Relay = placed.entry.value
    if placed.file.path != f"relays/{relay.key}.yml":
        yield placed.at("key", "relay.wrong_file", expected=f"relays/{relay.key}.yml")
    yield from place_problems(placed, library, relay.module, relay.competencies)
    yield from fact_problems(placed, library, [("facts", relay.facts)])
    for position, key in enumerate(relay.sources):
        yield from law_problems(placed, library, f"sources[{position}]", key, library.today)
    for path, text in _texts(relay):
        yield from text_problems(placed, library, path, text)


def _texts(relay: Relay) -> Iterator[tuple[str, str]]:
    yield "case", relay.case
    for place, role in enumerate(relay.roles):
        yield f"roles[{place}].model", role.model
        for at, document in enumerate(role.documents):
            yield f"roles[{place}].documents[{at}].text", document.text
