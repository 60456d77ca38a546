"""Calls are published, begun, played choice by choice, left; the one that counts becomes evidence."""

import pytest
from sqlalchemy import func, select

from course.competencies.models import Evidence, ItemParameter
from course.competencies.queries import proofs_of, states_of
from course.enrolment.queries import completed_item_ids
from course.foundation import clock
from course.foundation.errors import ConflictError, InvalidInputError, NotFoundError
from course.publishing.models import Dependency
from course.simulations.models import CallPlay, CallTurn
from course.simulations.queries.calls import call_of, calls_of, last_calls, moment_of, open_calls
from course.simulations.queries.scenarios import best_of, published_scenario, published_scenarios, script_of
from course.simulations.services.calls import abandon_call, begin_call, step_of, take_step
from tests.seeds import seeded
from tests.simulations.calling import (
    FAULTY,
    GOOD,
    KEY,
    VAGUE,
    begun,
    make_caller,
    make_competencies,
    make_scenario,
    played,
    say,
)


def make_card(session):
    make_competencies(session)
    return make_scenario(session)


engine, card = seeded(make_card)


@pytest.fixture
def caller(session, card):
    return make_caller(session)


def refusal(act):
    with pytest.raises(ConflictError) as refused:
        act()
    return refused.value.message_id


def rows(session, table):
    return session.execute(select(func.count()).select_from(table)).scalar_one()


def test_a_version_keeps_what_it_measures_without_a_chance_of_guessing(session, card):
    parameter = session.execute(select(ItemParameter).where(ItemParameter.version_id == card.version_id)).scalar_one()
    needs = select(Dependency.kind, Dependency.key).where(Dependency.version_id == card.version_id)
    needed = {(row.kind, row.key) for row in session.execute(needs)}

    assert parameter.c == 0.0
    assert {("competency", "COM-1"), ("competency", "COM-3"), ("fact", "F2.19"), ("fact", "F8.06")} <= needed
    assert script_of(session, card.version_id).texts["nodes.preparation.a.why"] == "<p>On vérifie avant d’appeler.</p>"


@pytest.mark.unseeded
def test_a_scenario_that_measures_what_is_no_competency_is_refused(session):
    with pytest.raises(InvalidInputError) as refused:
        make_scenario(session)

    assert refused.value.message_id == "content.unknown_competency"


def test_published_scenarios_are_kept_until_something_is_published(session, card, count_statements):
    published_scenarios(session)
    script_of(session, card.version_id)
    with count_statements() as again:
        published_scenarios(session)
        script_of(session, card.version_id)
    newer = make_scenario(session, "autre source", title="Une autre relance")

    assert len(again) <= 1
    assert [one.title for one in published_scenarios(session)] == ["Une autre relance"]
    assert newer.version_id != card.version_id
    assert script_of(session, card.version_id).scenario.title == "Une relance courte"
    with pytest.raises(NotFoundError):
        published_scenario(session, "aucun")


def test_a_call_is_played_to_its_end_and_its_result_kept(session, caller, card):
    play_id = played(session, caller, card, GOOD)

    call = call_of(session, caller.id, play_id)
    best = best_of(script_of(session, card.version_id), moment_of(session, caller.id, play_id).play.variant.key)
    assert call.ending == "fin-promesse"
    assert call.result["success"] is True
    assert call.result["best"] == best.total
    assert call.result["scores"]["COM-3"] == 1.0
    assert call.ended_at is not None


def test_a_grave_fault_ends_the_call_at_once_and_counts_nothing(session, caller, card):
    play_id = played(session, caller, card, FAULTY)

    call = call_of(session, caller.id, play_id)
    assert call.ending == "fault"
    assert call.result["total"] == 0
    assert call.result["scores"]["COM-3"] == 0.0
    assert refusal(lambda: say(session, caller, play_id, "a")) == "call.is_over"


def test_what_is_not_offered_cannot_be_chosen(session, caller, card):
    play_id = begun(session, caller, card)

    assert refusal(lambda: say(session, caller, play_id, "d")) == "call.not_offered"
    assert rows(session, CallTurn) == 0


def test_a_choice_of_another_tab_stands_and_the_later_one_is_not_written(session, caller, card):
    play_id = begun(session, caller, card)
    seen_by_both = moment_of(session, caller.id, play_id)
    first, second = step_of(seen_by_both, "a"), step_of(seen_by_both, "b")

    assert take_step(session, caller.id, first)
    assert not take_step(session, caller.id, second)
    assert [turn.choice for turn in moment_of(session, caller.id, play_id).turns] == ["a"]


def test_beginning_again_goes_on_with_the_open_call_of_the_same_mode(session, caller, card):
    first = played(session, caller, card, "ab")

    again = begun(session, caller, card, seed=2)
    counted = begun(session, caller, card, "counted")

    assert again == first
    assert counted != first
    assert moment_of(session, caller.id, again).play.node_key == "tension"
    assert [call.id for call in open_calls(session, caller.id)] == [counted, first]


