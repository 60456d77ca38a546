"""The values of formulas, their bounds, and the functions that a formula may call; `formulas` reads the text."""

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from quizzes.days import add_months, last_day_of_month, working_day
from quizzes.errors import FormulaError
from quizzes.numbers import FIRST_YEAR, LAST_YEAR
from quizzes.rounding import half_up

LARGEST: Final = 10**15
DIGITS: Final = 50
ROOT_DECIMALS: Final = 60  # more than DIGITS, so that rounding to DIGITS afterwards cannot go wrong
MOST_BITS: Final = 16_384  # of a denominator: more than 500 characters can say without `pow`
MOST_DAYS: Final = 110_000
MOST_MONTHS: Final = 3_600
MOST_DECIMALS: Final = 10
HIGHEST_POWER: Final = 20

Value = Fraction | date
Function = Callable[[Sequence[Value], int], Value]

COMPARISONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


def bounded(number: Fraction, position: int) -> Fraction:
    """Returns `number`; raises FormulaError beyond 10^15 (`formula.too_large`) or where its exact value would take too
    long to reckon with (`formula.too_many_digits`).
    """
    below = number.denominator
    if abs(number.numerator) > LARGEST * below:  # in whole numbers: every step of every formula comes by
        raise FormulaError("formula.too_large", position, limit=LARGEST)
    if below.bit_length() > MOST_BITS:
        raise FormulaError("formula.too_many_digits", position)
    return number


def number_of(value: Value, position: int) -> Fraction:
    """Returns `value`, a number; raises FormulaError `formula.number_expected` for a day."""
    if isinstance(value, date):
        raise FormulaError("formula.number_expected", position)
    return value


def checked_day(year: int, month: int, day: int, position: int) -> date:
    """Returns this day of the years 1900 to 2199; raises FormulaError `formula.impossible_date`."""
    try:
        if FIRST_YEAR <= year <= LAST_YEAR:
            return date(year, month, day)
    except ValueError:
        pass
    raise FormulaError("formula.impossible_date", position, first=FIRST_YEAR, last=LAST_YEAR)


def given(value: Decimal | Fraction | date, position: int) -> Value:
    """Returns the value that a caller gives to a name, within the bounds of formulas; a moment gives its day.

    Raises FormulaError `formula.too_large` (also for nan and infinities), `formula.too_many_digits`,
    `formula.impossible_date`.
    """
    if isinstance(value, Fraction):
        return bounded(value, position)
    if isinstance(value, date):
        return checked_day(value.year, value.month, value.day, position)
    if isinstance(value, Decimal):
        # Looked at before it becomes a fraction, which would write out every zero of 1E+999999 or 1E-999999.
        if not value.is_finite() or abs(value) > LARGEST:
            raise FormulaError("formula.too_large", position, limit=LARGEST)
        if int(value.as_tuple().exponent) < -MOST_BITS // 4:
            raise FormulaError("formula.too_many_digits", position)
    return bounded(Fraction(value), position)


def _day(value: Value, position: int) -> date:
    if not isinstance(value, date):
        raise FormulaError("formula.date_expected", position)
    return value


def _whole(value: Value, lowest: int, highest: int, position: int) -> int:
    number = number_of(value, position)
    if number.denominator != 1 or not lowest <= number <= highest:
        raise FormulaError("formula.whole_number_expected", position, lowest=lowest, highest=highest)
    return int(number)


def _counted(values: Sequence[Value], count: int, position: int) -> Sequence[Value]:
    if len(values) != count:
        raise FormulaError("formula.wrong_count", position, expected=count)
    return values


def _bounded_day(day: date, position: int) -> date:
    return checked_day(day.year, day.month, day.day, position)


# --- The functions; each takes the values between its brackets and the position of its name ---------------------------


def _days(values: Sequence[Value], position: int) -> Value:
    first, last = (_day(value, position) for value in _counted(values, 2, position))
    return Fraction((last - first).days)


def _add_days(values: Sequence[Value], position: int) -> Value:
    start, number = _counted(values, 2, position)
    days = timedelta(days=_whole(number, -MOST_DAYS, MOST_DAYS, position))
    return _bounded_day(_day(start, position) + days, position)


def _add_months(values: Sequence[Value], position: int) -> Value:
    start, number = _counted(values, 2, position)
    months = _whole(number, -MOST_MONTHS, MOST_MONTHS, position)
    return _bounded_day(add_months(_day(start, position), months), position)


def _of_day(give: Callable[[date], date | int]) -> Function:
    def function(values: Sequence[Value], position: int) -> Value:
        (value,) = _counted(values, 1, position)
        result = give(_day(value, position))
        return _bounded_day(result, position) if isinstance(result, date) else Fraction(result)

    return function


def _of_number(give: Callable[[Fraction], Fraction | int]) -> Function:
    def function(values: Sequence[Value], position: int) -> Value:
        (value,) = _counted(values, 1, position)
        return bounded(Fraction(give(number_of(value, position))), position)

    return function


def _pow(values: Sequence[Value], position: int) -> Value:
    value, power = _counted(values, 2, position)
    base, exponent = number_of(value, position), _whole(power, -HIGHEST_POWER, HIGHEST_POWER, position)
    if base == 0 and exponent < 0:
        raise FormulaError("formula.division_by_zero", position)
    return bounded(Fraction(base**exponent), position)


def _sqrt(values: Sequence[Value], position: int) -> Value:
    (value,) = _counted(values, 1, position)
    number = number_of(value, position)
    if number < 0:
        raise FormulaError("formula.negative", position)
    root = Fraction(math.isqrt(number.numerator), math.isqrt(number.denominator))
    if root**2 == number:
        return root
    # Twice the root is what is cut to whole parts, so that its half is rounded half up.
    scale: int = 10**ROOT_DECIMALS
    return Fraction((math.isqrt(math.floor(4 * number * scale**2)) + 1) // 2, scale)


def _round(values: Sequence[Value], position: int) -> Value:
    value, digits = (values[0], Fraction(0)) if len(values) == 1 else _counted(values, 2, position)
    number = number_of(value, position)
    return half_up(number, _whole(digits, 0, MOST_DECIMALS, position))


def _extreme(choose: Callable[[list[Fraction]], Fraction], choose_day: Callable[[list[date]], date]) -> Function:
    def function(values: Sequence[Value], position: int) -> Value:
        days = [value for value in values if isinstance(value, date)]
        numbers = [value for value in values if not isinstance(value, date)]
        if days and numbers:
            raise FormulaError("formula.mixed_values", position)
        return choose_day(days) if days else choose(numbers)

    return function


FUNCTIONS: Final[Mapping[str, Function]] = {
    "days": _days,
    "add_days": _add_days,
    "add_months": _add_months,
    "end_of_month": _of_day(last_day_of_month),
    "working_day": _of_day(working_day),
    "year": _of_day(lambda day: day.year),
    "month": _of_day(lambda day: day.month),
    "day": _of_day(lambda day: day.day),
    "min": _extreme(min, min),
    "max": _extreme(max, max),
    "round": _round,
    "abs": _of_number(abs),
    "floor": _of_number(math.floor),
    "ceil": _of_number(math.ceil),
    "pow": _pow,
    "sqrt": _sqrt,
}
