"""Reads what a calculator was given, as French people type numbers and dates, and says what was read or why not."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from course.toolbox.forms.fields import TODAY, Field, Rows
from course.web.i18n import gettext as _
from course.web.i18n import language
from course.web.messages import sentence
from quizzes.errors import DateError, EngineError, NumberError, ReceivablesError
from quizzes.numbers import format_date, format_number, read_date, read_number
from quizzes.rounding import rounded

LARGEST_AMOUNT: Final = 10**10
HIGHEST_RATE: Final = 100
LONGEST_TYPED: Final = 100
_EIGHT_DIGITS: Final = re.compile(r"([0-9]{2}) ?([0-9]{2}) ?([0-9]{4})")
RATE_DECIMALS: Final = 4

Value = Decimal | int | date | str | None


@dataclass(slots=True)
class Entry:
    """A field as it was filled in: the text, what we read in it (`shown`) or why it cannot be used."""

    field: Field
    name: str
    typed: str
    value: Value = None
    shown: str = ""
    error: str = ""

    @property
    def is_changed(self) -> bool:
        """Whether it holds something else than it begins with, be it wrong."""
        first = self.field.choices[0][0] if self.field.kind == "choice" else self.field.default
        return bool(self.error) or self.typed != first

    @property
    def said(self) -> str:
        """« Nous lisons : 557,58 € », nothing for a choice and where nothing was read."""
        is_read = self.shown and self.field.kind != "choice"
        return _("Nous lisons : %(value)s", value=self.shown) if is_read else ""


class Reading:
    """A page's fields as the address fills them in; `is_sent` once any of them stands in the address."""

    def __init__(self, fields: Iterable[Field], rows: Rows | None, address: Mapping[str, str], today: date) -> None:
        """Reads the address; what cannot be read is noted beside its field."""
        self._today = today
        fields = tuple(fields)
        names = {field.name for field in fields} | _row_names(rows)
        self.is_sent = any(name in address for name in names)
        self.entries = {field.name: self._read(field, field.name, address) for field in fields}
        self.rows: list[dict[str, Entry]] = []
        if rows is not None:
            self._read_rows(rows, address)

    def _read(self, field: Field, name: str, address: Mapping[str, str]) -> Entry:
        default = f"{self._today:%d/%m/%Y}" if field.default == TODAY else field.default
        if field.kind == "choice":
            default = default or field.choices[0][0]
        entry = Entry(field, name, address.get(name, default)[:LONGEST_TYPED].strip())
        if not self.is_sent:
            return entry
        if entry.typed or field.is_required:
            _FILLS.get(field.kind, _fill_number)(entry)
        return entry

    def _read_rows(self, rows: Rows, address: Mapping[str, str]) -> None:
        for place in range(1, rows.most + 1):
            names = {field.name: rows.field_name(place, field.name) for field in rows.fields}
            asked = [field for field in rows.fields if field.kind != "choice"]
            if any(address.get(names[field.name], "").strip() for field in asked):
                self.rows.append({field.name: self._read(field, names[field.name], address) for field in rows.fields})

    def empty_rows(self, rows: Rows, least: int) -> list[dict[str, Entry]]:
        """Returns the lines to show below those that are filled in: one, or as many as make `least` in all."""
        used = {entry.name for row in self.rows for entry in row.values()}
        first = rows.fields[0].name
        free = [place for place in range(1, rows.most + 1) if rows.field_name(place, first) not in used]
        return [
            {field.name: Entry(field, rows.field_name(place, field.name), field.default) for field in rows.fields}
            for place in free[: max(1, least - len(self.rows))]
        ]

    def filled_rows(self) -> Iterator[dict[str, Entry]]:
        """Goes through the lines that are filled in and could be read."""
        yield from (row for row in self.rows if not any(entry.error for entry in row.values()))

    @property
    def all_entries(self) -> list[Entry]:
        """Every field with those of the lines, in the order of the page."""
        return [*self.entries.values(), *(entry for row in self.rows for entry in row.values())]

    @property
    def is_good(self) -> bool:
        """Whether it was sent and everything could be read."""
        return self.is_sent and not any(entry.error for entry in self.all_entries)

    def address(self) -> dict[str, str]:
        """Returns what the address of this reckoning holds: the fields that are filled in."""
        return {entry.name: entry.typed for entry in self.all_entries if entry.typed}

    def given(self) -> list[tuple[str, str]]:
        """Returns what was filled in as (name, how we read it); the fields of a line stand together."""
        lines = [(entry,) for entry in self.entries.values()] + [tuple(row.values()) for row in self.rows]
        return [_given(used) for line in lines if (used := [entry for entry in line if entry.value is not None])]

    # --- What was read; the page asks only where `is_good` ------------------------------------------------------------

    def money(self, name: str) -> Decimal:
        """Returns an amount in euros, or a rate in per cent."""
        return _decimal(self.entries[name])

    def money_or_none(self, name: str) -> Decimal | None:
        """Returns an amount, None where the field is empty."""
        return None if self.entries[name].value is None else self.money(name)

    def count(self, name: str) -> int:
        """Returns a whole number, 0 where the field is empty."""
        return int(self.money(name)) if self.entries[name].value is not None else 0

    def day(self, name: str) -> date:
        """Returns a day."""
        return _date(self.entries[name])

    def day_or_none(self, name: str) -> date | None:
        """Returns a day, None where the field is empty."""
        return None if self.entries[name].value is None else self.day(name)

    def choice(self, name: str) -> str:
        """Returns the choice that was made."""
        return str(self.entries[name].value)

    # --- Faults -------------------------------------------------------------------------------------------------------

    def fail(self, name: str, message_id: str, params: Mapping[str, object] | None = None) -> None:
        """Notes a fault beside a field."""
        entry = next((entry for entry in self.all_entries if entry.name == name), None)
        (entry or next(iter(self.entries.values()))).error = sentence(message_id, params)

    def fail_with(self, error: ReceivablesError, fields: Mapping[str, str]) -> None:
        """Notes what the arithmetic refused beside the field that its argument came from."""
        self.fail(fields.get(error.field, error.field), error.message_id, error.params)


