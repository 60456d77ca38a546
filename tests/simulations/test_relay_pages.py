"""The pages of relays: the list, what one is about, a desk and its questions, the end, with colleagues or alone."""

import re
from html import unescape

import pytest

from course.simulations.services.relays import hand_over
from quizzes.relay import ROLES, Seat
from tests import factories
from tests.seeds import seeded
from tests.simulations.relaying import (
    KEY,
    RELAY,
    alone,
    ask,
    best_seat,
    make_relay,
    pass_on,
    play_of,
    together,
)

engine, script = seeded(make_relay)


@pytest.fixture
def nadia(session, client, sign_in):
    person = factories.make_person(session, "Nadia Benali")
    sign_in(client, person)
    return person


@pytest.fixture
def hugo(session):
    return factories.make_person(session, "Hugo Petit")


def page(client, url, status=200):
    answer = client.get(url)
    assert answer.status_code == status
    return plain(answer)


def plain(answer):
    return unescape(answer.get_data(as_text=True)).replace("\u00a0", " ").replace("\u202f", " ")


def plain_text(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def begin(client, how, role):
    return client.post(f"/relays/{KEY}", data={"how": how, "role": role})


def send(client, play_id, role, **form):
    return client.post(f"/relays/plays/{play_id}/handover", data={"role": role, **form})


def test_the_list_leads_to_the_relays_and_to_the_other_rooms(client, script, nadia):
    shown = page(client, "/relays")

    assert f'href="/relays/{KEY}"' in shown
    for other in ("/calls", "/workshops"):
        assert f'href="{other}"' in shown
        assert 'href="/relays"' in page(client, other)


@pytest.mark.unseeded
def test_without_a_published_relay_the_list_says_so(client, nadia):
    assert "Aucun relais n’est encore publié" in page(client, "/relays")


def test_the_lists_ask_the_same_number_of_statements_whatever_was_played(
    client, session, script, nadia, hugo, count_statements
):
    urls = ("/relays", f"/relays/{KEY}")
    for url in urls:
        client.get(url)
    with count_statements() as few:
        for url in urls:
            client.get(url)
    for _number in range(4):
        alone(session, nadia, script, "sales")
        together(session, nadia, script, "finance")
        together(session, hugo, script, "legal")
    with count_statements() as many:
        for url in urls:
            client.get(url)

    assert len(many) == len(few) <= 10


def test_before_one_begins_it_is_said_who_will_see_what(client, session, script, nadia, hugo):
    code = together(session, hugo, script, "sales").code

    for url in (f"/relays/{KEY}", f"/relays/join/{code}"):
        assert "chaque joueur de ce relais voit ce que les trois bureaux ont demandé, décidé et transmis" in page(
            client, url
        )


@pytest.mark.parametrize("role", ROLES)
def test_alone_at_one_desk_the_file_is_there_at_once(client, session, script, nadia, role):
    answer = begin(client, "alone", role)
    play = play_of(session, nadia, int(answer.location.rsplit("/", 1)[1]))

    assert play.turn.role == role
    assert RELAY.role(role).title in page(client, answer.location)


def test_alone_at_all_three_desks_they_come_one_after_the_other_to_the_end(client, session, script, nadia):
    address = begin(client, "alone", "all").location
    titles = []
    for role in ROLES:
        titles.append(re.search(r"<h1[^>]*>(.*?)</h1>", page(client, address))[1])
        seat = best_seat(role)
        play_id = int(address.rsplit("/", 1)[1])
        send(client, play_id, role, decision=seat.decision, passed=list(seat.passed), note=f"note de {role}")
    end = page(client, address)

    assert titles == [RELAY.role(role).title for role in ROLES]
    assert "Aucun jour perdu" in end
    assert "Les trois décisions sont les bonnes" in end
    assert all(f"note de {role}" in end for role in ROLES)


@pytest.mark.parametrize("form", [{}, {"how": "alone"}, {"how": "together", "role": "all"}, {"how": "x", "role": "y"}])
def test_no_desk_chosen_is_said_in_words(client, script, nadia, form):
    answer = client.post(f"/relays/{KEY}", data=form)

    assert answer.status_code == 422
    assert "Choisissez votre bureau" in plain(answer)


def test_what_was_handed_over_stands_on_the_next_desk_and_nothing_else_of_the_file(client, session, script, nadia):
    play_id = alone(session, nadia, script, *ROLES)
    pass_on(session, nadia, script, play_id, "sales", Seat(decision="devis", passed=("devis-signe",)))
    shown = page(client, f"/relays/plays/{play_id}")
    points = RELAY.points()

    assert plain_text(points["devis-signe"].text) in shown
    for point in RELAY.role("sales").points:
        assert (plain_text(point.text) in shown) == (point.key == "devis-signe"), point.key


def test_questions_are_asked_once_and_only_their_answers_come(client, session, script, nadia):
    play_id = alone(session, nadia, script, *ROLES)
    pass_on(session, nadia, script, play_id, "sales", Seat(decision="devis", passed=("devis-signe",)))
    url = f"/relays/plays/{play_id}/questions"
    client.post(url, data={"role": "finance", "asked": ["circuit-paiement"], "wanted": "le nom de qui paie"})
    late = client.post(url, data={"role": "finance", "asked": ["bon-de-commande"]}, follow_redirects=True)
    shown = plain(late)

    assert play_of(session, nadia, play_id).turn.asked == ("circuit-paiement",)
    assert "M. Chauvet prépare les règlements" in shown
    assert "BC-4471" not in shown
    assert "les premières restent" in shown
    assert "/questions" not in shown


@pytest.mark.parametrize("asked", [[], ["bon-de-commande", "circuit-paiement", "soupcon", "vie-privee"]])
def test_none_or_too_many_questions_are_refused_and_what_was_typed_stays(client, session, script, nadia, asked):
    play_id = alone(session, nadia, script, *ROLES)
    pass_on(session, nadia, script, play_id, "sales", Seat(decision="devis", passed=()))
    answer = client.post(
        f"/relays/plays/{play_id}/questions", data={"role": "finance", "asked": asked, "wanted": "qui paie, et quand"}
    )

    assert answer.status_code == 422
    assert "Posez une à 3 questions" in plain(answer)
    assert "qui paie, et quand" in plain(answer)
    assert len(re.findall(r'name="asked" value="[^"]+" checked', plain(answer))) == len(asked)
    assert not play_of(session, nadia, play_id).turn.has_asked


def test_questions_stand_in_the_order_of_the_alphabet_and_hide_the_answers(client, session, script, nadia):
    play_id = alone(session, nadia, script, *ROLES)
    pass_on(session, nadia, script, play_id, "sales", Seat(decision="devis", passed=()))
    shown = page(client, f"/relays/plays/{play_id}")
    asked = re.findall(r'name="asked" value="([^"]+)"', shown)
    by_key = RELAY.points()

    assert set(asked) == {point.key for point in RELAY.role("sales").points}
    assert asked == sorted(asked, key=lambda key: by_key[key].question)
    assert "divorce" not in shown


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"passed": ["devis-signe"]}, "Choisissez une décision"),
        ({"decision": "devis", "passed": ["facture"]}, "Vous ne pouvez pas transmettre ce que vous ne savez pas"),
    ],
)
def test_a_handover_that_cannot_be_taken_is_refused_and_what_was_sent_stays(client, session, script, nadia, form, said):
    play_id = alone(session, nadia, script, *ROLES)
    answer = send(client, play_id, "sales", note="mes mots", **form)

    assert answer.status_code == 422
    assert said in plain(answer)
    assert "mes mots" in plain(answer)
    assert not play_of(session, nadia, play_id).seats[0].is_played


