"""« Échéancier » : the amounts and days of a plan, its down payment first."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from course.toolbox.forms import Field, Reading
from course.toolbox.forms.fields import TODAY
from course.toolbox.views.calculators.base import Calculator, Line, Result, Scene, money, percent
from course.web.display import short_day
from course.web.i18n import gettext as _
from course.web.i18n import marked as _l
from quizzes.receivables import instalments, monthly_days

FIELDS: Final = (
    Field("total", _l("Somme à étaler"), "money"),
    Field("count", _l("Nombre de mensualités"), "count", default="6", lowest=1, highest=120),
    Field("down", _l("Versé tout de suite"), "rate", _l("En part de la somme."), is_required=False),
    Field("first", _l("Première mensualité le"), "day", default=TODAY),
)
EXAMPLE: Final = {"total": "7350", "count": "5", "down": "30", "first": "05/12/2026"}


def reckon(reading: Reading, _scene: Scene) -> Result | None:
    """Returns the monthly amount in large, and every payment with its day."""
    total, count, share = reading.money("total"), reading.count("count"), reading.money_or_none("down") or Decimal(0)
    if share >= 100:
        reading.fail("down", "toolbox.share_too_high")
        return None
    amounts = instalments(total, count, share)
    down, monthly = (amounts[0], amounts[1:]) if len(amounts) > count else (Decimal(0), amounts)
    return Result(
        label=_("Mensualité"),
        value=money(monthly[0]),
        beside=_("Un échéancier signé n’est pas un titre exécutoire ; signé par le débiteur, il reconnaît la dette."),
        warnings=_warnings(monthly),
        lines=tuple(_lines(total, share, down, monthly, monthly_days(reading.day("first"), count))),
    )


def _warnings(monthly: tuple[Decimal, ...]) -> tuple[str, ...]:
    if monthly[-1] == monthly[0]:
        return ()
    return (_("La dernière mensualité porte les centimes restants : %(amount)s.", amount=money(monthly[-1])),)


def _lines(
    total: Decimal, share: Decimal, down: Decimal, monthly: tuple[Decimal, ...], days: tuple[date, ...]
) -> Iterator[Line]:
    left = total - down
    if down:
        yield Line(_("Tout de suite"), money(down), _("%(share)s de la somme", share=percent(share)))
    for place, (day, amount) in enumerate(zip(days, monthly, strict=True), start=1):
        left -= amount
        values = {"n": place, "total": len(monthly), "left": money(left)}
        yield Line(short_day(day), money(amount), _("%(n)s sur %(total)s ; reste %(left)s", **values))
    yield Line(_("Total"), money(total), is_sum=True)


PLAN = Calculator("echeancier", FIELDS, reckon, EXAMPLE)
