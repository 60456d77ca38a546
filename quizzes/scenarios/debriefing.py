"""A call gone over again, choice by choice: what was said, what it did and why, and what else could have been said."""

from dataclasses import dataclass

from quizzes.scenarios.model import Choice, Node
from quizzes.scenarios.playing import Play, Turn, filled, is_offered, said_in
from quizzes.scenarios.state import Axes


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another choice that was offered; `is_better`: it scores more than the one that was made."""

    choice: Choice
    text: str
    is_better: bool


@dataclass(frozen=True, slots=True)
class Replayed:
    """One turn, all texts filled. `deltas`, `mood` and `trust` are the changes that really took place: after clamping,
    for the last turn with what its ending did. `counts` is false where the node had been answered before.
    """

    node: Node
    line: str
    choice: Choice
    text: str
    why: str
    better: str
    deltas: Axes
    mood: int
    trust: int
    counts: bool
    alternatives: tuple[Alternative, ...]


def debrief(play: Play) -> tuple[Replayed, ...]:
    """Returns the turns of a call, over or not, in their order; each with the choices that were offered beside it."""
    return tuple(_replayed(play, position) for position in range(len(play.turns)))


def _replayed(play: Play, position: int) -> Replayed:
    turn, earlier = play.turns[position], play.turns[:position]
    node = play.scenario.node(turn.node_key)
    choice = node.choice(turn.choice_key) if node else None
    assert node is not None
    assert choice is not None
    return Replayed(
        node=node,
        line=filled(play, said_in(node.says, turn.before)),
        choice=choice,
        text=filled(play, choice.text),
        why=filled(play, choice.why),
        better=filled(play, choice.better),
        deltas=turn.after.axes.minus(turn.before.axes),
        mood=turn.after.mood - turn.before.mood,
        trust=turn.after.trust - turn.before.trust,
        counts=all(past.node_key != node.key for past in earlier),
        alternatives=_alternatives(play, node, choice, turn, earlier),
    )


def _alternatives(
    play: Play, node: Node, made: Choice, turn: Turn, earlier: tuple[Turn, ...]
) -> tuple[Alternative, ...]:
    return tuple(
        Alternative(choice, filled(play, choice.text), choice.points > made.points)
        for choice in node.choices
        if choice is not made and is_offered(choice, node.key, turn.before, earlier)
    )
