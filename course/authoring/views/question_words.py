"""The words of questions on screens: types, states, how a question begins."""

import html
import re
from typing import Final

from course.web.i18n import french_typography
from course.web.i18n import gettext as _

TYPES: Final = (
    *("single", "multiple", "true-false", "numerical", "date", "short-answer"),
    *("matching", "ordering", "cloze", "calculated", "essay", "description"),
)
LONGEST_BEGINNING: Final = 120


def type_label(kind: str | None) -> str:
    """Returns the name of a type of question."""
    labels = {
        "single": _("Choix unique"),
        "multiple": _("Choix multiple"),
        "true-false": _("Vrai ou faux"),
        "numerical": _("Nombre"),
        "date": _("Date"),
        "short-answer": _("Réponse courte"),
        "matching": _("Appariement"),
        "ordering": _("Mise en ordre"),
        "cloze": _("Texte à trous"),
        "calculated": _("Calcul à chiffres tirés"),
        "essay": _("Réponse libre"),
        "description": _("Texte sans question"),
    }
    return labels.get(kind or "", _("Abandonnée"))


def type_hint(kind: str) -> str:
    """Returns what a type asks of the learner, in one sentence."""
    hints = {
        "single": _("Une seule option est juste."),
        "multiple": _("Plusieurs options sont justes, ou aucune de celles qu’on croit."),
        "true-false": _("Une affirmation à juger."),
        "numerical": _("Un nombre à écrire, avec ou sans unité."),
        "date": _("Un jour à écrire : une échéance, une prescription."),
        "short-answer": _("Un mot ou quelques mots à écrire."),
        "matching": _("À chaque élément sa réponse."),
        "ordering": _("Des étapes à remettre dans l’ordre."),
        "cloze": _("Un texte dont on remplit les trous."),
        "calculated": _("Un calcul dont les chiffres changent à chaque passage."),
        "essay": _("Un texte à rédiger, que vous corrigez."),
        "description": _("Un énoncé commun à plusieurs questions, sans réponse."),
    }
    return hints[kind]


def beginning(title: str, longest: int = LONGEST_BEGINNING) -> str:
    """Returns the first words of a text, without the marks of HTML and Markdown, its gaps as dots."""
    plain = html.unescape(re.sub(r"<[^>]*(?:>|$)", " ", title))
    plain = re.sub(r"!?\[([^\]]*)\]\([^)]*\)?", r"\1", plain)
    plain = re.sub(r"\[\[\d+\]\]", "…", plain)
    plain = " ".join(re.sub(r"[*_`|#>]", " ", plain).split())
    return french_typography(plain if len(plain) <= longest else plain[: longest - 1] + "…")
