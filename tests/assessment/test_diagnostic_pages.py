"""The diagnostic as a browser without JavaScript meets it: the server knows where one is, nothing tells the key."""

import re
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from course.assessment.models import Attempt, Diagnostic, Grade, Response
from course.assessment.queries.diagnostics import last_taken, open_diagnostic
from course.assessment.services.requesting import request_diagnostic
from course.foundation import clock
from course.publishing.models import Item
from tests import factories
from tests.assessment.diagnosing import NOON, TODAY, count, last_slot, make_world
from tests.seeds import seeded

KEY_WORDS = ("C’est elle", "Pas celle-ci", "Presque", "Explication de", "is-right")


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


engine, world = seeded(partial(make_world, each=14), at=NOON)


@pytest.fixture
def learner(world, client, sign_in):
    """The world's learner, signed in."""
    sign_in(client, world.learner)
    return world.learner


def begin(client, **fields):
    answer = client.post("/diagnostic", data=fields)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/diagnostic/question")


def form_of(page):
    """The address of the answer and the id of the save that the question's page carries."""
    action = re.search(r'action="(/diagnostic/\d+/answers/\d+)"', page)[1]
    return action, re.search(r'name="client_id" value="([^"]+)"', page)[1]


def give(client, letter="b", do="answer", **headers):
    action, client_id = form_of(client.get("/diagnostic/question").text)
    fields = {"client_id": client_id, "do": do} | ({"answer": letter} if do == "answer" else {})
    return client.post(action, data=fields, **headers)


def test_before_it_begins_one_reads_what_it_is_who_asks_and_the_notice(client, session, world, sign_in):
    person = factories.make_person(session, job=world.job)
    manager = factories.make_person(session, "Claire Vasseur")
    request_diagnostic(session, manager.id, [person.id], "Votre plan", TODAY + timedelta(days=9), TODAY)
    sign_in(client, person)

    page = client.get("/diagnostic").text
    refused = client.post("/diagnostic")
    begin(client, notice="read")

    assert "Claire Vasseur vous le demande pour le 2" in page
    assert "« Votre plan »" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert "Ce qui est mesuré" in page
    assert "Je ne sais pas" in page
    assert refused.status_code == 409
    assert "Ce qui est mesuré" not in client.get("/diagnostic").text


def test_a_newcomer_reads_from_when_on(client, session, world, sign_in):
    person = factories.make_person(session)
    person.created_at = NOON
    factories.services.set_job(session, person.id, world.job.id, TODAY)
    sign_in(client, person)

    page = client.get("/diagnostic").text

    assert "le diagnostic s’ouvre pour vous le 23\N{NO-BREAK SPACE}décembre 2026" in page
    assert "Commencer" not in page


def test_somebody_without_a_job_is_told_so(client, session, world, sign_in):
    sign_in(client, factories.make_person(session))

    page = client.get("/diagnostic").text

    assert "Aucun métier ne vous est attribué" in page
    assert "Commencer" not in page


def test_a_site_without_a_published_diagnostic_says_so(client, session, learner):
    quiz = session.execute(select(Item).where(Item.kind == "quiz", Item.key == "diagnostic")).scalar_one()
    factories.publishing.retire(session, quiz, None)

    page = client.get("/diagnostic").text

    assert "Aucun diagnostic n’est proposé" in page
    assert "Commencer" not in page
    assert client.post("/diagnostic").status_code == 409


def test_question_after_question_nothing_tells_the_key_or_the_mark(client, learner, session):
    begin(client)
    pages = []
    for letter in "abc":
        pages.append(client.get("/diagnostic/question").text)
        answer = give(client, letter)
        assert answer.headers["Location"] == "/diagnostic/question"
    pages.append(client.get("/diagnostic/question").text)

    assert not any(word in page for page in pages for word in KEY_WORDS)
    assert "Question 4" in pages[-1]
    assert "compétence" in pages[-1]
    assert count(session, Grade) == 3


def test_how_sure_it_is_is_said_without_a_percentage(client, learner):
    begin(client)
    for _number in range(9):
        give(client, "b")

    page = client.get("/diagnostic/question").text
    main = page[page.index("<main") : page.index("</main>")]

    assert re.search(r"[123] compétences? établies? sur 3", main)
    assert re.search(r"\d\s?%(?!\")", re.sub(r'"[^"]*"', "", main)) is None


def test_a_pause_is_proposed_after_ten_and_one_goes_on_or_comes_back(client, learner):
    begin(client)
    leads = [give(client, "b" if number % 2 else "a").headers["Location"] for number in range(10)]
    pause = client.get("/diagnostic/pause").text
    explained = client.get("/diagnostic").text

    assert leads == ["/diagnostic/question"] * 9 + ["/diagnostic/pause"]
    assert "Vous pouvez continuer ou revenir plus tard." in pause
    assert "10 questions faites" in pause
    assert "Reprendre à la question 11" in explained


def test_one_pauses_at_any_time(client, learner):
    begin(client)

    assert 'href="/diagnostic/pause"' in client.get("/diagnostic/question").text
    assert client.get("/diagnostic/pause").status_code == 200


def test_without_a_diagnostic_its_pages_lead_to_what_it_is(client, learner):
    for page in ("/diagnostic/question", "/diagnostic/pause"):
        assert client.get(page).headers["Location"] == "/diagnostic"


def test_nothing_chosen_is_said_and_the_question_stays(client, learner, session):
    begin(client)
    action, client_id = form_of(client.get("/diagnostic/question").text)

    answer = client.post(action, data={"client_id": client_id, "do": "answer"})
    page = client.get(answer.headers["Location"]).text

    assert "Donnez une réponse, ou dites « Je ne sais pas »." in page.replace("\N{NO-BREAK SPACE}", " ")
    assert "Question 1" in page
    assert count(session, Grade) == 0


