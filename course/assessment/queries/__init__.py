"""Reads of assessment; an attempt is read by its owner alone."""

from course.assessment.queries.attempts import (
    AttemptRow,
    FileRow,
    OpenSlot,
    SlotRow,
    TryRow,
    attempt_of,
    file_content,
    file_of,
    files_of,
    open_slot,
    response_by_client,
    tries_of,
)
from course.assessment.queries.checks import CheckState, check_states, checked_lessons
from course.assessment.queries.sittings import (
    QuizResult,
    Sitting,
    attempts_to_expire,
    exposed_items,
    extra_percent,
    is_person,
    open_attempts,
    results_of,
    sittings_of,
    unanswered_items,
)
from course.competencies.queries import has_read_notice

__all__ = [
    "AttemptRow",
    "CheckState",
    "FileRow",
    "OpenSlot",
    "QuizResult",
    "Sitting",
    "SlotRow",
    "TryRow",
    "attempt_of",
    "attempts_to_expire",
    "check_states",
    "checked_lessons",
    "exposed_items",
    "extra_percent",
    "file_content",
    "file_of",
    "files_of",
    "has_read_notice",
    "is_person",
    "open_attempts",
    "open_slot",
    "response_by_client",
    "results_of",
    "sittings_of",
    "tries_of",
    "unanswered_items",
]
