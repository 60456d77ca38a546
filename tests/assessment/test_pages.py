"""Quizzes as the browser meets them: nothing tells the key too early, nothing is lost, nobody else may look."""

import re

import pytest
from sqlalchemy import select

from course.assessment import services
from course.assessment.models import Attempt, CheckAnswer
from tests import factories
from tests.seeds import seeded

KEY_WORDS = ("C’est elle", "Pas celle-ci", "Presque", "Explication de", "is-right")


def make_learner(session):
    """A signed-in learner, four questions, a training quiz and a counted one."""
    factories.make_framework(session)
    for number in range(4):
        factories.make_question(session, f"q-{number}")
    factories.make_quiz(session, "entrainement", ["q-0", "q-1"], mode="practice")
    factories.make_quiz(session, "point", ["q-2", "q-3"])
    return factories.make_person(session)


engine, person = seeded(make_learner)


@pytest.fixture
def learner(person, client, sign_in):
    sign_in(client, person)
    return person


def begin(client, quiz, **fields):
    return client.post(f"/quizzes/{quiz}/attempts", data=fields).headers["Location"]


def test_a_counted_quiz_shows_the_notice_once_and_refuses_to_begin_without_it(client, learner, session):
    page = client.get("/quizzes/point")
    refused = client.post("/quizzes/point/attempts")
    begin(client, "point", notice="read")
    again = client.get("/quizzes/point")

    assert "Ce qui est mesuré" in page.text
    assert refused.status_code == 409
    assert "Ce qui est mesuré" not in again.text


def test_no_page_of_a_counted_attempt_tells_the_key(client, learner):
    address = begin(client, "point", notice="read")
    before = client.get(address)
    client.post(f"{address}/answers/1", data={"answer": "b", "client_id": "one", "do": "answer"})
    after = client.get(f"{address}?q=1")
    end = client.get(f"{address}?q=end")

    for page in (before, after, end):
        assert page.status_code == 200
        assert not any(word in page.text for word in KEY_WORDS)


def test_the_reply_to_a_right_and_to_a_wrong_answer_is_the_same(client, learner):
    address = begin(client, "point", notice="read")

    replies = [
        client.post(
            f"{address}/answers/1",
            data={"answer": letter, "client_id": letter, "do": "answer"},
            headers={"Accept": "application/json"},
        ).get_json()
        for letter in "abc"
    ]

    assert {tuple(sorted(reply)) for reply in replies} == {("problem", "reading", "saved")}
    assert len({re.sub(r"\d\d:\d\d", "", reply["saved"]) for reply in replies}) == 1


def test_training_shows_the_feedback_of_every_option_after_the_answer(client, learner):
    address = begin(client, "entrainement")

    answered = client.post(f"{address}/answers/1", data={"answer": "a", "client_id": "one", "do": "answer"})
    page = client.get(answered.headers["Location"])

    assert answered.status_code == 303
    assert "Pas celle-ci." in page.text
    assert "C’est elle." in page.text


def test_nothing_answered_is_said_where_an_answer_is_corrected_at_once(client, learner):
    address = begin(client, "entrainement")

    sent = client.post(f"{address}/answers/1", data={"client_id": "one", "do": "answer"})
    page = client.get(sent.headers["Location"]).text.replace("\N{NO-BREAK SPACE}", " ")

    assert "Rien n’est encore répondu : donnez une réponse" in page
    assert "Rien n’est encore répondu" not in client.get(f"{address}?q=1").text


def test_a_reload_and_a_second_tab_show_the_same_questions_with_their_answers(client, learner):
    address = begin(client, "point", notice="read")
    client.post(f"{address}/answers/2", data={"answer": "c", "client_id": "one", "do": "answer"})

    resumed = begin(client, "point")
    page = client.get(f"{resumed}?q=2")

    assert resumed == address
    assert 'value="c" checked' in page.text


def test_the_result_explains_every_question_and_says_what_was_not_answered(client, learner):
    address = begin(client, "point", notice="read")
    client.post(f"{address}/answers/1", data={"answer": "b", "client_id": "one", "do": "answer"})

    finished = client.post(f"{address}/finish")
    page = client.get(finished.headers["Location"])

    assert page.text.count("Explication de") == 2
    assert "1 sur 2" in page.text


def test_an_unfinished_attempt_has_no_result_and_a_finished_one_no_questions(client, learner):
    address = begin(client, "point", notice="read")
    early = client.get(f"{address}/result")
    client.post(f"{address}/finish")
    late = client.get(address)

    assert early.status_code == 303
    assert late.headers["Location"].endswith("/result")


def test_somebody_else_s_attempt_is_no_page_of_mine(client, learner, session, sign_in):
    address = begin(client, "point", notice="read")
    sign_in(client, factories.make_person(session))

    for reply in (
        client.get(address),
        client.get(f"{address}/result"),
        client.post(f"{address}/answers/1", data={"answer": "b", "client_id": "x", "do": "answer"}),
        client.post(f"{address}/finish"),
    ):
        assert reply.status_code == 404


