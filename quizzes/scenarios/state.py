"""The small state of a call: meters, the three axes, what is known and promised; conditions on it and effects on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

Axis = Literal["relation", "efficacy", "legality"]
Meter = Literal["mood", "trust", "minutes", "relation", "efficacy", "legality"]
PromiseElement = Literal["amount", "date", "means", "name", "proof"]

AXES: Final[tuple[Axis, ...]] = get_args(Axis)
METERS: Final[tuple[Meter, ...]] = get_args(Meter)
PROMISE_ELEMENTS: Final[tuple[PromiseElement, ...]] = get_args(PromiseElement)
HIGHEST: Final = 5


def clamped(value: int) -> int:
    """Returns the value within 0 and 5, where mood, trust and the axes stay."""
    return 0 if value < 0 else min(value, HIGHEST)


@dataclass(frozen=True, slots=True)
class Axes:
    """The three gauges, 0–5 each (a difference of two lies within -5 and 5)."""

    relation: int
    efficacy: int
    legality: int

    @property
    def total(self) -> int:
        """The sum, 0–15: what the best path maximises."""
        return self.relation + self.efficacy + self.legality

    def of(self, axis: Axis) -> int:
        """Returns one of the three."""
        return int(getattr(self, axis))

    def minus(self, other: "Axes") -> "Axes":
        """Returns the difference, axis by axis."""
        return Axes(self.relation - other.relation, self.efficacy - other.efficacy, self.legality - other.legality)


@dataclass(frozen=True, slots=True)
class Effects:
    """What a choice changes: meters by a difference, flags by name, elements of a promise that are obtained."""

    mood: int = 0
    trust: int = 0
    relation: int = 0
    efficacy: int = 0
    legality: int = 0
    learn: tuple[str, ...] = ()
    forget: tuple[str, ...] = ()
    promise: tuple[PromiseElement, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """Where a call stands. `minutes` counts from 0; `promise` holds the elements that were obtained."""

    mood: int
    trust: int
    minutes: int
    axes: Axes
    knows: frozenset[str] = frozenset()
    promise: frozenset[str] = frozenset()

    def meter(self, name: Meter) -> int:
        """Returns the value of a meter."""
        return int(getattr(self.axes if name in AXES else self, name))

    def after(self, effects: Effects, minutes: int) -> "State":
        """Returns the state after a choice: clamped meters, flags first set, then unset."""
        axes = Axes(
            clamped(self.axes.relation + effects.relation),
            clamped(self.axes.efficacy + effects.efficacy),
            clamped(self.axes.legality + effects.legality),
        )
        return State(
            clamped(self.mood + effects.mood),
            clamped(self.trust + effects.trust),
            self.minutes + minutes,
            axes,
            self.knows.union(effects.learn).difference(effects.forget),
            self.promise.union(effects.promise),
        )


@dataclass(frozen=True, slots=True)
class Condition:
    """Holds where everything that it names holds."""

    at_least: Mapping[Meter, int] = field(default_factory=dict, hash=False)
    at_most: Mapping[Meter, int] = field(default_factory=dict, hash=False)
    knows: tuple[str, ...] = ()
    ignores: tuple[str, ...] = ()
    promised: tuple[PromiseElement, ...] = ()
    unpromised: tuple[PromiseElement, ...] = ()

    def holds(self, state: State) -> bool:
        """Says whether the condition holds in the state."""
        return (
            (not self.at_least or all(state.meter(name) >= least for name, least in self.at_least.items()))
            and (not self.at_most or all(state.meter(name) <= most for name, most in self.at_most.items()))
            and state.knows.issuperset(self.knows)
            and state.knows.isdisjoint(self.ignores)
            and state.promise.issuperset(self.promised)
            and state.promise.isdisjoint(self.unpromised)
        )
