"""« Je connais déjà »: three questions never met, which count; all right, the lesson is done, and it says so."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from course.assessment import services
from course.assessment.models import Attempt, Exposure, TestOut
from course.assessment.queries import attempt_of
from course.assessment.services.test_out import begin_test_out, offer_of
from course.competencies.models import Evidence
from course.enrolment import services as enrolment
from course.enrolment.queries import completed_item_ids
from course.foundation import clock
from course.foundation.errors import ConflictError
from course.publishing.models import Item
from tests import factories
from tests.assessment.diagnosing import NOON, count
from tests.learning.content import make_lesson, make_module
from tests.seeds import seeded


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


def make_lesson_known(session):
    """A lesson that leads to level 2 of JUR-1, nine questions on it, and the quiz « je-connais-deja »."""
    factories.make_framework(session)
    for number in range(9):
        factories.make_question(session, f"q-{number}", difficulty=1 + number % 5)
    factories.make_quiz(session, "je-connais-deja", [], purpose="test_out", limit_minutes=10)
    make_module(session)
    return make_lesson(session, "lecon", title="Dater une échéance")


engine, lesson = seeded(make_lesson_known, at=NOON)


@pytest.fixture
def learner(session, lesson, client, sign_in):
    """Somebody signed in who has read the notice."""
    person = factories.make_person(session)
    services.read_notice(session, person.id)
    sign_in(client, person)
    return person


def begin(session, person, lesson, seed=1):
    return begin_test_out(session, person.id, lesson, seed=seed)


def answer_all(session, person, attempt_id, letters):
    for slot, letter in zip(attempt_of(session, person.id, attempt_id).slots, letters, strict=True):
        services.save_answer(session, person.id, attempt_id, slot.position, {"value": letter}, f"c{slot.position}")


def take(session, person, lesson, letters="bbb", seed=1):
    attempt_id = begin(session, person, lesson, seed)
    answer_all(session, person, attempt_id, letters)
    services.finish_attempt(session, person.id, attempt_id)
    return attempt_id


def passed(session):
    return session.execute(select(TestOut.is_passed).order_by(TestOut.attempt_id)).scalars().all()


def refusal(session, person, lesson):
    with pytest.raises(ConflictError) as refused:
        begin(session, person, lesson)
    return refused.value.message_id


def test_it_asks_three_questions_around_the_level_with_a_time_limit(session, learner, lesson):
    attempt = attempt_of(session, learner.id, begin(session, learner, lesson))

    names = dict(session.execute(select(Item.id, Item.key)).all())
    asked = {names[slot.question_item_id] for slot in attempt.slots}
    assert (len(attempt.slots), attempt.mode) == (3, "counted")
    assert attempt.deadline_at == NOON + timedelta(minutes=10)
    assert {"q-2", "q-7"} <= asked  # the two of difficulty 3, where level 2 is at its centre
    assert all(slot.is_first_exposure for slot in attempt.slots)


def test_three_right_dispense_from_the_lesson_and_count(session, learner, lesson):
    take(session, learner, lesson)

    assert passed(session) == [True]
    assert lesson.item_id in completed_item_ids(session, learner.id)
    assert count(session, Evidence) == 3
    assert session.execute(select(Evidence.has_feedback)).scalars().all() == [True] * 3


@pytest.mark.parametrize("letters", ["bba", "aaa"])
def test_otherwise_the_lesson_is_still_to_be_read_and_the_answers_count_all_the_same(session, learner, lesson, letters):
    take(session, learner, lesson, letters)

    assert passed(session) == [False]
    assert lesson.item_id not in completed_item_ids(session, learner.id)
    assert count(session, Evidence) == 3


def test_what_time_ran_out_on_is_settled_too(session, learner, lesson):
    attempt_id = begin(session, learner, lesson)
    answer_all(session, learner, attempt_id, "bbb")

    with clock.at(NOON + timedelta(minutes=11)):
        services.expire_attempts(session)

    assert passed(session) == [True]
    assert lesson.item_id in completed_item_ids(session, learner.id)


def test_it_is_begun_once_in_thirty_days_for_a_version_of_the_lesson(session, learner, lesson):
    take(session, learner, lesson, "aaa")
    soon = refusal(session, learner, lesson)
    with clock.at(NOON + timedelta(days=29)):
        still = refusal(session, learner, lesson)
    with clock.at(NOON + timedelta(days=30)):
        later = begin(session, learner, lesson)

    assert (soon, still) == ("test_out.too_soon", "test_out.too_soon")
    assert later > 0


def test_a_new_version_of_the_lesson_may_be_tried_at_once(session, learner, lesson):
    take(session, learner, lesson, "aaa")
    changed = make_lesson(session, "lecon", title="Dater une échéance", text="Un autre texte.")

    assert begin(session, learner, changed) > 0


def test_begun_again_it_goes_on_and_another_lesson_waits(session, learner, lesson):
    other = make_lesson(session, "autre", position=2)
    first = begin(session, learner, lesson)

    assert begin(session, learner, lesson, seed=2) == first
    assert refusal(session, learner, other) == "test_out.other_open"
    with clock.at(NOON + timedelta(minutes=11)):  # its time is over: it is handed in as it stands
        assert begin(session, learner, other) > first
    assert passed(session) == [False, None]


def test_with_fewer_than_three_new_questions_it_does_not_begin(session, learner, lesson):
    for item_id in session.execute(select(Item.id).where(Item.key.like("q-%"), Item.key != "q-1", Item.key != "q-2")):
        session.add(Exposure(learner_id=learner.id, question_item_id=item_id[0], first_at=NOON))
    session.flush()

    assert refusal(session, learner, lesson) == "test_out.too_few"
    assert count(session, Attempt) == 0


def test_a_lesson_that_is_done_and_a_site_without_it_are_said(session, learner, lesson):
    enrolment.complete(session, learner.id, lesson.item_id, lesson.version_id)
    done = offer_of(session, learner.id, lesson).refusal
    quiz = session.execute(select(Item).where(Item.key == "je-connais-deja")).scalar_one()
    factories.publishing.retire(session, quiz, None)

    assert (done, offer_of(session, learner.id, lesson).refusal) == ("already_done", "unavailable")


def test_the_notice_comes_first(session, lesson):
    person = factories.make_person(session)

    assert refusal(session, person, lesson) == "assessment.read_notice"


# Pages --------------------------------------------------------------------------------------------------------------


def test_from_the_lesson_to_the_result_that_dispenses(client, session, learner, lesson):
    page = client.get("/lessons/lecon/known").text
    begun = client.post("/lessons/lecon/known")
    address = begun.headers["Location"]
    question = client.get(address).text
    for position in (1, 2, 3):
        client.post(f"{address}/answers/{position}", data={"answer": "b", "client_id": f"c{position}", "do": "answer"})
    review = client.get(f"{address}?q=end").text
    result = client.get(client.post(f"{address}/finish").headers["Location"]).text
    again = client.get("/lessons/lecon/known").text

    assert "Trois justes : la leçon est acquise" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert "compte pour vos niveaux" in page
    assert 'href="/lessons/lecon">Quitter' in question
    assert 'href="/lessons/lecon">Quitter' in review
    assert "vous êtes dispensé de la leçon" in result
    assert "Recommencer" not in result
    assert result.count("Explication de") == 3
    assert "vos réponses vous ont dispensé" in again


def test_a_result_that_does_not_says_how_long_the_lesson_takes(client, session, learner, lesson):
    attempt_id = take(session, learner, lesson, "bba")

    page = client.get(f"/attempts/{attempt_id}/result").text
    offer = client.get("/lessons/lecon/known").text

    assert re.search(r"Pas encore.: la leçon «.Dater une échéance.» prend 8.min\.", page)
    assert "Un nouvel essai sera possible à partir du 23" in offer
    assert "Commencer" not in offer


def test_the_page_reads_the_notice_with_who_has_not(client, session, lesson, sign_in):
    sign_in(client, factories.make_person(session))

    page = client.get("/lessons/lecon/known").text
    refused = client.post("/lessons/lecon/known")
    begun = client.post("/lessons/lecon/known", data={"notice": "read"})

    assert "Ce qui est mesuré" in page
    assert (refused.status_code, begun.status_code) == (409, 303)


def test_an_unknown_lesson_is_not_found_and_too_few_is_said_kindly(client, session, learner, lesson):
    for item_id in session.execute(select(Item.id).where(Item.key.like("q-%"))).scalars():
        session.add(Exposure(learner_id=learner.id, question_item_id=item_id, first_at=NOON))

    page = client.get("/lessons/lecon/known").text

    assert "il n’en reste pas trois de nouvelles" in page
    assert "Commencer" not in page
    assert client.get("/lessons/nulle-part/known").status_code == 404
    assert client.post("/lessons/nulle-part/known").status_code == 404


def test_the_quiz_of_another_lesson_s_try_leads_to_it(client, session, learner, lesson):
    make_lesson(session, "autre", position=2)
    attempt_id = begin(session, learner, lesson)

    page = client.get("/lessons/autre/known").text

    assert f'href="/attempts/{attempt_id}"' in page
    assert "Dater une échéance" in page
