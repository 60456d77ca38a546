"""« CEI » and the other rates of a collection desk: overdue, disputes, promises, cost."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Final

from course.toolbox.forms import Field, Reading
from course.toolbox.views.calculators.base import Calculator, Line, Result, Scene, money, percent
from course.web.i18n import gettext as _
from course.web.i18n import marked as _l
from quizzes.receivables import (
    Amount,
    collection_effectiveness,
    cost_of_collection,
    dispute_rate,
    overdue_rate,
    promises_kept,
)


def _optional(name: str, label: str) -> Field:
    return Field(name, label, "money", is_required=False, may_be_zero=True, is_special=True)


FIELDS: Final = (
    Field("opening", _l("Encours TTC au début de la période"), "money", may_be_zero=True),
    Field("sales", _l("Ventes TTC à crédit de la période"), "money", may_be_zero=True),
    Field("closing", _l("Encours TTC à la fin"), "money", may_be_zero=True),
    Field("not_due", _l("Dont non échu à la fin"), "money", may_be_zero=True),
    _optional("disputed", _l("Montant en litige à la fin")),
    _optional("kept", _l("Promesses tenues (montant ou nombre)")),
    _optional("fallen", _l("Promesses échues dans la période (montant ou nombre)")),
    _optional("costs", _l("Coûts directs du recouvrement")),
    _optional("collected", _l("Montants encaissés")),
)

FAULTS: Final = {"closing_not_due": "not_due", "whole_amount": "collected"}
EXAMPLE: Final = {"opening": "390000", "sales": "1080000", "closing": "420000", "not_due": "300000"}


def reckon(reading: Reading, _scene: Scene) -> Result | None:
    """Returns the collection effectiveness index in large, then the rates for which figures were given."""
    opening, sales = reading.money("opening"), reading.money("sales")
    closing, not_due = reading.money("closing"), reading.money("not_due")
    _check_parts(reading)
    if not reading.is_good:
        return None
    found = collection_effectiveness(opening, sales, closing, not_due)
    charged = opening + sales
    values = {
        "opening": money(opening),
        "sales": money(sales),
        "closing": money(closing),
        "not_due": money(not_due),
        "collected": money(charged - closing),
        "possible": money(charged - not_due),
    }
    lines = [
        Line(_("Encaissé"), values["collected"], _("%(opening)s + %(sales)s − %(closing)s", **values)),
        Line(_("Encaissable"), values["possible"], _("%(opening)s + %(sales)s − %(not_due)s", **values)),
        Line(_("CEI"), percent(found), _("%(collected)s / %(possible)s × 100", **values), is_sum=True),
        *_overdue(closing - not_due, closing),
        *_others(reading),
    ]
    return Result(
        label=_("Indice d’efficacité du recouvrement (CEI)"),
        value=percent(found),
        beside=_("La part de ce qui pouvait être encaissé dans la période et qui l’a été."),
        lines=tuple(lines),
    )


PARTS: Final = (("not_due", "closing"), ("disputed", "closing"), ("kept", "fallen"))
PAIRS: Final = (("kept", "fallen"), ("costs", "collected"))


def _check_parts(reading: Reading) -> None:
    """Notes a part above its whole, a figure that lacks the one it goes with, a whole that is nothing."""
    for name, other in PAIRS:
        part, whole = reading.money_or_none(name), reading.money_or_none(other)
        if (part is None) != (whole is None):
            reading.fail(name if part is None else other, "toolbox.together")
        elif whole == 0:
            reading.fail(other, "receivables.zero")
    for name, other in PARTS:
        part, whole = reading.money_or_none(name), reading.money_or_none(other)
        if part is not None and whole is not None and part > whole:
            reading.fail(name, "toolbox.more_than_whole")


def _overdue(overdue: Amount, closing: Amount) -> Iterator[Line]:
    if closing:
        note = f"{money(Fraction(overdue))} / {money(Fraction(closing))}"
        yield Line(_("Taux d’échu"), percent(overdue_rate(overdue, closing)), note)


def _others(reading: Reading) -> Iterator[Line]:
    rates: tuple[tuple[str, str, str, Callable[[Amount, Amount], Fraction]], ...] = (
        (_("Taux de litige"), "disputed", "closing", dispute_rate),
        (_("Promesses tenues"), "kept", "fallen", promises_kept),
        (_("Coût du recouvrement"), "costs", "collected", cost_of_collection),
    )
    for label, name, other, rate in rates:
        part, whole = reading.money_or_none(name), reading.money_or_none(other)
        if part is not None and whole:
            yield Line(label, percent(rate(part, whole)))


EFFECTIVENESS = Calculator(
    "cei",
    FIELDS,
    reckon,
    EXAMPLE,
    None,
    FAULTS,
    _l("Litiges, promesses, coût"),
)
