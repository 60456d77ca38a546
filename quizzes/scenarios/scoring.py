"""How well a call went: the best path that was there to take, and what was reached measured against it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from quizzes.errors import ScenarioError
from quizzes.scenarios.model import Choice, Fault, Node, Scenario
from quizzes.scenarios.playing import Play, is_offered, replay
from quizzes.scenarios.state import Axes
from quizzes.scenarios.survey import End, survey_of

# The competency of contact and its limits: what a grave fault fails where it names nothing else.
LEGAL: Final = "JUR-2"


@dataclass(frozen=True, slots=True)
class BestPath:
    """The best way through one variant: choices to replay, axes at its end, points by competency, its ending (None
    where nothing but faults can be reached).
    """

    choices: tuple[str, ...]
    axes: Axes
    points: Mapping[str, int] = field(hash=False)
    ending_key: str | None

    @property
    def total(self) -> int:
        """The sum of the axes, 0–15; a fault counts 0."""
        return self.axes.total if self.ending_key else 0


@dataclass(frozen=True, slots=True)
class CallResult:
    """What a call came to. `total` and `best_total`: 0–15; `scores`: share of the points that were to be earned,
    0–1, by competency; `met`: of what the best path asks in a competency, the share that this call came to ask, 0–1.
    """

    axes: Axes
    total: int
    best_total: int
    ending_key: str | None
    fault: Fault | None
    scores: Mapping[str, float] = field(hash=False)
    met: Mapping[str, float] = field(hash=False)
    is_success: bool


def best(scenario: Scenario, variant: str) -> BestPath:
    """Returns the path with the greatest sum of the three axes at its end (a fault counts 0), of several the one with
    the most points; of those, the one that is found first in the order of the file.

    Exact: every state that can be reached is looked at (`survey_of`). Some tens of milliseconds; keep it by version and
    variant. The scenario has passed `faults_of`. Raises ScenarioError for an unknown variant, an endless loop or too
    many states.
    """
    drawn = scenario.variant(variant)
    if drawn is None:
        raise ScenarioError("variant", "scenario.unknown_variant", value=variant)
    return best_of(scenario, variant, survey_of(scenario, drawn).ends)


def best_of(scenario: Scenario, variant: str, ends: list[End]) -> BestPath:
    """Returns the best of the ends that a survey of the variant found."""
    found = max(ends, key=lambda end: (_total(scenario, end), end.way.points))
    play = replay(scenario, 0, found.way.choices, variant)
    return BestPath(found.way.choices, play.state.axes, points_of(play), found.ending_key)


def _total(scenario: Scenario, end: End) -> int:
    ending = scenario.ending(end.ending_key) if end.ending_key else None
    way = end.way
    return ending.settled(Axes(way.relation, way.efficacy, way.legality)).total if ending else 0


def points_of(play: Play) -> Mapping[str, int]:
    """Returns the points earned so far by competency of the scenario. Of several answers at a node the first counts."""
    return _sum(play, (made for _position, _node, made in _first_answers(play)))


def road_of(play: Play) -> Mapping[str, int]:
    """Returns what was to be earned on the road that was taken: at each node, the points of the choice that was offered
    there and scores most, of several the first of the file.
    """
    return _sum(
        play,
        (
            max(
                (choice for choice in node.choices if is_offered(choice, node.key, turn.before, play.turns[:position])),
                key=lambda choice: choice.points,
            )
            for position, node, _made in _first_answers(play)
            for turn in (play.turns[position],)
        ),
    )


def _first_answers(play: Play) -> Iterator[tuple[int, Node, Choice]]:
    """Goes through the turns that count, with their position."""
    answered: set[str] = set()
    for position, turn in enumerate(play.turns):
        node = play.scenario.node(turn.node_key)
        choice = node.choice(turn.choice_key) if node else None
        if node is not None and choice is not None and node.key not in answered:
            yield position, node, choice
        answered.add(turn.node_key)


def _sum(play: Play, choices: Iterable[Choice]) -> dict[str, int]:
    points = dict.fromkeys(play.scenario.competencies, 0)
    for choice in choices:
        for key, earned in choice.scores.items():
            points[key] = points.get(key, 0) + earned
    return points


def _shares(play: Play, against: BestPath, total: int) -> dict[str, float]:
    """Returns earned points over those of the road, to which is added what the best path has more, in the proportion in
    which its outcome was missed: ending early saves no point, an equally good road costs none. Never more is due than
    the best path earns.
    """
    earned, road = points_of(play), road_of(play)
    missed = 1 - total / against.total if against.total else 1.0
    shares: dict[str, float] = {}
    for key, most in against.points.items():
        due = min(road[key], most) + max(most - road[key], 0) * missed
        if due > 0:
            shares[key] = min(earned[key] / due, 1.0)
    return shares


def result(play: Play, against: BestPath | None = None) -> CallResult:
    """Returns what a call that is over came to, measured against the best path of its variant (computed if not given).

    A competency scores the share, at most 1, of what was due: the points that were to be earned at the nodes that were
    met (`road_of`), at most those of the best path; where that has more, the difference times the share of the best
    outcome that was missed (0–1). One of which nothing was due is left out. A fault makes the total 0 and scores 0 in
    the competencies that it names, in JUR-2 where it names none. A success is a good ending. Raises ScenarioError where
    the call is not over.
    """
    if not play.is_over:
        raise ScenarioError("", "scenario.not_over")
    return result_as_left(play, against or best(play.scenario, play.variant.key))


def result_as_left(play: Play, measure: BestPath) -> CallResult:
    """Returns what a call comes to as it stands, be it over or not: one that was left has an outcome of 0, as after a
    fault, and of each competency the points earned over those of the best path."""
    ending = play.scenario.ending(play.ending_key) if play.ending_key else None
    total = play.state.axes.total if ending else 0
    road = road_of(play)
    scores = _shares(play, measure, total)
    if play.fault is not None:
        scores |= dict.fromkeys(set(play.fault.competencies or (LEGAL,)) & set(scores), 0.0)
    return CallResult(
        axes=play.state.axes,
        total=total,
        best_total=measure.total,
        ending_key=play.ending_key,
        fault=play.fault,
        scores=scores,
        met={key: min(1.0, road[key] / most) for key, most in measure.points.items() if most},
        is_success=ending is not None and ending.kind == "good",
    )
