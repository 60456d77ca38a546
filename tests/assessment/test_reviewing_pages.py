"""Reviewing as the browser meets it: a card and its feedback, two tabs, what no page of ours sends."""

import re
from datetime import timedelta

import pytest
from itsdangerous import URLSafeSerializer

from course.assessment.models import Review
from course.foundation import clock
from course.publishing.models import Item
from course.question_bank.queries import published_question
from tests import factories
from tests.assessment.reviewing import (
    DAY,
    NBSP,
    NOON,
    form_of,
    give,
    make_lesson_of_checks,
    meet,
    review,
    reviews_of,
    said,
)
from tests.seeds import seeded

KEY_WORDS = ("C’est elle", "Pas celle-ci", "Presque", "Explication de", "is-right")


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


# --- A card and its feedback -----------------------------------------------------------------------------------------


def test_a_card_says_where_one_is_how_long_it_takes_and_who_sees_it_and_tells_no_key(client, learner) -> None:
    page = client.get("/review")

    assert page.status_code == 200
    assert f"1 sur 3</b> · environ 2{NBSP}min" in page.text
    assert f"S’entraîner</b>{NBSP}: votre responsable ne le voit pas" in page.text
    assert "J’ai assez révisé" in page.text
    assert not any(word in page.text for word in KEY_WORDS)


def test_opening_a_card_writes_nothing_and_a_reload_shows_the_same(client, learner, session, count_statements) -> None:
    client.get("/review")
    with count_statements() as statements:
        first = client.get("/review")
    again = client.get("/review")

    assert not [one for one in statements if not one.lstrip().startswith(("SELECT", "WITH"))]
    assert len(statements) <= 6
    shown = [re.findall(r'name="answer" value="(\w)"', page.text) for page in (first, again)]
    assert shown[0] == shown[1]
    assert form_of(first)[0] == form_of(again)[0]


def test_an_answer_leads_to_its_feedback_and_on_to_the_next_card(client, learner) -> None:
    answer = give(client)
    page = client.get(answer.headers["Location"])
    following = client.get("/review")

    assert answer.status_code == 303
    assert "C’est juste." in page.text
    assert "C’est elle." in page.text
    assert "Explication de q-0." in page.text
    assert "Méthode recommandée" in page.text
    assert "Cette carte revient dans 2 jours, le 25" in page.text
    assert "Suivante" in page.text
    assert "1 sur 3" in page.text
    assert "2 sur 3" in following.text
    assert "Énoncé de q-1" in following.text


def test_i_do_not_know_is_an_again_that_shows_the_answer(client, learner, session) -> None:
    page = client.get(give(client, answer=None, do="unknown").headers["Location"]).text

    assert "Voici la réponse." in page
    assert "Cette carte revient demain." in page
    assert (reviews_of(session, learner)[0].rating, reviews_of(session, learner)[0].outcome) == (1, "unanswered")


def test_a_slow_right_answer_says_that_it_comes_back_sooner(client, learner, session) -> None:
    address, fields = form_of(client.get("/review"))
    with clock.at(NOON + timedelta(seconds=90)):
        page = client.get(client.post(address, data=fields | {"answer": "b"}).headers["Location"]).text

    assert "plus lentement que d’habitude" in page
    assert reviews_of(session, learner)[0].seconds == 90.0


def test_a_form_left_open_overnight_counts_for_ten_minutes(client, learner, session) -> None:
    address, fields = form_of(client.get("/review"))
    with clock.at(NOON + timedelta(hours=20)):
        client.post(address, data=fields | {"answer": "b"})

    assert reviews_of(session, learner)[0].seconds == 600.0


def test_no_answer_keeps_the_card_and_says_what_to_do(client, learner, session) -> None:
    page = give(client, answer=None)

    assert page.status_code == 422
    assert "Donnez une réponse, puis validez." in page.text
    assert "1 sur 3" in page.text
    assert reviews_of(session, learner) == []


def test_a_number_that_cannot_be_read_stays_in_its_field_with_the_reason(client, session, sign_in, lesson) -> None:
    factories.make_question(session, "q-euros", type="numerical", unit="€", answers=[{"value": "40"}])
    person = factories.make_person(session)
    meet(session, person, lesson, "q-euros", answer={"value": "12"})
    sign_in(client, person)

    page = give(client, answer="quarante-deux")

    assert page.status_code == 422
    assert 'value="quarante-deux"' in page.text
    assert 'aria-invalid="true"' in page.text
    assert client.get(give(client, answer="40 €").headers["Location"]).text.count("C’est juste.") >= 1


def test_a_calculated_question_keeps_its_figures_until_it_is_answered(client, session, sign_in, lesson) -> None:
    factories.make_question(
        session,
        "q-calcul",
        type="calculated",
        stem="Le double de {x} ?",
        parameters=[{"name": "x", "lowest": "10", "highest": "900"}],
        answers=[{"formula": "{x}*2"}],
    )
    person = factories.make_person(session)
    meet(session, person, lesson, "q-calcul", answer={"value": "1"})
    sign_in(client, person)
    stems = [re.search(r"Le double de (\d+)", client.get("/review").text)[1] for _ in range(2)]

    feedback = client.get(give(client, answer=str(2 * int(stems[0]))).headers["Location"]).text

    assert stems[0] == stems[1]
    assert "C’est juste." in feedback
    assert f"Le double de {stems[0]}" in feedback
    assert "avec d’autres chiffres" in feedback


