"""Figures as people read them, and what each is good for in one line."""

from typing import Final, NamedTuple

from course.assessment.rules.figures import QuizFigures
from course.web.display import number
from course.web.i18n import gettext as _

DASH: Final = "–"


def shown(value: float | None, digits: int = 0, unit: str = "") -> str:
    """Returns a figure as people read it, a dash for none; « −0 » is 0."""
    if value is None or value != value:  # noqa: PLR0124 - nan alone differs from itself
        return DASH
    return number(round(value, digits) + 0.0, digits).replace("-", "−") + unit


def percent(value: float | None, digits: int = 0) -> str:
    """Returns a figure in per cent, « 62 % »."""
    return shown(value, digits, _(" %"))


def seconds(value: float | None) -> str:
    """Returns « 45 s »."""
    return shown(value, 0, _(" s"))


class Fact(NamedTuple):
    """A figure of a quiz: its name, its value as people read it and as a number, what it means and what to do."""

    name: str
    value: str
    number: float | None
    meaning: str


def facts_of(figures: QuizFigures) -> list[Fact]:
    """Returns the figures of a quiz, each with a line that says what is good and what to do."""
    return [*_of_marks(figures), *_of_their_shape(figures), *_of_consistency(figures)]


def _of_marks(figures: QuizFigures) -> list[Fact]:
    found = figures.statistics
    of = _(" sur %(asked)s", asked=shown(figures.asked, _digits(figures.asked))) if figures.asked else _(" points")
    share = None if figures.mean_share is None else 100.0 * figures.mean_share
    return [
        Fact(
            _("Moyenne"),
            f"{shown(found.mean, 1)}{of} ({percent(share)})",
            found.mean,
            _("De 50 à 80 %, on voit qui sait. Au-dessus, c’est trop facile ; au-dessous, trop dur ou trop tôt."),
        ),
        Fact(
            _("Médiane"),
            f"{shown(found.median, 1)}{of}",
            found.median,
            _("La moitié fait mieux. Loin de la moyenne : quelques passages très différents la tirent."),
        ),
        Fact(
            _("Écart-type"),
            shown(found.total_standard_deviation, 1),
            found.total_standard_deviation,
            _("De combien les notes s’écartent. Très petit : tous ont la même, et rien ne les distingue."),
        ),
    ]


def _digits(asked: float | None) -> int:
    return 0 if asked is not None and asked == int(asked) else 1


def _of_their_shape(figures: QuizFigures) -> list[Fact]:
    found = figures.statistics
    return [
        Fact(
            _("Asymétrie"),
            shown(found.skewness, 2),
            found.skewness,
            _("De −1 à 1 : équilibrée. Sous −1, presque tous réussissent ; au-dessus de 1, presque tous échouent."),
        ),
        Fact(
            _("Aplatissement"),
            shown(found.kurtosis, 2),
            found.kurtosis,
            _("De −1 à 1 : ordinaire. Au-dessus, beaucoup de notes semblables et quelques-unes très loin."),
        ),
    ]


def _of_consistency(figures: QuizFigures) -> list[Fact]:
    found = figures.statistics
    drawn = _("Ne se calcule que si tous ont les mêmes questions ; ici, elles changent d’un passage à l’autre.")
    same = _("Pas calculée, pour la même raison.")
    is_drawn = found.complete_attempts < 2
    return [
        Fact(
            _("Cohérence interne"),
            percent(found.internal_consistency),
            found.internal_consistency,
            drawn
            if is_drawn
            else _(
                "Vont-elles ensemble ? Bien à partir de 75 % ; sous 65 %, corrigez les premières questions du tableau."
            ),
        ),
        Fact(
            _("Part d’erreur"),
            percent(found.error_ratio),
            found.error_ratio,
            same
            if is_drawn
            else _("Ce que le hasard fait des écarts de notes. Bien jusqu’à 50 %. Plus de questions la font baisser."),
        ),
        Fact(
            _("Erreur type"),
            shown(found.standard_error, 1),
            found.standard_error,
            same if is_drawn else _("Une note est juste à cela près : deux notes plus proches sont égales."),
        ),
    ]


def figures_meanings() -> list[tuple[str, str]]:
    """Returns the names of a question's figures with what each means."""
    return [
        (
            _("Réponses"),
            _("Passages qui l’ont vue et sont notés. Rien n’est conclu sous 20, ni de la discrimination sous 50."),
        ),
        (_("Facilité"), _("Part moyenne de la note. De 35 à 85 %, elle sert le mieux. Trop facile à partir de 95 %.")),
        (_("Écart-type"), _("De combien les notes à cette question diffèrent, en part de sa note.")),
        (
            _("Hasard"),
            _("Ce qu’une réponse donnée au hasard rapporte en moyenne. La facilité doit être bien au-dessus."),
        ),
        (
            _("Discrimination"),
            _("Ceux qui réussissent le reste la réussissent-ils mieux ? Bien à partir de 30 %. Négative : à corriger."),
        ),
        (
            _("Efficacité"),
            _("La discrimination, rapportée à la meilleure possible avec ces notes. Bien à partir de 50 %."),
        ),
        (_("Poids prévu"), _("Part de la question dans la note totale.")),
        (
            _("Poids réel"),
            _("Part de la question dans les écarts entre les notes. « ▼ » : elle les réduit, ce qui la rend suspecte."),
        ),
        (
            _("Temps"),
            _(
                "Médiane du temps passé. Une estimation : l’écart entre deux enregistrements, sans les pauses qui"
                " dépassent dix fois le temps prévu."
            ),
        ),
        (
            _("Sûr et faux"),
            _("Réponses données « je suis sûr » et fausses : l’erreur qui coûte le plus, car personne ne la vérifie."),
        ),
    ]
