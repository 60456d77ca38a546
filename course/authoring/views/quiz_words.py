"""The words of quizzes on screens: behaviours, what a result shows, and faults as a page names them."""

import re
from collections.abc import Mapping

from course.web.i18n import gettext as _
from course.web.messages import sentence


def mode_choices() -> list[tuple[str, str, str]]:
    """Returns (value, name, what it means) of the modes."""
    return [
        ("practice", _("S’entraîner"), _("Privé : le responsable n’en voit rien. La correction vient tout de suite.")),
        ("counted", _("Faire le point"), _("Compte pour les niveaux, à la première rencontre de chaque question.")),
    ]


def behaviour_choices() -> list[tuple[str, str, str]]:
    """Returns (value, name, what it means) of the behaviours; empty is what the mode says."""
    return [
        ("", _("Selon le mode"), _("Tout de suite pour s’entraîner, à la fin pour faire le point.")),
        ("deferred", _("Correction à la fin"), _("On répond, on revient, on rend ; la correction vient ensuite.")),
        ("immediate", _("Correction après chaque réponse"), _("Une réponse par question, expliquée aussitôt.")),
        ("interactive", _("Plusieurs essais, avec indices"), _("Après une erreur, un indice ; chaque essai coûte.")),
        (
            "adaptive",
            _("Essais sans limite"),
            _("On réessaie autant qu’on veut ; chaque essai coûte, le meilleur compte."),
        ),
    ]


def counts_choices() -> list[tuple[str, str]]:
    """Returns (value, name) of which attempt counts."""
    return [
        ("best", _("Le meilleur passage")),
        ("last", _("Le dernier passage")),
        ("first", _("Le premier passage")),
        ("mean", _("La moyenne des passages")),
    ]


def review_choices() -> list[tuple[str, str]]:
    """Returns (value, name) of what a result may show."""
    return [
        ("mark", _("La note")),
        ("correctness", _("Ce qui est juste ou faux")),
        ("feedback", _("Le commentaire de chaque réponse")),
        ("explanation", _("L’explication et la source")),
        ("right", _("La bonne réponse")),
    ]


def field_named(path: str) -> str:
    """Returns the name of the field at a path, as the page shows it."""
    place = re.search(r"\[([0-9]+)\]", path)
    number = int(place[1]) + 1 if place else 0
    names = {
        "title": _("Titre"),
        "minutes": _("Durée prévue"),
        "questions": _("Les questions"),
        "draw": _("Combien sont posées"),
        "draws": _("Tirages"),
        "certainty": _("Certitude"),
        "limit_minutes": _("Temps limité"),
        "grace_seconds": _("Délai de grâce"),
        "attempts": _("Nombre de passages"),
        "cooling_off_minutes": _("Attente entre deux passages"),
        "opens_on": _("Ouvre le"),
        "closes_on": _("Dernier jour"),
        "pass_mark": _("Seuil à atteindre"),
        "message": _("Ce qui change"),
    }
    if path.startswith("sections["):
        return _("Partie %(number)s", number=number)
    if path.startswith("draws["):
        return _("Tirage %(number)s", number=number)
    return names.get(path) or _("Poids, version")


def fault_said(message_id: str, params: Mapping[str, object]) -> str:
    """Returns what is wrong with a field, in words of the page and not of the files."""
    ours = {
        "quiz.certainty_once": _("La certitude se demande avec une seule réponse par question, sans second essai."),
        "quiz.counted_only": _("Le nombre d’essais ne se limite que pour « Faire le point »."),
        "quiz.no_waiting": _("L’attente entre deux essais ne vaut que pour « Faire le point »."),
        "quiz.never_closed": _("Sans date de fermeture, il n’y a pas d’après."),
        "quiz.one_way": _("Choisissez : un nombre tiré de la liste, un nombre dans chaque partie, ou des tirages."),
        "quiz.draw_section": _("Dites dans quelle partie vont ces questions."),
        "quiz.day_expected": _("Écrivez une date, par exemple 2026-12-18."),
        "quiz.no_limit": _("Ce délai n’a de sens qu’avec une limite de temps."),
    }
    if message_id in ours:
        return ours[message_id]
    said = sentence(message_id, params)
    return said[:1].upper() + said[1:]
