"""The file of people: CSV as spreadsheets write it, read into rows and problems by line; pure."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from course.accounts.rules import FIRST_DAY, LAST_DAY, checked_name, folded, normalised_login, readable, role_of
from course.foundation.errors import InvalidInputError
from course.foundation.permissions import Role

MOST_BYTES = 2_000_000
MOST_LINES = 20_000
SEPARATORS = ";,\t"
FORMULA = "=+-@\t\r"
LIST_SEPARATOR = "|"
# the French name of each column, which errors use, and its English twin
COLUMNS: dict[str, str] = {
    "identifiant": "login",
    "nom": "name",
    "equipe": "team",
    "equipe_parente": "parent_team",
    "metier": "job",
    "roles": "roles",
    "responsable_de": "manages",
    "langue": "language",
    "depuis": "since",
}
REQUIRED = ("identifiant", "nom")
LANGUAGES = {"fr": "fr", "francais": "fr", "french": "fr", "en": "en", "anglais": "en", "english": "en"}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at a line of the file, in which column, as a message id with its parameters."""

    line: int
    column: str
    message_id: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as the file describes them; what the file leaves empty is None or ()."""

    line: int
    login: str
    name: str
    team: str | None = None
    parent_team: str | None = None
    job: str | None = None
    roles: frozenset[Role] = frozenset()
    manages: tuple[str, ...] = ()
    language: str | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """The readable rows of a file and everything that is wrong in it."""

    rows: tuple[PersonRow, ...]
    problems: tuple[Problem, ...]


def read_people(content: bytes) -> PeopleFile:
    """Reads a file of people: UTF-8 with or without mark, else cp1252; `;`, `,` or tabulation; every problem is kept.

    Raises InvalidInputError where the file as a whole cannot be read: too large, too long, no text, empty.
    """
    if len(content) > MOST_BYTES:
        raise InvalidInputError("people.too_large", megabytes=MOST_BYTES // 1_000_000)
    text = decoded(content)
    if not text.strip():
        raise InvalidInputError("people.empty")
    separator = _separator(text)
    problems: list[Problem] = []
    records = _records(text, separator, problems)
    header_line, header = next(records, (1, []))
    columns = _columns(header, header_line, problems)
    if problems:
        return PeopleFile((), tuple(problems))
    rows = list(_rows(records, columns, problems))
    _note_duplicates(rows, problems)
    if not rows and not problems:
        raise InvalidInputError("people.empty")
    return PeopleFile(tuple(rows), tuple(sorted(problems, key=lambda problem: problem.line)))


def decoded(content: bytes) -> str:
    """Returns the text of a file. Raises InvalidInputError where it is no text in a known encoding."""
    encodings = ("utf-16",) if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InvalidInputError("people.encoding")


def _separator(text: str) -> str:
    """Returns the separator with which the first line names most of our columns."""
    first = next((line for line in text.splitlines() if line.strip()), "")

    def known(separator: str) -> int:
        return sum(_column(cell) is not None for cell in first.replace('"', "").split(separator))

    return max(SEPARATORS, key=known)


def _column(cell: str) -> str | None:
    name = re.sub(r"[\s-]+", "_", folded(cell))
    if name in COLUMNS:
        return name
    return next((french for french, english in COLUMNS.items() if english == name), None)


def _records(text: str, separator: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Gives each record that is not empty with the line on which it begins; a broken quotation ends the reading."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = count = 0
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            problems.append(Problem(line, "", "people.quotation"))
            return
        if not any(cell.strip() for cell in cells):
            continue
        count += 1
        if count > MOST_LINES + 1:  # the header is no person
            raise InvalidInputError("people.too_many_lines", most=MOST_LINES)
        yield line, cells


def _columns(header: Sequence[str], line: int, problems: list[Problem]) -> list[str]:
    columns: list[str] = []
    for cell in header:
        column = _column(cell)
        if column is None and cell.strip():
            problems.append(Problem(line, readable(cell), "people.unknown_column", {"known": ", ".join(COLUMNS)}))
        elif column in columns:
            problems.append(Problem(line, readable(cell), "people.column_twice"))
        columns.append(column or "")
    for required in REQUIRED:
        if required not in columns:
            problems.append(Problem(line, required, "people.missing_column"))
    return columns


def _rows(
    records: Iterator[tuple[int, list[str]]], columns: Sequence[str], problems: list[Problem]
) -> Iterator[PersonRow]:
    for line, cells in records:
        if any(cell.strip() for cell in cells[len(columns) :]):
            problems.append(Problem(line, "", "people.too_many_cells"))
            continue
        values = {name: _restored(cell) for name, cell in zip(columns, cells, strict=False) if name}
        row = _Reading(line, values, problems).row()
        if row is not None:
            yield row


def _restored(cell: str) -> str:
    """Returns the cell as it was before an export kept a spreadsheet from taking it for a formula."""
    return (cell[1:] if cell[:1] == "'" and cell[1:2] and cell[1] in FORMULA else cell).strip()


class _Reading:
    """Reads the cells of one line and notes what is wrong with each."""

    def __init__(self, line: int, values: Mapping[str, str], problems: list[Problem]) -> None:
        self.line = line
        self.values = values
        self.problems = problems
        self.is_good = True

    def row(self) -> PersonRow | None:
        row = PersonRow(
            line=self.line,
            login=self._login(),
            name=self._name("nom") or self._missing("nom"),
            team=self._name("equipe"),
            parent_team=self._parent(),
            job=self._name("metier"),
            roles=self._roles(),
            manages=tuple(self._name("responsable_de", part) or "" for part in self._parts("responsable_de")),
            language=self._language(),
            since=self._since(),
        )
        return row if self.is_good else None

    def _wrong(self, column: str, message_id: str, **params: object) -> None:
        self.is_good = False
        self.problems.append(Problem(self.line, column, message_id, params))

    def _missing(self, column: str) -> str:
        if not self.values.get(column):
            self._wrong(column, "people.missing")
        return ""

    def _login(self) -> str:
        raw = self.values.get("identifiant", "")
        if not raw:
            return self._missing("identifiant")
        try:
            return normalised_login(raw)
        except InvalidInputError as error:
            self._wrong("identifiant", error.message_id, **error.params)
            return ""

    def _name(self, column: str, part: str | None = None) -> str | None:
        raw = self.values.get(column, "") if part is None else part
        if not raw:
            return None
        try:
            return checked_name(raw)
        except InvalidInputError as error:
            self._wrong(column, error.message_id, **error.params)
            return None

    def _parent(self) -> str | None:
        parent = self._name("equipe_parente")
        if parent is not None and not self.values.get("equipe"):
            self._wrong("equipe_parente", "people.parent_without_team")
        return parent

    def _parts(self, column: str, separators: str = LIST_SEPARATOR) -> list[str]:
        raw = self.values.get(column, "")
        return [part.strip() for part in re.split(f"[{re.escape(separators)}]", raw) if part.strip()]

    def _roles(self) -> frozenset[Role]:
        roles = set()
        for word in self._parts("roles", f"{LIST_SEPARATOR},;/+"):
            role = role_of(word)
            if role is None:
                self._wrong("roles", "people.unknown_role", word=readable(word))
            else:
                roles.add(role)
        return frozenset(roles)

    def _language(self) -> str | None:
        raw = self.values.get("langue", "")
        if raw and folded(raw) not in LANGUAGES:
            self._wrong("langue", "people.unknown_language", word=readable(raw))
        return LANGUAGES.get(folded(raw))

    def _since(self) -> date | None:
        raw = self.values.get("depuis", "")
        if not raw:
            return None
        found = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", raw)
        parts = found.groups() if found else ()
        if found is None and (french := re.fullmatch(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", raw)):
            parts = french.groups()[::-1]
        try:
            day = date(*(int(part) for part in parts))
        except (ValueError, TypeError):
            self._wrong("depuis", "people.bad_date", word=readable(raw))
            return None
        if not FIRST_DAY <= day <= LAST_DAY:
            self._wrong("depuis", "accounts.bad_day")
        return day


def _note_duplicates(rows: Sequence[PersonRow], problems: list[Problem]) -> None:
    first: dict[str, int] = {}
    for row in rows:
        if row.login in first:
            problems.append(Problem(row.line, "identifiant", "people.twice", {"line": first[row.login]}))
        else:
            first[row.login] = row.line
