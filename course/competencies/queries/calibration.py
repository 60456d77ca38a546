"""What the nightly step reads: the answers that nobody collected yet, whose questions stand, and who ever answered."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from course.competencies.models import Calibration, EstimateState, Evidence, Population
from course.competencies.rules import ANSWER, WITHDRAWN
from course.publishing.models import Item, Version

READ_AT_ONCE: Final = 20_000
SETTLED: Final = timedelta(minutes=10)  # what was recorded since may wait for its commit
COUNTED = (  # the proofs that an answer gave
    Evidence.kind == ANSWER,
    Evidence.corrects_id.is_(None),
    Evidence.information_weight > 0.0,
    Evidence.item_version_id.is_not(None),
)
_correction = aliased(Evidence)


def last_calibration(session: Session) -> Calibration | None:
    """Returns the last calibration, None before the first."""
    return session.execute(select(Calibration).order_by(Calibration.id.desc()).limit(1)).scalar_one_or_none()


def has_population(session: Session) -> bool:
    """Whether the mean of the people measured was ever estimated."""
    return session.execute(select(func.count(Population.id))).scalar_one() > 0


def people_measured(session: Session) -> int:
    """Returns how many people gave an answer that counts."""
    return session.execute(select(func.count(Evidence.learner_id.distinct())).where(*COUNTED)).scalar_one()


@dataclass(frozen=True, slots=True)
class Collected:
    """An answer that was predicted: what it adds to the difficulty of a question version, and when it was recorded."""

    version_id: int
    recorded_at: datetime
    shift_b: float
    shift_v: float


def collected(session: Session, after: datetime, through: datetime) -> Iterator[list[Collected]]:
    """Yields the answers recorded in a period that still say what they said when they were recorded, part by part: what
    was withdrawn, or is marked otherwise since, was collected under another score. Two statements."""
    period = (Evidence.recorded_at > after, Evidence.recorded_at <= through)
    changed = _changed(session, *period)
    statement = (
        select(Evidence.id, Evidence.item_version_id, Evidence.recorded_at, Evidence.shift_b, Evidence.shift_v)
        .where(*COUNTED, *period, Evidence.shift_b.is_not(None), Evidence.shift_v.is_not(None))
        .order_by(Evidence.id)
    )
    rows = session.connection().execute(statement, execution_options={"yield_per": READ_AT_ONCE})
    for part in rows.partitions():
        yield [Collected(row[1] or 0, row[2], row[3] or 0.0, row[4] or 0.0) for row in part if row[0] not in changed]


def _changed(session: Session, *period: ColumnElement[bool]) -> frozenset[int]:
    """Returns the ids of the proofs of a period in whose place something else stands."""
    rows = session.execute(
        select(Evidence.id, Evidence.score, Evidence.item_version_id)
        .add_columns(_correction.kind, _correction.score, _correction.item_version_id)
        .join(_correction, _correction.corrects_id == Evidence.id)
        .where(*period)
        .order_by(_correction.id)
    )
    standing = {row[0]: row for row in rows}  # the last correction of each
    return frozenset(
        evidence_id
        for evidence_id, (_, score, version, kind, new_score, new_version) in standing.items()
        if kind == WITHDRAWN or (new_score, new_version) != (score, version)
    )


def published_questions(session: Session) -> list[int]:
    """Returns the versions of questions that learners see."""
    published = select(Item.published_version_id).where(Item.kind == "question", Item.published_version_id.is_not(None))
    return [version_id for version_id in session.execute(published).scalars() if version_id is not None]


def after_all_evidence(session: Session, now: datetime) -> datetime:
    """Returns an instant after which nothing is recorded yet: now, or a little later where a clock went back."""
    last = session.execute(select(func.max(EstimateState.updated_at))).scalar_one_or_none()
    return now if last is None or last < now else last + timedelta(microseconds=1)


def question_keys(session: Session, version_ids: Iterable[int]) -> dict[int, str]:
    """Returns the key of each question version."""
    rows = session.execute(
        select(Version.id, Item.key).join(Item, Item.id == Version.item_id).where(Version.id.in_(list(version_ids)))
    )
    return {row[0]: row[1] for row in rows}
