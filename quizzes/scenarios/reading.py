"""The mapping of a scenario file (docs/scenarios.md) → `Scenario`: all that is wrong with its form is found at once."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeVar

from quizzes.errors import ScenarioError, ScenarioFault
from quizzes.scenarios.fields import COMPETENCY, FACT, KEY, Fields
from quizzes.scenarios.model import (
    CHOICE_KINDS,
    ENDING_KINDS,
    MOST_POINTS,
    PUBLICS,
    STAGES,
    Branch,
    Card,
    Choice,
    Debtor,
    Ending,
    Fault,
    Invoice,
    Line,
    Node,
    PastEvent,
    Scenario,
    Variant,
)
from quizzes.scenarios.state import AXES, HIGHEST, METERS, PROMISE_ELEMENTS, Axes, Condition, Effects

Ordered = TypeVar("Ordered", Line, Branch)

LONGEST_CALL: Final = 120


def scenario_from_mapping(mapping: Mapping[str, object]) -> Scenario:
    """Returns the scenario that `mapping` describes, in the form of docs/scenarios.md as YAML or JSON gives it.

    Days are native or `2026-11-23`; blanks around texts are dropped. Raises ScenarioError, and nothing else, with the
    path of the first field at fault; its `faults` hold them all.
    """
    faults: list[ScenarioFault] = []
    fields = Fields(mapping, faults)
    scenario = _scenario(fields)
    fields.finish()
    if faults:
        raise ScenarioError.of(faults)
    return scenario


def _scenario(fields: Fields) -> Scenario:
    mood, trust = fields.part("state", lambda part: (part.whole("mood", 0, HIGHEST), part.whole("trust", 0, HIGHEST)))
    scenario = Scenario(
        key=fields.formed("key"),
        title=fields.short("title"),
        english=fields.short("english"),
        module=fields.formed("module", required=False) or None,
        number=fields.whole("number", 1, 999),
        minutes=fields.whole("minutes", 1, LONGEST_CALL),
        difficulty=fields.whole("difficulty", 1, 5),
        summary=fields.prose("summary"),
        as_of=fields.day("as_of"),
        debtor=fields.part("debtor", lambda part: Debtor(part.short("name"), part.word("public", PUBLICS))),
        facts=fields.texts("facts", FACT, lowest=1),
        sources=fields.texts("sources", KEY),
        competencies=fields.texts("competencies", COMPETENCY, lowest=1),
        axes=fields.part("axes", lambda part: Axes(*(part.whole(axis, 0, HIGHEST) for axis in AXES))),
        mood=mood,
        trust=trust,
        knows=fields.texts("knows", KEY),
        card=fields.part("card", _card),
        hints=fields.prose("hints", required=False),
        variants=fields.parts("variants", _variant, lowest=2),
        start=fields.formed("start"),
        nodes=fields.parts("nodes", _node, lowest=1),
        endings=fields.parts("endings", _ending, lowest=1),
    )
    _no_double_keys(fields, "variants", (variant.key for variant in scenario.variants))
    _no_double_keys(fields, "nodes", (node.key for node in scenario.nodes))
    _no_double_keys(fields, "endings", (ending.key for ending in scenario.endings))
    return scenario


def _card(fields: Fields) -> Card:
    return Card(
        invoices=fields.parts("invoices", _invoice),
        history=fields.parts("history", lambda part: PastEvent(part.day("day"), part.short("text"))),
        notes=fields.prose("notes"),
    )


def _invoice(fields: Fields) -> Invoice:
    label, amount, due = (fields.short(name) for name in ("label", "amount", "due"))
    return Invoice(label, amount, due, fields.short("note", required=False))


def _variant(fields: Fields) -> Variant:
    key, values = fields.formed("key"), fields.named_texts("values")
    begin = fields.maybe_part("state", _begin)
    mood, trust = begin or (None, None)
    return Variant(key, values, mood, trust, fields.texts("knows", KEY))


def _begin(fields: Fields) -> tuple[int | None, int | None]:
    return fields.maybe_whole("mood", 0, HIGHEST), fields.maybe_whole("trust", 0, HIGHEST)


def _node(fields: Fields) -> Node:
    node = Node(
        key=fields.formed("key"),
        stage=fields.word("stage", STAGES),
        speaker=fields.short("speaker"),
        says=_ordered(fields, "says", lambda part: Line(part.prose("text"), _when(part)), Line),
        choices=fields.parts("choices", _choice, lowest=1),
    )
    _no_double_keys(fields, "choices", (choice.key for choice in node.choices))
    return node


def _choice(fields: Fields) -> Choice:
    fault = fields.maybe_part("fault", _fault)
    if fault is not None and fields.has("to"):
        fields.note("to", "scenario.fault_leads")
    return Choice(
        key=fields.formed("key"),
        kind=fields.word("kind", CHOICE_KINDS),
        text=fields.prose("text"),
        when=_when(fields),
        minutes=fields.whole("minutes", 0, 15, 1),
        effects=fields.maybe_part("effects", _effects) or Effects(),
        scores=fields.points("scores", MOST_POINTS),
        fault=fault,
        why=fields.prose("why"),
        better=fields.prose("better", required=False),
        facts=fields.texts("facts", FACT),
        once=fields.truth("once"),
        to=_to(fields) if fault is None else (),
    )


def _to(fields: Fields) -> tuple[Branch, ...]:
    return _ordered(fields, "to", lambda part: Branch(part.formed("to"), _when(part)), Branch)


def _fault(fields: Fields) -> Fault:
    return Fault(fields.short("title"), fields.texts("facts", FACT), fields.texts("competencies", COMPETENCY))


def _effects(fields: Fields) -> Effects:
    return Effects(
        mood=fields.whole("mood", -3, 3, 0),
        trust=fields.whole("trust", -3, 3, 0),
        relation=fields.whole("relation", -HIGHEST, HIGHEST, 0),
        efficacy=fields.whole("efficacy", -HIGHEST, HIGHEST, 0),
        legality=fields.whole("legality", -HIGHEST, HIGHEST, 0),
        learn=fields.texts("learn", KEY),
        forget=fields.texts("forget", KEY),
        promise=fields.words("promise", PROMISE_ELEMENTS),
    )


def _when(fields: Fields) -> Condition | None:
    return fields.maybe_part("when", _condition)


def _condition(fields: Fields) -> Condition:
    if fields.says_nothing():
        fields.note("", "scenario.empty_condition")
    return Condition(
        at_least=fields.numbers("at_least", METERS, 0, LONGEST_CALL),
        at_most=fields.numbers("at_most", METERS, 0, LONGEST_CALL),
        knows=fields.texts("knows", KEY),
        ignores=fields.texts("ignores", KEY),
        promised=fields.words("promised", PROMISE_ELEMENTS),
        unpromised=fields.words("unpromised", PROMISE_ELEMENTS),
    )


def _ordered(
    fields: Fields, name: str, read: Callable[[Fields], Ordered], plain: Callable[[str], Ordered]
) -> tuple[Ordered, ...]:
    """Returns one text, or a list of which the first entry whose `when` holds counts and the last has none."""
    if fields.is_text(name):
        return (plain(fields.formed(name) if plain is Branch else fields.prose(name)),)
    found = fields.parts(name, read, lowest=1)
    for position, entry in enumerate(found):
        is_last = position == len(found) - 1
        if is_last and entry.when is not None:
            fields.note(f"{name}[{position}]", "scenario.no_otherwise")
        if not is_last and entry.when is None:
            fields.note(f"{name}[{position + 1}]", "scenario.never_tried")
    return found


def _ending(fields: Fields) -> Ending:
    return Ending(
        key=fields.formed("key"),
        title=fields.short("title"),
        kind=fields.word("kind", ENDING_KINDS),
        axes=fields.numbers("axes", AXES, 0, HIGHEST),
        says=fields.prose("says"),
        debrief=fields.prose("debrief"),
        facts=fields.texts("facts", FACT),
    )


def _no_double_keys(fields: Fields, name: str, keys: Iterable[str]) -> None:
    seen: set[str] = set()
    for position, key in enumerate(keys):
        if key and key in seen:
            fields.note(f"{name}[{position}].key", "scenario.repeated", value=key)
        seen.add(key)
