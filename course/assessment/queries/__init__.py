"""Reads of assessment; an attempt is read by its owner alone."""

from course.assessment.queries.attempts import (
    AttemptRow,
    OpenSlot,
    SlotRow,
    TryRow,
    attempt_of,
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
    has_read_notice,
    open_attempts,
    results_of,
    sittings_of,
)

__all__ = [
    "AttemptRow",
    "CheckState",
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
    "has_read_notice",
    "open_attempts",
    "open_slot",
    "response_by_client",
    "results_of",
    "sittings_of",
    "tries_of",
]