def _given(used: list[Entry]) -> tuple[str, str]:
    if len(used) == 1:
        return _(used[0].field.label), used[0].shown
    return used[0].shown, ", ".join(entry.shown for entry in used[1:])


def row_decimal(row: Mapping[str, Entry], name: str) -> Decimal:
    """Returns an amount of a line."""
    return _decimal(row[name])


def row_day(row: Mapping[str, Entry], name: str) -> date:
    """Returns a day of a line."""
    return _date(row[name])


def _row_names(rows: Rows | None) -> set[str]:
    if rows is None:
        return set()
    return {rows.field_name(place, field.name) for place in range(1, rows.most + 1) for field in rows.fields}


def _decimal(entry: Entry) -> Decimal:
    assert isinstance(entry.value, Decimal)
    return entry.value


def _date(entry: Entry) -> date:
    assert isinstance(entry.value, date)
    return entry.value


def _fill_choice(entry: Entry) -> None:
    labels = dict(entry.field.choices)
    if entry.typed not in labels:
        entry.error = sentence("receivables.unknown_choice")
        return
    entry.value = entry.typed
    entry.shown = _(labels[entry.typed])


def _fill_day(entry: Entry) -> None:
    digits = _EIGHT_DIGITS.fullmatch(entry.typed)  # the keyboards of digits that phones show have no slash
    try:
        day = read_date("/".join(digits.groups()) if digits else entry.typed)
    except DateError as error:
        entry.error = _said(error)
        return
    entry.value = day
    entry.shown = format_date(day, _tongue())


def _fill_number(entry: Entry) -> None:
    try:
        number = read_number(entry.typed)
    except NumberError as error:
        entry.error = _said(error)
        return
    entry.value = number
    entry.shown = _written(number, entry.field)
    entry.error = _fault(number, entry.field)


def _written(number: Decimal, field: Field) -> str:
    if field.kind == "money":
        is_cents = int(number.as_tuple().exponent) >= -2
        shown = rounded(Fraction(number), 2) if is_cents else number
        return format_number(shown, "€", _tongue())
    return format_number(number, "%" if field.kind == "rate" else None, _tongue())


def _fault(number: Decimal, field: Field) -> str:
    decimals = -int(number.as_tuple().exponent)
    if number < 0:
        return sentence("receivables.negative")
    if field.kind == "count":
        is_count = decimals <= 0 and field.lowest <= number <= field.highest
        bounds = {"lowest": field.lowest, "highest": field.highest}
        return "" if is_count else sentence("toolbox.whole_expected", bounds)
    if field.kind == "rate":
        is_rate = number <= HIGHEST_RATE and decimals <= RATE_DECIMALS
        return "" if is_rate else sentence("toolbox.rate_expected", {"highest": HIGHEST_RATE})
    return _money_fault(number, decimals, field)


def _money_fault(number: Decimal, decimals: int, field: Field) -> str:
    if decimals > 2:
        return sentence("receivables.not_cents")
    if number > LARGEST_AMOUNT:
        return sentence("toolbox.too_much")
    return sentence("receivables.zero") if number == 0 and not field.may_be_zero else ""


_FILLS: Final = {"choice": _fill_choice, "day": _fill_day}  # read the text into `value`, or say what is wrong with it


def _said(error: EngineError) -> str:
    return sentence(error.message_id, error.params)


def _tongue() -> Any:
    return language()
