"""The fields of which the editors of questions are made; the names are those of `quizzes.formats.native`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from course.web.i18n import marked as _l

Kind = Literal[
    "text",  # a text of its author, with its format
    "line",
    "prose",  # several lines that are no text of its author
    "formula",
    "whole",
    "decimal",
    "share",  # of the mark, in per cent
    "points",
    "truth",
    "choice",
    "day",
    "lines",  # a list, one entry a line
    "table",  # rows of values
    "rows",
]


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of the editor. `rows` repeat `fields`, or those of one of the `variants`, which names the row's kind.

    `always`: the mapping holds it even where it is empty. `least`: so many rows are shown to begin with.
    """

    name: str
    kind: Kind
    label: str
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    fields: tuple["FormField", ...] = ()
    variants: Mapping[str, tuple[str, tuple["FormField", ...]]] = field(default_factory=dict, hash=False)
    row: str = ""
    add: str = ""
    least: int = 0
    always: bool = False
    lines: int = 2
    can_move: bool = False


FEEDBACK: Final = FormField("feedback", "text", _l("Commentaire"), lines=1)
SCORE: Final = FormField("score", "share", _l("Part de la note, sur 100"), _l("Vide : 100."))
OTHERWISE: Final = FormField("otherwise", "text", _l("À toute autre réponse, dire"))
SHUFFLE: Final = FormField("shuffle", "truth", _l("Changer l’ordre à chaque passage"))
CASE: Final = FormField("case_sensitive", "truth", _l("Distinguer majuscules et minuscules"))
TOLERANCE: Final = FormField("tolerance", "decimal", _l("Tolérance"), _l("Vide : aucune."))
TOLERANCE_KIND: Final = FormField(
    "tolerance_kind",
    "choice",
    _l("Tolérance comptée"),
    choices=(
        ("absolute", _l("en plus ou en moins")),
        ("relative", _l("en part du résultat (0,01 : un centième)")),
        ("geometric", _l("en rapport au résultat")),
    ),
)
OPTIONS: Final = FormField(
    "options",
    "rows",
    _l("Options"),
    _l("Cochez ce qui est juste. Une part de la note, même négative, ne s’écrit que si vous la voulez différente."),
    fields=(
        FormField("right", "truth", _l("Juste")),
        FormField("text", "text", _l("Option"), lines=1),
        FEEDBACK,
        FormField("score", "share", _l("Part de la note, sur 100"), _l("De -100 à 100, ou une fraction : 1/3.")),
    ),
    row=_l("Option %(number)s"),
    add=_l("Ajouter une option"),
    least=3,
)
TEXT_ANSWERS: Final = FormField(
    "answers",
    "rows",
    _l("Réponses attendues"),
    _l("La première qui convient l’emporte. Une étoile * remplace n’importe quels caractères."),
    fields=(FormField("text", "line", _l("Réponse")), SCORE, FEEDBACK),
    row=_l("Réponse %(number)s"),
    add=_l("Ajouter une réponse"),
    least=1,
)
NUMBER_ANSWERS: Final = FormField(
    "answers",
    "rows",
    _l("Réponses attendues"),
    _l("La première qui convient l’emporte. Ajoutez une erreur connue avec une part de 0 et un commentaire."),
    fields=(
        FormField("value", "decimal", _l("Nombre")),
        TOLERANCE,
        TOLERANCE_KIND,
        SCORE,
        FEEDBACK,
        FormField("compute", "formula", _l("Formule qui donne ce nombre"), _l("Pour la vérification ; facultatif.")),
    ),
    row=_l("Réponse %(number)s"),
    add=_l("Ajouter une réponse"),
    least=1,
)
UNITS: Final = (
    FormField("unit", "line", _l("Unité"), _l("Par exemple € ou jours. Vide : aucune.")),
    FormField(
        "other_units",
        "rows",
        _l("Autres unités acceptées"),
        fields=(
            FormField("name", "line", _l("Unité")),
            FormField(
                "multiplier",
                "decimal",
                _l("Combien de cette unité font une unité de la question"),
                _l("100 pour des centimes."),
            ),
        ),
        row=_l("Unité %(number)s"),
        add=_l("Ajouter une unité"),
    ),
    FormField("unit_required", "truth", _l("Exiger l’unité dans la réponse")),
    FormField("unit_penalty", "share", _l("Ce que coûte une unité oubliée, sur 100"), _l("Vide : 10.")),
    FormField(
        "unit_penalty_of",
        "choice",
        _l("Cette pénalité se compte"),
        choices=(("answer", _l("sur ce que donne la réponse")), ("question", _l("sur toute la note"))),
    ),
)
WEIGHT: Final = FormField("weight", "whole", _l("Poids"), _l("Vide : 1."))
GAPS: Final = FormField(
    "gaps",
    "rows",
    _l("Trous"),
    _l("Écrivez [[1]], [[2]]… dans l’énoncé, là où se trouvent les trous, chacun une fois."),
    variants={
        "text": (_l("mots à écrire"), (TEXT_ANSWERS, CASE, OTHERWISE, WEIGHT)),
        "number": (
            _l("nombre à écrire"),
            (NUMBER_ANSWERS, FormField("unit", "line", _l("Unité")), OTHERWISE, WEIGHT),
        ),
        "select": (
            _l("liste de choix"),
            (
                OPTIONS,
                FormField("multiple", "truth", _l("Plusieurs choix possibles")),
                FormField(
                    "layout",
                    "choice",
                    _l("Présentation"),
                    choices=(
                        ("select", _l("liste déroulante")),
                        ("vertical", _l("l’un sous l’autre")),
                        ("horizontal", _l("côte à côte")),
                    ),
                ),
                SHUFFLE,
                WEIGHT,
            ),
        ),
    },
    row=_l("Trou %(number)s"),
    least=0,
)
SHARED: Final = FormField("shared", "truth", _l("Le même chiffre pour toutes les questions du passage qui l’ont"))
NAME: Final = FormField("name", "line", _l("Nom"), _l("Une lettre sans accent d’abord : montant, jours, T2."))
PARAMETERS: Final = FormField(
    "parameters",
    "rows",
    _l("Valeurs"),
    _l("L’énoncé les montre par {nom}, un calcul par {={montant}*0,2}. Une formule ne nomme que ce qui est au-dessus."),
    variants={
        "range": (
            _l("nombre tiré"),
            (
                NAME,
                FormField("lowest", "decimal", _l("De")),
                FormField("highest", "decimal", _l("À")),
                FormField("step", "decimal", _l("De tant en tant"), _l("Vide : 1.")),
                FormField(
                    "distribution",
                    "choice",
                    _l("Tirage"),
                    choices=(
                        ("uniform", _l("également")),
                        ("loguniform", _l("les petits aussi souvent que les grands")),
                    ),
                ),
                SHARED,
            ),
        ),
        "days": (
            _l("date tirée"),
            (
                NAME,
                FormField("first", "day", _l("Du")),
                FormField("last", "day", _l("Au")),
                FormField("working_days", "truth", _l("Jours ouvrés seulement")),
                SHARED,
            ),
        ),
        "list": (
            _l("tirée d’une liste"),
            (
                NAME,
                FormField("values", "lines", _l("Valeurs, une par ligne"), _l("Nombres, ou dates comme 2026-05-11.")),
                SHARED,
            ),
        ),
        "derived": (
            _l("calculée"),
            (
                NAME,
                FormField("formula", "formula", _l("Formule")),
                FormField("decimals", "whole", _l("Décimales"), _l("Vide : sans arrondi.")),
            ),
        ),
    },
    row=_l("Valeur %(number)s"),
    can_move=True,
)
