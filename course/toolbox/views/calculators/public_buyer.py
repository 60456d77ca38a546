"""« Acheteur public » : due date, interest at one fixed rate, 40 €, and when they are to be paid."""

from datetime import date, timedelta
from typing import Final

from course.toolbox.forms import Field, Reading
from course.toolbox.queries import ECB
from course.toolbox.views.calculators.base import (
    Calculator,
    Line,
    Result,
    Scene,
    count_of_days,
    doubt,
    half_year_name,
    long_day,
    money,
    percent,
)
from course.toolbox.views.calculators.penalties import MOST_DAYS, ROWS, event_of, steps, totals
from course.web.display import short_day
from course.web.i18n import gettext as _
from course.web.i18n import marked as _l
from course.web.i18n import ngettext
from quizzes.receivables import (
    PUBLIC_DAYS,
    ConstantRate,
    Statement,
    due_interest_public,
    due_public,
    half_year_of,
    late_payment,
    public_rate,
)

BUYERS: Final = (
    ("state", _l("État, collectivité, établissement public : 30 jours")),
    ("health", _l("Établissement public de santé, service de santé des armées : 50 jours")),
    ("public_company", _l("Entreprise publique : 60 jours")),
)
FIELDS: Final = (
    Field("principal", _l("Montant TTC de la facture"), "money"),
    Field("buyer", _l("Acheteur"), "choice", choices=BUYERS),
    Field("request", _l("Demande de paiement reçue le"), "day", _l("Date de réception, par exemple sur Chorus Pro.")),
    Field("until", _l("Payée le, ou compter jusqu’au"), "day", default="today"),
    Field(
        "done",
        _l("Exécution, si elle est plus tardive"),
        "day",
        _l("Livraison ou fin de la prestation : le délai part alors de là."),
        is_required=False,
        is_special=True,
    ),
)

FAULTS: Final = {"rates": "until", "request_received": "request", "service_done": "done"}
EXAMPLE: Final = {"principal": "20000", "buyer": "state", "request": "05/10/2026", "until": "22/12/2026"}


def reckon(reading: Reading, scene: Scene) -> Result | None:
    """Returns the interest in large; the rate is that of the half-year in which it began to run, and never changes.
    None for days too far apart, which is noted."""
    days = PUBLIC_DAYS[reading.choice("buyer")]
    request, done, until = reading.day("request"), reading.day_or_none("done"), reading.day("until")
    due = due_public(request, days, done)
    first = due + timedelta(days=1)
    if (until - due).days > MOST_DAYS:
        reading.fail("until", "toolbox.too_far")
        return None
    rate = public_rate(scene.rates.ecb, first) if until > due else ConstantRate(0)
    events = [event_of(row) for row in reading.filled_rows()]
    found = late_payment(reading.money("principal"), due, rate, until, events, debtor="public")
    start = max(request, done) if done else request
    term = ngettext("%(num)s jour", "%(num)s jours", days)
    return Result(
        label=_("Intérêts moratoires"),
        value=money(found.interest),
        beside=_beside(found, due),
        warnings=doubt(ECB, [half_year_of(first)], scene.rates) if until > due else (),
        lines=(
            Line(_("À payer au plus tard le"), short_day(due), f"{short_day(start)} + {term}"),
            *(_rate_lines(scene, first, rate) if until > due else ()),
            *steps(found),
            *totals(found, _("Intérêts moratoires")),
            *_interest_due(found, until),
        ),
    )


def _beside(found: Statement, due: date) -> str:
    if not found.days:
        return _("Pas de retard : à payer au plus tard le %(day)s.", day=long_day(due))
    values = {"days": count_of_days(found.days), "indemnity": money(found.indemnity)}
    return _("%(days)s de retard. S’y ajoute l’indemnité de %(indemnity)s.", **values)


def _rate_lines(scene: Scene, first: date, rate: ConstantRate) -> tuple[Line, ...]:
    half_year = half_year_of(first)
    values = {"ecb": percent(scene.rates.ecb.at(half_year)), "half": half_year_name(half_year)}
    note = _("BCE %(ecb)s au %(half)s, où les intérêts commencent, + 8 points ; il ne change plus", **values)
    return (Line(_("Taux"), percent(rate.percent), note),)


def _interest_due(found: Statement, paid: date) -> tuple[Line, ...]:
    if found.principal_due and found.days:
        label = _("Si le principal est payé le %(day)s, intérêts et indemnité dus au plus tard le", day=short_day(paid))
        return (Line(label, short_day(due_interest_public(paid)), _("45 jours après le paiement du principal")),)
    return ()


PUBLIC_BUYER = Calculator("acheteur-public", FIELDS, reckon, EXAMPLE, ROWS, FAULTS)
