"""Two at once in a relay: the first stands, whoever comes second hears so and changes nothing."""

import pytest

from course.foundation.errors import ConflictError, NotFoundError
from course.simulations.services.relays import (
    free_seat,
    give_back,
    hand_over,
    leave_relay,
    simulate_seat,
    take_seat,
)
from quizzes.relay import Seat
from tests import factories
from tests.seeds import seeded
from tests.simulations.relaying import alone, ask, best_seat, make_relay, pass_on, play_of, together

engine, script = seeded(make_relay)


@pytest.fixture
def people(session):
    return [factories.make_person(session, name) for name in ("Nadia Benali", "Hugo Petit", "Karim Roux")]


def test_two_people_on_one_seat_the_first_sits_and_the_other_is_told(session, script, people, client, sign_in):
    nadia, hugo, karim = people
    play = together(session, nadia, script, "legal")
    take_seat(session, hugo.id, play.code, "sales")
    with pytest.raises(ConflictError, match=r"relay\.seat_taken"):
        take_seat(session, karim.id, play.code, "sales")
    sign_in(client, karim)
    answer = client.post(f"/relays/join/{play.code}", data={"role": "sales"}, follow_redirects=True)

    assert "Cette place vient d’être prise" in answer.text.replace("&#39;", "'")
    assert play_of(session, nadia, play.id).seat("sales").learner_id == hugo.id


def test_taking_ones_seat_twice_is_once_and_a_second_seat_is_refused(session, script, people):
    nadia, hugo, _karim = people
    play = together(session, nadia, script, "legal")

    assert take_seat(session, hugo.id, play.code, "sales") == take_seat(session, hugo.id, play.code, "sales")
    with pytest.raises(ConflictError, match=r"relay\.one_seat"):
        take_seat(session, hugo.id, play.code, "finance")


def test_a_seat_that_is_simulated_meanwhile_cannot_be_taken_nor_the_other_way_round(session, script, people):
    nadia, hugo, _karim = people
    play = together(session, nadia, script, "legal")
    simulate_seat(session, nadia.id, script, play.id, "sales")
    simulate_seat(session, nadia.id, script, play.id, "sales")
    with pytest.raises(ConflictError, match=r"relay\.seat_taken"):
        take_seat(session, hugo.id, play.code, "sales")
    take_seat(session, hugo.id, play.code, "finance")
    with pytest.raises(ConflictError, match=r"relay\.seat_taken"):
        simulate_seat(session, nadia.id, script, play.id, "finance")


def test_the_second_of_two_handovers_changes_nothing(session, script, people):
    nadia = people[0]
    play_id = alone(session, nadia, script)

    assert pass_on(session, nadia, script, play_id, "sales")
    assert not hand_over(session, nadia.id, script, play_id, "sales", Seat(decision="moitie"))
    assert play_of(session, nadia, play_id).done()["sales"].decision == "devis"


def test_a_handover_from_a_seat_that_was_freed_is_not_kept(session, script, people):
    nadia, hugo, karim = people
    play = together(session, nadia, script, "legal")
    take_seat(session, hugo.id, play.code, "sales")
    free_seat(session, nadia.id, play.id, "sales")
    with pytest.raises(NotFoundError):
        pass_on(session, hugo, script, play.id, "sales")
    take_seat(session, karim.id, play.code, "sales")
    take_seat(session, hugo.id, play.code, "finance")
    with pytest.raises(ConflictError, match=r"relay\.not_yours"):
        pass_on(session, hugo, script, play.id, "sales")

    assert not play_of(session, nadia, play.id).seat("sales").is_played


def test_one_plays_when_the_file_is_there_and_not_before(session, script, people):
    nadia = people[0]
    play = together(session, nadia, script, "legal")
    with pytest.raises(ConflictError, match=r"relay\.not_your_turn"):
        pass_on(session, nadia, script, play.id, "legal", Seat(decision="renoncer"))
    with pytest.raises(ConflictError, match=r"relay\.not_your_turn"):
        ask(session, nadia, script, play.id, "legal", ["devis-signe"])


def test_a_seat_that_was_played_is_not_given_back_nor_freed(session, script, people):
    nadia, hugo, _karim = people
    play = together(session, nadia, script, "legal")
    take_seat(session, hugo.id, play.code, "sales")
    pass_on(session, hugo, script, play.id, "sales")
    with pytest.raises(ConflictError, match=r"relay\.already_handed"):
        give_back(session, hugo.id, play.id, "sales")
    with pytest.raises(ConflictError, match=r"relay\.already_handed"):
        free_seat(session, nadia.id, play.id, "sales")


def test_a_relay_that_others_play_is_not_stopped(session, script, people):
    nadia = people[0]
    play = together(session, nadia, script, "sales")
    with pytest.raises(ConflictError, match=r"relay\.others_play"):
        leave_relay(session, nadia.id, play.id)


def test_a_handover_takes_few_statements(session, script, people, count_statements):
    nadia = people[0]
    play_id = alone(session, nadia, script, "sales")
    with count_statements() as few:
        hand_over(session, nadia.id, script, play_id, "sales", best_seat("sales"))

    assert play_of(session, nadia, play_id).is_complete
    assert len(few) <= 8
