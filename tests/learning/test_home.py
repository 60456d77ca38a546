"""The home page: one next action, what is due, what matters; for every role."""

from datetime import UTC, datetime, timedelta

import pytest

from course.assessment import services as assessment
from course.competencies.services import Proof, record_evidence
from course.enrolment import services as enrolment
from course.foundation import clock
from course.foundation.permissions import Role
from course.publishing.models import Item
from tests import factories
from tests.learning.content import make_lesson, make_module
from tests.simulations.calls import make_call

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)  # a Tuesday
TODAY = NOON.date()


def hero(client):
    """Returns the part of the page that says what to do now."""
    page = client.get("/").text
    return page[page.index('class="hero"') : page.index("<aside")]


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


@pytest.mark.parametrize("role", list(Role))
def test_every_role_gets_a_home_page(client, session, sign_in, lesson, role) -> None:
    sign_in(client, factories.make_person(session, roles=(role,)))

    page = client.get("/")

    assert page.status_code == 200
    assert "Calculer une échéance" in page.text
    assert "Aucun poste ne vous est attribué" in page.text


@pytest.mark.unseeded
def test_a_product_without_content_says_so(client, session, sign_in) -> None:
    sign_in(client, factories.make_person(session))

    page = client.get("/")

    assert page.status_code == 200
    assert "Vous êtes à jour" in page.text
    assert "Aucun module n’est encore publié" in page.text


def test_the_next_lesson_of_the_role_comes_first(client, learner) -> None:
    shown = hero(client)

    assert "Calculer une échéance" in shown
    assert 'href="/lessons/echeance"' in shown
    assert "8\N{NO-BREAK SPACE}min" in shown
    assert "Commencer" in shown


def test_a_lesson_that_was_begun_is_resumed_at_its_block(client, session, learner) -> None:
    make_lesson(session, "autre", position=2)
    client.post("/lessons/echeance/checks/jur-1-pendant", data={"answer": "b", "client_id": "c"})

    shown = hero(client)

    assert "Vous en étiez au bloc 1 sur 2." in shown
    assert 'href="/lessons/echeance#b1"' in shown
    assert "Reprendre" in shown


def test_what_is_due_comes_before_what_was_begun(client, session, learner) -> None:
    other = make_lesson(session, "autre", position=2, title="Autre leçon")
    client.post("/lessons/echeance/checks/jur-1-pendant", data={"answer": "b", "client_id": "c"})
    enrolment.assign(session, [learner.id], other.item_id, TODAY + timedelta(days=3), None, today=TODAY)

    shown = hero(client)

    assert "Autre leçon" in shown
    assert "À faire d’ici vendredi 27" in shown


def test_what_is_late_is_said(client, session, learner, lesson) -> None:
    with clock.at(NOON - timedelta(days=5)):
        enrolment.assign(session, [learner.id], lesson.item_id, TODAY - timedelta(days=2), None)

    page = client.get("/").text

    assert "En retard\N{NO-BREAK SPACE}: c’était pour le 22\N{NO-BREAK SPACE}nov." in page
    assert "en retard" in page


def test_an_assigned_module_leads_to_its_first_open_lesson(client, session, learner, lesson) -> None:
    make_lesson(session, "autre", position=2, title="Autre leçon")
    module = session.query(Item).filter_by(kind="module").one()
    enrolment.complete(session, learner.id, lesson.item_id, lesson.version_id)
    enrolment.assign(session, [learner.id], module.id, TODAY, None, today=TODAY)

    page = client.get("/").text

    assert "Autre leçon" in hero(client)
    assert "À faire aujourd’hui" in page
    assert "module · encore 1 leçon" in page


def test_an_assigned_call_leads_to_its_page_and_says_that_it_counts(client, session, learner, lesson) -> None:
    call = make_call(session)
    enrolment.assign(session, [learner.id], call.item_id, TODAY, None, today=TODAY)

    page = client.get("/").text

    assert "Une relance" in hero(client)
    assert 'href="/calls/relance"' in page
    assert "simulation d’appel · compte pour vos niveaux" in page


def test_an_open_counted_attempt_comes_before_everything(client, session, learner, lesson) -> None:
    factories.make_question(session, "q-1")
    quiz = factories.make_quiz(session, "cadre-legal-point", ["q-1"], module="cadre-legal")
    enrolment.assign(session, [learner.id], lesson.item_id, TODAY, None, today=TODAY)
    assessment.read_notice(session, learner.id)
    attempt_id = assessment.start_attempt(session, learner.id, quiz)

    shown = hero(client)

    assert f'href="/attempts/{attempt_id}"' in shown
    assert "À reprendre maintenant" in shown


def test_after_the_lessons_comes_the_counted_quiz_then_nothing_urgent(client, session, learner, lesson) -> None:
    factories.make_question(session, "q-1")
    factories.make_question(session, "q-2")
    quiz = factories.make_quiz(session, "cadre-legal-point", ["q-1"], module="cadre-legal")
    factories.make_quiz(session, "cadre-legal-entrainement", ["q-2"], mode="practice", module="cadre-legal")
    client.post("/lessons/echeance/complete")
    before = hero(client)
    assessment.read_notice(session, learner.id)
    attempt_id = assessment.start_attempt(session, learner.id, quiz)
    assessment.save_answer(session, learner.id, attempt_id, 1, {"value": "b"}, "c")
    assessment.finish_attempt(session, learner.id, attempt_id)

    after = hero(client)

    assert 'href="/quizzes/cadre-legal-point"' in before
    assert "Revoir cinq questions" in after
    assert 'href="/quizzes/cadre-legal-entrainement"' in after


