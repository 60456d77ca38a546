"""What the projection of the evidence log needs beside it: the model's framework, parameters, tallies and states."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session

from course.competencies.models import (
    Competency,
    Domain,
    Estimate,
    EstimateState,
    ItemParameter,
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
