"""When a question that was met comes back, so that it is asked shortly before it would be forgotten; and today's cards.

Memory follows FSRS-6 with its published parameters (library `fsrs`, pinned): difficulty, stability, and the chance of
recall R(t) = (1 + F t / S)^-d, d = 0.1542, F = 0.9^(-1/d) - 1, so that R = 0.9 after S days. A card is due when R falls
to 0.9, in whole days, at least 1 and at most 180. Nothing is random here: the library's fuzz draws from the global
generator, so it is off. Source: measurement reference, « Spaced review ».
"""

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import Final

import fsrs

from quizzes.questions import SCORE_TOLERANCE

RETENTION: Final = 0.9
LONGEST_DAYS: Final = 180
SLOW: Final = 1.7
HALF: Final = 0.5
FULL: Final = float(1 - SCORE_TOLERANCE)
MOST_A_DAY: Final = 20
MOST_NEW_A_DAY: Final = 5
_ONE_DAY: Final = timedelta(days=1)

# No learning steps: a card comes back after a day or more, never within one sitting.
_SCHEDULER: Final = fsrs.Scheduler(
    desired_retention=RETENTION,
    learning_steps=(),
    relearning_steps=(),
    maximum_interval=LONGEST_DAYS,
    enable_fuzzing=False,
)


