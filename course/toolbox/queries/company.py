"""The company's own words: beside the tools, and those of « Chez nous » that stand by themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.accounts.models import Person
from course.catalogue.models import CompanyNote
from course.publishing.models import Item
from course.toolbox.rules import COMPANY


@dataclass(frozen=True, slots=True)
class OwnNote:
    """A note as it is shown, with who wrote it last and when."""

    key: str
    html: str
    updated_at: datetime
    by: str | None


def notes_beside(session: Session, item_ids: Iterable[int]) -> dict[int, str]:
    """Returns the HTML of the company's notes by item, where there is one; one statement."""
    found = session.execute(
        select(CompanyNote.item_id, CompanyNote.html).where(CompanyNote.item_id.in_(list(item_ids)))
    )
    return {row.item_id: row.html for row in found}


def company_notes(session: Session) -> dict[str, OwnNote]:
    """Returns the notes of « Chez nous » by key, where they are written; one statement."""
    found = session.execute(
        select(Item.key, CompanyNote.html, CompanyNote.updated_at, Person.name)
        .join(CompanyNote, CompanyNote.item_id == Item.id)
        .outerjoin(Person, Person.id == CompanyNote.updated_by)
        .where(Item.kind == "company", Item.key.in_(COMPANY))
    )
    return {row[0]: OwnNote(*row) for row in found}
