"""Evaluates the formulas that prove the figures of the content, exactly, and compares figures as a text shows them."""

import calendar
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Final

from quizzes.errors import DateError, FormulaError
from quizzes.numbers import FIRST_YEAR, LAST_YEAR, read_date

LONGEST: Final = 500
DEEPEST: Final = 30
LARGEST: Final = 10**15
DIGITS: Final = 50
MOST_DAYS: Final = 110_000
MOST_MONTHS: Final = 3_600
MOST_DECIMALS: Final = 10

Value = Fraction | date

_TOKEN: Final = re.compile(
    r"[ \t\n]*(?:(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9.]))|(?P<number>[0-9]+(?:\.[0-9]+)?)"
    r"|(?P<name>[a-z_]+)|(?P<sign>[-+*/(),]))"
)
_FIGURE: Final = re.compile(
    r"([-+]?)([0-9]+|[0-9]{1,3}(?: [0-9]{3})+)(?:,([0-9]+))?(?: ?(?:[%‰€$£]|[^\W\d_])[^\d.,\x00-\x1f]*)?"
)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # date, number, name, sign, end
    text: str
    position: int


def evaluate(text: str) -> Decimal | date:
    """Returns what the formula `text` gives: an exact number (a quotient that never ends, to 50 digits) or a day.

    Numbers with a decimal point, `+ - * / ( )`, dates such as 2026-04-30, and the functions `days(from, to)` (the first
    day excluded, the last included), `add_days(day, n)`, `add_months(day, n)` (the last day of a shorter month),
    `end_of_month(day)`, `min(…)`, `max(…)` and `round(x, digits)` (half up, away from zero).
    Bounds: 500 characters, 30 levels, no value beyond 10^15, years 1900 to 2199.
    Raises FormulaError, and nothing else, with the position of what is at fault. Source: content format, « Formulas ».
    """
    if len(text) > LONGEST:
        raise FormulaError("formula.too_long", LONGEST, limit=LONGEST)
    value = _Parser(_tokens(text)).whole()
    if isinstance(value, date):
        return value
    with localcontext(prec=DIGITS):
        return Decimal(value.numerator) / Decimal(value.denominator)


def shown_equals(shown: str, result: Decimal | date) -> bool:
    """Tells whether `shown`, as it stands in a French text, says `result` rounded half up to the decimals shown.

    `shown` is a figure with a decimal comma, groups of three after a space, and a unit of any words behind
    (« 73,81 % », « 1 234,56 € », « 138 jours »), or a date that `read_date` knows (« 11/05/2026 », « 11 mai 2026 »). In
    a text of ours a comma is always decimal, unlike in what learners type. A figure never equals a day.
    Raises FormulaError `formula.unreadable_figure`. Source: content format, « A result is rounded half up ».
    """
    read = _read_shown(shown)
    if isinstance(read, date) or isinstance(result, date):
        return read == result
    number, places = read
    with localcontext(prec=2 * LONGEST):
        return result.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP) == number


def _read_shown(shown: str) -> date | tuple[Decimal, int]:
    """Returns the day that is shown, or the number and how many decimals it has."""
    # Every blank, non-breaking or thin, separates groups alike; the typographic minus counts as the plain one.
    figure = _FIGURE.fullmatch(" ".join(shown.replace("\u2212", "-").split())) if len(shown) <= LONGEST else None
    if figure is not None:
        sign, whole, decimals = figure.groups(default="")
        return Decimal(f"{sign}{whole.replace(' ', '')}.{decimals or 0}"), len(decimals)
    try:
        return read_date(shown)
    except DateError:
        raise FormulaError("formula.unreadable_figure", 0) from None


def _tokens(text: str) -> Sequence[_Token]:
    tokens: list[_Token] = []
    position = 0
    end = len(text.rstrip())
    while position < end:
        found = _TOKEN.match(text, position)
        if found is None:
            raise FormulaError("formula.unexpected", end - len(text[position:end].lstrip()))
        kind = str(found.lastgroup)
        tokens.append(_Token(kind, found[kind], found.start(kind)))
        position = found.end()
    if not tokens:
        raise FormulaError("formula.empty", 0)
    return [*tokens, _Token("end", "", end)]


