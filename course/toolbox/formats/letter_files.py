"""A letter that is filled in, as a document: DOCX to go on working on, PDF to send, plain text to paste."""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from course.foundation.typesetting import MISSING, shown, typeset
from course.toolbox.formats.letters import Block, LetterEntry, Line, Piece, filled_blocks, filled_line

TEMPLATE: Final = Path(__file__).resolve().parents[1] / "typesetting" / "letter.typ"
LONGEST_NAME: Final = 40
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


def said(line: Iterable[Piece]) -> str:
    """Returns the words of a line."""
    return "".join(piece.text for piece in line)


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
        return "\n".join(f"{what}\u00a0: {much}" for what, much in _rows(lines))
    return "\n".join(lines)


def _rows(cells: list[Any]) -> Iterator[tuple[Any, Any]]:
    yield from zip(cells[::2], cells[1::2], strict=True)


# --- PDF ----------------------------------------------------------------------------------------------------------


def letter_pdf(letter: LetterDocument, at: datetime) -> bytes:
    """Returns the letter as PDF/UA-1, the same bytes for the same letter and instant; texts come as data alone."""
    sheet = {
        "title": _printed(letter.title) or MISSING,
        "author": _printed(letter.author),
        "subject": [_piece(piece) for piece in letter.subject] if letter.is_email else [],
        "blocks": [
            {"kind": block.kind, "lines": [[_piece(piece) for piece in line] for line in block.lines]}
            for block in letter.blocks
        ],
    }
    return typeset(TEMPLATE, {"letter": json.dumps(sheet)}, at)


def _piece(piece: Piece) -> dict[str, Any]:
    lines = [shown(line) for line in piece.text.split("\n")]
    return {"lines": lines, "strong": piece.strong, "open": piece.is_open}


def _printed(text: str) -> str:
    return shown(text).strip()
