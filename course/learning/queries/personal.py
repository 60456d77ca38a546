"""Everything kept about a person, found in the tables themselves: a new table cannot be forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, ColumnElement, DateTime, LargeBinary, MetaData, Select, Table, Text, or_, select
from sqlalchemy.orm import Session

from course.foundation.database import Base, Instant

PERSON = "person"
UNCLASSIFIED = "unclassified"
# Rows of these classes belong to one person with all that hangs on them; what an author wrote does not.
FOLLOWED = frozenset({"evidence", "private", "learning", "identity"})
OWNER_NAMES = ("learner_id", "person_id", "subject_id")
SECRET_ENDINGS = ("_hash",)


@dataclass(frozen=True, slots=True)
class PersonalTable:
    """A table that holds rows about people: its class, and how its rows lead to a person."""

    table: Table
    personal: str
    columns: tuple[Column[Any], ...]
    parent: "PersonalTable | None" = None

    @property
    def name(self) -> str:
        """The table's name."""
        return self.table.name


def personal_tables(metadata: MetaData = Base.metadata) -> list[PersonalTable]:
    """Returns every table with a reference to a person, then those that hang on such a table, by name.

    A table without a class is among them, as « unclassified ».
    """
    found = {table.name: direct for table in metadata.sorted_tables if (direct := _direct(table))}
    frontier = [one for one in found.values() if one.personal in FOLLOWED and one.name != PERSON]
    while frontier:
        parent = frontier.pop()
        for table in metadata.sorted_tables:
            columns = tuple(c for c in table.columns if _points_to(c, parent.table))
            if table.name not in found and columns:
                found[table.name] = PersonalTable(table, parent.personal, columns, parent)
                frontier.append(found[table.name])
    return [found[name] for name in sorted(found)]


def _direct(table: Table) -> PersonalTable | None:
    columns = tuple(c for c in table.columns if any(key.column.table.name == PERSON for key in c.foreign_keys))
    if table.name == PERSON:
        columns = (table.c.id,)
    if table.info.get("hangs_on"):  # whose row it is says the row above it; a person named in it only acted
        return None
    return PersonalTable(table, str(table.info.get("personal", UNCLASSIFIED)), columns) if columns else None


def _points_to(column: Column[Any], table: Table) -> bool:
    return any(key.column.table is table for key in column.foreign_keys)


def personal_rows(session: Session, person_id: int, metadata: MetaData = Base.metadata) -> dict[str, dict[str, Any]]:
    """Returns, by class and table, every row about a person as values that JSON can hold.

    A row that is somebody else's and names the person as its author comes without what is about the other.
    """
    found: dict[str, dict[str, Any]] = {}
    for table in personal_tables(metadata):
        rows = list(_rows(session, table, person_id))
        found.setdefault(table.personal, {})[table.name] = rows
    return found


def _rows(session: Session, found: PersonalTable, person_id: int) -> Iterator[dict[str, Any]]:
    owner = _owner(found)
    for row in session.execute(_select(found, person_id).order_by(*found.table.primary_key)).mappings():
        is_own = owner is None or row[owner.name] == person_id
        yield {
            column.name: _plain(row[column.name], column)
            for column in found.table.columns
            if is_own or _may_be_told(column, row[column.name], person_id)
        }


def _select(found: PersonalTable, person_id: int) -> Select[Any]:
    return select(found.table).where(_about(found, person_id))


def _about(found: PersonalTable, person_id: int) -> ColumnElement[bool]:
    if found.parent is None:
        return or_(*(column == person_id for column in found.columns))
    parent = found.parent
    conditions = []
    for column in found.columns:
        target = next(key.column for key in column.foreign_keys if key.column.table is parent.table)
        conditions.append(column.in_(select(target).where(_about(parent, person_id))))
    return or_(*conditions)


def _owner(found: PersonalTable) -> Column[Any] | None:
    """Returns the column that says whose row it is, where others may be named beside."""
    if found.parent is not None or len(found.columns) == 1:
        return None
    return next((column for name in OWNER_NAMES for column in found.columns if column.name == name), None)


def _may_be_told(column: Column[Any], value: object, person_id: int) -> bool:
    """Says whether a column of somebody else's row is about the person who acted: keys, instants, their own id."""
    if column.primary_key or isinstance(column.type, Instant | DateTime):
        return True
    names_a_person = any(key.column.table.name == PERSON for key in column.foreign_keys)
    return value == person_id if names_a_person else not isinstance(column.type, Text) and column.name == "action"


def _plain(value: Any, column: Column[Any]) -> Any:
    if value is not None and column.name.endswith(SECRET_ENDINGS):
        return "***"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes) or isinstance(column.type, LargeBinary):
        return None if value is None else bytes(value).hex()
    return str(value) if isinstance(value, Decimal) else value
