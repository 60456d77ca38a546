"""`Scenario` → the canonical mapping of its file: fields in the order of docs/scenarios.md, defaults left out."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from quizzes.scenarios.model import Card, Choice, Ending, Fault, Node, Scenario, Variant
from quizzes.scenarios.state import AXES, Condition, Effects

Mapped = dict[str, Any]


def scenario_to_mapping(scenario: Scenario) -> Mapped:
    """Returns the canonical mapping; `scenario_from_mapping` gives the same scenario back.

    Holds only strings, whole numbers, truths, days, lists and mappings. Raises nothing.
    """
    return _given(
        key=scenario.key,
        title=scenario.title,
        english=scenario.english,
        module=scenario.module,
        number=scenario.number,
        minutes=scenario.minutes,
        difficulty=scenario.difficulty,
        summary=scenario.summary,
        as_of=scenario.as_of,
        debtor={"name": scenario.debtor.name, "public": scenario.debtor.public},
        facts=list(scenario.facts),
        sources=list(scenario.sources),
        competencies=list(scenario.competencies),
        axes={axis: scenario.axes.of(axis) for axis in AXES},
        state={"mood": scenario.mood, "trust": scenario.trust},
        knows=list(scenario.knows),
        card=_card(scenario.card),
        hints=scenario.hints,
        variants=[_variant(variant) for variant in scenario.variants],
        start=scenario.start,
        nodes=[_node(node) for node in scenario.nodes],
        endings=[_ending(ending) for ending in scenario.endings],
    )


def scenario_to_json(scenario: Scenario) -> Mapped:
    """Returns the same mapping with days as `2026-11-23`, fit for a JSON column; read by `scenario_from_mapping`."""
    mapped: Mapped = _without_days(scenario_to_mapping(scenario))
    return mapped


def _without_days(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_days(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_without_days(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


def _given(**fields: object) -> Mapped:
    """Returns the fields that say something."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], {}, False)}


def _card(card: Card) -> Mapped:
    return _given(
        invoices=[
            _given(label=invoice.label, amount=invoice.amount, due=invoice.due, note=invoice.note)
            for invoice in card.invoices
        ],
        history=[{"day": event.day, "text": event.text} for event in card.history],
        notes=card.notes,
    )


def _variant(variant: Variant) -> Mapped:
    begin = {name: value for name, value in (("mood", variant.mood), ("trust", variant.trust)) if value is not None}
    return _given(key=variant.key, values=dict(variant.values), state=begin, knows=list(variant.knows))


def _node(node: Node) -> Mapped:
    return {
        "key": node.key,
        "stage": node.stage,
        "speaker": node.speaker,
        "says": _ordered("text", [(line.when, line.text) for line in node.says]),
        "choices": [_choice(choice) for choice in node.choices],
    }


def _choice(choice: Choice) -> Mapped:
    mapped = _given(key=choice.key, kind=choice.kind, text=choice.text, when=_when(choice.when))
    if choice.minutes != 1:
        mapped["minutes"] = choice.minutes
    return mapped | _given(
        effects=_effects(choice.effects),
        scores=dict(choice.scores),
        fault=_fault(choice.fault),
        why=choice.why,
        better=choice.better,
        facts=list(choice.facts),
        once=choice.once,
        to=_ordered("to", [(branch.when, branch.to) for branch in choice.to]),
    )


def _ordered(name: str, entries: Sequence[tuple[Condition | None, str]]) -> str | list[Mapped]:
    if len(entries) == 1 and entries[0][0] is None:
        return entries[0][1]
    return [_given(when=_when(when)) | {name: text} for when, text in entries]


def _effects(effects: Effects) -> Mapped:
    mapped: Mapped = {name: change for name in ("mood", "trust", *AXES) if (change := getattr(effects, name))}
    named = _given(learn=list(effects.learn), forget=list(effects.forget), promise=list(effects.promise))
    return mapped | named


def _fault(fault: Fault | None) -> Mapped | None:
    if fault is None:
        return None
    return _given(title=fault.title, facts=list(fault.facts), competencies=list(fault.competencies))


def _when(when: Condition | None) -> Mapped | None:
    if when is None:
        return None
    return _given(
        at_least=dict(when.at_least),
        at_most=dict(when.at_most),
        knows=list(when.knows),
        ignores=list(when.ignores),
        promised=list(when.promised),
        unpromised=list(when.unpromised),
    )


def _ending(ending: Ending) -> Mapped:
    axes = {axis: ending.axes[axis] for axis in AXES if axis in ending.axes}
    return _given(
        key=ending.key,
        title=ending.title,
        kind=ending.kind,
        axes=axes,
        says=ending.says,
        debrief=ending.debrief,
        facts=list(ending.facts),
    )
