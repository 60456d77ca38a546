"""Fixtures of learning: a small programme, and somebody who learns."""

import pytest

from tests import factories
from tests.learning.content import make_programme
from tests.seeds import seeded

engine, lesson = seeded(make_programme)  # the lesson « echeance » of the module « cadre-legal », with two questions


@pytest.fixture
def learner(session, lesson, client, sign_in):
    """A signed-in employee whose job asks for JUR-1 at level 2."""
    job = factories.make_job_role(session)
    competency = session.query(factories.Competency).filter_by(key="JUR-1").one()
    factories.require(session, job, competency, 2)
    person = factories.make_person(session, job=job)
    sign_in(client, person)
    return person
