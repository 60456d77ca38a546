"""The workbook that a trainer downloads to begin with: columns, an example of each type, and what to write where."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from quizzes.answers import DateAnswer, NumericalAnswer, Option, Text, TextAnswer
from quizzes.formats.table.headings import HEADINGS, Heading, Place
from quizzes.formats.table.saving import sheet_of
from quizzes.formats.table.writing import cells_of, places_of
from quizzes.formats.workbook import AS_TEXT, Column, Sheet, write_workbook
from quizzes.questions import (
    Criterion,
    DateQuestion,
    Description,
    Essay,
    Matching,
    MultipleResponse,
    Numerical,
    Ordering,
    OrderingItem,
    Pair,
    Question,
    RubricLevel,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
    shared_scores,
)

_EXAMPLES: Final[tuple[Question, ...]] = (
    SingleChoice(
        key="exemple-choix-unique",
        name="Exemple : choix unique",
        stem=Text("Par quoi commence-t-on quand une facture vient d’échoir ?"),
        options=(
            Option(Text("Une relance amiable"), 1, Text("Oui : la plupart des retards se règlent ainsi.")),
            Option(Text("Une assignation"), 0, Text("Non : le juge ne vient qu’après.")),
            Option(Text("Rien, le client y pensera"), 0, Text("Non : un retard s’aggrave avec le temps.")),
        ),
        explanation=Text("On va du plus simple au plus contraignant."),
        sources=("metier",),
    ),
    MultipleResponse(
        key="exemple-choix-multiple",
        name="Exemple : choix multiple",
        stem=Text("Que réunit-on avant d’appeler un client en retard ?"),
        options=tuple(
            Option(Text(text), score)
            for text, score in zip(
                ("La facture", "L’historique des relances", "La météo"), shared_scores((True, True, False)), strict=True
            )
        ),
        explanation=Text("Les faits d’abord : ce qui est dû, et ce qui a déjà été dit."),
    ),
    TrueFalse(
        key="exemple-vrai-faux",
        name="Exemple : vrai ou faux",
        stem=Text("Un acompte versé diminue le solde à réclamer."),
        answer=True,
        if_true=Text("Oui."),
        if_false=Text("Si : il se déduit de la facture."),
    ),
    Numerical(
        key="exemple-numerique",
        name="Exemple : nombre",
        stem=Text("Une facture porte 1 000 € HT et 20 % de TVA. Quel est son montant TTC ?"),
        answers=(
            NumericalAnswer(Decimal(1200), Decimal("0.01")),
            NumericalAnswer(Decimal(1020), score=0, feedback=Text("Vous avez ajouté 20 € au lieu de 20 %.")),
        ),
        unit="€",
        otherwise=Text("Reprenez : le montant HT, plus un cinquième."),
    ),
    DateQuestion(
        key="exemple-date",
        name="Exemple : date",
        stem=Text("Facture du 8 décembre 2026, payable 30 jours après cette date. Quand est-elle échue ?"),
        answers=(
            DateAnswer(date(2027, 1, 7)),
            DateAnswer(date(2027, 1, 8), score=Fraction(1, 2), feedback=Text("Décembre a 31 jours.")),
        ),
    ),
    ShortAnswer(
        key="exemple-reponse-courte",
        name="Exemple : réponse courte",
        stem=Text("Comment appelle-t-on le document qui constate une vente entre professionnels ?"),
        answers=(TextAnswer("*facture*"), TextAnswer("bon de livraison", 0, Text("Il constate la remise du bien."))),
    ),
    Matching(
        key="exemple-appariement",
        name="Exemple : appariement",
        stem=Text("À chaque moment son geste."),
        pairs=(
            Pair(Text("Avant l’échéance"), "Rappel courtois"),
            Pair(Text("Quelques jours après"), "Première relance"),
            Pair(Text("Après plusieurs relances"), "Mise en demeure"),
        ),
        distractors=("Remise commerciale",),
    ),
    Ordering(
        key="exemple-ordre",
        name="Exemple : ordre",
        stem=Text("Remettez ces étapes dans l’ordre."),
        items=tuple(OrderingItem(Text(text)) for text in ("Facture", "Relance", "Mise en demeure", "Assignation")),
    ),
    Essay(
        key="exemple-redaction",
        name="Exemple : rédaction",
        stem=Text("Écrivez la première relance d’un bon client."),
        rubric=(Criterion("Ton", (RubricLevel("sec", Fraction(0)), RubricLevel("courtois et précis", Fraction(2)))),),
        model=Text("Bonjour, sauf erreur de notre part, la facture F-102 reste à régler…"),
        most_words=120,
    ),
    Description(
        key="exemple-information",
        name="Exemple : information",
        stem=Text("Les questions suivantes portent sur la même facture."),
    ),
)
# Columns that no example fills, and that a trainer looks for.
_ALSO: Final[dict[Place, str]] = {
    (field, number): "" for field in ("answer", "score", "feedback", "match") for number in range(1, 6)
} | {("tolerance", 2): "", ("hint", 1): "", ("hint", 2): ""}


def template_xlsx() -> bytes:
    """Returns the workbook: « Questions » with an example line for each type, and « Mode d’emploi », in French, with
    what each column takes. The examples are questions that `loads` reads. Raises nothing.
    """
    lines = [cells_of(question) for question in _EXAMPLES]
    return write_workbook([sheet_of(places_of([*lines, _ALSO]), lines), _explanation()])


def _explanation() -> Sheet:
    columns = (
        Column("Colonne", 26, AS_TEXT),
        Column("En anglais", 20, AS_TEXT),
        Column("Ce qui s’y écrit", 100, AS_TEXT, wrap=True),
    )
    rows = [(_title(heading), heading.english[0], heading.about) for heading in HEADINGS]
    return Sheet("Mode d’emploi", columns, [*_REMARKS, *rows])


def _title(heading: Heading) -> str:
    return f"{heading.french} 1, {heading.french} 2 …" if heading.is_numbered else heading.french


_REMARKS: Final = (
    ("", "", "Une question par ligne. Supprimez les lignes d’exemple avant d’importer."),
    ("", "", "Seules les colonnes « type » et « énoncé » sont obligatoires ; l’ordre des colonnes est libre."),
    ("", "", "Les textes à trous et les questions calculées ne tiennent pas dans ce tableau : utilisez Moodle XML."),
)
