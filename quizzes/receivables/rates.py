"""Half-years and the yearly rates that are published for each. The rates themselves come from the caller, dated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from types import MappingProxyType
from typing import Final, NamedTuple, Protocol

from quizzes.errors import ReceivablesError
from quizzes.receivables.amounts import Amount, in_order, not_negative

PENALTY_POINTS: Final = 10
PUBLIC_POINTS: Final = 8
FLOOR_FACTOR: Final = 3


class HalfYear(NamedTuple):
    """A half-year: `half` 1 goes from 1 January to 30 June, 2 from 1 July to 31 December."""

    year: int
    half: int

    @property
    def first_day(self) -> date:
        """The 1 January or the 1 July."""
        return date(self.year, 1 if self.half == 1 else 7, 1)

    @property
    def last_day(self) -> date:
        """The 30 June or the 31 December."""
        return date(self.year, 6, 30) if self.half == 1 else date(self.year, 12, 31)


class Period(NamedTuple):
    """Days from `first_day` to `last_day`, both included, inside one half-year or at one rate."""

    first_day: date
    last_day: date

    @property
    def days(self) -> int:
        """How many days, both ends included; 1 or more."""
        return (self.last_day - self.first_day).days + 1


def half_year_of(day: date) -> HalfYear:
    """Returns the half-year that `day` lies in; raises nothing. Source: C. com. L441-10, II (F1.15)."""
    return HalfYear(day.year, 1 if day.month <= 6 else 2)


def segments(first_day: date, last_day: date) -> tuple[Period, ...]:
    """Returns the days from `first_day` to `last_day`, both included, cut at the half-years, in order, without gap.

    Raises ReceivablesError `receivables.dates_reversed`, `receivables.year_out_of_range`. Source: F1.15.
    """
    in_order("last_day", first_day, last_day)
    found: list[Period] = []
    day = first_day
    while day <= last_day:
        found.append(Period(day, min(last_day, half_year_of(day).last_day)))
        day = found[-1].last_day + timedelta(days=1)
    return tuple(found)


class Rates(Protocol):
    """Yearly rates, in per cent, that late payment is reckoned with: a `RateTable` or a `ConstantRate`."""

    def pieces(self, first_day: date, last_day: date) -> Sequence[tuple[Period, Fraction]]:
        """Returns these days cut where the rate may change, with the rate of each piece."""


@dataclass(frozen=True, slots=True)
class RateTable:
    """A yearly rate in per cent for each half-year, such as that of the European Central Bank or the legal rate.

    Raises ReceivablesError `receivables.negative` for a rate below 0.
    """

    percents: Mapping[HalfYear, Amount]

    def __post_init__(self) -> None:
        checked = {half_year: not_negative("percents", percent) for half_year, percent in self.percents.items()}
        object.__setattr__(self, "percents", MappingProxyType(checked))

    def at(self, half_year: HalfYear) -> Fraction:
        """Returns the rate of a half-year; raises ReceivablesError `receivables.missing_rate`: none is ever guessed."""
        if half_year not in self.percents:
            raise ReceivablesError("rates", "receivables.missing_rate", half=half_year.half, year=half_year.year)
        return Fraction(self.percents[half_year])

    def pieces(self, first_day: date, last_day: date) -> Sequence[tuple[Period, Fraction]]:
        """Returns these days cut at the half-years, even where two have the same rate; raises as `at`, `segments`."""
        return [(period, self.at(half_year_of(period.first_day))) for period in segments(first_day, last_day)]

    def plus(self, points: Amount) -> "RateTable":
        """Returns the same half-years, each rate so many points higher."""
        more = not_negative("points", points)
        return RateTable({half_year: percent + more for half_year, percent in self._exact()})

    def times(self, factor: Amount) -> "RateTable":
        """Returns the same half-years, each rate so many times as high."""
        times = not_negative("factor", factor)
        return RateTable({half_year: percent * times for half_year, percent in self._exact()})

    def _exact(self) -> Sequence[tuple[HalfYear, Fraction]]:
        return [(half_year, Fraction(percent)) for half_year, percent in self.percents.items()]


@dataclass(frozen=True, slots=True)
class ConstantRate:
    """One yearly rate in per cent for all days, such as that of a contract; days are not cut at the half-years.

    Raises ReceivablesError `receivables.negative` for a rate below 0.
    """

    percent: Amount

    def __post_init__(self) -> None:
        object.__setattr__(self, "percent", not_negative("percent", self.percent))

    def pieces(self, first_day: date, last_day: date) -> Sequence[tuple[Period, Fraction]]:
        """Returns these days in one piece; raises ReceivablesError `receivables.dates_reversed`."""
        in_order("last_day", first_day, last_day)
        return [(Period(first_day, last_day), Fraction(self.percent))]


def penalty_rates(ecb: RateTable) -> RateTable:
    """Returns the rates between professionals where no clause says otherwise: the refinancing rate of the ECB on
    1 January or 1 July (`ecb`), plus 10 points. Source: C. com. L441-10, II (F1.14, F1.15).
    """
    return ecb.plus(PENALTY_POINTS)


def floor_rates(legal: RateTable) -> RateTable:
    """Returns the lowest rates that a contract between professionals may state: three times the legal rate of interest
    of the column « autres cas » (`legal`). Source: C. com. L441-10, II (F1.14, F1.27).
    """
    return legal.times(FLOOR_FACTOR)


def is_lawful_rate(percent: Amount, legal: RateTable, half_year: HalfYear) -> bool:
    """Tells whether a contract between professionals may state `percent`: at least the floor of that half-year.

    Raises ReceivablesError `receivables.missing_rate`, `receivables.negative`. Source: F1.14.
    """
    return not_negative("percent", percent) >= floor_rates(legal).at(half_year)


def public_rate(ecb: RateTable, first_day: date) -> ConstantRate:
    """Returns the rate that a late public buyer owes: that of the ECB for the half-year of `first_day`, the day on
    which the interest began to run, plus 8 points; later half-years do not change it.

    Raises ReceivablesError `receivables.missing_rate`. Source: CCP L2192-13, R2192-31 (F1.45, F1.46).
    """
    return ConstantRate(ecb.at(half_year_of(first_day)) + PUBLIC_POINTS)
