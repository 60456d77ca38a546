"""The evidence log grows: proofs are appended, and the estimates follow once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from course.competencies import queries
from course.competencies.models import Estimate, EstimateHistory, EstimateState, Evidence, ItemParameter
from course.competencies.rules import (
    ANSWER,
    NOT_MEASURED,
    OBSERVATION,
    LogEntry,
    count_proofs,
    first_parameter,
    item_of,
    predicted,
)
from course.competencies.services.projecting import Projected, estimate_rows, history_rows, rebuild, state_row
from course.foundation import clock
from course.foundation.database import insert_once, upsert
from quizzes.ability import AbilityError, AbilityState


@dataclass(frozen=True, slots=True)
class Proof:
    """One counted answer, or what somebody saw, to be recorded; for the latter who saw it and what they wrote.

    `guessing`: of this very answer, where that is not the question's: 0 for « Je ne sais pas ». It is in what was
    expected; the state of who answers wrong does not depend on it, so that a replay needs no trace of it.
    """

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
    guessing: float | None = None
    observer_id: int | None = None
    comment: str | None = None


ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)


def set_item_parameter(
    session: Session, version_id: int, difficulty: int, guessing: float, valid_from: datetime = ALWAYS
) -> None:
    """Gives a question version its author-guessed parameters; the first ones are valid from the beginning of time."""
    session.add(ItemParameter(version_id=version_id, valid_from=valid_from, **first_parameter(difficulty, guessing)))


def record_evidence(session: Session, learner_id: int, proofs: Sequence[Proof]) -> int:
    """Appends the proofs to the learner's log and updates the estimates once, in a number of statements that does not
    depend on how many proofs there are. Returns the number of the last one in the log, 0 without any."""
    if not proofs:
        return 0
    projected = Projected(*queries.model_framework(session))
    model = projected.model
    now = clock.now()
    state, seq, before = _current(session, learner_id, projected, now)
    if seq and now == before:  # two sittings that end at one instant stay two in the log: a rebuild tells them by it
        now += timedelta(microseconds=1)
    parameters = queries.parameters_at(session, {p.item_version_id for p in proofs if p.item_version_id}, now)
    entries = [_entry(proof, parameters) for proof in proofs]
    state, announced = predicted(model, state, entries)
    rows = [
        _evidence_row(learner_id, seq + place, proof, now) | said._asdict()
        for place, (proof, said) in enumerate(zip(proofs, announced, strict=True), start=1)
    ]
    session.connection().execute(insert(Evidence), rows)
    tallies = queries.tallies_of(session, learner_id)
    touched = count_proofs(tallies, entries, projected.framework)
    seq += len(proofs)
    upsert(session, EstimateState, [state_row(learner_id, model, state, seq, now, state.at)], ("learner_id",))
    estimate = model.estimate(state, state.at)
    upsert(
        session,
        Estimate,
        estimate_rows(learner_id, estimate, tallies, projected.ids),
        ("learner_id", "competency_id"),
    )
    history = history_rows(learner_id, estimate, (seq, now, touched), tallies, projected.ids)
    upsert(session, EstimateHistory, history, ("learner_id", "competency_id", "seq"))
    return seq


def _current(
    session: Session, learner_id: int, projected: Projected, now: datetime
) -> tuple[AbilityState, int, datetime]:
    """Returns the learner's state, locked, the number of the last row and when the last proof was recorded."""
    model = projected.model
    stored = queries.state_to_update(session, learner_id)
    if stored is None:
        beginning = model.start(now)
        row = state_row(learner_id, model, beginning, 0, now, now)
        insert_once(session, EstimateState, row, ("learner_id",))
        stored = queries.state_to_update(session, learner_id)  # ours, or that of who was quicker
    if stored is not None and stored.model_version != model.version:
        # A state of another model (the framework changed) cannot be continued: the log is replayed under the new one.
        rebuild(session, [learner_id], projected, {})
        stored = queries.state_to_update(session, learner_id)
    if stored is None:
        raise AbilityError("a state that was just stored is gone")
    return AbilityState.from_bytes(stored.state), stored.seq, stored.updated_at


def _entry(proof: Proof, parameters: Mapping[int, queries.Parameter]) -> LogEntry:
    item = None
    if proof.kind != OBSERVATION:
        found = parameters.get(proof.item_version_id or 0)
        a, b, v, c = (found.a, found.b, found.v, found.c) if found else NOT_MEASURED
        item = item_of(tuple(proof.weights.items()), a, b, v, c if proof.guessing is None else proof.guessing)
    return LogEntry(
        proof.kind,
        proof.weights,
        proof.score,
        proof.information_weight,
        proof.has_feedback,
        proof.observer_sd,
        proof.occurred_at,
        item,
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
        "observer_id": proof.observer_id,
        "comment": proof.comment,
    }
