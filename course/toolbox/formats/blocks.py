"""What a page to take away is made of, before it is drawn as HTML, PDF or DOCX: blocks, lines, pieces of text."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

BOX: Final = "☐"
"""A piece of this text alone is a box to tick by hand; what draws it draws a box, not the sign."""

BLANK_ROW: Final = 8
"""Millimetres of a row of a table in which somebody writes by hand."""
SIGNATURE_ROW: Final = 27.0
"""Millimetres of a row in which somebody signs: one with a cell that begins with « Signature »."""

_ALL_BLANKS: Final = 60
_NARROWEST: Final = 9
_WIDEST: Final = 36
_AROUND: Final = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text. `field` is the name of the field that gave it, `is_open` says that it still waits to be filled,
    `law` is the key of the legal reference that it names."""

    text: str
    strong: bool = False
    field: str = ""
    is_open: bool = False
    law: str = ""


Line = tuple[Piece, ...]
Row = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A `heading`, a `paragraph` (lines one below another), a `list`, a `numbered` list or `checks` (a point a line).

    Letters have also the `recipient` (one of nothing but that field) and a `statement` (cells in turn, two a row),
    other documents a `table` (cells in turn, `columns` a row, the first row its head where `has_head`).
    """

    kind: str
    lines: tuple[Line, ...]
    columns: int = 2
    has_head: bool = False

    @property
    def rows(self) -> tuple[Row, ...]:
        """The cells of a table or a statement, row by row."""
        return tuple(self.lines[start : start + self.columns] for start in range(0, len(self.lines), self.columns))

    @property
    def body(self) -> tuple[Row, ...]:
        """The rows below the head."""
        return self.rows[1:] if self.has_head else self.rows


def said(line: Iterable[Piece]) -> str:
    """Returns the words of a line."""
    return "".join(piece.text for piece in line)


def row_height(row: Row) -> float:
    """Returns how high a row of a table is at least, in millimetres; 0 where its words alone decide."""
    if any(said(cell).startswith("Signature") for cell in row):
        return SIGNATURE_ROW
    return BLANK_ROW if any(not cell for cell in row) else 0


def is_total(row: Row) -> bool:
    """Says whether a row is set as a total: its first cell begins with « Total »."""
    return bool(row) and said(row[0]).startswith("Total")


def is_label(table: Block, row: Row, place: int) -> bool:
    """Says whether a cell names what is to be written beside it: the first of a row with blanks, and without a head
    every other one."""
    is_beside = place == 0 if table.has_head else place % 2 == 0
    return is_beside and bool(row[place]) and not all(row)


def spans(table: Block) -> bool:
    """Says whether the head of a table is one cell over all columns: nothing stands in the others."""
    return table.has_head and table.columns > 1 and bool(table.rows[0][0]) and not any(table.rows[0][1:])


def column_widths(table: Block) -> tuple[float, ...]:
    """Returns the shares of the columns of a table, 1 in all: words take what they need, blanks what is left, and boxes
    beside each other stand at the same distance."""
    columns = list(zip(*table.body, strict=True))
    if table.columns > 2 and all(cell and cell[0].text == BOX for column in columns for cell in column):
        return (1 / table.columns,) * table.columns
    heads = table.rows[0] if table.has_head and not spans(table) else ((),) * table.columns
    blanks = max(sum(not all(column) for column in columns), table.columns // 2)
    wanted = [
        max(_of_words((head, *column)), 0 if all(column) else _ALL_BLANKS / blanks)
        for head, column in zip(heads, columns, strict=True)
    ]
    return tuple(width / sum(wanted) for width in wanted)


def _of_words(cells: Row) -> float:
    longest = max(sum(_AROUND if piece.text == BOX else len(piece.text) for piece in cell) for cell in cells)
    return min(max(longest + _AROUND, _NARROWEST), _WIDEST)
