"""Reads of reports: the matrix, what the three sentences need, one person's record, what can be assigned."""

from course.reports.queries.matrix import TeamReport, team_members, team_report
from course.reports.queries.record import PersonRecord, Result, Seen, person_record, seen_person
from course.reports.queries.work import AssignedRow, assigned_rows, completers

__all__ = [
    "AssignedRow",
    "PersonRecord",
    "Result",
    "Seen",
    "TeamReport",
    "assigned_rows",
    "completers",
    "person_record",
    "seen_person",
    "team_members",
    "team_report",
]
