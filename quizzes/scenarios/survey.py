"""Every state that a variant can reach, and to each the ways there that are worth going on with."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Optional

from quizzes.errors import ScenarioError
from quizzes.scenarios.graph import Mark, order_of, watched
from quizzes.scenarios.model import Branch, Choice, Line, Node, Scenario, Variant
from quizzes.scenarios.playing import beginning
from quizzes.scenarios.state import HIGHEST, State, clamped

MOST_STATES: Final = 10_000
# What is reached from each sum of a value and a change, -5 to 10; the negative ones are counted from the end.
_CLAMPED: Final = tuple(clamped(value) for value in (*range(2 * HIGHEST + 1), *range(-HIGHEST, 0)))


class Way(NamedTuple):
    """One way to a state: the axes and points that it has brought, and the way before its last choice."""

    relation: int
    efficacy: int
    legality: int
    points: int
    before: Optional["Way"]
    choice_key: str

    @property
    def choices(self) -> tuple[str, ...]:
        """The keys of the choices from the start."""
        found: list[str] = []
        way = self
        while way.before is not None:
            found.append(way.choice_key)
            way = way.before
        return tuple(reversed(found))

    def then(self, choice: Choice, points: int) -> "Way":
        """Returns the way with one choice more."""
        effects = choice.effects
        return Way(
            _CLAMPED[self.relation + effects.relation],
            _CLAMPED[self.efficacy + effects.efficacy],
            _CLAMPED[self.legality + effects.legality],
            self.points + points,
            self,
            choice.key,
        )


def _keep(kept: list[Way], way: Way) -> None:
    """Adds a way unless nothing that follows can make it better than one that is kept; drops those that it beats so.

    Clamping keeps the order of axes, and points only add up.
    """
    relation, efficacy, legality, points = way[:4]
    for other in kept:
        if other[0] >= relation and other[1] >= efficacy and other[2] >= legality and other[3] >= points:
            return
    kept[:] = [
        other
        for other in kept
        if other[0] > relation or other[1] > efficacy or other[2] > legality or other[3] > points
    ]
    kept.append(way)


class Place(NamedTuple):
    """What decides the future at a node: the state as far as it is still asked for, and what was done and matters."""

    state: State
    marks: frozenset[Mark]


class End(NamedTuple):
    """A way that has ended: with an ending, or (None) with a fault."""

    way: Way
    ending_key: str | None


Layer = dict[str, dict[Place, list[Way]]]


@dataclass(slots=True)
class Survey:
    """What was met: nodes, lines (node, position), choices (node, key), branches (node, key, position), ends, and where
    fewer than two choices were offered: by node, their count and a way there.
    """

    nodes: set[str] = field(default_factory=set)
    lines: set[tuple[str, int]] = field(default_factory=set)
    choices: set[tuple[str, str]] = field(default_factory=set)
    branches: set[tuple[str, str, int]] = field(default_factory=set)
    ends: list[End] = field(default_factory=list)
    narrow: dict[str, tuple[int, Way]] = field(default_factory=dict)
    states: int = 0


def survey_of(scenario: Scenario, variant: Variant, *, with_lines: bool = False) -> Survey:
    """Returns all that can be met from the start of a variant; `with_lines`: what is said is told apart too.

    Forward dynamic programming over (node, state). Choices that are offered once lead to the next layer, all others
    further down in the order of the nodes, so that each state is complete before it is left. To a state only the ways
    are kept that no other one there matches in each axis and in points: the best of all ends is among theirs.
    Raises ScenarioError for a scenario with an endless loop or with more than 10,000 states.
    """
    walk = _Walk(scenario, with_lines=with_lines)
    state = beginning(scenario, variant)
    first = Way(state.axes.relation, state.axes.efficacy, state.axes.legality, 0, None, "")
    layer: Layer = {}
    walk.arrive(scenario.start, state, frozenset(), [first], layer)
    while layer:
        layer = walk.layer_after(layer)
    return walk.survey


class _Walk:
    def __init__(self, scenario: Scenario, *, with_lines: bool) -> None:
        order = order_of(scenario)
        if order is None:
            raise ScenarioError("nodes", "scenario.endless", loop="")
        self._scenario = scenario
        self._order = order
        self._watched = watched(scenario, with_lines=with_lines)
        self.survey = Survey()

    def layer_after(self, layer: Layer) -> Layer:
        """Leaves every state of a layer; returns the states that choices offered once lead to."""
        beyond: Layer = {}
        for key in self._order:
            node = self._scenario.node(key)
            for place, ways in layer.get(key, {}).items():
                assert node is not None
                self._leave(node, place, ways, layer, beyond)
        return beyond

    def arrive(self, key: str, state: State, marks: frozenset[Mark], ways: list[Way], layer: Layer) -> None:
        """Brings ways to a node; of those that meet in the same state only the best are kept."""
        asked = self._watched[key]
        place = Place(asked.seen(state), marks & asked.marks)
        kept = layer.setdefault(key, {}).setdefault(place, [])
        for way in ways:
            _keep(kept, way)

    def _leave(self, node: Node, place: Place, ways: list[Way], layer: Layer, beyond: Layer) -> None:
        survey = self.survey
        survey.states += 1
        if survey.states > MOST_STATES:
            raise ScenarioError("nodes", "scenario.too_many_states", limit=MOST_STATES)
        survey.nodes.add(node.key)
        survey.lines.add((node.key, _first(place.state, node.says)))
        open_now = [choice for choice in node.choices if _is_open(node, choice, place)]
        if len(open_now) < 2:
            survey.narrow.setdefault(node.key, (len(open_now), ways[0]))
        for choice in open_now:
            survey.choices.add((node.key, choice.key))
            # Only the first answer at a node counts: a mistake is not made good by coming back.
            points = 0 if node.key in place.marks else choice.points
            onward = [way.then(choice, points) for way in ways]
            self._follow(node, choice, place, onward, beyond if choice.once else layer)

    def _follow(self, node: Node, choice: Choice, place: Place, onward: list[Way], layer: Layer) -> None:
        if choice.fault is not None:
            self.survey.ends += [End(way, None) for way in onward]
            return
        state = place.state.after(choice.effects, choice.minutes)
        position = _first(state, choice.to)
        self.survey.branches.add((node.key, choice.key, position))
        target = choice.to[position].to
        if self._scenario.ending(target) is not None:
            self.survey.ends += [End(way, target) for way in onward]
        else:
            self.arrive(target, state, place.marks | {node.key, (node.key, choice.key)}, onward, layer)


def _first(state: State, entries: Sequence[Line | Branch]) -> int:
    """Returns the position of the first entry whose condition holds; the last of a scenario that was read has none."""
    for position, entry in enumerate(entries):
        if entry.when is None or entry.when.holds(state):
            return position
    raise ScenarioError("nodes", "scenario.no_otherwise")


def _is_open(node: Node, choice: Choice, place: Place) -> bool:
    if choice.once and (node.key, choice.key) in place.marks:
        return False
    return choice.when is None or choice.when.holds(place.state)
