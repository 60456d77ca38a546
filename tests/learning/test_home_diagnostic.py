"""Home and lesson lead to the diagnostic that is due and to « Je connais déjà »."""

from datetime import UTC, datetime, timedelta

import pytest

from course.assessment.services import read_notice
from course.assessment.services.diagnosing import begin_diagnostic
from course.assessment.services.requesting import request_diagnostic
from course.foundation import clock
from tests import factories

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)  # a Tuesday
TODAY = NOON.date()


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def asked(session, learner):
    """The learner is asked for a diagnostic by Friday."""
    manager = factories.make_person(session, "Claire Vasseur")
    request_diagnostic(session, manager.id, [learner.id], "Avant le plan", TODAY + timedelta(days=3), TODAY)
    return learner


def due(client):
    page = client.get("/").text
    return page[page.index('id="due"') : page.index("</aside>")]


def test_nothing_is_said_of_a_diagnostic_that_nobody_asked_for(client, learner):
    assert "Diagnostic" not in due(client)


def test_a_diagnostic_that_is_asked_for_is_due_with_its_day_who_asks_and_why(client, asked):
    shown = due(client)

    assert 'href="/diagnostic"' in shown
    assert "ven. 27" in shown
    assert "demandé par Claire Vasseur · Avant le plan" in shown
    assert "vendredi 27\N{NO-BREAK SPACE}: 1 échéance" in client.get("/").text.replace("&nbsp;", "\N{NO-BREAK SPACE}")


def test_one_that_is_begun_is_no_attempt_to_resume_and_no_hero(client, session, asked):
    for number in range(3):
        factories.make_question(session, f"neuve-{number}")
    factories.make_quiz(session, "diagnostic", [], purpose="diagnostic")
    read_notice(session, asked.id)
    begin_diagnostic(session, asked.id, TODAY)

    page = client.get("/").text

    assert "À reprendre maintenant" not in page
    assert "0 réponse donnée" in due(client)
    assert due(client).count("Diagnostic") == 1


def test_a_late_one_is_said(client, session, learner):
    manager = factories.make_person(session, "Claire Vasseur")
    before = TODAY - timedelta(days=4)
    request_diagnostic(session, manager.id, [learner.id], "Avant le plan", before, before)

    shown = due(client)

    assert "en retard" in shown


def test_je_connais_deja_leads_to_the_questions_of_the_lesson(client, learner):
    home, lesson = client.get("/").text, client.get("/lessons/echeance").text

    assert 'href="/lessons/echeance/known"' in home
    assert 'href="/lessons/echeance/known"' in lesson
