"""The columns of a table of questions: their names in French and English, and what each of them is for."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from quizzes.checks import MOST_PARTS

# A question may have a hundred pairs and a hundred right-hand sides that belong to none.
MOST_NUMBER: Final = 2 * MOST_PARTS
# The whole of a column is named by its field and its number, 0 where it has none: (« answer », 2) is « réponse 2 ».
Place = tuple[str, int]

_NUMBERED: Final = re.compile(r"(.*?) ?([0-9]{1,3})")
_BETWEEN_WORDS: Final = re.compile(r"[\s_/’'-]+")


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: the field that it holds, its names, its width in characters, and what a person writes there (French).

    `is_numbered`: it comes as often as needed, « réponse 1 », « réponse 2 » … `is_usual`: every table has it.
    """

    field: str
    french: str
    english: tuple[str, ...]
    about: str
    width: int = 14
    is_numbered: bool = False
    is_usual: bool = False

    def title(self, number: int = 0) -> str:
        """Returns the name at the top of the column."""
        return f"{self.french} {number}" if number else self.french


def _usual(field: str, french: str, english: tuple[str, ...], about: str, width: int = 14) -> Heading:
    return Heading(field, french, english, about, width, is_usual=True)


def _numbered(field: str, french: str, english: tuple[str, ...], about: str, width: int = 14) -> Heading:
    return Heading(field, french, english, about, width, is_numbered=True)


