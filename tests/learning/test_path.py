"""« Parcours proposé »: nothing yet, the steps with their lessons, and a manager's reason."""

from datetime import UTC, datetime, timedelta

import pytest

from course.competencies.services import Proof, record_evidence
from course.enrolment import queries, services
from course.foundation import clock
from course.publishing.models import Item
from tests import factories
from tests.learning.content import make_lesson, make_module
from tests.simulations.calls import make_call

pytestmark = pytest.mark.unseeded

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


def plain(text):
    """Returns a text with plain spaces: French puts others before « : » and inside quotation marks."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def person(session, client, sign_in):
    """Somebody with a gap on JUR-1, for which there is a lesson, and COM-1 never measured."""
    made = factories.make_framework(session)
    make_module(session)
    make_lesson(session, "echeance", title="Calculer une échéance", competencies=(("JUR-1", 1, 3),))
    job = factories.make_job_role(session)
    factories.require(session, job, made["JUR-1"], 3)
    factories.require(session, job, made["COM-1"], 2)
    found = factories.make_person(session, job=job)
    version = factories.make_measured_version(session, difficulty=2, guessing=0.0)
    wrong = [Proof({"JUR-1": 1.0}, 0.0, NOON, item_version_id=version) for _ in range(6)]
    record_evidence(session, found.id, wrong)
    sign_in(client, found)
    return found


def test_before_a_path_the_page_says_how_one_comes(client, person):
    page = client.get("/path")

    assert page.status_code == 200
    assert "Aucune étape ne vous est proposée" in page.text
    assert "Proposer un parcours" in page.text


def test_a_path_is_asked_for_and_shows_steps_formats_lessons_and_minutes(client, person):
    answer = client.post("/path")
    page = plain(client.get("/path").text)

    assert answer.status_code == 303
    assert "Votre parcours compte 2 étapes." in page
    assert page.index("Compétence JUR-1") < page.index("Compétence COM-1")
    assert "Calculer une échéance" in page
    assert "à lire" in page
    assert page.index("Écarts") < page.index("À mesurer</h2>")


def test_a_lesson_read_since_is_said(client, session, person):
    services.propose_path(session, person.id, NOON.date())
    lesson = session.query(Item).filter_by(kind="lesson", key="echeance").one()

    with clock.at(NOON + timedelta(hours=1)):
        services.complete(session, person.id, lesson.id, lesson.published_version_id)

    assert "lue ✓" in client.get("/path").text


def test_a_managers_reason_is_read_and_harmless(client, session, person):
    boss = factories.make_person(session, "Claire")
    services.propose_path(session, person.id, NOON.date())
    step = queries.path_of(session, person.id)[0]

    services.change_format(session, boss.id, person.id, step.id, "workshop", "<b>Atelier</b> du 3")

    page = plain(client.get("/path").text)
    assert "Changé par Claire" in page
    assert "&lt;b&gt;Atelier" in page
    assert "(proposé : leçon)" in page


def test_the_page_takes_the_same_statements_whatever_the_path(client, session, person, count_statements):
    client.get("/path")
    with count_statements() as before:
        client.get("/path")
    services.propose_path(session, person.id, NOON.date())
    with count_statements() as after:
        client.get("/path")

    assert len(after) <= len(before) + 1


def test_home_leads_to_the_path_once_there_is_one(client, session, person):
    before = client.get("/").text
    services.propose_path(session, person.id, NOON.date())

    after = client.get("/").text

    assert "Mon parcours proposé" not in before
    assert "Mon parcours proposé" in after


def test_a_step_to_be_played_leads_to_the_calls_of_its_competency(client, session, person):
    make_call(session)
    version = factories.make_measured_version(session, difficulty=2, guessing=0.0)
    wrong = [Proof({"COM-1": 1.0}, 0.0, NOON, item_version_id=version) for _ in range(6)]
    record_evidence(session, person.id, wrong)

    client.post("/path")
    page = plain(client.get("/path").text)

    assert 'href="/calls/relance">Une relance</a> · 8 min · simulation d’appel' in page
