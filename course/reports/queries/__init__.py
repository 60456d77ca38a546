"""Reads of reports: the matrix, what the three sentences need, one person's record, what can be assigned."""

from course.reports.queries.matrix import Late, TeamReport, proof_dates, team_members, team_report
from course.reports.queries.record import (
    PersonRecord,
    Result,
    Seen,
    has_proof,
    observable_person,
    person_record,
    seen_person,
)
from course.reports.queries.work import (
    TRACK,
    Choice,
    ModuleChoices,
    assignable,
    completed_pairs,
    last_assignment_id,
    own_assignment_ids,
)

__all__ = [
    "TRACK",
    "Choice",
    "Late",
    "ModuleChoices",
    "PersonRecord",
    "Result",
    "Seen",
    "TeamReport",
    "assignable",
    "completed_pairs",
    "has_proof",
    "last_assignment_id",
    "observable_person",
    "own_assignment_ids",
    "person_record",
    "proof_dates",
    "seen_person",
    "team_members",
    "team_report",
]
