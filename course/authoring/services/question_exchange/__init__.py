"""Questions come in from files and go out to files: read apart, looked at, imported as drafts, taken back; exported.

What is kept of an import (`question_import.report`) begins with its state: `sent` (the file as it came), `read` (what
it holds, for an hour), `done` and `undone` (what became of each question).
"""

from course.authoring.services.question_exchange.exporting import ExportedFile, Lost, export_questions
from course.authoring.services.question_exchange.importing import (
    LASTS,
    check_file,
    check_plan,
    confirm_import,
    found_in,
    import_plan,
    keep_answer,
    keep_file,
    questions_of,
    read_kept,
    undo_import,
    waiting_import,
)
from course.authoring.services.question_exchange.planning import (
    OUTCOMES,
    Plan,
    PlannedQuestion,
    file_name_of,
    plan_import,
    shown_lines,
    target_of,
)
from course.authoring.services.question_exchange.reading import read_apart, unpacked
from course.question_bank.services.imports import forget_import

__all__ = [
    "LASTS",
    "OUTCOMES",
    "ExportedFile",
    "Lost",
    "Plan",
    "PlannedQuestion",
    "check_file",
    "check_plan",
    "confirm_import",
    "export_questions",
    "file_name_of",
    "forget_import",
    "found_in",
    "import_plan",
    "keep_answer",
    "keep_file",
    "plan_import",
    "questions_of",
    "read_apart",
    "read_kept",
    "shown_lines",
    "target_of",
    "undo_import",
    "unpacked",
    "waiting_import",
]
