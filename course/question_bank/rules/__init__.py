"""Pure decisions of the question bank: stored questions, settings of quizzes."""

from course.question_bank.rules.filling import filled
from course.question_bank.rules.settings import (
    BEHAVIOURS,
    COUNTS,
    DIAGNOSTIC,
    PLAIN,
    PURPOSES,
    REVIEW_PARTS,
    TEST_OUT,
    Draw,
    Purpose,
    QuizSettings,
    Section,
    asked,
    settings_of,
)
from course.question_bank.rules.stored import picture_type, question_of, with_figures

__all__ = [
    "BEHAVIOURS",
    "COUNTS",
    "DIAGNOSTIC",
    "PLAIN",
    "PURPOSES",
    "REVIEW_PARTS",
    "TEST_OUT",
    "Draw",
    "Purpose",
    "QuizSettings",
    "Section",
    "asked",
    "filled",
    "picture_type",
    "question_of",
    "settings_of",
    "with_figures",
]
