"""Who sees what of a relay: its players alone, each their own papers until the end; managers nothing."""

import json
import re
from html import unescape

import pytest
from sqlalchemy import func, select

from course.competencies.models import Evidence
from quizzes.relay import ROLES, Seat, known
from tests import factories
from tests.seeds import seeded
from tests.simulations.relaying import RELAY, alone, ask, best_seat, make_relay, pass_on, play_of, together

NOTE = "ma note de passage"
WANTED = "ce que je cherchais vraiment"


def make_script(session):
    factories.make_framework(session, ("LIT", "LIT-1", False), ("LIT", "LIT-2", False))
    return make_relay(session)


engine, script = seeded(make_script)


@pytest.fixture
def players(session):
    """Three people of a team, one at each desk, in the order of the desks."""
    team, job = factories.make_team(session), factories.make_job_role(session)
    names = ("Hugo Petit", "Nadia Benali", "Karim Roux")
    return [factories.make_person(session, name, team=team, job=job) for name in names], team


@pytest.fixture
def play(session, script, players, client, sign_in):
    people, _team = players
    begun = together(session, people[0], script, "sales")
    for person, role in zip(people[1:], ROLES[1:], strict=True):
        sign_in(client, person)
        client.post(f"/relays/join/{begun.code}", data={"role": role})
    return begun


def text_of(answer):
    return unescape(answer.get_data(as_text=True)).replace("\u00a0", " ").replace("\u202f", " ")


def plain(text):
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u202f", " "))


def told(shown):
    """The points whose words stand in a page."""
    return {key for key, point in RELAY.points().items() if plain(point.text) in plain(shown)}


def test_no_page_sends_a_player_another_desks_papers_before_the_end(client, session, script, players, play, sign_in):
    people, _team = players
    urls = ("/", "/relays", f"/relays/{RELAY.key}", f"/relays/plays/{play.id}", f"/relays/join/{play.code}")
    seats = {
        "sales": Seat(decision="devis", passed=("devis-signe",), note=NOTE),
        "finance": Seat(decision="avoir", passed=("facture", "devis-signe"), note=NOTE),
    }
    for at in range(2):
        for person, role in zip(people, ROLES, strict=True):
            sign_in(client, person)
            now = play_of(session, person, play.id)
            is_here = now.turn.role == role
            may = set(known(RELAY, role, now.done())) if is_here else set()
            shown = "".join(text_of(client.get(url, follow_redirects=True)) for url in urls)
            assert told(shown) == may, (at, role)
            assert NOTE not in shown
            for other in RELAY.roles:
                assert (plain(other.documents[0].title) in plain(shown)) == (is_here and other.key == role)
            assert not [one for one in RELAY.points().values() if plain(one.why) in plain(shown)]
            assert not [o for one in RELAY.roles for o in one.options if plain(o.why) in plain(shown)]
        pass_on(session, people[at], script, play.id, ROLES[at], seats[ROLES[at]])


def test_a_refused_handover_shows_no_more_than_the_desk(client, session, script, players, play, sign_in):
    people, _team = players
    sign_in(client, people[0])

    shown = text_of(client.post(f"/relays/plays/{play.id}/handover", data={"role": "sales", "passed": ["facture"]}))

    assert told(shown) == {point.key for point in RELAY.role("sales").points}


def test_what_is_asked_is_told_to_who_asked_and_to_no_other_player(client, session, script, players, play, sign_in):
    people, _team = players
    pass_on(session, people[0], script, play.id, "sales", Seat(decision="devis"))
    ask(session, people[1], script, play.id, "finance", ["circuit-paiement"], WANTED)
    shown = {}
    for person in people:
        sign_in(client, person)
        shown[person.name] = text_of(client.get(f"/relays/plays/{play.id}"))

    assert ["M. Chauvet prépare les règlements" in page for page in shown.values()] == [False, True, False]


