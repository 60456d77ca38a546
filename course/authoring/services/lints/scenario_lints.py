"""Checks scenarios against what the folder holds: facts that may be taught, laws in force, names that exist."""

from collections.abc import Iterator

from course.authoring.formats.problems import Problem
from course.authoring.services.lints import markdown_text
from course.authoring.services.lints.lesson_lints import DEAD, NOT_IN_FORCE
from course.authoring.services.lints.library import Library, Placed
from quizzes.scenarios import Scenario, choices_of, filled_texts

MARKDOWN = ("why", "debrief", "notes", "hints")


def scenario_problems(placed: Placed, library: Library) -> Iterator[Problem]:
    """Goes through everything that is wrong with a scenario beyond its form and its graph."""
    scenario: Scenario = placed.entry.value
    if placed.file.path != f"scenarios/{scenario.key}.yml":
        yield placed.at("key", "scenario.wrong_file", expected=f"scenarios/{scenario.key}.yml")
    yield from _names(placed, scenario, library)
    yield from _laws(placed, scenario, library)
    yield from _facts(placed, scenario, library)
    yield from _links(placed, scenario, library)


def _names(placed: Placed, scenario: Scenario, library: Library) -> Iterator[Problem]:
    if scenario.module is not None and library.lacks("module", scenario.module):
        yield placed.at("module", "content.unknown_module", key=scenario.module)
    for position, key in enumerate(scenario.competencies):
        if library.lacks_competency(key):
            yield placed.at(f"competencies[{position}]", "content.unknown_competency", key=key)


def _laws(placed: Placed, scenario: Scenario, library: Library) -> Iterator[Problem]:
    """The law is that of the day on which the call takes place."""
    for position, key in enumerate(scenario.sources):
        state = library.law_state(key, scenario.as_of)
        path = f"sources[{position}]"
        if library.lacks("law", key):
            yield placed.at(path, "content.unknown_law", key=key)
        elif state in NOT_IN_FORCE:
            yield placed.at(path, NOT_IN_FORCE[state], key=key, day=scenario.as_of.strftime("%d/%m/%Y"))


def _facts(placed: Placed, scenario: Scenario, library: Library) -> Iterator[Problem]:
    cited = [("facts", scenario.facts)]
    for path, choice in choices_of(scenario):
        cited.append((f"{path}.facts", choice.facts))
        if choice.fault is not None:
            cited.append((f"{path}.fault.facts", choice.fault.facts))
            # Whoever fails somebody for a fault of law says on which fact.
            if not choice.fault.facts:
                yield placed.at(f"{path}.fault", "scenario.fault_without_fact")
    cited += [(f"endings[{position}].facts", ending.facts) for position, ending in enumerate(scenario.endings)]
    for path, facts in cited:
        for position, number in enumerate(facts):
            if library.lacks_fact(number):
                yield placed.at(f"{path}[{position}]", "content.unknown_fact", key=number)
            elif library.is_doubtful(number):
                yield placed.at(f"{path}[{position}]", "content.doubtful_fact", key=number)


def _links(placed: Placed, scenario: Scenario, library: Library) -> Iterator[Problem]:
    for path, text in filled_texts(scenario):
        if path.rsplit(".", 1)[-1] not in MARKDOWN:
            continue
        found = markdown_text.RAW_HTML.search(markdown_text.CODE.sub("", text))
        if found is not None:
            yield placed.at(path, "lesson.raw_html", tag=found[0][:40])
        for link in markdown_text.links(text):
            if link.kind not in DEAD:
                yield placed.at(path, "content.unknown_address", address=link.key)
            elif library.lacks(link.kind, link.key):
                yield placed.at(path, DEAD[link.kind], key=link.key)
