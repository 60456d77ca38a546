"""One page of a long list."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

PAGE_SIZE = 50
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Fifty rows, with the number of all rows and the place of this page among all pages."""

    rows: tuple[Row, ...]
    total: int
    number: int
    last: int


def place(session: Session, statement: Select[Any], number: int) -> tuple[int, int, int]:
    """Returns how many rows the statement has, the number of the page asked for (the nearest there is), the last."""
    total = session.execute(select(func.count()).select_from(statement.order_by(None).subquery())).scalar_one()
    last = max(1, -(-total // PAGE_SIZE))
    return total, min(max(number, 1), last), last
