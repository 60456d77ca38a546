"""« 40 € » : who owes the fixed indemnity, and how many times."""

from typing import Final, cast

from course.toolbox.forms import Field, Reading
from course.toolbox.views.calculators.base import Calculator, Line, Result, Scene, money
from course.web.i18n import gettext as _
from course.web.i18n import marked as _l
from course.web.i18n import ngettext
from quizzes.receivables import INDEMNITY, Debtor, indemnities

DEBTORS: Final = (
    ("professional", _l("Un professionnel")),
    ("public", _l("Un acheteur public")),
    ("consumer", _l("Un consommateur")),
)
FIELDS: Final = (
    Field("debtor", _l("Qui est en retard ?"), "choice", choices=DEBTORS),
    Field("invoices", _l("Factures payées en retard"), "count", default="1", highest=10_000),
    Field(
        "forbidden",
        _l("Dont celles échues après un jugement d’ouverture"),
        "count",
        _l("La procédure interdisait de les payer à l’échéance."),
        is_required=False,
        highest=10_000,
        is_special=True,
    ),
)

EXAMPLE: Final = {"debtor": "professional", "invoices": "3"}


def reckon(reading: Reading, _scene: Scene) -> Result:
    """Returns the sum of the indemnities, and why they are owed or not."""
    debtor = cast("Debtor", reading.choice("debtor"))
    invoices, forbidden = reading.count("invoices"), reading.count("forbidden")
    total = indemnities(invoices, debtor, forbidden)
    label = _("Indemnité forfaitaire de recouvrement")
    if debtor == "consumer":
        beside = _("Un consommateur ne doit ni les 40 € ni les pénalités entre professionnels.")
        line = Line(_("Consommateur"), money(total), _("Le texte ne vise que « tout professionnel »."))
        return Result(label, money(total), beside, (), (line,))
    count = ngettext("%(num)s facture", "%(num)s factures", invoices - forbidden)
    lines = [
        Line(_("Factures payées en retard"), str(invoices)),
        Line(_("Échues après le jugement d’ouverture"), str(forbidden), _("paiement interdit : aucune indemnité")),
        Line(f"{count} × {money(INDEMNITY)}", money(total), is_sum=True),
    ]
    return Result(label, money(total), _beside(debtor), _warnings(), tuple(lines if forbidden else lines[::2]))


def _beside(debtor: str) -> str:
    if debtor == "public":
        return _("Due de plein droit par l’acheteur public, en plus des intérêts moratoires.")
    return _("Due de plein droit, sans rappel, une fois par facture payée en retard.")


def _warnings() -> tuple[str, ...]:
    return (
        _("Hors champ de la TVA : ces sommes se réclament sans TVA."),
        _("Des frais plus élevés se demandent en plus, sur justification."),
    )


FORTY_EUROS = Calculator("indemnite-40-euros", FIELDS, reckon, EXAMPLE, faults={"forbidden_to_pay": "forbidden"})
