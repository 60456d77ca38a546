"""Calls are found where people look: in their module, on the home page while one is open, by search."""

from html import unescape

import pytest

from course.simulations.queries.standing import simulations_in
from course.simulations.services.calls import abandon_call
from tests.learning.content import make_module
from tests.seeds import seeded
from tests.simulations.calling import FAULTY, GOOD, begun, make_caller, make_competencies, make_scenario, played


def make_card(session):
    make_competencies(session)
    make_module(session, "delais")
    return make_scenario(session, module="delais")


engine, card = seeded(make_card)


@pytest.fixture
def caller(session, client, card, sign_in):
    person = make_caller(session)
    sign_in(client, person)
    return person


def page(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    return unescape(answer.get_data(as_text=True)).replace("\u00a0", " ").replace("\u202f", " ")


def state(session, caller):
    return [one.state for one in simulations_in(session, caller.id, "delais")]


def test_a_module_shows_its_calls_with_their_state(client, session, caller, card):
    shown = page(client, "/modules/delais")

    assert "Mises en situation" in shown
    assert f"/calls/{card.key}" in shown
    assert "à jouer" in shown


def test_the_state_follows_what_was_played_and_not_what_was_abandoned(session, caller, card):
    states = state(session, caller)
    left = begun(session, caller, card)
    states += state(session, caller)
    abandon_call(session, caller.id, left)
    states += state(session, caller)
    played(session, caller, card, FAULTY)
    states += state(session, caller)
    played(session, caller, card, GOOD)
    states += state(session, caller)
    played(session, caller, card, FAULTY, "counted")
    states += state(session, caller)
    played(session, caller, card, FAULTY)
    states += state(session, caller)

    assert states == ["new", "open", "new", "again", "done", "counted", "counted"]


def test_a_module_without_anything_to_play_asks_nothing(session, caller, card, count_statements):
    simulations_in(session, caller.id, "autre")
    with count_statements() as none:
        found = simulations_in(session, caller.id, "autre")
    for number in range(2, 6):
        make_scenario(session, f"source {number}", key=f"appel-{number}", module="delais")
    state(session, caller)
    with count_statements() as several:
        state(session, caller)

    assert found == []
    assert len(none) <= 1
    assert len(several) <= 2


def test_an_open_call_stands_on_the_home_page_with_its_mode_until_it_ends(client, session, caller, card):
    play_id = begun(session, caller, card)
    counted = begun(session, caller, card, "counted")

    before = page(client, "/")
    for call in (play_id, counted):
        client.post(f"/calls/plays/{call}/abandon")

    assert f'href="/calls/plays/{play_id}"' in before
    assert "simulation d’appel · s’entraîner" in before
    assert "simulation d’appel · compte pour vos niveaux" in before
    after = page(client, "/")
    assert f'href="/calls/plays/{play_id}"' not in after
    assert f'href="/calls/plays/{counted}"' in after


def test_search_finds_a_call_by_its_title_and_by_what_it_is_about(client, caller, card):
    for query in ("relance courte", "promesse complete"):
        shown = page(client, f"/search?q={query}")

        assert f'href="/calls/{card.key}"' in shown
        assert "simulation d’appel · 5 min" in shown