def test_a_handover_sent_twice_stands_as_the_first_and_it_is_said(client, session, script, nadia):
    play_id = alone(session, nadia, script, *ROLES)
    for decision in ("devis", "moitie"):
        last = send(client, play_id, "sales", decision=decision, passed=["devis-signe"])
    shown = page(client, last.location)

    assert play_of(session, nadia, play_id).done()["sales"].decision == "devis"
    assert "Ce dossier était déjà remis : votre premier envoi reste" in shown


def test_the_end_tells_what_was_missing_idle_and_never_to_travel(client, session, script, nadia):
    play_id = alone(session, nadia, script, *ROLES)
    passed = ("devis-signe", "vie-privee", "commande-de-printemps")
    pass_on(session, nadia, script, play_id, "sales", Seat(decision="devis", passed=passed, note="voici"))
    ask(session, nadia, script, play_id, "finance", ["soupcon", "part-non-contestee"], "le reste")
    pass_on(session, nadia, script, play_id, "finance", Seat(decision="avoir", passed=("devis-signe", "facture")))
    pass_on(session, nadia, script, play_id, "legal", Seat(decision="mise-en-demeure"))
    end = page(client, f"/relays/plays/{play_id}")

    for said in (
        "N’aurait jamais dû circuler",
        "La vie privée n’a rien à faire dans un dossier",
        "Sans utilité pour la suite",
        "Bonnes questions",
        "Questions inutiles ici",
        "Il vous a manqué",
        "Su, mais pas transmis",
        "Juste, mais sans les pièces qui la fondent",
        "la mise en demeure se retournerait contre nous",
        "Ce que vous cherchiez",
        "Pour la comptabilité.",
    ):
        assert said in end, said
    assert re.search(r"\d+ jours perdus", end)


