"""The best path is the best of all calls that can be played; a result is measured against it."""

import timeit

import pytest
from hypothesis import given, settings

from quizzes.errors import ScenarioError
from quizzes.scenarios import (
    Axes,
    best,
    debrief,
    faults_of,
    points_of,
    replay,
    result,
    road_of,
    scenario_from_mapping,
    scenario_to_mapping,
    start,
)
from quizzes.scenarios.graph import reachable_from
from quizzes.scenarios.survey import survey_of
from tests.quizzes.scenarios.sample import choice, scenario
from tests.quizzes.scenarios.worlds import every_call, worlds, worth

CALL = scenario()
GOOD, VAGUE = "a" * 10, "bbabbbbbbb"


def test_the_best_path_of_the_small_scenario():
    found = best(CALL, "base")

    assert ("".join(found.choices), found.ending_key) == (GOOD, "fin-promesse")
    assert (found.axes, found.total, found.points) == (Axes(4, 5, 5), 14, {"COM-1": 6, "COM-3": 13})


@settings(max_examples=120, deadline=None)
@given(worlds())
def test_no_call_is_better_than_the_best_path_which_is_one_of_them(mapping):
    drawn = scenario_from_mapping(mapping)
    for variant in ("base", "grossiste"):
        calls = list(every_call(drawn, variant))

        found = best(drawn, variant)

        played = replay(drawn, 1, found.choices, variant)
        assert worth(played) == max(worth(play) for play in calls)
        assert (found.total, found.points) == (worth(played)[0], points_of(played))


def test_a_call_that_ended_early_came_to_ask_for_little():
    whole = result(replay(CALL, 1, GOOD, "base"))
    early = min(every_call(CALL, "base"), key=lambda play: len(play.turns))

    ended = result(early)

    assert set(whole.met.values()) == {1.0}
    assert all(share < 1.0 for share in ended.met.values())


@settings(max_examples=120, deadline=None)
@given(worlds())
def test_the_survey_meets_what_calls_meet_and_nothing_else(mapping):
    drawn = scenario_from_mapping(mapping)
    calls = list(every_call(drawn, "base"))

    found = survey_of(drawn, drawn.variants[0], with_lines=True)

    assert found.choices == {(turn.node_key, turn.choice_key) for play in calls for turn in play.turns}
    assert found.nodes == {turn.node_key for play in calls for turn in play.turns}
    assert {end.ending_key for end in found.ends} == {play.ending_key for play in calls}


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_whatever_is_drawn_is_written_and_read_checked_and_scored_within_its_bounds(mapping):
    drawn = scenario_from_mapping(mapping)

    assert scenario_from_mapping(scenario_to_mapping(drawn)) == drawn
    assert {fault.message_id for fault in faults_of(drawn)} >= {"scenario.node_count"}
    against = best(drawn, "base")
    followed = result(replay(drawn, 1, against.choices, "base"), against)
    assert followed.fault or set(followed.scores.values()) <= {1.0}
    for play in every_call(drawn, "base"):
        outcome = result(play, against)
        assert all(0 <= share <= 1 for share in outcome.scores.values())
        for key, share in outcome.scores.items():
            assert share >= min(points_of(play)[key] / max(against.points[key], 1), 1) or play.fault
        assert 0 <= outcome.total <= outcome.best_total <= 15
        assert len(debrief(play)) == len(play.turns)


def test_a_perfect_call_scores_one_and_is_a_success():
    outcome = result(replay(CALL, 5, GOOD, "base"))

    assert (outcome.total, outcome.best_total, outcome.is_success) == (14, 14, True)
    assert outcome.scores == {"COM-1": 1.0, "COM-3": 1.0}


def test_a_poor_call_scores_its_share_of_the_points_of_the_best_path():
    outcome = result(replay(CALL, 5, VAGUE, "base"), best(CALL, "base"))

    assert (outcome.ending_key, outcome.is_success) == ("fin-vague", False)
    assert outcome.scores == {"COM-1": pytest.approx(2 / 6), "COM-3": 0.0}
    assert outcome.axes == Axes(2, 2, 5)


