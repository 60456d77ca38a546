"""`toolbox/letters.yml`: read and written; the fields that a letter declares are those that its text holds."""

import re
from collections.abc import Sequence
from typing import Any, Final

from course.authoring.formats.fields import COMPETENCY, FACT, KEY, Fields, no_double_keys
from course.authoring.formats.problems import Problems
from course.authoring.formats.tools_cards import day_of, some_texts
from course.authoring.formats.yaml_reading import Node
from course.authoring.formats.yaml_writing import Flow, Prose, Spaced, write_yaml
from course.toolbox.formats import LetterEntry, LetterField
from course.toolbox.formats.letters import AUDIENCES, CHANNELS, FIELD_TYPES, TONES, field_names

NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
LONGEST_TEXT: Final = 6_000
EARLIEST: Final = -60
LATEST: Final = 365


def read_letters(node: Node, problems: Problems) -> list[tuple[LetterEntry, Node]]:
    """Returns the letters of the file with their nodes; faults are noted."""
    fields = Fields(node, problems)
    found = [(read_letter(part), part.node) for part in fields.parts("letters")]
    fields.finish()
    no_double_keys([(entry.key, part) for entry, part in found], problems)
    return found


def read_letter(fields: Fields) -> LetterEntry:
    """Returns one letter; faults are noted, a field used but not declared or declared but not used among them."""
    entry = LetterEntry(
        key=fields.key("key"),
        title=fields.text("title", 100),
        tone=fields.choice("tone", TONES),
        audience=fields.choice("audience", AUDIENCES),
        channel=fields.choice("channel", CHANNELS),
        day=fields.whole("day", EARLIEST, LATEST, required=False),
        before=some_texts(fields, "before", 1, 5),
        subject=fields.text("subject", 160),
        text=fields.text("text", LONGEST_TEXT),
        fields=_letter_fields(fields),
        competencies=fields.texts("competencies", COMPETENCY),
        laws=fields.texts("laws", KEY, required=False),
        facts=fields.texts("facts", FACT),
        checked_on=day_of(fields),
    )
    _check_fields(fields, entry)
    fields.finish()
    return entry


def _letter_fields(fields: Fields) -> tuple[LetterField, ...]:
    found: list[LetterField] = []
    for part in fields.parts("fields"):
        field = LetterField(
            name=part.formed("name", NAME, "tools.bad_field_name"),
            label=part.text("label", 80),
            kind=part.choice("type", FIELD_TYPES),
            example=part.text("example", 300),
        )
        part.finish()
        if field.name and field.name in {other.name for other in found}:
            part.note("name", "field.repeated", value=field.name)
        found.append(field)
    return tuple(found)


def _check_fields(fields: Fields, entry: LetterEntry) -> None:
    used, declared = field_names(entry.subject, entry.text), [field.name for field in entry.fields]
    for name in used:
        if name not in declared:
            fields.note("fields", "tools.undeclared_field", word=name)
    for place, name in enumerate(declared):
        if name and name not in used:
            fields.note_at(f"fields[{place}]", "tools.unused_field", word=name)


def letter_mapping(entry: LetterEntry) -> dict[str, Any]:
    """Returns the canonical mapping; what goes on no certain day says none."""
    mapping: dict[str, Any] = {
        "key": entry.key,
        "title": entry.title,
        "tone": entry.tone,
        "audience": entry.audience,
        "channel": entry.channel,
    }
    if entry.day is not None:
        mapping["day"] = entry.day
    mapping |= {"before": list(entry.before), "subject": entry.subject, "text": Prose(entry.text)}
    mapping["fields"] = [
        Flow({"name": field.name, "label": field.label, "type": field.kind, "example": field.example})
        for field in entry.fields
    ]
    mapping["competencies"] = Flow(entry.competencies)
    if entry.laws:
        mapping["laws"] = Flow(entry.laws)
    return mapping | {"facts": Flow(entry.facts), "checked_on": entry.checked_on}


def write_letter(entry: LetterEntry) -> str:
    """Returns the canonical source of one letter."""
    return write_yaml(letter_mapping(entry))


def write_letters(entries: Sequence[LetterEntry], header: str = "") -> str:
    """Returns the canonical file."""
    return write_yaml({"letters": Spaced([letter_mapping(entry) for entry in entries])}, header)
