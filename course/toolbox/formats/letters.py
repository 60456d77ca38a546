"""Letters and e-mails with declared fields: their few marks read as blocks, their fields filled in as plain text.

A text is made of paragraphs separated by blank lines; `**…**` is strong, a line that begins with `- ` is a point of a
list, a line `| what | how much |` one of a statement, and `{name}` a field. What fills a field is never read as a mark.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from course.toolbox.formats.base import numbered
from course.toolbox.formats.blocks import Block, Line, Piece

FIELD: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")
RECIPIENT: Final = "{destinataire}"
FIELD_TYPES: Final = ("text", "lines", "amount", "day")
TONES: Final = ("service", "cordial", "factual", "firm", "formal", "agreement")
AUDIENCES: Final = ("business", "consumer", "court", "colleague")
CHANNELS: Final = ("email", "letter", "registered")
KEPT: Final = frozenset("\n\u200c\u200d")
DROPPED: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_STRONG: Final = re.compile(r"\*\*(.+?)\*\*")
_ROW: Final = re.compile(r"\|\s*(.+?)\s*\|\s*(.+?)\s*\|\s*")


@dataclass(frozen=True, slots=True)
class LetterField:
    """What is to be filled in: `kind` is one of FIELD_TYPES, `example` what the form proposes in grey."""

    name: str
    label: str
    kind: str
    example: str


@dataclass(frozen=True, slots=True)
class LetterEntry:
    """A letter or an e-mail. `day` is when it goes, in days after the due date (None where no date says it).

    `subject` and `text` hold `{fields}`; `before` says in Markdown what to check before it goes; `laws` are the keys of
    the laws that the text names.
    """

    key: str
    title: str
    tone: str
    audience: str
    channel: str
    day: int | None
    before: tuple[str, ...]
    subject: str
    text: str
    fields: tuple[LetterField, ...]
    competencies: tuple[str, ...]
    laws: tuple[str, ...]
    facts: tuple[str, ...]
    checked_on: date

    def body(self) -> dict[str, Any]:
        """Returns what the file says, as JSON."""
        return {
            "tone": self.tone,
            "audience": self.audience,
            "channel": self.channel,
            "day": self.day,
            "before": len(self.before),
            "subject": self.subject,
            "text": self.text,
            "fields": [[field.name, field.label, field.kind, field.example] for field in self.fields],
            "competencies": list(self.competencies),
            "laws": list(self.laws),
            "facts": list(self.facts),
            "checked_on": self.checked_on.isoformat(),
        }

    def texts(self) -> Mapping[str, str]:
        """Returns the texts in Markdown by their paths; that of the letter itself is none."""
        return numbered("before", self.before)

    def depends_on(self) -> set[tuple[str, str]]:
        """Returns the competencies that it serves and the laws that it names."""
        return {("competency", key) for key in self.competencies} | {("law", key) for key in self.laws}

    def words(self) -> str:
        """Returns what a search finds beside the title and the texts."""
        return f"{self.subject} {FIELD.sub('', self.text)}"


def clean(text: str) -> str:
    """Returns what somebody typed without what no document may hold: control signs but line breaks, signs that turn the
    direction of a text, halves of signs, signs that mean nothing."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    kept = (sign for sign in composed if sign in KEPT or unicodedata.category(sign) not in DROPPED)
    return "".join(kept).strip()


def field_names(*texts: str) -> list[str]:
    """Returns the names of the fields that texts hold, each once, in order."""
    return list(dict.fromkeys(name for text in texts for name in FIELD.findall(text)))


def statements(text: str) -> Iterator[list[str]]:
    """Goes through the statements of a text as the fields of their second column, the last of them the total; one with
    anything else in that column is passed over."""
    for paragraph in re.split(r"\n[ \t]*\n", text):
        rows = [_ROW.fullmatch(line) for line in paragraph.split("\n")]
        cells = [FIELD.fullmatch(row[2].strip("*")) for row in rows if row]
        names = [cell[1] for cell in cells if cell]
        if len(names) == len(cells) > 1:
            yield names


def filled_line(text: str, values: Mapping[str, str], open_words: Mapping[str, str]) -> Line:
    """Returns one line with its fields filled; an empty one shows `open_words`, such as « [Nom du client] »."""
    pieces: list[Piece] = []
    for place, part in enumerate(_STRONG.split(text)):
        pieces.extend(_pieces(part, values, open_words, strong=place % 2 == 1))
    return tuple(pieces)


def _pieces(text: str, values: Mapping[str, str], open_words: Mapping[str, str], *, strong: bool) -> Iterator[Piece]:
    for place, part in enumerate(FIELD.split(text)):
        if place % 2 == 0:
            if part:
                yield Piece(part, strong)
        elif value := clean(values.get(part, "")):
            yield Piece(value, strong, part)
        else:
            yield Piece(open_words.get(part, f"[{part}]"), strong, part, is_open=True)


def filled_blocks(text: str, values: Mapping[str, str], open_words: Mapping[str, str]) -> tuple[Block, ...]:
    """Returns the letter's text as blocks with its fields filled."""
    blocks: list[Block] = []
    for paragraph in re.split(r"\n[ \t]*\n", text.strip("\n")):
        for kind, lines in _grouped(paragraph.split("\n")):
            blocks.append(Block(kind, tuple(filled_line(line, values, open_words) for line in lines)))
    return tuple(blocks)


def _grouped(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Goes through runs of lines of one kind."""
    kind, run = "", list[str]()
    for line in lines:
        found, cells = _read(line)
        if run and found != kind:
            yield kind, run
            run = []
        kind = found
        run += cells
    if run:
        yield kind, run


def _read(line: str) -> tuple[str, list[str]]:
    row = _ROW.fullmatch(line)
    if row:
        return "statement", [row[1], row[2]]
    if line.startswith("- "):
        return "list", [line[2:].strip()]
    if line.strip() == RECIPIENT:
        return "recipient", [RECIPIENT]
    return "paragraph", [line.strip()]
