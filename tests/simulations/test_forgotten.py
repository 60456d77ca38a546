"""A call or a day that counts and was left is closed as it stands, so that leaving is no way around a bad one."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from course.competencies.models import Evidence
from course.foundation import clock
from course.simulations.models import WorkshopPlay
from course.simulations.queries.calls import call_of
from course.simulations.services.forgotten import close_left
from tests import factories
from tests.seeds import seeded
from tests.simulations.calling import begun, make_caller, make_competencies, make_scenario, say
from tests.simulations.workshops import begin, informed, make_workshop, play_good_day

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SKILLS = (("ORG", "ORG-1", False), ("JUR", "JUR-3", False), ("JUR", "JUR-5", False))


def proofs(session):
    session.expire_all()
    return list(session.execute(select(Evidence).order_by(Evidence.seq)).scalars())


def make_card(session):
    make_competencies(session)
    return make_scenario(session)


engine, card = seeded(make_card)


@pytest.fixture
def caller(session):
    return make_caller(session)


def left(session, caller, card, choices, mode="counted"):
    with clock.at(MONDAY):
        play_id = begun(session, caller, card, mode)
        for choice in choices:
            say(session, caller, play_id, choice)
    return play_id


def test_a_call_left_for_two_days_counts_as_it_stands(session, caller, card):
    play_id = left(session, caller, card, "bb")

    with clock.at(MONDAY + timedelta(days=2, minutes=1)):
        assert close_left(session) == 1

    call = call_of(session, caller.id, play_id)
    assert (call.is_open, call.ending, call.result["total"]) == (False, "left", 0)
    found = proofs(session)
    assert found
    assert all(proof.score < 0.5 and proof.information_weight < 1.0 for proof in found)


def test_it_is_closed_once(session, caller, card):
    left(session, caller, card, "b")

    with clock.at(MONDAY + timedelta(days=3)):
        close_left(session)
        count = len(proofs(session))
        assert close_left(session) == 0

    assert len(proofs(session)) == count


def test_before_two_days_one_may_come_back(session, caller, card):
    play_id = left(session, caller, card, "b")

    with clock.at(MONDAY + timedelta(days=1, hours=23)):
        assert close_left(session) == 0

    assert call_of(session, caller.id, play_id).is_open


def test_practice_is_never_closed_for_anybody(session, caller, card):
    play_id = left(session, caller, card, "b", mode="practice")

    with clock.at(MONDAY + timedelta(days=40)):
        assert close_left(session) == 0

    assert call_of(session, caller.id, play_id).is_open
    assert proofs(session) == []


def test_a_call_in_which_nothing_was_said_is_no_evidence(session, caller, card):
    play_id = left(session, caller, card, "")

    with clock.at(MONDAY + timedelta(days=3)):
        assert close_left(session) == 1

    assert proofs(session) == []
    assert call_of(session, caller.id, play_id).ending == "left"


def test_its_debrief_says_that_it_was_left_and_what_was_held(session, client, sign_in, caller, card):
    play_id = left(session, caller, card, "bb")
    with clock.at(MONDAY + timedelta(days=3)):
        close_left(session)
        sign_in(client, caller)

        page = client.get(f"/calls/plays/{play_id}/debrief").text

    assert "Un appel laissé en route" in page
    assert "Ce que l’appel demandait" in page


@pytest.mark.unseeded
def test_a_day_left_for_two_days_is_handed_in_as_it_stands(session, client, sign_in):
    factories.make_framework(session, *SKILLS)
    make_workshop(session)
    learner = factories.make_person(session)
    informed(session, learner)
    with clock.at(MONDAY):
        sign_in(client, learner)
        play_good_day(client, begin(client, mode="counted"))

    with clock.at(MONDAY + timedelta(days=2, hours=1)):
        assert close_left(session) == 1

    play = session.execute(select(WorkshopPlay)).scalar_one()
    assert play.ended_at is not None
    assert play.result is not None
    assert {proof.kind for proof in proofs(session)} == {"simulation"}


@pytest.mark.unseeded
def test_a_day_without_a_decision_is_no_evidence(session, client, sign_in):
    factories.make_framework(session, *SKILLS)
    make_workshop(session)
    learner = factories.make_person(session)
    informed(session, learner)
    with clock.at(MONDAY):
        sign_in(client, learner)
        begin(client, mode="counted")

    with clock.at(MONDAY + timedelta(days=3)):
        assert close_left(session) == 1

    assert proofs(session) == []
