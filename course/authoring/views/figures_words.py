"""The words of the figures: verdicts as sentences, the lines of the tables, names of options and of entries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from course.assessment.queries.figures import SELECTIONS, QuizRow, Selection, VersionRow
from course.assessment.rules.entries import WrongEntry
from course.assessment.rules.figures import Measured, QuizFigures
from course.authoring.views.figures_meanings import shown
from course.authoring.views.question_words import beginning
from course.web.i18n import gettext as _
from course.web.messages import sentence
from quizzes import OptionFigures, Question, Verdict, histogram
from quizzes.questions import ChoiceBase
from quizzes.statistics.verdicts import FEWEST_FOR_DISCRIMINATION

BINS: Final = 10
# What wants attention first; what is not named here says that all is well, or that it is too early.
GRAVEST_FIRST: Final = tuple(
    f"statistics.{name}"
    for name in (
        *("negative_discrimination", "trap", "guessing", "too_hard", "weak_discrimination"),
        *("too_easy", "dead_option", "slow", "good", "too_few_answers"),
    )
)
SORTS: Final = ("attention", "place", "answers", "facility", "discrimination", "time")


def option_name(letter: str) -> str:
    """Returns the letter of an option as screens write it, or « Vrai » and « Faux »."""
    return {"true": _("Vrai"), "false": _("Faux")}.get(letter, letter.upper())


def option_text(question: Question, letter: str) -> str:
    """Returns how an option begins, nothing for « Vrai » and « Faux », which say all."""
    if isinstance(question, ChoiceBase):
        return beginning(question.options[question.letters.index(letter)].text.source)
    return ""


def verdict_words(said: Verdict) -> str:
    """Returns the sentence of a verdict."""
    params: dict[str, str] = {}
    for name, value in said.params.items():
        is_option = name == "option"
        params[name] = (
            option_name(str(value)) if is_option else shown(value if isinstance(value, int | float) else None)
        )
    return sentence(said.message_id, params)


def verdicts_of(measured: Measured) -> list[str]:
    """Returns what is said of a question; of several options that tempt nobody, in one sentence."""
    dead = [said for said in measured.verdicts if said.message_id == "statistics.dead_option"]
    words = [verdict_words(said) for said in measured.verdicts if said not in dead[1:]]
    if len(dead) > 1:
        names = ", ".join(option_name(str(said.params["option"])) for said in dead)
        joint = _(
            "Les options %(options)s ne tentent personne. Remplacez-les par des erreurs plausibles.", options=names
        )
        words[words.index(verdict_words(dead[0]))] = joint
    return words


def selection_labels() -> dict[Selection, str]:
    """Returns which attempts may be chosen, by name."""
    return {
        "first": _("Le premier passage de chacun"),
        "last": _("Le dernier passage de chacun"),
        "best": _("Le meilleur passage de chacun"),
        "all": _("Tous les passages"),
    }


def selection_of(raw: str | None) -> Selection:
    """Returns the attempts asked for, the first of each person where nothing that exists is asked."""
    return next((selection for selection in SELECTIONS if selection == raw), "first")


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the histogram: from and to in per cent of the total, attempts, height (0..1) and place (0..1)."""

    low: int
    high: int
    count: int
    height: float
    place: float


