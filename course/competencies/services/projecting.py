"""What follows from the evidence log: state, estimates and history, rebuilt from it alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

import numpy as np
from sqlalchemy import delete
from sqlalchemy.orm import Session

from course.competencies import queries
from course.competencies.models import Estimate, EstimateHistory, EstimateState
from course.competencies.queries import LearnerState, ParameterBook
from course.competencies.rules import Framework, Log, Tally, applied, count_proofs, model_of
from course.foundation.database import upsert
from quizzes.ability import AbilityError, AbilityModel, AbilityState
from quizzes.ability import Estimate as ModelEstimate

BATCH = 200  # learners whose logs are in memory at a time
ROWS = 5_000  # and rows of them, unless a single log is longer: about a second of work
Rows = list[dict[str, Any]]
Stage = tuple[int, datetime, set[str]]  # after which proof, when, what it touched
Instants = Mapping[int, datetime | None]  # by learner


@dataclass(frozen=True, slots=True)
class Projected:
    """What a log is projected on: the framework, and the id of each competency by key; `book` keeps what questions
    measured from one batch of logs to the next."""

    framework: Framework
    ids: Mapping[str, int]
    book: ParameterBook = field(default_factory=ParameterBook)

    @property
    def model(self) -> AbilityModel:
        """The ability model of the framework."""
        return model_of(self.framework)


def recompute(session: Session) -> tuple[int, float]:
    """Rebuilds every learner as `recompute_some` does, in one transaction. Returns how many there were and the largest
    departure: 0 within 1e-9 when all is well."""
    book = ParameterBook()
    batches = list(batches_of(queries.log_lengths(session)))
    departures = [recompute_some(session, some, book) for some in batches]
    return sum(len(some) for some in batches), max(departures, default=0.0)


def batches_of(lengths: Iterable[tuple[int, int]]) -> Iterable[list[int]]:
    """Returns learners, given with the number of rows of their logs, in batches that memory holds and that one
    transaction rebuilds within a few seconds."""
    batch: list[int] = []
    rows = 0
    for learner_id, length in lengths:
        if batch and (len(batch) == BATCH or rows + length > ROWS):
            yield batch
            batch, rows = [], 0
        batch.append(learner_id)
        rows += length
    if batch:
        yield batch


def recompute_some(session: Session, learner_ids: Sequence[int], book: ParameterBook) -> float:
    """Rebuilds state, estimates (as of the instant for which they were said) and history of some learners from the log
    alone. Returns the largest departure of a number of the state, of a mean or of an sd from what stood before; what an
    older model had left stands for no comparison."""
    projected = Projected(*queries.model_framework(session), book)
    book.refresh(session)
    states = queries.states_by_learner(session, learner_ids)
    before = queries.estimates_of(session, learner_ids)
    rebuild(session, learner_ids, projected, {row.learner_id: row.estimated_at for row in states.values()})
    same = {learner_id for learner_id, row in states.items() if row.model_version == projected.model.version}
    after = queries.states_by_learner(session, same)
    departure = max((_apart(states[learner_id], after[learner_id]) for learner_id in same), default=0.0)
    for key, (mean, sd) in queries.estimates_of(session, same).items():
        old = before.get(key, (mean, sd))
        departure = max(departure, abs(old[0] - mean), abs(old[1] - sd))
    return departure


def _apart(before: LearnerState, after: LearnerState) -> float:
    if before.state == after.state:
        return 0.0
    one, other = AbilityState.from_bytes(before.state), AbilityState.from_bytes(after.state)
    return max(
        float(np.abs(getattr(one, name) - getattr(other, name)).max()) for name in ("mean", "covariance", "gain")
    )


def rebuild(session: Session, learner_ids: Sequence[int], projected: Projected, said_for: Instants) -> None:
    """Replays the logs of some learners, sitting by sitting, and replaces what was projected: flat rows as of the
    instant `said_for`, or that of the state where this is later or none is given. A number of statements that does not
    depend on how many there are. Raises AbilityError for a learner without a log."""
    states: Rows = []
    estimates: Rows = []
    history: Rows = []
    model = projected.model
    logs = queries.logs_of(session, learner_ids, projected.book)
    for learner_id in learner_ids:
        if learner_id not in logs:
            raise AbilityError("no evidence to rebuild from")
        log = logs[learner_id]
        state, tallies, points = _replayed(learner_id, log, projected)
        at = said_at(state, said_for.get(learner_id))
        states.append(state_row(learner_id, model, state, log.seq, log.at, at))
        estimates += estimate_rows(learner_id, model.estimate(state, at), tallies, projected.ids)
        history += points
    session.execute(delete(EstimateHistory).where(EstimateHistory.learner_id.in_(learner_ids)))
    session.execute(delete(Estimate).where(Estimate.learner_id.in_(learner_ids)))
    upsert(session, EstimateState, states, ("learner_id",))
    upsert(session, Estimate, estimates, ("learner_id", "competency_id"))
    upsert(session, EstimateHistory, history, ("learner_id", "competency_id", "seq"))
    session.flush()
    session.expire_all()


def said_at(state: AbilityState, wanted: datetime | None) -> datetime:
    """Returns the instant for which flat rows are said: the wanted one, never before the state's own."""
    return state.at if wanted is None else max(wanted, state.at)


