"""What imports and exports of questions say: formats, outcomes, and why something did not come in or go out."""

import re
from collections.abc import Mapping
from typing import Any, Final

from course.authoring.formats.questions import EXPECTED
from course.authoring.views.question_words import TYPES, type_label
from course.web.i18n import gettext as _
from course.web.messages import sentence

_STEP: Final = re.compile(r"([a-z_]+)(?:\[([0-9]+)\])?")
# Sentences that say where by themselves, in the words of the file.
_SAY_WHERE: Final = ("moodle.", "gift.", "format.", "table.", "exchange.")


class _Params(dict[str, Any]):
    """The parameters of a sentence; one that the engine did not give is shown as dots rather than breaking the page."""

    def __missing__(self, name: str) -> str:
        return "…"


def format_label(file_format: str) -> str:
    """Returns the name of a form of file."""
    labels = {
        "gift": _("GIFT (texte)"),
        "moodle-xml": _("Moodle XML"),
        "csv": _("Tableau CSV"),
        "xlsx": _("Classeur XLSX (Excel, LibreOffice)"),
    }
    return labels.get(file_format, file_format)


def outcome_label(outcome: str, *, is_done: bool) -> str:
    """Returns what becomes, or became, of a question of the file."""
    if is_done:
        labels = {"new": _("importée"), "changed": _("modifiée"), "same": _("inchangée"), "refused": _("refusée")}
    else:
        labels = {
            "new": _("nouvelle"),
            "changed": _("sera modifiée"),
            "same": _("inchangée"),
            "refused": _("refusée"),
        }
    return labels[outcome]


def undone_label(undone: str) -> str:
    """Returns what became of a question when its import was taken back."""
    labels = {
        "removed": _("retirée"),
        "restored": _("redevenue ce qu’elle était"),
        "stays": _("reste : elle a été modifiée ou publiée depuis"),
    }
    return labels.get(undone, "")


def reason(message_id: str, params: Mapping[str, Any]) -> str:
    """Returns why something was refused or left out, with the part of the question that is at fault."""
    given = _Params(params)
    if given.get("type") in TYPES:
        given["type"] = type_label(given["type"]).lower()
    place = str(given.pop("field", "") or given.get("column", ""))
    expected = given.get("expected")
    if message_id in {"question.wrong_type", "question.wrong_value"} and isinstance(expected, str):
        message_id = EXPECTED.get(expected, "field.choice_expected" if " | " in expected else "field.form_expected")
        given["choices"] = expected
    elif message_id == "question.unknown":
        message_id = "field.unknown"
    given["field"] = field_label(place)
    said = sentence(message_id, given)
    if message_id.startswith(_SAY_WHERE) or not place:
        return said
    return _("%(place)s : %(text)s", place=given["field"], text=said)


def field_label(path: str) -> str:
    """Returns « réponse 2, commentaire » for `answers[1].feedback`; what is no field of ours stays as it is."""
    steps = [_STEP.fullmatch(step) for step in path.split(".")]
    if not all(steps):
        return path
    labels = _labels()
    words = [_step(found[1], found[2], labels) for found in steps if found is not None]
    return ", ".join(words)


def _step(name: str, number: str | None, labels: Mapping[str, str]) -> str:
    label = labels.get(name, name)
    return label if number is None else f"{label} {int(number) + 1}"


def _labels() -> dict[str, str]:
    return {
        "key": _("clé"),
        "type": _("type"),
        "name": _("nom"),
        "idnumber": _("identifiant"),
        "id": _("identifiant"),
        "category": _("catégorie"),
        "tags": _("étiquette"),
        "tag": _("étiquette"),
        "stem": _("énoncé"),
        "options": _("option"),
        "answers": _("réponse"),
        "answer": _("réponse"),
        "pairs": _("paire"),
        "prompt": _("côté gauche"),
        "distractors": _("réponse en trop"),
        "items": _("élément"),
        "gaps": _("trou"),
        "hints": _("indice"),
        "text": _("texte"),
        "source": _("texte"),
        "score": _("part des points"),
        "value": _("valeur"),
        "tolerance": _("tolérance"),
        "feedback": _("commentaire"),
        "otherwise": _("toute autre réponse"),
        "explanation": _("explication"),
        "if_right": _("commentaire si juste"),
        "if_partial": _("commentaire si en partie juste"),
        "if_wrong": _("commentaire si faux"),
        "if_true": _("commentaire du vrai"),
        "if_false": _("commentaire du faux"),
        "files": _("image"),
        "unit": _("unité"),
        "other_units": _("autre unité"),
        "max_mark": _("points"),
        "penalty": _("pénalité"),
        "competency": _("compétence"),
        "difficulty": _("difficulté"),
        "seconds": _("temps prévu"),
        "sources": _("source"),
        "facts": _("fait"),
        "lesson": _("leçon"),
        "parameters": _("valeur tirée"),
        "formula": _("formule"),
        "compute": _("formule"),
        "misconceptions": _("erreur connue"),
        "shared": _("jeu de valeurs commun"),
        "decimals": _("décimales"),
        "strategy": _("barème"),
        "shuffle": _("mélange"),
        "multiple": _("plusieurs choix"),
        "layout": _("disposition"),
        "weight": _("poids"),
        "rubric": _("critère"),
        "levels": _("niveau"),
        "model": _("réponse modèle"),
        "guidance": _("consigne de correction"),
        "template": _("modèle à remplir"),
        "case_sensitive": _("majuscules"),
    }
