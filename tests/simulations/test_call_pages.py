"""The pages of calls: the list, what each is about, how it is played with and without a script, the debrief."""

import re
from html import unescape

import pytest

from course.simulations.queries.calls import call_of, moment_of
from course.simulations.services.calls import abandon_call
from quizzes.scenarios import offered
from tests.seeds import seeded
from tests.simulations.calling import FAULTY, GOOD, begun, make_caller, make_competencies, make_scenario, played, say


def make_card(session):
    make_competencies(session)
    return make_scenario(session)


engine, card = seeded(make_card)


@pytest.fixture
def caller(session, client, card, sign_in):
    person = make_caller(session)
    sign_in(client, person)
    return person


def page(client, url, status=200):
    answer = client.get(url)
    assert answer.status_code == status
    return unescape(answer.get_data(as_text=True)).replace("\u00a0", " ").replace("\u202f", " ")


def number_of(session, person, play_id, key):
    """The place on the screen of a choice of the file."""
    shown = offered(moment_of(session, person.id, play_id).play)
    return next(place for place, choice in enumerate(shown, start=1) if choice.key == key)


def send(client, play_id, position, number, *, as_json=False, **fields):
    form = {"position": position, "choice": number, **fields}
    return client.post(f"/calls/plays/{play_id}/choices", data=form, as_json=as_json)


def choose(client, session, person, play_id, key, **fields):
    moment = moment_of(session, person.id, play_id)
    return send(client, play_id, len(moment.turns) + 1, number_of(session, person, play_id, key), **fields)


def chosen(session, person, play_id):
    return "".join(turn.choice for turn in moment_of(session, person.id, play_id).turns)


def test_the_list_shows_the_calls_with_their_state_in_a_constant_number_of_statements(
    client, session, caller, card, count_statements
):
    client.get("/calls")
    with count_statements() as one:
        before = page(client, "/calls")
    for number in range(2, 8):
        other = make_scenario(
            session, f"source {number}", key=f"appel-{number}", title=f"Appel {number}", number=number
        )
        played(session, caller, other, GOOD if number == 3 else FAULTY if number == 4 else "a")
    client.get("/calls")
    with count_statements() as many:
        after = page(client, "/calls")

    assert "Une relance courte" in before
    assert "à jouer" in before
    assert len(many) == len(one) <= 4
    assert re.findall(r"réussi ✓|à rejouer|en cours|à jouer", after) == [
        "à jouer", "en cours", "réussi ✓", "à rejouer", "en cours", "en cours", "en cours",
    ]  # fmt: skip


@pytest.mark.unseeded
def test_without_a_published_call_the_list_says_so(client, session, sign_in):
    sign_in(client, make_caller(session, has_read=False))

    assert "Aucun appel n’est encore publié" in page(client, "/calls")


def test_the_two_modes_are_always_said(client, session, caller, card):
    about = page(client, f"/calls/{card.key}")
    practice = page(client, f"/calls/plays/{begun(session, caller, card)}")
    counted = begun(session, caller, card, "counted")

    assert "votre responsable ne le voit pas" in about
    assert "compte pour vos niveaux" in about
    assert "Compétence COM-1" in about
    assert "S’entraîner</b> : votre responsable ne le voit pas" in practice
    assert "Faire le point</b> : compte pour vos niveaux" in page(client, f"/calls/plays/{counted}")


def test_who_has_not_read_the_notice_reads_it_before_a_call_that_counts(client, session, card, sign_in):
    person = make_caller(session, has_read=False)
    sign_in(client, person)

    about = page(client, f"/calls/{card.key}")
    refused = client.post(f"/calls/{card.key}/plays", data={"mode": "counted"})
    begun_now = client.post(f"/calls/{card.key}/plays", data={"mode": "counted", "notice": "read"})

    assert "J’ai lu ce qui est mesuré" in about
    assert refused.status_code == 409
    assert begun_now.status_code == 303
    assert "J’ai lu ce qui est mesuré" not in page(client, f"/calls/{card.key}")


@pytest.mark.parametrize("mode", ["", "diagnostic"])
def test_an_unknown_mode_is_refused(client, caller, card, mode):
    assert client.post(f"/calls/{card.key}/plays", data={"mode": mode}).status_code == 422


def test_a_call_is_played_to_its_end_without_a_script(client, session, caller, card):
    started = client.post(f"/calls/{card.key}/plays", data={"mode": "practice"})
    play_id = int(started.headers["Location"].rsplit("/", 1)[1])
    for key in GOOD[:-1]:
        answer = choose(client, session, caller, play_id, key)
        assert answer.status_code == 303
        assert answer.headers["Location"].endswith(f"/calls/plays/{play_id}#maintenant")

    ended = choose(client, session, caller, play_id, GOOD[-1])

    assert ended.headers["Location"].endswith(f"/calls/plays/{play_id}/debrief")
    assert client.get(f"/calls/plays/{play_id}").status_code == 303
    assert call_of(session, caller.id, play_id).ending == "fin-promesse"


