"""What happens to a diagnostic when two tabs, two workers or two clicks do the same thing at the same instant."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from course.assessment.models import Attempt, AttemptSlot, Diagnostic, Grade
from course.assessment.services.diagnosing import answer_diagnostic, begin_diagnostic
from course.assessment.services.requesting import request_diagnostic
from course.competencies.models import Evidence
from course.competencies.services import recompute
from course.foundation.database import db
from course.web.transaction import write
from tests import factories
from tests.assessment.diagnosing import make_world
from tests.assessment.test_races import at_once, count

TODAY = datetime.now(UTC).date()


@pytest.fixture
def learner(own_app):
    """Somebody who may begin a diagnostic, on a database where commits are real."""
    with own_app.app_context(), write() as session:
        return make_world(session, each=6).learner.id


def begin(app, learner_id):
    with app.app_context(), write() as session:
        return begin_diagnostic(session, learner_id, TODAY)


def test_sixteen_beginnings_make_one_diagnostic_with_one_question(own_app, learner):
    ids = at_once(own_app, lambda session, _: begin_diagnostic(session, learner, TODAY))

    assert len(set(ids)) == 1
    assert (count(own_app, Attempt), count(own_app, Diagnostic), count(own_app, AttemptSlot)) == (1, 1, 1)


def test_a_request_in_the_same_moment_leaves_one_diagnostic(own_app, learner):
    with own_app.app_context(), write() as session:
        manager = factories.make_person(session, "Claire Vasseur").id

    def act(session, number):
        if number % 2:
            return begin_diagnostic(session, learner, TODAY)
        return request_diagnostic(session, manager, [learner], "Plan", TODAY, TODAY)

    at_once(own_app, act)

    with own_app.app_context():
        found = db.session.execute(select(Diagnostic)).scalar_one()
        assert found.attempt_id is not None
        assert found.requested_by == manager


def test_sixteen_tabs_that_answer_differently_leave_one_answer_one_proof_and_one_next_question(own_app, learner):
    attempt_id = begin(own_app, learner)

    def act(session, number):
        said = {"value": "abc"[number % 3]}
        return answer_diagnostic(session, learner, attempt_id, 1, said, f"tab-{number}", TODAY)

    steps = at_once(own_app, act)

    assert sum(step.is_kept for step in steps) == 1
    assert {step.answered for step in steps} == {1}
    assert (count(own_app, Grade), count(own_app, Evidence), count(own_app, AttemptSlot)) == (1, 1, 2)


def test_sixteen_copies_of_one_answer_are_one_and_all_hear_that_it_is_saved(own_app, learner):
    attempt_id = begin(own_app, learner)

    steps = at_once(
        own_app,
        lambda session, _: answer_diagnostic(session, learner, attempt_id, 1, {"value": "b"}, "same", TODAY),
    )

    assert len(set(steps)) == 1
    assert steps[0].is_kept
    assert count(own_app, Evidence) == 1


def test_what_many_hands_wrote_is_what_the_log_gives_again(own_app, learner):
    attempt_id = begin(own_app, learner)

    for position in range(1, 6):
        at_once(
            own_app,
            lambda session, number, position=position: answer_diagnostic(
                session, learner, attempt_id, position, {"value": "ab"[number % 2]}, f"{position}-{number}", TODAY
            ),
        )

    with own_app.app_context():
        assert db.session.execute(select(func.count()).select_from(Evidence)).scalar_one() == 5
        assert recompute(db.session())[1] < 1e-9
