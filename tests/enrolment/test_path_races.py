"""Two clicks on « Proposer un parcours » at the same instant."""

from sqlalchemy import func, select

from course.accounts.models import Person
from course.enrolment.models import PathStep
from course.enrolment.services import propose_path
from course.foundation.database import db
from course.web.transaction import write
from tests.assessment.diagnosing import TODAY, make_world
from tests.assessment.test_races import at_once


def test_sixteen_proposals_at_once_leave_one_path(own_app):
    with own_app.app_context(), write() as session:
        learner = make_world(session, each=1).learner.id

    at_once(own_app, lambda session, _: propose_path(session, learner, TODAY))

    with own_app.app_context():
        standing = select(func.count()).select_from(PathStep).where(PathStep.replaced_at.is_(None))
        assert db.session.execute(standing).scalar_one() == 3
        assert db.session.execute(select(func.count()).select_from(Person)).scalar_one() == 1
