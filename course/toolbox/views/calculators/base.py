"""What a calculator is, what it answers, and how its figures are written."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from course.toolbox.forms import Field, Reading, Rows
from course.toolbox.queries import DatedRates
from course.web.display import NBSP, day, short_day, weekday
from course.web.i18n import gettext as _
from course.web.i18n import language, ngettext
from course.web.i18n import marked as _l
from quizzes.numbers import format_number
from quizzes.receivables import Amount, HalfYear, rounded

MINUS = "\u2212"


@dataclass(frozen=True, slots=True)
class Line:
    """One step of the working: what it is, what it gives, how; `is_head` names the lines below, `is_sum` ends them."""

    label: str
    value: str = ""
    note: str = ""
    is_head: bool = False
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What a calculator answers: the figure in large under its name, a sentence beside, what to mind, the working."""

    label: str
    value: str
    beside: str = ""
    warnings: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()


def text_of(result: Result, given: Iterable[tuple[str, str]]) -> str:
    """Returns what was given, the answer and the working as lines of plain text, as one pastes them into a message."""
    colon = _(" : ")
    said = [f"{result.label}{colon}{result.value}", result.beside, *result.warnings, "", _("Données")]
    said += [f"{label}{colon}{value}" for label, value in given]
    said += ["", _("Calcul")]
    for line in result.lines:
        said += [""] if line.is_head else []
        said.append(f"{line.label}{colon}{line.value}" if line.value else line.label)
        said += [f"    {line.note}"] if line.note else []
    return "\n".join(said).strip()


@dataclass(frozen=True, slots=True)
class Scene:
    """What a calculator knows beside what it was given: the dated rates and the day."""

    rates: DatedRates
    today: date


@dataclass(frozen=True, slots=True)
class Calculator:
    """A calculator of the code; its words stand in the content under the same key.

    `example`: what an example fills in. `faults` names the field beside which a refusal of the arithmetic is said, by
    the name of its argument. `special` is the name of what is folded.
    """

    key: str
    fields: tuple[Field, ...]
    reckon: Callable[[Reading, Scene], Result | None]
    example: Mapping[str, str]
    rows: Rows | None = None
    faults: Mapping[str, str] = field(default_factory=dict)
    special: str = _l("Cas particuliers")


def money(amount: Amount) -> str:
    """Returns « 1 234,56 € »; what is less than nothing has a true minus sign."""
    return _written(rounded(Fraction(amount), 2), "€")


def percent(rate: Amount, places: int = 2) -> str:
    """Returns « 12,15 % », with as many decimals as the rate has, `places` at least and four at most."""
    exact = Fraction(rate)
    needed = next((count for count in range(places, 4) if (exact * 10**count).denominator == 1), 4)
    return _written(rounded(exact, places if (exact * 10**4).denominator != 1 else needed), "%")


def decimal(number: Decimal | Fraction, places: int = 2) -> str:
    """Returns « 35,78 »."""
    return _written(rounded(Fraction(number), places), None)


def days_of(number: Decimal | Fraction, places: int = 2) -> str:
    """Returns « 35,78 jours »."""
    return _("%(days)s jours", days=decimal(number, places))


def count_of_days(number: int) -> str:
    """Returns « 61 jours »."""
    return ngettext("%(num)s jour", "%(num)s jours", number)


def long_day(value: date) -> str:
    """Returns « lundi 11 mai 2026 »."""
    return f"{weekday(value)} {day(value)}"


def span(first: date, last: date) -> str:
    """Returns « du 01/05/2026 au 30/06/2026 »."""
    return _("du %(first)s au %(last)s", first=short_day(first), last=short_day(last))


def half_year_name(half_year: HalfYear) -> str:
    """Returns « 1er semestre 2026 »."""
    if half_year.half == 1:
        return _("1er semestre %(year)s", year=half_year.year)
    return _("2e semestre %(year)s", year=half_year.year)


def doubt(kind: str, half_years: Iterable[HalfYear], rates: DatedRates) -> tuple[str, ...]:
    """Returns the sentence that names the half-years whose rate is to be checked again, none where all are sure."""
    names = [half_year_name(one) for one in half_years if (kind, one) in rates.doubtful]
    if not names:
        return ()
    return (_("Taux à reconfirmer avant usage : %(names)s.", names=", ".join(names)),)


def minus(amount: Decimal) -> str:
    """Returns an amount that is taken off: « − 4 000,00 € »."""
    return f"{MINUS}{NBSP}{money(amount)}"


def _written(number: Decimal, unit: str | None) -> str:
    tongue: Any = language()
    return format_number(number, unit, tongue).replace("-", f"{MINUS}{NBSP}")
