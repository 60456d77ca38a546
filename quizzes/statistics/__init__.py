"""Classical statistics of a quiz, how far predictions can be trusted, what both say of a question, charts' figures."""

from quizzes.questions import random_guess_score
from quizzes.statistics.arrays import StatisticsError
from quizzes.statistics.distractors import OptionFigures, distractor_analysis
from quizzes.statistics.distributions import TimeStatistics, histogram, time_statistics
from quizzes.statistics.figures import QuestionFigures, QuizStatistics, quiz_statistics
from quizzes.statistics.item_fit import Difficulty, Flag, FlagKind, ItemFit, flags_of, item_fits
from quizzes.statistics.predictions import Predictions, predictions_of
from quizzes.statistics.reliability import Accuracy, Coverage, Delay, Group, Month, Reliability, reliability
from quizzes.statistics.reliability_verdicts import reliability_verdicts
from quizzes.statistics.verdicts import Verdict, verdict

__all__ = [
    "Accuracy",
    "Coverage",
    "Delay",
    "Difficulty",
    "Flag",
    "FlagKind",
    "Group",
    "ItemFit",
    "Month",
    "OptionFigures",
    "Predictions",
    "QuestionFigures",
    "QuizStatistics",
    "Reliability",
    "StatisticsError",
    "TimeStatistics",
    "Verdict",
    "distractor_analysis",
    "flags_of",
    "histogram",
    "item_fits",
    "predictions_of",
    "quiz_statistics",
    "random_guess_score",
    "reliability",
    "reliability_verdicts",
    "time_statistics",
    "verdict",
]
