"""Checks calculators: facts that hold, laws, competencies and lessons that exist, links that lead somewhere."""

from collections.abc import Iterator

from course.authoring.formats.problems import Problem
from course.authoring.formats.yaml_reading import Node
from course.authoring.services.lints import markdown_text
from course.authoring.services.lints.library import Library, Placed
from course.toolbox.formats import CalculatorEntry


def calculator_problems(placed: Placed, library: Library) -> Iterator[Problem]:
    """Goes through what is wrong with a calculator's words."""
    entry: CalculatorEntry = placed.entry.value
    for number in entry.facts:
        if library.lacks_fact(number):
            yield _fact(placed, number, "content.unknown_fact")
        elif library.is_doubtful(number):
            yield _fact(placed, number, "content.doubtful_fact")
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


def _fact(placed: Placed, number: str, message_id: str) -> Problem:
    """Returns a problem at the line of a fact, whose number holds a dot and so cannot stand in a path."""
    node: Node | None = placed.entry.node
    for name in ("facts", number):
        node = node.value.get(name) if node is not None and isinstance(node.value, dict) else None
    line = node.line if node is not None else placed.entry.node.line_of("facts")
    return placed.problem(line, f"{placed.entry.key}: facts.{number}", message_id, key=number)


def _unknown(placed: Placed, field: str, kind: str, key: str) -> Problem:
    return placed.at(field, f"content.unknown_{kind}", key=key)
