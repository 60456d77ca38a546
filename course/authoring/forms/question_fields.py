"""Which fields the editor of each type of question has."""

from collections.abc import Mapping
from typing import Final

from course.authoring.forms.question_parts import (
    CASE,
    FEEDBACK,
    GAPS,
    NUMBER_ANSWERS,
    OPTIONS,
    OTHERWISE,
    PARAMETERS,
    SCORE,
    SHUFFLE,
    TEXT_ANSWERS,
    TOLERANCE,
    TOLERANCE_KIND,
    UNITS,
    FormField,
)
from course.web.i18n import marked as _l

OWN: Final[Mapping[str, tuple[FormField, ...]]] = {
    "single": (OPTIONS, SHUFFLE),
    "multiple": (OPTIONS, SHUFFLE),
    "true-false": (
        FormField(
            "answer", "choice", _l("L’affirmation est"), choices=(("true", _l("vraie")), ("false", _l("fausse")))
        ),
        FormField("if_true", "text", _l("À qui répond « vrai », dire")),
        FormField("if_false", "text", _l("À qui répond « faux », dire")),
    ),
    "numerical": (NUMBER_ANSWERS, *UNITS, OTHERWISE),
    "date": (
        FormField(
            "answers",
            "rows",
            _l("Réponses attendues"),
            _l("La première qui convient l’emporte. Ajoutez une erreur connue avec une part de 0 et un commentaire."),
            fields=(
                FormField("value", "day", _l("Date")),
                FormField("tolerance_days", "whole", _l("Jours de tolérance"), _l("Vide : aucun.")),
                SCORE,
                FEEDBACK,
                FormField("compute", "formula", _l("Formule qui donne cette date"), _l("Facultatif.")),
            ),
            row=_l("Réponse %(number)s"),
            add=_l("Ajouter une réponse"),
            least=1,
        ),
        OTHERWISE,
    ),
    "short-answer": (TEXT_ANSWERS, CASE, OTHERWISE),
    "matching": (
        FormField(
            "pairs",
            "rows",
            _l("Paires"),
            fields=(
                FormField("prompt", "text", _l("Élément"), lines=1),
                FormField("answer", "line", _l("Sa réponse")),
                FEEDBACK,
            ),
            row=_l("Paire %(number)s"),
            add=_l("Ajouter une paire"),
            least=3,
        ),
        FormField("distractors", "lines", _l("Réponses qui ne vont avec rien, une par ligne"), lines=3),
        SHUFFLE,
    ),
    "ordering": (
        FormField(
            "items",
            "rows",
            _l("Étapes, dans le bon ordre"),
            fields=(FormField("text", "text", _l("Étape"), lines=1), FEEDBACK),
            row=_l("Étape %(number)s"),
            add=_l("Ajouter une étape"),
            least=3,
            can_move=True,
        ),
        FormField(
            "strategy",
            "choice",
            _l("Comment compter"),
            choices=(
                ("absolute", _l("chaque étape à sa place")),
                ("next", _l("chaque étape suivie de la bonne")),
                ("longest-subset", _l("la plus longue suite dans l’ordre")),
                ("all-or-nothing", _l("tout ou rien")),
            ),
        ),
    ),
    "cloze": (GAPS,),
    "calculated": (
        FormField(
            "answer_kind",
            "choice",
            _l("La réponse est"),
            choices=(("number", _l("un nombre")), ("date", _l("une date"))),
        ),
        PARAMETERS,
        FormField("data", "table", _l("Valeurs qui vont ensemble")),
        FormField(
            "answers",
            "rows",
            _l("Résultats attendus"),
            fields=(
                FormField("formula", "formula", _l("Formule")),
                FormField("decimals", "whole", _l("Décimales"), _l("Vide : sans arrondi."), always=True),
                TOLERANCE,
                TOLERANCE_KIND,
                SCORE,
                FEEDBACK,
            ),
            row=_l("Résultat %(number)s"),
            add=_l("Ajouter un résultat"),
            least=1,
        ),
        FormField(
            "misconceptions",
            "rows",
            _l("Erreurs connues"),
            _l("Qui trouve ce résultat lit votre commentaire, sans points."),
            fields=(
                FormField("name", "line", _l("L’erreur, en quelques mots")),
                FormField("formula", "formula", _l("Formule de l’erreur")),
                FormField("feedback", "text", _l("Commentaire"), lines=1),
            ),
            row=_l("Erreur %(number)s"),
            add=_l("Ajouter une erreur"),
        ),
        *UNITS,
        OTHERWISE,
    ),
    "essay": (
        FormField(
            "rubric",
            "rows",
            _l("Grille de correction"),
            fields=(
                FormField("name", "line", _l("Critère")),
                FormField(
                    "levels",
                    "rows",
                    _l("Niveaux"),
                    fields=(
                        FormField("label", "line", _l("Ce qu’on lit à ce niveau")),
                        FormField("points", "points", _l("Points")),
                    ),
                    row=_l("Niveau %(number)s"),
                    add=_l("Ajouter un niveau"),
                    least=2,
                ),
            ),
            row=_l("Critère %(number)s"),
            add=_l("Ajouter un critère"),
        ),
        FormField("model", "text", _l("Réponse modèle"), _l("Montrée avec la note."), lines=4),
        FormField("guidance", "text", _l("Consigne pour qui corrige")),
        FormField("template", "text", _l("Texte de départ dans le champ")),
        FormField("fewest_words", "whole", _l("Mots, au moins")),
        FormField("most_words", "whole", _l("Mots, au plus")),
        FormField("lines", "whole", _l("Lignes du champ"), _l("Vide : 10.")),
        FormField("allows_file", "truth", _l("Accepter un fichier avec la réponse")),
    ),
    "description": (),
}

