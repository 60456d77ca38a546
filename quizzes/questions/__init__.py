"""The types of questions, as immutable values that are well formed or cannot be made."""

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
from quizzes.errors import QuestionError
from quizzes.questions.arranged import Matching, Ordering, OrderingItem, OrderingStrategy, Pair
from quizzes.questions.base import SCORE_TOLERANCE, AttachedFile, Hint, QuestionBase
from quizzes.questions.calculated import (
    Calculated,
    CalculatedAnswer,
    DataSet,
    DateRange,
    Derived,
    Drawable,
    Misconception,
    NumberRange,
    Parameter,
    ValueList,
)
from quizzes.questions.choices import (
    ChoiceBase,
    MultipleResponse,
    SingleChoice,
    TrueFalse,
    option_letter,
    shared_scores,
)
from quizzes.questions.cloze import Cloze, Gap, NumberGap, SelectGap, TextGap
from quizzes.questions.guessing import guessing, random_guess_score
from quizzes.questions.orders import ordered_fraction
from quizzes.questions.typed import DateQuestion, Numerical, ShortAnswer, Unit
from quizzes.questions.types import Question
from quizzes.questions.written import Criterion, Description, Essay, RubricLevel

__all__ = [
    "SCORE_TOLERANCE",
    "AttachedFile",
    "Calculated",
    "CalculatedAnswer",
    "ChoiceBase",
    "Cloze",
    "Criterion",
    "DataSet",
    "DateAnswer",
    "DateQuestion",
    "DateRange",
    "Derived",
    "Description",
    "Drawable",
    "Essay",
    "Gap",
    "Hint",
    "Matching",
    "Misconception",
    "MultipleResponse",
    "NumberGap",
    "NumberRange",
    "Numerical",
    "NumericalAnswer",
    "Option",
    "Ordering",
    "OrderingItem",
    "OrderingStrategy",
    "Pair",
    "Parameter",
    "Question",
    "QuestionBase",
    "QuestionError",
    "RubricLevel",
    "SelectGap",
    "ShortAnswer",
    "SingleChoice",
    "Text",
    "TextAnswer",
    "TextFormat",
    "TextGap",
    "ToleranceKind",
    "TrueFalse",
    "TypedAnswer",
    "Unit",
    "ValueList",
    "guessing",
    "option_letter",
    "ordered_fraction",
    "random_guess_score",
    "shared_scores",
]
