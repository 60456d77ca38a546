"""`toolbox/documents.yml`: read and written; a text holds only what is drawn on paper too."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from course.authoring.formats.fields import COMPETENCY, FACT, Fields, no_double_keys
from course.authoring.formats.problems import Problems
from course.authoring.formats.tools_cards import day_of, some_texts
from course.authoring.formats.yaml_reading import Node
from course.authoring.formats.yaml_writing import Flow, Prose, Spaced, write_yaml
from course.toolbox.formats import DOCUMENT_KINDS, DocumentEntry

LONGEST_TEXT: Final = 12_000
MOST_BEFORE: Final = 6
NOT_DRAWN: Final = re.compile(r"#(?!# \S)\S*|>|```|~~~|!!!|    |\t|!\[|\[\[| *[-*+] +\[[xX]\]| {1,3}(?=[-*+] |\d+\. )")
_CELLS: Final = re.compile(r"(?<!\\)\|")


def read_documents(node: Node, problems: Problems) -> list[tuple[DocumentEntry, Node]]:
    """Returns the documents of the file with their nodes; faults are noted."""
    fields = Fields(node, problems)
    found = [(read_document(part), part.node) for part in fields.parts("documents")]
    fields.finish()
    no_double_keys([(entry.key, part) for entry, part in found], problems)
    return found


def read_document(fields: Fields) -> DocumentEntry:
    """Returns one document; faults are noted, among them what is not drawn on paper and a row of too many cells."""
    entry = DocumentEntry(
        key=fields.key("key"),
        title=fields.text("title", 80),
        kind=fields.choice("kind", DOCUMENT_KINDS),
        purpose=fields.text("purpose", 200),
        before=some_texts(fields, "before", 0, MOST_BEFORE),
        text=fields.text("text", LONGEST_TEXT),
        competencies=fields.texts("competencies", COMPETENCY),
        facts=fields.texts("facts", FACT),
        checked_on=day_of(fields),
    )
    for message_id, params in _faults(entry.text):
        fields.note("text", message_id, **params)
    fields.finish()
    return entry


def _faults(text: str) -> Iterator[tuple[str, dict[str, object]]]:
    expected = 0
    for line in text.split("\n"):
        found = NOT_DRAWN.match(line)
        if found is not None:
            yield "tools.document_mark", {"mark": found[0].strip() or "    "}
        cells = len(_CELLS.findall(line)) - 1 if line.startswith("|") else 0
        if cells and expected and cells != expected:
            yield "tools.document_table", {"cells": cells, "expected": expected}
        expected = (expected or cells) if cells else 0


def document_mapping(entry: DocumentEntry) -> dict[str, Any]:
    """Returns the canonical mapping; what needs no word before it is used says none."""
    mapping: dict[str, Any] = {"key": entry.key, "title": entry.title, "kind": entry.kind, "purpose": entry.purpose}
    if entry.before:
        mapping["before"] = list(entry.before)
    return mapping | {
        "text": Prose(entry.text),
        "competencies": Flow(entry.competencies),
        "facts": Flow(entry.facts),
        "checked_on": entry.checked_on,
    }


def write_document(entry: DocumentEntry) -> str:
    """Returns the canonical source of one document."""
    return write_yaml(document_mapping(entry))


def write_documents(entries: Sequence[DocumentEntry], header: str = "") -> str:
    """Returns the canonical file."""
    return write_yaml({"documents": Spaced([document_mapping(entry) for entry in entries])}, header)
