"""« Chez nous »: rendered and sanitised once when it is saved; nobody writes over words that they have not seen."""

from sqlalchemy.orm import Session

from course.authoring.queries import note_of
from course.authoring.queries.subjects import Subject
from course.catalogue.services import save_company_note
from course.foundation.errors import ConflictError
from course.foundation.markdown import render_markdown
from course.publishing.services import ensure_item


def render_note(source: str) -> str:
    """Returns the note as HTML. Raises InvalidInputError as `render_markdown` does."""
    return render_markdown(source, page=False).html


def write_note(session: Session, item_id: int, source: str, html: str, seen: str, author_id: int) -> None:
    """Keeps the note; an empty one is removed.

    Raises ConflictError `authoring.note_changed` where it is not the one that was seen, InvalidInputError where it is
    too long.
    """
    _check_seen(session, item_id, seen)
    save_company_note(session, item_id, source, html, author_id)


def remove_note(session: Session, item_id: int, seen: str) -> None:
    """Takes the note away. Raises ConflictError where it is not the one that was seen."""
    _check_seen(session, item_id, seen)
    save_company_note(session, item_id, "", "", None)


def note_item(session: Session, subject: Subject) -> int:
    """Returns the id of the item that the note stands beside; a heading of the company's gets one with its first note,
    which no file of content knows and no import touches."""
    return subject.item_id if subject.item_id is not None else ensure_item(session, subject.kind, subject.key).id


def _check_seen(session: Session, item_id: int, seen: str) -> None:
    note = note_of(session, item_id)
    if (note.stamp if note else "") != seen:
        raise ConflictError("authoring.note_changed")
