"""Reviewing as the browser meets it: the end of the day, questions set aside, nothing for anybody else."""

import re

import pytest

from course.assessment.models import Exposure, ReviewCard
from course.foundation import clock
from course.foundation.permissions import Role
from course.question_bank.queries import published_question
from tests import factories
from tests.assessment.reviewing import (
    DAY,
    NBSP,
    NOON,
    day_of,
    give,
    kept,
    keys_of,
    make_lesson_of_checks,
    meet,
    review,
    said,
)
from tests.seeds import seeded


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


engine, lesson = seeded(make_lesson_of_checks, at=NOON)


@pytest.fixture
def learner(session, lesson, client, sign_in):
    """A signed-in learner who answered three questions wrong yesterday."""
    person = factories.make_person(session)
    meet(session, person, lesson, "q-0", "q-1", "q-2")
    sign_in(client, person)
    return person


# --- The end of the day ----------------------------------------------------------------------------------------------


def test_after_the_last_card_the_day_is_over_and_says_when_the_next_ones_come(client, learner) -> None:
    pages = [client.get(give(client, answer=letter).headers["Location"]).text for letter in "bab"]
    end = client.get("/review").text

    assert "Suivante" in pages[1]
    assert "Terminer" in pages[2]
    assert "C’est tout pour aujourd’hui" in end
    assert "3 cartes revues aujourd’hui." in end
    assert said(f"Demain : 1 carte, environ 1{NBSP}min.") in end
    assert client.get("/review/end").text.count("C’est tout pour aujourd’hui") >= 1


def test_enough_may_be_said_at_any_time_and_nothing_is_lost(client, learner) -> None:
    give(client)

    page = client.get("/review/end").text

    assert "À plus tard" in page
    assert "1 carte revue aujourd’hui." in page
    assert "Il reste 2 cartes pour aujourd’hui." in page
    assert 'href="/review"' in page


def test_ten_minutes_end_the_day_and_it_is_said(client, learner, session, lesson) -> None:
    meet(session, learner, lesson, "q-3", "q-4")
    for number in range(4):
        review(session, learner, f"q-{number}", seconds=170.0)

    page = client.get("/review").text

    assert "C’est tout pour aujourd’hui" in page
    assert said("Dix minutes de révision : c’est assez pour une journée.") in page


def test_twenty_cards_end_the_day_and_the_rest_waits(client, session, sign_in, lesson) -> None:
    person = factories.make_person(session)
    for number in range(23):
        item_id = factories.make_question(session, f"q-{number}")
        card = {"stability": 2.0, "difficulty": 5.0, "due_at": NOON - DAY, "last_at": NOON - 3 * DAY}
        counts = {"reviews": 1, "lapses": 0, "added_at": NOON - 3 * DAY}
        session.add(ReviewCard(learner_id=person.id, question_item_id=item_id, **card, **counts))
    sign_in(client, person)
    for _ in range(20):
        review(session, person, keys_of(session, person)[0])

    page = client.get("/review").text

    assert said("Vingt cartes : c’est assez pour une journée.") in page
    assert "3 autres cartes attendent" in page
    assert said("Demain : 3 cartes") in page


def test_who_has_met_no_question_reads_what_will_come_here(client, session, sign_in, lesson) -> None:
    sign_in(client, factories.make_person(session))

    page = client.get("/review").text

    assert "Rien à revoir pour l’instant" in page
    assert "Les questions que vous rencontrez" in page
    assert "Voir mon parcours" in page


def test_a_day_without_a_card_says_when_the_next_one_comes(client, session, sign_in, lesson) -> None:
    person = factories.make_person(session)
    meet(session, person, lesson, "q-0", at=NOON - 9 * DAY)
    review(session, person, "q-0", at=NOON - 4 * DAY)
    review(session, person, "q-0", at=NOON - 2 * DAY)
    sign_in(client, person)

    page = client.get("/review").text

    assert "Rien à revoir aujourd’hui" in page
    assert f"Les prochaines cartes viennent le 2{NBSP}décembre 2026." in page