def test_at_the_end_the_players_see_the_handovers_of_all_and_only_ones_own_search_words(
    client, session, script, players, play, sign_in
):
    people, _team = players
    pass_on(session, people[0], script, play.id, "sales", best_seat("sales", passed=("devis-signe",), note=NOTE))
    ask(session, people[1], script, play.id, "finance", ["circuit-paiement"], WANTED)
    pass_on(session, people[1], script, play.id, "finance", Seat(decision="attendre"))
    pass_on(session, people[2], script, play.id, "legal", Seat(decision="renoncer"))
    shown = []
    for person in people:
        sign_in(client, person)
        shown.append(text_of(client.get(f"/relays/plays/{play.id}")))

    assert [NOTE in page for page in shown] == [True, True, True]
    assert [WANTED in page for page in shown] == [False, True, False]


def test_somebody_who_does_not_play_sees_nothing_and_can_do_nothing(client, session, script, players, play, sign_in):
    sign_in(client, factories.make_person(session, "Une autre"))
    form = {"role": "sales", "decision": "devis", "asked": "devis-signe", "do": "give"}

    assert client.get(f"/relays/plays/{play.id}").status_code == 404
    for action in ("handover", "questions", "seats", "leave"):
        assert client.post(f"/relays/plays/{play.id}/{action}", data=form).status_code == 404
    assert client.get(f"/relays/join/{'x' * 32}").status_code == 404
    assert "Toutes les places sont prises" in text_of(client.get(f"/relays/join/{play.code}"))
    assert not play_of(session, players[0][0], play.id).seats[0].is_played


def test_the_manager_of_the_players_sees_no_trace_and_nothing_is_evidence(client, session, script, players, sign_in):
    people, team = players
    manager = factories.make_manager(session, team)
    urls = ["/team", f"/people/{people[0].id}", "/team?format=csv", "/relays"]
    sign_in(client, manager)
    before = [text_of(client.get(url)) for url in urls]
    play_id = alone(session, people[0], script)
    for role in ROLES:
        pass_on(session, people[0], script, play_id, role)

    assert [text_of(client.get(url)) for url in urls] == before
    assert client.get(f"/relays/plays/{play_id}").status_code == 404
    assert session.execute(select(func.count()).select_from(Evidence)).scalar() == 0


def test_a_code_cannot_be_guessed_and_is_another_for_each_play(session, script, players):
    codes = {together(session, players[0][0], script, "sales").code for _number in range(5)}

    assert len(codes) == 5
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{32}", code) for code in codes)


def test_ones_own_file_of_personal_records_has_ones_seats_and_not_those_of_the_others(
    client, session, script, players, play, sign_in
):
    people, _team = players
    pass_on(session, people[0], script, play.id, "sales", best_seat("sales", note=NOTE))
    pass_on(session, people[1], script, play.id, "finance", Seat(decision="avoir", note="la note de Nadia"))
    files = {}
    for person in people[:2]:
        sign_in(client, person)
        files[person.name] = client.get("/privacy/export").text
    tables = {name: json.loads(file)["tables"]["private"] for name, file in files.items()}

    assert [seat["role"] for seat in tables["Hugo Petit"]["relay_seat"]] == ["sales"]
    assert tables["Hugo Petit"]["relay_seat"][0]["handover"]["note"] == NOTE
    assert [one["id"] for one in tables["Hugo Petit"]["relay_play"]] == [play.id]
    assert NOTE not in files["Nadia Benali"]
    assert "la note de Nadia" not in files["Hugo Petit"]


def test_words_of_who_gave_a_seat_back_are_not_told_to_who_sits_down_next(
    client, session, script, players, play, sign_in
):
    people, _team = players
    pass_on(session, people[0], script, play.id, "sales", Seat(decision="devis"))
    ask(session, people[1], script, play.id, "finance", ["circuit-paiement"], WANTED)
    sign_in(client, people[1])
    client.post(f"/relays/plays/{play.id}/seats", data={"role": "finance", "do": "give"})
    other = factories.make_person(session, "Une autre")
    sign_in(client, other)
    client.post(f"/relays/join/{play.code}", data={"role": "finance"})

    assert play_of(session, other, play.id).turn.asked == ("circuit-paiement",)
    assert play_of(session, other, play.id).turn.wanted == ""
