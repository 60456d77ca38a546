"""Predicted scores beside those that were given, as arrays: a million answers never stand in memory as objects."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from course.accounts.models import Person
from course.competencies.models import Calibration, Evidence, ItemParameter
from course.competencies.queries.calibration import COUNTED, SETTLED
from course.competencies.rules import ANSWER, WITHDRAWN
from course.foundation import clock
from course.foundation.cache import StampCache
from course.foundation.database import epoch
from quizzes.statistics import (
    Difficulty,
    Flag,
    ItemFit,
    Predictions,
    Reliability,
    flags_of,
    item_fits,
    predictions_of,
    reliability,
)

BATCH: Final = 20_000
WINDOW: Final = timedelta(days=365)  # what is older says little of the model and of the questions as they are now
SMALLEST_SHOWN: Final = 0.005
Table = NDArray[np.float64]


_PREDICTED = (*COUNTED, Evidence.expected.is_not(None))
_COLUMNS = (
    Evidence.id,
    Evidence.learner_id,
    Evidence.item_version_id,
    Evidence.score,
    Evidence.expected,
    epoch(Evidence.recorded_at),
    epoch(Evidence.occurred_at),
)


def predictions(session: Session, since: datetime | None = None) -> Predictions:
    """Returns the counted answers that were predicted, given since an instant: each once, as it stands after
    corrections (what was withdrawn is left out), beside what was announced when it was given. Three statements."""
    statement = select(*_COLUMNS).where(*_PREDICTED).order_by(Evidence.id)
    if since is not None:
        statement = statement.where(Evidence.occurred_at >= since)
    parts = list(_parts(session, statement))
    table = np.concatenate(parts) if parts else np.empty((0, len(_COLUMNS)))
    table = _corrected(table, session)
    whole = table[:, [1, 2]].astype(np.int64)
    return predictions_of(
        np.clip(table[:, 4], 0.0, 1.0),  # rounding may leave a mean of probabilities a hair outside
        np.clip(table[:, 3], 0.0, 1.0),
        whole[:, 1],
        whole[:, 0],
        table[:, 5],
        table[:, 6],
        _last_before(session, since),
    )


def _parts(session: Session, statement: Any) -> Iterator[Table]:
    rows = session.connection().execute(statement, execution_options={"yield_per": BATCH})
    for part in rows.partitions():
        yield np.array([tuple(row) for row in part], dtype=np.float64)


def _corrected(table: Table, session: Session) -> Table:
    """Returns the rows with the score and the version that stand now, without what was withdrawn."""
    rows = session.execute(
        select(Evidence.corrects_id, Evidence.kind, Evidence.score, Evidence.item_version_id)
        .where(Evidence.corrects_id.is_not(None))
        .order_by(Evidence.id)
    )
    standing: dict[int, Any] = {row[0]: row for row in rows if row[0] is not None}
    if not standing or not len(table):
        return table
    wanted = np.array(sorted(standing), dtype=np.float64)
    places = np.minimum(np.searchsorted(table[:, 0], wanted), len(table) - 1)
    kept = np.ones(len(table), dtype=np.bool_)
    for place, evidence_id in zip(places.tolist(), wanted.tolist(), strict=True):
        if table[place, 0] == evidence_id:
            row = standing[int(evidence_id)]
            kept[place] = row.kind != WITHDRAWN
            table[place, 3] = row.score
            table[place, 2] = row.item_version_id or table[place, 2]
    return table[kept]


def _last_before(session: Session, since: datetime | None) -> dict[int, float]:
    if since is None:
        return {}
    rows = session.execute(
        select(Evidence.learner_id, func.max(epoch(Evidence.occurred_at)))
        .where(Evidence.kind == ANSWER, Evidence.corrects_id.is_(None), Evidence.occurred_at < since)
        .group_by(Evidence.learner_id)
    )
    return {row[0]: float(row[1]) for row in rows}


@dataclass(frozen=True, slots=True)
class Measured:
    """What the predictions of a period say: of the whole, and of each question version with enough answers."""

    reliability: Reliability
    fits: tuple[ItemFit, ...]
    flags: tuple[Flag, ...]


_recent_cache: StampCache[Measured] = StampCache()
_whole_cache: StampCache[Measured] = StampCache()


def measured(session: Session, since: datetime | None = None) -> Measured:
    """Returns what the predictions since an instant (whole days count) say; kept by the process until the log grows,
    shrinks, is predicted anew, or a difficulty moves: then four statements more than the one that looks."""
    day = since.replace(hour=0, minute=0, second=0, microsecond=0) if since else None
    stamp = (day, *session.connection().execute(_STAMP).one())
    cache = _whole_cache if day is None else _recent_cache
    return cache.get(stamp, lambda: _measured(session, day))


_STAMP = select(
    func.max(Evidence.id),
    func.count(Evidence.id),
    func.sum(Evidence.expected),
    select(func.max(ItemParameter.id)).scalar_subquery(),
)


def _measured(session: Session, since: datetime | None) -> Measured:
    found = predictions(session, since)
    fits = item_fits(found)
    return Measured(reliability(found), fits, flags_of(fits, difficulties(session)))


def difficulties(session: Session) -> dict[int, Difficulty]:
    """Returns the difficulty of each question version that ever moved, or was given at all: now, and as its author
    declared it, by version id; one statement that reads the table once."""
    return {row[0]: Difficulty(*row[1:]) for row in session.execute(_DIFFICULTIES)}


def _rank(order: Any, name: str) -> Any:
    return func.row_number().over(partition_by=ItemParameter.version_id, order_by=order).label(name)


_RANKED = select(
    ItemParameter.version_id,
    ItemParameter.b,
    ItemParameter.v,
    _rank(ItemParameter.valid_from, "from_first"),
    _rank(ItemParameter.valid_from.desc(), "from_last"),
).subquery()
# Joins of the table with its own bounds look cheap to a planner that has no statistics yet, and took 15 s on 900 rows.
_DIFFICULTIES = select(
    _RANKED.c.version_id,
    func.max(case((_RANKED.c.from_last == 1, _RANKED.c.b))),
    func.max(case((_RANKED.c.from_first == 1, _RANKED.c.b))),
    func.max(case((_RANKED.c.from_first == 1, _RANKED.c.v))),
).group_by(_RANKED.c.version_id)


# Calibrations -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CalibrationRow:
    """A calibration as its history shows it; `by` None: the nightly one."""

    id: int
    ran_at: datetime
    by: str | None
    through_at: datetime
    status: str
    learners: int
    answers: int
    shift: float
    report: dict[str, Any]

    @property
    def moves(self) -> list[dict[str, Any]]:
        """What the report says of the difficulties that moved enough for two decimals, the largest moves first."""
        found: Sequence[dict[str, Any]] = self.report.get("items", ())
        moved = [item for item in found if abs(item["b"] - item["from_b"]) >= SMALLEST_SHOWN]
        return sorted(moved, key=lambda item: (-abs(item["b"] - item["from_b"]), item["version_id"]))


def calibrations(session: Session, most: int) -> list[CalibrationRow]:
    """Returns the last calibrations, the newest first: one statement."""
    rows = session.execute(
        select(Calibration.id, Calibration.ran_at, Person.name, Calibration.through_at, Calibration.status)
        .add_columns(Calibration.learners, Calibration.answers, Calibration.shift, Calibration.report)
        .outerjoin(Person, Person.id == Calibration.run_by)
        .order_by(Calibration.id.desc())
        .limit(most)
    )
    return [CalibrationRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a calibration would work with: so many people ever answered, so many answers came since the last one."""

    learners: int
    answers: int


def waiting_for_calibration(session: Session) -> Waiting:
    """Returns what a calibration run now would look at, the answers of the last minutes aside: one statement. What was
    corrected meanwhile is still among them, and will be left out."""
    last = select(func.max(Calibration.through_at)).scalar_subquery()
    is_late = or_(last.is_(None), Evidence.recorded_at > last)
    is_settled = Evidence.recorded_at <= clock.now() - SETTLED
    is_new = case((and_(is_late, is_settled, Evidence.expected.is_not(None)), 1), else_=0)
    row = session.execute(
        select(func.count(Evidence.learner_id.distinct()), func.coalesce(func.sum(is_new), 0)).where(*COUNTED)
    ).one()
    return Waiting(row[0], row[1])


def standing_flags(session: Session) -> dict[int, Flag]:
    """Returns by question version what the last calibration flagged, the gravest first: one statement, one row."""
    kept = session.execute(
        select(Calibration.report["flags"]).order_by(Calibration.id.desc()).limit(1)
    ).scalar_one_or_none()
    return {flag.item: flag for flag in (Flag(**values) for values in kept or ())}
