"""What questions measured, and since when: at one instant, and for a replay at all of them."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session

from course.competencies.models import ItemParameter
from course.competencies.rules import NOT_MEASURED, item_of
from course.foundation.database import Instant
from quizzes.ability import Item

_NEWEST = (
    select(ItemParameter.version_id, func.max(ItemParameter.valid_from).label("valid_from"))
    .where(
        ItemParameter.version_id.in_(bindparam("versions", expanding=True)),
        ItemParameter.valid_from <= bindparam("at", type_=Instant),
    )
    .group_by(ItemParameter.version_id)
    .subquery()
)
_PARAMETERS = select(ItemParameter.version_id, ItemParameter.a, ItemParameter.b, ItemParameter.v, ItemParameter.c).join(
    _NEWEST,
    and_(_NEWEST.c.version_id == ItemParameter.version_id, _NEWEST.c.valid_from == ItemParameter.valid_from),
)
_DATED = (
    select(ItemParameter.version_id, ItemParameter.valid_from)
    .add_columns(ItemParameter.a, ItemParameter.b, ItemParameter.v, ItemParameter.c)
    .where(ItemParameter.version_id.in_(bindparam("versions", expanding=True)))
    .order_by(ItemParameter.version_id, ItemParameter.valid_from)
)
_LAST = select(func.max(ItemParameter.id))
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
Values = tuple[float, float, float, float]  # a, b, v, c


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question measures at an instant."""

    a: float
    b: float
    v: float
    c: float


def parameters_at(session: Session, version_ids: Iterable[int], at: datetime) -> dict[int, Parameter]:
    """Returns the parameters of question versions valid at an instant: one statement."""
    wanted = sorted(set(version_ids))
    if not wanted:
        return {}
    rows = session.connection().execute(_PARAMETERS, {"versions": wanted, "at": at})
    return {row[0]: Parameter(*row[1:]) for row in rows}


@dataclass(slots=True)
class _Page:
    since: "array[int]" = field(default_factory=lambda: array("q"))  # microseconds, in their order
    values: "array[float]" = field(default_factory=lambda: array("d"))  # a, b, v, c of each

    def row(self, place: int) -> Values:
        """Returns a, b, v and c at a place."""
        a, b, v, c = self.values[4 * place : 4 * place + 4]
        return a, b, v, c


class ParameterBook:
    """The dated parameters of the question versions that replays met so far: forty bytes a row, read once."""

    def __init__(self) -> None:
        """Begins without a page."""
        self._pages: dict[int, _Page] = {}
        self._last: int | None = None

    def refresh(self, session: Session) -> None:
        """Forgets all pages if a calibration or a publication has added a row since this was asked last."""
        last = session.connection().execute(_LAST).scalar_one()
        if last != self._last:
            self._pages.clear()
            self._last = last

    def open(self, session: Session, version_ids: Iterable[int]) -> None:
        """Reads the pages of these versions unless they are there: one statement at most."""
        missing = sorted(set(version_ids) - self._pages.keys())
        if not missing:
            return
        self._pages |= {version_id: _Page() for version_id in missing}
        for row in session.connection().execute(_DATED, {"versions": missing}):
            page = self._pages[row[0]]
            page.since.append((row[1] - _EPOCH) // _MICROSECOND)
            page.values.extend(row[2:])

    def at(self, version_id: int | None, instant: datetime) -> Values:
        """Returns a, b, v and c valid at an instant; of what was never given any, those of nothing known."""
        page = self._pages.get(version_id or 0)
        place = bisect_right(page.since, (instant - _EPOCH) // _MICROSECOND) - 1 if page else -1
        if page is None or place < 0:
            return NOT_MEASURED
        return page.row(place)

    def ends(self, version_id: int) -> tuple[Values, Values] | None:
        """Returns a, b, v and c as the author gave them and as they are now, None of what was never given any."""
        page = self._pages.get(version_id)
        return (page.row(0), page.row(len(page.since) - 1)) if page and page.since else None

    def item(self, version_id: int | None, instant: datetime, weights: tuple[tuple[str, float], ...]) -> Item:
        """Returns what the engine needs to know of a question at an instant."""
        return item_of(weights, *self.at(version_id, instant))
