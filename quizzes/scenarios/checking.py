"""What makes a well-formed file a good scenario: all can be met, it ends, everything is scored and explained."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from quizzes.errors import ScenarioError, ScenarioFault
from quizzes.scenarios.graph import endless_loop
from quizzes.scenarios.model import Scenario, Variant
from quizzes.scenarios.naming import choices_of, name_faults
from quizzes.scenarios.playing import beginning, choose, is_offered, start
from quizzes.scenarios.scoring import BestPath, best_of
from quizzes.scenarios.state import State
from quizzes.scenarios.survey import Survey, survey_of

FEWEST_NODES: Final = 12
MOST_NODES: Final = 25


@lru_cache(maxsize=64)
def faults_of(scenario: Scenario) -> tuple[ScenarioFault, ...]:
    """Returns everything that keeps a scenario that was read from being played with profit; nothing is a good sign.

    What can be met is computed, not guessed: each variant is gone through state by state with its conditions. Where a
    name is unknown or a loop has no end, that is said alone. Up to a second of work, kept for equal scenarios: a file
    is read several times on its way to being published. Raises nothing.
    """
    found = [*name_faults(scenario), *_scores(scenario), *_kinds(scenario)]
    unknown = {"scenario.unknown_node", "scenario.same_key"}
    if loop := endless_loop(scenario):
        found.append(_loop_fault(scenario, loop))
    elif not any(fault.message_id in unknown for fault in found):
        found += _met(scenario)
    return tuple(found)


def _loop_fault(scenario: Scenario, loop: Sequence[str]) -> ScenarioFault:
    place = next(place for place, node in enumerate(scenario.nodes) if node.key == loop[0])
    return ScenarioFault(f"nodes[{place}]", "scenario.endless", {"loop": " → ".join([*loop, loop[0]])})


def _scores(scenario: Scenario) -> Iterator[ScenarioFault]:
    for place, node in enumerate(scenario.nodes):
        most = max(choice.points for choice in node.choices)
        for position, choice in enumerate(node.choices):
            path = f"nodes[{place}].choices[{position}]"
            if not choice.scores:
                yield ScenarioFault(path, "scenario.unscored")
            if choice.points < most and not choice.better:
                yield ScenarioFault(path, "scenario.no_better")
    for position, key in enumerate(scenario.competencies):
        given = [choice.scores[key] for _path, choice in choices_of(scenario) if key in choice.scores]
        if len(given) < 2:
            params = {"value": key, "count": len(given)}
            yield ScenarioFault(f"competencies[{position}]", "scenario.scored_once", params)
        if given and not any(given):
            yield ScenarioFault(f"competencies[{position}]", "scenario.no_points", {"value": key})


def _kinds(scenario: Scenario) -> Iterator[ScenarioFault]:
    count = len(scenario.nodes)
    if not FEWEST_NODES <= count <= MOST_NODES:
        params = {"count": count, "lowest": FEWEST_NODES, "highest": MOST_NODES}
        yield ScenarioFault("nodes", "scenario.node_count", params)
    choices = [choice for _path, choice in choices_of(scenario)]
    for kind in ("silence", "hang_up"):
        if all(choice.kind != kind for choice in choices):
            yield ScenarioFault("nodes", "scenario.no_kind", {"kind": kind})
    for kind in ("good", "bad"):
        if all(ending.kind != kind for ending in scenario.endings):
            yield ScenarioFault("endings", "scenario.no_ending", {"kind": kind})
    if all(choice.fault is None for choice in choices):
        yield ScenarioFault("nodes", "scenario.no_fault")


def _met(scenario: Scenario) -> Iterator[ScenarioFault]:
    begun: dict[State, Survey] = {}
    try:
        for variant in scenario.variants:
            # Variants that begin alike differ in their texts only.
            if (state := beginning(scenario, variant)) not in begun:
                begun[state] = survey_of(scenario, variant, with_lines=True)
    except ScenarioError as error:
        yield ScenarioFault(error.field, error.message_id, error.params)
        return
    surveys = [(variant, begun[beginning(scenario, variant)]) for variant in scenario.variants]
    yield from _unmet(scenario, [survey for _variant, survey in surveys])
    yield from _narrow(scenario, surveys)
    for position, (variant, survey) in enumerate(surveys):
        yield from _best(scenario, f"variants[{position}]", variant, survey)


def _unmet(scenario: Scenario, surveys: Sequence[Survey]) -> Iterator[ScenarioFault]:
    nodes = set().union(*(survey.nodes for survey in surveys))
    endings = {end.ending_key for survey in surveys for end in survey.ends}
    for place, node in enumerate(scenario.nodes):
        if node.key in nodes:
            yield from _unmet_at(scenario, place, surveys)
        else:
            yield ScenarioFault(f"nodes[{place}]", "scenario.unreachable", {"value": node.key})
    for place, ending in enumerate(scenario.endings):
        if ending.key not in endings:
            yield ScenarioFault(f"endings[{place}]", "scenario.unreachable", {"value": ending.key})


def _unmet_at(scenario: Scenario, place: int, surveys: Sequence[Survey]) -> Iterator[ScenarioFault]:
    node = scenario.nodes[place]
    lines = set().union(*(survey.lines for survey in surveys))
    choices = set().union(*(survey.choices for survey in surveys))
    branches = set().union(*(survey.branches for survey in surveys))
    for position in range(len(node.says)):
        if (node.key, position) not in lines:
            yield ScenarioFault(f"nodes[{place}].says[{position}]", "scenario.never_holds")
    for at, choice in enumerate(node.choices):
        path = f"nodes[{place}].choices[{at}]"
        if (node.key, choice.key) not in choices:
            yield ScenarioFault(path, "scenario.never_offered")
            continue
        for position in range(len(choice.to)):
            if (node.key, choice.key, position) not in branches:
                yield ScenarioFault(f"{path}.to[{position}]", "scenario.never_holds")


def _narrow(scenario: Scenario, surveys: Sequence[tuple[Variant, Survey]]) -> Iterator[ScenarioFault]:
    for place, node in enumerate(scenario.nodes):
        for variant, survey in surveys:
            if node.key in survey.narrow:
                count, way = survey.narrow[node.key]
                params = {"count": count, "variant": variant.key, "path": " ".join(way.choices) or "…"}
                yield ScenarioFault(f"nodes[{place}].choices", "scenario.few_offered", params)
                break


def _best(scenario: Scenario, path: str, variant: Variant, survey: Survey) -> Iterator[ScenarioFault]:
    """Checks that what scores are measured against is good, and says something of each competency."""
    if not survey.ends:
        return
    found = best_of(scenario, variant.key, survey.ends)
    ending = scenario.ending(found.ending_key) if found.ending_key else None
    way = " ".join(found.choices)
    if ending is None or ending.kind != "good":
        params = {"variant": variant.key, "ending": found.ending_key or "…", "path": way}
        yield ScenarioFault(path, "scenario.bad_best", params)
    yield from _misleading(scenario, path, variant, found)
    for key, points in found.points.items():
        if not points:
            params = {"variant": variant.key, "competency": key, "path": way}
            yield ScenarioFault(path, "scenario.best_scores_nothing", params)


def _misleading(scenario: Scenario, path: str, variant: Variant, found: BestPath) -> Iterator[ScenarioFault]:
    """Checks that whoever always makes the choice that scores most (the first of several) gets the best outcome."""
    play = start(scenario, 0, variant.key)
    while not play.is_over:
        choices = [choice for choice in play.node.choices if is_offered(choice, play.node.key, play.state, play.turns)]
        if not choices:
            return
        play = choose(play, max(choices, key=lambda choice: choice.points).key)
    total = play.state.axes.total if play.ending_key else 0
    if total < found.total:
        params = {
            "variant": variant.key,
            "path": " ".join(turn.choice_key for turn in play.turns),
            "total": total,
            "best": found.total,
            "best_path": " ".join(found.choices),
        }
        yield ScenarioFault(path, "scenario.misleading_points", params)
