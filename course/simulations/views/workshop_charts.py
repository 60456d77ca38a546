"""Charts of a quarter in the product's hand: lines over the weeks as inline SVG, each with its table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from course.simulations.views.workshop_ledger import euros
from course.simulations.views.workshop_words import POLICIES, said
from course.web.display import NBSP, number, percent_place
from course.web.i18n import gettext as _
from quizzes.portfolio.plans import WeekFigures

TOP, BOTTOM = 16, 150  # of the drawing, in pixels; its labels stand below
OWN = "own"


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a chart: its points as (x in per cent, y in pixels); `style` says it apart without a colour."""

    key: str
    name: str
    style: str
    points: Sequence[tuple[str, float]]
    last: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure over the weeks, with its definition and its table: one row a week, one column a line."""

    key: str
    name: str
    definition: str
    series: Sequence[Series]
    lowest: str
    highest: str
    weeks: int
    table: Sequence[tuple[int, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the week: its name, its value, how it moved since the week before, its definition."""

    name: str
    value: str
    change: str
    definition: str


def _days(value: float) -> str:
    return _("%(days)s j", days=number(value, 1))


def _percent(value: float) -> str:
    return f"{number(value, 1)}{NBSP}%"


def _whole_euros(value: float) -> str:
    return f"{number(round(value))}{NBSP}€"


@dataclass(frozen=True, slots=True)
class _Kind:
    key: str
    name: str
    definition: str
    of: Callable[[WeekFigures], float]
    shown: Callable[[float], str]


def _kinds() -> tuple[_Kind, ...]:
    return (
        _Kind(
            "dso",
            _("DSO"),
            _("Encours TTC ÷ ventes TTC de la période × jours de la période : des créances non payées, pas un délai."),
            lambda week: week.dso,
            _days,
        ),
        _Kind(
            "overdue",
            _("Échu"),
            _("Ce qui reste dû après l’échéance, avoirs déduits."),
            lambda week: float(week.overdue),
            _whole_euros,
        ),
        _Kind(
            "cei",
            _("CEI"),
            _("Part encaissée de ce qui pouvait l’être : (encours au début + ventes − encours) ÷ (encours au début + "
              "ventes − non échu)."),
            lambda week: week.cei,
            _percent,
        ),
        _Kind(
            "cash",
            _("Encaissements"),
            _("Ce qui a été payé depuis le début du trimestre."),
            lambda week: float(week.cash),
            _whole_euros,
        ),
        _Kind(
            "complaints",
            _("Réclamations"),
            _("Clients qui se sont plaints de nos actes depuis le début du trimestre."),
            lambda week: float(week.complaints),
            lambda value: number(round(value)),
        ),
    )  # fmt: skip


def figures_of_week(history: Sequence[WeekFigures]) -> list[Figure]:
    """Returns the figures at the end of the last week with how they moved in it."""
    now, before = history[-1], history[-2] if len(history) > 1 else None
    found = []
    for kind in _kinds():
        value = kind.of(now)
        change = "" if before is None else _change(kind, value - kind.of(before))
        found.append(Figure(kind.name, kind.shown(value), change, kind.definition))
    return found


def _change(kind: _Kind, moved: float) -> str:
    if round(abs(moved), 1) == 0:
        return _("inchangé")
    return f"{'+' if moved > 0 else '−'}{NBSP}{kind.shown(abs(moved))}"


def charts(own: Sequence[WeekFigures], others: dict[str, Sequence[WeekFigures]], weeks: int) -> list[Chart]:
    """Returns the charts of a quarter: one's own line and, once it is over, those of the policies."""
    lines = {OWN: own} | others
    return [_chart(kind, lines, weeks) for kind in _kinds()]


def _chart(kind: _Kind, lines: dict[str, Sequence[WeekFigures]], weeks: int) -> Chart:
    values = {key: [kind.of(week) for week in history] for key, history in lines.items()}
    every = [value for line in values.values() for value in line]
    low, high = min(every), max(every)
    span = (high - low) or 1.0

    def place(number_of_week: int, value: float) -> tuple[str, float]:
        return percent_place(number_of_week, weeks), round(BOTTOM - (BOTTOM - TOP) * (value - low) / span, 1)

    series = [
        Series(
            key,
            _("Vous") if key == OWN else said(POLICIES, key),
            key,
            [place(week.week, value) for week, value in zip(lines[key], line, strict=True)],
            kind.shown(line[-1]),
        )
        for key, line in values.items()
    ]
    table = [
        (week.week, [kind.shown(line[place]) for line in values.values()]) for place, week in enumerate(lines[OWN])
    ]
    return Chart(kind.key, kind.name, kind.definition, series, kind.shown(low), kind.shown(high), weeks, table)


def total_rows(own: Sequence[WeekFigures], others: dict[str, Sequence[WeekFigures]], bound: Decimal) -> list[list[str]]:
    """Returns the end of the quarter as rows: who, then cash, DSO, overdue, CEI, complaints; the bound last."""
    rows = [
        [_("Vous") if key == OWN else said(POLICIES, key), *(kind.shown(kind.of(history[-1])) for kind in _kinds())]
        for key, history in ({OWN: own} | others).items()
    ]
    return [*rows, [_("La borne"), "—", "—", "—", euros(bound), "—"]]