def test_together_each_takes_a_free_seat_by_the_link_and_waits_for_the_turn(
    client, session, script, nadia, hugo, sign_in
):
    address = begin(client, "together", "finance").location
    play = play_of(session, nadia, int(address.rsplit("/", 1)[1]))
    link = f"/relays/join/{play.code}"
    waits = page(client, address)
    sign_in(client, hugo)
    joins = page(client, link)
    client.post(link, data={"role": "sales"})
    plays = page(client, address)

    assert "Le dossier attend un collègue" in waits
    assert f"http://localhost{link}" in waits
    assert "Nadia Benali" in joins
    assert RELAY.role("sales").documents[1].title.split(",")[0] in plays
    hand_over(session, hugo.id, script, play.id, "sales", best_seat("sales"))
    assert "Le dossier est chez Nadia Benali" in page(client, address)


def test_who_begins_at_the_first_desk_finds_the_link_there_too(client, session, script, nadia):
    play = together(session, nadia, script, "sales")

    shown = page(client, f"/relays/plays/{play.id}")

    assert f"http://localhost/relays/join/{play.code}" in shown
    assert shown.count("Faire simuler cette place") == 2


def test_the_home_page_says_whose_turn_it_is_until_it_is_played(client, session, script, nadia, hugo):
    play = together(session, nadia, script, "sales")
    before = page(client, "/")
    pass_on(session, nadia, script, play.id, "sales")
    after = page(client, "/")

    assert f'href="/relays/plays/{play.id}"' in before
    assert "à vous" in before
    assert f'href="/relays/plays/{play.id}"' not in after


def test_a_seat_is_given_back_taken_by_another_or_simulated(client, session, script, nadia, hugo, sign_in):
    play = together(session, nadia, script, "finance")
    seats = f"/relays/plays/{play.id}/seats"
    client.post(seats, data={"role": "sales", "do": "simulate"})
    client.post(seats, data={"role": "legal", "do": "simulate"})
    given = client.post(seats, data={"role": "finance", "do": "give"})
    sign_in(client, hugo)
    client.post(given.location, data={"role": "finance"})
    hand_over(session, hugo.id, script, play.id, "finance", Seat(decision="attendre"))
    found = play_of(session, hugo, play.id)

    assert given.location == f"/relays/join/{play.code}"
    assert found.is_complete
    assert found.ended_at is not None
    assert [seat.learner_id for seat in found.seats] == [None, hugo.id, None]


def test_who_began_frees_the_seat_of_a_colleague_who_does_not_come(client, session, script, nadia, hugo):
    play = together(session, nadia, script, "legal")
    client.post(f"/relays/plays/{play.id}/seats", data={"role": "sales", "do": "free"})
    from_hugo = together(session, hugo, script, "sales")
    client.post(f"/relays/join/{from_hugo.code}", data={"role": "legal"})
    refused = client.post(f"/relays/plays/{from_hugo.id}/seats", data={"role": "sales", "do": "free"})

    assert refused.status_code == 404
    assert play_of(session, hugo, from_hugo.id).seat("sales").learner_id == hugo.id


def test_a_relay_played_alone_can_be_stopped_and_leaves_the_home_page(client, session, script, nadia):
    play_id = alone(session, nadia, script, "sales")
    client.post(f"/relays/plays/{play_id}/leave")

    assert play_of(session, nadia, play_id).ended_at is not None
    assert f'href="/relays/plays/{play_id}"' not in page(client, "/")
    assert client.get(f"/relays/plays/{play_id}").location == f"/relays/{KEY}"


def test_search_finds_a_relay(client, script, nadia):
    assert f'href="/relays/{KEY}"' in page(client, "/search?q=prix+devis")


def test_a_play_keeps_the_version_that_it_began_with(client, session, script, nadia):
    play_id = alone(session, nadia, script, "sales")
    make_relay(session, "autre source", title="Un tout autre titre")

    assert RELAY.title in page(client, f"/relays/plays/{play_id}")
