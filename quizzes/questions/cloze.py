"""A text with gaps, each of which is typed, computed or chosen."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal, get_args

from quizzes.answers import NumericalAnswer, Option, Text, TextAnswer
from quizzes.checks import check_count, check_one_of, check_pattern, check_truth, check_whole
from quizzes.errors import QuestionError
from quizzes.questions.base import SCORE_TOLERANCE, QuestionBase
from quizzes.questions.choices import option_letter
from quizzes.questions.typed import UNIT, check_number_answers, check_text_answers

GapLayout = Literal["select", "vertical", "horizontal"]

GAP: Final = re.compile(r"\[\[([1-9][0-9]?|100)\]\]")
HEAVIEST: Final = 100


@dataclass(frozen=True, slots=True)
class TextGap:
    """A gap in which a word or a short text is typed."""

    answers: tuple[TextAnswer, ...]
    case_sensitive: bool = False
    weight: int = 1
    otherwise: Text | None = None

    def __post_init__(self) -> None:
        check_whole("weight", self.weight, 1, HEAVIEST)
        check_text_answers(self.answers, case_sensitive=self.case_sensitive)


@dataclass(frozen=True, slots=True)
class NumberGap:
    """A gap in which a number is typed; `unit` is shown behind it."""

    answers: tuple[NumericalAnswer, ...]
    unit: str | None = None
    weight: int = 1
    otherwise: Text | None = None

    def __post_init__(self) -> None:
        check_whole("weight", self.weight, 1, HEAVIEST)
        if self.unit is not None:
            check_pattern("unit", self.unit, UNIT, 20, "a unit")
        check_number_answers(self.answers)


@dataclass(frozen=True, slots=True)
class SelectGap:
    """A gap in which one option is chosen, or with `multiple` any number of them; `layout` says how they are shown."""

    options: tuple[Option, ...]
    multiple: bool = False
    layout: GapLayout = "select"
    shuffle: bool = False
    weight: int = 1

    def __post_init__(self) -> None:
        check_whole("weight", self.weight, 1, HEAVIEST)
        check_count("options", self.options, 2)
        check_truth("multiple", self.multiple)
        check_truth("shuffle", self.shuffle)
        check_one_of("layout", self.layout, get_args(GapLayout))
        if self.multiple and self.layout == "select":
            raise QuestionError("layout", "question.wrong_value", expected="vertical | horizontal")
        best = [Fraction(option.score) for option in self.options if option.score > 0]
        if (sum(best) if self.multiple else max(best, default=0)) < 1 - SCORE_TOLERANCE:
            raise QuestionError("options", "question.no_full_mark")

    @property
    def letters(self) -> tuple[str, ...]:
        """Returns the letter of each option, in order."""
        return tuple(option_letter(position) for position in range(len(self.options)))


Gap = TextGap | NumberGap | SelectGap


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloze(QuestionBase):
    """The stem holds the marks `[[1]]`, `[[2]]` … `[[100]]`, each once, where the gaps stand.

    A mark is one wherever it stands, in code and in HTML too; `[[0]]` or `[[101]]` is plain text. The fraction
    is the sum of fraction x weight over the gaps, by the sum of the weights.
    """

    gaps: tuple[Gap, ...]

    def __post_init__(self) -> None:
        QuestionBase.__post_init__(self)
        check_count("gaps", self.gaps, 1)
        marks = [int(number) for number in GAP.findall(self.stem.source)]
        if sorted(marks) != list(range(1, len(self.gaps) + 1)):
            raise QuestionError("stem", "question.gap_marks", count=len(self.gaps))
