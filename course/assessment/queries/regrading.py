"""What marking a question again needs: the counted, finished attempts that showed it, and what was marked again before.

Practice is private: it is neither read nor marked again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, aliased

from course.accounts.models import Person
from course.assessment.models import Attempt, AttemptSlot, Grade, Regrade
from course.assessment.rules import COUNTED
from course.assessment.rules.regrading import FULL, REVERTED, Entry
from course.foundation.errors import NotFoundError
from course.publishing.models import Version
from course.question_bank.models import Question, Quiz


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to mark again: a question, by the key of which version (None: all points to everybody), in which attempts:
    finished from an instant to before another, that showed this version, of this quiz."""

    question_item_id: int
    version_id: int | None
    first: datetime | None = None
    before: datetime | None = None
    shown_version_id: int | None = None
    quiz_item_id: int | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """Returns what the attempts and their slots must be."""
        found = [
            AttemptSlot.question_item_id == self.question_item_id,
            Attempt.mode == COUNTED,
            Attempt.finished_at.is_not(None),
        ]
        if self.first is not None:
            found.append(Attempt.finished_at >= self.first)
        if self.before is not None:
            found.append(Attempt.finished_at < self.before)
        if self.shown_version_id is not None:
            found.append(AttemptSlot.question_version_id == self.shown_version_id)
        if self.quiz_item_id is not None:
            found.append(Attempt.quiz_item_id == self.quiz_item_id)
        return found


def attempts_showing(session: Session, wanted: Wanted, most: int) -> list[int]:
    """Returns the ids of at most so many of the wanted attempts, in their order."""
    rows = session.execute(
        select(Attempt.id)
        .join(AttemptSlot, AttemptSlot.attempt_id == Attempt.id)
        .where(*wanted.conditions())
        .distinct()
        .order_by(Attempt.id)
        .limit(most)
    )
    return [row[0] for row in rows]


def lock_attempts(session: Session, attempt_ids: Iterable[int]) -> None:
    """Keeps others from marking these attempts until the transaction ends, always in one order."""
    ids = Attempt.id.in_(list(attempt_ids))
    session.execute(select(Attempt.id).where(ids).order_by(Attempt.id).with_for_update()).all()


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """A version of the question, and in how many counted, finished attempts it was shown."""

    version_id: int
    number: int
    created_at: datetime
    shown: int


def versions_with_uses(session: Session, question_item_id: int) -> list[ShownVersion]:
    """Returns the versions of a question that can be marked by, the latest first: one statement."""
    uses = (
        select(AttemptSlot.question_version_id, func.count().label("shown"))
        .join(Attempt, Attempt.id == AttemptSlot.attempt_id)
        .where(*Wanted(question_item_id, None).conditions())
        .group_by(AttemptSlot.question_version_id)
        .subquery()
    )
    rows = session.execute(
        select(Version.id, Version.number, Version.created_at, func.coalesce(uses.c.shown, 0))
        .join(Question, Question.version_id == Version.id)
        .outerjoin(uses, uses.c.question_version_id == Version.id)
        .where(Version.item_id == question_item_id)
        .order_by(Version.number.desc())
    )
    return [ShownVersion(*row) for row in rows]


def quizzes_showing(session: Session, question_item_id: int) -> list[tuple[int, str, str]]:
    """Returns (item, key, title) of the quizzes whose counted, finished attempts showed a question, by title."""
    title = func.max(Quiz.title)
    rows = session.execute(
        select(Attempt.quiz_item_id, func.max(Quiz.key), title)
        .join(AttemptSlot, AttemptSlot.attempt_id == Attempt.id)
        .join(Quiz, Quiz.version_id == Attempt.quiz_version_id)
        .where(*Wanted(question_item_id, None).conditions())
        .group_by(Attempt.quiz_item_id)
        .order_by(title)
    )
    return [(row[0], row[1], row[2]) for row in rows]


@dataclass(frozen=True, slots=True)
class RegradeRow:
    """Something that was marked again: how many answers, by which version or with all points, by whom, why."""

    id: int
    number: int
    is_full: bool
    reason: str
    answers: int
    created_at: datetime
    by: str
    taken_back_at: datetime | None
    taken_back_by: str | None


def regrades_of(session: Session, question_item_id: int) -> list[RegradeRow]:
    """Returns what was marked again of a question, the latest first: one statement."""
    author, back = aliased(Person), aliased(Person)
    rows = session.execute(
        select(
            Regrade.id,
            Version.number,
            func.max(Grade.kind),
            Regrade.reason,
            func.count(Grade.id),
            Regrade.created_at,
            author.name,
            Regrade.taken_back_at,
            back.name,
        )
        .join(Version, Version.id == Regrade.question_version_id)
        .join(author, author.id == Regrade.created_by)
        .outerjoin(back, back.id == Regrade.taken_back_by)
        .outerjoin(Grade, and_(Grade.regrade_id == Regrade.id, Grade.kind != REVERTED))
        .where(Regrade.question_item_id == question_item_id)
        .group_by(Regrade.id, Version.number, author.name, back.name)
        .order_by(Regrade.id.desc())
    )
    return [RegradeRow(row[0], row[1], row[2] == FULL, *row[3:]) for row in rows]


@dataclass(frozen=True, slots=True)
class RegradeHead:
    """A regrade to be taken back."""

    id: int
    question_item_id: int
    taken_back_at: datetime | None


def regrade_to_take_back(session: Session, regrade_id: int) -> RegradeHead:
    """Returns a regrade and keeps others from taking it back meanwhile. Raises NotFoundError."""
    row = session.execute(
        select(Regrade.id, Regrade.question_item_id, Regrade.taken_back_at)
        .where(Regrade.id == regrade_id)
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFoundError("error.not_found")
    return RegradeHead(*row)


def regraded_slots(session: Session, regrade_id: int) -> dict[int, list[int]]:
    """Returns by attempt the slots that a regrade marked."""
    rows = session.execute(
        select(AttemptSlot.attempt_id, AttemptSlot.id)
        .join(Grade, Grade.slot_id == AttemptSlot.id)
        .where(Grade.regrade_id == regrade_id, Grade.kind != REVERTED)
        .order_by(AttemptSlot.attempt_id, AttemptSlot.id)
    )
    found: dict[int, list[int]] = {}
    for attempt_id, slot_id in rows:
        found.setdefault(attempt_id, []).append(slot_id)
    return found


def grade_logs(session: Session, slot_ids: Iterable[int]) -> dict[int, dict[int, Entry]]:
    """Returns the grade logs of these slots, each by the number of its entries: one statement."""
    rows = session.execute(
        select(
            Grade.slot_id,
            Grade.number,
            Grade.kind,
            Grade.fraction,
            Grade.outcome,
            Grade.question_version_id,
            Grade.regrade_id,
        ).where(Grade.slot_id.in_(list(slot_ids)))
    )
    found: dict[int, dict[int, Entry]] = {}
    for row in rows:
        values: list[Any] = [*row[1:]]
        found.setdefault(row[0], {})[row[1]] = Entry(*values)
    return found


def names_of(session: Session, person_ids: Iterable[int]) -> dict[int, str]:
    """Returns the names of people by id, for a page whose reading is written in the journal."""
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(list(person_ids))))
    return {row[0]: row[1] for row in rows}
