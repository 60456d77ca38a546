"""Writes of assessment: beginning, answering and finishing attempts; checks embedded in lessons; the notice."""

from course.assessment.services.attempts import (
    SavedAnswer,
    expire_attempts,
    finish_attempt,
    read_notice,
    save_answer,
    start_attempt,
)
from course.assessment.services.checks import AnsweredCheck, answer_check

__all__ = [
    "AnsweredCheck",
    "SavedAnswer",
    "answer_check",
    "expire_attempts",
    "finish_attempt",
    "read_notice",
    "save_answer",
    "start_attempt",
]