@pytest.mark.parametrize(
    "fields",
    [
        {"answer": "z"},
        {"answer": "a" * 20_000},
        {"answer": "a", "client_id": ""},
        {"answer": "\x00", "client_id": "one"},
    ],
)
def test_what_is_no_answer_is_refused_in_words_and_stores_nothing(client, learner, fields, session):
    address = begin(client, "point", notice="read")

    reply = client.post(f"{address}/answers/1", data={"client_id": "one", "do": "answer"} | fields)

    assert reply.status_code in {400, 422}
    assert "Ce n’est pas passé" in reply.text


def test_bytes_that_are_no_text_are_refused_in_words(client, learner):
    address = begin(client, "point", notice="read")

    reply = client.post(
        f"{address}/answers/1",
        data=b"client_id=one&answer=%ed%a0%80&do=answer",
        content_type="application/x-www-form-urlencoded",
    )

    assert reply.status_code in {303, 400, 422}


@pytest.mark.parametrize("position", ["0", "3", "99999999999999999999", "-1", "x"])
def test_a_question_that_is_not_there_is_not_found(client, learner, position):
    address = begin(client, "point", notice="read")

    reply = client.post(f"{address}/answers/{position}", data={"answer": "a", "client_id": "one"})

    assert reply.status_code == 404


@pytest.mark.parametrize("wanted", ["0", "9", "abc", "²", "1e3", "", "end", "-1"])
def test_a_strange_question_number_never_breaks_the_page(client, learner, wanted):
    address = begin(client, "point", notice="read")

    assert client.get(f"{address}?q={wanted}").status_code in {200, 404}


def test_a_number_is_read_back_while_it_is_typed(client, learner, session):
    factories.make_question(
        session,
        "q-num",
        type="numerical",
        unit="€",
        answers=[{"value": "1234.5", "tolerance": "0", "feedback": "Oui."}],
    )
    factories.make_quiz(session, "nombres", ["q-num"], mode="practice")
    address = begin(client, "nombres")
    version = re.search(r"version=(\d+)", client.get(address).text).group(1)

    good = client.get(f"/reading?version={version}&answer=1 234,50").get_json()
    bad = client.get(f"/reading?version={version}&answer=16,000").get_json()

    assert good == {"reading": "Nous lisons\u00a0: 1\u00a0234,50\u00a0€", "problem": ""}
    assert bad["reading"] == ""
    assert bad["problem"]


def test_an_entry_that_cannot_be_read_comes_back_with_what_to_do(client, learner, session):
    factories.make_question(
        session, "q-num", type="numerical", answers=[{"value": "1", "tolerance": "0", "feedback": "Oui."}]
    )
    factories.make_quiz(session, "nombres", ["q-num"], mode="practice")
    address = begin(client, "nombres")

    reply = client.post(f"{address}/answers/1", data={"answer": "environ dix", "client_id": "one", "do": "answer"})
    page = client.get(reply.headers["Location"])

    assert "environ dix" in page.text
    assert "1234,56" in page.text


def test_saving_an_answer_takes_at_most_six_statements(client, learner, count_statements):
    address = begin(client, "point", notice="read")
    client.post(f"{address}/answers/1", data={"answer": "a", "client_id": "warm", "do": "answer"})

    with count_statements() as statements:
        client.post(
            f"{address}/answers/1",
            data={"answer": "b", "client_id": "one", "do": "answer"},
            headers={"Accept": "application/json"},
        )

    assert len(statements) <= 6


def test_manager_and_trainer_cannot_read_a_learner_s_attempt(client, learner, session, sign_in):
    team = factories.make_team(session)
    address = begin(client, "entrainement")
    sign_in(client, factories.make_manager(session, team))

    assert client.get(address).status_code == 404


@pytest.mark.unseeded
def test_the_page_of_a_quiz_takes_as_many_statements_for_two_questions_as_for_twelve(
    client, session, sign_in, count_statements
):
    factories.make_framework(session)
    for number in range(12):
        factories.make_question(session, f"q-{number}")
    factories.make_quiz(session, "petit", ["q-0", "q-1"])
    factories.make_quiz(session, "grand", [f"q-{number}" for number in range(12)])
    person = factories.make_person(session)
    services.read_notice(session, person.id)
    sign_in(client, person)
    addresses = [begin(client, quiz) for quiz in ("petit", "grand")]
    for address in addresses:
        client.post(f"{address}/finish")
        client.get(f"{address}/result")

    counts = []
    for address in addresses:
        with count_statements() as statements:
            client.get(f"{address}/result")
        counts.append(len(statements))

    assert counts[0] == counts[1]
    assert session.execute(select(Attempt.mode).distinct()).scalars().all() == ["counted"]
    assert session.execute(select(CheckAnswer.id)).first() is None
