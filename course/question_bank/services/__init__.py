"""Writes of the question bank: questions and quizzes as published versions."""

from course.question_bank.services.questions import PRACTICE, save_question, stored_body, title_of
from course.question_bank.services.quizzes import save_quiz
from course.question_bank.services.rendering import RenderedQuestion, names_in, render_questions, texts_of

__all__ = [
    "PRACTICE",
    "RenderedQuestion",
    "names_in",
    "render_questions",
    "save_question",
    "save_quiz",
    "stored_body",
    "texts_of",
    "title_of",
]
