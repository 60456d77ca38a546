"""What holders of certificates are asked to read again, because a lesson or the law behind them changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import String, cast, or_, select
from sqlalchemy.orm import Session

from course.enrolment.models import Certificate, Refresher
from course.publishing.models import Version

BASIS: Final[Mapping[str, str]] = {"lesson": "lessons", "law": "laws"}  # where a basis names each kind


@dataclass(frozen=True, slots=True)
class RefresherRow:
    """Something to read again, with what its publisher said of the change: empty for a text of law."""

    id: int
    kind: str
    key: str
    title: str
    message: str
    proposed_at: datetime


def open_refreshers(session: Session, learner_id: int) -> list[RefresherRow]:
    """Returns what a person is asked to read again, each lesson or text of law once, its last change: one statement."""
    rows = session.execute(
        select(Refresher.id, Refresher.kind, Refresher.key, Version.title, Refresher.message, Refresher.proposed_at)
        .join(Certificate, Certificate.id == Refresher.certificate_id)
        .join(Version, Version.id == Refresher.version_id)
        .where(
            Certificate.learner_id == learner_id,
            Certificate.revoked_at.is_(None),
            Refresher.done_at.is_(None),
        )
        .order_by(Refresher.id)
    )
    last = {(row[1], row[2]): RefresherRow(*row) for row in rows}
    return list(last.values())


def certificates_resting_on(session: Session, kind: str, key: str, version_id: int, today: date) -> list[int]:
    """Returns the certificates that hold today and rest on another version of this lesson or text of law: one
    statement."""
    rows = session.execute(
        select(Certificate.id, Certificate.basis).where(
            Certificate.revoked_at.is_(None),
            or_(Certificate.valid_until.is_(None), Certificate.valid_until >= today),
            cast(Certificate.basis, String).contains(f'"{key}"', autoescape=True),  # a first sieve, in the database
        )
    )
    return [
        certificate_id
        for certificate_id, basis in rows
        if key in basis.get(BASIS[kind], {}) and basis[BASIS[kind]][key] != version_id
    ]