def test_a_card_that_cannot_be_drawn_ends_no_page_in_an_error(client, session, sign_in, lesson) -> None:
    factories.make_question(
        session,
        "q-zero",
        type="calculated",
        parameters=[{"name": "x", "lowest": "0", "highest": "0"}],
        answers=[{"formula": "1/{x}"}],
    )
    person = factories.make_person(session)
    item_id = published_question(session, "q-zero").item_id
    card = {"stability": 2.0, "difficulty": 5.0, "due_at": NOON, "last_at": NOON - 3 * DAY, "reviews": 1, "lapses": 0}
    session.add(ReviewCard(learner_id=person.id, question_item_id=item_id, added_at=NOON - 3 * DAY, **card))
    sign_in(client, person)

    assert "Rien à revoir" in client.get("/review").text


# --- Setting aside ---------------------------------------------------------------------------------------------------


def test_a_question_is_set_aside_and_taken_back_at_once_or_later(client, learner, session) -> None:
    aside = client.post("/review/q-0/aside", follow_redirects=True).text
    after = keys_of(session, learner)
    end = client.get("/review/end").text
    back = client.post("/review/q-0/back", follow_redirects=True).text

    assert said("Question mise de côté : elle ne reviendra pas.") in aside
    assert 'action="/review/q-0/back"' in aside
    assert after == ["q-1", "q-2"]
    assert "Questions mises de côté" in end
    assert "Énoncé de q-0" in end
    assert "remise parmi vos cartes" in back
    assert keys_of(session, learner) == ["q-0", "q-1", "q-2"]


def test_a_question_set_aside_after_its_answer_says_so(client, learner) -> None:
    address = give(client).headers["Location"]
    client.post("/review/q-0/aside")

    page = client.get(address).text

    assert "Vous avez mis cette question de côté" in page
    assert "/review/q-0/aside" not in page


# --- Privacy ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("roles", [(Role.EMPLOYEE,), (Role.TRAINER,), (Role.MANAGER,), (Role.ADMINISTRATOR,)])
def test_nobody_else_reads_a_review_or_sees_a_trace_of_it(client, session, sign_in, learner, roles) -> None:
    team = factories.make_team(session)
    address = give(client).headers["Location"]
    other = factories.make_person(session, "Paul", roles=roles, manages=(team,) if Role.MANAGER in roles else ())
    sign_in(client, other)

    assert client.get(address).status_code == 404
    assert client.post("/review/q-0/aside").status_code == 404
    assert client.post("/review/q-0/back").status_code == 404


def test_a_manager_sees_no_difference_that_reviewing_makes(client, session, sign_in, lesson) -> None:
    team = factories.make_team(session)
    person = factories.make_person(session, "Nadia Lambert", team=team)
    meet(session, person, lesson, "q-0")
    sign_in(client, factories.make_manager(session, team))
    paths = ("/team", "/team.csv", f"/people/{person.id}")
    before = [client.get(path) for path in paths]

    review(session, person, "q-0")

    assert [page.status_code for page in before] == [200, 200, 200]
    assert [_steady(client.get(path).text) for path in paths] == [_steady(page.text) for page in before]


def _steady(page):
    return re.sub(r'value="[A-Za-z0-9_.\-]{60,}"', "", page)


def test_ones_own_file_of_personal_records_has_the_cards_and_the_reviews(client, learner, session) -> None:
    give(client)

    tables = client.get("/privacy/export").json["tables"]["private"]

    assert [row["outcome"] for row in tables["review"]] == ["right"]
    assert [row["reviews"] for row in tables["review_card"]] == [1]
    assert day_of(session, learner).done == 1
    assert kept(session, learner, "q-0").reviews == 1
    assert session.query(Exposure).count() == 3
