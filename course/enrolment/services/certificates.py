"""A certificate is issued once for what earned it, and revoked by a person with a reason; nothing else changes it."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from course.accounts.queries import organisation
from course.accounts.services import record_audit
from course.enrolment.models import Certificate
from course.enrolment.queries.certificates import CertificationRow, content_behind, evidence_behind, name_of
from course.enrolment.rules.certificates import (
    LONGEST_REASON,
    Met,
    PassedFinal,
    Standing,
    are_established,
    last_day,
    requirements_met,
)
from course.foundation import clock
from course.foundation.database import insert_once, record_apart
from course.foundation.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError

TOKEN_BYTES: Final = 24  # 192 bits of chance: nobody finds an address by trying
ZONE: Final = "Europe/Paris"  # of an installation whose organisation has no name yet


def issue_certificate(
    session: Session, certification: CertificationRow, passed: PassedFinal, standings: Mapping[str, Standing]
) -> bool:
    """Issues the certificate where every level that it asks for is established, once for this final whoever else tries,
    and says whether it did. What lies behind it is kept as it stands: versions, levels, ids of the proofs.
    """
    met = requirements_met(certification.requirements, standings)
    if not are_established(met):
        return False
    now = clock.now()
    found = organisation(session)
    values = {
        "token": secrets.token_urlsafe(TOKEN_BYTES),
        "learner_id": passed.learner_id,
        "certification_item_id": certification.item_id,
        "certification_version_id": certification.version_id,
        "event": passed.event,
        "holder_name": name_of(session, passed.learner_id),
        "issued_at": now,
        "valid_until": last_day(certification.validity, clock.today(found.zone if found else ZONE)),
        "basis": _basis(session, certification, passed, met),
    }
    return insert_once(session, Certificate, values, ("learner_id", "certification_item_id", "event"))


def _basis(
    session: Session, certification: CertificationRow, passed: PassedFinal, met: Sequence[Met]
) -> dict[str, Any]:
    proofs = evidence_behind(session, passed.learner_id, certification.requirements)
    content = content_behind(session, certification.requirements)
    return {
        "final": {
            "attempt": passed.attempt_id,
            "quiz": passed.quiz_key,
            "version": passed.quiz_version_id,
            "finished_at": passed.finished_at.isoformat(),
            "mark": passed.mark,
            "max_mark": passed.max_mark,
            "pass_mark": passed.pass_mark,
            "questions": list(passed.question_version_ids),
        },
        "levels": [
            {
                "competency": one.key,
                "level": one.level,
                "probability": round(one.probability, 4),
                "direct_proofs": one.standing.direct_proofs,
                "evidence": proofs[one.key],
            }
            for one in met
        ],
        "lessons": dict(content.lessons),
        "laws": dict(content.laws),
    }


def note_reading(reader_id: int, certificate_id: int, learner_id: int) -> None:
    """Keeps in the journal, in a transaction of its own, that somebody read what lies behind a person's certificate."""
    if reader_id != learner_id:
        with record_apart() as session:
            record_audit(session, "certificate.read", reader_id, learner_id, {"certificate": certificate_id})


def revoke_certificate(session: Session, revoked_by: int, certificate_id: int, reason: str) -> None:
    """Revokes a certificate for a reason that its holder reads; a line of the journal says who did. It stays, and the
    final that earned it earns no other.

    Raises InvalidInputError without a reason of at most 300 characters, NotFoundError where there is no such
    certificate, NotAllowedError for one's own, ConflictError where it was revoked already.
    """
    reason = " ".join(reason.split())
    if not reason or len(reason) > LONGEST_REASON:
        raise InvalidInputError("certificates.reason_needed", longest=LONGEST_REASON)
    row = session.execute(select(Certificate.learner_id).where(Certificate.id == certificate_id)).one_or_none()
    if row is None:
        raise NotFoundError("error.not_found")
    if row.learner_id == revoked_by:
        raise NotAllowedError("certificates.own_certificate")
    done = session.execute(
        update(Certificate)
        .where(Certificate.id == certificate_id, Certificate.revoked_at.is_(None))
        .values(revoked_at=clock.now(), revoked_by=revoked_by, revoke_reason=reason)
        .returning(Certificate.id)
    ).first()
    if done is None:
        raise ConflictError("certificates.revoked_already")
    record_audit(
        session, "certificate.revoked", revoked_by, row.learner_id, {"certificate": certificate_id, "reason": reason}
    )
