"""Writes of the question bank: questions and quizzes as published versions."""

from course.question_bank.services.drafts import (
    DraftResult,
    SavedQuestion,
    classify_drafts,
    discard_draft,
    restore_version,
    save_draft,
    save_drafts,
)
from course.question_bank.services.publication import (
    ReadyQuestion,
    Refused,
    prepare_publication,
    prepare_publications,
    publish_draft,
    question_with_files,
    questions_with_files,
    reinstate_question,
    retire_question,
)
from course.question_bank.services.questions import PRACTICE, save_question, stored_body, title_of
from course.question_bank.services.quizzes import save_quiz
from course.question_bank.services.rendering import RenderedQuestion, names_in, render_questions, texts_of

__all__ = [
    "PRACTICE",
    "DraftResult",
    "ReadyQuestion",
    "Refused",
    "RenderedQuestion",
    "SavedQuestion",
    "classify_drafts",
    "discard_draft",
    "names_in",
    "prepare_publication",
    "prepare_publications",
    "publish_draft",
    "question_with_files",
    "questions_with_files",
    "reinstate_question",
    "render_questions",
    "restore_version",
    "retire_question",
    "save_draft",
    "save_drafts",
    "save_question",
    "save_quiz",
    "stored_body",
    "texts_of",
    "title_of",
]
