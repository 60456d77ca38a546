"""The path that was proposed to a person, as it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from course.accounts.models import Person
from course.competencies.models import Competency
from course.enrolment.models import Completion, PathStep


@dataclass(frozen=True, slots=True)
class PathRow:
    """A step as it stands, with what was proposed where a manager changed it."""

    id: int
    competency_key: str
    name: str
    english: str
    position: int
    status: str
    level: int | None
    required: int
    format: str
    proposed_format: str
    item_ids: Sequence[int]
    minutes: int
    proposed_at: datetime
    changed_at: datetime | None
    changed_by_id: int | None
    changed_by: str | None
    change_reason: str | None

    def named(self, language: str) -> str:
        """Returns the competency's name in the language."""
        return self.english if language == "en" else self.name


_COLUMNS: tuple[Any, ...] = (
    *(PathStep.id, Competency.key, Competency.name, Competency.english, PathStep.position, PathStep.status),
    *(PathStep.level, PathStep.required, PathStep.format, PathStep.proposed_format, PathStep.items, PathStep.minutes),
    *(PathStep.proposed_at, PathStep.changed_at, PathStep.changed_by, Person.name, PathStep.change_reason),
)


def lock_path(session: Session, learner_id: int) -> None:
    """Keeps two clicks at the same instant from leaving two paths: neither would see the steps of the other."""
    if session.get_bind().dialect.name != "sqlite":  # which has one writer at a time anyway
        session.execute(select(Person.id).where(Person.id == learner_id).with_for_update(key_share=True))


def path_of(session: Session, learner_id: int) -> list[PathRow]:
    """Returns the steps of a person's standing path in their order: one statement."""
    rows = session.execute(
        select(*_COLUMNS)
        .join(Competency, Competency.id == PathStep.competency_id)
        .outerjoin(Person, Person.id == PathStep.changed_by)
        .where(PathStep.learner_id == learner_id, PathStep.replaced_at.is_(None))
        .order_by(PathStep.position)
    )
    return [PathRow(*row) for row in rows]


def read_since(session: Session, learner_id: int, since: datetime) -> set[int]:
    """Returns the items that the person completed from an instant on."""
    rows = session.execute(
        select(Completion.item_id).where(Completion.learner_id == learner_id, Completion.completed_at >= since)
    )
    return set(rows.scalars())


def between_departments(session: Session) -> frozenset[int]:
    """Returns the ids of the competencies that live between departments."""
    rows = session.execute(select(Competency.id).where(Competency.is_between_departments.is_(True)))
    return frozenset(rows.scalars())


def steps_waiting(session: Session, learner_id: int) -> tuple[int, int]:
    """Returns how many steps a person's standing path has and how many minutes they take: one statement."""
    row = session.execute(
        select(func.count(PathStep.id), func.coalesce(func.sum(PathStep.minutes), 0)).where(
            PathStep.learner_id == learner_id, PathStep.replaced_at.is_(None)
        )
    ).one()
    return int(row[0]), int(row[1])