HEADINGS: Final[tuple[Heading, ...]] = (
    _usual(
        "type",
        "type",
        ("kind",),
        "Obligatoire. choix unique, choix multiple, vrai/faux, numérique, date, réponse courte, appariement, ordre, "
        "rédaction ou information.",
        16,
    ),
    _usual(
        "key",
        "clé",
        ("key",),
        "Le nom stable de la question : minuscules, chiffres et tirets. Vide : elle est faite du nom ou de l’énoncé. "
        "La même clé retrouve la même question d’un import à l’autre.",
        24,
    ),
    _usual("name", "nom", ("name", "title", "titre"), "Un titre court, pour s’y retrouver.", 24),
    _usual("category", "catégorie", ("category",), "Le dossier de la question, par exemple Recouvrement/Relance.", 20),
    _usual("competency", "compétence", ("competency",), "Le code de la compétence mesurée, par exemple JUR-1.", 12),
    _usual("difficulty", "difficulté", ("difficulty",), "De 1 (facile) à 5 (difficile). Vide : 3.", 10),
    _usual("seconds", "secondes", ("seconds",), "Le temps de réponse prévu, de 1 à 3600 secondes. Vide : 60.", 10),
    _usual("max_mark", "points", ("points", "mark", "marks"), "Ce que vaut la question, de 0 à 1000. Vide : 1.", 8),
    _usual("stem", "énoncé", ("stem", "question", "question text"), "Obligatoire. Ce que la question demande.", 50),
    _usual("explanation", "explication", ("explanation", "general feedback"), "Ce qui se dit après la réponse.", 50),
    _usual(
        "sources",
        "sources",
        ("source",),
        "Les clés des références juridiques, séparées par | , ou metier pour un usage du métier.",
        20,
    ),
    _usual("lesson", "leçon", ("lesson",), "La clé de la leçon à relire.", 20),
    _usual("tags", "étiquettes", ("tags",), "Des mots libres, séparés par | .", 20),
    Heading(
        "facts", "faits", ("facts",), "Les numéros des faits vérifiés sur lesquels la question repose, séparés par | ."
    ),
    Heading("idnumber", "ancien identifiant", ("idnumber", "id number"), "L’identifiant de la question ailleurs."),
    Heading(
        "format",
        "format",
        ("text format",),
        "Comment les textes de la ligne sont écrits : markdown (vide), html, texte ou moodle. Un texte qui commence "
        "par [html], [markdown], [plain] ou [moodle] suit son propre format.",
    ),
    Heading("shuffle", "mélanger", ("shuffle",), "non : les réponses restent dans cet ordre. Vide : oui."),
    Heading(
        "strategy",
        "barème",
        ("grading", "strategy"),
        "Ordre : place exacte (vide), tout ou rien, suivant, ou plus longue suite.",
    ),
    Heading("case_sensitive", "casse", ("case", "case sensitive"), "oui : les majuscules comptent. Vide : non."),
    Heading("unit", "unité", ("unit",), "L’unité affichée à côté du nombre, par exemple € ou jours."),
    Heading(
        "other_units",
        "autres unités",
        ("other units",),
        "Les unités acceptées aussi, avec combien il en faut pour une unité : cm = 100 | mm = 1000.",
        20,
    ),
    Heading("unit_required", "unité exigée", ("unit required",), "oui : le nombre doit porter son unité. Vide : non."),
    Heading(
        "unit_penalty",
        "pénalité unité",
        ("unit penalty",),
        "Ce que coûte une unité absente : 10 % (vide) de la réponse, ou 10 % de la question.",
    ),
    Heading(
        "otherwise", "autre réponse", ("otherwise", "any other answer"), "Ce qui se dit de toute autre réponse.", 30
    ),
    Heading("penalty", "pénalité", ("penalty",), "Ce que coûte chaque nouvel essai. Vide : 1 sur 3."),
    Heading("if_right", "si juste", ("if right",), "Ce qui se dit quand tout est juste.", 30),
    Heading("if_partial", "si partiel", ("if partial",), "Ce qui se dit quand une partie est juste.", 30),
    Heading("if_wrong", "si faux", ("if wrong",), "Ce qui se dit quand rien n’est juste.", 30),
    Heading("model", "modèle", ("model",), "Rédaction : la réponse type, montrée avec la note.", 30),
    Heading("guidance", "consigne de correction", ("guidance",), "Rédaction : pour qui corrige seulement.", 30),
    Heading("template", "début de réponse", ("template",), "Rédaction : ce qui est déjà écrit dans le champ.", 30),
    Heading("fewest_words", "mots min", ("fewest words", "min words"), "Rédaction : le nombre de mots, au moins."),
    Heading("most_words", "mots max", ("most words", "max words"), "Rédaction : le nombre de mots, au plus."),
    Heading("lines", "lignes", ("lines",), "Rédaction : la hauteur du champ, de 1 à 100 lignes. Vide : 10."),
    Heading(
        "allows_file", "fichier joint", ("allows file", "attachment"), "Rédaction : oui si un fichier peut être joint."
    ),
    _numbered(
        "answer",
        "réponse",
        ("answer", "option", "choix", "choice"),
        "Une réponse proposée ou acceptée. Vrai/faux : vrai ou faux, la bonne réponse. Numérique : 565,32. Date : "
        "08/12/2026 ou 2026-12-08. Réponse courte : * remplace n’importe quel texte. Appariement : l’élément de "
        "gauche. Ordre : les éléments dans le bon ordre. Rédaction : un critère de notation.",
        30,
    ),
    _numbered(
        "score",
        "score",
        ("fraction",),
        "x : juste. Ou une part des points : 50 %, −25 %, 0,5, 1 sur 3. Vide : 0 pour un choix, 100 % pour une réponse "
        "tapée. N’écrivez pas 1/3 dans Excel, qui en ferait une date.",
        10,
    ),
    _numbered("feedback", "retour", ("feedback",), "Ce qui se dit de cette réponse.", 30),
    _numbered(
        "match",
        "associé",
        ("match", "matches"),
        "Appariement : ce qui va avec la réponse de même numéro ; sans réponse en face, un intrus. Rédaction : les "
        "niveaux du critère et leurs points : confus = 0 | clair = 2.",
        30,
    ),
    _numbered(
        "tolerance",
        "tolérance",
        ("tolerance",),
        "Numérique : l’écart admis, 0,01 ou 5 % de la valeur. Date : un nombre de jours.",
        12,
    ),
    _numbered("compute", "calcul", ("compute", "formula"), "La formule qui donne la valeur, pour la vérifier.", 20),
    _numbered("hint", "indice", ("hint",), "Ce qui se dit après un essai manqué.", 30),
    _numbered(
        "effect",
        "effet",
        ("effect",),
        "Ce que fait l’indice de même numéro : effacer (les réponses fausses), compter (les justes), ou "
        "effacer | compter.",
    ),
)
BY_FIELD: Final[Mapping[str, Heading]] = {heading.field: heading for heading in HEADINGS}
ANSWER_FIELDS: Final = ("answer", "score", "feedback", "match", "tolerance", "compute")
HINT_FIELDS: Final = ("hint", "effect")
REQUIRED: Final = ("type", "stem")


def folded(text: str) -> str:
    """Returns a name or a word as they are compared: no capitals, no accents, one space for blanks and hyphens."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text[:200]).casefold() if not unicodedata.combining(c))
    return _BETWEEN_WORDS.sub(" ", bare).strip()


def place_of(title: str) -> Place | None:
    """Returns which column bears this name, None for none of ours; « réponse » alone is « réponse 1 »."""
    name = folded(title)
    if (field := _FIELDS.get(name)) is not None:
        return field, int(BY_FIELD[field].is_numbered)
    found = _NUMBERED.fullmatch(name)
    numbered = _FIELDS.get(found[1]) if found else None
    if found is None or numbered is None or not BY_FIELD[numbered].is_numbered:
        return None
    number = int(found[2])
    return (numbered, number) if 1 <= number <= MOST_NUMBER else None


def title_of(place: Place) -> str:
    """Returns the French name of a column."""
    field, number = place
    return BY_FIELD[field].title(number)


_FIELDS: Final[Mapping[str, str]] = {
    folded(name): heading.field for heading in HEADINGS for name in (heading.french, *heading.english)
}
