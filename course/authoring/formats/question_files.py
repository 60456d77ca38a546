"""Files of questions in the forms that other programs read: which form a file has, read and written by the engine."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from quizzes import Question
from quizzes.formats import gift, moodle_xml, table
from quizzes.formats.metadata import PREFIX
from quizzes.formats.native import question_to_mapping
from quizzes.formats.report import ExportProblem, ImportReport
from quizzes.formats.table.grid import csv_grid, decoded
from quizzes.formats.table.headings import place_of
from quizzes.formats.table.xlsx import SIGNATURE, workbook_grid

FileFormat = Literal["gift", "moodle-xml", "csv", "xlsx"]
FractionRule = Literal["keep", "nearest", "error"]

FORMATS: Final[tuple[FileFormat, ...]] = ("gift", "moodle-xml", "csv", "xlsx")
FRACTIONS: Final[tuple[FractionRule, ...]] = ("keep", "nearest", "error")
ENDINGS: Final[Mapping[FileFormat, str]] = {"gift": "gift", "moodle-xml": "xml", "csv": "csv", "xlsx": "xlsx"}
MEDIA_TYPES: Final[Mapping[FileFormat, str]] = {
    "gift": "text/plain; charset=utf-8",
    "moodle-xml": "application/xml; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MOST_BYTES: Final = 8_000_000
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
_BOMS: Final = (b"\xff\xfe", b"\xfe\xff")
_UTF8_MARK: Final = b"\xef\xbb\xbf"
_XML: Final = re.compile(rb"\s*<(?:\?xml|!doctype|!--|quiz[\s/>])", re.IGNORECASE)
_SEPARATORS: Final = re.compile(r"[;,\t]")
_HEAD: Final = 4_096
# Every question that we write says its difficulty in a tag of ours: such a file says which question is which.
_OURS: Final = f"{PREFIX}difficulty=".encode()


@dataclass(frozen=True, slots=True)
class ReadQuestion:
    """A question of a file in the canonical mapping, days as texts; `line` is where it begins.

    `is_known_by_key`: the file itself gives it the key that it has in the bank, instead of one made of its name.
    """

    line: int
    mapping: dict[str, Any]
    is_known_by_key: bool


@dataclass(frozen=True, slots=True)
class FileProblem:
    """What did not come in, or came in otherwise; as `quizzes.formats.report.ImportProblem`, with plain parameters."""

    line: int
    message_id: str
    params: Mapping[str, Any]
    is_refusal: bool
    item: str


@dataclass(frozen=True, slots=True)
class ReadFile:
    """The questions of a file in order, its problems by line, and the most memory that reading took, in KB (0: ?)."""

    questions: tuple[ReadQuestion, ...]
    problems: tuple[FileProblem, ...]
    is_ours: bool = False
    peak: int = 0


def recognised(content: bytes) -> FileFormat:
    """Returns the form that the content has, whatever the file is called."""
    if content.startswith((SIGNATURE, _OLD_EXCEL)):
        return "xlsx"
    if content.startswith(_BOMS):
        return "csv"
    head = content[:_HEAD].removeprefix(_UTF8_MARK)
    if _XML.match(head):
        return "moodle-xml"
    first = head.decode("utf-8", "replace").lstrip().partition("\n")[0]
    named = [place for cell in _SEPARATORS.split(first) if (place := place_of(cell.strip(' "\r'))) is not None]
    is_table = len(named) >= 2 or first.lower().startswith("sep=")
    return "csv" if is_table else "gift"


def read(content: bytes, file_format: FileFormat, fractions: FractionRule = "keep") -> ReadFile:
    """Returns what the file holds. Raises nothing; takes time and memory as its content pleases, so see `reading`."""
    if file_format == "gift":
        report, is_ours = gift.loads(content), _OURS in content
    elif file_format == "moodle-xml":
        report, is_ours = moodle_xml.loads(content, fractions), _OURS in content
    else:
        report, is_ours = table.loads(content), False
    keyed = _keyed_lines(content) if file_format in {"csv", "xlsx"} and report.questions else frozenset()
    return _plain(report, keyed, is_ours=is_ours or bool(keyed))


def _plain(report: ImportReport, keyed: frozenset[int], *, is_ours: bool) -> ReadFile:
    known_by_key = bool(is_ours and not keyed)
    questions = tuple(
        ReadQuestion(line, as_json(question_to_mapping(question)), known_by_key or line in keyed)
        for question, line in zip(report.questions, report.lines, strict=True)
    )
    problems = tuple(
        FileProblem(found.line, found.message_id, _texts(found.params), found.severity == "refused", found.item)
        for found in report.problems
    )
    return ReadFile(questions, problems, is_ours=is_ours)


def _keyed_lines(content: bytes) -> frozenset[int]:
    """Returns the lines of a table that give their question its key."""
    records = (workbook_grid(content) if content.startswith(SIGNATURE) else csv_grid(decoded(content))).records
    header = next(records)
    at = next((position for position, title in header.cells.items() if place_of(title) == ("key", 0)), None)
    return frozenset(record.line for record in records if at is not None and record.cells.get(at, "").strip())


def as_json(value: Any) -> Any:
    """Returns a mapping with days as texts, in which JSON can keep it; the engine reads both."""
    if isinstance(value, Mapping):
        return {name: as_json(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(part) for part in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def _texts(params: Mapping[str, object]) -> dict[str, Any]:
    return {name: value if isinstance(value, int | str) else str(value) for name, value in params.items()}


def write(questions: Iterable[Question], file_format: FileFormat) -> tuple[bytes, Sequence[ExportProblem]]:
    """Returns the file with all that the form can hold, and what it cannot. Raises nothing."""
    if file_format == "xlsx":
        return table.write_xlsx(questions)
    writer = {"gift": gift.write, "moodle-xml": moodle_xml.write, "csv": table.write}[cast("str", file_format)]
    report = writer(questions)
    return report.text.encode("utf-8"), report.problems