class Rating(IntEnum):
    """How an answer went, in the numbers of FSRS; « easy » is never given: nobody is asked how easy it was."""

    AGAIN = 1
    HARD = 2
    GOOD = 3


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of one person's memory of one question; immutable.

    `stability` > 0, the days until recall falls to 0.9; `difficulty` 1 to 10; `due_at` and `last_at` instants with a
    zone; `reviews` >= 1, and `lapses` >= 0, how often it was forgotten after the first review. Raises ValueError for
    other values.
    """

    stability: float
    difficulty: float
    due_at: datetime
    last_at: datetime
    reviews: int
    lapses: int

    def __post_init__(self) -> None:
        if not (math.isfinite(self.stability) and self.stability > 0.0):
            raise ValueError(self.stability)
        if not 1.0 <= self.difficulty <= 10.0:
            raise ValueError(self.difficulty)
        if self.reviews < 1 or not 0 <= self.lapses < self.reviews:
            raise ValueError((self.reviews, self.lapses))
        for instant in (self.due_at, self.last_at):
            _in_utc(instant)


@dataclass(frozen=True, slots=True)
class Card:
    """A question that may be asked: what it is known by, what it is about, its memory (None: never reviewed)."""

    key: Hashable
    topic: Hashable
    memory: Memory | None = None


def rating_of(score: float, seconds: float | None, median: float) -> Rating:
    """Returns the rating of an answer worth `score`, given in `seconds` where people take `median` seconds (> 0).

    Below half of the mark AGAIN; in part right, or right but slower than 1.7 x median, HARD; else GOOD. `seconds` None,
    not known, is not slow. Raises ValueError for a score outside -1..1 (a choice may take points off), negative seconds
    or a median that is not above 0.
    """
    if not -1.0 <= score <= 1.0:
        raise ValueError(score)
    if not (math.isfinite(median) and median > 0.0):
        raise ValueError(median)
    if seconds is not None and not seconds >= 0.0:
        raise ValueError(seconds)
    if score < HALF:
        return Rating.AGAIN
    is_slow = seconds is not None and seconds > SLOW * median
    return Rating.HARD if score < FULL or is_slow else Rating.GOOD


def reviewed(memory: Memory | None, rating: Rating, at: datetime) -> Memory:
    """Returns the memory after a review at an instant with a zone; `memory` None: the first one.

    The next one is due 1 to 180 whole days later. Time since the last review counts in whole days, rounded (the library
    cuts off, and would take the next morning for the same day); an instant before the last review counts as the same
    day. Raises ValueError for an instant without a zone.
    """
    now = _in_utc(at)
    after, _log = _SCHEDULER.review_card(_card(memory, now), fsrs.Rating(int(rating)), now)
    if after.stability is None or after.difficulty is None:  # the library gives both with every review
        raise ValueError(after)
    is_lapse = memory is not None and rating is Rating.AGAIN
    return Memory(
        stability=after.stability,
        difficulty=after.difficulty,
        due_at=after.due,
        last_at=now,
        reviews=(memory.reviews if memory else 0) + 1,
        lapses=(memory.lapses if memory else 0) + is_lapse,
    )


def retrievability(memory: Memory, at: datetime) -> float:
    """Returns the chance, above 0 and up to 1, that it is remembered at an instant with a zone; days are counted as in
    `reviewed`. Raises ValueError for an instant without a zone.
    """
    now = _in_utc(at)
    return float(_SCHEDULER.get_card_retrievability(_card(memory, now), now))


def todays_cards(
    cards: Iterable[Card],
    done_today: int,
    at: datetime,
    *,
    new_today: int = 0,
    until: datetime | None = None,
    after: Hashable = None,
) -> list[Card]:
    """Returns the cards still to ask today, in their order: at most 20 a day, of which at most 5 are new.

    `done_today` and `new_today`: reviews, and first reviews, that were done today (>= 0). Cards that are due by `until`
    (the end of the day; by default `at`) come before new ones, which thus wait while there is a backlog; when more are
    due than the day takes, those that fade most are taken and the rest stays due. New cards are taken in the order
    given. Topics alternate as far as they can, `after` being that of the card before; otherwise the most fading comes
    first, so that stopping early costs least. What remains once the first card is done has the same order. Raises
    ValueError for an instant without a zone.
    """
    now, end = _in_utc(at), _in_utc(until or at)
    everything = list(cards)
    room = max(0, MOST_A_DAY - done_today)
    fading = [  # R falls with t / S alone: the order is that of `retrievability`, at a tenth of the price
        (-_days_since(card.memory, now) / card.memory.stability, card.memory.due_at, place, card)
        for place, card in enumerate(everything)
        if card.memory is not None and card.memory.due_at <= end
    ]
    due = [card for *_rank, card in sorted(fading, key=lambda one: one[:3])][:room]
    new = [card for card in everything if card.memory is None]
    return _interleaved([*due, *new[: max(0, min(MOST_NEW_A_DAY - new_today, room - len(due)))]], after)


def _interleaved(cards: Sequence[Card], before: Hashable) -> list[Card]:
    """Returns the cards in their order, but so that neighbours differ in topic wherever that is possible."""
    waiting = list(cards)
    counts = Counter(card.topic for card in waiting)
    ordered: list[Card] = []
    while waiting:
        place = _next_place(waiting, counts, before)
        card = waiting.pop(place)
        counts[card.topic] -= 1
        ordered.append(card)
        before = card.topic
    return ordered


def _next_place(waiting: Sequence[Card], counts: Counter[Hashable], before: Hashable) -> int:
    # A topic that more than half of the cards belong to comes now: later there would be too few others between them.
    for place, card in enumerate(waiting):
        if card.topic != before and 2 * counts[card.topic] > len(waiting):
            return place
    return next((place for place, card in enumerate(waiting) if card.topic != before), 0)


def _card(memory: Memory | None, now: datetime) -> fsrs.Card:
    """Returns the library's card; without an id it would sleep for a millisecond to make one."""
    if memory is None:
        return fsrs.Card(card_id=0, due=now)
    return fsrs.Card(
        card_id=0,
        state=fsrs.State.Review,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=_in_utc(memory.due_at),
        last_review=now - _days_since(memory, now) * _ONE_DAY,
    )


def _days_since(memory: Memory, now: datetime) -> int:
    return max(0, round((now - memory.last_at) / _ONE_DAY))


def _in_utc(at: datetime) -> datetime:
    if at.utcoffset() is None:
        message = f"instant {at} has no time zone"
        raise ValueError(message)
    return at.astimezone(UTC)
