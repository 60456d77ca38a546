"""Pure decisions about learning: what comes next, which competencies matter, how sure a figure is, what is found."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from course.catalogue.rules import is_for_role

MOVED = 0.25
SURE, FAIRLY_SURE = 0.9, 1.7
URGENCY = {"gap": 0, "to_confirm": 1, "to_measure": 2}
LONGEST_SEARCH = 100

Certainty = Literal["sure", "fair", "weak"]
Trend = Literal["up", "down", "steady", "new"]


@dataclass(frozen=True, slots=True)
class Step:
    """A lesson as the choice of what comes next sees it."""

    item_id: int
    key: str
    levels: Mapping[str, tuple[int, int]]


def next_steps(
    steps: Sequence[Step], done: Iterable[int], required: Mapping[str, int], first: Sequence[str] = ()
) -> list[int]:
    """Returns the lessons still to take: those whose keys are in `first` in that order, then in the programme's order.

    A role takes a lesson whose lower level is at or below its required level in one of the lesson's competencies;
    without any requirement (nobody said which job it is) every lesson is taken.
    """
    finished = set(done)
    places = {key: place for place, key in enumerate(first)}
    needed = [step for step in steps if step.item_id not in finished and is_for_role(step.levels, required)]
    needed.sort(key=lambda step: places.get(step.key, len(places)))
    return [step.item_id for step in needed]


def urgency(status: str, required: int, level: int | None, *, must_be_observed: bool = False) -> tuple[int, int] | None:
    """Returns the rank of a competency among those that matter now: gaps (the widest first), then what is to confirm,
    then what is to measure (the most demanded first), last what waits for somebody to observe it; None for what is met
    or not asked for."""
    if status not in URGENCY or not required:
        return None
    return len(URGENCY) if must_be_observed else URGENCY[status], (level or 0) - required


def certainty(low: float, high: float) -> Certainty:
    """Returns how much may be read into an estimate, from the width of its interval on the scale 0 to 4."""
    width = high - low
    return "sure" if width <= SURE else "fair" if width <= FAIRLY_SURE else "weak"


def trend(places: Sequence[float]) -> Trend:
    """Returns where the last sitting moved a competency, oldest first; less than a quarter of a level is no move."""
    if len(places) < 2:
        return "new"
    before, last = places[-2:]
    return "up" if last - before >= MOVED else "down" if before - last >= MOVED else "steady"


def outcome_of(score: float) -> Literal["right", "partial", "wrong"]:
    """Returns how a proof is told: right, partly right, wrong."""
    return "right" if score >= 1.0 else "partial" if score > 0.0 else "wrong"


def block_reached(parts: Iterable[Mapping[str, object]], answered: Iterable[str]) -> int:
    """Returns the block, from 1, of the furthest embedded question that was answered."""
    keys = set(answered)
    blocks = [int(str(part.get("block", 0))) for part in parts if part.get("key") in keys]
    return max([1, *blocks])


@dataclass(frozen=True, slots=True)
class Tick:
    """One day on the week's line, at a place from 0 to 1, with the number of things due that day."""

    day: date
    place: float
    due: int
    is_today: bool
    is_end: bool = False


def week(today: date, due: Iterable[date]) -> list[Tick]:
    """Returns the days of the working week and the Monday after it; at a weekend, today and the week to come."""
    monday = today - timedelta(days=today.weekday())
    days = [monday + timedelta(days=n) for n in (0, 1, 2, 3, 4, 7)]
    if today not in days:
        days = [today, *(day + timedelta(days=7) for day in days)]
    counted = Counter(due)
    last = len(days) - 1
    return [Tick(day, place / last, counted[day], day == today, is_end=place == last) for place, day in enumerate(days)]


# --- Search --------------------------------------------------------------------------------------------------------

_SEPARATOR = re.compile(r"[\s'.,;:!?()\[\]«»\"/\x00-\x1f]+")
_SMALL_WORDS = frozenset(
    (
        *("a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "ou", "par", "pour", "sur"),
        *("un", "une", "of", "the"),
    )
)
_LIGATURES = {"œ": "oe", "æ": "ae", "’": "'", "ʼ": "'", "\u00a0": " ", "\u202f": " ", "‑": "-"}


def folded(text: str) -> str:
    """Returns the text for comparison: no accents, no case, ligatures and typographic signs undone."""
    return "".join(_folded_character(character) for character in text)


@lru_cache(maxsize=4096)
def _folded_character(character: str) -> str:
    if character in _LIGATURES:
        return _LIGATURES[character]
    plain = unicodedata.normalize("NFKD", character)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    return "".join(_LIGATURES.get(c, c) for c in plain)


def words_of(query: str) -> list[str]:
    """Returns the words searched for, folded, each once; articles and punctuation fall away where others are left."""
    found = [word for word in _SEPARATOR.split(folded(query[:LONGEST_SEARCH])) if word]
    telling = [word for word in found if word not in _SMALL_WORDS]
    return list(dict.fromkeys(telling or found))[:8]


def relevance(words: Sequence[str], fields: Sequence[tuple[str, int]]) -> int:
    """Returns how well folded texts (each with its weight) answer: 0 unless every word begins one in some text."""
    total = 0
    for word in words:
        begins = _beginning(word)
        best = max((weight for text, weight in fields if begins.search(text)), default=0)
        if not best:
            return 0
        total += best
    return total


def _beginning(word: str) -> re.Pattern[str]:
    # « 441-10 » finds « L441-10 »: before a number only another digit makes it the middle of a word
    before = "0-9" if word[0].isdigit() else "a-z0-9"
    return re.compile(rf"(?<![{before}]){re.escape(word)}")


def excerpt(text: str, words: Sequence[str], around: int = 90) -> list[tuple[str, bool]]:
    """Returns the passage around the first word found as pieces (text, is it a word searched for)."""
    plain: list[str] = []
    origin: list[int] = []
    for place, character in enumerate(text):
        for part in _folded_character(character):
            plain.append(part)
            origin.append(place)
    flat = "".join(plain)
    found = [match for word in words for match in _beginning(word).finditer(flat)]
    first = min((match.start() for match in found), default=-1)
    if first < 0:
        return _pieces(text, 0, _word_bounds(text, 0, min(len(text), 2 * around))[1], ())
    start, end = _word_bounds(text, max(0, origin[first] - around), min(len(text), origin[first] + 2 * around))
    hits = sorted((origin[match.start()], origin[match.end() - 1] + 1) for match in found)
    return _pieces(text, start, end, [hit for hit in hits if start <= hit[0] and hit[1] <= end])


def _word_bounds(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


def _pieces(text: str, start: int, end: int, marks: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    pieces: list[tuple[str, bool]] = []
    at = start
    for first, last in marks:
        if first < at:
            continue
        pieces += [(text[at:first], False), (text[first:last], True)]
        at = last
    pieces.append((text[at:end], False))
    if start > 0:
        pieces.insert(0, ("… ", False))
    if end < len(text):
        pieces.append((" …", False))
    return [piece for piece in pieces if piece[0]]
