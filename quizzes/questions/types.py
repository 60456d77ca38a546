"""The union of all types of questions."""

from quizzes.questions.arranged import Matching, Ordering
from quizzes.questions.calculated import Calculated
from quizzes.questions.choices import MultipleResponse, SingleChoice, TrueFalse
from quizzes.questions.cloze import Cloze
from quizzes.questions.typed import DateQuestion, Numerical, ShortAnswer
from quizzes.questions.written import Description, Essay

Question = (
    SingleChoice
    | MultipleResponse
    | TrueFalse
    | Numerical
    | DateQuestion
    | ShortAnswer
    | Matching
    | Ordering
    | Cloze
    | Calculated
    | Essay
    | Description
)
