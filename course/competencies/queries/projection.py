"""What the projection of the evidence log needs beside it: the model's framework, parameters, tallies and states."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, bindparam, or_, select
from sqlalchemy.orm import Session

from course.competencies.models import (
    Competency,
    Domain,
    Estimate,
    EstimateState,
    Population,
)
from course.competencies.queries.log import logs_of
from course.competencies.rules import Framework, Tally, model_of, state_after
from course.foundation import clock
from course.foundation.database import Instant
from quizzes.ability import AbilityModel, AbilityState, Cuts

# These are asked whenever an attempt is finished, so each statement is built once: that takes longer than running it.
_LEARNER = bindparam("learner", type_=Estimate.learner_id.type)
_POPULATION = select(Population.mean).order_by(Population.id.desc()).limit(1).scalar_subquery()
_FRAMEWORK = (
    select(Competency.key, Domain.key, Competency.is_gesture, Competency.id, Competency.cuts, _POPULATION)
    .join(Domain, Domain.id == Competency.domain_id)
    .order_by(Domain.position, Competency.position)
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
_STATE_TO_READ = select(EstimateState.model_version, EstimateState.state).where(EstimateState.learner_id == _LEARNER)


def model_framework(session: Session) -> tuple[Framework, dict[str, int]]:
    """Returns what the model needs (competencies, their standards, the mean of the people measured) and the id of each
    competency by key: one statement."""
    rows = session.connection().execute(_FRAMEWORK).all()
    framework = Framework(
        tuple((row[0], row[1], row[2]) for row in rows),
        rows[0][5] or 0.0 if rows else 0.0,
        tuple((row[0], _cuts(row[4])) for row in rows if row[4] is not None),
    )
    return framework, {row[0]: row[3] for row in rows}


def _cuts(stored: list[float]) -> Cuts:
    first, second, third, fourth = (float(cut) for cut in stored)
    return first, second, third, fourth


def model_now(session: Session) -> tuple[AbilityModel, dict[str, int]]:
    """Returns the ability model as it is now, and the id of each competency by key: one statement; the model is kept
    by the process until its framework, a standard or the population's mean changes."""
    framework, ids = model_framework(session)
    return model_of(framework), ids


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


def state_of(session: Session, learner_id: int) -> AbilityState:
    """Returns what is known of a learner; the model's start, now, of whom nothing is. A state of an older model is
    replayed for this reading."""
    model, _ids = model_now(session)
    stored = session.connection().execute(_STATE_TO_READ, {"learner": learner_id}).one_or_none()
    if stored is not None and stored[0] == model.version:
        return AbilityState.from_bytes(stored[1])
    log = logs_of(session, [learner_id]).get(learner_id)
    return state_after(model, log) if log is not None else model.start(clock.now())


def tallies_of(session: Session, learner_id: int) -> dict[str, Tally]:
    """Returns what has been counted so far for each competency of a learner."""
    rows = session.connection().execute(_TALLIES, {"learner": learner_id})
    return {row[0]: Tally(row[1], row[2], row[3]) for row in rows}


def estimates_of(session: Session, learner_ids: Iterable[int]) -> dict[tuple[int, int], tuple[float, float]]:
    """Returns (mean, sd) by learner and competency id."""
    rows = session.execute(
        select(Estimate.learner_id, Estimate.competency_id, Estimate.mean, Estimate.sd).where(
            Estimate.learner_id.in_(list(learner_ids))
        )
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


def lock_states(session: Session, learner_ids: Iterable[int]) -> dict[int, datetime | None]:
    """Keeps others from changing what stands of these learners until the transaction ends, always in one order; returns
    for which instant their flat rows are said."""
    rows = session.connection().execute(_TO_LOCK, {"learners": list(learner_ids)})
    return {row[0]: row[1] for row in rows}


_TO_LOCK = (
    select(EstimateState.learner_id, EstimateState.estimated_at)
    .where(EstimateState.learner_id.in_(bindparam("learners", expanding=True)))
    .order_by(EstimateState.learner_id)
    .with_for_update()
)


@dataclass(frozen=True, slots=True)
class LearnerState:
    """A state as it is stored, with the instant for which the flat rows are said (None: that of the state)."""

    learner_id: int
    seq: int
    model_version: str
    state: bytes
    estimated_at: datetime | None


def states_to_age(session: Session, at: datetime, model_version: str, most: int) -> list[LearnerState]:
    """Returns, locked, the states of some learners whose flat rows are not said for an instant yet, or whose state is
    of another model: the first ones, one statement."""
    rows = session.connection().execute(_TO_AGE, {"at": at, "version": model_version, "most": most})
    return [LearnerState(*row) for row in rows]


_STATES = select(
    EstimateState.learner_id,
    EstimateState.seq,
    EstimateState.model_version,
    EstimateState.state,
    EstimateState.estimated_at,
).with_for_update()
_TO_AGE = (
    _STATES.where(
        or_(
            EstimateState.estimated_at.is_(None),
            EstimateState.estimated_at < bindparam("at", type_=Instant),
            EstimateState.model_version != bindparam("version", type_=EstimateState.model_version.type),
        )
    )
    .order_by(EstimateState.learner_id)
    .limit(bindparam("most", type_=Integer))
)


def states_after(session: Session, learner_id: int, most: int) -> list[LearnerState]:
    """Returns, locked, the states of the learners that come after one, in the order of their ids: one statement."""
    after = _STATES.where(EstimateState.learner_id > learner_id).order_by(EstimateState.learner_id).limit(most)
    return [LearnerState(*row) for row in session.connection().execute(after)]


def states_by_learner(session: Session, learner_ids: Iterable[int]) -> dict[int, LearnerState]:
    """Returns the states of these learners by id: one statement."""
    found = session.connection().execute(_STATES.where(EstimateState.learner_id.in_(list(learner_ids))))
    return {row[0]: LearnerState(*row) for row in found}


def ceilings_of(session: Session, learner_ids: Iterable[int]) -> dict[tuple[int, int], int]:
    """Returns by learner and competency id how far the evidence carries: one statement."""
    rows = session.connection().execute(
        select(Estimate.learner_id, Estimate.competency_id, Estimate.ceiling).where(
            Estimate.learner_id.in_(list(learner_ids))
        )
    )
    return {(row[0], row[1]): row[2] for row in rows}