def bars_of(figures: QuizFigures) -> list[Bar]:
    """Returns how many attempts got which share of what was asked, in ten bars."""
    counts = [int(count) for count in histogram(figures.shares, 1.0, BINS)]
    most = max(counts)
    step = 100 // BINS
    return [
        Bar(step * place, step * (place + 1), count, count / most if most else 0.0, place / BINS)
        for place, count in enumerate(counts)
    ]


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question version in the table of a quiz; `place` in the quiz as published, None where it is asked no more."""

    key: str
    title: str
    number: int
    place: int | None
    measured: Measured
    verdicts: list[str]


def question_lines(
    figures: QuizFigures, versions: Mapping[int, VersionRow], pool: Sequence[int], sort: str
) -> list[QuestionLine]:
    """Returns the table of a quiz, in the order asked for; `pool` holds the items of its questions, in order."""
    places = {item_id: place for place, item_id in enumerate(pool, start=1)}
    lines = [
        QuestionLine(
            versions[measured.version_id].key,
            beginning(versions[measured.version_id].title),
            versions[measured.version_id].number,
            places.get(versions[measured.version_id].item_id),
            measured,
            verdicts_of(measured),
        )
        for measured in figures.questions
    ]
    return sorted(lines, key=lambda line: (_rank(line, sort), line.place or len(pool) + 1, line.key, -line.number))


def _rank(line: QuestionLine, sort: str) -> float:
    measured = line.measured
    ranks: dict[str, float | None] = {
        "attention": gravity(measured),
        "place": 0,
        "answers": -measured.figures.answers,
        "facility": measured.figures.facility_index,
        "discrimination": measured.figures.discrimination_index,
        "time": -measured.times.median if measured.times.median is not None else None,
    }
    if sort not in {"attention", "place", "answers"} and not measured.is_told:
        return float("inf")  # an order would tell what is hidden
    found = ranks[sort]
    return float("inf") if found is None else found


def gravity(measured: Measured) -> int:
    """Returns a number that is smaller the more a question wants attention."""
    return min((GRAVEST_FIRST.index(said.message_id) for said in measured.verdicts), default=len(GRAVEST_FIRST))


def sort_labels() -> dict[str, str]:
    """Returns the orders of the table, by name."""
    return {
        "attention": _("À revoir d’abord"),
        "place": _("Dans l’ordre du questionnaire"),
        "answers": _("Les plus répondues d’abord"),
        "facility": _("Les moins réussies d’abord"),
        "discrimination": _("Celles qui séparent le moins d’abord"),
        "time": _("Les plus longues d’abord"),
    }


def option_words(option: OptionFigures, measured: Measured) -> str:
    """Returns what an option does, in a word or two; of a wrong one nothing while there are too few answers to tell."""
    link = option.point_biserial
    is_known = measured.figures.answers >= FEWEST_FOR_DISCRIMINATION
    if option.right:
        is_missed = is_known and link is not None and link < 0
        return _("bonne réponse, mais manquée par les meilleurs") if is_missed else _("bonne réponse")
    if is_trap(option, measured):
        return _("attire les meilleurs")
    if not is_known or link is None:
        return ""
    return _("distrait comme il faut") if link < 0 else _("ne distingue personne")


def is_trap(option: OptionFigures, measured: Measured) -> bool:
    """Says whether the verdict on the question calls this option a trap."""
    traps = (said for said in measured.verdicts if said.message_id == "statistics.trap")
    return any(said.params["option"] == option.option for said in traps)


def entry_words(entry: WrongEntry) -> str:
    """Returns how a group of wrong answers is named on screen."""
    if entry.kind == "unreadable":
        return _("ni nombre ni date lisible")
    return _("autres réponses, chacune de moins de trois personnes") if entry.kind == "other" else entry.label


def entry_kind(entry: WrongEntry) -> str:
    """Returns where the name of a group of wrong answers comes from."""
    kinds = {"mistake": _("erreur connue"), "expected": _("réponse prévue"), "typed": _("tel que saisi")}
    return kinds.get(entry.kind, "")


@dataclass(frozen=True, slots=True)
class QuizLine:
    """A quiz in the list: its figures, how many questions may be at fault and how many want a look."""

    quiz: QuizRow
    figures: QuizFigures

    @property
    def is_judged(self) -> bool:
        """Whether anything can be said of one of its questions."""
        early = "statistics.too_few_answers"
        return any(said.message_id != early for one in self.figures.questions for said in one.verdicts)

    @property
    def at_fault(self) -> int:
        """How many of its questions may be at fault."""
        return sum(measured.is_grave for measured in self.figures.questions)

    @property
    def to_look_at(self) -> int:
        """How many others could be better."""
        good = GRAVEST_FIRST.index("statistics.good")
        return sum(gravity(measured) < good for measured in self.figures.questions) - self.at_fault


@dataclass(frozen=True, slots=True)
class VersionFigures:
    """A question version with its figures over all quizzes and in each of them."""

    number: int
    created_at: datetime
    question: Question
    pooled: Measured
    verdicts: list[str]
    by_quiz: list[tuple[QuizRow, Measured]]
    entries: tuple[WrongEntry, ...]
