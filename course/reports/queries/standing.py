"""Where people stand, kept in memory until their evidence grows, and what their jobs require; one statement for all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, Date, Float, Integer, bindparam, cast, literal, null, select, union_all
from sqlalchemy.orm import Session

from course.competencies.models import Estimate, EstimateHistory, RoleRequirement
from course.foundation.cache import RecentCache
from course.foundation.database import Instant
from course.reports.rules import Cell, Point, cell_of, has_risen
from quizzes.ability import DIRECT_PROOFS_NEEDED

MOST_KEPT = 6_000  # people; some 8 kB each, where a viewer manages so many
REQUIRED, ESTIMATE, HISTORY = 0, 1, 2  # what a row is


class State(NamedTuple):
    """Which state of a person's evidence, and for when it is told (levels fade, standards change): what is projected
    from it is the same as long as this is the same."""

    learner_id: int
    seq: int
    model_version: str
    updated_at: datetime
    estimated_at: datetime | None


class Level(NamedTuple):
    """Where a person stands in one competency: the flat row of the projection, as far as a matrix needs it."""

    direct_proofs: int
    ceiling: int
    p1: float
    p2: float
    p3: float
    p4: float
    place: float
    last_proof_at: datetime | None


@dataclass(frozen=True, eq=False, slots=True)
class Standing:
    """Where a person stands in each competency by its id, and has stood wherever that was measured, oldest first."""

    levels: dict[int, Level] = field(default_factory=dict)
    points: dict[int, list[Point]] = field(default_factory=dict)


Required = tuple[tuple[int, int], ...]  # competency id and level, of one job
NOWHERE = Standing()
_standing_cache: RecentCache[State, Standing] = RecentCache(MOST_KEPT)


def standings(session: Session, states: Sequence[State], day: date) -> tuple[dict[int, Standing], dict[int, Required]]:
    """Returns where each of these people stands, and what each job requires that day: one statement."""
    found = {state: _standing_cache.get(state) for state in states}
    missing = {state.learner_id: Standing() for state, kept in found.items() if kept is None}
    required: dict[int, list[tuple[int, int]]] = {}
    asked = {"day": day, "learners": list(missing)}
    for kind, owner, competency_id, first, second, *rest in session.connection().execute(_LEVELS, asked).all():
        if kind == REQUIRED:
            required.setdefault(owner, []).append((competency_id, first))
        elif kind == ESTIMATE:
            missing[owner].levels[competency_id] = Level(first, second, *rest)
        else:
            missing[owner].points.setdefault(competency_id, []).append(Point(rest[-1], rest[-2], second))
    for standing in missing.values():
        for points in standing.points.values():
            points.sort()
    for state, kept in found.items():
        if kept is None:
            _standing_cache.put(state, missing[state.learner_id])
    known = {state.learner_id: kept or missing[state.learner_id] for state, kept in found.items()}
    return known, {job_id: tuple(sorted(pairs)) for job_id, pairs in required.items()}


@lru_cache(maxsize=MOST_KEPT)
def cells(standing: Standing, required: Required) -> Mapping[int, Cell]:
    """Returns the cells of a person against what a job requires."""
    return {
        competency_id: cell_of(
            level, *(standing.levels[competency_id][:6] if competency_id in standing.levels else NONE)
        )
        for competency_id, level in required
    }


@lru_cache(maxsize=MOST_KEPT)
def risen(standing: Standing, since: datetime) -> tuple[int, ...]:
    """Returns the competencies in which a person stands clearly higher than at that instant."""
    return tuple(
        competency_id
        for competency_id, level in standing.levels.items()
        if has_risen(standing.points.get(competency_id, ()), level.place, level.last_proof_at, since)
    )


NONE: tuple[None, ...] = (None,) * 6
_day = bindparam("day", type_=Date)
_learners = bindparam("learners", type_=Estimate.learner_id.type, expanding=True)
_nothing, _never = cast(null(), Float), cast(null(), Instant())
_LEVELS: CompoundSelect[*tuple[Any, ...]] = union_all(
    select(
        literal(REQUIRED, Integer),
        RoleRequirement.job_role_id,
        RoleRequirement.competency_id,
        RoleRequirement.level,
        literal(0, Integer),
        *(_nothing,) * 5,
        _never,
    ).where(RoleRequirement.level > 0, RoleRequirement.valid_from <= _day, RoleRequirement.valid_to >= _day),
    select(
        literal(ESTIMATE, Integer),
        Estimate.learner_id,
        Estimate.competency_id,
        Estimate.direct_proofs,
        Estimate.ceiling,
        Estimate.p1,
        Estimate.p2,
        Estimate.p3,
        Estimate.p4,
        Estimate.place,
        Estimate.last_proof_at,
    ).where(Estimate.learner_id.in_(_learners)),
    select(
        literal(HISTORY, Integer),
        EstimateHistory.learner_id,
        EstimateHistory.competency_id,
        EstimateHistory.seq,
        EstimateHistory.direct_proofs,
        *(_nothing,) * 4,
        EstimateHistory.place,
        EstimateHistory.recorded_at,
    ).where(EstimateHistory.learner_id.in_(_learners), EstimateHistory.direct_proofs >= DIRECT_PROOFS_NEEDED),
)
