"""How well a call went: the best path that was there to take, and what was reached measured against it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from quizzes.errors import ScenarioError
from quizzes.scenarios.model import Fault, Scenario
from quizzes.scenarios.playing import Play, replay
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
    """What a call came to. `total` and `best_total`: 0–15; `scores`: share of the points of the best path, 0–1, by
    competency.
    """

    axes: Axes
    total: int
    best_total: int
    ending_key: str | None
    fault: Fault | None
    scores: Mapping[str, float] = field(hash=False)
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
    points = dict.fromkeys(play.scenario.competencies, 0)
    answered: set[str] = set()
    for turn in play.turns:
        node = play.scenario.node(turn.node_key)
        choice = node.choice(turn.choice_key) if node else None
        if choice is not None and turn.node_key not in answered:
            for key, earned in choice.scores.items():
                points[key] = points.get(key, 0) + earned
        answered.add(turn.node_key)
    return points


def result(play: Play, against: BestPath | None = None) -> CallResult:
    """Returns what a call that is over came to, measured against the best path of its variant (computed if not given).

    A competency scores the points earned divided by those of the best path, at most 1; one of which the best path earns
    none is left out. A fault scores 0 in the competencies that it names, in JUR-2 where it names none, and makes the
    total 0. A success is a good ending. Raises ScenarioError where the call is not over.
    """
    if not play.is_over:
        raise ScenarioError("", "scenario.not_over")
    measure = against or best(play.scenario, play.variant.key)
    earned = points_of(play)
    scores = {key: min(earned[key] / points, 1.0) for key, points in measure.points.items() if points}
    if play.fault is not None:
        scores |= dict.fromkeys(set(play.fault.competencies or (LEGAL,)) & set(scores), 0.0)
    ending = play.scenario.ending(play.ending_key) if play.ending_key else None
    return CallResult(
        axes=play.state.axes,
        total=play.state.axes.total if ending else 0,
        best_total=measure.total,
        ending_key=play.ending_key,
        fault=play.fault,
        scores=scores,
        is_success=ending is not None and ending.kind == "good",
    )
