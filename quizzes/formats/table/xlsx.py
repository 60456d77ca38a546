"""XLSX workbooks as records of cells: unzipped and parsed within limits, since a workbook may come from anybody.

Why this is not left to a library: docs/decisions/0012-reading-and-writing-workbooks.md.
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from quizzes.formats.table.grid import Grid, Record, RefusedError
from quizzes.formats.table.parts import Budget, Links, SharedTexts, SheetRows, Styles, WorkbookParts

SIGNATURE: Final = b"PK\x03\x04"
# A workbook of texts has about ten parts; one with pictures and charts some dozens.
MOST_PARTS: Final = 500
MOST_DIRECTORY: Final = 128 * 1024
# Eight times the largest file: the XML of a sheet is five to ten times its zip. What is inflated is not kept.
MOST_INFLATED: Final = 64 * 1024 * 1024
# Apache POI's limit. Deflate itself ends at about a thousand to one.
MOST_RATIO: Final = 100
RATIO_FROM: Final = 1024 * 1024
CHUNK: Final = 256 * 1024
_END: Final = b"PK\x05\x06"
_END_SIZE: Final = 22
_ZIP64: Final = b"PK\x06\x07"
_ZIP64_SIZE: Final = 20
_KINDS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ROOT: Final = "_rels/.rels"
_UNREADABLE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)


def workbook_grid(content: bytes) -> Grid:
    """Returns the records of the first visible sheet of an XLSX workbook, read as they are asked for.

    Cells are texts: numbers with a comma and at most 15 digits, percentages as such, days as 2026-12-08, truth values
    as « vrai » and « faux », formulas as the value that was stored with them.
    The directory of the zip is checked before anything is inflated, every part is inflated piece by piece under a
    budget, and an XML document with a DTD is refused.
    Raises RefusedError, at once or as records are asked for: `table.not_workbook`, `table.unpacks_too_large`,
    `table.too_wide`, `table.cell_too_long`.
    """
    return Grid(_guarded_rows(content))


def _guarded_rows(content: bytes) -> Iterator[Record]:
    # RefusedError is a ValueError too.
    try:
        yield from _rows(content)
    except RefusedError:
        raise
    except _UNREADABLE:
        raise RefusedError("table.not_workbook") from None


def _rows(content: bytes) -> Iterator[Record]:
    _check_end(content)
    budget = Budget(MOST_INFLATED)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        _check_directory(archive.infolist(), len(content))
        book_name = next(iter(_targets(archive, _ROOT, "/officeDocument", budget).values()))
        book = WorkbookParts(budget)
        _read_whole(archive, book_name, book, budget)
        links = posixpath.join(posixpath.dirname(book_name), "_rels", f"{posixpath.basename(book_name)}.rels")
        texts, styles = SharedTexts(budget), Styles(budget)
        for name in _targets(archive, links, "/sharedStrings", budget).values():
            _read_whole(archive, name, texts, budget)
        for name in _targets(archive, links, "/styles", budget).values():
            _read_whole(archive, name, styles, budget)
        sheet_name = _targets(archive, links, "/worksheet", budget)[book.first_sheet]
        sheet = SheetRows(budget, texts.texts, styles.kinds, counts_from_1904=book.counts_from_1904)
        for _ in sheet.parse(_chunks(archive, sheet_name, budget)):
            yield from sheet.taken()


def _check_end(content: bytes) -> None:
    """Checks the record at the very end, which every program that writes workbooks leaves without a comment: so the
    directory that is measured here is the one that the zip reader will go through."""
    end = content[-_END_SIZE:]
    if not end.startswith(_END) or end[-2:] != b"\0\0" or content[-_END_SIZE - _ZIP64_SIZE :].startswith(_ZIP64):
        raise RefusedError("table.not_workbook")
    if int.from_bytes(end[12:16], "little") > MOST_DIRECTORY:
        raise RefusedError("table.unpacks_too_large", limit=MOST_INFLATED // 1024**2)


def _check_directory(entries: list[zipfile.ZipInfo], size: int) -> None:
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_INFLATED:
        raise RefusedError("table.unpacks_too_large", limit=MOST_INFLATED // 1024**2)
    if len({entry.filename for entry in entries}) < len(entries):
        raise RefusedError("table.not_workbook")
    for entry in entries:
        if entry.file_size > max(RATIO_FROM, MOST_RATIO * entry.compress_size):
            raise RefusedError("table.unpacks_too_large", limit=MOST_INFLATED // 1024**2)
        is_encrypted = entry.flag_bits & 1
        is_astray = entry.filename.startswith("/") or ".." in entry.filename.split("/") or "\\" in entry.filename
        if is_encrypted or is_astray or entry.compress_type not in _KINDS or entry.compress_size > size:
            raise RefusedError("table.not_workbook")


def _targets(archive: zipfile.ZipFile, name: str, kind: str, budget: Budget) -> dict[str, str]:
    """Returns the parts of a kind that a file of links names, by the id of the link."""
    links = Links(budget)
    _read_whole(archive, name, links, budget)
    folder = posixpath.dirname(posixpath.dirname(name))
    return {
        link.id: posixpath.normpath(posixpath.join("/", folder, link.target)).lstrip("/")
        for link in links.links
        if link.type.endswith(kind)
    }


def _read_whole(
    archive: zipfile.ZipFile, name: str, part: Links | SharedTexts | Styles | WorkbookParts, budget: Budget
) -> None:
    for _ in part.parse(_chunks(archive, name, budget)):
        pass


def _chunks(archive: zipfile.ZipFile, name: str, budget: Budget) -> Iterator[bytes]:
    with archive.open(name) as part:
        while chunk := part.read(CHUNK):
            budget.spend_bytes(len(chunk))
            yield chunk
