"""The types of questions, as immutable values that are well formed or cannot be made."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from quizzes import wildcards
from quizzes.answers import (
    DateAnswer,
    NumericalAnswer,
    Option,
    Text,
    TextAnswer,
    TextFormat,
    ToleranceKind,
    TypedAnswer,
)
from quizzes.checks import check_count, check_pattern, check_text, check_truth, check_whole
from quizzes.errors import QuestionError

__all__ = [
    "ChoiceBase",
    "DateAnswer",
    "DateQuestion",
    "MultipleResponse",
    "Numerical",
    "NumericalAnswer",
    "Option",
    "Question",
    "QuestionBase",
    "QuestionError",
    "ShortAnswer",
    "SingleChoice",
    "Text",
    "TextAnswer",
    "TextFormat",
    "ToleranceKind",
    "TrueFalse",
    "TypedAnswer",
    "guessing",
    "option_letter",
    "random_guess_score",
    "shared_scores",
]

MOST_SECONDS: Final = 3600
# Scores written with five decimals (0.33333) are meant to add up to one: Moodle's own tolerance.
SCORE_TOLERANCE: Final = Fraction(1, 100_000)
MOST_EXACT_SUMS: Final = 5_000
COARSE: Final = 100

KEY: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
COMPETENCY: Final = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*")
# A unit that began with a digit or a separator could be taken for the end of the number.
UNIT: Final = re.compile(r"[^\s0-9.,+−-]\S*(?: \S+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionBase:
    """What every question has. Fields to come (hints, tags) take a default here and change no caller.

    `difficulty` 1 to 5, `seconds` the expected time, `sources` keys of legal references or `metier`, `lesson` the key
    of what to read again. Raises QuestionError with the path of the field at fault.
    """

    key: str
    stem: Text
    competency: str
    difficulty: int
    seconds: int
    explanation: Text | None = None
    facts: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    lesson: str | None = None

    def __post_init__(self) -> None:
        check_pattern("key", self.key, KEY, 80, "a key")
        check_pattern("competency", self.competency, COMPETENCY, 20, "the code of a competency")
        check_whole("difficulty", self.difficulty, 1, 5)
        check_whole("seconds", self.seconds, 1, MOST_SECONDS)
        for position, fact in enumerate(self.facts):
            check_text(f"facts[{position}]", fact, 80)
        for position, source in enumerate(self.sources):
            check_pattern(f"sources[{position}]", source, KEY, 80, "a key")
        if self.lesson is not None:
            check_pattern("lesson", self.lesson, KEY, 80, "a key")


# Slots make a second class out of each dataclass, so that a bare super() would look for the first one and fail;
# parents are therefore called by name.


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceBase(QuestionBase):
    """A question whose options are addressed by letters a, b, c … by position."""

    options: tuple[Option, ...]

    def __post_init__(self) -> None:
        QuestionBase.__post_init__(self)
        check_count("options", self.options, 2)

    @property
    def letters(self) -> tuple[str, ...]:
        """Returns the letter of each option, in order."""
        return tuple(option_letter(position) for position in range(len(self.options)))


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleChoice(ChoiceBase):
    """One option is chosen; the best option gives 1, others from -1 to 1."""

    def __post_init__(self) -> None:
        ChoiceBase.__post_init__(self)
        if all(option.score != 1 for option in self.options):
            raise QuestionError("options", "question.no_full_mark")


@dataclass(frozen=True, slots=True, kw_only=True)
class MultipleResponse(ChoiceBase):
    """Any number of options is chosen; the scores of the chosen ones are added and clamped to 0..1."""

    def __post_init__(self) -> None:
        ChoiceBase.__post_init__(self)
        reachable = sum(Fraction(option.score) for option in self.options if option.score > 0)
        if reachable < 1 - SCORE_TOLERANCE:
            raise QuestionError("options", "question.no_full_mark")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueFalse(QuestionBase):
    """A statement that is true or false, with a feedback for each choice."""

    answer: bool
    if_true: Text | None = None
    if_false: Text | None = None

    def __post_init__(self) -> None:
        QuestionBase.__post_init__(self)
        check_truth("answer", self.answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Numerical(QuestionBase):
    """A number is typed; the first answer that accepts it wins. `unit` is shown beside the field."""

    answers: tuple[NumericalAnswer, ...]
    unit: str | None = None
    otherwise: Text | None = None

    def __post_init__(self) -> None:
        QuestionBase.__post_init__(self)
        check_count("answers", self.answers, 1)
        if self.unit is not None:
            check_pattern("unit", self.unit, UNIT, 20, "a unit")
        _check_full_mark(self.answers, [self.gives_full_mark(answer.value) for answer in self.answers])

    def first_match(self, number: Decimal) -> int | None:
        """Returns the position of the first answer that accepts `number`, if any."""
        return next((position for position, answer in enumerate(self.answers) if answer.accepts(number)), None)

    def gives_full_mark(self, number: Decimal) -> bool:
        """Tells whether `number` gives the whole mark."""
        return _is_full(self.answers, self.first_match(number))


@dataclass(frozen=True, slots=True, kw_only=True)
class DateQuestion(QuestionBase):
    """A day is picked or typed; the first answer that accepts it wins."""

    answers: tuple[DateAnswer, ...]
    otherwise: Text | None = None

    def __post_init__(self) -> None:
        QuestionBase.__post_init__(self)
        check_count("answers", self.answers, 1)
        _check_full_mark(self.answers, [self.gives_full_mark(answer.value) for answer in self.answers])

    def first_match(self, day: date) -> int | None:
        """Returns the position of the first answer that accepts `day`, if any."""
        return next((position for position, answer in enumerate(self.answers) if answer.accepts(day)), None)

    def gives_full_mark(self, day: date) -> bool:
        """Tells whether `day` gives the whole mark."""
        return _is_full(self.answers, self.first_match(day))


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortAnswer(QuestionBase):
    """A word or a short text is typed; the first answer that accepts it wins."""

    answers: tuple[TextAnswer, ...]
    case_sensitive: bool = False
    otherwise: Text | None = None

    def __post_init__(self) -> None:
        QuestionBase.__post_init__(self)
        check_count("answers", self.answers, 1)
        check_truth("case_sensitive", self.case_sensitive)
        _check_full_mark(self.answers, [self.gives_full_mark(wildcards.sample(answer.text)) for answer in self.answers])

    def first_match(self, text: str) -> int | None:
        """Returns the position of the first answer that accepts `text`, if any."""
        accepted = (answer.accepts(text, case_sensitive=self.case_sensitive) for answer in self.answers)
        return next((position for position, is_accepted in enumerate(accepted) if is_accepted), None)

    def gives_full_mark(self, text: str) -> bool:
        """Tells whether `text` gives the whole mark."""
        return _is_full(self.answers, self.first_match(text))


Question = SingleChoice | MultipleResponse | TrueFalse | Numerical | DateQuestion | ShortAnswer


def option_letter(position: int) -> str:
    """Returns the letter of the option at `position` (from 0): a … z, aa, ab …; ValueError for a negative one."""
    if position < 0:
        raise ValueError(position)
    letters = ""
    remaining = position + 1
    while remaining:
        remaining, place = divmod(remaining - 1, 26)
        letters = chr(ord("a") + place) + letters
    return letters


def shared_scores(right: Sequence[bool]) -> tuple[Fraction, ...]:
    """Returns the scores of a multiple response whose author only said which options are right.

    `right` holds one boolean an option, R of them true, R at least 1: a right option gives 1/R, a wrong one -1/R.
    Raises QuestionError `question.no_full_mark` if none is right. Source: content format, type `multiple`.
    """
    count = sum(right)
    if not count:
        raise QuestionError("options", "question.no_full_mark")
    return tuple(Fraction(1 if is_right else -1, count) for is_right in right)


def guessing(question: Question) -> float:
    """Returns c, the chance that somebody who knows nothing gives the full answer, from 0 to 0.5. Raises nothing.

    1/n for one of n options, 1/2 for true or false, 1/(2^n - 1) for any of n options (all sets but the empty one), 0
    where something is typed. Source: the measurement reference, section « Core ».
    """
    match question:
        case SingleChoice(options=options):
            return 1 / len(options)
        case MultipleResponse(options=options):
            return 1 / ((1 << len(options)) - 1)
        case TrueFalse():
            return 0.5
        case _:
            return 0.0


def random_guess_score(question: Question) -> float:
    """Returns the expected fraction of an answer given at random, from -1 to 1. Raises nothing.

    Single choice: the mean of the options' scores. True or false: 1/2. Multiple response: the mean over all sets of
    options but the empty one (which is no answer) of the clamped sum; exact up to 5,000 different sums, to about 0.01
    beyond. Typed answers: 0. Source: quiz semantics, « Random guess score ».
    """
    match question:
        case SingleChoice(options=options):
            return float(sum((Fraction(option.score) for option in options), Fraction(0)) / len(options))
        case MultipleResponse(options=options):
            return _mean_over_sets([Fraction(option.score) for option in options])
        case TrueFalse():
            return 0.5
        case _:
            return 0.0


def _mean_over_sets(scores: Sequence[Fraction]) -> float:
    # Sums are counted in units of one common denominator: whole numbers are far quicker than fractions.
    unit = math.lcm(COARSE, *(score.denominator for score in scores))
    counts = Counter({0: 1})
    for score in scores:
        step = score.numerator * (unit // score.denominator)
        following = counts.copy()
        for total, count in counts.items():
            following[total + step] += count
        counts = following if len(following) <= MOST_EXACT_SUMS else _merged(following, unit)
    expected = sum(Fraction(min(max(total, 0), unit), unit) * count for total, count in counts.items())
    return float(expected / ((1 << len(scores)) - 1))


def _merged(counts: Counter[int], unit: int) -> Counter[int]:
    merged: Counter[int] = Counter()
    for total, count in counts.items():
        merged[round(Fraction(total * COARSE, unit)) * (unit // COARSE)] += count
    return merged


def _is_full(answers: Sequence[TypedAnswer], position: int | None) -> bool:
    return position is not None and answers[position].score == 1


def _check_full_mark(answers: Sequence[TypedAnswer], gives_full_mark: Sequence[bool]) -> None:
    """Checks that the full mark is in reach: an answer above must not catch the value of the right one."""
    full = [position for position in range(len(answers)) if _is_full(answers, position)]
    if not full:
        raise QuestionError("answers", "question.no_full_mark")
    if not any(gives_full_mark[position] for position in full):
        raise QuestionError(f"answers[{full[0]}]", "question.never_reached")