def answer_wrong(client, session, count):
    for number in range(count):
        factories.make_question(session, f"q-{number}")
    text = "\n\n".join(f"[[question:q-{number}]]" for number in range(count))
    make_lesson(session, "questions", position=9, text=text)
    for number in range(count):
        client.post(f"/lessons/questions/checks/q-{number}", data={"answer": "a", "client_id": f"c{number}"})


def test_cards_to_review_stand_among_what_is_due_with_their_minutes(client, session, learner) -> None:
    before = client.get("/").text
    answer_wrong(client, session, 3)

    page = client.get("/").text

    assert "à revoir" not in before
    assert "3 cartes à revoir" in page
    assert "2\N{NO-BREAK SPACE}min · s’entraîner" in page
    assert 'href="/review"' in page[page.index("3 cartes") - 200 : page.index("3 cartes")]


@pytest.mark.parametrize(
    ("count", "title"), [(1, "Revoir une carte"), (3, "Revoir 3 cartes"), (7, "Revoir cinq cartes")]
)
def test_when_nothing_is_urgent_one_may_review_cards(client, session, learner, count, title) -> None:
    answer_wrong(client, session, count)
    client.post("/lessons/questions/complete")
    client.post("/lessons/echeance/complete")

    shown = hero(client)

    assert "Rien d’urgent" in shown
    assert title in shown
    assert 'href="/review"' in shown


def test_progress_is_what_is_done_among_what_is_published(client, session, learner, lesson) -> None:
    retired = make_lesson(session, "ancienne", position=2)
    for card in (lesson, retired):
        enrolment.complete(session, learner.id, card.item_id, card.version_id)
    make_lesson(session, "nouvelle", position=3)
    item = session.get(Item, retired.item_id)
    item.published_version_id = None
    make_module(session, "vide", 2, "Module vide")

    page = client.get("/").text

    assert "1 sur 2" in page
    assert "1 leçon sur 2" in page
    assert "bientôt" in page


def test_a_commitment_is_asked_after_seven_days_and_answered_once(client, session, learner, lesson) -> None:
    enrolment.commit_to(session, learner.id, lesson.item_id, "relis la clause", TODAY - timedelta(days=7))
    page = client.get("/").text
    action = page[page.index("/commitments/") :].split('"', 1)[0]

    answer = client.post(action, data={"kept": "yes"})

    assert (
        "« Demain, je relis la clause. » Fait ?".replace(" »", "\N{NO-BREAK SPACE}»")
        .replace("« ", "«\N{NO-BREAK SPACE}")
        .replace(" ?", "\N{NO-BREAK SPACE}?")
        in page
    )
    assert answer.status_code == 303
    assert "/commitments/" not in client.get("/").text


def test_a_commitment_is_not_asked_before_its_day(client, session, learner, lesson) -> None:
    enrolment.commit_to(session, learner.id, lesson.item_id, "relis la clause", TODAY - timedelta(days=6))

    assert "/commitments/" not in client.get("/").text


@pytest.mark.parametrize("kept", ["", "maybe", "\x00", "yes,no"])
def test_an_unknown_answer_about_a_commitment_is_refused(client, session, learner, lesson, kept) -> None:
    enrolment.commit_to(session, learner.id, lesson.item_id, "relis la clause", TODAY - timedelta(days=7))
    page = client.get("/").text
    action = page[page.index("/commitments/") :].split('"', 1)[0]

    assert client.post(action, data={"kept": kept}).status_code == 422


def test_nobody_answers_somebody_elses_commitment(client, session, learner, lesson) -> None:
    other = factories.make_person(session)
    enrolment.commit_to(session, other.id, lesson.item_id, "relis la clause", TODAY)

    assert client.post("/commitments/1", data={"kept": "yes"}).status_code == 404
    assert client.post(f"/commitments/{2**62}", data={"kept": "yes"}).status_code == 404


def test_competencies_that_matter_name_what_is_expected(client, learner) -> None:
    page = client.get("/").text

    assert "attendu\N{NO-BREAK SPACE}: Avec appui" in page
    assert "encore 3 preuves" in page


def test_the_number_of_statements_does_not_grow_with_what_was_done(
    client, session, learner, lesson, count_statements
) -> None:
    client.get("/")
    with count_statements() as before:
        client.get("/")
    for number in range(5):
        card = make_lesson(session, f"lecon-{number}", position=number + 2)
        enrolment.assign(session, [learner.id], card.item_id, TODAY, None, today=TODAY)
    record_evidence(session, learner.id, [Proof({"JUR-1": 1.0}, 1.0, NOON) for _ in range(5)])
    client.get("/")

    with count_statements() as after:
        client.get("/")

    assert len(after) <= len(before) <= 14, after


def test_the_module_page_shows_each_thing_with_its_state(client, session, learner, lesson) -> None:
    factories.make_question(session, "q-1")
    factories.make_quiz(session, "cadre-legal-point", ["q-1"], module="cadre-legal")
    make_lesson(session, "autre", position=2, title="Autre leçon")
    client.post("/lessons/echeance/complete")

    page = client.get("/modules/cadre-legal").text

    assert "faite ✓" in page
    assert "1 leçon faite sur 2" in page
    assert "compte pour vos niveaux" in page
    assert "en attente" in page
    assert "22/11/2026" in page
    assert client.get("/modules/inconnu").status_code == 404