def test_the_feedback_stays_as_it_was_when_the_question_changes_or_goes(client, learner, session) -> None:
    address = give(client).headers["Location"]
    factories.make_question(session, "q-0", stem="Autre chose ?")
    changed = client.get(address).text
    session.query(Item).filter_by(key="q-0").update({"published_version_id": None, "retired_at": NOON})

    gone = client.get(address).text

    assert "Énoncé de q-0" in changed
    assert "C’est juste." in gone


def test_an_older_feedback_does_not_say_when_the_card_comes_back(client, session, sign_in, lesson) -> None:
    person = factories.make_person(session)
    meet(session, person, lesson, "q-0", at=NOON - 9 * DAY)
    review(session, person, "q-0", at=NOON - 8 * DAY)
    review(session, person, "q-0", at=NOON)
    sign_in(client, person)

    old, new = [client.get(f"/review/answers/{row.id}").text for row in reviews_of(session, person)]

    assert "Cette carte revient dans" in new
    assert "1 sur 1</b>" in new
    assert "Cette carte revient" not in old
    assert "sur 1</b>" not in old


# --- Two tabs, double clicks, cards that are not due -----------------------------------------------------------------


def test_two_clicks_are_one_review(client, learner, session) -> None:
    address, fields = form_of(client.get("/review"))

    answers = [client.post(address, data=fields | {"answer": letter}) for letter in "ba"]

    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert len(reviews_of(session, learner)) == 1


def test_a_second_tab_is_told_kindly_and_led_to_the_next_card(client, learner, session) -> None:
    first, second = form_of(client.get("/review")), form_of(client.get("/review"))
    client.post(first[0], data=first[1] | {"answer": "a"})

    late = client.post(second[0], data=second[1] | {"answer": "b"}, follow_redirects=True)

    assert late.status_code == 200
    assert said("Cette carte n’est plus à revoir aujourd’hui : rien n’a changé.") in late.text
    assert "2 sur 3" in late.text
    assert [row.rating for row in reviews_of(session, learner)] == [1]


def test_a_question_published_anew_meanwhile_is_shown_in_its_new_version(client, learner, session) -> None:
    address, fields = form_of(client.get("/review"))
    factories.make_question(session, "q-0", stem="Une meilleure question ?")

    page = client.post(address, data=fields | {"answer": "b"}, follow_redirects=True)

    assert "vient d’être modifiée" in page.text
    assert "Une meilleure question" in page.text
    assert reviews_of(session, learner) == []


@pytest.mark.parametrize("card", ["", "x", "é" * 3000, "\x00", "eyJhIjoxfQ.forged"])
def test_a_form_that_no_page_gave_is_refused(client, learner, session, card) -> None:
    address, fields = form_of(client.get("/review"))

    page = client.post(address, data=fields | {"answer": "b", "card": card})

    assert page.status_code == 422
    assert reviews_of(session, learner) == []


def test_a_form_of_somebody_else_of_another_card_or_of_another_secret_is_refused(
    client, learner, session, app, sign_in, lesson
) -> None:
    address, fields = form_of(client.get("/review"))
    card = [learner.id, published_question(session, "q-0").version_id, 0, NOON.isoformat()]
    forged = URLSafeSerializer("another secret", salt="review of a card").dumps(card)
    cookie = URLSafeSerializer(app.secret_key, salt="cookie-session").dumps(card)
    wrong = [client.post(address, data=fields | {"card": token, "answer": "b"}) for token in (forged, cookie)]
    wrong.append(client.post("/review/q-2", data=fields | {"answer": "b"}))
    other = factories.make_person(session, "Paul")
    meet(session, other, lesson, "q-0")
    sign_in(client, other)

    wrong.append(client.post(address, data=fields | {"answer": "b"}))

    assert [page.status_code for page in wrong] == [422] * 4
    assert session.query(Review).count() == 0


@pytest.mark.parametrize("client_id", ["", "x" * 65, "é", "a\x07"])
def test_a_bad_client_id_is_refused(client, learner, session, client_id) -> None:
    assert give(client, client_id=client_id).status_code == 422
    assert reviews_of(session, learner) == []


@pytest.mark.parametrize("answer", ["z", "bb", "-1", "\x00", "b" * 5000])
def test_an_answer_that_is_none_to_the_question_is_refused(client, learner, session, answer) -> None:
    assert give(client, answer=answer).status_code == 422
    assert reviews_of(session, learner) == []


def test_addresses_with_anything_in_them_break_nothing(client, learner) -> None:
    codes = {
        client.get(f"/review{tail}").status_code
        for tail in ("?aside=../x", "?aside=q-0", "?aside=%00", "?aside=" + "a" * 500, "/answers/1", "/answers/0")
    } | {client.post(f"/review/{key}/{act}").status_code for key in ("none", "q-9") for act in ("aside", "back")}

    assert codes == {200, 404}


def test_a_form_without_its_token_is_refused(client, learner) -> None:
    for path in ("/review/q-0", "/review/q-0/aside", "/review/q-0/back"):
        assert client.post(path, csrf=False).status_code == 400
