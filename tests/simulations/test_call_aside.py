"""While a call counts, practice of the same scenario tells nothing of it: no hint, no debrief, no way to try it out."""

from html import unescape

import pytest

from tests.seeds import seeded
from tests.simulations.calling import GOOD, begun, make_caller, make_competencies, make_scenario, played, say

WAIT = "Finissez d’abord l’appel qui compte"


def make_card(session):
    make_competencies(session)
    return make_scenario(session)


engine, card = seeded(make_card)


@pytest.fixture
def caller(session, card, client, sign_in):
    return make_caller(session)


@pytest.fixture
def reader(session, caller, client, sign_in):
    return sign_in(client, caller)


def test_no_practice_begins_while_the_call_that_counts_goes_on(reader, session, caller, card):
    begun(session, caller, card, "counted")

    answer = reader.post(f"/calls/{card.key}/plays", data={"mode": "practice"})

    assert answer.status_code == 409
    assert WAIT in unescape(answer.text)
    assert WAIT in unescape(reader.get(f"/calls/{card.key}").text)


def test_practice_that_stood_open_waits_with_its_hints_and_its_choices(reader, session, caller, card):
    practice = begun(session, caller, card)
    begun(session, caller, card, "counted")

    page = reader.get(f"/calls/plays/{practice}")
    choice = reader.post(f"/calls/plays/{practice}/choices", data={"position": "1", "choice": "1"})

    assert page.status_code == 303
    assert page.location == f"/calls/{card.key}"
    assert WAIT in unescape(reader.get(page.location).text)
    assert choice.status_code == 409


def test_the_debrief_of_practice_is_read_before_or_after_and_not_meanwhile(reader, session, caller, card):
    before = played(session, caller, card, GOOD)
    assert reader.get(f"/calls/plays/{before}/debrief").status_code == 200
    counted = begun(session, caller, card, "counted")

    meanwhile = reader.get(f"/calls/plays/{before}/debrief")
    for choice in GOOD:
        say(session, caller, counted, choice)

    assert meanwhile.status_code == 303
    assert reader.get(f"/calls/plays/{before}/debrief").status_code == 200


def test_practice_of_another_scenario_goes_on(reader, session, caller, card):
    begun(session, caller, card, "counted")
    other = make_scenario(session, "other", key="autre-appel", title="Un autre appel")

    assert reader.post(f"/calls/{other.key}/plays", data={"mode": "practice"}).status_code == 303
