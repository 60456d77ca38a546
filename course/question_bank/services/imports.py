"""Writes imports of files: kept from the moment that the file is sent, until it was looked at, done or undone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from course.foundation import clock
from course.question_bank.models import QuestionDraft, QuestionImport

WAITING = ("sent", "read")
MOST_WAITING = 3
"""So many files of one person wait for a decision; an older one gives way to the next."""


def begin_import(
    session: Session, file_format: str, file_name: str, category: str, report: Mapping[str, Any], author_id: int | None
) -> int:
    """Keeps an import with its first state and returns its id."""
    row = QuestionImport(
        format=file_format,
        file_name=file_name,
        category=category,
        report=dict(report),
        imported_at=clock.now(),
        imported_by=author_id,
    )
    session.add(row)
    session.flush()
    return row.id


def keep_report(session: Session, import_id: int, report: Mapping[str, Any], **columns: str) -> None:
    """Replaces what is kept of an import; `category` goes with it where it is given."""
    session.execute(update(QuestionImport).where(QuestionImport.id == import_id).values(report=dict(report), **columns))
    session.expire_all()


def lock_import(session: Session, import_id: int) -> None:
    """Makes others who would decide on the same import wait until this transaction ends."""
    session.execute(select(QuestionImport.id).where(QuestionImport.id == import_id).with_for_update())


def forget_import(session: Session, import_id: int) -> None:
    """Forgets a file that waited for a decision."""
    waiting = QuestionImport.report["state"].as_string().in_(WAITING)
    session.execute(delete(QuestionImport).where(QuestionImport.id == import_id, waiting))


def forget_waiting(session: Session, before: datetime, author_id: int | None) -> None:
    """Forgets the files that wait for a decision since before this instant, and all but the newest of this person."""
    waiting = QuestionImport.report["state"].as_string().in_(WAITING)
    session.execute(delete(QuestionImport).where(waiting, QuestionImport.imported_at < before))
    own = (
        select(QuestionImport.id)
        .where(waiting, QuestionImport.imported_by == author_id)
        .order_by(QuestionImport.id.desc())
        .offset(MOST_WAITING - 1)
    )
    session.execute(delete(QuestionImport).where(QuestionImport.id.in_(session.execute(own).scalars().all())))


def remove_drafts(session: Session, import_id: int, revisions: Mapping[str, int]) -> list[str]:
    """Takes the drafts away that the import made and that are still of these revisions; returns their keys."""
    rows = session.execute(
        select(QuestionDraft.item_id, QuestionDraft.key, QuestionDraft.revision).where(
            QuestionDraft.import_id == import_id
        )
    )
    gone = {item_id: key for item_id, key, revision in rows if revisions.get(key) == revision}
    ids = list(gone)
    for start in range(0, len(ids), 500):
        session.execute(delete(QuestionDraft).where(QuestionDraft.item_id.in_(ids[start : start + 500])))
    session.expire_all()
    return list(gone.values())
