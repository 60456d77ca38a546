"""The words of the columns that take one of a few, in French and English; the first of each meaning is written."""

from typing import Final, Literal

from quizzes.answers import TextFormat
from quizzes.formats.table.cells import Words
from quizzes.questions import OrderingStrategy

Kind = Literal[
    "single",
    "multiple",
    "true-false",
    "numerical",
    "date",
    "short-answer",
    "matching",
    "ordering",
    "essay",
    "description",
    "cloze",
    "calculated",
]
Effect = Literal["clear", "count"]

# What the table has no columns for, and says so.
NOT_HELD: Final[tuple[Kind, ...]] = ("cloze", "calculated")

_HELD_KINDS: Final[dict[str, Kind]] = {
    "choix unique": "single",
    "single": "single",
    "single choice": "single",
    "qcu": "single",
    "choix multiple": "multiple",
    "choix multiples": "multiple",
    "réponses multiples": "multiple",
    "multiple": "multiple",
    "multiple response": "multiple",
    "vrai/faux": "true-false",
    "vrai ou faux": "true-false",
    "true/false": "true-false",
    "true or false": "true-false",
    "truefalse": "true-false",
    "numérique": "numerical",
    "nombre": "numerical",
    "numerical": "numerical",
    "number": "numerical",
    "date": "date",
    "réponse courte": "short-answer",
    "texte court": "short-answer",
    "short answer": "short-answer",
    "shortanswer": "short-answer",
    "appariement": "matching",
    "association": "matching",
    "matching": "matching",
    "ordre": "ordering",
    "classement": "ordering",
    "mise en ordre": "ordering",
    "ordering": "ordering",
    "rédaction": "essay",
    "réponse libre": "essay",
    "essay": "essay",
    "information": "description",
    "description": "description",
}
KINDS: Final = Words(_HELD_KINDS)
KINDS_NOT_HELD: Final[Words[Kind]] = Words(
    {"texte à trous": "cloze", "cloze": "cloze", "calculée": "calculated", "calculated": "calculated"}
)
FORMATS: Final[Words[TextFormat]] = Words(
    {"markdown": "markdown", "html": "html", "texte": "plain", "plain": "plain", "brut": "plain", "moodle": "moodle"}
)
STRATEGIES: Final[Words[OrderingStrategy]] = Words(
    {
        "place exacte": "absolute",
        "absolute": "absolute",
        "tout ou rien": "all-or-nothing",
        "all or nothing": "all-or-nothing",
        "suivant": "next",
        "next": "next",
        "plus longue suite": "longest-subset",
        "longest subset": "longest-subset",
    }
)
EFFECTS: Final[Words[Effect]] = Words({"effacer": "clear", "clear": "clear", "compter": "count", "count": "count"})
