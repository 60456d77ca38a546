"""Pure decisions about reviewing: figures and order that no reload changes, time that counts, where a day ends."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from statistics import median
from typing import Any, Final
from zoneinfo import ZoneInfo

from course.assessment.rules.draws import option_order
from quizzes.questions import Question

UNASKED_TYPES: Final = ("essay", "description")  # nobody marks the one, nothing is asked by the other
LONGEST_SECONDS: Final = 600.0
SECONDS_A_DAY: Final = 600
MOST_SECONDS_OF_A_CARD: Final = 180
ENOUGH_TIMES: Final = 5
TIMES_LOOKED_AT: Final = 50


def seed_of(learner_id: int, item_id: int, reviews: int) -> int:
    """Returns the seed of a question's figures and order at a person's next review: the same until that is done."""
    told = hashlib.sha256(f"{learner_id} {item_id} {reviews}".encode()).digest()
    return int.from_bytes(told[:4]) >> 1


def review_order(question: Question, seed: int) -> tuple[Any, ...]:
    """Returns the order in which the parts of a question are shown: another one at each review."""
    return tuple(option_order(question, True, Random(seed)))  # noqa: S311 - an order is no secret


def seconds_taken(started_at: datetime, now: datetime) -> float:
    """Returns how long an answer took, 0 to 600 seconds."""
    return min(max((now - started_at).total_seconds(), 0.0), LONGEST_SECONDS)


def usual_seconds(times: Sequence[float], expected: int, extra_percent: int) -> float:
    """Returns how long people take for a question: the median of its recent reviews where there are five or more, else
    what its author expects; more for a person who is given more time."""
    usual = median(times) if len(times) >= ENOUGH_TIMES else expected
    return max(1.0, usual) * (100 + extra_percent) / 100


def day_bounds(now: datetime, zone: str) -> tuple[date, datetime, datetime]:
    """Returns the day of an instant in a zone, when it begins and when it ends."""
    day = now.astimezone(ZoneInfo(zone)).date()
    begins, ends = (datetime.combine(one, time(), ZoneInfo(zone)) for one in (day, day + timedelta(days=1)))
    return day, begins.astimezone(UTC), ends.astimezone(UTC)


def minutes_of(seconds: float) -> int:
    """Returns the minutes that one announces for so many seconds: rounded up, at least one."""
    return max(1, -(-int(seconds) // 60))
