"""Reads the fields of a mapping one by one; what is missing, unknown or of a wrong type is named by its path."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeVar, cast

from quizzes.answers import Score, Text, TextFormat
from quizzes.errors import QuestionError

Part = TypeVar("Part")
Value = TypeVar("Value")

_DECIMAL: Final = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?")
_FRACTION: Final = re.compile(r"-?[0-9]{1,21}/[1-9][0-9]{0,20}")


class Fields:
    """The fields of one mapping. Every method raises QuestionError at the field that it reads.

    A field that is there must have a value: an empty one is far more often forgotten than meant.
    """

    def __init__(self, mapping: object) -> None:
        if not isinstance(mapping, Mapping):
            raise QuestionError("", "question.wrong_type", expected="a mapping of fields")
        self._mapping: Mapping[object, object] = mapping
        self._known: set[object] = set()

    def has(self, name: str) -> bool:
        """Tells whether the field is there, and makes it known."""
        self._known.add(name)
        return name in self._mapping

    def required(self, name: str) -> object:
        """Returns the value of a field that must be there."""
        if not self.has(name):
            raise QuestionError(name, "question.missing")
        return self._mapping[name]

    def maybe(self, name: str, read: Callable[[str], Value]) -> Value | None:
        """Returns what `read` makes of the field, None if it is absent."""
        return read(name) if self.has(name) else None

    def string(self, name: str) -> str:
        """Returns a string."""
        value = self.required(name)
        if not isinstance(value, str):
            raise QuestionError(name, "question.wrong_type", expected="a text")
        return value

    def whole(self, name: str) -> int:
        """Returns a whole number."""
        value = self.required(name)
        if isinstance(value, bool) or not isinstance(value, int):
            raise QuestionError(name, "question.wrong_type", expected="a whole number")
        return value

    def truth(self, name: str) -> bool:
        """Returns true or false."""
        value = self.required(name)
        if not isinstance(value, bool):
            raise QuestionError(name, "question.wrong_type", expected="true or false")
        return value

    def decimal(self, name: str) -> Decimal:
        """Returns a decimal number that stands between quotes, so that no reader makes a binary float of it."""
        value = self.required(name)
        if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
            raise QuestionError(name, "question.wrong_type", expected='a number in quotes such as "565.32"')
        return Decimal(value)

    def day(self, name: str) -> date:
        """Returns a day, given as a native date or as `2026-05-11`; the answer itself refuses a time of day."""
        value = self.required(name)
        if isinstance(value, date):
            return value
        try:
            # An accepted form that the canonical writing never takes would break import → export.
            if isinstance(value, str) and date.fromisoformat(value).isoformat() == value:
                return date.fromisoformat(value)
        except ValueError:
            pass
        raise QuestionError(name, "question.wrong_type", expected="a date such as 2026-05-11")

    def score(self, name: str) -> Score:
        """Returns a score: a number, or an exact fraction in quotes such as "1/3"."""
        value = self.required(name)
        if isinstance(value, str) and _FRACTION.fullmatch(value):
            return Fraction(value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise QuestionError(name, "question.wrong_type", expected='a number, or a fraction in quotes such as "1/3"')
        return value

    def text(self, name: str) -> Text:
        """Returns a text: a string of Markdown, or a mapping of `format` and `source` for another format."""
        value = self.required(name)
        if not isinstance(value, str | Mapping):
            raise QuestionError(name, "question.wrong_type", expected="a text")
        try:
            return Text(value) if isinstance(value, str) else _formatted_text(Fields(value))
        except QuestionError as error:
            # Of a plain string there is no inner field to name.
            inner = "" if isinstance(value, str) else error.field
            raise QuestionError(inner, error.message_id, **error.params).inside(name) from None

    def strings(self, name: str) -> tuple[str, ...]:
        """Returns a list of strings as a tuple."""
        values = self._list(name)
        for position, value in enumerate(values):
            if not isinstance(value, str):
                raise QuestionError(f"{name}[{position}]", "question.wrong_type", expected="a text")
        return tuple(str(value) for value in values)

    def parts(self, name: str, read: Callable[["Fields"], Part]) -> tuple[Part, ...]:
        """Returns what `read` makes of each mapping of a list; a path inside gets `name[position]` before it."""
        return tuple(self._part(f"{name}[{position}]", value, read) for position, value in enumerate(self._list(name)))

    def part(self, name: str, read: Callable[["Fields"], Part]) -> Part:
        """Returns what `read` makes of a mapping; a path inside gets `name` before it."""
        return self._part(name, self.required(name), read)

    def finish(self) -> None:
        """Checks that no field is left that nobody asked for."""
        for name in self._mapping:
            if name not in self._known:
                raise QuestionError(str(name)[:80], "question.unknown")

    def _list(self, name: str) -> list[object]:
        value = self.required(name)
        if not isinstance(value, list | tuple):
            raise QuestionError(name, "question.wrong_type", expected="a list")
        return list(value)

    @staticmethod
    def _part(path: str, value: object, read: Callable[["Fields"], Part]) -> Part:
        try:
            fields = Fields(value)
            part = read(fields)
            fields.finish()
        except QuestionError as error:
            raise error.inside(path) from None
        return part


def _formatted_text(fields: Fields) -> Text:
    # Text itself checks that the word is one of the formats.
    text = Text(fields.string("source"), cast("TextFormat", fields.string("format")))
    fields.finish()
    return text
