"""Checks calculators: facts that hold, laws, competencies and lessons that exist, links that lead somewhere."""

from collections.abc import Iterator

from course.authoring.formats.problems import Problem
from course.authoring.services.lints import markdown_text
from course.authoring.services.lints.library import Library, Placed
from course.toolbox.formats import CalculatorEntry


def calculator_problems(placed: Placed, library: Library) -> Iterator[Problem]:
    """Goes through what is wrong with a calculator's words."""
    entry: CalculatorEntry = placed.entry.value
    for number in entry.facts:
        if library.lacks_fact(number):
            yield placed.at("facts", "content.unknown_fact", key=number)
        elif library.is_doubtful(number):
            yield placed.at("facts", "content.doubtful_fact", key=number)
    yield from (_unknown(placed, "sources", "law", key) for key in entry.sources if library.lacks("law", key))
    yield from (_unknown(placed, "lessons", "lesson", key) for key in entry.lessons if library.lacks("lesson", key))
    yield from (
        _unknown(placed, "competencies", "competency", key)
        for key in entry.competencies
        if library.lacks_competency(key)
    )
    yield from _links(placed, library, entry.intro)


def _links(placed: Placed, library: Library, text: str) -> Iterator[Problem]:
    for link in markdown_text.links(text):
        if link.kind in {"picture", "other"}:
            yield placed.at("intro", "content.unknown_address", address=link.key)
        elif library.lacks(link.kind, link.key):
            yield _unknown(placed, "intro", link.kind, link.key)


def _unknown(placed: Placed, field: str, kind: str, key: str) -> Problem:
    return placed.at(field, f"content.unknown_{kind}", key=key)
