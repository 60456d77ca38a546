"""« Ce que coûte un retard » : financing, a loss to make up for, an early payment discount, and the average delay."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from course.toolbox.forms import Entry, Field, Reading, Rows
from course.toolbox.forms.reading import row_decimal
from course.toolbox.views.calculators.base import (
    Calculator,
    Line,
    Result,
    Scene,
    count_of_days,
    days_of,
    money,
    percent,
)
from course.web.i18n import gettext as _
from course.web.i18n import marked as _l
from quizzes.receivables import Delay, annualised_discount, cost_of_delay, mean_delay, sales_to_offset, weighted_delay

FIELDS: Final = (
    Field("amount", _l("Montant en retard"), "money"),
    Field("days", _l("Jours de retard"), "count", highest=3_650),
    Field("rate", _l("Coût annuel de votre financement"), "rate"),
    Field("loss", _l("Perte à compenser"), "money", is_required=False, is_special=True),
    Field("margin", _l("Marge nette"), "rate", is_required=False, is_special=True),
    Field("discount", _l("Escompte accordé"), "rate", is_required=False, is_special=True),
    Field(
        "earlier", _l("Jours gagnés par l’escompte"), "count", is_required=False, lowest=1, highest=366, is_special=True
    ),
)
ROWS: Final = Rows(
    "d",
    _l("Retard moyen, facture par facture"),
    _l("Facultatif. Une ligne vide s’ajoute à chaque calcul."),
    (
        Field("amount", _l("Montant"), "money"),
        Field("days", _l("Jours de retard"), "count", highest=3_650),
    ),
)
EXAMPLE: Final = {"amount": "150000", "days": "20", "rate": "5", "loss": "10000", "margin": "4"}


class _Pair(NamedTuple):
    first: str
    second: str


PAIRS: Final = (_Pair("loss", "margin"), _Pair("discount", "earlier"))


def reckon(reading: Reading, _scene: Scene) -> Result | None:
    """Returns the price of the delay in large; None where a figure lacks the one it goes with, which is noted."""
    for pair in PAIRS:
        empty = [name for name in pair if reading.entries[name].value is None]
        if len(empty) == 1:
            reading.fail(empty[0], "toolbox.together")
    for name in ("margin", "discount"):
        if reading.money_or_none(name) == 0:
            reading.fail(name, "receivables.zero")
    if (reading.money_or_none("discount") or 0) >= 100:
        reading.fail("discount", "toolbox.share_too_high")
    if not reading.is_good:
        return None
    amount, days, rate = reading.money("amount"), reading.count("days"), reading.money("rate")
    cost = cost_of_delay(amount, days, rate)
    values = {"amount": money(amount), "days": days, "rate": percent(rate)}
    return Result(
        label=_("Ce retard vous coûte"),
        value=money(cost),
        beside=_("Le financement de %(amount)s pendant %(days)s.", amount=money(amount), days=count_of_days(days)),
        lines=(
            Line(_("Coût du financement"), money(cost), _("%(amount)s × %(rate)s × %(days)s / 365", **values)),
            *_loss(reading),
            *_discount(reading),
            *_delays(list(reading.filled_rows())),
        ),
    )


def _loss(reading: Reading) -> Iterator[Line]:
    loss = reading.money_or_none("loss")
    if loss is not None:
        margin = reading.money("margin")
        note = f"{money(loss)} / {percent(margin)}"
        yield Line(_("Ventes qui compensent cette perte"), money(sales_to_offset(loss, margin)), note)


def _discount(reading: Reading) -> Iterator[Line]:
    discount = reading.money_or_none("discount")
    if discount is not None:
        days = reading.count("earlier")
        values = {"discount": percent(discount), "kept": percent(100 - discount), "days": days}
        note = _("%(discount)s / %(kept)s × 365 / %(days)s", **values)
        yield Line(_("Coût annuel de l’escompte"), percent(annualised_discount(discount, days)), note)


def _delays(rows: list[dict[str, Entry]]) -> Iterator[Line]:
    if not rows:
        return
    delays = [Delay(row_decimal(row, "amount"), int(row_decimal(row, "days"))) for row in rows]
    yield Line(_("Retard moyen"), is_head=True)
    weighted = " + ".join(f"{money(delay.amount)} × {delay.days}" for delay in delays)
    total = money(sum(row_decimal(row, "amount") for row in rows))
    yield Line(_("Pondéré par les montants"), days_of(weighted_delay(delays)), f"({weighted}) / {total}")
    yield Line(_("Moyenne simple"), days_of(mean_delay(delays)))


PRICE_OF_DELAY = Calculator("cout-du-retard", FIELDS, reckon, EXAMPLE, ROWS, special=_l("Perte à compenser, escompte"))
