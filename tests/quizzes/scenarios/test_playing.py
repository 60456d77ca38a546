"""A call is played choice by choice: what is offered, what it changes, how it ends, and that it can be replayed."""

import timeit

import pytest

from quizzes.errors import ScenarioError
from quizzes.scenarios import Axes, State, choose, filled, line, offered, replay, start
from tests.quizzes.scenarios.sample import scenario

CALL = scenario()


def keys(play):
    return [choice.key for choice in offered(play)]


def test_a_call_begins_where_its_variant_says():
    base, other = start(CALL, 7, "base"), start(CALL, 7, "grossiste")

    assert (base.node_key, base.is_over, base.turns) == ("preparation", False, ())
    assert base.state == State(3, 2, 0, Axes(3, 2, 5))
    assert other.state.mood == 2


def test_the_seed_draws_the_variant_and_always_the_same():
    drawn = [start(CALL, seed).variant.key for seed in range(40)]

    assert set(drawn) == {"base", "grossiste"}
    assert drawn == [start(CALL, seed).variant.key for seed in range(40)]


def test_the_order_of_choices_is_drawn_for_each_seed_and_node_with_silence_and_hanging_up_last():
    orders = {tuple(keys(replay(CALL, seed, "a", "base"))) for seed in range(20)}

    assert orders == {("a", "b", "c"), ("b", "a", "c")}
    assert all(keys(replay(CALL, seed, "aac", "base"))[-1] == "b" for seed in range(10))


def test_texts_are_filled_with_the_values_of_the_variant():
    play = start(CALL, 1, "grossiste")

    assert line(play) == "Le dossier de Médigros est devant vous."
    assert filled(play, "{montant} {inconnu} { montant }") == "7 250,00 € {inconnu} { montant }"


def test_of_what_is_said_the_first_line_that_holds_counts():
    assert line(replay(CALL, 1, "a", "base")) == "« Bonjour. »"
    assert line(replay(CALL, 1, "a", "grossiste")) == "« Encore vous ? »"


def test_effects_are_clamped_and_add_up():
    play = replay(CALL, 1, "bab", "base")

    assert play.state == State(3, 2, 6, Axes(4, 1, 5), frozenset({"rejet"}))
    assert [(turn.node_key, turn.choice_key) for turn in play.turns][-1] == ("constat", "b")
    assert replay(CALL, 1, "aac", "base").state.axes.relation == 1
    assert replay(scenario(("nodes[0].choices[0].effects.relation", 5)), 1, "a").state.axes.relation == 5


def test_flags_are_set_and_unset_and_elements_of_a_promise_kept():
    forgetting = scenario(("nodes[1].choices[0].effects", {"forget": ["rejet"]}))

    assert replay(forgetting, 1, "aa").state.knows == frozenset()
    assert replay(CALL, 1, "aaaa").state.promise == {"date"}


def test_a_choice_whose_condition_fails_is_neither_offered_nor_taken():
    play = replay(CALL, 1, "ba", "base")

    assert "a" not in keys(play)
    with pytest.raises(ScenarioError, match="« a » is not offered here"):
        choose(play, "a")


def test_what_is_offered_once_is_gone_the_second_time():
    play = replay(CALL, 1, "ac", "base")

    assert play.node_key == "ouverture"
    assert "c" not in keys(play)
    with pytest.raises(ScenarioError, match="not offered"):
        choose(play, "c")


def test_where_a_choice_leads_depends_on_the_state_that_it_has_made():
    shouting = scenario(("nodes[4].choices[0].effects", {"mood": -3}))

    assert replay(CALL, 1, "aaca", "base").node_key == "date"
    assert replay(shouting, 1, "aaca", "base").ending_key == "fin-litige"


def test_an_ending_replaces_the_axes_that_it_names():
    play = replay(CALL, 1, "aacb", "base")

    assert (play.ending_key, play.is_over, line(play)) == ("fin-litige", True, "Un litige s’ouvre.")
    assert play.state.axes == Axes(0, 0, 5)
    assert (keys(play), play.fault) == ([], None)


def test_a_grave_fault_ends_the_call_at_once_and_says_which():
    play = replay(CALL, 1, "abb", "base")

    assert (play.is_over, play.node_key, play.ending_key) == (True, None, None)
    assert play.fault is not None
    assert line(play) == play.fault.title == "Menace d’une saisie sans titre"
    assert play.state.axes.legality == 0


def test_nothing_can_be_chosen_once_the_call_is_over():
    with pytest.raises(ScenarioError, match="The call is over"):
        choose(replay(CALL, 1, "abb"), "a")


def test_a_replay_names_the_choice_that_was_not_possible():
    with pytest.raises(ScenarioError) as caught:
        replay(CALL, 1, ["a", "z"])

    assert (caught.value.field, caught.value.message_id) == ("choices[1]", "scenario.not_offered")


def test_an_unknown_variant_is_refused():
    with pytest.raises(ScenarioError) as caught:
        start(CALL, 1, "autre")

    assert (caught.value.field, caught.value.message_id) == ("variant", "scenario.unknown_variant")


def test_a_choice_takes_microseconds():
    play = start(CALL, 1, "base")

    assert min(timeit.repeat(lambda: choose(play, "a"), number=100, repeat=5)) / 100 < 0.0005
