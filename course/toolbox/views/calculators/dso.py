"""« DSO » : both methods, the best possible DSO, the average delay, and what a day is worth."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

from course.toolbox.forms import Field, Reading
from course.toolbox.views.calculators.base import Calculator, Line, Result, Scene, count_of_days, days_of, money
from course.web.display import MONTHS
from course.web.i18n import gettext as _
from course.web.i18n import language
from course.web.i18n import marked as _l
from quizzes.days import last_day_of_month
from quizzes.errors import ReceivablesError
from quizzes.receivables import (
    MonthOfSales,
    average_days_delinquent,
    best_possible_dso,
    dso,
    dso_count_back,
    value_of_dso_days,
)

MOST_MONTHS: Final = 12
USUAL_MONTHS: Final = 3
MONTH_LABELS: Final = (
    _l("Ventes TTC à crédit du mois de l’encours"),
    _l("Ventes du mois d’avant"),
    _l("Ventes deux mois avant"),
    _l("Ventes trois mois avant"),
    _l("Ventes quatre mois avant"),
    _l("Ventes cinq mois avant"),
    _l("Ventes six mois avant"),
    _l("Ventes sept mois avant"),
    _l("Ventes huit mois avant"),
    _l("Ventes neuf mois avant"),
    _l("Ventes dix mois avant"),
    _l("Ventes onze mois avant"),
)
FIELDS: Final = (
    Field("on", _l("Date de l’encours"), "day", _l("Le dernier jour d’un mois.")),
    Field("receivables", _l("Encours TTC"), "money"),
    Field("not_due", _l("Dont non échu"), "money", is_required=False, may_be_zero=True),
    *(
        Field(f"m{place}", label, "money", is_required=place == 1, may_be_zero=True, is_special=place > USUAL_MONTHS)
        for place, label in enumerate(MONTH_LABELS, start=1)
    ),
    Field("annual", _l("Ventes TTC de l’année"), "money", is_required=False, is_special=True),
    Field("gained", _l("Jours de DSO gagnés"), "count", default="1", is_required=False, is_special=True),
)

FAULTS: Final = {"sales": "m1", "months": "m1"}
EXAMPLE: Final = {
    "on": "30/09/2026",
    "receivables": "420000",
    "not_due": "300000",
    "m1": "330000",
    "m2": "300000",
    "m3": "450000",
    "annual": "4320000",
    "gained": "5",
}


def reckon(reading: Reading, _scene: Scene) -> Result | None:
    """Returns the simple DSO in large and the others below; None where the months do not follow one another."""
    on, months = reading.day("on"), _months(reading)
    if on != last_day_of_month(on):
        reading.fail("on", "toolbox.not_end_of_month")
    not_due, receivables = reading.money_or_none("not_due"), reading.money("receivables")
    if not_due is not None and not_due > receivables:
        reading.fail("not_due", "toolbox.more_than_whole")
    if not reading.is_good:
        return None
    counted = _with_days(on, months)
    sales, days = sum(months, Decimal(0)), sum(month.days for _last, month in counted)
    found = dso(receivables, sales, days)
    values = {"receivables": money(receivables), "sales": money(sales), "days": days}
    count_back, warnings = _count_back(receivables, counted)
    return Result(
        label=_("DSO simple"),
        value=days_of(found),
        beside=_("Des créances non encore payées : ce n’est pas un délai de paiement observé."),
        warnings=warnings,
        lines=(
            Line(_("DSO simple"), days_of(found), _("%(receivables)s / %(sales)s × %(days)s jours", **values)),
            *count_back,
            *_best(receivables, not_due, sales, days),
            *_value(reading),
        ),
    )


def _months(reading: Reading) -> list[Decimal]:
    """Returns the sales, the latest first; a month left out between two others is noted."""
    found = [reading.money_or_none(f"m{place}") for place in range(1, MOST_MONTHS + 1)]
    while found and found[-1] is None:
        found.pop()
    for place, sales in enumerate(found, start=1):
        if sales is None:
            reading.fail(f"m{place}", "toolbox.month_missing")
    return [sales or Decimal(0) for sales in found]


def _with_days(on: date, months: list[Decimal]) -> list[tuple[date, MonthOfSales]]:
    found, last = [], on
    for sales in months:
        found.append((last, MonthOfSales(sales, last.day)))
        last = last.replace(day=1) - timedelta(days=1)
    return found


def _count_back(
    receivables: Decimal, months: list[tuple[date, MonthOfSales]]
) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    try:
        found = dso_count_back(receivables, [month for _last, month in months])
    except ReceivablesError:
        return (), (_("DSO par épuisement : les ventes de ces mois n’atteignent pas l’encours. Ajoutez des mois."),)
    return (
        Line(_("DSO par épuisement"), is_head=True),
        *_steps(receivables, months),
        Line(_("DSO par épuisement"), days_of(found), is_sum=True),
    ), ()


def _steps(receivables: Decimal, months: list[tuple[date, MonthOfSales]]) -> Iterator[Line]:
    left = Fraction(receivables)
    for last, month in months:
        if left <= 0:
            return
        sales, name = Fraction(month.sales), f"{MONTHS[language()][last.month - 1]} {last.year}"
        if left > sales:
            values = {"left": money(left), "sales": money(sales), "rest": money(left - sales)}
            yield Line(name, count_of_days(month.days), _("%(left)s moins %(sales)s : reste %(rest)s", **values))
        else:
            values = {"left": money(left), "sales": money(sales), "days": str(month.days)}
            note = _("%(left)s / %(sales)s × %(days)s jours", **values)
            yield Line(name, days_of(left * month.days / sales), note)
        left -= sales


def _best(receivables: Decimal, not_due: Decimal | None, sales: Decimal, days: int) -> Iterator[Line]:
    if not_due is None:
        return
    values = {"part": money(not_due), "sales": money(sales), "days": days}
    best = best_possible_dso(not_due, sales, days)
    late = average_days_delinquent(receivables, not_due, sales, days)
    yield Line(_("Ce que coûte le retard"), is_head=True)
    yield Line(_("Meilleur DSO possible (BPDSO)"), days_of(best), _("%(part)s / %(sales)s × %(days)s jours", **values))
    yield Line(_("Retard moyen (ADD)"), days_of(late), _("DSO simple moins meilleur DSO possible"))


def _value(reading: Reading) -> Iterator[Line]:
    annual = reading.money_or_none("annual")
    if annual is None:
        return
    gained = reading.count("gained")
    yield Line(_("Valeur d’un jour de DSO"), money(value_of_dso_days(annual)), f"{money(annual)} / 365")
    if gained > 1:
        label = _("%(days)s gagnés, une seule fois", days=count_of_days(gained))
        yield Line(label, money(value_of_dso_days(annual, gained)))


DSO = Calculator("dso", FIELDS, reckon, EXAMPLE, None, FAULTS, special=_l("Plus de mois, valeur d’un jour"))
