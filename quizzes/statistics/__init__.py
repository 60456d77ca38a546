"""Classical item and test statistics of a quiz, what they say about a question, and figures for charts."""

from quizzes.questions import random_guess_score
from quizzes.statistics.arrays import StatisticsError
from quizzes.statistics.distractors import OptionFigures, distractor_analysis
from quizzes.statistics.distributions import TimeStatistics, histogram, time_statistics
from quizzes.statistics.figures import QuestionFigures, QuizStatistics, quiz_statistics
from quizzes.statistics.verdicts import Verdict, verdict

__all__ = [
    "OptionFigures",
    "QuestionFigures",
    "QuizStatistics",
    "StatisticsError",
    "TimeStatistics",
    "Verdict",
    "distractor_analysis",
    "histogram",
    "quiz_statistics",
    "random_guess_score",
    "time_statistics",
    "verdict",
]
