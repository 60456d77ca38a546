"""Checks of names: everything that a scenario refers to is declared in it, and every text is filled by each variant."""

from collections.abc import Iterator, Sequence

from quizzes.errors import ScenarioFault
from quizzes.scenarios.model import Choice, Scenario
from quizzes.scenarios.playing import PLACEHOLDER
from quizzes.scenarios.state import Condition


def name_faults(scenario: Scenario) -> Iterator[ScenarioFault]:
    """Goes through every name that nothing stands behind."""
    yield from _keys(scenario)
    yield from _flags(scenario)
    yield from _competencies(scenario)
    yield from _placeholders(scenario)


def choices_of(scenario: Scenario) -> Iterator[tuple[str, Choice]]:
    """Goes through all choices with their paths."""
    for place, node in enumerate(scenario.nodes):
        for position, choice in enumerate(node.choices):
            yield f"nodes[{place}].choices[{position}]", choice


def _keys(scenario: Scenario) -> Iterator[ScenarioFault]:
    if scenario.node(scenario.start) is None:
        yield ScenarioFault("start", "scenario.unknown_node", {"value": scenario.start})
    for position, ending in enumerate(scenario.endings):
        if scenario.node(ending.key) is not None:
            yield ScenarioFault(f"endings[{position}].key", "scenario.same_key", {"value": ending.key})
    for path, choice in choices_of(scenario):
        for position, branch in enumerate(choice.to):
            if scenario.node(branch.to) is None and scenario.ending(branch.to) is None:
                place = f"{path}.{_entry('to', len(choice.to), position)}"
                yield ScenarioFault(place, "scenario.unknown_node", {"value": branch.to})


def _entry(name: str, count: int, position: int) -> str:
    """Returns the path of an entry of what may also be one text."""
    return name if count == 1 else f"{name}[{position}]"


def _flags(scenario: Scenario) -> Iterator[ScenarioFault]:
    asked: list[tuple[str, Sequence[str]]] = [
        (f"variants[{position}].knows", variant.knows) for position, variant in enumerate(scenario.variants)
    ]
    for path, condition in conditions(scenario):
        asked += [(f"{path}.knows", condition.knows), (f"{path}.ignores", condition.ignores)]
    for path, choice in choices_of(scenario):
        asked += [(f"{path}.effects.learn", choice.effects.learn), (f"{path}.effects.forget", choice.effects.forget)]
    for path, flags in asked:
        for position, flag in enumerate(flags):
            if flag not in scenario.knows:
                yield ScenarioFault(f"{path}[{position}]", "scenario.unknown_flag", {"value": flag})


def conditions(scenario: Scenario) -> Iterator[tuple[str, Condition]]:
    """Goes through all conditions with their paths."""
    found: list[tuple[str, Condition | None]] = []
    for place, node in enumerate(scenario.nodes):
        found += [(f"nodes[{place}].says[{position}].when", line.when) for position, line in enumerate(node.says)]
    for path, choice in choices_of(scenario):
        found.append((f"{path}.when", choice.when))
        found += [(f"{path}.to[{position}].when", branch.when) for position, branch in enumerate(choice.to)]
    yield from ((path, condition) for path, condition in found if condition is not None)


def _competencies(scenario: Scenario) -> Iterator[ScenarioFault]:
    for path, choice in choices_of(scenario):
        asked = [(f"{path}.scores.{key}", key) for key in choice.scores]
        if choice.fault is not None:
            asked += [
                (f"{path}.fault.competencies[{position}]", key)
                for position, key in enumerate(choice.fault.competencies)
            ]
        for place, key in asked:
            if key not in scenario.competencies:
                yield ScenarioFault(place, "scenario.unknown_competency", {"value": key})


def _placeholders(scenario: Scenario) -> Iterator[ScenarioFault]:
    names = set(scenario.variants[0].values)
    for position, variant in enumerate(scenario.variants[1:], 1):
        if set(variant.values) != names:
            other = ", ".join(sorted(set(variant.values) ^ names))
            yield ScenarioFault(f"variants[{position}].values", "scenario.other_values", {"values": other})
    for path, text in (("title", scenario.title), ("english", scenario.english), ("summary", scenario.summary)):
        if PLACEHOLDER.search(text):
            yield ScenarioFault(path, "scenario.value_too_early")
    for path, text in filled_texts(scenario):
        for name in dict.fromkeys(PLACEHOLDER.findall(text)):
            if name not in names:
                yield ScenarioFault(path, "scenario.unknown_value", {"value": name})


def filled_texts(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Goes through the texts that are shown with the values of a variant, with their paths."""
    yield "debtor.name", scenario.debtor.name
    yield "hints", scenario.hints
    yield from _card_texts(scenario)
    yield from _node_texts(scenario)
    for path, choice in choices_of(scenario):
        yield from ((f"{path}.{name}", getattr(choice, name)) for name in ("text", "why", "better"))
        if choice.fault is not None:
            yield f"{path}.fault.title", choice.fault.title
    for position, ending in enumerate(scenario.endings):
        yield from ((f"endings[{position}].{name}", getattr(ending, name)) for name in ("title", "says", "debrief"))


def _card_texts(scenario: Scenario) -> Iterator[tuple[str, str]]:
    yield "card.notes", scenario.card.notes
    for position, invoice in enumerate(scenario.card.invoices):
        for name in ("label", "amount", "due", "note"):
            yield f"card.invoices[{position}].{name}", getattr(invoice, name)
    for position, event in enumerate(scenario.card.history):
        yield f"card.history[{position}].text", event.text


def _node_texts(scenario: Scenario) -> Iterator[tuple[str, str]]:
    for place, node in enumerate(scenario.nodes):
        yield f"nodes[{place}].speaker", node.speaker
        for position, line in enumerate(node.says):
            yield f"nodes[{place}].{_entry('says', len(node.says), position)}", line.text
