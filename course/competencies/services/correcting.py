"""The evidence log is corrected: by new events in the place of what they correct, never by editing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from course.competencies import queries
from course.competencies.models import Evidence
from course.competencies.queries import StandingProof
from course.competencies.rules import WITHDRAWN
from course.competencies.services.projecting import BATCH, Projected, rebuild
from course.foundation import clock

LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Correction:
    """What a proof says from now on: `score` 0 to 1, None: it counts no more. The proof is the one that the answer of
    `slot_id` gave, or the one with `evidence_id`. `item_version_id`: the question version by whose measure, None: as
    before. `reason` is told to whoever opens the proof."""

    slot_id: int | None
    score: float | None
    item_version_id: int | None
    reason: str
    evidence_id: int | None = None


def correct_evidence(session: Session, learner_id: int, corrections: Sequence[Correction]) -> int:
    """Corrects proofs of one learner as `correct_evidence_of` does; returns how many were."""
    return correct_evidence_of(session, {learner_id: corrections})


def correct_evidence_of(session: Session, corrections: Mapping[int, Sequence[Correction]]) -> int:
    """Appends to the log of each learner the events that correct these proofs, and rebuilds what follows from it in the
    same transaction; returns how many were appended. Left alone: an answer that gave no proof, a proof that says so
    already, and one that a trainer withdrew because the person was right to contest it. Statements come in constant
    number for two hundred learners.
    """
    wanted = {learner_id: few for learner_id, few in sorted(corrections.items()) if few}
    projected = Projected(*queries.model_framework(session))
    learners = list(wanted)
    appended = 0
    for first in range(0, len(learners), BATCH):
        some = learners[first : first + BATCH]
        said_for = queries.lock_states(session, some)
        rows = _rows(session, {learner_id: wanted[learner_id] for learner_id in some})
        if rows:
            session.connection().execute(insert(Evidence), rows)
            rebuild(session, sorted({row["learner_id"] for row in rows}), projected, said_for)
        appended += len(rows)
    return appended


def _rows(session: Session, corrections: Mapping[int, Sequence[Correction]]) -> list[dict[str, Any]]:
    wanted = [correction for few in corrections.values() for correction in few]
    slots = [correction.slot_id for correction in wanted if correction.slot_id is not None]
    ids = [correction.evidence_id for correction in wanted if correction.evidence_id is not None]
    proofs = queries.standing_proofs(session, slots, ids)
    by_slot = {proof.first.slot_id or 0: proof for proof in proofs}
    by_id = {proof.first.id: proof for proof in proofs}
    numbers = queries.last_numbers(session, corrections)
    now = clock.now()
    rows = []
    for learner_id, few in corrections.items():
        for correction in few:
            proof = by_id.get(correction.evidence_id or 0) or by_slot.get(correction.slot_id or -1)
            if proof is not None and proof.first.learner_id == learner_id and _differs(proof, correction):
                numbers[learner_id] += 1
                rows.append(_row(proof, correction, numbers[learner_id], now))
    return rows


def _differs(proof: StandingProof, correction: Correction) -> bool:
    if proof.is_settled and proof.score is None:
        return False
    if correction.score is None or proof.score is None:
        return correction.score is not proof.score
    measured_by = correction.item_version_id or proof.item_version_id
    return (correction.score, measured_by) != (proof.score, proof.item_version_id)


def _row(proof: StandingProof, correction: Correction, seq: int, now: datetime) -> dict[str, Any]:
    first = proof.first
    return {
        "learner_id": first.learner_id,
        "seq": seq,
        "kind": WITHDRAWN if correction.score is None else first.kind,
        "source": correction.reason[:LONGEST_REASON],
        "item_version_id": correction.item_version_id or proof.item_version_id,
        "weights": first.weights,
        "score": correction.score or 0.0,
        "information_weight": 0.0 if correction.score is None else first.information_weight,
        "has_feedback": first.has_feedback,
        "observer_sd": first.observer_sd,
        "occurred_at": first.occurred_at,
        "recorded_at": now,
        "corrects_id": first.id,
    }
