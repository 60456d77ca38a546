"""« Échéance » : every reading of a term at once, from one invoice."""

from datetime import date
from typing import Final

from course.toolbox.forms import Field, Reading
from course.toolbox.views.calculators.base import Calculator, Line, Result, Scene, long_day
from course.web.display import short_day
from course.web.i18n import gettext as _
from course.web.i18n import marked as _l
from course.web.i18n import ngettext
from quizzes.receivables import (
    PUBLIC_DAYS,
    due_end_of_month,
    due_net,
    due_periodic,
    due_public,
    due_without_clause,
    latest_due,
    latest_due_in_sector,
)

NET, MONTH = 60, 45
FIELDS: Final = (
    Field("invoice", _l("Date d’émission de la facture"), "day"),
    Field("days", _l("Délai convenu, en jours"), "count", default="60"),
    Field(
        "received",
        _l("Livraison, ou fin de la prestation"),
        "day",
        _l("Sans clause et dans certains secteurs, le délai part de là. Vide : la date de la facture."),
        is_required=False,
    ),
    Field(
        "request",
        _l("Demande de paiement reçue par l’acheteur public"),
        "day",
        _l("Vide : la date de la facture."),
        is_required=False,
        is_special=True,
    ),
    Field("month_days", _l("Délai « fin de mois », en jours"), "count", default="45", is_special=True),
)

EXAMPLE: Final = {"invoice": "12/03/2026", "days": "60", "month_days": "45"}


def reckon(reading: Reading, _scene: Scene) -> Result:
    """Returns the agreed term in large, and every other reading below."""
    invoice, days = reading.day("invoice"), reading.count("days")
    delivered = reading.day_or_none("received") or invoice
    due = due_net(invoice, days)
    return Result(
        label=ngettext("%(num)s jour net", "%(num)s jours nets", days),
        value=long_day(due),
        beside=_("%(start)s + %(days)s jours de calendrier.", start=short_day(invoice), days=days),
        warnings=_warnings(invoice, days, reading.count("month_days")),
        lines=(
            *_agreed(invoice, reading.count("month_days")),
            _line(_("Sans clause : 30 jours"), delivered, 30, due_without_clause(delivered)),
            *_public(reading.day_or_none("request") or invoice, reading.day_or_none("received")),
            *_sectors(invoice, delivered),
        ),
    )


def _warnings(invoice: date, days: int, month_days: int) -> tuple[str, ...]:
    found = [_("Aucune de ces dates n’est reportée quand elle tombe un samedi, un dimanche ou un jour férié.")]
    if month_days > MONTH:
        found.insert(0, _("« Fin de mois » : 45 jours au plus, si le contrat le dit expressément."))
    if days > NET:
        latest = short_day(latest_due(invoice))
        found.insert(0, _("Entre professionnels, le maximum est de 60 jours : le %(day)s au plus tard.", day=latest))
    return tuple(found)


def _line(label: str, start: date, days: int, due: date) -> Line:
    return Line(label, long_day(due), f"{short_day(start)} + {ngettext('%(num)s jour', '%(num)s jours', days)}")


def _agreed(invoice: date, days: int) -> tuple[Line, ...]:
    first, second = (due_end_of_month(invoice, days, reading) for reading in ("days_then_month", "month_then_days"))
    words = {"days": days, "first": short_day(due_net(invoice, days)), "month": short_day(due_end_of_month(invoice, 0))}
    return (
        Line(_("Entre professionnels"), is_head=True),
        Line(
            _("%(days)s jours, puis fin du mois", days=days),
            long_day(first),
            _("%(first)s, puis la fin de ce mois. Le contrat doit dire laquelle des deux lectures vaut.", **words),
        ),
        Line(
            _("Fin du mois, puis %(days)s jours", days=days), long_day(second), _("%(month)s + %(days)s jours", **words)
        ),
        _line(_("Facture périodique : 45 jours"), invoice, 45, due_periodic(invoice)),
    )


def _public(request: date, done: date | None) -> tuple[Line, ...]:
    start = max(request, done) if done else request
    labels = (
        ("state", _("État, collectivité, établissement public : 30 jours")),
        ("health", _("Établissement public de santé : 50 jours")),
        ("public_company", _("Entreprise publique : 60 jours")),
    )
    return (
        Line(_("Acheteur public"), is_head=True),
        *(
            _line(label, start, PUBLIC_DAYS[kind], due_public(request, PUBLIC_DAYS[kind], done))
            for kind, label in labels
        ),
    )


def _sectors(invoice: date, delivered: date) -> tuple[Line, ...]:
    wine = _("%(net)s (60 jours nets), ou 45 jours fin de mois comme ci-dessus", net=short_day(latest_due(invoice)))
    return (
        Line(_("Secteurs à délai d’ordre public"), is_head=True),
        _line(_("Denrées périssables"), delivered, 30, latest_due_in_sector(delivered, "perishable")),
        Line(
            _("Denrées périssables, facture périodique"),
            long_day(latest_due_in_sector(delivered, "perishable_periodic")),
            _("fin de la décade de livraison + 30 jours"),
        ),
        _line(_("Bétail sur pied, viandes fraîches"), delivered, 20, latest_due_in_sector(delivered, "livestock")),
        Line(
            _("Boissons alcooliques soumises aux droits de consommation"),
            long_day(latest_due_in_sector(delivered, "alcohol")),
            _("fin du mois de livraison + 30 jours"),
        ),
        _line(
            _("Transport routier, location de véhicules, fret, douane"),
            invoice,
            30,
            latest_due_in_sector(invoice, "transport"),
        ),
        Line(_("Raisins, moûts et vins, sauf accord interprofessionnel"), "", wine),
    )


DUE_DATE = Calculator(
    "echeance", FIELDS, reckon, EXAMPLE, None, {"service_done": "received", "delivered_on": "received"}
)