def test_the_page_shows_the_card_the_dialogue_the_tone_and_the_time(client, session, caller, card):
    play_id = played(session, caller, card, "ab")

    shown = page(client, f"/calls/plays/{play_id}")

    variant = moment_of(session, caller.id, play_id).play.variant.values
    assert variant["client"] in shown
    assert "Courriel de relance, sans réponse." in shown
    assert "« Vous êtes en retard ! »" in shown
    assert "Le ton se durcit." in shown
    assert "« Parlez-moi autrement. »" in shown
    assert "Ton de l’échange" in shown
    assert "2 min d’appel" in shown
    assert "Temps 2 sur 7" in shown


def test_a_call_that_counts_shows_neither_hints_nor_gauges(client, session, card, caller):
    hinted = make_scenario(session, "avec conseils", hints="Vérifiez **avant** d’appeler.")
    practice = page(client, f"/calls/plays/{begun(session, caller, hinted)}")
    counted = begun(session, caller, hinted, "counted")

    assert "<strong>avant</strong>" in practice
    assert "Efficacité : 2 sur 5" in practice
    assert "Un conseil" not in page(client, f"/calls/plays/{counted}")
    assert "Efficacité" not in page(client, f"/calls/plays/{counted}")


def test_the_script_gets_the_call_as_it_stands_and_then_where_to_go(client, session, caller, card):
    play_id = begun(session, caller, card)

    stands = choose(client, session, caller, play_id, "b", as_json=True).get_json()
    choose(client, session, caller, play_id, "b", as_json=True)
    ends = choose(client, session, caller, play_id, "b", as_json=True).get_json()

    assert "« Bonjour. »" in stands["html"].replace("\u00a0", " ")
    assert 'name="position" value="2"' in stands["html"]
    assert ends == {"next": f"/calls/plays/{play_id}/debrief"}


def test_a_second_click_moves_nothing_and_says_nothing(client, session, caller, card):
    play_id = begun(session, caller, card)
    number = number_of(session, caller, play_id, "a")

    send(client, play_id, 1, number)
    again = send(client, play_id, 1, number, as_json=True).get_json()

    assert chosen(session, caller, play_id) == "a"
    assert "arrivé trop tard" not in again["html"]


def test_a_choice_from_a_second_tab_that_comes_late_hears_which_one_stands(client, session, caller, card):
    play_id = begun(session, caller, card)
    first, second = (number_of(session, caller, play_id, key) for key in "ab")

    send(client, play_id, 1, first)
    late = send(client, play_id, 1, second, as_json=True).get_json()
    without_script = send(client, play_id, 1, second)

    assert chosen(session, caller, play_id) == "a"
    assert "Ce choix est arrivé trop tard. Vous aviez déjà choisi : Ouvrir la plateforme." in unescape(
        late["html"]
    ).replace("\u00a0", " ")
    assert without_script.status_code == 303
    assert "Vous aviez déjà choisi" in page(client, f"/calls/plays/{play_id}")


def test_a_late_choice_of_a_call_that_is_over_leads_to_its_debrief(client, session, caller, card):
    ended = played(session, caller, card, FAULTY)
    left = begun(session, caller, card)
    abandon_call(session, caller.id, left)

    assert send(client, ended, 1, 1).headers["Location"].endswith("/debrief")
    assert send(client, left, 1, 1).headers["Location"].endswith("/debrief")
    assert "a été abandonné dans un autre onglet" in page(client, f"/calls/plays/{left}/debrief")


