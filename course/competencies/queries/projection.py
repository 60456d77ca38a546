"""What the projection of the evidence log needs: the model's framework, parameters, tallies, states and the log."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, func, select
from sqlalchemy.orm import Session

from course.competencies.models import (
    Competency,
    Domain,
    Estimate,
    EstimateState,
    Evidence,
    ItemParameter,
)
from course.competencies.rules import Framework, LogEntry, Tally
from course.foundation.database import Instant

# These are asked whenever an attempt is finished, so each statement is built once: that takes longer than running it.
_LEARNER = bindparam("learner", type_=Estimate.learner_id.type)
_FRAMEWORK = (
    select(Competency.key, Domain.key, Competency.is_gesture, Competency.id)
    .join(Domain, Domain.id == Competency.domain_id)
    .order_by(Domain.position, Competency.position)
)
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
_TALLIES = (
    select(Competency.key, Estimate.direct_proofs, Estimate.ceiling, Estimate.last_proof_at)
    .join(Competency, Competency.id == Estimate.competency_id)
    .where(Estimate.learner_id == _LEARNER)
)
_STATE = (
    select(EstimateState.seq, EstimateState.model_version, EstimateState.state, EstimateState.updated_at)
    .where(EstimateState.learner_id == _LEARNER)
    .with_for_update()
)


def model_framework(session: Session) -> tuple[Framework, dict[str, int]]:
    """Returns the competencies in their order with domain and nature, for the model, and the id of each by key."""
    rows = session.connection().execute(_FRAMEWORK).all()
    return Framework(tuple((row[0], row[1], row[2]) for row in rows)), {row[0]: row[3] for row in rows}


@dataclass(frozen=True, slots=True)
class StoredState:
    """The state of a learner as it is stored, under the model of which version, after how many proofs, since when."""

    seq: int
    model_version: str
    state: bytes
    updated_at: datetime


def state_to_update(session: Session, learner_id: int) -> StoredState | None:
    """Returns the state of a learner, None before there is one, and keeps others from changing it meanwhile."""
    row = session.connection().execute(_STATE, {"learner": learner_id}).one_or_none()
    return StoredState(*row) if row else None


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


def tallies_of(session: Session, learner_id: int) -> dict[str, Tally]:
    """Returns what has been counted so far for each competency of a learner."""
    rows = session.connection().execute(_TALLIES, {"learner": learner_id})
    return {row[0]: Tally(row[1], row[2], row[3]) for row in rows}


def learners_with_evidence(session: Session) -> list[int]:
    """Returns the ids of the people with at least one proof."""
    return list(session.execute(select(Evidence.learner_id).distinct().order_by(Evidence.learner_id)).scalars())


def estimates_by_competency(session: Session, learner_id: int) -> dict[int, tuple[float, float]]:
    """Returns (mean, sd) by competency id."""
    rows = session.execute(
        select(Estimate.competency_id, Estimate.mean, Estimate.sd).where(Estimate.learner_id == learner_id)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def log_of(session: Session, learner_id: int) -> list[tuple[int, datetime, LogEntry]]:
    """Returns a learner's log in the server's order as (seq, recorded_at, entry), each entry with the parameters valid
    when it was recorded."""
    rows = session.execute(
        select(
            Evidence.seq,
            Evidence.recorded_at,
            Evidence.item_version_id,
            Evidence.kind,
            Evidence.weights,
            Evidence.score,
            Evidence.information_weight,
            Evidence.has_feedback,
            Evidence.observer_sd,
            Evidence.occurred_at,
        )
        .where(Evidence.learner_id == learner_id)
        .order_by(Evidence.seq)
    ).all()
    dated = session.execute(
        select(
            ItemParameter.version_id,
            ItemParameter.valid_from,
            ItemParameter.a,
            ItemParameter.b,
            ItemParameter.v,
            ItemParameter.c,
        )
        .where(
            ItemParameter.version_id.in_(
                select(Evidence.item_version_id).where(Evidence.learner_id == learner_id).distinct()
            )
        )
        .order_by(ItemParameter.valid_from)
    ).all()
    by_version: dict[int, list[Row[*tuple[Any, ...]]]] = {}
    for parameter in dated:
        by_version.setdefault(parameter.version_id, []).append(parameter)
    return [(row.seq, row.recorded_at, _log_entry(row, by_version)) for row in rows]


def _log_entry(row: Row[*tuple[Any, ...]], by_version: dict[int, list[Row[*tuple[Any, ...]]]]) -> LogEntry:
    values: dict[str, float] = {}
    for parameter in by_version.get(row.item_version_id or 0, ()):
        if parameter.valid_from <= row.recorded_at:
            values = {"a": parameter.a, "b": parameter.b, "v": parameter.v, "c": parameter.c}
    return LogEntry(
        row.kind,
        row.weights,
        row.score,
        row.information_weight,
        row.has_feedback,
        row.observer_sd,
        row.occurred_at,
        **values,
    )
