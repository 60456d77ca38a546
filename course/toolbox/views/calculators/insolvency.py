"""« Procédure collective » : the dates that run from the publication in the BODACC."""

from datetime import date
from typing import Final

from course.toolbox.forms import Field, Reading
from course.toolbox.views.calculators.base import Calculator, Line, Result, Scene, count_of_days, long_day
from course.web.display import short_day
from course.web.i18n import gettext as _
from course.web.i18n import marked as _l
from quizzes.receivables import declaration_deadline, internal_declaration_day, relief_deadline, retention_deadline

TERRITORY: Final = (
    ("same", _l("Oui, le même territoire que le tribunal")),
    ("other", _l("Non : outre-mer, métropole ou étranger")),
)
FIELDS: Final = (
    Field("published", _l("Publication du jugement au BODACC"), "day"),
    Field(
        "territory",
        _l("Demeurez-vous sur le territoire où siège le tribunal ?"),
        "choice",
        _l("Métropole ou outre-mer."),
        choices=TERRITORY,
    ),
    Field(
        "notice",
        _l("Avertissement personnel reçu le"),
        "day",
        _l("Seulement si votre sûreté ou votre contrat est publié : le délai part alors de cet avertissement."),
        is_required=False,
        is_special=True,
    ),
)

EXAMPLE: Final = {"published": "08/10/2026", "territory": "same"}


def reckon(reading: Reading, scene: Scene) -> Result:
    """Returns the last day of the declaration in large, with the house's own day before it and the other dates."""
    published, notice = reading.day("published"), reading.day_or_none("notice")
    is_same = reading.choice("territory") == "same"
    start = notice or published
    last = declaration_deadline(start, same_territory=is_same)
    internal = internal_declaration_day(published)
    months = _("2 mois") if is_same else _("4 mois")
    origin = _("avertissement du %(day)s") if notice else _("BODACC du %(day)s")
    return Result(
        label=_("Déclarer la créance au plus tard le"),
        value=long_day(last),
        beside=_("Notre échéance interne : le %(day)s (J + 30).", day=long_day(internal)),
        warnings=(*_late(last, scene.today), *_warnings()),
        lines=(
            Line(_("Échéance interne"), short_day(internal), f"{_plus(published)} 30 {_('jours')}"),
            Line(
                _("Déclaration de créance"),
                short_day(last),
                f"{origin % {'day': short_day(start)}} + {months}",
            ),
            Line(
                _("Revendication des biens sous réserve de propriété"),
                short_day(retention_deadline(published)),
                f"{_plus(published)} {_('3 mois')}",
            ),
            Line(
                _("Relevé de forclusion, si la déclaration est tardive"),
                short_day(relief_deadline(published)),
                f"{_plus(published)} {_('6 mois')}",
            ),
        ),
    )


def _plus(published: date) -> str:
    return f"{_('BODACC du %(day)s', day=short_day(published))} +"


def _late(last: date, today: date) -> tuple[str, ...]:
    left = (last - today).days
    if left < 0:
        return (_("Le délai de déclaration est passé depuis %(days)s.", days=count_of_days(-left)),)
    return (_("Il reste %(days)s pour déclarer.", days=count_of_days(left)),)


def _warnings() -> tuple[str, ...]:
    return (
        _("La date qui compte est celle de l’envoi. Gardez la preuve de l’envoi et du contenu."),
        _("Le jugement interdit de payer une créance antérieure : n’en demandez pas le paiement."),
    )


INSOLVENCY = Calculator("declaration-de-creance", FIELDS, reckon, EXAMPLE, faults={"published_on": "published"})
