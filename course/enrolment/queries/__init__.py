"""Reads of enrolment."""

from course.enrolment.queries.work import (
    AssignmentRow,
    CommitmentRow,
    assignments_of,
    commitment_of,
    commitment_to_ask,
    completed_item_ids,
    open_assignments,
)

__all__ = [
    "AssignmentRow",
    "CommitmentRow",
    "assignments_of",
    "commitment_of",
    "commitment_to_ask",
    "completed_item_ids",
    "open_assignments",
]