def _replayed(learner_id: int, log: Log, projected: Projected) -> tuple[AbilityState, dict[str, Tally], Rows]:
    """Returns where a log leads, what it counts, and where each sitting stood. Knowledge of a person begins when the
    first proof was recorded, even if that was withdrawn: so it did when it was live."""
    model = projected.model
    state = model.start(log.places[0].recorded_at)
    tallies: dict[str, Tally] = {}
    history: Rows = []
    for recorded_at, group in groupby(log.places, key=lambda place: place.recorded_at):
        sitting = list(group)
        entries = [place.entry for place in sitting if place.entry is not None]
        state = applied(model, state, entries)
        touched = count_proofs(tallies, entries, projected.framework)
        if touched:
            stage = (sitting[-1].seq, recorded_at, touched)
            history += history_rows(learner_id, model.estimate(state, state.at), stage, tallies, projected.ids)
    return state, tallies, history


def state_row(
    learner_id: int, model: AbilityModel, state: AbilityState, seq: int, at: datetime, said_for: datetime
) -> dict[str, Any]:
    """Returns the row of a learner's state after the row `seq` of the log; `at`: when its last proof was recorded;
    `said_for`: the instant of the flat rows."""
    return {
        "learner_id": learner_id,
        "seq": seq,
        "model_version": model.version,
        "state": state.to_bytes(),
        "updated_at": at,
        "estimated_at": said_for,
    }


def estimate_rows(
    learner_id: int, estimate: ModelEstimate, tallies: Mapping[str, Tally], ids: Mapping[str, int]
) -> Rows:
    """Returns the flat rows of a learner, one for each competency."""
    return [
        {
            "learner_id": learner_id,
            "competency_id": ids[key],
            **believed(estimate, place, tally.ceiling),
            "direct_proofs": tally.direct_proofs,
            "ceiling": tally.ceiling,
            "last_proof_at": tally.last_proof_at,
        }
        for place, key in enumerate(estimate.competencies)
        for tally in (tallies.get(key, NOTHING),)
    ]


NOTHING = Tally()


def believed(estimate: ModelEstimate, place: int, ceiling: int) -> dict[str, float]:
    """Returns what a flat row says of the competency at `place` and that time changes."""
    p1, p2, p3, p4 = estimate.p_at_least[place].tolist()
    return {
        "mean": float(estimate.mean[place]),
        "sd": float(estimate.sd[place]),
        "p1": p1,
        "p2": p2,
        "p3": p3,
        "p4": p4,
        **_drawn(estimate, place, ceiling),
    }


def _drawn(estimate: ModelEstimate, place: int, ceiling: int) -> dict[str, float]:
    """Returns where a competency is drawn on the scale 0 to 4: never beyond what its evidence can establish."""
    most = min(4.0, ceiling + 0.9) if ceiling else 4.0
    low, high = estimate.interval[place].tolist()
    return {"place": min(most, float(estimate.position[place])), "low": min(most, low), "high": high}


def history_rows(
    learner_id: int, estimate: ModelEstimate, stage: Stage, tallies: Mapping[str, Tally], ids: Mapping[str, int]
) -> Rows:
    """Returns where the competencies that a sitting touched stood after it."""
    seq, at, touched = stage
    return [
        {
            "learner_id": learner_id,
            "competency_id": ids[key],
            "seq": seq,
            "recorded_at": at,
            **_drawn(estimate, estimate.competencies.index(key), tallies[key].ceiling),
            "direct_proofs": tallies[key].direct_proofs,
        }
        for key in sorted(touched)
    ]
