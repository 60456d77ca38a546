"""Questions as a file of the table: CSV that Excel opens as it is, or an XLSX workbook."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from quizzes.formats.report import CannotHoldError, ExportProblem, ExportReport
from quizzes.formats.table.cells import neutralised
from quizzes.formats.table.headings import BY_FIELD, Place, title_of
from quizzes.formats.table.words import KINDS
from quizzes.formats.table.writing import Cells, lines_of, places_of
from quizzes.formats.workbook import AS_TEXT, Column, Sheet, write_workbook
from quizzes.questions import Question

BOM: Final = "\ufeff"
SHEET: Final = "Questions"


def dumps(questions: Iterable[Question]) -> str:
    """Returns the questions as CSV: with the mark of UTF-8, `;` between columns, and no cell that Excel would run.

    `loads` gives equal questions back. Raises CannotHoldError with everything that the table cannot hold: questions
    with gaps, calculated ones, pictures, a key that stands twice, a list of more than 32,767 characters.
    """
    report = write(questions)
    if report.problems:
        raise CannotHoldError(report.problems)
    return report.text


def write(questions: Iterable[Question]) -> ExportReport:
    """Returns what `dumps` returns, without what the table cannot hold, which is reported. Raises nothing."""
    lines, problems = lines_of(questions)
    places = places_of(lines)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow([title_of(place) for place in places])
    for line in lines:
        writer.writerow([neutralised(line.get(place, "")) for place in places])
    return ExportReport(BOM + stream.getvalue(), tuple(problems))


def dumps_xlsx(questions: Iterable[Question]) -> bytes:
    """Returns the questions as an XLSX workbook, all cells as texts. Raises CannotHoldError as `dumps` does."""
    content, problems = write_xlsx(questions)
    if problems:
        raise CannotHoldError(problems)
    return content


def write_xlsx(questions: Iterable[Question]) -> tuple[bytes, tuple[ExportProblem, ...]]:
    """Returns the workbook without what the table cannot hold, and what that is. Raises nothing."""
    lines, problems = lines_of(questions)
    return write_workbook([sheet_of(places_of(lines), lines)]), tuple(problems)


def sheet_of(places: Sequence[Place], lines: Sequence[Cells]) -> Sheet:
    """Returns a sheet with these columns; Excel leaves what is typed into it as it is."""
    rows = [[line.get(place) for place in places] for line in lines]
    return Sheet(SHEET, tuple(map(_column, places)), rows)


def _column(place: Place) -> Column:
    heading = BY_FIELD[place[0]]
    offered = KINDS.offered if place[0] == "type" else ()
    return Column(title_of(place), heading.width, AS_TEXT, wrap=heading.width >= 30, offered=offered)
