"""« Injonction de payer » : the dates of an order for payment, and those of an uncontested commercial claim."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from course.toolbox.forms import Field, Reading
from course.toolbox.views.calculators.base import Calculator, Line, Result, Scene, count_of_days, long_day
from course.web.display import short_day
from course.web.i18n import gettext as _
from course.web.i18n import marked as _l
from quizzes.receivables import (
    contest_deadline,
    opposition_deadline,
    order_enforceable_from,
    order_service_deadline,
    record_possible_from,
)
from quizzes.receivables.deadlines import SHORT_SERVICE_FROM

FIELDS: Final = (
    Field("order", _l("Date de l’ordonnance"), "day"),
    Field(
        "served",
        _l("Signification de l’ordonnance"),
        "day",
        _l("À la personne du débiteur. Vide si elle n’est pas encore signifiée."),
        is_required=False,
    ),
    Field("demand", _l("Commandement de payer signifié le"), "day", is_required=False, is_special=True),
)
EXAMPLE: Final = {"order": "08/09/2026", "served": "15/10/2026", "demand": "05/10/2026"}


def reckon(reading: Reading, scene: Scene) -> Result | None:
    """Returns the last day of service in large, then what runs from the service; None where it comes before the order,
    which is noted."""
    order, served = reading.day("order"), reading.day_or_none("served")
    if served and served < order:
        reading.fail("served", "receivables.dates_reversed")
        return None
    last = order_service_deadline(order)
    is_short = order >= SHORT_SERVICE_FROM
    months = _("3 mois") if is_short else _("6 mois")
    return Result(
        label=_("Signifier l’ordonnance au plus tard le"),
        value=long_day(last),
        beside=_("Après ce jour, elle est non avenue."),
        warnings=_warnings(last, served, scene.today),
        lines=(
            Line(_("Signification"), short_day(last), f"{short_day(order)} + {months}"),
            *_from_service(order, served),
            *_uncontested(reading.day_or_none("demand")),
        ),
    )


def _warnings(last: date, served: date | None, today: date) -> tuple[str, ...]:
    if served:
        return (_("Cette signification est hors délai : l’ordonnance est non avenue."),) if served > last else ()
    if last < today:
        return (_("Ce jour est passé depuis %(days)s.", days=count_of_days((today - last).days)),)
    return (_("Il reste %(days)s.", days=count_of_days((last - today).days)),)


def _from_service(order: date, served: date | None) -> Iterator[Line]:
    if served is None or served > order_service_deadline(order):
        return
    note = _("%(day)s + 1 mois, reporté au premier jour ouvrable", day=short_day(served))
    yield Line(_("Opposition possible jusqu’au"), short_day(opposition_deadline(served)), note)
    if order >= SHORT_SERVICE_FROM:
        note = _("%(day)s + 2 mois, si le greffe n’a avisé d’aucune opposition", day=short_day(served))
        yield Line(_("Exécution possible à partir du"), short_day(order_enforceable_from(served)), note)


def _uncontested(demand: date | None) -> Iterator[Line]:
    if demand is None:
        return
    contest = contest_deadline(demand)
    yield Line(_("Créance commerciale incontestée"), is_head=True)
    yield Line(_("Payer ou contester jusqu’au"), short_day(contest), f"{short_day(demand)} + {_('1 mois')}")
    yield Line(
        _("Procès-verbal de non-contestation au plus tôt le"),
        short_day(record_possible_from(demand)),
        f"{short_day(contest)} + {count_of_days(8)}",
    )


ORDERS = Calculator("injonction-de-payer", FIELDS, reckon, EXAMPLE, special=_l("Créance commerciale incontestée"))
