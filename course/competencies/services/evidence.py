"""The evidence log and its projection: append, update once, recompute."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from course.competencies import queries
from course.competencies.models import Estimate, EstimateHistory, EstimateState, Evidence, ItemParameter
from course.competencies.rules import (
    ANSWER,
    Framework,
    LogEntry,
    Tally,
    applied,
    count_proofs,
    first_parameter,
    model_of,
)
from course.foundation import clock
from course.foundation.database import insert_once, upsert
from quizzes.ability import AbilityError, AbilityModel, AbilityState
from quizzes.ability import Estimate as ModelEstimate


@dataclass(frozen=True, slots=True)
class Proof:
    """One counted answer (or later another proof) to be recorded."""

    weights: Mapping[str, float]
    score: float
    occurred_at: datetime
    kind: str = ANSWER
    slot_id: int | None = None
    item_version_id: int | None = None
    source: str = ""
    information_weight: float = 1.0
    has_feedback: bool = True
    observer_sd: float | None = None


ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)


def set_item_parameter(
    session: Session, version_id: int, difficulty: int, guessing: float, valid_from: datetime = ALWAYS
) -> None:
    """Gives a question version its author-guessed parameters; the first ones are valid from the beginning of time."""
    session.add(ItemParameter(version_id=version_id, valid_from=valid_from, **first_parameter(difficulty, guessing)))


def record_evidence(session: Session, learner_id: int, proofs: Sequence[Proof]) -> None:
    """Appends the proofs to the learner's log and updates the estimates once, in a number of statements that does not
    depend on how many proofs there are."""
    if not proofs:
        return
    framework, ids = queries.model_framework(session)
    model = model_of(framework)
    now = clock.now()
    state, seq, before = _current(session, learner_id, model, framework, ids, now)
    if seq and now == before:  # two sittings that end at one instant stay two in the log: a rebuild tells them by it
        now += timedelta(microseconds=1)
    parameters = queries.parameters_at(session, {p.item_version_id for p in proofs if p.item_version_id}, now)
    entries = [_entry(proof, parameters) for proof in proofs]
    rows = [_evidence_row(learner_id, seq + place, proof, now) for place, proof in enumerate(proofs, start=1)]
    session.connection().execute(insert(Evidence), rows)
    state = applied(model, state, entries)
    tallies = queries.tallies_of(session, learner_id)
    touched = count_proofs(tallies, entries, framework)
    seq += len(proofs)
    _store_state(session, learner_id, model, state, seq, now)
    estimate = model.estimate(state, state.at)
    _project(session, learner_id, estimate, tallies, ids)
    history = _history_rows(learner_id, estimate, (seq, now, touched), tallies, ids)
    upsert(session, EstimateHistory, history, ("learner_id", "competency_id", "seq"))


def _store_state(
    session: Session, learner_id: int, model: AbilityModel, state: AbilityState, seq: int, at: datetime
) -> None:
    upsert(session, EstimateState, [_state_row(learner_id, model, state, seq, at)], ("learner_id",))


def _state_row(learner_id: int, model: AbilityModel, state: AbilityState, seq: int, at: datetime) -> dict[str, Any]:
    return {
        "learner_id": learner_id,
        "seq": seq,
        "model_version": model.version,
        "state": state.to_bytes(),
        "updated_at": at,
    }


def _current(
    session: Session,
    learner_id: int,
    model: AbilityModel,
    framework: Framework,
    ids: Mapping[str, int],
    now: datetime,
) -> tuple[AbilityState, int, datetime]:
    """Returns the learner's state, locked, the number of the last proof and when it was recorded."""
    stored = queries.state_to_update(session, learner_id)
    if stored is None:
        beginning = model.start(now)
        insert_once(session, EstimateState, _state_row(learner_id, model, beginning, 0, now), ("learner_id",))
        stored = queries.state_to_update(session, learner_id)  # ours, or that of who was quicker
    if stored is not None and stored.model_version != model.version:
        # A state of another model (the framework changed) cannot be continued: the log is replayed under the new one.
        _rebuild(session, learner_id, model, framework, ids)
        stored = queries.state_to_update(session, learner_id)
    if stored is None:
        raise AbilityError("a state that was just stored is gone")
    return AbilityState.from_bytes(stored.state), stored.seq, stored.updated_at


