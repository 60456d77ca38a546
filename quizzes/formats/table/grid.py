"""CSV text as records of cells, one after the other, within limits that keep a hostile file from filling the memory."""

import codecs
import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from quizzes.errors import EngineError
from quizzes.formats.table.cells import Point, restored
from quizzes.formats.table.headings import place_of

# A table of 20,000 questions of 400 characters; what is read is held in memory several times over.
MOST_BYTES: Final = 8 * 1024 * 1024
# As many as every other format of ours takes; a bank of more is cut into several files.
MOST_QUESTIONS: Final = 20_000
# Twenty-five lines a question. Blank ones count: each takes its time.
MOST_LINES: Final = 500_000
# All our columns, numbered ones two hundred times, are about 1,800.
MOST_CELLS_OF_RECORD: Final = 20_000
# Excel's own limit of a cell, which is well above the 20,000 characters of the longest text.
MOST_CELL: Final = 32_767
SEPARATORS: Final = ";,\t"
_POINTS: Final[Mapping[str, Point]] = {";": ",", ",": ".", "\t": None}
_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_SEP: Final = re.compile(r"\s*\"?sep=(.)\"?\s*", re.IGNORECASE)
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class RefusedError(EngineError):
    """The file as a whole is refused; `line` counts from 1, 0 for no line in particular."""

    def __init__(self, message_id: str, line: int = 0, **params: object) -> None:
        super().__init__(message_id, **params)
        self.line = line


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of a line that hold something, by position from 0; `broken`: those that hold an error of Excel."""

    line: int
    cells: Mapping[int, str]
    broken: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """The records of a file, its header among them, and the decimal separator that its own separators imply."""

    records: Iterator[Record]
    point: Point = None


def decoded(content: bytes) -> str:
    """Returns the text of a file: UTF-8 with or without mark, UTF-16 with one, else cp1252, in which Excel writes CSV.

    Raises RefusedError `format.encoding` where it is none of these.
    """
    for encoding in ("utf-16",) if content[:2] in _UTF16 else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RefusedError("format.encoding")


def csv_grid(text: str) -> Grid:
    """Returns the records of CSV text whose columns are separated by what names most of our columns at the top.

    Raises RefusedError `table.too_many_lines`.

    The records are read as they are asked for, and raise RefusedError `table.quotation`, `table.too_wide` or
    `table.cell_too_long` with the line. A line « sep=; » at the top, which Excel understands, is obeyed.
    """
    text = text.removeprefix("\ufeff")
    if max(text.count("\n"), text.count("\r")) > MOST_LINES:
        raise RefusedError("table.too_many_lines", limit=MOST_LINES)
    first = _line_at(text, 0)
    told = _SEP.fullmatch(first)
    if told and told[1] in SEPARATORS:
        return Grid(_records(text, len(first), told[1], 1), _POINTS[told[1]])
    header = _line_at(text, len(text) - len(text.lstrip()))
    separator = max(SEPARATORS, key=lambda candidate: _known_columns(header, candidate))
    return Grid(_records(text, 0, separator, 0), _POINTS[separator])


def _line_at(text: str, position: int) -> str:
    found = _LINE.match(text, position)
    return found[0] if found else ""


def _known_columns(line: str, separator: str) -> int:
    if line.count(separator) > MOST_CELLS_OF_RECORD:
        return 0
    try:
        cells = next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return 0
    return sum(place_of(cell) is not None for cell in cells)


def _records(text: str, start: int, separator: str, lines_before: int) -> Iterator[Record]:
    lines = _Lines(text, start, separator, lines_before)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    while True:
        lines.begin_record()
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise RefusedError("table.quotation", lines.first) from None
        cells = {position: restored(cell) for position, cell in enumerate(row) if cell and not cell.isspace()}
        if any(len(cell) > MOST_CELL for cell in cells.values()):
            raise RefusedError("table.cell_too_long", lines.first, limit=MOST_CELL)
        if cells:
            yield Record(lines.first, cells)


class _Lines:
    """Gives the lines of a text one by one, and refuses a record of more separators than any table of ours has."""

    def __init__(self, text: str, start: int, separator: str, lines_before: int) -> None:
        self._text = text
        self._position = start
        self._separator = separator
        self._line = lines_before
        self._separators = 0
        self.first = 0

    def begin_record(self) -> None:
        self.first = self._line + 1
        self._separators = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        found = _LINE.match(self._text, self._position)
        if found is None or found.end() == found.start():
            raise StopIteration
        self._position = found.end()
        self._line += 1
        self._separators += found[0].count(self._separator)
        if self._separators > MOST_CELLS_OF_RECORD:
            raise RefusedError("table.too_wide", self.first, limit=MOST_CELLS_OF_RECORD)
        return found[0]
