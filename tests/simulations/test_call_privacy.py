"""Who sees what of calls: managers the proof of one that counted, never a word of practice; oneself all of it."""

import json
import re
from html import unescape

import pytest

from course.competencies.models import Evidence
from course.competencies.services import object_to
from course.simulations.services.calls import abandon_call
from tests import factories
from tests.seeds import seeded
from tests.simulations.calling import (
    FAULTY,
    GOOD,
    VAGUE,
    begun,
    make_caller,
    make_competencies,
    make_scenario,
    played,
    say,
)

TYPED = "ce que je dirais avec mes mots"


def make_card(session):
    make_competencies(session)
    return make_scenario(session)


engine, card = seeded(make_card)


@pytest.fixture
def team(session, card):
    """A team whose job asks for a level of what the scenario measures."""
    team, job = factories.make_team(session), factories.make_job_role(session)
    for competency in session.query(factories.Competency):
        factories.require(session, job, competency, 3)
    return team, job


@pytest.fixture
def caller(session, team):
    return make_caller(session, name="Nadia Benali", team=team[0], job=team[1])


@pytest.fixture
def manager(session, team):
    return factories.make_manager(session, team[0])


def page(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    return unescape(answer.get_data(as_text=True)).replace("\u00a0", " ").replace("\u202f", " ")


def seen_by_the_manager(client, caller):
    urls = ("/team", f"/people/{caller.id}", f"/people/{caller.id}/competencies/COM-1", "/team?format=csv")
    return [page(client, url) for url in urls]


def test_practice_changes_nothing_of_what_a_manager_sees_not_even_a_sum(
    client, session, caller, card, manager, sign_in
):
    sign_in(client, manager)
    before = seen_by_the_manager(client, caller)

    for choices in (GOOD, FAULTY, VAGUE):
        played(session, caller, card, choices)
    left = begun(session, caller, card)
    say(session, caller, left, "a", TYPED)
    abandon_call(session, caller.id, left)
    played(session, caller, card, "ab")

    assert seen_by_the_manager(client, caller) == before


def test_a_call_that_counted_is_a_proof_in_the_managers_matrix_and_nothing_else_of_it_is(
    client, session, caller, card, manager, sign_in
):
    sign_in(client, manager)
    play_id = begun(session, caller, card, "counted")
    say(session, caller, play_id, VAGUE[0], TYPED)
    for choice in VAGUE[1:]:
        say(session, caller, play_id, choice)

    proofs = page(client, f"/people/{caller.id}/competencies/COM-3")

    assert "Simulation d’appel : Une relance courte" in proofs
    assert "pas encore" in proofs
    assert TYPED not in proofs
    assert f"/calls/plays/{play_id}" not in proofs
    assert client.get(f"/calls/plays/{play_id}/debrief").status_code == 404
    assert client.get(f"/calls/plays/{play_id}").status_code == 404


def test_three_calls_that_counted_are_a_level_in_the_managers_matrix(client, session, caller, card, manager, sign_in):
    sign_in(client, manager)
    before = page(client, "/team")
    played(session, caller, card, GOOD, "counted")
    for number in (2, 3):
        other = make_scenario(session, f"source {number}", key=f"appel-{number}", title=f"Appel {number}")
        played(session, caller, other, GOOD, "counted")

    after = page(client, "/team")

    assert before.count("à mesurer") > after.count("à mesurer")


def test_the_person_reads_the_proof_in_words_and_opens_the_debrief_from_it(client, session, caller, card, sign_in):
    sign_in(client, caller)
    play_id = played(session, caller, card, GOOD, "counted")
    seq = session.query(Evidence.seq).order_by(Evidence.seq).first()[0]

    competency, proof = page(client, "/competencies/COM-1"), page(client, f"/proofs/{seq}")

    for shown in (competency, proof):
        assert "imulation d’appel" in shown
        assert "tenu ✓" in shown
        assert f'href="/calls/plays/{play_id}/debrief"' in shown


def test_a_proof_of_practice_of_the_same_scenario_leads_nowhere_else(client, session, caller, card, sign_in):
    sign_in(client, caller)
    practice = played(session, caller, card, FAULTY)
    played(session, caller, card, GOOD, "counted")

    assert f"/calls/plays/{practice}" not in page(client, "/competencies/COM-3")


def test_a_trainer_decides_about_a_contested_call_without_the_name(client, session, caller, card, sign_in):
    play_id = begun(session, caller, card, "counted")
    for choice in FAULTY:
        say(session, caller, play_id, choice, TYPED)
    seq = session.query(Evidence.seq).order_by(Evidence.seq).first()[0]
    object_to(session, caller.id, seq, "La question du titre n’était pas claire.")
    trainer = factories.make_person(session, "Sophie Marchand", roles=(factories.Role.EMPLOYEE, factories.Role.TRAINER))
    sign_in(client, trainer)

    address = re.search(r"/studio/objections/\d+", page(client, "/studio/objections"))[0]
    shown = page(client, address)

    assert "Un appel simulé est contesté" in shown
    assert "La question du titre n’était pas claire." in shown
    assert "« L’huissier saisit demain. »" in shown
    assert "pas encore" in shown
    assert TYPED not in shown
    assert "Nadia Benali" not in shown
    assert "n’est plus gardée" not in shown


def test_ones_own_file_of_personal_records_has_the_calls_and_what_was_typed(client, session, caller, card, sign_in):
    play_id = begun(session, caller, card)
    say(session, caller, play_id, "a", TYPED)
    other = make_caller(session, name="Une autre")
    played(session, other, card, "ab")
    sign_in(client, caller)

    tables = json.loads(client.get("/privacy/export").text)["tables"]

    assert [row["mode"] for row in tables["evidence"]["call_play"]] == ["practice"]
    assert [(row["choice"], row["said"]) for row in tables["evidence"]["call_turn"]] == [("a", TYPED)]
