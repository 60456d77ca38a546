"""« Fiabilité des mesures » as a workbook: numbers as numbers, so that one may go on reckoning with them."""

from collections.abc import Iterator, Sequence

from course.assessment.rules.figures import FEWEST_PEOPLE
from course.authoring.views import reliability_words as words
from course.web.i18n import gettext as _
from quizzes.formats.workbook import Cell, Column, Sheet, write_workbook
from quizzes.statistics import Group, Reliability, reliability_verdicts


def reliability_workbook(found: Reliability, misfits: Sequence[words.MisfitLine], period: str) -> bytes:
    """Returns the workbook: the whole, announced and observed, by delay, by month, the questions, how to read it.
    Shows what the screen shows: no figure of fewer than five people."""
    told = found.whole is not None and found.whole.people >= FEWEST_PEOPLE
    meaning = Column(_("Ce que cela veut dire"), 100, wrap=True)
    return write_workbook(
        [
            Sheet(
                _("Fiabilité"),
                (Column(_("Chiffre"), 24), Column(_("Valeur"), 40, "0.000"), meaning),
                list(_whole(found, period, is_told=told)),
            ),
            Sheet(_("Annoncé et observé"), _columns(), [_group(one, "") for one in found.bins] if told else []),
            Sheet(_("Par délai"), _columns(_("Délai"), is_covered=True), list(_delays(found)) if told else []),
            Sheet(
                _("Par mois"),
                _columns(_("Mois")),
                [_group(one.group, words.month_words(one)) for one in found.months] if told else [],
            ),
            Sheet(_("Questions"), _question_columns(), [_question(line) for line in misfits] if told else []),
            Sheet(_("Lire ces chiffres"), (Column(_("Chiffre"), 24), meaning), words.reliability_meanings()),
        ]
    )


def _whole(found: Reliability, period: str, *, is_told: bool) -> Iterator[tuple[Cell, ...]]:
    for said in map(words.said_of, reliability_verdicts(found)):
        yield _("Verdict"), said.text, said.advice
    yield _("Période"), period
    if found.whole is not None:
        yield _("Réponses"), found.whole.answers
        yield _("Personnes"), found.whole.people
        yield _("Passages"), found.sittings
    if is_told:
        for fact in words.facts_of_predictions(found):
            yield fact.name, fact.number, fact.meaning


def _columns(first: str = "", *, is_covered: bool = False) -> tuple[Column, ...]:
    named = (Column(first, 20),) if first else ()
    covered = (
        (
            Column(_("Passages jugés"), 16),
            Column(_("Dans l’intervalle (%)"), 20, "0"),
            Column(_("Dispersion"), 12, "0.00"),
        )
        if is_covered
        else ()
    )
    figures = [_("Annoncé (%)"), _("Observé (%)"), _("Par hasard, de (%)"), _("à (%)"), _("Écart (points)")]
    return (
        *named,
        Column(_("Réponses"), 12),
        Column(_("Personnes"), 12),
        *(Column(title, 16, "0.0") for title in figures),
        *covered,
    )


def _group(group: Group, name: str) -> tuple[Cell, ...]:
    start: tuple[Cell, ...] = (name,) if name else ()
    if group.people < FEWEST_PEOPLE:
        return *start, group.answers
    shares = (group.expected, group.observed, group.low, group.high, group.residual)
    return *start, group.answers, group.people, *(100.0 * share for share in shares)


def _delays(found: Reliability) -> Iterator[tuple[Cell, ...]]:
    for delay in found.delays:
        if delay.group is None:
            continue
        row = _group(delay.group, words.delay_words(delay))
        share = delay.coverage.share
        if delay.group.people >= FEWEST_PEOPLE and share is not None:
            row = (*row, delay.coverage.sittings, 100.0 * share, delay.coverage.spread)
        yield row


def _question_columns() -> tuple[Column, ...]:
    figures = [
        (_("Annoncé (%)"), "0.0"),
        (_("Observé (%)"), "0.0"),
        ("z", "0.0"),
        ("infit", "0.00"),
        ("outfit", "0.00"),
    ]
    return (
        Column(_("Clé"), 28),
        Column(_("Question"), 60, wrap=True),
        Column(_("Version"), 9),
        Column(_("Difficulté"), 10),
        Column(_("Réponses"), 10),
        *(Column(title, 13, number_format) for title, number_format in figures),
        Column(_("Ce que disent les réponses"), 60, wrap=True),
        Column(_("Que faire"), 60, wrap=True),
    )


def _question(line: words.MisfitLine) -> tuple[Cell, ...]:
    version, flag, fit = line.version, line.flag, line.fit
    shares = tuple(None if share is None else 100.0 * share for share in (flag.expected, flag.observed))
    squares = (None, None, None) if fit is None else (fit.z, fit.infit, fit.outfit)
    start = (version.key, line.title, version.number, version.difficulty, flag.answers)
    return *start, *shares, *squares, line.said, line.advice
