"""A letter that is filled in, as a document: PDF to send, plain text to paste, Markdown to keep."""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from course.foundation.typesetting import MISSING, typeset
from course.toolbox.formats.blocks import Block, Line, said
from course.toolbox.formats.letters import LetterEntry, filled_blocks, filled_line
from course.toolbox.formats.printing import printed_block, printed_line, printed_text

TEMPLATE: Final = Path(__file__).resolve().parents[1] / "typesetting" / "letter.typ"
LONGEST_NAME: Final = 40
_MARKS: Final = re.compile(r"[\\`*_\[\]|~>]|&(?=#?\w+;)")
_BEGINNING: Final = re.compile(r"^(\s*\d*)([-+#=.)])(?=[\s#=-]|$)")
_WORDS: Final = re.compile(r"\S(?:.*\S)?")
NAMED_BY: Final = ("client", "destinataire", "facture", "interlocuteur")


@dataclass(frozen=True, slots=True)
class LetterDocument:
    """A letter as it goes: its subject and blocks with the fields filled. An e-mail says its subject on top, a letter
    in its text."""

    subject: Line
    blocks: tuple[Block, ...]
    is_email: bool
    author: str

    @property
    def title(self) -> str:
        """The subject as one line of text."""
        return " ".join(said(self.subject).split())


def document_of(
    entry: LetterEntry | Mapping[str, Any], values: Mapping[str, str], open_words: Mapping[str, str]
) -> LetterDocument:
    """Returns the letter with its fields filled; `open_words` stand where a field is empty."""
    body = entry.body() if isinstance(entry, LetterEntry) else entry
    return LetterDocument(
        subject=filled_line(str(body["subject"]), values, open_words),
        blocks=filled_blocks(str(body["text"]), values, open_words),
        is_email=body["channel"] == "email",
        author=values.get("societe", ""),
    )


def file_stem(key: str, values: Mapping[str, str], day: date) -> str:
    """Returns « mise-en-demeure-mecalor-sas-2026-11-30 »: what it is, for whom, of which day; ASCII alone."""
    whom = next((values[name] for name in NAMED_BY if values.get(name, "").strip()), "").strip()
    first = whom.split("\n")[0]
    plain = unicodedata.normalize("NFKD", first).encode("ascii", "ignore").decode("ascii").lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST_NAME].strip("-")
    return "-".join(part for part in (key, slug, day.isoformat()) if part)


# --- plain text ------------------------------------------------------------------------------------------------------


def letter_text(letter: LetterDocument) -> str:
    """Returns the letter as plain text, blocks apart by a blank line."""
    parts = [f"Objet\u00a0: {letter.title}"] if letter.is_email else []
    return "\n\n".join([*parts, *map(_block_text, letter.blocks)]) + "\n"


def _block_text(block: Block) -> str:
    lines = [said(line) for line in block.lines]
    if block.kind == "list":
        return "\n".join(f"- {line}" for line in lines)
    if block.kind == "statement":
        return "\n".join(f"{said(what)}\u00a0: {said(much)}" for what, much in block.rows)
    return "\n".join(lines)


# --- Markdown --------------------------------------------------------------------------------------------------------


def letter_markdown(letter: LetterDocument) -> str:
    """Returns the letter as Markdown; what was typed is never a mark of it."""
    parts = [f"**Objet\u00a0:** {_marked_line(letter.subject)}"] if letter.is_email else []
    return "\n\n".join([*parts, *map(_marked_block, letter.blocks)]) + "\n"


def _marked_block(block: Block) -> str:
    if block.kind == "list":
        return "\n".join(f"- {_marked_line(line)}" for line in block.lines)
    if block.kind == "statement":
        rows = [f"| {_marked_line(what)} | {_marked_line(much)} |" for what, much in block.rows]
        return "\n".join(["| | |", "|---|---:|", *rows])
    return "  \n".join(_marked_line(line, "  \n") for line in block.lines)


def _marked_line(line: Line, line_break: str = " ") -> str:
    whole = ""
    for is_strong, pieces in groupby(line, key=lambda piece: piece.strong):
        escaped = _MARKS.sub(r"\\\g<0>", said(pieces)).replace("<", "&lt;")
        whole += _WORDS.sub(r"**\g<0>**", escaped) if is_strong else escaped
    return line_break.join(_BEGINNING.sub(r"\1\\\2", text) for text in whole.split("\n"))


# --- PDF ----------------------------------------------------------------------------------------------------------


def letter_pdf(letter: LetterDocument, at: datetime) -> bytes:
    """Returns the letter as PDF/UA-1, the same bytes for the same letter and instant; texts come as data alone."""
    sheet = {
        "title": printed_text(letter.title) or MISSING,
        "author": printed_text(letter.author),
        "subject": printed_line(letter.subject) if letter.is_email else [],
        "blocks": [printed_block(block) for block in letter.blocks],
    }
    return typeset(TEMPLATE, {"letter": json.dumps(sheet)}, at)
