"""Checks of what goes into the arithmetic of the trade, and the cents that come out of it."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from quizzes.errors import ReceivablesError
from quizzes.numbers import FIRST_YEAR, LAST_YEAR
from quizzes.rounding import rounded

Amount = Decimal | Fraction | int

LARGEST: Final = 10**12
MOST_DECIMALS: Final = 100
DAYS_OF_YEAR: Final = 365  # Of every year, leap or not: ACT/365, fact sheet § 7.
MOST_DAYS: Final = 36_500


def exact(field: str, value: Amount) -> Fraction:
    """Returns the exact value of the argument named `field`, of either sign.

    Raises ReceivablesError `receivables.out_of_range` beyond 10^12, for nan, infinities and more than 100 decimals.
    """
    if isinstance(value, Decimal):
        # Looked at before it becomes a fraction, which would write out every zero of 1E-999999.
        bounded = value.is_finite() and int(value.as_tuple().exponent) >= -MOST_DECIMALS and abs(value) <= LARGEST
    else:
        bounded = abs(Fraction(value)) <= LARGEST
    if not bounded:
        raise ReceivablesError(field, "receivables.out_of_range", lowest=-LARGEST, highest=LARGEST)
    return Fraction(value)


def not_negative(field: str, value: Amount) -> Fraction:
    """Returns what `exact` does; raises ReceivablesError `receivables.negative` below 0."""
    number = exact(field, value)
    if number < 0:
        raise ReceivablesError(field, "receivables.negative")
    return number


def positive(field: str, value: Amount) -> Fraction:
    """Returns what `exact` does; raises ReceivablesError `receivables.negative` below 0, `receivables.zero` for 0."""
    number = not_negative(field, value)
    if number == 0:
        raise ReceivablesError(field, "receivables.zero")
    return number


def money(field: str, value: Amount, *, may_be_zero: bool = False) -> Decimal:
    """Returns an amount of whole cents, above 0 (or 0 where it may be).

    Raises ReceivablesError: those of `positive`, and `receivables.not_cents` for parts of a cent.
    """
    number = not_negative(field, value) if may_be_zero else positive(field, value)
    if (number * 100).denominator != 1:
        raise ReceivablesError(field, "receivables.not_cents")
    return to_cents(number)


def whole(field: str, value: int, lowest: int = 0, highest: int = MOST_DAYS) -> int:
    """Returns `value`; raises ReceivablesError `receivables.out_of_range` outside `lowest` to `highest`."""
    if not lowest <= value <= highest:
        raise ReceivablesError(field, "receivables.out_of_range", lowest=lowest, highest=highest)
    return value


def day_of(field: str, day: date) -> date:
    """Returns `day`; raises ReceivablesError `receivables.year_out_of_range` outside the years 1900 to 2199."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ReceivablesError(field, "receivables.year_out_of_range", first=FIRST_YEAR, last=LAST_YEAR)
    return day


def in_order(field: str, first: date, last: date) -> None:
    """Raises ReceivablesError `receivables.dates_reversed` when `last`, the argument `field`, comes before `first`."""
    if day_of(field, last) < day_of(field, first):
        raise ReceivablesError(field, "receivables.dates_reversed")


def to_cents(amount: Fraction) -> Decimal:
    """Returns the amount in euros rounded half up to the cent, always with two decimals; raises nothing."""
    return rounded(amount, 2)
