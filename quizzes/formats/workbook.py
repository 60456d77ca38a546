"""Tables out as an XLSX workbook in which a text is always a text: no formula, no live link."""

import io
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

import xlsxwriter  # type: ignore[import-untyped]  # ships no types
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from quizzes.errors import EngineError

Cell = str | int | float | Decimal | date | None

MOST_ROWS: Final = 1_048_576  # Excel's own limits; XlsxWriter passes over what lies beyond without a word
MOST_COLUMNS: Final = 16_384
MOST_CELL_TEXT: Final = 32_767
MOST_SHEET_NAME: Final = 31
AS_TEXT: Final = "@"  # the number format in which Excel leaves what is typed as it is: no « 1/3 » becomes a date
DAY_FORMAT: Final = "dd/mm/yyyy"
_NOT_IN_NAME: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
# Excel keeps fifteen digits of a number; one with more would come back as another number.
_EXACT_DIGITS: Final = 15
_SAFE: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# The same tables give the same bytes: the day of creation in a workbook is that of its zip entries.
_CREATED: Final = datetime(1980, 1, 1)  # noqa: DTZ001 - workbooks know no time zone


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, its width in characters, Excel's format of its numbers (`0.0`, `0 %`, `AS_TEXT` …), whether
    long texts are broken, and the words that Excel offers in a list (other words stay allowed)."""

    title: str
    width: int = 14
    number_format: str = ""
    wrap: bool = False
    offered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with one column or more; a row may be shorter than the header, and None leaves a cell empty."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Cell]]


def write_workbook(sheets: Sequence[Sheet]) -> bytes:
    """Returns an XLSX workbook of at least one sheet: bold header that stays in sight, widths as given.

    Texts are written as texts whatever they begin with, numbers and days as such; a number of more than 15 digits is
    written as text, nan and infinities leave the cell empty. What Excel forbids in names of sheets is replaced, and a
    name that comes back gets a number. The same sheets give the same bytes.
    Raises EngineError `table.cell_too_long` or `table.sheet_too_large` for what Excel cannot hold.
    """
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, _SAFE)
    workbook.set_properties({"created": _CREATED})
    header = workbook.add_format({"bold": True, "bg_color": "#E3E9F1", "bottom": 1, "valign": "top", "text_wrap": True})
    names: list[str] = []
    for sheet in sheets:
        names.append(_free_name(sheet.name, names))
        styles = [_styles_of(workbook, column) for column in sheet.columns]
        _write_sheet(workbook.add_worksheet(names[-1]), sheet, header, styles)
    workbook.close()
    return stream.getvalue()


@dataclass(frozen=True, slots=True)
class _Styles:
    """How the cells of a column look: numbers and texts, and days where the column has no format of its own."""

    plain: Format
    days: Format


def _write_sheet(worksheet: Worksheet, sheet: Sheet, header: Format, styles: Sequence[_Styles]) -> None:
    _check_place(0, len(sheet.columns))
    worksheet.freeze_panes(1, 0)
    for position, column in enumerate(sheet.columns):
        worksheet.set_column(position, position, column.width, styles[position].plain)
        _write_cell(worksheet, (0, position), column.title, _Styles(header, header))
        if column.offered:
            offer = {"validate": "list", "source": list(column.offered), "show_error": False}
            worksheet.data_validation(1, position, MOST_ROWS - 1, position, offer)
    for line, row in enumerate(sheet.rows, start=1):
        _check_place(line, len(row))
        for position, cell in enumerate(row):
            _write_cell(worksheet, (line, position), cell, styles[min(position, len(styles) - 1)])


def _write_cell(worksheet: Worksheet, place: tuple[int, int], cell: Cell, styles: _Styles) -> None:
    value = _as_excel_holds_it(cell)
    if isinstance(value, str):
        if len(value) > MOST_CELL_TEXT:
            raise EngineError("table.cell_too_long", limit=MOST_CELL_TEXT)
        worksheet.write_string(*place, value, styles.plain)
    elif isinstance(value, bool):
        worksheet.write_boolean(*place, value, styles.plain)
    elif isinstance(value, date):
        worksheet.write_datetime(*place, value, styles.days)
    elif value is not None:
        worksheet.write_number(*place, value, styles.plain)


def _as_excel_holds_it(cell: Cell) -> str | bool | float | date | None:
    if cell is None or isinstance(cell, str | bool | date):
        return cell
    if isinstance(cell, Decimal) and not cell.is_finite():
        return None
    if not math.isfinite(cell):
        return None
    return _exact(Decimal(cell)) if isinstance(cell, int | Decimal) else cell


def _exact(number: Decimal) -> float | str:
    return format(number, "f") if len(number.as_tuple().digits) > _EXACT_DIGITS else float(number)


def _styles_of(workbook: xlsxwriter.Workbook, column: Column) -> _Styles:
    look: dict[str, object] = {"valign": "top", "text_wrap": column.wrap}
    plain = {**look, "num_format": column.number_format} if column.number_format else look
    days = {**look, "num_format": column.number_format or DAY_FORMAT}
    return _Styles(workbook.add_format(plain), workbook.add_format(days))


def _free_name(name: str, taken: Sequence[str]) -> str:
    bare = _NOT_IN_NAME.sub(" ", name)[:MOST_SHEET_NAME].strip().strip("'") or "Feuille"
    # Excel keeps the name « History » for itself, and compares names without regard to capitals.
    forbidden = {"history", *(other.casefold() for other in taken)}
    found, number = bare, 1
    while found.casefold() in forbidden:
        number += 1
        found = f"{bare[: MOST_SHEET_NAME - len(str(number)) - 1]} {number}"
    return found


def _check_place(line: int, width: int) -> None:
    if line >= MOST_ROWS or width > MOST_COLUMNS:
        raise EngineError("table.sheet_too_large", rows=MOST_ROWS, columns=MOST_COLUMNS)
