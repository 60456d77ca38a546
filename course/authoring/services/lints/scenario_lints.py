"""Checks scenarios against what the folder holds: facts that may be taught, laws in force, names that exist."""

from collections.abc import Iterator

from course.authoring.formats.problems import Problem
from course.authoring.services.lints.library import Library, Placed
from course.authoring.services.lints.named import Cited, fact_problems, law_problems, place_problems, text_problems
from quizzes.scenarios import Scenario, choices_of, filled_texts

MARKDOWN = ("why", "debrief", "notes", "hints")


def scenario_problems(placed: Placed, library: Library) -> Iterator[Problem]:
    """Goes through everything that is wrong with a scenario beyond its form and its graph."""
    scenario: Scenario = placed.entry.value
    if placed.file.path != f"scenarios/{scenario.key}.yml":
        yield placed.at("key", "scenario.wrong_file", expected=f"scenarios/{scenario.key}.yml")
    yield from place_problems(placed, library, scenario.module, scenario.competencies)
    for position, key in enumerate(scenario.sources):  # the law is that of the day on which the call takes place
        yield from law_problems(placed, library, f"sources[{position}]", key, scenario.as_of)
    yield from _faults(placed, scenario)
    yield from fact_problems(placed, library, _facts(scenario))
    for path, text in filled_texts(scenario):
        if path.rsplit(".", 1)[-1] in MARKDOWN:
            yield from text_problems(placed, library, path, text)


def _faults(placed: Placed, scenario: Scenario) -> Iterator[Problem]:
    """Whoever fails somebody for a fault of law says on which fact."""
    for path, choice in choices_of(scenario):
        if choice.fault is not None and not choice.fault.facts:
            yield placed.at(f"{path}.fault", "scenario.fault_without_fact")


def _facts(scenario: Scenario) -> list[Cited]:
    cited: list[Cited] = [("facts", scenario.facts)]
    for path, choice in choices_of(scenario):
        cited.append((f"{path}.facts", choice.facts))
        if choice.fault is not None:
            cited.append((f"{path}.fault.facts", choice.fault.facts))
    return cited + [(f"endings[{position}].facts", ending.facts) for position, ending in enumerate(scenario.endings)]
