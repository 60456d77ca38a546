"""What happens when two tabs, two workers or two clicks do the same thing at the same instant."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from sqlalchemy import func, select

from course.assessment import services
from course.assessment.models import Attempt, Grade, Response
from course.competencies.models import Evidence
from course.foundation.database import db
from course.web.transaction import write
from tests import factories

THREADS = 16


@pytest.fixture
def sitting(own_app):
    """A learner ready to begin a counted quiz of four questions, on a database where commits are real."""
    with own_app.app_context(), write() as session:
        factories.make_framework(session)
        for number in range(4):
            factories.make_question(session, f"q-{number}")
        quiz = factories.make_quiz(session, "point", [f"q-{number}" for number in range(4)], attempts=1)
        person = factories.make_person(session)
        services.read_notice(session, person.id)
        return person.id, quiz


def at_once(app, act):
    def run(number):
        with app.app_context():
            try:
                with write() as session:
                    return act(session, number)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def count(app, table):
    with app.app_context():
        return db.session.execute(select(func.count()).select_from(table)).scalar_one()


def test_sixteen_starts_make_one_attempt(own_app, sitting):
    person_id, quiz = sitting

    ids = at_once(own_app, lambda session, _: services.start_attempt(session, person_id, quiz))

    assert len(set(ids)) == 1
    assert count(own_app, Attempt) == 1


def test_sixteen_copies_of_one_save_make_one_answer(own_app, sitting):
    person_id, quiz = sitting
    with own_app.app_context(), write() as session:
        attempt_id = services.start_attempt(session, person_id, quiz)

    replies = at_once(
        own_app,
        lambda session, _: services.save_answer(session, person_id, attempt_id, 1, {"value": "b"}, "same"),
    )

    assert len(set(replies)) == 1
    assert count(own_app, Response) == 1


def test_sixteen_finishes_grade_once_and_give_each_proof_once(own_app, sitting):
    person_id, quiz = sitting
    with own_app.app_context(), write() as session:
        attempt_id = services.start_attempt(session, person_id, quiz)

    at_once(own_app, lambda session, _: services.finish_attempt(session, person_id, attempt_id).mark)

    assert count(own_app, Grade) == 4
    assert count(own_app, Evidence) == 4


def test_an_answer_that_was_called_saved_is_graded_however_close_the_finish(own_app, sitting):
    person_id, quiz = sitting
    with own_app.app_context(), write() as session:
        attempt_id = services.start_attempt(session, person_id, quiz)
    halfway, finished = Event(), Event()

    def save():
        with own_app.app_context():
            try:
                with write() as session:
                    saved = services.save_answer(session, person_id, attempt_id, 1, {"value": "b"}, "one")
                    halfway.set()
                    finished.wait(0.5)  # the finish must wait for us; without a lock it is over by now
                return saved
            finally:
                db.session.remove()

    def finish():
        halfway.wait(5)
        with own_app.app_context():
            try:
                with write() as session:
                    return services.finish_attempt(session, person_id, attempt_id).mark
            finally:
                db.session.remove()
                finished.set()

    with ThreadPoolExecutor(2) as pool:
        saving, finishing = pool.submit(save), pool.submit(finish)

    assert saving.result().saved_at is not None
    assert finishing.result() == 1.0
