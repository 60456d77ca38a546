"""Counted answers whose predictions a test chooses, recorded through the service as any answer is."""

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from course.competencies.models import Evidence
from course.competencies.services import Proof, record_evidence
from course.foundation import clock

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


def give(
    session: Session,
    learner_id: int,
    answers: Iterable[tuple[int, float, float | None]],
    at: datetime = NOON,
    competency: str = "JUR-1",
    first_slot: int | None = None,
) -> None:
    """Records one sitting of (question version, score, what is predicted: None for nothing)."""
    known = list(answers)
    with clock.at(at):
        proofs = [
            Proof(
                {competency: 1.0},
                score,
                at,
                slot_id=None if first_slot is None else first_slot + place,
                item_version_id=version_id,
            )
            for place, (version_id, score, _) in enumerate(known)
        ]
        record_evidence(session, learner_id, proofs)
    own = Evidence.learner_id == learner_id
    last = session.query(Evidence.seq).filter(own).order_by(Evidence.seq.desc()).limit(len(known)).all()
    for seq, (_, _, expected) in zip(sorted(row[0] for row in last), known, strict=True):
        session.execute(update(Evidence).where(own, Evidence.seq == seq).values(expected=expected))
    session.flush()
