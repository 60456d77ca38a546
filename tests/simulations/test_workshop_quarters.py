"""A quarter week by week: one seed gives the same events, a week is played once, the end stands beside policies."""

import re

import pytest

from course.simulations.services.workshop_engine import (
    day_portfolio,
    plan_of_week,
    quarter_beginning,
    quarter_of,
    week_played,
)
from tests import factories
from tests.seeds import seeded
from tests.simulations.workshops import GENERATED, begin, make_generated, make_workshop, play_rows

engine, _ = seeded(make_generated)


@pytest.fixture
def learner(session, client, sign_in):
    return sign_in(client, factories.make_person(session, "Nadia Lambert"))


def quarter(learner) -> str:
    return begin(learner, kind="quarter", key="tire")


def play(learner, address: str, step: int, do: str = "play"):
    return learner.post(f"{address}/weeks", data={"step": str(step), "do": do})


def plain(text: str) -> str:
    return text.replace("\xa0", " ").replace("\u202f", " ")


def test_a_ledger_written_by_hand_alone_offers_no_quarter(learner, session) -> None:
    make_workshop(session)

    assert learner.post("/workshops/novembre", data={"kind": "quarter", "mode": "practice"}).status_code == 422
    assert "Jouer un trimestre" not in learner.get("/workshops/novembre").text
    assert "Jouer un trimestre" in learner.get("/workshops/tire").text


def test_the_first_week_shows_its_figures_with_their_definitions(learner) -> None:
    page = plain(learner.get(quarter(learner)).text)

    assert "Semaine 1 sur 4" in page
    for name in ("DSO", "Échu", "CEI", "Encaissements", "Réclamations"):
        assert f"<dt>{name}</dt>" in page
    assert page.count("Définition") == 5
    assert "La semaine passée" not in page


def test_a_week_is_decided_played_and_told(learner, session) -> None:
    address = quarter(learner)
    page = learner.get(address).text
    ref = re.findall(r'<li id="l-([^"]+)"', page)[0]
    data = {"do": "decide", "step": "0", "line": ref, "act": "call", "reason": "large_overdue"}
    assert learner.post(f"{address}/list", data=data).status_code == 303

    assert play(learner, address, 0).status_code == 303

    page = plain(learner.get(address).text)
    assert "Semaine 2 sur 4" in page
    assert "La semaine passée" in page
    assert "Rien encore." in page, "a new week begins with an empty list"
    assert "<figure" in page
    assert page.count("Le tableau") == 5, "each chart has its table"
    assert play_rows(session)[0].state["week"] == 1


def test_each_week_is_decided_in_its_turn(learner) -> None:
    address = quarter(learner)
    for step in ("0", "1", "2"):
        ref = re.findall(r'<li id="l-([^"]+)"', learner.get(address).text)[0]
        data = {"do": "decide", "step": step, "line": ref, "act": "call", "reason": "large_overdue"}

        assert learner.post(f"{address}/list", data=data).status_code == 303
        assert f'id="p-{ref}"' in learner.get(address).text
        play(learner, address, int(step))

    assert "Semaine 4 sur 4" in plain(learner.get(address).text)


def test_a_week_pressed_twice_is_played_once(learner, session) -> None:
    address = quarter(learner)

    for _ in range(2):
        assert play(learner, address, 0).status_code == 303

    assert play_rows(session)[0].state["week"] == 1


def test_a_decision_for_a_week_that_is_over_is_refused(learner) -> None:
    address = quarter(learner)
    ref = re.findall(r'<li id="l-([^"]+)"', learner.get(address).text)[0]
    play(learner, address, 0)
    data = {"do": "decide", "step": "0", "line": ref, "act": "call", "reason": "large_overdue"}

    refused = learner.post(f"{address}/list", data=data)

    assert refused.status_code == 409
    assert "Cette étape est déjà jouée" in refused.text


def test_a_choice_that_no_button_makes_is_refused(learner) -> None:
    assert play(learner, quarter(learner), 0, "all").status_code == 422


def test_a_week_takes_few_statements(learner, count_statements) -> None:
    address = quarter(learner)
    learner.get(address)

    with count_statements() as statements:
        play(learner, address, 0)

    assert len(statements) <= 6, statements


def test_the_plan_plays_a_week_or_the_rest_and_the_end_stands_beside_policies(learner, session) -> None:
    address = quarter(learner)
    play(learner, address, 0, "plan")
    assert "Il a joué 1 semaine." in plain(learner.get(address).text)

    play(learner, address, 1, "rest")

    page = plain(learner.get(address).text)
    assert "encaissés en 4 semaines" in page
    for who in ("Vous", "Le plan de la méthode", "Les plus gros d’abord", "Les plus anciennes d’abord", "La borne"):
        assert who in page
    assert "Elle a joué 4 de vos semaines." in page
    assert page.count("<figure") == 5
    assert "Rejouer le même trimestre" in page
    ended = play_rows(session)[0]
    assert ended.ended_at is not None
    assert ended.result["own"] == ended.result["others"]["method"], "the plan is the method"


def test_the_same_quarter_again_has_the_same_clients(learner, session) -> None:
    address = quarter(learner)
    play(learner, address, 0, "rest")

    begin(learner, kind="quarter", key="tire", again=address.rsplit("/", 1)[1])

    first, second = play_rows(session)
    assert second.id != first.id
    assert second.seed == first.seed
    assert second.state["week"] == 0


def test_the_same_seed_and_acts_give_the_same_events(session) -> None:
    workshop = make_generated(session)

    def played(seed: int):
        state = quarter_beginning(workshop, seed)
        for _ in range(GENERATED.weeks):
            state = week_played(state, plan_of_week(state), is_by_plan=True)
        return state

    assert played(7) == played(7)
    assert played(7)["quarter"] != played(8)["quarter"]
    assert quarter_of(played(7)).is_over


def test_a_drawn_day_is_that_of_its_seed(session) -> None:
    workshop = make_generated(session)

    assert day_portfolio(workshop, 3) == day_portfolio(workshop, 3)
    assert day_portfolio(workshop, 3).cases != day_portfolio(workshop, 4).cases
