"""What the toolbox holds in the product's own files, published for tests."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from course.authoring.formats.fields import Fields
from course.authoring.formats.problems import Problems
from course.authoring.formats.references import read_legal
from course.authoring.formats.tools_cards import (
    read_cards,
    read_phrases,
    write_card,
    write_cards,
    write_phrase,
    write_phrases,
)
from course.authoring.formats.tools_documents import read_documents, write_document, write_documents
from course.authoring.formats.tools_kits import read_kits, write_kit, write_kits
from course.authoring.formats.tools_letters import read_letter, read_letters, write_letter, write_letters
from course.authoring.formats.yaml_reading import Node, read_yaml
from course.references.services import save_law
from course.toolbox.formats import LetterEntry
from course.toolbox.services import save_tool

CONTENT = Path(__file__).resolve().parents[2] / "content"
Form = tuple[str, Callable[[Node, Problems], list[tuple[Any, Node]]], Callable[[Any], str], Callable[..., str]]
FILES: dict[str, Form] = {
    "card": ("toolbox/cards.yml", read_cards, write_card, write_cards),
    "phrase": ("toolbox/phrases.yml", read_phrases, write_phrase, write_phrases),
    "letter": ("toolbox/letters.yml", read_letters, write_letter, write_letters),
    "document": ("toolbox/documents.yml", read_documents, write_document, write_documents),
    "kit": ("toolbox/kits.yml", read_kits, write_kit, write_kits),
}


@lru_cache
def entries(kind: str) -> Sequence[tuple[Any, Node]]:
    """Returns the product's entries of a kind with their nodes."""
    path, read, _write, _write_all = FILES[kind]
    problems = Problems(path)
    node = tree(path, problems)
    found = read(node, problems)
    assert list(problems) == []
    return found


def tree(path: str, problems: Problems) -> Node:
    """Returns a content file as a tree."""
    node = read_yaml((CONTENT / path).read_text("utf-8"), problems, comments=[])
    assert node is not None
    return node


def publish(session: Session, kind: str, *keys: str) -> list[int]:
    """Publishes the product's entries of a kind, all or those with these keys, and returns their items."""
    write_one = FILES[kind][2]
    chosen = [entry for entry, _node in entries(kind) if not keys or entry.key in keys]
    return [save_tool(session, kind, entry, write_one(entry)).item_id for entry in chosen]


def publish_laws(session: Session) -> None:
    """Publishes the product's laws."""
    problems = Problems("legal.yml")
    laws, _rates = read_legal(tree("legal.yml", problems), problems)
    for law, _node in laws:
        save_law(session, law, law.key)


def letter(key: str) -> LetterEntry:
    """Returns one of the product's letters."""
    return next(entry for entry, _node in entries("letter") if entry.key == key)


def read_one(text: str, read: Callable[[Fields], Any] = read_letter) -> tuple[Any, list[tuple[int, str]]]:
    """Returns an entry read from YAML, and the faults as (line, message)."""
    problems = Problems("x.yml")
    node = read_yaml(text, problems)
    assert node is not None
    entry = read(Fields(node, problems))
    return entry, [(problem.line, problem.message_id) for problem in problems]
