"""Pure decisions about evidence: which model, how far a kind of evidence can carry, what a row of the log means."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple, Protocol, TypeVar

from quizzes.ability import (
    GESTURES_CEILING,
    OBSERVED_CEILING,
    QUESTIONS_CEILING,
    AbilityModel,
    AbilityState,
    Cuts,
    Item,
    author_difficulty,
    step,
)

ANSWER = "answer"
OBSERVATION = "observation"
SIMULATION = "simulation"  # a call or a workshop played for one's levels: marked by its rubric, so that c = 0
WITHDRAWN = "withdrawn"
KEPT = "kept"
DISCRIMINATION = 1.2
NOT_MEASURED = (DISCRIMINATION, 0.0, 0.0, 0.0)  # a, b, v, c of what nobody gave parameters
LONGEST_WORDS: Final = 2_000  # of who saw something, contests it or decides
# What one person sees of another shares that person's errors: of the reference's .9 to 1.2 (« Other evidence ») the
# first says about the middle, what the same eyes see again within ninety days the most.
OBSERVED_SD, OBSERVED_AGAIN_SD = 1.0, 1.2
SHARED_WITHIN: Final = timedelta(days=90)


def observation_sd(earlier: int) -> float:
    """Returns how far off an observation may be, when the same person saw the same that many times around that day."""
    return OBSERVED_AGAIN_SD if earlier else OBSERVED_SD


@dataclass(frozen=True, slots=True)
class Framework:
    """What the model needs of the framework: (competency key, domain key, is it a gesture), in their order; the mean
    ability of the people measured; by competency the cuts of its own standard, where it has one."""

    competencies: tuple[tuple[str, str, bool], ...]
    prior_mean: float = 0.0
    standards: tuple[tuple[str, Cuts], ...] = ()


@lru_cache(maxsize=8)
def model_of(framework: Framework) -> AbilityModel:
    """Returns the ability model of a framework."""
    return AbilityModel(
        tuple(key for key, _, _ in framework.competencies),
        {key: domain for key, domain, _ in framework.competencies},
        prior_mean=framework.prior_mean,
        standards=dict(framework.standards),
    )


@lru_cache(maxsize=8)
def gestures_of(framework: Framework) -> Mapping[str, bool]:
    """Returns by competency whether it is a gesture."""
    return MappingProxyType({key: is_gesture for key, _, is_gesture in framework.competencies})


@lru_cache(maxsize=8_192)
def item_of(weights: tuple[tuple[str, float], ...], a: float, b: float, v: float, c: float) -> Item:
    """Returns what the engine needs of a question that measures these competencies with these parameters; a rebuild
    meets the same few thousand a million times."""
    return Item(dict(weights), b, v, a, c)


def ceiling_of(kind: str, is_gesture: bool) -> int:
    """Returns the highest level that this kind of evidence alone establishes."""
    if kind in {OBSERVATION, SIMULATION}:
        return OBSERVED_CEILING
    return GESTURES_CEILING if is_gesture else QUESTIONS_CEILING


def is_competency(framework: Framework, key: str) -> bool:
    """Whether there is a competency with this key."""
    return key in gestures_of(framework)


def first_parameter(difficulty: int, guessing: float) -> dict[str, float]:
    """Returns a, b, v, c of a question before calibration, from its author's difficulty of five steps."""
    b, v = author_difficulty(difficulty)
    return {"a": DISCRIMINATION, "b": b, "v": v, "c": guessing}


def carried(shift: tuple[float, float], v_then: float, v_now: float) -> tuple[float, float]:
    """Returns what an answer adds to b and v of a question whose variance is another than when it was recorded: as the
    Gaussian factor, of precision 1/(v + shift of v) - 1/v, that its change amounts to. Without it, an answer from the
    minutes before a calibration could take more variance away than that has left."""
    if v_then == v_now or v_then <= 0.0 or v_now <= 0.0:
        return shift
    after_then = v_then + shift[1]
    after_now = 1.0 / (1.0 / v_now + 1.0 / after_then - 1.0 / v_then)
    return shift[0] * after_now / after_then, after_now - v_now


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One row of the evidence log; for an answer `item` is what its question measured when it was recorded."""

    kind: str
    weights: Mapping[str, float]
    score: float
    information_weight: float
    has_feedback: bool
    observer_sd: float | None
    occurred_at: datetime
    item: Item | None = None


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


def applied(model: AbilityModel, state: AbilityState, entries: Iterable[LogEntry]) -> AbilityState:
    """Returns the state after the entries, in their order."""
    for entry in entries:
        state, _announced = _after(model, state, entry)
    return state


class Prediction(NamedTuple):
    """What was said of an answer just before it: the score `expected`, and what it adds to b and v of its question."""

    expected: float | None = None
    shift_b: float | None = None
    shift_v: float | None = None


def predicted(
    model: AbilityModel, state: AbilityState, entries: Iterable[LogEntry]
) -> tuple[AbilityState, list[Prediction]]:
    """Returns the same state as `applied`, and what was said of each entry just before it: nothing of what was seen."""
    said = []
    for entry in entries:
        state, announced = _after(model, state, entry)
        said.append(announced)
    return state, said


def _after(model: AbilityModel, state: AbilityState, entry: LogEntry) -> tuple[AbilityState, Prediction]:
    """Returns the state after one entry, live or in a replay."""
    if entry.item is None:
        return _observed(model, state, entry), Prediction()
    taken = step(model, state, entry.item, entry.score, entry.occurred_at, entry.information_weight, entry.has_feedback)
    return taken.state, Prediction(taken.expected, taken.shift_b, taken.shift_v)


def _observed(model: AbilityModel, state: AbilityState, entry: LogEntry) -> AbilityState:
    level, sd = round(entry.score * 4), entry.observer_sd or OBSERVED_SD
    for competency in entry.weights:
        state = model.observe(state, competency, level, entry.occurred_at, sd)
    return state


def state_after(model: AbilityModel, log: Log) -> AbilityState:
    """Returns where a whole log leads. Knowledge of a person begins when the first proof was recorded, even if that
    was withdrawn: so it did when it was live."""
    entries = (place.entry for place in log.places if place.entry is not None)
    return applied(model, model.start(log.places[0].recorded_at), entries)


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
    gestures = gestures_of(framework)
    touched: set[str] = set()
    for entry in entries:
        if entry.information_weight <= 0.0:
            continue
        for key, share in entry.weights.items():
            if share > 0.0 and key in gestures:
                tallies.setdefault(key, Tally()).add(entry, gestures[key])
                touched.add(key)
    return touched
