"""`scenarios/<key>.yml`: the engine reads and checks a scenario, this module finds the line of what it refuses."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, Final

from course.authoring.formats.problems import Problems
from course.authoring.formats.yaml_reading import Node, plain_mapping
from course.authoring.formats.yaml_writing import Flow, Prose, Spaced, write_yaml
from quizzes.errors import ScenarioError, ScenarioFault
from quizzes.scenarios import Scenario, faults_of, scenario_from_mapping, scenario_to_mapping

PROSE: Final = frozenset({"summary", "notes", "hints", "says", "text", "why", "better", "debrief"})
FLOW: Final = frozenset(
    {
        *("debtor", "facts", "sources", "competencies", "axes", "state", "knows", "when", "effects", "scores", "fault"),
        *("learn", "forget", "promise"),
    }
)
# Lists of which each entry stands on one line.
ROWS: Final = frozenset({"invoices", "history", "to"})
# Faults of form that every file of content can have: said with the same sentences.
SENTENCES: Final = {
    "scenario.missing": "field.missing",
    "scenario.text_expected": "field.text_expected",
    "scenario.whole_expected": "field.whole_expected",
    "scenario.truth_expected": "field.truth_expected",
    "scenario.list_expected": "field.list_expected",
    "scenario.mapping_expected": "field.mapping_expected",
    "scenario.date_expected": "field.date_expected",
    "scenario.choice_expected": "field.choice_expected",
    "scenario.bad_form": "field.form_expected",
    "scenario.out_of_range": "field.out_of_range",
    "scenario.blank": "field.blank",
    "scenario.too_long": "field.too_long",
    "scenario.bad_character": "question.bad_character",
    "scenario.repeated": "field.repeated",
    "scenario.too_few": "question.too_few",
    "scenario.too_many": "question.too_many",
}


def read_scenario(node: Node, problems: Problems) -> Scenario | None:
    """Returns the scenario of a file; every fault of its form, or else of its graph, is noted with its line. None where
    its form has one.
    """
    try:
        scenario = scenario_from_mapping(plain_mapping(node))
    except ScenarioError as error:
        _note(error.faults, node, problems)
        return None
    _note(faults_of(scenario), node, problems)
    return scenario


def _note(faults: Iterable[ScenarioFault], node: Node, problems: Problems) -> None:
    for fault in faults:
        message_id, params = SENTENCES.get(fault.message_id, fault.message_id), dict(fault.params)
        if message_id == "scenario.unknown":
            name, known = fault.path.rsplit(".", 1)[-1], params.pop("known", [])
            near = difflib.get_close_matches(name, known if isinstance(known, list) else [], 1)
            message_id = "field.unknown_near" if near else "field.unknown"
            params["near"] = near[0] if near else ""
        problems.add(node.line_of(fault.path), fault.path, message_id, **params)


def scenario_mapping(scenario: Scenario) -> dict[str, Any]:
    """Returns the canonical mapping with the marks that `write_yaml` knows."""
    return {name: _marked(name, value) for name, value in scenario_to_mapping(scenario).items()}


def write_scenario(scenario: Scenario, header: str = "") -> str:
    """Returns the canonical file of a scenario; `read_scenario` gives the same one back."""
    return write_yaml(scenario_mapping(scenario), header)


def _marked(name: str, value: Any) -> Any:
    if name in FLOW:
        return _flow(value)
    if isinstance(value, Mapping):
        return {inner: _marked(inner, part) for inner, part in value.items()}
    if isinstance(value, list):
        return _marked_list(name, value)
    return Prose(value) if name in PROSE and isinstance(value, str) else value


def _marked_list(name: str, values: list[Any]) -> Any:
    if name in ROWS:
        return [_flow(value) for value in values]
    entries = [_marked("", value) for value in values]
    return Spaced(entries) if name in {"nodes", "endings"} else entries


def _flow(value: Any) -> Any:
    if isinstance(value, Mapping):
        return Flow({name: _flow(part) for name, part in value.items()})
    return Flow(value) if isinstance(value, list) else value
