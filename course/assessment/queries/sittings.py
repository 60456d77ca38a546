"""Reads across the sittings of a person: former ones, results, what was met before, what must be ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from course.accounts.models import Person
from course.assessment.models import Attempt, AttemptSlot, Diagnostic, Exposure, Grade, TimeAllowance
from course.assessment.rules import COUNTED, counting_mark, is_closed, is_over
from course.publishing.models import Item, Version
from course.question_bank.models import Quiz
from course.question_bank.rules import QuizSettings, settings_of
from course.question_bank.rules.settings import Counts

_DIAGNOSTICS = select(Diagnostic.attempt_id).where(Diagnostic.attempt_id.is_not(None))


@dataclass(frozen=True, slots=True)
class Sitting:
    """A former or open attempt at a quiz, as its page lists it."""

    id: int
    number: int
    started_at: datetime
    deadline_at: datetime | None
    finished_at: datetime | None
    mark: float | None
    max_mark: float
    grace: timedelta


def sittings_of(session: Session, learner_id: int, quiz_item_id: int) -> list[Sitting]:
    """Returns a person's attempts at a quiz, newest first."""
    rows = session.execute(
        select(
            Attempt.id,
            Attempt.number,
            Attempt.started_at,
            Attempt.deadline_at,
            Attempt.finished_at,
            Attempt.mark,
            Attempt.max_mark,
            Quiz.settings,
            Attempt.mode,
        )
        .join(Quiz, Quiz.version_id == Attempt.quiz_version_id)
        .where(Attempt.learner_id == learner_id, Attempt.quiz_item_id == quiz_item_id)
        .order_by(Attempt.number.desc())
    )
    return [_sitting(taken, grace_of(settings, mode)) for *taken, settings, mode in rows]


def _sitting(taken: Sequence[Any], grace: timedelta) -> Sitting:
    attempt_id, number, started_at, deadline_at, finished_at, mark, max_mark = taken
    return Sitting(attempt_id, number, started_at, deadline_at, finished_at, mark, max_mark, grace)


def exposed_items(session: Session, learner_id: int) -> dict[int, datetime]:
    """Returns the question items that the person has met, each with when last: in an attempt, else when first."""
    met = select(Exposure.question_item_id, Exposure.first_at).where(Exposure.learner_id == learner_id)
    last = (
        select(AttemptSlot.question_item_id, func.max(Attempt.started_at))
        .join(Attempt, Attempt.id == AttemptSlot.attempt_id)
        .where(Attempt.learner_id == learner_id)
        .group_by(AttemptSlot.question_item_id)
    )
    found: dict[int, datetime] = {row[0]: row[1] for row in session.execute(met)}
    for item_id, at in session.execute(last):
        if item_id in found:
            found[item_id] = max(found[item_id], at)
    return found


def unanswered_items(session: Session, learner_id: int) -> set[int]:
    """Returns the question items whose answer the person still owes to an open attempt that counts."""
    rows = session.execute(
        select(AttemptSlot.question_item_id)
        .join(Attempt, Attempt.id == AttemptSlot.attempt_id)
        .outerjoin(Grade, Grade.slot_id == AttemptSlot.id)
        .where(
            Attempt.learner_id == learner_id,
            Attempt.mode == COUNTED,
            Attempt.finished_at.is_(None),
            Grade.id.is_(None),
        )
    )
    return set(rows.scalars())


def extra_percent(session: Session, learner_id: int) -> int:
    """Returns how much more time the person has in timed quizzes, in per cent; 0 for most."""
    found = session.execute(
        select(TimeAllowance.extra_percent).where(TimeAllowance.learner_id == learner_id)
    ).scalar_one_or_none()
    return found or 0


@dataclass(frozen=True, slots=True)
class QuizResult:
    """What counts of a person's finished attempts at a quiz, by its rule; `mark` None where it is not shown."""

    quiz_item_id: int
    attempts: int
    mark: float | None
    max_mark: float
    counts: Counts


def results_of(session: Session, learner_id: int, day: date) -> dict[int, QuizResult]:
    """Returns the results of a person by quiz item, as far as they may be shown on this day: one statement. For the
    person's own screens: practice is in it.
    """
    rows = session.execute(
        select(Attempt.quiz_item_id, Attempt.mode, Quiz.settings)
        .add_columns(Attempt.id, Attempt.number, Attempt.started_at, Attempt.deadline_at, Attempt.finished_at)
        .add_columns(Attempt.mark, Attempt.max_mark)
        .join(Quiz, Quiz.version_id == Attempt.quiz_version_id)
        .where(Attempt.learner_id == learner_id, Attempt.finished_at.is_not(None))
        .order_by(Attempt.number)
    )
    sittings: dict[int, list[Sitting]] = {}
    settings: dict[int, QuizSettings] = {}
    for item_id, mode, stored, *taken in rows:
        settings[item_id] = settings_of(stored or {}, mode)
        sittings.setdefault(item_id, []).append(_sitting(taken, grace_of(stored, mode)))
    return {item_id: _result(item_id, settings[item_id], found, day) for item_id, found in sittings.items()}


def _result(item_id: int, settings: QuizSettings, sittings: list[Sitting], day: date) -> QuizResult:
    mark, most = counting_mark(settings, sittings) or (0.0, sittings[-1].max_mark)
    is_shown = settings.shows("mark", is_closed=is_closed(settings, day))
    return QuizResult(item_id, len(sittings), mark if is_shown else None, most, settings.counts)


def attempts_to_expire(session: Session, now: datetime, abandoned_before: datetime) -> list[tuple[int, int]]:
    """Returns (attempt, learner) of open attempts past their deadline and the grace of their quiz, or without a
    deadline and abandoned; a diagnostic may rest longer.
    """
    late = and_(Attempt.deadline_at.is_not(None), Attempt.deadline_at < now)
    abandoned = and_(Attempt.deadline_at.is_(None), Attempt.started_at < abandoned_before)
    rows = session.execute(
        select(Attempt.id, Attempt.learner_id, Attempt.deadline_at, Attempt.mode, Quiz.settings)
        .join(Quiz, Quiz.version_id == Attempt.quiz_version_id)
        .where(Attempt.finished_at.is_(None), late | abandoned, Attempt.id.not_in(_DIAGNOSTICS))
    )
    return [(row[0], row[1]) for row in rows if row[2] is None or is_over(row[2], now, grace_of(row[4], row[3]))]


def grace_of(settings: Mapping[str, Any] | None, mode: str) -> timedelta:
    """Returns how long after its deadline an attempt still takes answers, by the settings of its quiz version."""
    return timedelta(seconds=settings_of(settings or {}, mode).grace_seconds)


def open_attempts(session: Session, learner_id: int) -> list[tuple[int, str, str, str]]:
    """Returns (attempt id, quiz key, title, mode) of what the person has begun and not finished, but diagnostics."""
    rows = session.execute(
        select(Attempt.id, Item.key, Version.title, Attempt.mode)
        .join(Item, Item.id == Attempt.quiz_item_id)
        .join(Version, Version.id == Attempt.quiz_version_id)
        .where(Attempt.learner_id == learner_id, Attempt.finished_at.is_(None), Attempt.id.not_in(_DIAGNOSTICS))
        .order_by(Attempt.started_at.desc())
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def is_person(session: Session, person_id: int) -> bool:
    """Says whether there is a person with this id."""
    return session.execute(select(Person.id).where(Person.id == person_id)).first() is not None
