"""Writes of enrolment: assignments, completions, commitments."""

from course.enrolment.services.assignments import assign, cancel_assignment
from course.enrolment.services.commitments import ASK_AFTER, OUTCOMES, answer_commitment, commit_to
from course.enrolment.services.completions import complete
from course.enrolment.services.path import back_to_proposed, change_format, propose_path

__all__ = [
    "ASK_AFTER",
    "OUTCOMES",
    "answer_commitment",
    "assign",
    "back_to_proposed",
    "cancel_assignment",
    "change_format",
    "commit_to",
    "complete",
    "propose_path",
]
