"""A call as it is played: a frozen value for each moment, made from the one before by a choice."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from quizzes.errors import ScenarioError
from quizzes.scenarios.model import Branch, Choice, Fault, Line, Node, Scenario, Variant
from quizzes.scenarios.state import Axes, State

PLACEHOLDER: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_LAST: Final = {"silence": 1, "hang_up": 2}


@dataclass(frozen=True, slots=True)
class Turn:
    """One choice that was made: where, which, and the state before and after it."""

    node_key: str
    choice_key: str
    before: State
    after: State


@dataclass(frozen=True, slots=True)
class Play:
    """A moment of a call. Exactly one of `node_key`, `ending_key` and `fault` is set; with a node the call goes on."""

    scenario: Scenario
    seed: int
    variant: Variant
    node_key: str | None
    state: State
    turns: tuple[Turn, ...] = ()
    ending_key: str | None = None
    fault: Fault | None = None

    @property
    def is_over(self) -> bool:
        """Says whether the call has ended, well or badly."""
        return self.node_key is None

    @property
    def node(self) -> Node:
        """The node where the call stands; raises ScenarioError once it is over."""
        node = self.scenario.node(self.node_key) if self.node_key else None
        if node is None:
            raise ScenarioError("", "scenario.over")
        return node


def beginning(scenario: Scenario, variant: Variant) -> State:
    """Returns the state in which a variant begins."""
    return State(
        scenario.mood if variant.mood is None else variant.mood,
        scenario.trust if variant.trust is None else variant.trust,
        0,
        scenario.axes,
        frozenset(variant.knows),
    )


def start(scenario: Scenario, seed: int, variant: str | None = None) -> Play:
    """Returns the first moment of a call. The seed draws the variant, where no key is given, and the order of choices.

    Raises ScenarioError for an unknown variant.
    """
    drawn = scenario.variant(variant) if variant else Random(seed).choice(scenario.variants)  # noqa: S311
    if drawn is None:
        raise ScenarioError("variant", "scenario.unknown_variant", value=variant)
    return Play(scenario, seed, drawn, scenario.start, beginning(scenario, drawn))


def is_offered(choice: Choice, node_key: str, state: State, turns: tuple[Turn, ...]) -> bool:
    """Says whether a choice of the node is open in a state: its condition holds, and what is offered once was not taken
    in the turns before.
    """
    if choice.when is not None and not choice.when.holds(state):
        return False
    return not choice.once or all((turn.node_key, turn.choice_key) != (node_key, choice.key) for turn in turns)


def offered(play: Play) -> tuple[Choice, ...]:
    """Returns the choices that are open now, in the order that the seed draws for the node; silence, then hanging up,
    stand last. Once the call is over there are none.
    """
    if play.is_over:
        return ()
    node = play.node
    order = list(node.choices)
    Random(f"{play.seed} {node.key}").shuffle(order)  # noqa: S311
    order.sort(key=lambda choice: _LAST.get(choice.kind, 0))
    return tuple(choice for choice in order if is_offered(choice, node.key, play.state, play.turns))


def line(play: Play) -> str:
    """Returns what is said now, filled: by the node, by the ending, or the title of the fault that ended the call."""
    if play.fault is not None:
        return filled(play, play.fault.title)
    ending = play.scenario.ending(play.ending_key) if play.ending_key else None
    if ending is not None:
        return filled(play, ending.says)
    return filled(play, said_in(play.node.says, play.state))


def said_in(lines: Iterable[Line], state: State) -> str:
    """Returns the first text whose condition holds; the last one of a scenario that was read has none."""
    return next(entry.text for entry in lines if entry.when is None or entry.when.holds(state))


def target_in(branches: Iterable[Branch], state: State) -> str:
    """Returns where the first branch leads whose condition holds; the last one of a scenario that was read has none."""
    return next(branch.to for branch in branches if branch.when is None or branch.when.holds(state))


def filled(play: Play, text: str) -> str:
    """Returns a text with the values of the variant in place of `{name}`; an unknown name stays as it stands."""
    return PLACEHOLDER.sub(lambda found: play.variant.values.get(found[1], found[0]), text)


def choose(play: Play, choice_key: str) -> Play:
    """Returns the moment after a choice. Raises ScenarioError where the call is over or the choice is not offered."""
    node = play.node
    choice = node.choice(choice_key)
    if choice is None or not is_offered(choice, node.key, play.state, play.turns):
        raise ScenarioError("", "scenario.not_offered", value=str(choice_key)[:80])
    after = play.state.after(choice.effects, choice.minutes)
    # The conditions of `to` see the state that the choice has made.
    target = None if choice.fault else target_in(choice.to, after)
    ending = play.scenario.ending(target) if target else None
    if ending is not None:
        after = replace(after, axes=ending.settled(after.axes))
    if choice.fault is not None:
        after = replace(after, axes=Axes(after.axes.relation, after.axes.efficacy, 0))
    turn = Turn(node.key, choice.key, play.state, after)
    return Play(
        scenario=play.scenario,
        seed=play.seed,
        variant=play.variant,
        node_key=None if ending or choice.fault else target,
        state=after,
        turns=(*play.turns, turn),
        ending_key=ending.key if ending else None,
        fault=choice.fault,
    )


def replay(scenario: Scenario, seed: int, choice_keys: Iterable[str], variant: str | None = None) -> Play:
    """Returns the moment that these choices lead to from the start; the same seed and choices give the same play.

    Raises ScenarioError for an unknown variant, or at the first choice that is not possible, `field` naming its place.
    """
    play = start(scenario, seed, variant)
    for position, key in enumerate(choice_keys):
        try:
            play = choose(play, key)
        except ScenarioError as error:
            raise ScenarioError(f"choices[{position}]", error.message_id, **error.params) from None
    return play
