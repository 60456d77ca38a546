"""A lesson or the law behind certificates changed: reading it again is proposed; the certificates stay as they are."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from course.enrolment.models import Certificate, Refresher
from course.enrolment.queries.refreshers import certificates_resting_on
from course.foundation import clock
from course.foundation.database import insert_missing
from course.foundation.errors import NotFoundError


def propose_refreshers(session: Session, kind: str, key: str, version_id: int, message: str = "") -> int:
    """Asks the holders of certificates that rest on an earlier version of this lesson (« lesson ») or text of law
    (« law ») to read it again, with what its publisher says of the change; returns how many certificates that are.
    Two statements; the same change twice asks once.
    """
    now = clock.now()
    found = certificates_resting_on(session, kind, key, version_id, now.date())
    rows = [
        {
            "certificate_id": certificate_id,
            "kind": kind,
            "key": key,
            "version_id": version_id,
            "message": message[:500],
            "proposed_at": now,
        }
        for certificate_id in found
    ]
    insert_missing(session, Refresher, rows, ("certificate_id", "kind", "key", "version_id"))
    return len(rows)


def settle_refreshers(session: Session, learner_id: int, kind: str, key: str) -> None:
    """Keeps that a person read this again: nothing more is asked until it changes anew. One statement."""
    own = select(Certificate.id).where(Certificate.learner_id == learner_id)
    session.execute(
        update(Refresher)
        .where(
            Refresher.certificate_id.in_(own),
            Refresher.kind == kind,
            Refresher.key == key,
            Refresher.done_at.is_(None),
        )
        .values(done_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def settle_refresher(session: Session, learner_id: int, refresher_id: int) -> None:
    """« C’est relu »: settles what this refresher asks, on all certificates of the person. Raises NotFoundError for
    somebody else's."""
    row = session.execute(
        select(Refresher.kind, Refresher.key)
        .join(Certificate, Certificate.id == Refresher.certificate_id)
        .where(Refresher.id == refresher_id, Certificate.learner_id == learner_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError("error.not_found")
    settle_refreshers(session, learner_id, row.kind, row.key)
