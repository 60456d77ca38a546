"""The workshop without a script: the two modes said, a list built by forms, its order, what is asked before the end."""

import re
from dataclasses import replace
from datetime import date

import pytest

from tests import factories
from tests.seeds import seeded
from tests.simulations.workshops import (
    GOOD_DAY,
    LEDGER,
    begin,
    decide,
    hand_in,
    line,
    make_workshop,
    play_good_day,
    play_rows,
)

DELIVERED = date(2025, 12, 5)  # of the delivery: one year later less the lawyer's days is the day of the ledger


def make_november(session):
    factories.make_framework(session, ("ORG", "ORG-1", False))
    make_workshop(session)


engine, _ = seeded(make_november)


@pytest.fixture
def learner(session, client, sign_in):
    return sign_in(client, factories.make_person(session, "Nadia Lambert"))


def places(page: str) -> list[str]:
    """The lines of the list in their order."""
    return re.findall(r'<li data-line="(P\d\d)"', page)


def test_the_page_of_a_workshop_says_both_modes(learner) -> None:
    page = learner.get("/workshops/novembre").text

    assert "votre responsable ne le voit pas" in page
    assert "compte pour vos niveaux" in page
    assert "Ce qui est mesuré" in page, "who has not read the notice reads it before what counts"
    assert "La balance de novembre" in learner.get("/workshops").text


def test_search_finds_a_workshop_by_its_title_and_by_what_it_is_about(learner) -> None:
    for query in ("balance de novembre", "huit lignes"):
        page = learner.get(f"/search?q={query}").text

        assert 'href="/workshops/novembre"' in page
        assert "atelier balance âgée" in page


def test_titles_are_english_for_who_reads_english(client, session, sign_in) -> None:
    make_workshop(session)
    reader = sign_in(client, factories.make_person(session, "Ann Reed", language="en"))

    assert "November’s ledger" in reader.get("/workshops").text
    assert "November’s ledger" in reader.get("/workshops/novembre").text


def test_an_unknown_workshop_or_play_is_no_page(learner) -> None:
    assert learner.get("/workshops/inconnu").status_code == 404
    assert learner.get("/workshops/plays/999").status_code == 404
    assert learner.post("/workshops/plays/999/list", data={"step": "0"}).status_code == 404


def test_the_ledger_shows_amounts_lateness_and_totals(learner) -> None:
    page = learner.get(begin(learner)).text

    assert "Mecalor" in page
    assert "48 200,00 €" in page.replace("\xa0", " ").replace("\u202f", " ")
    assert "84 jours de retard" in page.replace("\xa0", " ")
    assert "Promesse du 13/11/2026 non tenue." in page
    assert "Total net" in page
    assert "Il reste 3 h" in page.replace("\xa0", " ")


def test_a_line_opens_its_form_and_a_decision_takes_its_place(learner) -> None:
    play = begin(learner)
    opened = learner.get(f"{play}?line=P04").text
    assert 'name="act"' in opened
    assert "Dans la même action, avec P05" in opened

    answer = decide(learner, play, "P04", "call", "promise_broken", also="P05")

    assert answer.status_code == 303
    page = learner.get(answer.location).text
    assert places(page) == ["P04", "P05"]
    assert "dans la même action" in page
    assert "Il reste 2 h 45" in page.replace("\xa0", " "), "one call of 12 minutes and 3 for the second line"


@pytest.mark.parametrize(("act", "reason"), [("", "plan_kept"), ("call", ""), ("dance", "plan_kept"), ("call", "hm")])
def test_a_decision_without_act_or_reason_is_asked_for_again(learner, act: str, reason: str) -> None:
    play = begin(learner)

    answer = decide(learner, play, "P04", act, reason)

    assert answer.status_code == 422
    assert "Choisissez une action et une raison" in answer.text
    assert 'aria-describedby="decide-problem"' in answer.text
    assert places(learner.get(play).text) == []


def test_a_line_moves_by_its_buttons_and_pressed_twice_moves_once(learner) -> None:
    play = begin(learner)
    play_good_day(learner, play)
    data = {"step": "0", "line": "P04", "to": "1"}

    for _ in range(2):
        learner.post(f"{play}/list", data=data)

    assert places(learner.get(play).text) == ["P04", "P01", "P02", "P05", "P11", "P16", "P18", "P19"]


