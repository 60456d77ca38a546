"""Questions whose answer is typed: a number with or without a unit, a day, a short text."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal, TypeVar, get_args

from quizzes import wildcards
from quizzes.answers import DateAnswer, NumericalAnswer, Score, Text, TextAnswer, TypedAnswer
from quizzes.checks import check_count, check_decimal, check_one_of, check_pattern, check_truth, exact_score
from quizzes.errors import QuestionError
from quizzes.numbers import FIRST_YEAR, LAST_YEAR
from quizzes.questions.base import QuestionBase

Answer = TypeVar("Answer", bound=TypedAnswer)
UnitPenaltyOf = Literal["answer", "question"]

# A unit that began with a digit or a separator could be taken for the end of the number.
UNIT: Final = re.compile(r"[^\s0-9.,+−-]\S*(?: \S+)*")


@dataclass(frozen=True, slots=True)
class Unit:
    """Another unit in which the number may be given; `multiplier` of them make one of the question's own (100 for cm
    where the question's unit is m); above 0.
    """

    name: str
    multiplier: Decimal

    def __post_init__(self) -> None:
        check_pattern("name", self.name, UNIT, 20, "a unit")
        check_decimal("multiplier", self.multiplier)
        if self.multiplier <= 0:
            raise QuestionError("multiplier", "question.wrong_value", expected="more than 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Numerical(QuestionBase):
    """A number is typed; the first answer that accepts it wins.

    `unit` is shown beside the field; `other_units` may be typed instead. Where `unit_required` a number without a known
    unit loses `unit_penalty` (0 to 1) of what the answer gives, or of the whole mark (`unit_penalty_of`).
    """

    answers: tuple[NumericalAnswer, ...]
    unit: str | None = None
    other_units: tuple[Unit, ...] = ()
    unit_required: bool = False
    unit_penalty: Score = Fraction(1, 10)
    unit_penalty_of: UnitPenaltyOf = "answer"
    otherwise: Text | None = None

    def __post_init__(self) -> None:
        QuestionBase.__post_init__(self)
        check_count("answers", self.answers, 1)
        check_unit_fields(self.unit, self.other_units, is_required=self.unit_required)
        object.__setattr__(self, "unit_penalty", exact_score(self.unit_penalty, lowest=0, field="unit_penalty"))
        check_one_of("unit_penalty_of", self.unit_penalty_of, get_args(UnitPenaltyOf))
        check_full_mark(self.answers, lambda answer: self.first_match(answer.value))

    def first_match(self, number: Decimal | Fraction) -> int | None:
        """Returns the position of the first answer that accepts `number`, if any."""
        return first_that_accepts(self.answers, number)

    def gives_full_mark(self, number: Decimal | Fraction) -> bool:
        """Tells whether `number` gives the whole mark."""
        return _is_full(self.answers, self.first_match(number))


@dataclass(frozen=True, slots=True, kw_only=True)
class DateQuestion(QuestionBase):
    """A day of the years 1900 to 2199 is picked or typed; the first answer that accepts it wins."""

    answers: tuple[DateAnswer, ...]
    otherwise: Text | None = None

    def __post_init__(self) -> None:
        QuestionBase.__post_init__(self)
        check_count("answers", self.answers, 1)
        for position, answer in enumerate(self.answers):
            # Another year cannot be typed.
            if not FIRST_YEAR <= answer.value.year <= LAST_YEAR:
                path = f"answers[{position}].value"
                raise QuestionError(path, "question.out_of_range", lowest=FIRST_YEAR, highest=LAST_YEAR)
        check_full_mark(self.answers, lambda answer: self.first_match(answer.value))

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
        check_text_answers(self.answers, case_sensitive=self.case_sensitive)

    def first_match(self, text: str) -> int | None:
        """Returns the position of the first answer that accepts `text`, if any."""
        return first_that_fits(self.answers, text, case_sensitive=self.case_sensitive)

    def gives_full_mark(self, text: str) -> bool:
        """Tells whether `text` gives the whole mark."""
        return _is_full(self.answers, self.first_match(text))


def check_unit_fields(unit: str | None, other_units: Sequence[Unit], *, is_required: bool) -> None:
    """Checks the units of a number that is typed: no name twice, others only beside a unit of its own."""
    if unit is not None:
        check_pattern("unit", unit, UNIT, 20, "a unit")
    check_truth("unit_required", is_required)
    check_count("other_units", other_units, 0)
    if unit is None and (other_units or is_required):
        raise QuestionError("unit", "question.missing")
    names = [unit, *(other.name for other in other_units)]
    for position, name in enumerate(names):
        if name in names[:position]:
            raise QuestionError(f"other_units[{position - 1}].name", "question.repeated")


def first_that_accepts(answers: Sequence[NumericalAnswer], number: Decimal | Fraction) -> int | None:
    """Returns the position of the first answer whose tolerance holds `number`, if any."""
    return next((position for position, answer in enumerate(answers) if answer.accepts(number)), None)


def first_that_fits(answers: Sequence[TextAnswer], text: str, *, case_sensitive: bool) -> int | None:
    """Returns the position of the first answer that accepts `text`, if any."""
    accepted = (answer.accepts(text, case_sensitive=case_sensitive) for answer in answers)
    return next((position for position, is_accepted in enumerate(accepted) if is_accepted), None)


def check_number_answers(answers: Sequence[NumericalAnswer]) -> None:
    """Checks that there are answers and that the full mark is in reach."""
    check_count("answers", answers, 1)
    check_full_mark(answers, lambda answer: first_that_accepts(answers, answer.value))


def check_text_answers(answers: Sequence[TextAnswer], *, case_sensitive: bool) -> None:
    """Checks that there are answers and that the full mark is in reach."""
    check_count("answers", answers, 1)
    check_truth("case_sensitive", case_sensitive)

    def match(answer: TextAnswer) -> int | None:
        return first_that_fits(answers, wildcards.sample(answer.text), case_sensitive=case_sensitive)

    check_full_mark(answers, match)


def check_full_mark(answers: Sequence[Answer], first_match: Callable[[Answer], int | None]) -> None:
    """Checks that the full mark is in reach: an answer above must not catch the value of the right one."""
    full = [position for position in range(len(answers)) if _is_full(answers, position)]
    if not full:
        raise QuestionError("answers", "question.no_full_mark")
    if not any(_is_full(answers, first_match(answers[position])) for position in full):
        raise QuestionError(f"answers[{full[0]}]", "question.never_reached")


def _is_full(answers: Sequence[TypedAnswer], position: int | None) -> bool:
    return position is not None and answers[position].score == 1
