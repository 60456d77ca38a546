"""Pure decisions about evidence: which model, how far a kind of evidence can carry, what a row of the log means."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Protocol, TypeVar

from quizzes.ability import (
    GESTURES_CEILING,
    OBSERVED_CEILING,
    QUESTIONS_CEILING,
    AbilityModel,
    AbilityState,
    Item,
    author_difficulty,
)

ANSWER = "answer"
OBSERVATION = "observation"
WITHDRAWN = "withdrawn"
DISCRIMINATION = 1.2


@dataclass(frozen=True, slots=True)
class Framework:
    """What the model needs of the framework: (competency key, domain key, is it a gesture), in their order."""

    competencies: tuple[tuple[str, str, bool], ...]


@lru_cache(maxsize=4)
def model_of(framework: Framework) -> AbilityModel:
    """Returns the ability model of a framework."""
    return AbilityModel(
        tuple(key for key, _, _ in framework.competencies),
        {key: domain for key, domain, _ in framework.competencies},
    )


def ceiling_of(kind: str, is_gesture: bool) -> int:
    """Returns the highest level that this kind of evidence alone establishes."""
    if kind == OBSERVATION:
        return OBSERVED_CEILING
    return GESTURES_CEILING if is_gesture else QUESTIONS_CEILING


def first_parameter(difficulty: int, guessing: float) -> dict[str, float]:
    """Returns a, b, v, c of a question before calibration, from its author's difficulty of five steps."""
    b, v = author_difficulty(difficulty)
    return {"a": DISCRIMINATION, "b": b, "v": v, "c": guessing}


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One row of the evidence log with the item parameters valid when it was recorded."""

    kind: str
    weights: Mapping[str, float]
    score: float
    information_weight: float
    has_feedback: bool
    observer_sd: float | None
    occurred_at: datetime
    a: float = DISCRIMINATION
    b: float = 0.0
    v: float = 0.0
    c: float = 0.0


@dataclass(frozen=True, slots=True)
class LogPlace:
    """A place of the log, made by a proof and kept by it; `entry` is what it says now, None where it was withdrawn."""

    seq: int
    recorded_at: datetime
    entry: LogEntry | None


@dataclass(frozen=True, slots=True)
class Log:
    """A learner's log as it is replayed: corrections stand in the place of what they correct. `seq` is the number of
    its last row, `at` when its last proof was recorded."""

    places: tuple[LogPlace, ...]
    seq: int
    at: datetime


class Event(Protocol):
    """What says of a row of the log whether it is a proof or corrects one."""

    @property
    def id(self) -> int:
        """Its id."""

    @property
    def corrects_id(self) -> int | None:
        """The id of the proof that it corrects, None for a proof."""


E = TypeVar("E", bound=Event)


def standing(events: Iterable[E]) -> list[tuple[E, E]]:
    """Returns each proof of a log with what stands in its place: itself or its last correction. Events come in the
    order of the log, which the proofs keep."""
    now: dict[int, tuple[E, E]] = {}
    for event in events:
        if event.corrects_id is None:
            now[event.id] = event, event
        else:
            now[event.corrects_id] = now[event.corrects_id][0], event
    return list(now.values())


def applied(model: AbilityModel, state: AbilityState, entries: Sequence[LogEntry]) -> AbilityState:
    """Returns the state after the entries, in their order; live updates and replays both come through here."""
    for entry in entries:
        if entry.kind == OBSERVATION:
            for competency in entry.weights:
                state = model.observe(
                    state, competency, round(entry.score * 4), entry.occurred_at, entry.observer_sd or 1.0
                )
        else:
            item = Item(entry.weights, entry.b, entry.v, entry.a, entry.c)
            state = model.update(
                state, item, entry.score, entry.occurred_at, entry.information_weight, feedback=entry.has_feedback
            )
    return state


@dataclass(slots=True)
class Tally:
    """What the flat row of one competency counts beside the Gaussian state."""

    direct_proofs: int = 0
    ceiling: int = 0
    last_proof_at: datetime | None = None

    def add(self, entry: LogEntry, is_gesture: bool) -> None:
        """Counts one direct proof."""
        self.direct_proofs += 1
        self.ceiling = max(self.ceiling, ceiling_of(entry.kind, is_gesture))
        if self.last_proof_at is None or entry.occurred_at > self.last_proof_at:
            self.last_proof_at = entry.occurred_at


def count_proofs(tallies: dict[str, Tally], entries: Sequence[LogEntry], framework: Framework) -> set[str]:
    """Counts the direct proofs of the entries into the tallies; returns the competencies that got some."""
    gestures = {key: is_gesture for key, _, is_gesture in framework.competencies}
    touched: set[str] = set()
    for entry in entries:
        if entry.information_weight <= 0.0:
            continue
        for key, share in entry.weights.items():
            if share > 0.0 and key in gestures:
                tallies.setdefault(key, Tally()).add(entry, gestures[key])
                touched.add(key)
    return touched