class _Parser:
    """Recursive descent: a sum of products of signed values; each level of brackets or signs counts as depth."""

    def __init__(self, tokens: Sequence[_Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def whole(self) -> Value:
        value = self._sum()
        if self._next.kind != "end":
            raise FormulaError("formula.unexpected", self._next.position)
        return value

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._next
        self._at += 1
        return token

    def _takes(self, *signs: str) -> _Token | None:
        return self._take() if self._next.kind == "sign" and self._next.text in signs else None

    def _sum(self) -> Value:
        value = self._product()
        while sign := self._takes("+", "-"):
            left, right = _number(value, sign.position), _number(self._product(), sign.position)
            value = _bounded(left + right if sign.text == "+" else left - right, sign.position)
        return value

    def _product(self) -> Value:
        value = self._signed()
        while sign := self._takes("*", "/"):
            left, right = _number(value, sign.position), _number(self._signed(), sign.position)
            if sign.text == "/" and right == 0:
                raise FormulaError("formula.division_by_zero", sign.position)
            value = _bounded(left * right if sign.text == "*" else left / right, sign.position)
        return value

    def _signed(self) -> Value:
        token = self._take()
        self._depth += 1
        if self._depth > DEEPEST:
            raise FormulaError("formula.too_deep", token.position, limit=DEEPEST)
        value = self._signed_value(token)
        self._depth -= 1
        return value

    def _signed_value(self, token: _Token) -> Value:
        match token.kind, token.text:
            case "sign", ("+" | "-") as sign:
                number = _number(self._signed(), token.position)
                return -number if sign == "-" else number
            case "sign", "(":
                value = self._sum()
                self._close()
                return value
            case "number", digits:
                return _bounded(Fraction(digits), token.position)
            case "date", written:
                return _written_day(written, token.position)
            case "name", name:
                return self._call(name, token.position)
        raise _refusal(token)

    def _close(self) -> None:
        if not self._takes(")"):
            raise _refusal(self._next)

    def _call(self, name: str, position: int) -> Value:
        function = _FUNCTIONS.get(name)
        if function is None:
            raise FormulaError("formula.unknown_function", position)
        if not self._takes("("):
            raise _refusal(self._next)
        values = [self._sum()]
        while self._takes(","):
            values.append(self._sum())
        self._close()
        return function(values, position)


def _refusal(token: _Token) -> FormulaError:
    return FormulaError("formula.unfinished" if token.kind == "end" else "formula.unexpected", token.position)


def _bounded(number: Fraction, position: int) -> Fraction:
    if abs(number) > LARGEST:
        raise FormulaError("formula.too_large", position, limit=LARGEST)
    return number


def _number(value: Value, position: int) -> Fraction:
    if isinstance(value, date):
        raise FormulaError("formula.number_expected", position)
    return value


def _day(value: Value, position: int) -> date:
    if not isinstance(value, date):
        raise FormulaError("formula.date_expected", position)
    return value


def _whole(value: Value, lowest: int, highest: int, position: int) -> int:
    number = _number(value, position)
    if number.denominator != 1 or not lowest <= number <= highest:
        raise FormulaError("formula.whole_number_expected", position, lowest=lowest, highest=highest)
    return int(number)


def _checked_day(year: int, month: int, day: int, position: int) -> date:
    try:
        if FIRST_YEAR <= year <= LAST_YEAR:
            return date(year, month, day)
    except ValueError:
        pass
    raise FormulaError("formula.impossible_date", position, first=FIRST_YEAR, last=LAST_YEAR)


def _written_day(written: str, position: int) -> date:
    year, month, day = written.split("-")
    return _checked_day(int(year), int(month), int(day), position)


def _counted(values: Sequence[Value], count: int, position: int) -> Sequence[Value]:
    if len(values) != count:
        raise FormulaError("formula.wrong_count", position, expected=count)
    return values


# --- The functions; each takes the values between its brackets and the position of its name ---------------------------


def _days(values: Sequence[Value], position: int) -> Value:
    first, last = (_day(value, position) for value in _counted(values, 2, position))
    return Fraction((last - first).days)


def _add_days(values: Sequence[Value], position: int) -> Value:
    start, number = _counted(values, 2, position)
    day = _day(start, position) + timedelta(days=_whole(number, -MOST_DAYS, MOST_DAYS, position))
    return _checked_day(day.year, day.month, day.day, position)


def _add_months(values: Sequence[Value], position: int) -> Value:
    start, number = _counted(values, 2, position)
    day = _day(start, position)
    year, month = divmod(day.year * 12 + day.month - 1 + _whole(number, -MOST_MONTHS, MOST_MONTHS, position), 12)
    return _checked_day(year, month + 1, min(day.day, _last_day(year, month + 1)), position)


def _end_of_month(values: Sequence[Value], position: int) -> Value:
    (value,) = _counted(values, 1, position)
    day = _day(value, position)
    return day.replace(day=_last_day(day.year, day.month))


def _last_day(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def _round(values: Sequence[Value], position: int) -> Value:
    value, digits = _counted(values, 2, position)
    number = _number(value, position)
    scale = 10 ** _whole(digits, 0, MOST_DECIMALS, position)
    # Half up as accountants mean it: away from zero, on exact fractions, so that no half is lost before.
    rounded = Fraction(int(abs(number) * scale + Fraction(1, 2)), scale)
    return rounded if number >= 0 else -rounded


def _extreme(choose: Callable[[list[Fraction]], Fraction], choose_day: Callable[[list[date]], date]) -> "_Function":
    def function(values: Sequence[Value], position: int) -> Value:
        days = [value for value in values if isinstance(value, date)]
        numbers = [value for value in values if not isinstance(value, date)]
        if days and numbers:
            raise FormulaError("formula.mixed_values", position)
        return choose_day(days) if days else choose(numbers)

    return function


_Function = Callable[[Sequence[Value], int], Value]
_FUNCTIONS: Final[Mapping[str, _Function]] = {
    "days": _days,
    "add_days": _add_days,
    "add_months": _add_months,
    "end_of_month": _end_of_month,
    "min": _extreme(min, min),
    "max": _extreme(max, max),
    "round": _round,
}
