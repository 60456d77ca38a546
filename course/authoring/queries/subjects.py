"""What a company note stands beside: a lesson, a tool that is published, or nothing but its own heading."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.publishing.models import Item, Version
from course.toolbox.rules import COMPANY

TOOL_KINDS = frozenset({"calculator", "card", "phrase", "letter", "document"})
COMPANY_KIND = "company"


@dataclass(frozen=True, slots=True)
class Subject:
    """Beside what the note stands. `item_id` is None for a heading of the company's that nobody has written under."""

    kind: str
    key: str
    title: str
    item_id: int | None


def subject_of(session: Session, kind: str, key: str) -> Subject | None:
    """Returns the published tool or the company's heading with this key, None where there is none; a heading's title
    is for the page to say."""
    if kind == COMPANY_KIND and key in COMPANY:
        found = session.execute(select(Item.id).where(Item.kind == kind, Item.key == key)).scalar_one_or_none()
        return Subject(kind, key, "", found)
    if kind not in TOOL_KINDS:
        return None
    row = session.execute(
        select(Item.id, Version.title)
        .join(Version, Version.id == Item.published_version_id)
        .where(Item.kind == kind, Item.key == key)
    ).one_or_none()
    return Subject(kind, key, row.title, row.id) if row else None
