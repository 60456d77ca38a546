"""The graph of a scenario: where choices lead, in which order nodes can be gone through, what is still asked ahead."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from quizzes.scenarios.model import Choice, Node, Scenario
from quizzes.scenarios.state import AXES, Axes, Condition, State

# What was done and still matters: the key of a node that was answered, a choice (node, key) that is offered once.
Mark = str | tuple[str, str]
Name = tuple[str, Mark]

_NO_AXES: Final = Axes(0, 0, 0)
_METER, _FLAG, _PROMISE, _MARK = "meter", "flag", "promise", "mark"


def targets(choice: Choice) -> Iterator[str]:
    """Goes through the keys to which a choice may lead, each once, whatever the conditions."""
    yield from dict.fromkeys(branch.to for branch in choice.to)


def following(scenario: Scenario, node: Node, *, with_once: bool = True) -> list[str]:
    """Returns the keys of the nodes to which the choices of a node may lead, with or without those offered once."""
    choices = [choice for choice in node.choices if with_once or not choice.once]
    keys = dict.fromkeys(key for choice in choices for key in targets(choice))
    return [key for key in keys if scenario.node(key) is not None]


def order_of(scenario: Scenario) -> tuple[str, ...] | None:
    """Returns the keys of the nodes so that every choice that is not offered once leads further down; None where a loop
    of such choices stands in the way.
    """
    onward = {node.key: following(scenario, node, with_once=False) for node in scenario.nodes}
    waiting = dict.fromkeys(onward, 0)
    for keys in onward.values():
        for key in keys:
            waiting[key] += 1
    ready = [key for key, count in waiting.items() if not count]
    order: list[str] = []
    while ready:
        order.append(ready.pop())
        for key in onward[order[-1]]:
            waiting[key] -= 1
            if not waiting[key]:
                ready.append(key)
    return tuple(order) if len(order) == len(onward) else None


def endless_loop(scenario: Scenario) -> tuple[str, ...]:
    """Returns the keys of nodes of one loop without a choice that is offered once, empty where there is none."""
    onward = {node.key: following(scenario, node, with_once=False) for node in scenario.nodes}
    # Nodes without a way on are taken away until what is left lies on loops, or leads into one.
    while dead := [key for key, keys in onward.items() if not keys]:
        onward = {key: [to for to in keys if to not in dead] for key, keys in onward.items() if key not in dead}
    path: list[str] = []
    key = next(iter(onward), None)
    while key is not None and key not in path:
        path.append(key)
        key = onward[key][0]
    return tuple(path[path.index(key) :]) if key is not None else ()


def reachable_from(scenario: Scenario) -> Mapping[str, frozenset[str]]:
    """Returns for each node the nodes that can follow it, whatever the conditions; itself only on a loop."""
    reach = {node.key: set(following(scenario, node)) for node in scenario.nodes}
    grows = True
    while grows:
        sizes = {key: len(keys) for key, keys in reach.items()}
        for keys in reach.values():
            keys.update(*(reach[key] for key in tuple(keys)))
        grows = any(len(keys) != sizes[key] for key, keys in reach.items())
    return {key: frozenset(keys) for key, keys in reach.items()}


@dataclass(frozen=True, slots=True)
class Watched:
    """What is still asked at a node or ahead of it; two states that agree on it have the same future."""

    meters: frozenset[str]
    flags: frozenset[str]
    promise: frozenset[str]
    marks: frozenset[Mark]
    most_minutes: int

    def seen(self, state: State) -> State:
        """Returns the state with all that nobody asks for any more put to nought.

        Minutes beyond the last one that is asked for are alike.
        """
        meters, axes = self.meters, _NO_AXES
        if not meters.isdisjoint(AXES):
            axes = Axes(*(state.axes.of(axis) if axis in meters else 0 for axis in AXES))
        return State(
            state.mood if "mood" in meters else 0,
            state.trust if "trust" in meters else 0,
            min(state.minutes, self.most_minutes) if "minutes" in meters else 0,
            axes,
            state.knows & self.flags,
            state.promise & self.promise,
        )


def watched(scenario: Scenario, *, with_lines: bool) -> Mapping[str, Watched]:
    """Returns what is watched at each node; `with_lines`: the conditions of what is said count too, not only those that
    decide where the call goes. Keeping only this makes the states few, and loses nothing.
    """
    reach = reachable_from(scenario)
    own = {node.key: _asked(node, reach, with_lines=with_lines) for node in scenario.nodes}
    asked = {key: own[key].union(*(own[ahead] for ahead in reach[key])) for key in own}
    return {key: _watched(names, _most_minutes(scenario)) for key, names in asked.items()}


def _watched(names: frozenset[Name], most_minutes: int) -> Watched:
    by_kind: dict[str, set[Mark]] = {_METER: set(), _FLAG: set(), _PROMISE: set(), _MARK: set()}
    for kind, name in names:
        by_kind[kind].add(name)
    meters, flags, promise = (frozenset(map(str, by_kind[kind])) for kind in (_METER, _FLAG, _PROMISE))
    return Watched(meters, flags, promise, frozenset(by_kind[_MARK]), most_minutes)


def _asked(node: Node, reach: Mapping[str, frozenset[str]], *, with_lines: bool) -> frozenset[Name]:
    names: set[Name] = set()
    for condition in conditions_of(node, with_lines=with_lines):
        names.update((_METER, meter) for meter in (*condition.at_least, *condition.at_most))
        names.update((_FLAG, flag) for flag in (*condition.knows, *condition.ignores))
        names.update((_PROMISE, element) for element in (*condition.promised, *condition.unpromised))
    if node.key in reach[node.key]:
        # Only of a node to which the call may come back does it matter what was done there.
        names.add((_MARK, node.key))
        names.update((_MARK, (node.key, choice.key)) for choice in node.choices if choice.once)
    return frozenset(names)


def conditions_of(node: Node, *, with_lines: bool) -> Iterator[Condition]:
    """Goes through the conditions at a node: of its choices, of where they lead and, if asked for, of what is said."""
    asked: list[Condition | None] = [line.when for line in node.says] if with_lines else []
    for choice in node.choices:
        asked += [choice.when, *(branch.when for branch in choice.to)]
    yield from (condition for condition in asked if condition is not None)


def _most_minutes(scenario: Scenario) -> int:
    limits: Sequence[int] = [
        limit
        for node in scenario.nodes
        for condition in conditions_of(node, with_lines=True)
        for limit in (condition.at_least.get("minutes", 0), condition.at_most.get("minutes", 0))
    ]
    return max(limits, default=0) + 1
