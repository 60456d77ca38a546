"""Writes what certificates ask for, as published versions."""

from sqlalchemy.orm import Session

from course.enrolment.formats.certifications import CertificationEntry
from course.enrolment.models import Certification
from course.publishing.services import NewVersion, add_version, ensure_item, publish_new


def save_certification(
    session: Session, entry: CertificationEntry, source: str, author_id: int | None = None, message: str = ""
) -> NewVersion:
    """Publishes a version of the certification with its canonical source."""
    item = ensure_item(session, "certification", entry.key)
    depends_on = {("quiz", entry.final), *(("competency", key) for key in entry.requirements)}
    version = add_version(session, item, entry.title, source, depends_on, author_id, message)
    session.add(
        Certification(
            version_id=version.id,
            item_id=item.id,
            key=entry.key,
            title=entry.title,
            english=entry.english,
            requirements=dict(entry.requirements),
            final_quiz_key=entry.final,
            validity=entry.validity.to_json(),
        )
    )
    return publish_new(session, version)
