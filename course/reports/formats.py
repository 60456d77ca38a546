"""Tables out as CSV that spreadsheets open without running anything in them."""

import csv
import io
from collections.abc import Iterable, Sequence

BOM = "\ufeff"
ACTIVE = frozenset("=+-@\t\r\n")
APOSTROPHE = "'"


def neutralised(text: str) -> str:
    """Returns the text with an apostrophe before it where a spreadsheet would take it for a formula, or where it begins
    with an apostrophe itself: so taking one leading apostrophe away always gives the text back."""
    return APOSTROPHE + text if text[:1] in ACTIVE or text[:1] == APOSTROPHE else text


def restored(cell: str) -> str:
    """Returns the text that `neutralised` was given."""
    return cell.removeprefix(APOSTROPHE)


def csv_of(header: Sequence[str], rows: Iterable[Sequence[str | int | None]]) -> bytes:
    """Returns a table as CSV for spreadsheets: UTF-8 with its mark, semicolons, texts neutralised, None as nothing."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    for row in (header, *rows):
        writer.writerow([neutralised(cell) if isinstance(cell, str) else cell for cell in row])
    return (BOM + stream.getvalue()).encode("utf-8")
