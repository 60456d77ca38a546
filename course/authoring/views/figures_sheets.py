"""The figures of a quiz as a workbook: numbers as numbers, so that one may go on reckoning with them."""

from collections.abc import Iterator, Mapping, Sequence

from course.assessment.queries.figures import QuizRow
from course.assessment.rules.figures import FEWEST_PEOPLE, FEWEST_SAYING, QuizFigures
from course.authoring.views import figures_words as words
from course.authoring.views.figures_meanings import facts_of, figures_meanings
from course.question_bank.queries import StoredQuestion
from course.web.i18n import gettext as _
from quizzes.formats.workbook import Cell, Column, Sheet, write_workbook


def figures_workbook(
    quiz: QuizRow,
    figures: QuizFigures,
    lines: Sequence[words.QuestionLine],
    stored: Mapping[int, StoredQuestion],
    selection: str,
) -> bytes:
    """Returns the workbook: the quiz, its questions, their options, how to read it. Shows what the screen shows."""
    return write_workbook(
        [
            Sheet(
                _("Questionnaire"),
                (
                    Column(_("Chiffre"), 22),
                    Column(_("Valeur"), 24, "0.00"),
                    Column(_("Ce que cela veut dire"), 90, wrap=True),
                ),
                list(_quiz_rows(quiz, figures, selection)),
            ),
            Sheet(_("Questions"), _question_columns(), [_question_row(line) for line in lines]),
            Sheet(_("Options"), _option_columns(), [row for line in lines for row in _option_rows(line, stored)]),
            Sheet(
                _("Lire ces chiffres"),
                (Column(_("Chiffre"), 22), Column(_("Ce que cela veut dire"), 110, wrap=True)),
                _how_to_read(),
            ),
        ]
    )


def _quiz_rows(quiz: QuizRow, figures: QuizFigures, selection: str) -> Iterator[tuple[Cell, ...]]:
    yield _("Questionnaire"), quiz.title, quiz.key
    yield _("Passages retenus"), selection
    yield _("Passages"), figures.statistics.attempts, _("Passages comptés et terminés ; jamais un entraînement.")
    yield _("Personnes"), figures.people
    if figures.is_told:
        for fact in facts_of(figures):
            yield fact.name, fact.number, fact.meaning
        for bar in words.bars_of(figures):
            yield _("De %(low)s à %(high)s %%", low=bar.low, high=bar.high), bar.count, _("Passages")


def _question_columns() -> tuple[Column, ...]:
    figures = [
        (_("Facilité (%)"), "0.0"),
        (_("Écart-type (%)"), "0.0"),
        (_("Hasard (%)"), "0.0"),
        (_("Discrimination (%)"), "0.0"),
        (_("Efficacité (%)"), "0.0"),
        (_("Poids prévu (%)"), "0.0"),
        (_("Poids réel (%)"), "0.0"),
        (_("Temps médian (s)"), "0"),
        (_("Sûr et faux"), "0"),
    ]
    return (
        Column(_("Place"), 8),
        Column(_("Clé"), 28),
        Column(_("Question"), 60, wrap=True),
        Column(_("Version"), 9),
        Column(_("Réponses"), 10),
        *(Column(title, 13, number_format) for title, number_format in figures),
        Column(_("Ce que disent les réponses"), 80, wrap=True),
    )


def _question_row(line: words.QuestionLine) -> tuple[Cell, ...]:
    measured, found = line.measured, line.measured.figures
    start: tuple[Cell, ...] = (line.place, line.key, line.title, line.number, found.answers)
    told: tuple[Cell, ...] = (None,) * 9
    if measured.is_told:
        told = (
            found.facility_index,
            found.standard_deviation,
            100.0 * measured.guess,
            found.discrimination_index,
            found.discriminative_efficiency,
            found.intended_weight,
            found.effective_weight,
            measured.times.median,
            measured.sure_and_wrong,
        )
    return *start, *told, " ".join(line.verdicts)


def _option_columns() -> tuple[Column, ...]:
    return (
        Column(_("Clé"), 28),
        Column(_("Version"), 9),
        Column(_("Option"), 9),
        Column(_("Texte"), 60, wrap=True),
        Column(_("Juste"), 8),
        Column(_("Fois choisie"), 12, "0"),
        Column(_("Part (%)"), 10, "0.0"),
        Column(_("Moyenne au reste"), 16, "0.00"),
        Column(_("Lien avec le reste"), 16, "0.00"),
        Column(_("Ce qu’elle fait"), 40),
    )


def _option_rows(line: words.QuestionLine, stored: Mapping[int, StoredQuestion]) -> Iterator[tuple[Cell, ...]]:
    if not line.measured.is_told:
        return
    question = stored[line.measured.version_id].question
    for option in line.measured.options:
        yield (
            line.key,
            line.number,
            words.option_name(option.option),
            words.option_text(question, option.option),
            _("oui") if option.right else _("non"),
            option.times_chosen,
            option.share,
            option.mean_rest_score if option.times_chosen >= FEWEST_SAYING else None,
            option.point_biserial,
            words.option_words(option, line.measured),
        )


def _how_to_read() -> list[tuple[Cell, ...]]:
    return [
        *figures_meanings(),
        (_("Moyenne au reste"), _("Note moyenne, aux autres questions, de ceux qui ont choisi l’option.")),
        (_("Lien avec le reste"), _("De −1 à 1. La bonne réponse doit être au-dessus de 0, les autres au-dessous.")),
        (
            _("Ce qui est compté"),
            _("Les passages de « Faire le point », terminés. Les entraînements n’y entrent jamais, même en total."),
        ),
        (
            _("Cases vides"),
            _("Ce qui ne se calcule pas, ou ce que moins de %(fewest)s personnes ont répondu.", fewest=FEWEST_PEOPLE),
        ),
    ]
