"""An answer in free words that a person marks, and a text that asks nothing."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from quizzes.answers import Score, Text
from quizzes.checks import check_count, check_text, check_truth, check_whole, exact_score
from quizzes.errors import QuestionError
from quizzes.questions.base import QuestionBase

MOST_WORDS: Final = 5_000
MOST_POINTS: Final = 100


@dataclass(frozen=True, slots=True)
class RubricLevel:
    """What an answer at this level looks like, and the points that it gives (0 to 100)."""

    label: str
    points: Score

    def __post_init__(self) -> None:
        check_text("label", self.label, 500)
        object.__setattr__(self, "points", exact_score(self.points, lowest=0, highest=MOST_POINTS, field="points"))


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that is judged, with two levels or more, of which the best gives more than 0."""

    name: str
    levels: tuple[RubricLevel, ...]

    def __post_init__(self) -> None:
        check_text("name", self.name, 200)
        check_count("levels", self.levels, 2)
        if self.most == 0:
            raise QuestionError("levels", "question.no_full_mark")

    @property
    def most(self) -> Fraction:
        """Returns the points of the best level."""
        return max(Fraction(level.points) for level in self.levels)


@dataclass(frozen=True, slots=True, kw_only=True)
class Essay(QuestionBase):
    """An answer in free words, marked by a person with the `rubric` or without.

    `model` is shown with the mark, `guidance` only to who marks, `template` stands in the field at the start.
    `fewest_words` and `most_words` are said to the learner; `allows_file`: a file may come with the answer.
    """

    rubric: tuple[Criterion, ...] = ()
    model: Text | None = None
    guidance: Text | None = None
    template: Text | None = None
    fewest_words: int | None = None
    most_words: int | None = None
    lines: int = 10
    allows_file: bool = False

    def __post_init__(self) -> None:
        QuestionBase.__post_init__(self)
        check_count("rubric", self.rubric, 0)
        check_truth("allows_file", self.allows_file)
        check_whole("lines", self.lines, 1, 100)
        for field, words in (("fewest_words", self.fewest_words), ("most_words", self.most_words)):
            if words is not None:
                check_whole(field, words, 1, MOST_WORDS)
        if self.fewest_words is not None and self.most_words is not None and self.fewest_words > self.most_words:
            raise QuestionError("most_words", "question.out_of_range", lowest=self.fewest_words, highest=MOST_WORDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Description(QuestionBase):
    """A text that asks nothing and gives no mark, such as the facts that the next questions share."""

    max_mark: Score = Fraction(0)

    def __post_init__(self) -> None:
        QuestionBase.__post_init__(self)
        if self.max_mark != 0:
            raise QuestionError("max_mark", "question.wrong_value", expected="0")
