"""What the projection of the evidence log needs: the model's framework, parameters, tallies, states and the log."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session

from course.competencies.models import (
    Competency,
    Domain,
    Estimate,
    EstimateState,
    Evidence,
    ItemParameter,
)
from course.competencies.rules import WITHDRAWN, Framework, Log, LogEntry, LogPlace, Tally, standing
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


def estimates_of(session: Session, learner_ids: Iterable[int]) -> dict[tuple[int, int], tuple[float, float]]:
    """Returns (mean, sd) by learner and competency id."""
    rows = session.execute(
        select(Estimate.learner_id, Estimate.competency_id, Estimate.mean, Estimate.sd).where(
            Estimate.learner_id.in_(list(learner_ids))
        )
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


def lock_states(session: Session, learner_ids: Iterable[int]) -> None:
    """Keeps others from changing what stands of these learners until the transaction ends, always in one order."""
    wanted = EstimateState.learner_id.in_(list(learner_ids))
    session.execute(
        select(EstimateState.learner_id).where(wanted).order_by(EstimateState.learner_id).with_for_update()
    ).all()


def logs_of(session: Session, learner_ids: Iterable[int]) -> dict[int, Log]:
    """Returns the log of each learner who has one, in the server's order: two statements. A correction has the place
    and the instants of the proof that it corrects, and the parameters of its question valid when that was recorded."""
    learners = list(learner_ids)
    rows = session.execute(
        select(*(getattr(Evidence, name) for name in _OF_AN_EVENT))
        .where(Evidence.learner_id.in_(learners))
        .order_by(Evidence.learner_id, Evidence.seq)
    )
    by_learner = {learner_id: list(group) for learner_id, group in groupby(rows, key=lambda row: row.learner_id)}
    dated = _dated_parameters(session, learners)
    return {learner_id: _log(events, dated) for learner_id, events in by_learner.items()}


_OF_AN_EVENT = (
    *("id", "corrects_id", "learner_id", "seq", "recorded_at", "item_version_id", "kind", "weights", "score"),
    *("information_weight", "has_feedback", "observer_sd", "occurred_at"),
)
EventRow = Any  # a row of the log with these columns, by name: objects of the table would cost as much as the replay


def _log(events: Sequence[EventRow], dated: Mapping[int, Sequence[ItemParameter]]) -> Log:
    places = tuple(
        LogPlace(first.seq, first.recorded_at, None if now.kind == WITHDRAWN else _log_entry(first, now, dated))
        for first, now in standing(events)
    )
    return Log(places, events[-1].seq, places[-1].recorded_at)


def _dated_parameters(session: Session, learners: Sequence[int]) -> dict[int, list[ItemParameter]]:
    rows = session.execute(
        select(ItemParameter)
        .where(
            ItemParameter.version_id.in_(
                select(Evidence.item_version_id).where(Evidence.learner_id.in_(learners)).distinct()
            )
        )
        .order_by(ItemParameter.valid_from)
    ).scalars()
    found: dict[int, list[ItemParameter]] = {}
    for row in rows:
        found.setdefault(row.version_id, []).append(row)
    return found


def _log_entry(first: EventRow, now: EventRow, dated: Mapping[int, Sequence[ItemParameter]]) -> LogEntry:
    values: dict[str, float] = {}
    for parameter in dated.get(now.item_version_id or 0, ()):
        if parameter.valid_from <= first.recorded_at:
            values = {"a": parameter.a, "b": parameter.b, "v": parameter.v, "c": parameter.c}
    return LogEntry(
        now.kind,
        now.weights,
        now.score,
        now.information_weight,
        now.has_feedback,
        now.observer_sd,
        now.occurred_at,
        **values,
    )


@dataclass(frozen=True, slots=True)
class SlotProof:
    """The proof that an answer gave, as its first event, and what stands in its place: the score, None where it was
    withdrawn, and by the measure of which version."""

    first: Evidence
    score: float | None
    item_version_id: int | None


def proofs_of_slots(session: Session, slot_ids: Iterable[int]) -> dict[int, SlotProof]:
    """Returns by slot the proofs of these answers, for those that gave one: two statements, few rows."""
    wanted = list(slot_ids)
    firsts = list(session.execute(select(Evidence).where(Evidence.slot_id.in_(wanted))).scalars()) if wanted else []
    later = select(Evidence).where(Evidence.corrects_id.in_([row.id for row in firsts])).order_by(Evidence.seq)
    events = [*firsts, *session.execute(later).scalars()] if firsts else []
    return {
        first.slot_id: SlotProof(first, None if now.kind == WITHDRAWN else now.score, now.item_version_id)
        for first, now in standing(events)
        if first.slot_id is not None
    }


def last_numbers(session: Session, learner_ids: Iterable[int]) -> dict[int, int]:
    """Returns the number of the last row of each learner's log."""
    rows = session.execute(
        select(Evidence.learner_id, func.max(Evidence.seq))
        .where(Evidence.learner_id.in_(list(learner_ids)))
        .group_by(Evidence.learner_id)
    )
    return {row[0]: row[1] for row in rows}