def test_i_do_not_know_goes_on(client, learner, session):
    begin(client)

    answer = give(client, do="unknown")

    assert answer.headers["Location"] == "/diagnostic/question"
    assert session.execute(select(Response.answer)).scalar_one() == {"unknown": True}


def test_going_back_and_sending_again_changes_nothing(client, learner, session):
    begin(client)
    action, client_id = form_of(client.get("/diagnostic/question").text)
    client.post(action, data={"client_id": client_id, "do": "answer", "answer": "a"})

    again = client.post(action, data={"client_id": "another", "do": "answer", "answer": "b"}, follow_redirects=True)

    assert "La question précédente avait déjà une réponse" in again.text
    assert "Question 2" in again.text
    assert count(session, Grade) == 1


def test_what_was_kept_offline_is_told_what_became_of_it(client, learner):
    begin(client)
    action, client_id = form_of(client.get("/diagnostic/question").text)
    fields = {"client_id": client_id, "do": "answer", "answer": "b"}

    first = client.post(action, data=fields, as_json=True)
    again = client.post(action, data=fields, as_json=True)
    other = client.post(action, data=fields | {"client_id": "x", "answer": "a"}, as_json=True)
    nothing = client.post(form_of(client.get("/diagnostic/question").text)[0], data={"client_id": "n"}, as_json=True)

    assert first.json == again.json
    assert first.json["saved"].startswith("Enregistré à")
    assert first.json["next"] == "/diagnostic/question"
    assert (other.json["saved"], other.json["next"]) == ("", "/diagnostic/question?stood=1")
    assert (nothing.status_code, nothing.json["saved"], "next" in nothing.json) == (200, "", False)


def take_all(client):
    for _number in range(40):
        target = give(client, "b").headers["Location"]
        if target.startswith("/diagnostics/"):
            return target
    raise AssertionError("it never ends")


def test_the_end_says_levels_in_words_and_picture_and_what_comes_next(client, learner, session):
    begin(client)
    target = take_all(client)
    page = client.get(target).text

    found = last_taken(session, learner.id)
    assert target == f"/diagnostics/{found.id}"
    assert "3 compétences établies sur 3" in page
    assert "23\N{NO-BREAK SPACE}novembre 2026" in page
    assert "acquis ✓" in page
    assert page.count('class="ligne"') >= 3
    assert 'href="/path"' in page
    assert open_diagnostic(session, learner.id) is None
    assert f'href="{target}"' in client.get("/diagnostic").text


def test_the_attempt_s_own_pages_lead_to_those_of_the_diagnostic(client, learner, session):
    begin(client)
    attempt_id = open_diagnostic(session, learner.id).attempt_id
    before = client.get(f"/attempts/{attempt_id}")
    finished = client.post(f"/attempts/{attempt_id}/finish")
    saved = client.post(f"/attempts/{attempt_id}/answers/1", data={"client_id": "x", "answer": "b"})
    target = take_all(client)
    after = [client.get(f"/attempts/{attempt_id}{end}") for end in ("", "/result")]

    assert before.headers["Location"] == "/diagnostic"
    assert (finished.status_code, saved.status_code) == (404, 404)
    assert [answer.headers["Location"] for answer in after] == [target, target]


def test_nobody_else_reads_or_answers_it(client, learner, session, world, sign_in):
    begin(client)
    action, _client_id = form_of(client.get("/diagnostic/question").text)
    target = take_all(client)
    other = world.person()
    sign_in(client, other)

    answered = client.post(action, data={"client_id": "x", "answer": "b"})
    read = client.get(target)

    assert (answered.status_code, read.status_code) == (404, 404)


@pytest.mark.parametrize(
    "fields",
    [
        {"client_id": "", "answer": "b"},
        {"client_id": "x" * 65, "answer": "b"},
        {"client_id": "é", "answer": "b"},
        {"client_id": "x", "answer": "z"},
        {"client_id": "x", "answer": "b" * 100_000},
        {"client_id": "x", "answer": "\x00"},
    ],
)
def test_hostile_answers_are_refused_with_a_sentence(client, learner, session, fields):
    begin(client)
    action, _client_id = form_of(client.get("/diagnostic/question").text)

    answer = client.post(action, data={"do": "answer", **fields})

    assert answer.status_code in {400, 413, 422}
    assert count(session, Grade) == 0
    assert client.get("/diagnostic/question").status_code == 200


@pytest.mark.parametrize("position", [2, 3, 40, 41, 10**12])
def test_a_question_that_was_not_asked_is_not_answered(client, learner, session, position):
    begin(client)
    attempt_id = open_diagnostic(session, learner.id).attempt_id

    answer = client.post(f"/diagnostic/{attempt_id}/answers/{position}", data={"client_id": "x", "answer": "b"})

    assert answer.status_code == 404
    assert last_slot(session, attempt_id).position == 1


def test_the_page_of_a_question_takes_the_same_statements_at_the_end_as_at_the_beginning(
    client, learner, count_statements
):
    begin(client)
    client.get("/diagnostic/question")
    with count_statements() as first:
        client.get("/diagnostic/question")
    for _number in range(6):
        give(client, "b")
        client.get("/diagnostic/question")

    with count_statements() as later:
        client.get("/diagnostic/question")

    assert len(first) == len(later) <= 8


def test_beginning_twice_makes_one(client, learner, session):
    begin(client)
    begin(client)

    assert count(session, Attempt) == count(session, Diagnostic) == 1
