"""Writes of enrolment: assignments, completions, commitments."""

from course.enrolment.services.assignments import assign, cancel_assignment
from course.enrolment.services.commitments import ASK_AFTER, OUTCOMES, answer_commitment, commit_to
from course.enrolment.services.completions import complete

__all__ = [
    "ASK_AFTER",
    "OUTCOMES",
    "answer_commitment",
    "assign",
    "cancel_assignment",
    "commit_to",
    "complete",
]
