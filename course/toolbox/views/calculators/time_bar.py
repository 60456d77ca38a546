"""« Prescription » : the last day to act, and what each act did to it."""

from collections.abc import Iterator
from datetime import date
from typing import Final, cast

from course.toolbox.forms import Entry, Field, Reading, Rows
from course.toolbox.forms.reading import row_day
from course.toolbox.views.calculators.base import Calculator, Line, Result, Scene, count_of_days, long_day
from course.web.display import short_day
from course.web.i18n import gettext as _
from course.web.i18n import marked as _l
from course.web.i18n import ngettext
from quizzes.receivables import LIMITATION_YEARS, Act, ActKind, Claim, Effect, Limitation, Step, limitation

CLAIMS: Final = (
    ("commercial", _l("Avec un commerçant, en affaires : 5 ans")),
    ("general", _l("Droit commun : 5 ans")),
    ("consumer", _l("Professionnel contre consommateur : 2 ans")),
    ("transport", _l("Contrat de transport de marchandises : 1 an")),
    ("bill_of_exchange", _l("Lettre de change, contre l’accepteur : 3 ans")),
    ("enforcement", _l("Exécuter un titre exécutoire : 10 ans")),
)
ACTS: Final = (
    ("acknowledgement", _l("Reconnaissance signée du débiteur, échéancier signé")),
    ("clear_email", _l("Courriel du débiteur qui reconnaît la dette")),
    ("part_payment", _l("Paiement partiel")),
    ("claim_in_court", _l("Assignation, demande en justice, même en référé")),
    ("claim_lost", _l("Demande en justice abandonnée, périmée ou rejetée")),
    ("order_request", _l("Requête en injonction de payer")),
    ("order_served", _l("Signification de l’ordonnance d’injonction")),
    ("enforcement", _l("Saisie, mesure conservatoire ou d’exécution")),
    ("mediation", _l("Médiation ou conciliation")),
    ("formal_notice", _l("Mise en demeure, même en recommandé")),
    ("reminder", _l("Relance, appel, courriel de notre part")),
)
WHY: Final = {
    "acknowledgement": _l("la reconnaissance du débiteur fait repartir le délai entier"),
    "clear_email": _l("peut valoir reconnaissance s’il est sans équivoque : faites signer un écrit"),
    "part_payment": _l("peut valoir reconnaissance ; entre professionnels, rien ne l’assure : faites signer un écrit"),
    "claim_in_court": _l("la demande en justice fait repartir le délai entier, si elle n’est ni abandonnée ni rejetée"),
    "claim_lost": _l("l’interruption est effacée"),
    "order_request": _l("déposer la requête n’interrompt pas : seule la signification de l’ordonnance interrompt"),
    "order_served": _l("la signification fait repartir le délai entier"),
    "enforcement": _l("l’acte fait repartir le délai entier"),
    "mediation": _l("le délai est suspendu ; il reste au moins six mois à la fin"),
    "formal_notice": _l("une mise en demeure n’interrompt pas la prescription"),
    "reminder": _l("une relance n’interrompt pas la prescription"),
}
FIELDS: Final = (
    Field("claim", _l("Nature de la créance"), "choice", choices=CLAIMS),
    Field(
        "start",
        _l("Point de départ"),
        "day",
        _l(
            "L’échéance le plus souvent ; pour un transport, la remise ; pour un consommateur, la fin de la prestation."
        ),
    ),
    Field(
        "born",
        _l("Naissance de la créance (délai butoir de 20 ans)"),
        "day",
        is_required=False,
        is_special=True,
    ),
)
ROWS: Final = Rows(
    "a",
    _l("Ce qui s’est passé depuis"),
    _l("Une ligne vide s’ajoute à chaque calcul."),
    (
        Field("kind", _l("Acte"), "choice", choices=ACTS),
        Field("day", _l("Date"), "day"),
        Field("until", _l("Fin (médiation, conciliation)"), "day", is_required=False),
    ),
)

EXAMPLE: Final = {
    "claim": "commercial",
    "start": "31/03/2022",
    "a1_kind": "formal_notice",
    "a1_day": "01/05/2024",
    "a2_kind": "acknowledgement",
    "a2_day": "28/02/2025",
}


def reckon(reading: Reading, scene: Scene) -> Result | None:
    """Returns the prudent last day in large; None where an act cannot be right, which is noted beside it."""
    start = reading.day("start")
    acts = [act for row in reading.filled_rows() if (act := _act(reading, row, start)) is not None]
    if not reading.is_good:
        return None
    claim = cast("Claim", reading.choice("claim"))
    found = limitation(claim, start, acts, reading.day_or_none("born"))
    return Result(
        label=_("Agir au plus tard le"),
        value=long_day(found.prudent),
        beside=_beside(found.prudent, scene.today),
        warnings=_warnings(found),
        lines=tuple(_lines(claim, start, found)),
    )


def _act(reading: Reading, row: dict[str, Entry], start: date) -> Act | None:
    kind, day = cast("ActKind", row["kind"].value), row_day(row, "day")
    until = row_day(row, "until") if row["until"].value else None
    if day < start:
        reading.fail(row["day"].name, "receivables.dates_reversed")
    elif kind == "mediation" and until is None:
        reading.fail(row["until"].name, "receivables.end_needed")
    elif kind == "mediation" and until is not None and until < day:
        reading.fail(row["until"].name, "receivables.dates_reversed")
    else:
        return Act(kind, day, until)
    return None


def _beside(last: date, today: date) -> str:
    left = (last - today).days
    if left < 0:
        return _("Ce jour est passé depuis %(days)s.", days=count_of_days(-left))
    return _("Il reste %(days)s.", days=count_of_days(left)) if left else _("C’est aujourd’hui.")


def _warnings(found: Limitation) -> tuple[str, ...]:
    warnings = []
    if found.arguable != found.prudent:
        words = _("Si les actes discutables valent reconnaissance : jusqu’au %(day)s. Ne comptez pas dessus.")
        warnings.append(words % {"day": short_day(found.arguable)})
    if found.is_capped:
        warnings.append(_("Le délai butoir de 20 ans décide."))
    warnings.append(_("Date prudente, sans report d’un samedi, d’un dimanche ou d’un jour férié."))
    return tuple(warnings)


def _lines(claim: Claim, start: date, found: Limitation) -> Iterator[Line]:
    years = ngettext("%(num)s an", "%(num)s ans", LIMITATION_YEARS[claim])
    yield Line(_("Sans aucun acte"), short_day(found.first), f"{short_day(start)} + {years}")
    for step in found.steps:
        name = _(dict(ACTS)[step.act.kind])
        yield Line(f"{short_day(step.act.day)}{_(' : ')}{name}", _effect_words()[step.effect], _step_note(step))
    yield Line(_("Dernier jour, actes sûrs seulement"), short_day(found.prudent), is_sum=True)


def _step_note(step: Step) -> str:
    if step.effect == "too_late":
        return _("le délai était déjà expiré : plus rien à interrompre")
    note = _(WHY[step.act.kind])
    if step.effect in {"interrupts", "suspends"}:
        return f"{note}{_(' : ')}{_('jusqu’au %(day)s', day=short_day(step.prudent))}"
    return note


def _effect_words() -> dict[Effect, str]:
    return {
        "interrupts": _("interrompt"),
        "arguable": _("discutable"),
        "suspends": _("suspend"),
        "none": _("sans effet"),
        "too_late": _("trop tard"),
    }


TIME_BAR = Calculator("prescription", FIELDS, reckon, EXAMPLE, ROWS, {"born_on": "born", "acts": "start"})
