"""Reads of « Je connais déjà »: what a person tried for a lesson, and of which lesson an attempt is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from course.assessment.models import Attempt, TestOut
from course.publishing.models import Item, Version


@dataclass(frozen=True, slots=True)
class TestOutRow:
    """A try of « Je connais déjà » for a lesson, at the version then published; `is_passed` None while it is open."""

    __test__ = False
    attempt_id: int
    lesson_item_id: int
    lesson_version_id: int
    lesson_key: str
    lesson_title: str
    started_at: datetime
    is_passed: bool | None


_ROWS: Select[*tuple[Any, ...]] = (
    select(TestOut.attempt_id, TestOut.lesson_item_id, TestOut.lesson_version_id, Item.key, Version.title)
    .add_columns(Attempt.started_at, TestOut.is_passed)
    .select_from(TestOut)
    .join(Attempt, Attempt.id == TestOut.attempt_id)
    .join(Item, Item.id == TestOut.lesson_item_id)
    .join(Version, Version.id == TestOut.lesson_version_id)
    .order_by(TestOut.attempt_id.desc())
)


def last_test_out(session: Session, learner_id: int, lesson_version_id: int) -> TestOutRow | None:
    """Returns the last try of a person for this version of a lesson, None before the first."""
    wanted = (TestOut.learner_id == learner_id, TestOut.lesson_version_id == lesson_version_id)
    row = session.execute(_ROWS.where(*wanted).limit(1)).first()
    return None if row is None else TestOutRow(*row)


def open_test_out(session: Session, learner_id: int) -> TestOutRow | None:
    """Returns the try that a person has begun and not handed in, of whichever lesson."""
    wanted = (TestOut.learner_id == learner_id, Attempt.finished_at.is_(None))
    row = session.execute(_ROWS.where(*wanted).limit(1)).first()
    return None if row is None else TestOutRow(*row)


def test_out_of(session: Session, attempt_id: int) -> TestOutRow | None:
    """Returns the try behind an attempt, None for any other attempt. The caller has checked whose it is."""
    row = session.execute(_ROWS.where(TestOut.attempt_id == attempt_id)).first()
    return None if row is None else TestOutRow(*row)
