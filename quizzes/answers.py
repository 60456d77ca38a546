"""The parts of questions: texts, options to choose from, and the answers that a typed entry is compared with."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal, get_args

from quizzes import wildcards
from quizzes.checks import check_decimal, check_one_of, check_text, check_whole, exact_score
from quizzes.errors import QuestionError

TextFormat = Literal["markdown", "html", "plain", "moodle"]
ToleranceKind = Literal["absolute", "relative", "geometric"]
Score = Fraction | float

MOST_TEXT: Final = 20_000
MOST_FORMULA: Final = 500


@dataclass(frozen=True, slots=True)
class Text:
    """A text of an author in the format in which it was written; never blank, at most 20,000 characters.

    Raises QuestionError at the field `source` or `format`.
    """

    source: str
    format: TextFormat = "markdown"

    def __post_init__(self) -> None:
        check_text("source", self.source, MOST_TEXT)
        check_one_of("format", self.format, get_args(TextFormat))


@dataclass(frozen=True, slots=True)
class Option:
    """One of the options to choose from; `score` from -1 to 1 is the fraction of the mark that choosing it gives.

    A score given as a float is kept as the exact fraction that its shortest decimal writing says.
    """

    text: Text
    score: Score = Fraction(0)
    feedback: Text | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "score", exact_score(self.score, lowest=-1))


@dataclass(frozen=True, slots=True)
class NumericalAnswer:
    """An accepted (or expected and wrong) number with its tolerance; `score` from 0 to 1.

    `compute` is the formula that gives `value`, kept for the check of the content; it plays no part in marking.
    """

    value: Decimal
    tolerance: Decimal = Decimal(0)
    tolerance_kind: ToleranceKind = "absolute"
    score: Score = Fraction(1)
    feedback: Text | None = None
    compute: str | None = None

    def __post_init__(self) -> None:
        check_decimal("value", self.value)
        check_decimal("tolerance", self.tolerance)
        if self.tolerance < 0:
            raise QuestionError("tolerance", "question.wrong_value", expected="0 or more")
        check_one_of("tolerance_kind", self.tolerance_kind, get_args(ToleranceKind))
        object.__setattr__(self, "score", exact_score(self.score, lowest=0))
        _check_formula(self.compute)

    def accepts(self, number: Decimal | Fraction) -> bool:
        """Tells whether `number` lies within the tolerance, ends included; exact arithmetic, raises nothing.

        With a the value and t the tolerance: absolute a-t..a+t; relative a-|a|t..a+|a|t; geometric a/(1+t)..a(1+t),
        ends swapped for a negative a. Source: Moodle, qtype_numerical_answer::get_tolerance_interval, without the
        epsilon that its binary floating point needs.
        """
        if number == self.value:  # whatever the tolerance
            return True
        value, tolerance = Fraction(self.value), Fraction(self.tolerance)
        given = Fraction(number)
        if self.tolerance_kind == "geometric":
            ends = sorted((value / (1 + tolerance), value * (1 + tolerance)))
            return ends[0] <= given <= ends[1]
        margin = tolerance * abs(value) if self.tolerance_kind == "relative" else tolerance
        return abs(given - value) <= margin


@dataclass(frozen=True, slots=True)
class DateAnswer:
    """An accepted (or expected and wrong) day; `tolerance_days` 0 or more, before or after; `score` from 0 to 1."""

    value: date
    tolerance_days: int = 0
    score: Score = Fraction(1)
    feedback: Text | None = None
    compute: str | None = None

    def __post_init__(self) -> None:
        _check_day(self.value)
        check_whole("tolerance_days", self.tolerance_days, 0, 3660)
        object.__setattr__(self, "score", exact_score(self.score, lowest=0))
        _check_formula(self.compute)

    def accepts(self, day: date) -> bool:
        """Tells whether `day` is at most `tolerance_days` away, either side. Raises nothing."""
        return abs((day - self.value).days) <= self.tolerance_days


@dataclass(frozen=True, slots=True)
class TextAnswer:
    r"""An accepted (or expected and wrong) text, in which `*` is a wildcard and `\*` a star; `score` from 0 to 1."""

    text: str
    score: Score = Fraction(1)
    feedback: Text | None = None

    def __post_init__(self) -> None:
        check_text("text", self.text, 1000)
        object.__setattr__(self, "score", exact_score(self.score, lowest=0))

    def accepts(self, text: str, *, case_sensitive: bool) -> bool:
        """Tells whether `text` is this answer: see `wildcards.matches`. Raises nothing."""
        return wildcards.matches(self.text, text, case_sensitive=case_sensitive)


TypedAnswer = NumericalAnswer | DateAnswer | TextAnswer


def _check_formula(formula: str | None) -> None:
    if formula is not None:
        check_text("compute", formula, MOST_FORMULA)


def _check_day(day: object) -> None:
    # A datetime is a date by inheritance, and would never equal one.
    if not isinstance(day, date) or isinstance(day, datetime):
        raise QuestionError("value", "question.wrong_type", expected="a date")