def test_another_road_to_the_same_outcome_costs_nothing_and_a_shorter_one_to_a_worse_does():
    jump = choice("c", "fin-promesse", effects={"efficacy": 4}, scores={"COM-3": 2})
    short = result(replay(scenario(("nodes[5].choices[+]", jump)), 5, "aaac", "base"))
    cut_off = result(replay(CALL, 5, "aacb", "base"))

    assert (short.total, short.best_total) == (14, 14)
    assert short.scores == {"COM-1": 1.0, "COM-3": 1.0}
    assert road_of(replay(CALL, 5, "aacb", "base")) == {"COM-1": 7, "COM-3": 0}
    assert (cut_off.total, cut_off.scores) == (5, {"COM-1": pytest.approx(4 / 6), "COM-3": 0.0})


def test_a_fault_takes_the_competencies_that_it_names_and_the_total():
    outcome = result(replay(CALL, 5, "abb", "base"))

    assert (outcome.total, outcome.is_success, outcome.ending_key) == (0, False, None)
    assert outcome.scores == {"COM-1": pytest.approx(2 / 6), "COM-3": 0.0}


def test_a_fault_that_names_none_takes_the_competency_of_contact_where_it_is_measured():
    legal = [
        ("competencies", ["COM-1", "COM-3", "JUR-2"]),
        ("nodes[0].choices[0].scores.JUR-2", 2),
        ("nodes[2].choices[1].fault", {"title": "Menace", "facts": ["F2.19"]}),
    ]

    assert result(replay(scenario(*legal), 5, "abb", "base")).scores["JUR-2"] == 0.0
    assert result(replay(scenario(legal[2]), 5, "abb", "base")).scores["COM-1"] > 0


def test_only_the_first_answer_at_a_node_earns_points():
    silent_first = replay(CALL, 5, "aca", "base")

    assert points_of(silent_first) == {"COM-1": 3, "COM-3": 0}
    assert points_of(replay(CALL, 5, "aa", "base")) == {"COM-1": 4, "COM-3": 0}


def test_a_competency_of_which_the_best_path_earns_nothing_is_left_out():
    unreached = [("competencies", ["COM-1", "COM-3", "FAC-2"]), ("nodes[2].choices[0].scores.FAC-2", 1)]

    assert "FAC-2" not in result(replay(scenario(*unreached), 5, GOOD, "base")).scores


def test_where_only_faults_can_be_reached_the_best_total_is_nought():
    fault = {"title": "Menace", "facts": ["F2.19"]}
    only = [MENACE | {"key": key, "fault": fault} for key in "ab"]

    assert best(scenario(("nodes[0].choices", only)), "base").total == 0


MENACE = {"kind": "say", "text": "« Demain. »", "why": "Non.", "scores": {"COM-1": 0}}


def test_a_call_that_is_not_over_has_no_result():
    with pytest.raises(ScenarioError) as caught:
        result(start(CALL, 1))

    assert caught.value.message_id == "scenario.not_over"


@pytest.mark.parametrize("change", [("nodes[1].choices[2].once", False), None])
def test_what_cannot_be_computed_is_refused(change):
    with pytest.raises(ScenarioError) as caught:
        best(scenario(change) if change else CALL, "base" if change else "autre")

    assert caught.value.message_id == ("scenario.endless" if change else "scenario.unknown_variant")


def test_the_debrief_replays_each_choice_with_what_it_did_and_what_else_there_was():
    turns = debrief(replay(CALL, 5, "acbacb", "base"))

    assert [(turn.node.key, turn.choice.key, turn.counts) for turn in turns[:3]] == [
        ("preparation", "a", True),
        ("ouverture", "c", True),
        ("ouverture", "b", False),
    ]
    assert (turns[2].mood, turns[2].deltas) == (-1, Axes(-1, 0, 0))
    assert turns[2].line == "« Bonjour. »"
    assert [(other.choice.key, other.text, other.is_better) for other in turns[2].alternatives] == [
        ("a", "« Je vous appelle pour la facture de 18 900,00 €. »", True)
    ]
    assert turns[-1].deltas == Axes(0, -2, 0)
    assert turns[-1].better == "Retenez-la."


def test_the_best_path_of_a_scenario_is_found_in_some_milliseconds():
    assert min(timeit.repeat(lambda: best(CALL, "base"), number=1, repeat=3)) < 0.3


def test_only_nodes_on_loops_follow_themselves():
    reach = reachable_from(CALL)

    assert {key for key in reach if key in reach[key]} == {"ouverture", "date", "montant", "moyen", "nom", "reprise"}
