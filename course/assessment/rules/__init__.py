"""Pure decisions about attempts: what is drawn, in which order, until when, how often, what counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal, Protocol

from course.assessment.rules.draws import Candidate, chosen_questions, drawn, option_order
from course.question_bank.rules import QuizSettings
from quizzes.behaviours import certainty_mark

__all__ = [
    "ABANDONED_AFTER",
    "COUNTED",
    "GRACE",
    "PRACTICE",
    "RULE_VERSION",
    "SUREST",
    "Access",
    "Candidate",
    "access_to",
    "attempts_left",
    "chosen_questions",
    "counting_mark",
    "deadline",
    "drawn",
    "is_closed",
    "is_over",
    "is_passed",
    "option_order",
    "slot_mark",
    "with_allowance",
]

PRACTICE: Final = "practice"
COUNTED = "counted"
RULE_VERSION = 2
GRACE = timedelta(seconds=10)
ABANDONED_AFTER = timedelta(days=2)
SUREST: Final = 3


class Taken(Protocol):
    """What these rules need to know of a former sitting."""

    @property
    def number(self) -> int:
        """Its number, from 1."""

    @property
    def finished_at(self) -> datetime | None:
        """When it ended, None while it is open."""

    @property
    def mark(self) -> float | None:
        """Its mark, None while it is open."""

    @property
    def max_mark(self) -> float:
        """The most that it could give."""


@dataclass(frozen=True, slots=True)
class Access:
    """Whether a sitting may begin now: `open`, or why not, with the day or the instant from which it may."""

    state: Literal["open", "not_yet", "closed", "cooling_off", "none_left"]
    on: date | None = None
    at: datetime | None = None
    left: int | None = None


def access_to(settings: QuizSettings, sittings: Sequence[Taken], now: datetime, today: date) -> Access:
    """Returns whether a new sitting may begin; `today` is the day in the organisation's zone."""
    left = attempts_left(settings, len(sittings))
    if settings.opens_on is not None and today < settings.opens_on:
        return Access("not_yet", on=settings.opens_on, left=left)
    if is_closed(settings, today):
        return Access("closed", on=settings.closes_on, left=left)
    if left == 0:
        return Access("none_left", left=0)
    last = max((sitting.finished_at for sitting in sittings if sitting.finished_at is not None), default=None)
    if last is not None and now < last + timedelta(minutes=settings.cooling_off_minutes):
        return Access("cooling_off", at=last + timedelta(minutes=settings.cooling_off_minutes), left=left)
    return Access("open", left=left)


def is_closed(settings: QuizSettings, today: date) -> bool:
    """Says whether the quiz is past its last day."""
    return settings.closes_on is not None and today > settings.closes_on


def attempts_left(settings: QuizSettings, taken: int) -> int | None:
    """Returns how many sittings are left, None without a limit."""
    return None if not settings.attempts else max(0, settings.attempts - taken)


def with_allowance(limit_minutes: int | None, extra_percent: int) -> float | None:
    """Returns the minutes of a limit for a person who has so much more time, None without a limit."""
    return None if not limit_minutes else limit_minutes * (100 + extra_percent) / 100


def deadline(started_at: datetime, limit_minutes: float | None) -> datetime | None:
    """Returns when the sitting ends, or None without a limit."""
    return started_at + timedelta(minutes=limit_minutes) if limit_minutes else None


def is_over(deadline_at: datetime | None, now: datetime, grace: timedelta = GRACE) -> bool:
    """Says whether an answer comes too late; a few seconds of grace cover the network."""
    return deadline_at is not None and now > deadline_at + grace


def slot_mark(settings: QuizSettings, fraction: float, max_mark: float, certainty: int | None) -> float:
    """Returns what an answer adds to the mark: its share of what the question weighs, by certainty where the quiz marks
    by it (then up to three times as much, or less than nothing).
    """
    if not settings.certainty:
        return max(0.0, fraction) * max_mark
    return certainty_mark(fraction, 3 if certainty == SUREST else 2 if certainty == 2 else 1) * max_mark


def counting_mark(settings: QuizSettings, sittings: Sequence[Taken]) -> tuple[float, float] | None:
    """Returns (mark, most) of what counts of several sittings, by the quiz's rule; None where none has ended."""
    ended = sorted((s for s in sittings if s.finished_at is not None and s.mark is not None), key=lambda s: s.number)
    if not ended:
        return None
    shares = [(s.mark or 0.0) / s.max_mark if s.max_mark else 0.0 for s in ended]
    most = ended[-1].max_mark
    match settings.counts:
        case "first":
            return ended[0].mark or 0.0, ended[0].max_mark
        case "last":
            return ended[-1].mark or 0.0, most
        case "mean":
            return sum(shares) / len(shares) * most, most
    best = max(range(len(ended)), key=lambda place: shares[place])
    return ended[best].mark or 0.0, ended[best].max_mark


def is_passed(settings: QuizSettings, mark: float, max_mark: float) -> bool | None:
    """Says whether the mark reaches the quiz's pass mark, None where it has none."""
    if not settings.pass_mark or max_mark <= 0:
        return None
    return 100 * mark / max_mark >= settings.pass_mark
