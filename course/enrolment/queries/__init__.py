"""Reads of enrolment."""

from course.enrolment.queries.path import PathRow, between_departments, lock_path, path_of, read_since, steps_waiting
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
    "PathRow",
    "assignments_of",
    "between_departments",
    "commitment_of",
    "commitment_to_ask",
    "completed_item_ids",
    "lock_path",
    "open_assignments",
    "path_of",
    "read_since",
    "steps_waiting",
]
