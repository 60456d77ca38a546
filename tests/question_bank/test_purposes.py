"""A quiz that lends its settings to the diagnostic or to « Je connais déjà » is not one that people take."""

from datetime import date

import pytest

from course.assessment.queries.figures import quiz_rows
from course.assessment.services import read_notice, start_attempt
from course.catalogue.queries import outline
from course.foundation.errors import NotFoundError
from course.foundation.permissions import Role
from course.question_bank.queries import quiz_for, quiz_of
from course.question_bank.rules import QuizSettings, settings_of
from course.reports.queries import assignable
from tests import factories

PURPOSES = ["diagnostic", "test_out"]


@pytest.fixture(params=PURPOSES)
def special(request, session):
    """A published quiz for a purpose, beside an ordinary one."""
    factories.make_framework(session)
    factories.make_question(session, "q-1")
    factories.make_quiz(session, "point", ["q-1"])
    return factories.make_quiz(session, "mesure", [], purpose=request.param)


@pytest.mark.parametrize("purpose", ["quiz", *PURPOSES])
def test_the_purpose_is_kept_with_the_version(purpose):
    settings = QuizSettings(purpose=purpose)

    assert settings_of(settings.to_json(), "counted").purpose == purpose


def test_a_version_from_before_purposes_is_a_quiz():
    assert settings_of({"draw": 10}, "practice").purpose == "quiz"


def test_it_is_found_by_its_purpose_alone(session, special):
    found = {purpose: quiz_for(session, purpose) for purpose in PURPOSES}

    assert found.pop(special.settings.purpose) == special
    assert [*found.values()] == [None]


def test_it_stands_in_no_list_of_quizzes(session, special):
    assert [quiz.key for quiz in outline(session).quizzes] == ["point"]
    assert [choice.title for module in assignable(session, None, date(2026, 11, 22)) for choice in module.choices] == [
        "Questionnaire point"
    ]
    assert [row.key for row in quiz_rows(session)] == ["point"]
    assert quiz_rows(session, "mesure") == []


def test_nobody_begins_it_as_a_quiz(session, special, client, sign_in):
    person = factories.make_person(session)
    read_notice(session, person.id)
    sign_in(client, person)

    with pytest.raises(NotFoundError):
        start_attempt(session, person.id, special)

    assert client.get("/quizzes/mesure").status_code == 404
    assert client.post("/quizzes/mesure/attempts", data={"notice": "read"}).status_code == 404


def test_the_studio_shows_it_and_does_not_change_it(session, special, client, sign_in):
    sign_in(client, factories.make_person(session, roles=(Role.TRAINER,)))
    fields = {"title": "Autre", "mode": "counted", "minutes": "5", "message": "essai", "do": "publish"}
    fields |= {"published": str(special.version_id), "questions[0].key": "q-1"}

    opened = client.get("/studio/quizzes/mesure/edit", follow_redirects=True)
    changed = client.post("/studio/quizzes/mesure/edit", data=fields)

    assert "se changent dans les fichiers" in opened.text
    assert "Modifier" not in opened.text
    assert changed.status_code == 409
    assert "se changent dans les fichiers" in changed.text
    assert quiz_of(session, "mesure") == special
