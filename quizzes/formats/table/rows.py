"""One line of a table, column by column: what is read is ticked off, and every refusal names its column."""

import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import TracebackType
from typing import Final, TypeVar

from quizzes.answers import Text, TextFormat
from quizzes.errors import EngineError, EntryError, QuestionError
from quizzes.formats.table.cells import (
    Point,
    Words,
    read_day,
    read_decimal,
    read_list,
    read_mark,
    read_points,
    read_text,
    read_truth,
    read_whole,
    shown,
)
from quizzes.formats.table.headings import BY_FIELD, Place, title_of

Value = TypeVar("Value")

# The field at fault of a part of a question, and the column in which it stands.
_PART_FIELDS: Final[Mapping[str, str]] = {
    "text": "answer",
    "value": "answer",
    "prompt": "answer",
    "name": "answer",
    "score": "score",
    "feedback": "feedback",
    "answer": "match",
    "levels": "match",
    "label": "match",
    "points": "match",
    "tolerance": "tolerance",
    "tolerance_kind": "tolerance",
    "tolerance_days": "tolerance",
    "compute": "compute",
}
_PARTS: Final = frozenset(("options", "answers", "pairs", "items", "rubric"))
_PATH: Final = re.compile(r"([a-z_]+)(?:\[([0-9]+)\])?")
# These say in English what is expected; the column says it better.
_SAID_BY_COLUMN: Final = frozenset(("question.wrong_value", "question.wrong_type", "question.unknown"))


class CellError(EngineError):
    """A cell cannot be read, or the question that it belongs to cannot be made; `place` is its column."""

    def __init__(self, place: Place, message_id: str, **params: object) -> None:
        super().__init__(message_id, **params)
        self.place = place


class Row:
    """The cells of one question. Every method raises CellError with the column at fault; a blank cell is None."""

    def __init__(self, line: int, cells: Mapping[Place, str], point: Point) -> None:
        self.line = line
        self.point = point
        self.text_format: TextFormat = "markdown"
        self._cells = cells
        self._read: set[Place] = set()

    def raw(self, field: str, number: int = 0) -> str | None:
        """Returns the cell as it is, blanks at its ends included."""
        self._read.add((field, number))
        return self._cells.get((field, number))

    def word(self, field: str, number: int = 0) -> str | None:
        """Returns the cell without the blanks around it."""
        cell = self.raw(field, number)
        return None if cell is None else cell.strip()

    def required(self, field: str, number: int = 0) -> str:
        """Returns a cell that must hold something."""
        cell = self.raw(field, number)
        if cell is None:
            raise CellError((field, number), "question.missing")
        return cell

    def parsed(self, field: str, read: Callable[[str], Value], number: int = 0) -> Value | None:
        """Returns what `read` makes of the cell."""
        cell = self.raw(field, number)
        if cell is None:
            return None
        with self.at(field, number):
            return read(cell)

    def text(self, field: str, number: int = 0) -> Text | None:
        """Returns a text in the format of the line."""
        return self.parsed(field, lambda cell: read_text(cell, self.text_format), number)

    def truth(self, field: str, *, default: bool) -> bool:
        """Returns whether the cell says yes."""
        said = self.parsed(field, read_truth)
        return default if said is None else said

    def whole(self, field: str, default: Value, number: int = 0) -> int | Value:
        """Returns a whole number."""
        said = self.parsed(field, read_whole, number)
        return default if said is None else said

    def points(self, field: str, default: Fraction) -> Fraction:
        """Returns a number of points."""
        said = self.parsed(field, lambda cell: read_points(cell, self.point))
        return default if said is None else said

    def decimal(self, field: str, number: int, unit: str | None = None) -> Decimal | None:
        """Returns a number, `unit` or nothing behind it."""
        return self.parsed(field, lambda cell: read_decimal(cell, self.point, unit), number)

    def day(self, field: str, number: int) -> date | None:
        """Returns a day."""
        return self.parsed(field, read_day, number)

    def mark(self, number: int) -> Fraction | bool | None:
        """Returns the score of an answer: True for « x », False for « faux » and the like."""
        return self.parsed("score", read_mark, number)

    def items(self, field: str, number: int = 0) -> tuple[str, ...]:
        """Returns the items of a list, none for a blank cell."""
        return self.parsed(field, read_list, number) or ()

    def chosen(self, field: str, words: Words[Value], default: Value) -> Value:
        """Returns what the word in the cell stands for."""
        said = self.parsed(field, words.read)
        return default if said is None else said

    def numbers(self, *fields: str) -> tuple[int, ...]:
        """Returns the numbers of the columns of these fields that hold something, in order."""
        return tuple(sorted({number for field, number in self._cells if field in fields}))

    def at(self, field: str, number: int = 0) -> AbstractContextManager[None]:
        """Gives every refusal inside the column `field`, or the one of the same number that holds what is at fault."""
        return _At(self, field, number)

    def unread(self) -> tuple[Place, ...]:
        """Returns the columns that hold something which nobody asked for."""
        return tuple(place for place in self._cells if place not in self._read)

    def error_of(self, error: QuestionError, numbers: tuple[int, ...]) -> CellError:
        """Returns the same refusal with the column of the field at fault; `numbers` are those of the parts in order."""
        found = _PATH.match(error.field)
        field, position = (found[1], int(found[2] or 0)) if found else ("type", 0)
        if field in _PARTS:
            return self.cell_error(("answer", numbers[position] if position < len(numbers) else 1), error)
        if field == "distractors":
            return self.cell_error(("match", numbers[-1] if numbers else 1), error)
        heading = BY_FIELD.get(field if field != "hints" else "hint", BY_FIELD["type"])
        return self.cell_error((heading.field, 1 if heading.is_numbered else 0), error)

    def cell_error(self, place: Place, error: EngineError) -> CellError:
        """Returns the refusal with its column, in words that both languages have."""
        if error.message_id in _SAID_BY_COLUMN:
            value = shown(self._cells.get(place, ""))
            return CellError(place, "table.bad_value", value=value, column=title_of(place))
        return CellError(place, error.message_id, **error.params)


class _At(AbstractContextManager[None]):
    def __init__(self, row: Row, field: str, number: int) -> None:
        self._row = row
        self._place = (field, number)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, EntryError):
            raise self._row.cell_error(self._place, error) from None
        if isinstance(error, QuestionError):
            field, number = self._place
            found = _PATH.match(error.field)
            inner = _PART_FIELDS.get(found[1], field) if found and number and field == "answer" else field
            raise self._row.cell_error((inner, number), error) from None
