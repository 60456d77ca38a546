"""`toolbox/kits.yml`: read and written."""

from collections.abc import Sequence
from typing import Any, Final

from course.authoring.formats.fields import COMPETENCY, FACT, Fields, no_double_keys
from course.authoring.formats.problems import Problems
from course.authoring.formats.tools_cards import day_of, some_texts
from course.authoring.formats.yaml_reading import Node
from course.authoring.formats.yaml_writing import Flow, Prose, Spaced, write_yaml
from course.toolbox.formats import KitEntry, KitQuestion

QUESTIONS: Final = 3


def read_kits(node: Node, problems: Problems) -> list[tuple[KitEntry, Node]]:
    """Returns the kits of the file with their nodes; faults are noted."""
    fields = Fields(node, problems)
    found = [(read_kit(part), part.node) for part in fields.parts("kits")]
    fields.finish()
    no_double_keys([(entry.key, part) for entry, part in found], problems)
    return found


def read_kit(fields: Fields) -> KitEntry:
    """Returns one kit; faults are noted, another number than three questions among them."""
    entry = KitEntry(
        key=fields.key("key"),
        title=fields.text("title", 100),
        competency=fields.formed("competency", COMPETENCY, "field.competency_expected"),
        case=fields.text("case", 900),
        questions=_questions(fields),
        sentence=fields.text("sentence", 300),
        run=some_texts(fields, "run", 2, 5),
        facts=fields.texts("facts", FACT),
        checked_on=day_of(fields),
    )
    fields.finish()
    return entry


def _questions(fields: Fields) -> tuple[KitQuestion, ...]:
    parts = fields.parts("questions")
    found = []
    for part in parts:
        found.append(KitQuestion(ask=part.text("ask", 400), answer=part.text("answer", 600)))
        part.finish()
    if parts and len(parts) != QUESTIONS:
        fields.note("questions", "tools.three_questions")
    return tuple(found)


def kit_mapping(entry: KitEntry) -> dict[str, Any]:
    """Returns the canonical mapping."""
    return {
        "key": entry.key,
        "title": entry.title,
        "competency": entry.competency,
        "case": Prose(entry.case),
        "questions": [{"ask": Prose(question.ask), "answer": Prose(question.answer)} for question in entry.questions],
        "sentence": entry.sentence,
        "run": list(entry.run),
        "facts": Flow(entry.facts),
        "checked_on": entry.checked_on,
    }


def write_kit(entry: KitEntry) -> str:
    """Returns the canonical source of one kit."""
    return write_yaml(kit_mapping(entry))


def write_kits(entries: Sequence[KitEntry], header: str = "") -> str:
    """Returns the canonical file."""
    return write_yaml({"kits": Spaced([kit_mapping(entry) for entry in entries])}, header)
