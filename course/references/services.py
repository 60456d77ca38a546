"""Writes of references: laws and words as published versions, dated rates."""

from sqlalchemy.orm import Session

from course.foundation.database import upsert
from course.publishing.services import NewVersion, add_version, ensure_item, publish_new
from course.references.formats import LawEntry, RateEntry, TermEntry
from course.references.models import LegalReference, Rate, Term
from course.references.queries import published_law
from course.references.rules import MATERIAL, name_of


def save_law(
    session: Session, law: LawEntry, source: str, author_id: int | None = None, message: str = ""
) -> NewVersion:
    """Publishes a version of the legal reference with its canonical source; it says whether the law itself changed, its
    text or its dates, rather than how or when it was checked."""
    before = published_law(session, law.key)
    item = ensure_item(session, "law", law.key)
    version = add_version(session, item, name_of(law.code, law.article), source, (), author_id, message)
    session.add(
        LegalReference(
            version_id=version.id,
            key=law.key,
            code=law.code,
            article=law.article,
            title=law.title,
            summary=law.summary,
            in_force_from=law.in_force_from,
            in_force_to=law.in_force_to,
            grade=law.grade,
            checked_on=law.checked_on,
            url=law.url,
            note=law.note,
            facts=list(law.facts),
        )
    )
    is_material = before is not None and any(getattr(before, name) != getattr(law, name) for name in MATERIAL)
    return publish_new(session, version, is_material=is_material)


def save_term(
    session: Session, term: TermEntry, source: str, author_id: int | None = None, message: str = ""
) -> NewVersion:
    """Publishes a version of the word with its canonical source."""
    item = ensure_item(session, "term", term.key)
    version = add_version(session, item, term.term, source, (), author_id, message)
    session.add(
        Term(version_id=version.id, key=term.key, term=term.term, english=term.english, definition=term.definition)
    )
    return publish_new(session, version)


def save_rate(session: Session, rate: RateEntry) -> None:
    """Keeps the rate; the same kind from the same day replaces it."""
    row = {
        "kind": rate.kind,
        "valid_from": rate.valid_from,
        "valid_to": rate.valid_to,
        "value": rate.value,
        "grade": rate.grade,
        "note": rate.note,
    }
    upsert(session, Rate, [row], ("kind", "valid_from"))