def test_what_was_typed_is_kept_with_the_choice_and_cut_at_its_limit(session, caller, card):
    play_id = begun(session, caller, card)

    say(session, caller, play_id, "a", f"  {'x' * 1200}")
    say(session, caller, play_id, "a", "   ")

    assert [turn.said for turn in moment_of(session, caller.id, play_id).turns] == ["x" * 1000, None]


def test_a_call_of_practice_may_be_left_and_one_that_counts_may_not(session, caller, card):
    practice, counted = begun(session, caller, card), begun(session, caller, card, "counted")

    abandon_call(session, caller.id, practice)

    left = call_of(session, caller.id, practice)
    assert (left.ended_at is not None, left.ending, left.is_abandoned) == (True, None, True)
    assert refusal(lambda: abandon_call(session, caller.id, counted)) == "call.counted_goes_on"
    assert refusal(lambda: say(session, caller, practice, "a")) == "call.is_over"
    assert [call.id for call in open_calls(session, caller.id)] == [counted]


def test_a_choice_is_not_written_once_the_call_was_left_in_another_tab(session, caller, card):
    play_id = begun(session, caller, card)
    step = step_of(moment_of(session, caller.id, play_id), "a")
    abandon_call(session, caller.id, play_id)

    assert not take_step(session, caller.id, step)
    assert rows(session, CallTurn) == 0


def test_a_call_that_counts_needs_the_notice_and_practice_does_not(session, card):
    stranger = make_caller(session, has_read=False, name="Sans notice")

    assert begun(session, stranger, card)
    assert refusal(lambda: begun(session, stranger, card, "counted")) == "assessment.read_notice"


def test_a_call_that_counts_is_one_proof_for_each_competency_and_a_completion(session, caller, card):
    played(session, caller, card, VAGUE, "counted")

    proofs = session.execute(select(Evidence).order_by(Evidence.seq)).scalars().all()
    assert [proof.kind for proof in proofs] == ["simulation", "simulation"]
    assert {proof.item_version_id for proof in proofs} == {card.version_id}
    assert all(0.0 <= proof.score < 1.0 for proof in proofs)
    assert proofs_of(session, caller.id, "COM-1")[0].title == "Une relance courte"
    assert card.item_id in completed_item_ids(session, caller.id)
    measured = {state.competency.key: state for state in states_of(session, caller.id, clock.today("Europe/Paris"))}
    assert measured["COM-1"].direct_proofs == measured["COM-3"].direct_proofs == 1
    assert measured["COM-1"].ceiling == 4


def test_a_call_that_ended_at_once_weighs_what_it_asked(session, caller, card):
    played(session, caller, card, FAULTY, "counted")

    weights = session.execute(select(Evidence.information_weight)).scalars().all()
    assert weights
    assert all(0.25 <= weight < 1.0 for weight in weights)


def test_practice_leaves_no_proof_and_no_completion(session, caller, card):
    played(session, caller, card, GOOD)

    assert rows(session, Evidence) == 0
    assert card.item_id not in completed_item_ids(session, caller.id)


def test_there_is_one_call_that_counts_and_it_is_not_played_twice(session, caller, card):
    played(session, caller, card, FAULTY, "counted")

    assert refusal(lambda: begun(session, caller, card, "counted", seed=9)) == "call.already_counted"
    assert begin_call(session, caller.id, card, "practice", 3)
    assert rows(session, CallPlay) == 2


def test_a_new_version_does_not_open_another_try_nor_change_the_call_that_is_played(session, caller, card):
    open_call = played(session, caller, card, "a")
    played(session, caller, card, GOOD, "counted")

    newer = make_scenario(session, "autre source", title="Une autre relance")

    assert refusal(lambda: begun(session, caller, newer, "counted")) == "call.already_counted"
    assert begun(session, caller, newer) == open_call
    assert moment_of(session, caller.id, open_call).script.scenario.title == "Une relance courte"


def test_nobody_reads_somebody_elses_call(session, caller, card):
    play_id = played(session, caller, card, GOOD)
    other = make_caller(session, name="Une autre")

    with pytest.raises(NotFoundError):
        moment_of(session, other.id, play_id)
    assert calls_of(session, other.id, card.item_id) == []
    assert last_calls(session, other.id) == {}
    assert list(last_calls(session, caller.id)[card.item_id]) == ["practice"]


def test_the_last_call_of_each_mode_leaves_out_what_was_abandoned(session, caller, card):
    ended = played(session, caller, card, FAULTY)
    left = begun(session, caller, card)
    abandon_call(session, caller.id, left)

    assert last_calls(session, caller.id)[card.item_id]["practice"].id == ended
    assert [call.id for call in calls_of(session, caller.id, card.item_id)] == [left, ended]
    assert published_scenario(session, KEY).item_id == card.item_id
