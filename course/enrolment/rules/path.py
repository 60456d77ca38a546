"""The path proposed to a person: which competencies first, in which format, with which lessons, for how long."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

Format = Literal["lesson", "simulation", "workshop", "seminar"]
FORMATS: Final[tuple[Format, ...]] = ("lesson", "simulation", "workshop", "seminar")
# What one step takes where it is no reading: a call played and debriefed, a half-day's first case, a meeting of two
# departments on one file.
MINUTES: Final[Mapping[str, int]] = {"simulation": 15, "workshop": 45, "seminar": 90}
MEASURE_MINUTES: Final = 5  # a few questions and their correction: what « à mesurer » and « à confirmer » wait for
MOST_LESSONS: Final = 4
LONGEST_REASON: Final = 300
NEEDING: Final = ("gap", "to_confirm", "to_measure")


@dataclass(frozen=True, slots=True)
class Need:
    """A required competency that is not met: its state, where the person stands on the scale 0 to 4, its nature."""

    competency_id: int
    key: str
    status: str
    level: int | None
    required: int
    place: float
    is_gesture: bool
    is_between_departments: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A published lesson: the levels that it serves by competency, and whether the person has read it."""

    item_id: int
    minutes: int
    levels: Mapping[str, tuple[int, int]]
    is_done: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a proposed path: the lessons in their order, and the minutes with what follows them."""

    need: Need
    format: Format
    item_ids: tuple[int, ...]
    minutes: int


def proposed_path(needs: Collection[Need], readings: Sequence[Reading]) -> list[Step]:
    """Returns a step for each need, the most needed first: gaps by what is missing to the level required, then what is
    to confirm, then what is to measure. A lesson that serves two needs stands in the first of them only."""
    taken: set[int] = set()
    steps = []
    for need in sorted(needs, key=_rank):
        lessons = _lessons_for(need, readings, taken)
        taken.update(lesson.item_id for lesson in lessons)
        kind = format_for(need)
        steps.append(Step(need, kind, tuple(lesson.item_id for lesson in lessons), minutes_of(kind, need, lessons)))
    return steps


def format_for(need: Need) -> Format:
    """Returns the format that suits a need: what lives between departments is settled with them, a gesture is learnt by
    doing it, a notion by reading. « À mesurer » is no gap: nothing heavier than reading is proposed for it."""
    if need.status == "to_measure":
        return "lesson"
    if need.is_between_departments:
        return "seminar"
    return "simulation" if need.is_gesture else "lesson"


def minutes_of(kind: str, need: Need, lessons: Sequence[Reading]) -> int:
    """Returns how long a step takes: the lessons, the format's own time, and the questions where more proofs decide."""
    measuring = MEASURE_MINUTES if need.status in {"to_measure", "to_confirm"} else 0
    return sum(lesson.minutes for lesson in lessons) + MINUTES.get(kind, 0) + measuring


def _rank(need: Need) -> tuple[int, float, str]:
    return NEEDING.index(need.status), need.place - need.required, need.key


def _lessons_for(need: Need, readings: Sequence[Reading], taken: Collection[int]) -> list[Reading]:
    """Returns at most four lessons between the level held and the level required: those never read; where all were
    read and the gap is still there, those to read again. Nothing is to be learnt where it is only to be measured."""
    if need.status == "to_measure":
        return []
    held = need.level or 0
    serving = [
        lesson
        for lesson in readings
        if need.key in lesson.levels
        and lesson.item_id not in taken
        and lesson.levels[need.key][1] > held
        and lesson.levels[need.key][0] <= need.required
    ]
    new = [lesson for lesson in serving if not lesson.is_done]
    return (new or serving)[:MOST_LESSONS]


def retimed(minutes: int, before: str, after: str) -> int:
    """Returns the minutes of a step when its format changes: the reading stays, the format's own time is exchanged."""
    return minutes - MINUTES.get(before, 0) + MINUTES.get(after, 0)
