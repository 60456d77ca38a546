"""Final assessments that were passed, on the version that was taken: what certificates wait for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, String, cast, exists, func, literal, select
from sqlalchemy.orm import Session

from course.accounts.models import Person
from course.assessment.models import Attempt, AttemptSlot
from course.assessment.rules import COUNTED, is_passed
from course.enrolment.models import Certificate
from course.enrolment.queries.certificates import CertificationRow
from course.enrolment.rules.certificates import PassedFinal
from course.publishing.models import Item
from course.question_bank.models import Quiz
from course.question_bank.rules import settings_of

_EVENT = literal("attempt:") + cast(Attempt.id, String)
_PASS_MARK = Quiz.settings["pass_mark"].as_integer()
# As `rules.is_passed` says it: what waits for a person's mark has not been passed yet.
_PASSED: tuple[ColumnElement[bool], ...] = (
    Attempt.mode == COUNTED,
    Attempt.finished_at.is_not(None),
    func.coalesce(Attempt.pending, 0) == 0,
    _PASS_MARK > 0,
    Attempt.max_mark > 0,
    100.0 * Attempt.mark / Attempt.max_mark >= _PASS_MARK,
)


def due_finals(session: Session, certification: CertificationRow) -> list[PassedFinal]:
    """Returns of each person who may sign in the final that they passed last, where it has earned no certificate of
    this kind yet: one statement."""
    latest = (
        select(func.max(Attempt.id))
        .join(Quiz, Quiz.version_id == Attempt.quiz_version_id)
        .join(Item, Item.id == Attempt.quiz_item_id)
        .where(Item.kind == "quiz", Item.key == certification.final_quiz_key, *_PASSED)
        .group_by(Attempt.learner_id)
    )
    used = exists().where(
        Certificate.learner_id == Attempt.learner_id,
        Certificate.certification_item_id == certification.item_id,
        Certificate.event == _EVENT,
    )
    rows = session.execute(
        select(Attempt.learner_id, Attempt.id, Quiz.key, Quiz.version_id, Attempt.finished_at, Attempt.mark)
        .add_columns(Attempt.max_mark, _PASS_MARK)
        .join(Quiz, Quiz.version_id == Attempt.quiz_version_id)
        .join(Person, Person.id == Attempt.learner_id)
        .where(Attempt.id.in_(latest), ~used, Person.is_suspended.is_(False))
        .order_by(Attempt.id)
    )
    return [_final(row) for row in rows]


def _final(row: Row[*tuple[Any, ...]]) -> PassedFinal:
    return PassedFinal(*row)


def asked_versions(session: Session, attempt_id: int) -> tuple[int, ...]:
    """Returns the versions of the questions that an attempt asked, in order."""
    rows = session.execute(
        select(AttemptSlot.question_version_id)
        .where(AttemptSlot.attempt_id == attempt_id)
        .order_by(AttemptSlot.position)
    )
    return tuple(rows.scalars())


@dataclass(frozen=True, slots=True)
class FinalState:
    """Where a person stands in a final assessment that they sat: when it was passed last, and whether a sitting waits
    for a person's mark."""

    passed_at: datetime | None = None
    is_waiting: bool = False


def finals_of(session: Session, learner_id: int, quiz_keys: Collection[str]) -> dict[str, FinalState]:
    """Returns where a person stands in these finals, those that they sat to the end: one statement."""
    rows = session.execute(
        select(Item.key, Attempt.finished_at, Attempt.mark, Attempt.max_mark, Attempt.pending, Quiz.settings)
        .join(Quiz, Quiz.version_id == Attempt.quiz_version_id)
        .join(Item, Item.id == Attempt.quiz_item_id)
        .where(
            Attempt.learner_id == learner_id,
            Attempt.mode == COUNTED,
            Attempt.finished_at.is_not(None),
            Item.kind == "quiz",
            Item.key.in_(quiz_keys),
        )
        .order_by(Attempt.id)
    )
    found: dict[str, FinalState] = {}
    for key, finished_at, mark, max_mark, pending, settings in rows:
        before = found.get(key, FinalState())
        passes = not pending and is_passed(settings_of(settings, COUNTED), mark or 0.0, max_mark)
        found[key] = FinalState(finished_at if passes else before.passed_at, before.is_waiting or bool(pending))
    return found
