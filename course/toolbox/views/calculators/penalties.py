"""« Pénalités de retard » : by half-years, with partial payments and credit notes, in the order of imputation."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Literal, cast

from course.toolbox.forms import Entry, Field, Reading, Rows
from course.toolbox.forms.reading import row_day, row_decimal
from course.toolbox.queries import ECB, LEGAL
from course.toolbox.views.calculators.base import (
    Calculator,
    Line,
    Result,
    Scene,
    count_of_days,
    doubt,
    half_year_name,
    minus,
    money,
    percent,
    span,
)
from course.web.display import day, short_day
from course.web.i18n import gettext as _
from course.web.i18n import marked as _l
from quizzes.receivables import (
    ConstantRate,
    Event,
    HalfYear,
    Rates,
    Segment,
    Settlement,
    Statement,
    floor_rates,
    half_year_of,
    is_lawful_rate,
    late_payment,
    penalty_rates,
)

MOST_DAYS: Final = 36_500
RATES: Final = (
    ("default", _l("Sans clause : taux BCE + 10 points")),
    ("contract", _l("Taux du contrat")),
    ("floor", _l("Plancher : trois fois le taux légal")),
)
FIRST: Final = (
    ("interest", _l("Les pénalités, puis le principal")),
    ("principal", _l("Le principal, puis les pénalités (clause)")),
)
KINDS: Final = (("payment", _l("Paiement partiel")), ("credit_note", _l("Avoir")))
FIELDS: Final = (
    Field("principal", _l("Montant TTC de la facture"), "money"),
    Field("due", _l("Échéance"), "day"),
    Field("until", _l("Payée le, ou compter jusqu’au"), "day", default="today"),
    Field("rate", _l("Taux des pénalités"), "choice", choices=RATES),
    Field("percent", _l("Taux annuel du contrat"), "rate", is_required=False),
    Field("first", _l("Un paiement règle d’abord"), "choice", choices=FIRST, is_special=True),
    Field(
        "before",
        _l("Pénalités déjà arrêtées et non payées"),
        "money",
        _l("Elles s’ajoutent, sans porter intérêt elles-mêmes."),
        is_required=False,
        may_be_zero=True,
        is_special=True,
    ),
    Field(
        "opened",
        _l("Jugement d’ouverture d’une procédure collective"),
        "day",
        _l("Il arrête le cours des intérêts à sa date."),
        is_required=False,
        is_special=True,
    ),
)
ROWS: Final = Rows(
    "e",
    _l("Paiements partiels et avoirs"),
    _l("Le jour d’un paiement porte encore intérêt. Une ligne vide s’ajoute à chaque calcul."),
    (
        Field("kind", _l("Nature"), "choice", choices=KINDS),
        Field("day", _l("Date"), "day"),
        Field("amount", _l("Montant"), "money"),
    ),
)


def event_of(row: dict[str, Entry]) -> Event:
    """Returns the payment or credit note of a line."""
    kind = cast("Literal['payment', 'credit_note']", row["kind"].value)
    return Event(row_day(row, "day"), row_decimal(row, "amount"), kind)


EXAMPLE: Final = {"principal": "12000", "due": "30/04/2026", "until": "15/09/2026", "rate": "default"}


def reckon(reading: Reading, scene: Scene) -> Result | None:
    """Returns what is owed on the day, with each stretch of days, each payment and each rate; None where
    that cannot be, which is noted."""
    rates = _rates(reading, scene)
    if rates is None:
        reading.fail("percent", "toolbox.contract_rate_needed")
        return None
    due, until = reading.day("due"), reading.day("until")
    if (until - due).days > MOST_DAYS:
        reading.fail("until", "toolbox.too_far")
        return None
    opened = reading.day_or_none("opened")
    last = min(until, opened - timedelta(days=1)) if opened else until
    events = [event_of(row) for row in reading.filled_rows()]
    found = late_payment(
        reading.money("principal"),
        due,
        rates,
        last,
        events,
        interest_before=reading.money_or_none("before") or 0,
        settles_first=cast("Literal['interest', 'principal']", reading.choice("first")),
    )
    return Result(
        label=_("Total dû au %(day)s", day=day(last)),
        value=money(found.balance),
        beside=_beside(found),
        warnings=(*_warnings(reading, scene, found), *_late_events(events, last, opened)),
        lines=(*_working(reading, scene, found), *totals(found, _("Pénalités"))),
    )


def _rates(reading: Reading, scene: Scene) -> Rates | None:
    if reading.choice("rate") == "contract":
        rate = reading.money_or_none("percent")
        return None if rate is None else ConstantRate(rate)
    return penalty_rates(scene.rates.ecb) if reading.choice("rate") == "default" else floor_rates(scene.rates.legal)


def _beside(found: Statement) -> str:
    if not found.days and not found.indemnity:
        return _("Pas de retard : ni pénalités ni indemnité.")
    values = {"interest": money(found.interest), "days": count_of_days(found.days), "indemnity": money(found.indemnity)}
    return _("Pénalités : %(interest)s (%(days)s). Indemnité forfaitaire : %(indemnity)s.", **values)


def _warnings(reading: Reading, scene: Scene, found: Statement) -> tuple[str, ...]:
    half_years = _half_years(found)
    if reading.choice("rate") != "contract":
        return doubt(ECB if reading.choice("rate") == "default" else LEGAL, half_years, scene.rates)
    rate, legal = reading.money("percent"), scene.rates.legal
    below = [one for one in half_years if one in legal.percents and not is_lawful_rate(rate, legal, one)]
    if not below:
        return ()
    floor = floor_rates(legal).at(below[0])
    values = {"rate": percent(rate), "floor": percent(floor), "half": half_year_name(below[0])}
    return (_("%(rate)s est inférieur au plancher légal : %(floor)s au %(half)s.", **values),)


def _half_years(found: Statement) -> list[HalfYear]:
    days = [half_year_of(one) for segment in found.segments for one in (segment.first_day, segment.last_day)]
    return sorted(set(days))


def _late_events(events: list[Event], last: date, opened: date | None) -> tuple[str, ...]:
    if not any(event.day > last for event in events):
        return ()
    if opened:
        return (_("Ce qui vient après le jugement n’est pas compté : une créance antérieure ne se paie plus."),)
    return (_("Ce qui vient après le %(day)s n’est pas compté.", day=short_day(last)),)


def _working(reading: Reading, scene: Scene, found: Statement) -> Iterator[Line]:
    yield Line(
        _("Principal TTC"), money(reading.money("principal")), _("échéance %(day)s", day=short_day(reading.day("due")))
    )
    if before := reading.money_or_none("before"):
        yield Line(_("Pénalités déjà arrêtées"), money(before))
    for half_year in _half_years(found):
        yield from _rate_line(reading.choice("rate"), half_year, scene)
    yield from steps(found)


def _rate_line(kind: str, half_year: HalfYear, scene: Scene) -> Iterator[Line]:
    name = _("Taux du %(half)s", half=half_year_name(half_year))
    if kind == "default":
        ecb = scene.rates.ecb
        values = {"ecb": percent(ecb.at(half_year))}
        yield Line(name, percent(penalty_rates(ecb).at(half_year)), _("BCE %(ecb)s + 10 points", **values))
    elif kind == "floor":
        legal = scene.rates.legal
        values = {"legal": percent(legal.at(half_year))}
        yield Line(name, percent(floor_rates(legal).at(half_year)), _("3 × taux légal %(legal)s", **values))


def steps(found: Statement) -> Iterator[Line]:
    """Goes through the stretches of days and what payments and credit notes settled, in the order of days."""
    happened: list[tuple[date, int, Line]] = [(one.last_day, 0, _segment(one)) for one in found.segments]
    happened += [(one.day, 1, line) for one in found.settlements for line in _settled(one)]
    yield from (line for _day, _order, line in sorted(happened, key=lambda one: one[:2]))


def _segment(one: Segment) -> Line:
    values = {"base": money(one.base), "rate": percent(one.percent), "days": one.days}
    label = f"{span(one.first_day, one.last_day)[:1].upper()}{span(one.first_day, one.last_day)[1:]}"
    return Line(
        f"{label}{_(' : ')}{count_of_days(one.days)}",
        money(one.interest),
        _("%(base)s × %(rate)s × %(days)s / 365", **values),
    )


def _settled(one: Settlement) -> Iterator[Line]:
    if one.credit_notes:
        label = _("Avoir du %(day)s", day=short_day(one.day))
        yield Line(label, minus(one.credit_notes), _("réduit le principal ; ce n’est pas un paiement"))
    if one.payments:
        label = _("Paiement du %(day)s", day=short_day(one.day))
        yield Line(label, minus(one.payments), _places(one))


def _places(one: Settlement) -> str:
    parts = (
        (one.to_interest, _("%(amount)s aux intérêts de retard", amount=money(one.to_interest))),
        (one.to_principal, _("%(amount)s au principal", amount=money(one.to_principal))),
        (one.to_indemnity, _("%(amount)s à l’indemnité", amount=money(one.to_indemnity))),
        (one.to_credit, _("%(amount)s en trop", amount=money(one.to_credit))),
    )
    return ", ".join(words for amount, words in parts if amount)


def totals(found: Statement, interest: str) -> Iterator[Line]:
    """Goes through what is left to pay: principal, interest (as it is called here), indemnity, and their sum."""
    yield Line(_("Reste à payer"), is_head=True)
    parts: tuple[tuple[str, Decimal], ...] = (
        (_("Principal"), found.principal_due),
        (interest, found.interest_due),
        (_("Indemnité forfaitaire de recouvrement"), found.indemnity_due),
    )
    yield from (Line(label, money(amount)) for label, amount in parts)
    if found.credit:
        yield Line(_("Trop-perçu à rendre"), minus(found.credit))
    yield Line(_("Total"), money(found.balance), is_sum=True)


PENALTIES = Calculator(
    "penalites",
    FIELDS,
    reckon,
    EXAMPLE,
    ROWS,
    {"rates": "until", "first_day": "due", "interest_before": "before", "percents": "percent"},
)
