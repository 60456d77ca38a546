"""Questions whose answer is chosen: single choice, multiple response, true or false."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from quizzes.answers import Option, Text
from quizzes.checks import check_count, check_truth
from quizzes.errors import QuestionError
from quizzes.questions.base import SCORE_TOLERANCE, QuestionBase

# Slots make a second class out of each dataclass, so that a bare super() would look for the first one and fail;
# parents are therefore called by name.


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceBase(QuestionBase):
    """A question whose options are addressed by letters a, b, c … by position; `shuffle`: their order may change."""

    options: tuple[Option, ...]
    shuffle: bool = True

    def __post_init__(self) -> None:
        QuestionBase.__post_init__(self)
        check_count("options", self.options, 2)
        check_truth("shuffle", self.shuffle)

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