@pytest.mark.parametrize(
    "sent", [{}, {"position": "0", "choice": "1"}, {"position": "x", "choice": "1"}, {"position": "1", "choice": "-1"},
             {"position": "5", "choice": "1"}]
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_plain_words(client, session, caller, card, sent):
    play_id = begun(session, caller, card)

    refused = client.post(f"/calls/plays/{play_id}/choices", data=sent)

    assert refused.status_code == 422
    assert "Ce choix est illisible" in refused.get_data(as_text=True)
    assert chosen(session, caller, play_id) == ""


def test_a_choice_that_is_not_on_the_screen_is_refused(client, session, caller, card):
    play_id = begun(session, caller, card)

    assert send(client, play_id, 1, 9).status_code == 409
    assert chosen(session, caller, play_id) == ""


def test_a_choice_takes_at_most_six_statements_even_the_last_one(client, session, caller, card, count_statements):
    play_id = played(session, caller, card, GOOD[:-2])
    numbers = [number_of(session, caller, play_id, GOOD[-2])]
    with count_statements() as choosing:
        send(client, play_id, len(GOOD) - 1, numbers[0], as_json=True, said="mes mots")
    last = number_of(session, caller, play_id, GOOD[-1])
    with count_statements() as ending:
        send(client, play_id, len(GOOD), last, as_json=True)

    assert len(choosing) <= 6, choosing
    assert len(ending) <= 6, ending
    assert call_of(session, caller.id, play_id).ending == "fin-promesse"


def test_leaving_for_good_is_confirmed_first(client, session, caller, card):
    practice, counted = begun(session, caller, card), begun(session, caller, card, "counted")

    asked = page(client, f"/calls/plays/{practice}/abandon")
    still_open = call_of(session, caller.id, practice).is_open
    client.post(f"/calls/plays/{practice}/abandon")

    assert "Abandonner cet appel ?" in asked
    assert still_open
    assert call_of(session, caller.id, practice).is_abandoned
    assert "Cet appel se mène jusqu’à sa fin" in page(client, f"/calls/plays/{counted}/abandon")
    assert client.post(f"/calls/plays/{counted}/abandon").status_code == 409
    assert "abandonné" in page(client, f"/calls/{card.key}")


def test_the_debrief_goes_over_each_choice_with_why_the_better_one_and_the_other_paths(client, session, caller, card):
    play_id = begun(session, caller, card)
    say(session, caller, play_id, "b", "Je téléphone <b>vite</b>")
    for key in "abbbbbbb":
        say(session, caller, play_id, key)

    shown = page(client, f"/calls/plays/{play_id}/debrief")

    client_name = moment_of(session, caller.id, play_id).play.variant.values["client"]
    assert f"{client_name} : une promesse vague" in shown
    assert f"La comptable de {client_name} : « Bonjour. »" in shown
    assert f"{client_name} : une promesse vague" in page(client, f"/calls/{card.key}")
    assert "{" not in re.sub(r"<script.*?</script>", "", shown)
    assert "Rien n’arrive." in shown
    assert "On appelle sans rien savoir." in shown
    assert "Vous aviez écrit : Je téléphone <b>vite</b>" in shown  # escaped: unescape() of the page shows it
    assert "Efficacité −1" in shown
    assert "Ouvrez d’abord la plateforme." in shown
    assert "Meilleur choix." in shown
    assert "La meilleure issue de cet appel : <b>Une promesse complète</b>" in shown
    assert "Compétence COM-3" in shown
    assert "Rien de cet appel ne compte pour vos niveaux" in shown
    assert "%" not in re.sub(r"<svg.*?</svg>", "", shown, flags=re.DOTALL)


def test_of_several_better_answers_only_the_best_is_called_the_best_choice(client, session, caller, card):
    play_id = played(session, caller, card, "bba")
    abandon_call(session, caller.id, play_id)

    assert page(client, f"/calls/plays/{play_id}/debrief").count("Meilleur choix.") == 2  # one at each of the first two


def test_keeping_silent_is_said_once(client, session, caller, card):
    play_id = played(session, caller, card, "bc")

    shown = page(client, f"/calls/plays/{play_id}")

    assert "Vous vous taisez" not in shown
    assert re.search(r"Vous faites</span><div><p[^>]*>Attendre\.", shown)


def test_what_was_typed_is_escaped(client, session, caller, card):
    play_id = begun(session, caller, card)
    say(session, caller, play_id, "b", "<script>alert(1)</script>")
    for key in "ab":
        say(session, caller, play_id, key)
    abandon_call(session, caller.id, play_id)

    raw = client.get(f"/calls/plays/{play_id}/debrief").get_data(as_text=True)

    assert "<script>alert" not in raw
    assert "&lt;script&gt;" in raw


def test_a_grave_fault_comes_first_and_says_which_it_was(client, session, caller, card):
    play_id = played(session, caller, card, FAULTY)

    shown = page(client, f"/calls/plays/{play_id}/debrief")

    assert "Faute grave : l’appel s’arrête là" in shown
    assert shown.index("Menace d’une saisie sans titre") < shown.index("Votre issue, et la meilleure possible")
    assert "Relation : 0 sur 5" in shown
    assert "pas encore" in shown


def test_the_best_end_is_called_the_best(client, session, caller, card):
    play_id = played(session, caller, card, GOOD)

    shown = page(client, f"/calls/plays/{play_id}/debrief")

    assert "on ne pouvait pas faire mieux" in shown
    assert "Le meilleur chemin, phrase par phrase" not in shown


def test_the_debrief_of_a_call_that_counted_says_the_level_in_words(client, session, caller, card):
    play_id = played(session, caller, card, GOOD, "counted")

    shown = page(client, f"/calls/plays/{play_id}/debrief")

    assert "Votre niveau : à mesurer, trois preuves au moins" in shown
    assert "compte pour vos niveaux" in shown
    assert "Point fait le" in page(client, f"/calls/{card.key}")


def test_an_open_call_has_no_debrief_yet(client, session, caller, card):
    play_id = begun(session, caller, card)

    assert client.get(f"/calls/plays/{play_id}/debrief").headers["Location"].endswith(f"/calls/plays/{play_id}")
    assert client.get(f"/calls/plays/{play_id + 1}/debrief").status_code == 404


def test_nobody_opens_plays_or_leaves_somebody_elses_call(client, session, caller, card, sign_in):
    play_id = played(session, caller, card, "a")
    sign_in(client, make_caller(session, name="Une autre"))

    assert client.get(f"/calls/plays/{play_id}").status_code == 404
    assert client.get(f"/calls/plays/{play_id}/debrief").status_code == 404
    assert client.post(f"/calls/plays/{play_id}/abandon").status_code == 404
    assert send(client, play_id, 2, 1).status_code == 404
    assert chosen(session, caller, play_id) == "a"
