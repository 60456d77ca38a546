"""A call or a workshop played for one's levels is a proof of its own kind: marked by a rubric, beyond questions."""

from datetime import UTC, date, datetime

import pytest

from course.competencies import queries
from course.competencies.rules import SIMULATION, ceiling_of
from course.competencies.services import Proof, record_evidence
from course.foundation import clock
from tests import factories

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("is_gesture", [True, False])
def test_what_is_played_may_establish_any_level(is_gesture):
    assert ceiling_of(SIMULATION, is_gesture) == 4


def test_half_of_the_points_stands_between_none_and_all(session):
    factories.make_framework(session)
    version = factories.make_measured_version(session, guessing=0.0)
    places = []

    for score in (0.0, 0.5, 1.0):
        learner = factories.make_person(session)
        with clock.at(MONDAY):
            record_evidence(
                session, learner.id, [Proof({"COM-1": 1.0}, score, MONDAY, kind=SIMULATION, item_version_id=version)]
            )
        states = queries.states_of(session, learner.id, date(2026, 11, 23))
        places.append(next(state.place for state in states if state.competency.key == "COM-1"))

    assert places[0] < places[1] < places[2]