def _entry(proof: Proof, parameters: Mapping[int, queries.Parameter]) -> LogEntry:
    found = parameters.get(proof.item_version_id or 0)
    values = {} if found is None else {"a": found.a, "b": found.b, "v": found.v, "c": found.c}
    return LogEntry(
        proof.kind,
        proof.weights,
        proof.score,
        proof.information_weight,
        proof.has_feedback,
        proof.observer_sd,
        proof.occurred_at,
        **values,
    )


def _evidence_row(learner_id: int, seq: int, proof: Proof, now: datetime) -> dict[str, Any]:
    return {
        "learner_id": learner_id,
        "seq": seq,
        "kind": proof.kind,
        "slot_id": proof.slot_id,
        "source": proof.source,
        "item_version_id": proof.item_version_id,
        "weights": dict(proof.weights),
        "score": proof.score,
        "information_weight": proof.information_weight,
        "has_feedback": proof.has_feedback,
        "observer_sd": proof.observer_sd,
        "occurred_at": proof.occurred_at,
        "recorded_at": now,
    }


def _project(
    session: Session,
    learner_id: int,
    estimate: ModelEstimate,
    tallies: Mapping[str, Tally],
    ids: Mapping[str, int],
) -> None:
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
    upsert(session, Estimate, rows, ("learner_id", "competency_id"))


def _drawn(estimate: ModelEstimate, place: int, ceiling: int) -> dict[str, float]:
    """Returns where a competency is drawn on the scale 0 to 4: never beyond what its evidence can establish."""
    most = min(4.0, ceiling + 0.9) if ceiling else 4.0
    low, high = (float(bound) for bound in estimate.interval[place])
    return {"place": min(most, float(estimate.position[place])), "low": min(most, low), "high": high}


Stage = tuple[int, datetime, set[str]]  # after which proof, when, what it touched


def _history_rows(
    learner_id: int, estimate: ModelEstimate, stage: Stage, tallies: Mapping[str, Tally], ids: Mapping[str, int]
) -> list[dict[str, Any]]:
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


def recompute(session: Session) -> tuple[int, float]:
    """Rebuilds state, estimates and history of every learner from the log alone. Returns how many learners there were
    and the largest departure of a mean or sd from what stood before: 0 within 1e-9 when all is well."""
    framework, ids = queries.model_framework(session)
    model = model_of(framework)
    learners = queries.learners_with_evidence(session)
    departure = 0.0
    for learner_id in learners:
        before = queries.estimates_by_competency(session, learner_id)
        _rebuild(session, learner_id, model, framework, ids)
        after = queries.estimates_by_competency(session, learner_id)
        for key, (mean, sd) in after.items():
            old = before.get(key, (mean, sd))
            departure = max(departure, abs(old[0] - mean), abs(old[1] - sd))
    return len(learners), departure


def _rebuild(
    session: Session, learner_id: int, model: AbilityModel, framework: Framework, ids: Mapping[str, int]
) -> None:
    """Replays one learner's log, sitting by sitting, and replaces what was projected."""
    log = queries.log_of(session, learner_id)
    tallies: dict[str, Tally] = {}
    state: AbilityState | None = None
    history: list[dict[str, Any]] = []
    seq, at = 0, clock.now()
    for recorded_at, group in groupby(log, key=lambda pair: pair[1]):
        sitting = list(group)
        at = recorded_at
        state = applied(model, state or model.start(recorded_at), [entry for _, _, entry in sitting])
        touched = count_proofs(tallies, [entry for _, _, entry in sitting], framework)
        seq = sitting[-1][0]
        estimate = model.estimate(state, state.at)
        history += _history_rows(learner_id, estimate, (seq, recorded_at, touched), tallies, ids)
    session.execute(delete(EstimateHistory).where(EstimateHistory.learner_id == learner_id))
    session.execute(delete(Estimate).where(Estimate.learner_id == learner_id))
    if state is None:
        raise AbilityError("no evidence to rebuild from")
    _store_state(session, learner_id, model, state, seq, at)
    _project(session, learner_id, model.estimate(state, state.at), tallies, ids)
    upsert(session, EstimateHistory, history, ("learner_id", "competency_id", "seq"))
    session.flush()
    session.expire_all()