STEM: Final = FormField("stem", "text", _l("Énoncé"), lines=5)
BASE: Final = (
    FormField("name", "line", _l("Nom"), _l("Pour la retrouver ici ; les apprenants ne le voient pas.")),
    FormField("competency", "choice", _l("Compétence"), _l("Il en faut une pour publier.")),
    FormField("difficulty", "choice", _l("Difficulté")),
    FormField("seconds", "whole", _l("Secondes pour répondre")),
    FormField("category", "line", _l("Catégorie"), _l("Un dossier : Recouvrement/Relance.")),
)
AFTER: Final = (FormField("explanation", "text", _l("Explication"), _l("Lue par tous, après la réponse."), lines=4),)
SOURCES: Final = (
    FormField(
        "sources", "lines", _l("Sources, une par ligne"), _l("Clé d’une référence de loi, ou metier."), always=True
    ),
    FormField("lesson", "line", _l("Leçon à relire"), _l("Sa clé, par exemple calculer-une-echeance.")),
    FormField("facts", "lines", _l("Faits de la fiche, un par ligne")),
    FormField("tags", "lines", _l("Mots-clés, un par ligne")),
    FormField("idnumber", "line", _l("Identifiant d’origine")),
)
MARKS: Final = (
    FormField("max_mark", "points", _l("Poids dans un questionnaire"), _l("Vide : 1.")),
    FormField("penalty", "share", _l("Ce que coûte chaque nouvel essai, sur 100"), _l("Vide : un tiers.")),
    FormField(
        "hints",
        "rows",
        _l("Indices"),
        _l("Dits l’un après l’autre, quand le questionnaire permet plusieurs essais."),
        fields=(
            FormField("text", "text", _l("Indice"), lines=1),
            FormField("clears_wrong", "truth", _l("Effacer ce qui est faux")),
            FormField("shows_count", "truth", _l("Dire combien sont justes")),
        ),
        row=_l("Indice %(number)s"),
        add=_l("Ajouter un indice"),
    ),
    FormField("if_right", "text", _l("Si tout est juste, dire")),
    FormField("if_partial", "text", _l("Si une partie est juste, dire")),
    FormField("if_wrong", "text", _l("Si tout est faux, dire")),
)


def all_fields(kind: str) -> tuple[FormField, ...]:
    """Returns every field of the editor of this type."""
    marks = () if kind == "description" else MARKS
    return (*BASE, STEM, *OWN[kind], *AFTER, *marks, *SOURCES)


def row_fields(rows: FormField, kind: str) -> tuple[FormField, ...]:
    """Returns the fields of one of these rows, which is of this kind where rows have kinds."""
    if not rows.variants:
        return rows.fields
    return rows.variants[kind][1] if kind in rows.variants else ()
