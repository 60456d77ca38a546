"""What follows from the evidence log: state, estimates and history, rebuilt from it alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from course.competencies import queries
from course.competencies.models import Estimate, EstimateHistory, EstimateState
from course.competencies.rules import Framework, Log, Tally, applied, count_proofs, model_of
from course.foundation.database import upsert
from quizzes.ability import AbilityError, AbilityModel, AbilityState
from quizzes.ability import Estimate as ModelEstimate

BATCH = 200  # learners whose logs are in memory at a time
Rows = list[dict[str, Any]]
Stage = tuple[int, datetime, set[str]]  # after which proof, when, what it touched


@dataclass(frozen=True, slots=True)
class Projected:
    """What a log is projected on: the framework, and the id of each competency by key."""

    framework: Framework
    ids: Mapping[str, int]

    @property
    def model(self) -> AbilityModel:
        """The ability model of the framework."""
        return model_of(self.framework)


def recompute(session: Session) -> tuple[int, float]:
    """Rebuilds state, estimates and history of every learner from the log alone. Returns how many learners there were
    and the largest departure of a mean or sd from what stood before: 0 within 1e-9 when all is well."""
    projected = Projected(*queries.model_framework(session))
    learners = queries.learners_with_evidence(session)
    departure = 0.0
    for first in range(0, len(learners), BATCH):
        some = learners[first : first + BATCH]
        before = queries.estimates_of(session, some)
        rebuild(session, some, projected)
        for key, (mean, sd) in queries.estimates_of(session, some).items():
            old = before.get(key, (mean, sd))
            departure = max(departure, abs(old[0] - mean), abs(old[1] - sd))
    return len(learners), departure


def rebuild(session: Session, learner_ids: Sequence[int], projected: Projected) -> None:
    """Replays the logs of some learners, sitting by sitting, and replaces what was projected; a number of statements
    that does not depend on how many there are. Raises AbilityError for a learner without a log."""
    states: Rows = []
    estimates: Rows = []
    history: Rows = []
    logs = queries.logs_of(session, learner_ids)
    for learner_id in learner_ids:
        if learner_id not in logs:
            raise AbilityError("no evidence to rebuild from")
        log = logs[learner_id]
        state, tallies, points = _replayed(learner_id, log, projected)
        states.append(state_row(learner_id, projected.model, state, log.seq, log.at))
        estimates += estimate_rows(learner_id, projected.model.estimate(state, state.at), tallies, projected.ids)
        history += points
    session.execute(delete(EstimateHistory).where(EstimateHistory.learner_id.in_(learner_ids)))
    session.execute(delete(Estimate).where(Estimate.learner_id.in_(learner_ids)))
    upsert(session, EstimateState, states, ("learner_id",))
    upsert(session, Estimate, estimates, ("learner_id", "competency_id"))
    upsert(session, EstimateHistory, history, ("learner_id", "competency_id", "seq"))
    session.flush()
    session.expire_all()


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


def state_row(learner_id: int, model: AbilityModel, state: AbilityState, seq: int, at: datetime) -> dict[str, Any]:
    """Returns the row of a learner's state after the row `seq` of the log; `at`: when its last proof was recorded."""
    return {
        "learner_id": learner_id,
        "seq": seq,
        "model_version": model.version,
        "state": state.to_bytes(),
        "updated_at": at,
    }


def estimate_rows(
    learner_id: int, estimate: ModelEstimate, tallies: Mapping[str, Tally], ids: Mapping[str, int]
) -> Rows:
    """Returns the flat rows of a learner, one for each competency."""
    rows = []
    for place, key in enumerate(estimate.competencies):
        tally = tallies.get(key, Tally())
        p = [float(x) for x in estimate.p_at_least[place]]
        rows.append(
            {
                "learner_id": learner_id,
                "competency_id": ids[key],
                "mean": float(estimate.mean[place]),
                "sd": float(estimate.sd[place]),
                "p1": p[0],
                "p2": p[1],
                "p3": p[2],
                "p4": p[3],
                **_drawn(estimate, place, tally.ceiling),
                "direct_proofs": tally.direct_proofs,
                "ceiling": tally.ceiling,
                "last_proof_at": tally.last_proof_at,
            }
        )
    return rows


def _drawn(estimate: ModelEstimate, place: int, ceiling: int) -> dict[str, float]:
    """Returns where a competency is drawn on the scale 0 to 4: never beyond what its evidence can establish."""
    most = min(4.0, ceiling + 0.9) if ceiling else 4.0
    low, high = (float(bound) for bound in estimate.interval[place])
    return {"place": min(most, float(estimate.position[place])), "low": min(most, low), "high": high}


def history_rows(
    learner_id: int, estimate: ModelEstimate, stage: Stage, tallies: Mapping[str, Tally], ids: Mapping[str, int]
) -> Rows:
    """Returns where the competencies that a sitting touched stood after it."""
    seq, at, touched = stage
    places = {key: place for place, key in enumerate(estimate.competencies)}
    return [
        {
            "learner_id": learner_id,
            "competency_id": ids[key],
            "seq": seq,
            "recorded_at": at,
            **_drawn(estimate, places[key], tallies[key].ceiling),
            "direct_proofs": tallies[key].direct_proofs,
        }
        for key in sorted(touched)
    ]
