"""`toolbox/calculators.yml`: read and written; what a calculator reckons stands in the code, its words here."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from course.authoring.formats.fields import COMPETENCY, FACT, KEY, NO_DAY, Fields, no_double_keys
from course.authoring.formats.problems import Problems
from course.authoring.formats.yaml_reading import Node
from course.authoring.formats.yaml_writing import Flow, Prose, Spaced, write_yaml
from course.toolbox.formats import CalculatorEntry

LONGEST_FACT: Final = 300


def read_calculators(node: Node, problems: Problems) -> list[tuple[CalculatorEntry, Node]]:
    """Returns the calculators of the file with their nodes; faults are noted."""
    fields = Fields(node, problems)
    found = [(read_calculator(part), part.node) for part in fields.parts("calculators")]
    fields.finish()
    no_double_keys([(entry.key, part) for entry, part in found], problems)
    return found


def read_calculator(fields: Fields) -> CalculatorEntry:
    """Returns the words of one calculator; faults are noted."""
    entry = CalculatorEntry(
        key=fields.key("key"),
        title=fields.text("title", 200),
        english=fields.text("english", 200),
        question=fields.text("question", 300),
        intro=fields.text("intro", 4000),
        facts=_facts(fields),
        sources=fields.texts("sources", KEY, required=False),
        competencies=fields.texts("competencies", COMPETENCY),
        lessons=fields.texts("lessons", KEY, required=False),
        checked_on=fields.day("checked_on") or NO_DAY,
    )
    fields.finish()
    return entry


def _facts(fields: Fields) -> Mapping[str, str]:
    found: dict[str, str] = {}
    given = fields.mapping("facts")
    part = fields.part("facts") or fields  # A number holds a dot, which no path can: its fault is noted by its name.
    for number, node in given.items():
        if not FACT.fullmatch(number):
            part.note(number, "field.form_expected", value=number[:80])
        elif not isinstance(node.value, str) or not node.value.strip():
            part.note(number, "field.text_expected")
        elif len(node.value) > LONGEST_FACT:
            part.note(number, "field.too_long", limit=LONGEST_FACT)
        else:
            found[number] = node.value.strip()
    return found


def calculator_mapping(entry: CalculatorEntry) -> dict[str, Any]:
    """Returns the canonical mapping."""
    mapping: dict[str, Any] = {
        "key": entry.key,
        "title": entry.title,
        "english": entry.english,
        "question": entry.question,
        "intro": Prose(entry.intro),
        "facts": dict(entry.facts),
    }
    for name, keys in (("sources", entry.sources), ("competencies", entry.competencies), ("lessons", entry.lessons)):
        if keys:
            mapping[name] = Flow(keys)
    return mapping | {"checked_on": entry.checked_on}


def write_calculator(entry: CalculatorEntry) -> str:
    """Returns the canonical source of one calculator."""
    return write_yaml(calculator_mapping(entry))


def write_calculators(entries: Sequence[CalculatorEntry], header: str = "") -> str:
    """Returns the canonical file."""
    return write_yaml({"calculators": Spaced([calculator_mapping(entry) for entry in entries])}, header)
