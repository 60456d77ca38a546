"""However many try at the same instant, one event earns one certificate."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from course.assessment import services as assessment
from course.assessment.services.certifying import issue_due_certificates
from course.enrolment.models import Certificate
from course.enrolment.services.certificates import revoke_certificate
from course.foundation.database import db
from course.foundation.errors import ConflictError
from course.web.transaction import write
from tests import factories
from tests.enrolment.certifying import make_ready, pass_final, prove

THREADS = 16


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


def issued(app):
    with app.app_context():
        return db.session.execute(select(func.count()).select_from(Certificate)).scalar_one()


@pytest.fixture
def ready(own_app):
    """A person with the levels, who has answered the final and not yet handed it in."""
    with own_app.app_context(), write() as session:
        person, quiz = make_ready(session)
        attempt_id = assessment.start_attempt(session, person.id, quiz)
        for position in range(1, 5):
            assessment.save_answer(session, person.id, attempt_id, position, {"value": "b"}, f"c-{position}")
        return person.id, attempt_id


def test_sixteen_finishes_of_a_final_issue_one_certificate(own_app, ready):
    person_id, attempt_id = ready

    at_once(own_app, lambda session, _: assessment.finish_attempt(session, person_id, attempt_id).id)

    assert issued(own_app) == 1


def test_sixteen_nights_at_once_issue_one_certificate(own_app):
    with own_app.app_context(), write() as session:
        person, quiz = make_ready(session, "JUR-1")
        pass_final(session, person, quiz)
        prove(session, person.id, "JUR-2")

    counts = at_once(own_app, lambda session, _: issue_due_certificates(session))

    assert sum(counts) == 1
    assert issued(own_app) == 1


def test_of_sixteen_who_revoke_at_once_one_does(own_app, ready):
    person_id, attempt_id = ready
    with own_app.app_context(), write() as session:
        assessment.finish_attempt(session, person_id, attempt_id)
        other_id = factories.make_person(session, "Sophie").id
        certificate_id = session.execute(select(Certificate.id)).scalar_one()

    def revoke(session, number):
        try:
            revoke_certificate(session, other_id, certificate_id, f"Raison {number}")
        except ConflictError:
            return 0
        return 1

    done = at_once(own_app, revoke)

    assert sum(done) == 1
