"""Pure decisions about attempts: what is drawn, in which order, until when, how often."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from quizzes.questions import ChoiceBase, Question

PRACTICE = "practice"
COUNTED = "counted"
RULE_VERSION = 1
NOTICE_VERSION = 1
GRACE = timedelta(seconds=10)
ABANDONED_AFTER = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question of the pool that may be drawn."""

    item_id: int
    version_id: int
    competency: str
    is_exposed: bool


def drawn(
    candidates: Sequence[Candidate], count: int | None, rng: Random, wanted: frozenset[str] | None = None
) -> list[Candidate]:
    """Returns the questions of an attempt: all in their order where `count` is None, else `count` of them, those
    never met before first. With `wanted`, only their competencies are drawn from, evenly.
    """
    if wanted is not None:
        candidates = [c for c in candidates if c.competency in wanted] or list(candidates)
    if count is None or count >= len(candidates):
        return list(candidates)
    shuffled = list(candidates)
    rng.shuffle(shuffled)
    shuffled.sort(key=lambda c: c.is_exposed)
    if wanted is None:
        return shuffled[:count]
    return _evenly(shuffled, count, rng)


def _evenly(candidates: Sequence[Candidate], count: int, rng: Random) -> list[Candidate]:
    by_competency: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        by_competency.setdefault(candidate.competency, []).append(candidate)
    queues = list(by_competency.values())
    rng.shuffle(queues)
    chosen: list[Candidate] = []
    while len(chosen) < count:
        for queue in queues:
            if queue and len(chosen) < count:
                chosen.append(queue.pop(0))
    return chosen


def option_order(question: Question, shuffle: bool, rng: Random) -> list[str]:
    """Returns the letters of the options in the order shown; nothing for other types (true stands before false)."""
    if not isinstance(question, ChoiceBase):
        return []
    letters = list(question.letters)
    if shuffle:
        rng.shuffle(letters)
    return letters


def deadline(started_at: datetime, limit_minutes: int | None) -> datetime | None:
    """Returns when the sitting ends, or None without a limit."""
    return started_at + timedelta(minutes=limit_minutes) if limit_minutes else None


def is_over(deadline_at: datetime | None, now: datetime) -> bool:
    """Says whether an answer comes too late; a few seconds of grace cover the network."""
    return deadline_at is not None and now > deadline_at + GRACE


def attempts_left(settings: Mapping[str, Any], taken: int) -> int | None:
    """Returns how many sittings are left, None without a limit."""
    allowed = settings.get("attempts")
    return None if not allowed else max(0, int(allowed) - taken)


def is_passed(settings: Mapping[str, Any], mark: float, max_mark: float) -> bool | None:
    """Says whether the mark reaches the quiz's pass mark, None where it has none."""
    pass_mark = settings.get("pass_mark")
    if not pass_mark or max_mark <= 0:
        return None
    return 100 * mark / max_mark >= float(pass_mark)
