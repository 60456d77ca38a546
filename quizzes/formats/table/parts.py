"""The XML parts of a workbook, parsed as they are inflated, under one budget of bytes, elements and characters."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from xml.parsers import expat

from quizzes.formats.table.excel_numbers import Kind, kind_of, text_of_number
from quizzes.formats.table.grid import MOST_CELL, Record, RefusedError

Attributes = Mapping[str, str]

# 20,000 questions of seventeen filled cells, or 10,000 of thirty-five. An element takes about a microsecond: what goes
# beyond is refused within two seconds.
MOST_CELLS: Final = 350_000
MOST_SHARED_TEXTS: Final = 300_000
MOST_ELEMENTS: Final = 1_300_000
# Every cell counts, also where many share one stored text: what is read after this goes through all of it.
MOST_CHARACTERS: Final = 16_000_000
MOST_DEPTH: Final = 50
# expat goes through an unfinished token again with every piece that it is fed.
MOST_TOKEN: Final = 1024 * 1024
MOST_COLUMNS: Final = 16_384
MOST_ROW: Final = 1_048_576

_LETTERS: Final = re.compile(r"[A-Z]{1,3}")
_DIGITS: Final = "0123456789"
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Budget:
    """What one workbook may still cost. Each method raises RefusedError `table.unpacks_too_large` when it is spent."""

    def __init__(self, most_bytes: int) -> None:
        self._limit = most_bytes // 1024**2
        self._bytes = most_bytes
        self._elements = MOST_ELEMENTS
        self._characters = self._shared_characters = MOST_CHARACTERS
        self._cells = MOST_CELLS
        self._shared_texts = MOST_SHARED_TEXTS

    def spend_bytes(self, count: int) -> None:
        """Spends inflated bytes."""
        self._bytes -= count
        self._check(self._bytes)

    def spend_elements(self, count: int) -> None:
        """Spends XML elements."""
        self._elements -= count
        self._check(self._elements)

    def spend_shared(self, length: int) -> None:
        """Spends a shared text with its characters."""
        self._shared_texts -= 1
        self._shared_characters -= length
        if self._shared_texts < 0 or self._shared_characters < 0:
            self._check(-1)

    def spend_cell(self, length: int) -> None:
        """Spends a cell with its characters."""
        self._cells -= 1
        self._characters -= length
        if self._cells < 0 or self._characters < 0:
            self._check(-1)

    def _check(self, rest: int) -> None:
        if rest < 0:
            raise RefusedError("table.unpacks_too_large", limit=self._limit)


class Part:
    """A part that is being parsed; classes below say what its elements mean. Names come without their prefix."""

    captured: frozenset[str] = frozenset()

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self._depth = 0
        self._elements = 0
        self._text: list[str] | None = None
        self._length = 0

    def opened(self, name: str, attributes: Attributes) -> None:
        """An element begins."""

    def closed(self, name: str, text: str) -> None:
        """An element ends; `text` is what stands in it if its name is one of `captured`."""

    def parse(self, chunks: Iterable[bytes]) -> Iterator[None]:
        """Parses the part; gives control back after each piece. Raises RefusedError."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        # Only a DTD can declare entities, which grow when they are read.
        parser.StartDoctypeDeclHandler = _refuse
        fed = 0
        try:
            for chunk in chunks:
                parser.Parse(chunk, False)
                self.budget.spend_elements(self._elements)
                self._elements = 0
                fed += len(chunk)
                if fed - parser.CurrentByteIndex > MOST_TOKEN:
                    _refuse()
                yield
            parser.Parse(b"", True)
        except expat.ExpatError:
            _refuse()
        yield

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        self._depth += 1
        if self._depth > MOST_DEPTH:
            _refuse()
        bare = name.rpartition(":")[2] if ":" in name else name
        if bare in self.captured:
            self._text, self._length = [], 0
        self.opened(bare, attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        bare = name.rpartition(":")[2] if ":" in name else name
        text = ""
        if bare in self.captured and self._text is not None:
            text, self._text = "".join(self._text), None
        self.closed(bare, text)

    def _characters(self, text: str) -> None:
        if self._text is None:
            return
        self._length += len(text)
        if self._length > MOST_CELL:
            raise RefusedError("table.cell_too_long", limit=MOST_CELL)
        self._text.append(text)


@dataclass(frozen=True, slots=True)
class Link:
    """A link from one part to another: its id, the end of its type, and the name of the other part."""

    id: str
    type: str
    target: str


class Links(Part):
    """A file of links; those that lead out of the workbook are passed over."""

    def __init__(self, budget: Budget) -> None:
        super().__init__(budget)
        self.links: list[Link] = []

    def opened(self, name: str, attributes: Attributes) -> None:
        """Notes a link."""
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            self.links.append(Link(*(attributes.get(word, "") for word in ("Id", "Type", "Target"))))


class WorkbookParts(Part):
    """The list of sheets: the link of the first one that is not hidden; and the day from which days are counted."""

    def __init__(self, budget: Budget) -> None:
        super().__init__(budget)
        self.first_sheet = ""
        self.counts_from_1904 = False

    def opened(self, name: str, attributes: Attributes) -> None:
        """Notes a sheet, or how days are counted."""
        if name == "workbookPr":
            self.counts_from_1904 = attributes.get("date1904") in {"1", "true"}
        if name == "sheet" and not self.first_sheet and attributes.get("state", "visible") == "visible":
            self.first_sheet = next((value for key, value in attributes.items() if key.endswith(":id")), "")


class Styles(Part):
    """Which styles of cells show a number as a day or as a percentage."""

    def __init__(self, budget: Budget) -> None:
        super().__init__(budget)
        self.kinds: list[Kind] = []
        self._codes: dict[str, str] = {}
        self._is_inside = False

    def opened(self, name: str, attributes: Attributes) -> None:
        """Notes a format of numbers or a style; the formats come first."""
        if name == "numFmt":
            self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._is_inside = True
        elif name == "xf" and self._is_inside:
            number = attributes.get("numFmtId", "0")
            self.kinds.append(kind_of(number, self._codes.get(number, "")))

    def closed(self, name: str, _text: str) -> None:
        """Notes the end of the styles of cells."""
        if name == "cellXfs":
            self._is_inside = False


class _Texts(Part):
    """Texts in one piece or in runs; how Japanese ones are pronounced is left out."""

    captured = frozenset(("t",))

    def __init__(self, budget: Budget) -> None:
        super().__init__(budget)
        self._runs: list[str] = []
        self._is_phonetic = False

    def opened(self, name: str, _attributes: Attributes) -> None:
        """Notes where a text begins."""
        if name in {"si", "is"}:
            self._runs = []
        elif name == "rPh":
            self._is_phonetic = True

    def closed(self, name: str, text: str) -> None:
        """Notes a run."""
        if name == "rPh":
            self._is_phonetic = False
        elif name == "t" and not self._is_phonetic:
            self._runs.append(text)

    def joined(self) -> str:
        """Returns the text of the runs."""
        text = self._runs[0] if len(self._runs) == 1 else "".join(self._runs)
        if len(text) > MOST_CELL:
            raise RefusedError("table.cell_too_long", limit=MOST_CELL)
        return _unescaped(text)


class SharedTexts(_Texts):
    """The texts that cells name by their position."""

    def __init__(self, budget: Budget) -> None:
        super().__init__(budget)
        self.texts: list[str] = []

    def closed(self, name: str, text: str) -> None:
        """Notes a run, or the end of a text."""
        super().closed(name, text)
        if name == "si":
            self.texts.append(self.joined())
            self.budget.spend_shared(len(self.texts[-1]))


class SheetRows(_Texts):
    """The rows of a sheet; `taken` gives those that have been read since it was last asked."""

    captured = frozenset(("t", "v"))

    def __init__(
        self, budget: Budget, texts: Sequence[str], kinds: Sequence[Kind], *, counts_from_1904: bool = False
    ) -> None:
        super().__init__(budget)
        self._shared = texts
        self._kinds = kinds
        self._counts_from_1904 = counts_from_1904
        self._is_inside = False
        self._rows: list[Record] = []
        self._row, self._column = 0, -1
        self._cells: dict[int, str] = {}
        self._broken: list[int] = []
        self._attributes: Attributes = {}
        self._value = ""

    def taken(self) -> list[Record]:
        """Returns the rows that are ready, and forgets them."""
        rows, self._rows = self._rows, []
        return rows

    def opened(self, name: str, attributes: Attributes) -> None:
        """Notes where a row begins: where it says, else after the one before."""
        if name == "row" and self._is_inside:
            self._row = int(attributes.get("r", self._row + 1))
            if not 1 <= self._row <= MOST_ROW:
                _refuse()
            self._column, self._cells, self._broken = -1, {}, []
        elif name == "sheetData":
            self._is_inside = True
        elif name in {"is", "rPh"}:
            super().opened(name, attributes)

    def closed(self, name: str, text: str) -> None:
        """Notes a value, or the end of a row."""
        if name == "v":
            self._value = text
        elif name == "row" and self._is_inside and (self._cells or self._broken):
            self._rows.append(Record(self._row, self._cells, tuple(self._broken)))
        elif name == "sheetData":
            self._is_inside = False
        else:
            super().closed(name, text)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        # There may be a million cells: they are told from all else at once, here and in _end.
        if name.rpartition(":")[2] != "c" or not self._is_inside:
            super()._start(name, attributes)
            return
        self._elements += 1
        self._depth += 1
        if self._depth > MOST_DEPTH:
            _refuse()
        self._column = _column_of(attributes["r"].rstrip(_DIGITS)) if "r" in attributes else self._column + 1
        self._attributes, self._value = attributes, ""

    def _end(self, name: str) -> None:
        if name.rpartition(":")[2] != "c" or not self._is_inside:
            super()._end(name)
            return
        self._depth -= 1
        if self._value or "t" in self._attributes:
            self._note_cell(self._attributes.get("t", "n"))

    def _note_cell(self, kind: str) -> None:
        if kind == "e":
            self._broken.append(self._column)
        text = "" if kind == "e" else self._text_of(kind)
        if text and not text.isspace():
            if self._column >= MOST_COLUMNS:
                raise RefusedError("table.too_wide", self._row, limit=MOST_COLUMNS)
            self.budget.spend_cell(len(text))
            self._cells[self._column] = text

    def _text_of(self, kind: str) -> str:
        if kind == "inlineStr":
            text, self._runs = self.joined(), []
            return text
        if not self._value or kind == "str":
            return _unescaped(self._value)
        if kind == "s":
            position = int(self._value)
            return self._shared[position] if 0 <= position < len(self._shared) else _refuse()
        if kind == "b":
            return "vrai" if self._value in {"1", "true"} else "faux"
        if kind == "d":
            return self._value.removesuffix("T00:00:00")
        style = int(self._attributes.get("s", "0"))
        shown_as: Kind = self._kinds[style] if 0 <= style < len(self._kinds) else "number"
        return text_of_number(self._value, shown_as, counts_from_1904=self._counts_from_1904)


def _refuse(*_: object) -> str:
    raise RefusedError("table.not_workbook")


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


@lru_cache(maxsize=2048)
def _column_of(letters: str) -> int:
    column = 0
    for letter in letters if _LETTERS.fullmatch(letters) else _refuse():
        column = 26 * column + ord(letter) - ord("A") + 1
    return column - 1
