"""The only source of « now »."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

FAR = date(9999, 12, 31)  # the last day of what has no end yet
_fixed: ContextVar[datetime | None] = ContextVar("fixed_now", default=None)


def now() -> datetime:
    """Returns the current instant, aware, in UTC."""
    return _fixed.get() or datetime.now(UTC)


def today(zone: str) -> date:
    """Returns the current day in the given IANA zone."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Makes `now()` return this aware instant inside the block; for tests and for the demonstration's history."""
    if instant.tzinfo is None:
        message = "an instant needs a time zone"
        raise ValueError(message)
    token = _fixed.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.reset(token)