def test_the_order_as_dragged_and_a_line_taken_out_are_kept(learner) -> None:
    play = begin(learner)
    play_good_day(learner, play)

    learner.post(f"{play}/list", data={"step": "0", "order": "P19 P18 P01"})
    learner.post(f"{play}/list", data={"step": "0", "line": "P16", "do": "remove"})

    assert places(learner.get(play).text) == ["P19", "P18", "P01", "P02", "P04", "P05", "P11"]


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"line": "P77", "do": "remove"}, 404),
        ({"line": "P77", "do": "decide", "act": "call", "reason": "plan_kept"}, 404),
        ({"line": "P04", "to": "-1"}, 422),
        ({"line": "P04"}, 422),
        ({"line": "P04", "to": "1", "step": "3"}, 409),
    ],
)
def test_what_no_form_of_ours_sends_is_refused_in_words(learner, data, status: int) -> None:
    play = begin(learner)

    answer = learner.post(f"{play}/list", data={"step": "0", **data})

    assert answer.status_code == status


def test_the_ledger_is_sorted_as_one_likes(learner) -> None:
    play = begin(learner)

    def first(sort: str) -> str:
        return re.findall(r'<li id="l-(P\d\d)"', learner.get(f"{play}?sort={sort}").text)[0]

    assert [first(sort) for sort in ("ledger", "amount", "late", "client", "hm")] == ["P01", "P04", "P02", "P01", "P01"]


def test_one_goes_on_where_one_stopped(learner, session) -> None:
    play = begin(learner)
    decide(learner, play, "P04", "call", "promise_broken")

    assert begin(learner) == play
    assert "Reprendre ma journée" in learner.get("/workshops/novembre").text
    assert places(learner.get(play).text) == ["P04"]
    assert "Enregistré à" in learner.get(play).text
    assert len(play_rows(session)) == 1


def test_a_day_that_is_given_up_leaves_room_for_another(learner, session) -> None:
    play = begin(learner)

    answer = learner.post(f"{play}/stop")

    assert answer.location.endswith("/workshops/novembre")
    assert learner.get(play).status_code == 303
    assert begin(learner) != play


def test_before_the_end_it_is_asked_about_time_and_lines_left(learner, session) -> None:
    play = begin(learner)
    decide(learner, play, "P04", "call", "promise_broken")

    asked = learner.post(f"{play}/finish")

    assert asked.status_code == 200
    said = asked.text.replace("\xa0", " ")
    assert "Il vous reste 2 h 48" in said
    assert "7 lignes sont sans décision" in said
    assert play_rows(session)[0].ended_at is None


def test_a_list_that_is_too_long_says_so(learner) -> None:
    play = begin(learner)
    for ref, _, reason in GOOD_DAY[:6]:
        decide(learner, play, ref, "escalate", reason)

    assert "de trop sur 3 h" in learner.get(play).text.replace("\xa0", " ")
    assert "dépasse de" in learner.post(f"{play}/finish").text.replace("\xa0", " ")


def test_the_debrief_stands_beside_the_method(learner) -> None:
    play = begin(learner)
    play_good_day(learner, play)

    assert hand_in(learner, play).status_code == 303

    page = learner.get(play).text.replace("\xa0", " ")
    assert "La méthode" in page
    assert "Les plus gros d’abord" in page
    assert "Les plus anciennes d’abord" in page
    assert "La borne" in page
    assert "✓ Tenu" in page
    assert "Déclarer la créance. Le délai est de forclusion." in page
    assert "Aucun acte nuisible" in page
    assert "Compétence ORG-1" in page
    assert "Pour vous seul" in page
    assert "Imprimer" in page


def test_harm_and_missed_rights_are_said_with_their_cost(learner) -> None:
    play = begin(learner)
    decide(learner, play, "P16", "call", "largest_first")

    hand_in(learner, play)

    page = learner.get(play).text.replace("\xa0", " ")
    assert "Relancer un plan respecté" in page
    assert "▼ Pas engagé" in page, "these rights can still be kept tomorrow"
    assert "pas de décision" in page
    assert "Rejouer la même journée" in page


def test_a_right_that_only_today_could_keep_is_missed(learner, session) -> None:
    last_call = replace(
        LEDGER, cases=(line("P03", "kerdal", "14760.00", (2025, 12, 20), "carrier", runs_from=DELIVERED),)
    )
    make_workshop(session, key="transport", portfolio=last_call)
    play = begin(learner, key="transport")

    hand_in(learner, play)

    assert "✗ Manqué" in learner.get(play).text


def test_a_day_handed_in_does_not_change_any_more(learner) -> None:
    play = begin(learner)
    play_good_day(learner, play)
    hand_in(learner, play)
    before = learner.get(play).text

    assert decide(learner, play, "P04", "wait", "not_due").status_code == 303
    assert hand_in(learner, play).status_code == 303
    assert re.sub(r'value="[\w.-]{40,}"', "", learner.get(play).text) == re.sub(r'value="[\w.-]{40,}"', "", before)
