"""Reads of learning: one's own progress, a lesson with one's own state, search, and everything kept about a person."""

from course.learning.queries.lesson import LessonState, lesson_state
from course.learning.queries.personal import PersonalTable, personal_rows, personal_tables
from course.learning.queries.progress import (
    Progress,
    attempts_behind_proofs,
    histories_of,
    progress_of,
)
from course.learning.queries.search import Found, search

__all__ = [
    "Found",
    "LessonState",
    "PersonalTable",
    "Progress",
    "attempts_behind_proofs",
    "histories_of",
    "lesson_state",
    "personal_rows",
    "personal_tables",
    "progress_of",
    "search",
]
