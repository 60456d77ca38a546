"""A file of the table as a report of questions: the header, the keys, and every problem with its line and column."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from quizzes.checks import UNWRITABLE
from quizzes.formats.metadata import key_made_of
from quizzes.formats.report import ImportProblem, ImportReport
from quizzes.formats.table.cells import Point, shown
from quizzes.formats.table.grid import MOST_BYTES, MOST_QUESTIONS, Grid, Record, RefusedError, csv_grid, decoded
from quizzes.formats.table.headings import REQUIRED, Place, place_of, title_of
from quizzes.formats.table.reading import key_of, kind_of, question_of
from quizzes.formats.table.rows import CellError, Row
from quizzes.formats.table.words import KINDS
from quizzes.formats.table.xlsx import SIGNATURE, workbook_grid
from quizzes.questions import Question

# What Excel before 2007 wrote, and what it writes today under a password.
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"


def loads(text: str | bytes) -> ImportReport:
    """Returns the questions of a table and what was refused or ignored, by line; columns: docs/question-files.md.

    `text` is CSV text, or the bytes of a CSV file or of an XLSX workbook, which begins as every zip does. A line with a
    fault is refused as a whole and named with its column, in `item` and in `params["column"]`; a column that is not
    ours, and a cell that says nothing for its type of question, are ignored and reported. A file that cannot be read,
    is larger than 8 MB or holds more than 20,000 questions is one problem and no question. Raises nothing.
    """
    try:
        return _Import(_grid(text)).report()
    except RefusedError as error:
        return ImportReport(problems=(ImportProblem(error.line, error.message_id, error.params),))


def _grid(text: str | bytes) -> Grid:
    if len(text) > MOST_BYTES:
        raise RefusedError("format.too_large", limit=MOST_BYTES // 1024**2)
    if isinstance(text, str):
        return csv_grid(text)
    if text.startswith(SIGNATURE):
        return workbook_grid(text)
    if text.startswith(_OLD_EXCEL):
        raise RefusedError("table.old_workbook")
    return csv_grid(decoded(text))


@dataclass(slots=True)
class _Columns:
    """The columns of a file by position, and their names as the file has them."""

    line: int
    places: dict[int, Place] = field(default_factory=dict)
    titles: dict[Place, str] = field(default_factory=dict)


class _Import:
    def __init__(self, grid: Grid) -> None:
        self._point: Point = grid.point
        self._problems: list[ImportProblem] = []
        records = iter(grid.records)
        self._columns = self._header(next(records, None))
        self._rows: list[Row] = []
        for count, record in enumerate(records, start=1):
            if count > MOST_QUESTIONS:
                raise RefusedError("format.too_many", limit=MOST_QUESTIONS)
            self._note_row(record)

    def report(self) -> ImportReport:
        keys = self._keys()
        questions: list[Question] = []
        lines: list[int] = []
        for row in self._rows:
            if row.line not in keys:
                continue
            try:
                question = question_of(row, keys[row.line])
            except CellError as error:
                self._note(row.line, error, keys[row.line] if row.raw("key") else row.word("name"))
                continue
            questions.append(question)
            lines.append(row.line)
            self._note_unread(row, question.key)
        problems = sorted(self._problems, key=lambda problem: problem.line)
        return ImportReport(tuple(questions), tuple(problems), tuple(lines))

    def _header(self, record: Record | None) -> _Columns:
        if record is None:
            raise RefusedError("table.empty")
        columns = _Columns(record.line)
        for position, title in record.cells.items():
            place = place_of(title)
            if place is None:
                self._problems.append(
                    ImportProblem(record.line, "table.unknown_column", {"column": shown(title)}, "ignored")
                )
            elif place in columns.titles:
                raise RefusedError("table.column_twice", record.line, column=shown(title))
            else:
                columns.places[position] = place
                columns.titles[place] = shown(title)
        missing = [title_of((name, 0)) for name in REQUIRED if (name, 0) not in columns.titles]
        if missing:
            raise RefusedError("table.missing_column", record.line, column=", ".join(missing))
        self._known_positions = frozenset(record.cells)
        return columns

    def _note_row(self, record: Record) -> None:
        cells: dict[Place, str] = {}
        for position, cell in record.cells.items():
            place = self._columns.places.get(position)
            if place is not None:
                cells[place] = cell
            elif position not in self._known_positions:
                self._refuse(record.line, "table.beyond_header", {"value": shown(cell)})
                return
        broken = [self._columns.places[position] for position in record.broken if position in self._columns.places]
        if broken:
            self._note(record.line, CellError(broken[0], "table.excel_error"), cells.get(("key", 0)))
        elif cells:
            self._rows.append(Row(record.line, cells, self._point))

    def _keys(self) -> Mapping[int, str]:
        """Returns the key of each line that may have one; a key that is made avoids all those that are given."""
        given: set[str] = set()
        keys: dict[int, str | None] = {}
        for row in self._rows:
            try:
                kind_of(row)
                key = key_of(row)
                if key in given:
                    raise CellError(("key", 0), "table.key_twice", key=key)  # noqa: TRY301 - noted like the others
            except CellError as error:
                self._note(row.line, error, row.word("key") or row.word("name"))
                continue
            keys[row.line] = key
            given.update([key] if key else ())
        made = _MadeKeys(given)
        return {row.line: keys[row.line] or made.of(row) for row in self._rows if row.line in keys}

    def _note_unread(self, row: Row, key: str) -> None:
        for place in row.unread():
            params = {"column": self._title(place), "type": KINDS.written(kind_of(row))}
            item = _item(key, params["column"])
            self._problems.append(ImportProblem(row.line, "table.no_use", params, "ignored", item))

    def _note(self, line: int, error: CellError, name: str | None) -> None:
        column = self._title(error.place)
        self._refuse(line, error.message_id, {**error.params, "column": column}, _item(name, column))

    def _refuse(self, line: int, message_id: str, params: Mapping[str, object], item: str = "") -> None:
        self._problems.append(ImportProblem(line, message_id, params, "refused", item))

    def _title(self, place: Place) -> str:
        return self._columns.titles.get(place) or title_of(place)


class _MadeKeys:
    """Makes keys of names, ids or stems, with a number behind those that are taken."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        # Where the last search ended: thousands of equal stems would otherwise each count from one.
        self._last: dict[str, int] = {}

    def of(self, row: Row) -> str:
        made = key_made_of(row.word("name") or row.word("idnumber") or row.word("stem") or "")
        number = self._last.get(made, 1)
        key = made if number == 1 else f"{made}-{number}"
        while key in self._taken:
            number += 1
            key = f"{made}-{number}"
        self._last[made] = number
        self._taken.add(key)
        return key


def _item(name: str | None, column: str) -> str:
    bare = UNWRITABLE.sub("", shown(name or ""))
    return f"{bare} · {column}" if bare else column
