"""A number or a day that is computed from figures drawn for each attempt."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal, get_args

from quizzes.answers import MOST_FORMULA, Score, Text, ToleranceKind
from quizzes.checks import (
    check_count,
    check_decimal,
    check_one_of,
    check_pattern,
    check_text,
    check_truth,
    check_whole,
    exact_score,
)
from quizzes.errors import FormulaError, QuestionError
from quizzes.formulas import names_in
from quizzes.questions.base import QuestionBase
from quizzes.questions.typed import Unit, UnitPenaltyOf, check_unit_fields

Distribution = Literal["uniform", "loguniform"]
AnswerKind = Literal["number", "date"]
Drawable = Decimal | date

PARAMETER: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
MOST_DECIMALS: Final = 10
MOST_ROWS: Final = 1_000
MOST_IN_TEXTS: Final = 200  # formulas: each draw reckons them all, and there may be hundreds of draws
MOST_TOLERANCE_DAYS: Final = 3_660  # as for a date question


@dataclass(frozen=True, slots=True)
class NumberRange:
    """A number from `lowest` to `highest` (both included), a multiple of `step` above `lowest`.

    `loguniform` draws small numbers as often as large ones, and asks for a `lowest` above 0. `shared`: questions of one
    attempt that declare the same parameter see the same number.
    """

    name: str
    lowest: Decimal
    highest: Decimal
    step: Decimal = Decimal(1)
    distribution: Distribution = "uniform"
    shared: bool = False

    def __post_init__(self) -> None:
        _check_name(self.name, is_shared=self.shared)
        for field in ("lowest", "highest", "step"):
            check_decimal(field, getattr(self, field))
        check_one_of("distribution", self.distribution, get_args(Distribution))
        if self.step <= 0:
            raise QuestionError("step", "question.wrong_value", expected="more than 0")
        if self.highest < self.lowest:
            raise QuestionError("highest", "question.wrong_value", expected=f"at least {self.lowest}")
        if self.distribution == "loguniform" and self.lowest <= 0:
            raise QuestionError("lowest", "question.wrong_value", expected="more than 0")


@dataclass(frozen=True, slots=True)
class DateRange:
    """A day from `first` to `last`, both included; `working_days`: no Saturday, Sunday or French public holiday."""

    name: str
    first: date
    last: date
    working_days: bool = False
    shared: bool = False

    def __post_init__(self) -> None:
        _check_name(self.name, is_shared=self.shared)
        _check_day("first", self.first)
        _check_day("last", self.last)
        check_truth("working_days", self.working_days)
        if self.last < self.first:
            raise QuestionError("last", "question.wrong_value", expected=f"{self.first} or later")


@dataclass(frozen=True, slots=True)
class ValueList:
    """One of a list of numbers, or of days."""

    name: str
    values: tuple[Drawable, ...]
    shared: bool = False

    def __post_init__(self) -> None:
        _check_name(self.name, is_shared=self.shared)
        check_count("values", self.values, 1)
        _check_values("values", self.values)


@dataclass(frozen=True, slots=True)
class Derived:
    """A value computed from parameters declared before it, so that texts and formulas may name it.

    `decimals` 0 to 10: a number is rounded half up to so many digits after the point; None keeps it whole.
    """

    name: str
    formula: str
    decimals: int | None = None

    def __post_init__(self) -> None:
        _check_name(self.name, is_shared=False)
        check_text("formula", self.formula, MOST_FORMULA)
        if self.decimals is not None:
            check_whole("decimals", self.decimals, 0, MOST_DECIMALS)


Parameter = NumberRange | DateRange | ValueList | Derived


@dataclass(frozen=True, slots=True)
class DataSet:
    """Rows of values that go together, one of which is drawn; `names` are the parameters that it gives."""

    names: tuple[str, ...]
    rows: tuple[tuple[Drawable, ...], ...]
    shared: bool = False

    def __post_init__(self) -> None:
        check_count("names", self.names, 1)
        check_truth("shared", self.shared)
        for position, name in enumerate(self.names):
            check_pattern(f"names[{position}]", name, PARAMETER, 40, "a parameter's name")
            if name in self.names[:position]:
                raise QuestionError(f"names[{position}]", "question.repeated")
        if not 1 <= len(self.rows) <= MOST_ROWS:
            raise QuestionError("rows", "question.out_of_range", lowest=1, highest=MOST_ROWS)
        for position, row in enumerate(self.rows):
            if len(row) != len(self.names):
                raise QuestionError(f"rows[{position}]", "question.wrong_value", expected=f"{len(self.names)} values")
            _check_values(f"rows[{position}]", row)


@dataclass(frozen=True, slots=True)
class CalculatedAnswer:
    """An accepted result: the formula, rounded half up to `decimals` (None: not rounded), with its tolerance.

    For a day `tolerance` is a whole number of days, absolute, and `decimals` say nothing. `score` 0 to 1.
    """

    formula: str
    decimals: int | None = 2
    tolerance: Decimal = Decimal(0)
    tolerance_kind: ToleranceKind = "absolute"
    score: Score = Fraction(1)
    feedback: Text | None = None

    def __post_init__(self) -> None:
        check_text("formula", self.formula, MOST_FORMULA)
        check_decimal("tolerance", self.tolerance)
        if self.tolerance < 0:
            raise QuestionError("tolerance", "question.wrong_value", expected="0 or more")
        check_one_of("tolerance_kind", self.tolerance_kind, get_args(ToleranceKind))
        if self.decimals is not None:
            check_whole("decimals", self.decimals, 0, MOST_DECIMALS)
        object.__setattr__(self, "score", exact_score(self.score, lowest=0))


@dataclass(frozen=True, slots=True)
class Misconception:
    """A known mistake: whoever finds what `formula` gives made it, and is told so. Gives no mark.

    `name` says the mistake in a few words (« 360 jours au lieu de 365 »), for the figures of trainers. Rounding and
    tolerance are those of the first answer.
    """

    name: str
    formula: str
    feedback: Text

    def __post_init__(self) -> None:
        check_text("name", self.name, 100)
        check_text("formula", self.formula, MOST_FORMULA)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculated(QuestionBase):
    """A number or a day computed from drawn figures; `quizzes.drawing` draws them and makes a plain question of it.

    Texts show a value as `{name}` and a result as `{=formula}` or `{=formula|decimals}`. `parameters` are drawn in
    order, after the row of `data`. Answers come before misconceptions; the first that accepts wins.
    """

    answers: tuple[CalculatedAnswer, ...]
    parameters: tuple[Parameter, ...] = ()
    data: DataSet | None = None
    misconceptions: tuple[Misconception, ...] = ()
    answer_kind: AnswerKind = "number"
    unit: str | None = None
    other_units: tuple[Unit, ...] = ()
    unit_required: bool = False
    unit_penalty: Score = Fraction(1, 10)
    unit_penalty_of: UnitPenaltyOf = "answer"
    otherwise: Text | None = None

    def __post_init__(self) -> None:
        QuestionBase.__post_init__(self)
        check_count("answers", self.answers, 1)
        check_count("parameters", self.parameters, 0)
        check_count("misconceptions", self.misconceptions, 0)
        check_one_of("answer_kind", self.answer_kind, get_args(AnswerKind))
        check_unit_fields(self.unit, self.other_units, is_required=self.unit_required)
        object.__setattr__(self, "unit_penalty", exact_score(self.unit_penalty, lowest=0, field="unit_penalty"))
        check_one_of("unit_penalty_of", self.unit_penalty_of, get_args(UnitPenaltyOf))
        if all(answer.score != 1 for answer in self.answers):
            raise QuestionError("answers", "question.no_full_mark")
        if self.answer_kind == "date":
            self._check_days()
        self._check_texts()
        names = self._check_parameters()
        for position, answer in enumerate(self.answers):
            _check_formula(f"answers[{position}].formula", answer.formula, names)
        for position, mistake in enumerate(self.misconceptions):
            _check_formula(f"misconceptions[{position}].formula", mistake.formula, names)

    def _check_days(self) -> None:
        """Checks that what is said of numbers is not said of days."""
        if self.unit is not None:
            raise QuestionError("unit", "question.unknown")
        for position, answer in enumerate(self.answers):
            days = answer.tolerance
            if days != int(days) or days > MOST_TOLERANCE_DAYS or answer.tolerance_kind != "absolute":
                expected = f"a whole number of days, at most {MOST_TOLERANCE_DAYS}"
                raise QuestionError(f"answers[{position}].tolerance", "question.wrong_value", expected=expected)

    def _check_texts(self) -> None:
        """Checks that the texts hold no more formulas than can be reckoned at each draw."""
        said = (
            *(self.stem, self.explanation, self.if_right, self.if_partial, self.if_wrong, self.otherwise),
            *(hint.text for hint in self.hints),
            *(answer.feedback for answer in self.answers),
            *(mistake.feedback for mistake in self.misconceptions),
        )
        if sum(text.source.count("{=") for text in said if text is not None) > MOST_IN_TEXTS:
            raise QuestionError("stem", "question.too_many", highest=MOST_IN_TEXTS)

    def _check_parameters(self) -> set[str]:
        """Returns the names of all parameters; a formula may name those before it."""
        names = set(self.data.names) if self.data else set()
        for position, parameter in enumerate(self.parameters):
            if parameter.name in names:
                raise QuestionError(f"parameters[{position}].name", "question.repeated")
            if isinstance(parameter, Derived):
                _check_formula(f"parameters[{position}].formula", parameter.formula, names)
            names.add(parameter.name)
        if not names:
            raise QuestionError("parameters", "question.too_few", lowest=1)
        return names


def _check_formula(path: str, formula: str, names: set[str]) -> None:
    try:
        unknown = sorted(names_in(formula) - names)
    except FormulaError as error:
        raise QuestionError(path, error.message_id, **error.params) from None
    if unknown:
        raise QuestionError(path, "formula.unknown_name", name=unknown[0])


def _check_name(name: str, *, is_shared: object) -> None:
    check_pattern("name", name, PARAMETER, 40, "a parameter's name")
    check_truth("shared", is_shared)


def _check_day(field: str, day: object) -> None:
    if not isinstance(day, date) or isinstance(day, datetime):
        raise QuestionError(field, "question.wrong_type", expected="a date")


def _check_values(field: str, values: tuple[Drawable, ...]) -> None:
    for position, value in enumerate(values):
        if isinstance(value, Decimal):
            check_decimal(f"{field}[{position}]", value)
        else:
            _check_day(f"{field}[{position}]", value)
