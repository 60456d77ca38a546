"""A person contests a proof; a trainer decides with a reason, and nothing is erased."""

from typing import Final

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from course.competencies import queries
from course.competencies.models import Objection
from course.competencies.rules import KEPT, OBSERVATION, WITHDRAWN
from course.competencies.services.correcting import Correction, correct_evidence
from course.competencies.services.observing import checked_words
from course.foundation import clock
from course.foundation.database import insert_once
from course.foundation.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError

DECISIONS: Final = (KEPT, WITHDRAWN)
TAKEN_BACK: Final = "taken_back"  # by the person, before anybody decided

_DECIDE = (
    update(Objection)
    .where(Objection.id == bindparam("objection"), Objection.decided_at.is_(None))
    .values(
        decided_at=bindparam("at"),
        decided_by=bindparam("by"),
        decision=bindparam("decided"),
        answer=bindparam("words"),
    )
)


def object_to(session: Session, learner_id: int, evidence_seq: int, text: str) -> int:
    """Contests the proof with this number in one's own log; returns the objection's id. Raises NotFoundError where
    there is no such proof, ConflictError where it is contested already or counts no more, InvalidInputError for an
    empty or too long text."""
    words = checked_words(text, "competencies.objection_empty")
    evidence_id = queries.evidence_id(session, learner_id, evidence_seq)
    proof = next(iter(queries.standing_proofs(session, evidence_ids=[evidence_id])), None)
    if proof is None:
        raise NotFoundError("competencies.no_proof")
    if proof.score is None:
        raise ConflictError("competencies.proof_withdrawn")
    values = {"evidence_id": evidence_id, "learner_id": learner_id, "text": words, "created_at": clock.now()}
    if not insert_once(session, Objection, values, ()):
        raise ConflictError("competencies.contested_already")
    open_one = select(Objection.id).where(Objection.evidence_id == evidence_id, Objection.decided_at.is_(None))
    return session.execute(open_one).scalar_one()


def take_objection_back(session: Session, learner_id: int, objection_id: int) -> int:
    """Takes one's own objection back as long as nobody decided on it: it stays written, and the proof as it is. Returns
    the proof's number in one's log. Raises NotFoundError for anybody else's, ConflictError once it was decided."""
    objection = queries.objection_of(session, objection_id)
    if objection is None or objection.learner_id != learner_id:
        raise NotFoundError("competencies.no_objection")
    values = {"objection": objection_id, "at": clock.now(), "by": learner_id, "decided": TAKEN_BACK, "words": None}
    if not session.connection().execute(_DECIDE, values).rowcount:
        raise ConflictError("competencies.objection_decided")
    return objection.evidence_seq


def decide_objection(session: Session, decided_by: int, objection_id: int, decision: str, answer: str) -> None:
    """Decides that a contested proof is « kept » or « withdrawn », and tells the person why; a proof that is withdrawn
    counts no more from this transaction on, whatever is marked again later. Raises NotFoundError, InvalidInputError
    for another decision and without an answer, NotAllowedError for one's own objection and for who would keep what
    they saw themselves, ConflictError where somebody decided already.
    """
    words = checked_words(answer, "competencies.answer_needed")
    if decision not in DECISIONS:
        raise InvalidInputError("competencies.bad_decision")
    objection = queries.objection_of(session, objection_id)
    if objection is None:
        raise NotFoundError("competencies.no_objection")
    _check_judge(objection, decided_by, decision)
    values = {"objection": objection_id, "at": clock.now(), "by": decided_by, "decided": decision, "words": words}
    if not session.connection().execute(_DECIDE, values).rowcount:
        raise ConflictError("competencies.objection_decided")
    if decision == WITHDRAWN:
        withdrawal = Correction(None, None, None, words, objection.evidence_id)
        correct_evidence(session, objection.learner_id, [withdrawal])


def _check_judge(objection: queries.ObjectionRow, judge_id: int, decision: str) -> None:
    if objection.learner_id == judge_id:
        raise NotAllowedError("competencies.own_objection")
    if objection.kind == OBSERVATION and objection.observer_id == judge_id and decision == KEPT:
        raise NotAllowedError("competencies.own_observation_contested")
