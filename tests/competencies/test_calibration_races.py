"""Calibrations beside each other and beside people who hand in: one wins, and a replay finds what was live."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from course.competencies.models import Calibration, EstimateState, Evidence, ItemParameter
from course.competencies.services import Proof, calibrating, recompute, record_evidence, run_calibration
from course.foundation import clock
from course.foundation.database import db
from course.foundation.errors import ConflictError
from course.web.transaction import write
from tests import factories
from tests.assessment.test_races import at_once

ROUNDS = 6


@pytest.fixture
def scale(own_app, monkeypatch):
    """An open scale on a database where commits are real; the ids of sixteen people and of a question's version."""
    for module in ("course.competencies.services.calibrating", "quizzes.ability.calibration"):
        monkeypatch.setattr(f"{module}.LEARNERS_NEEDED", 6)
    monkeypatch.setattr("course.competencies.services.calibrating.SETTLED", timedelta(0))
    with own_app.app_context(), write() as session:
        factories.make_framework(session)
        version = factories.make_measured_version(session)
        people = [factories.make_person(session).id for _ in range(16)]
        for person_id in people:
            hand_in(session, person_id, version)
        run_calibration(session, None)
    return people, version


def hand_in(session, person_id, version):
    record_evidence(session, person_id, [Proof({"JUR-1": 1.0}, 0.0, clock.now(), item_version_id=version)])


def calibrated(session):
    try:
        return run_calibration(session, None)
    except ConflictError as error:
        session.rollback()
        return error.message_id


def test_of_sixteen_calibrations_at_once_one_collects_the_answers(own_app, scale) -> None:
    people, version = scale
    with own_app.app_context(), write() as session:
        hand_in(session, people[0], version)

    told = at_once(own_app, lambda session, _: calibrated(session))

    with own_app.app_context():
        answers = db.session.execute(select(Calibration.answers).order_by(Calibration.id)).scalars().all()
        moves = db.session.execute(select(func.count(ItemParameter.id))).scalar_one()
        last = db.session.execute(select(func.max(Calibration.id))).scalar_one()
    assert answers[1:] == [1]
    assert moves == 2
    assert set(told) - {"competencies.calibration_running", None} == {last}


def test_whoever_hands_in_while_difficulties_move_is_replayed_as_measured(own_app, scale) -> None:
    people, version = scale

    def work(session, number):
        for turn in range(ROUNDS):
            if number % 8 == 0 and turn:  # who calibrates answers once before: alone at first, it would move nothing
                calibrated(session)
            else:
                hand_in(session, people[number], version)
            session.commit()

    at_once(own_app, work)

    with own_app.app_context(), write() as session:
        rows = session.execute(select(func.count(Evidence.id))).scalar_one()
        moves = session.execute(select(func.count(ItemParameter.id))).scalar_one()
        learners, departure = recompute(session)
    assert (rows, learners) == (16 + 14 * ROUNDS + 2, 16)
    assert moves > 1
    assert departure < 1e-9


@pytest.mark.postgresql
def test_the_night_goes_on_where_another_calibration_runs(own_app, scale) -> None:
    with own_app.app_context(), db.engine.connect() as other:
        other.execute(text("SELECT pg_advisory_lock(:name)"), {"name": calibrating.ONE_AT_A_TIME})
        result = own_app.test_cli_runner().invoke(args=["course", "nightly"])
        said = set(db.session.execute(select(EstimateState.estimated_at > EstimateState.updated_at)).scalars())

    assert result.exit_code == 0
    assert "Une calibration est déjà en cours" in result.stderr
    assert "16\u00a0personnes" in result.stdout.replace(" ", "\u00a0")
    assert said == {True}


@pytest.mark.postgresql
def test_a_calibration_that_would_keep_people_waiting_gives_up(own_app, scale) -> None:
    people, version = scale
    with own_app.app_context():
        with write() as session:
            hand_in(session, people[0], version)
        with db.engine.connect() as reading, db.engine.connect() as connection:
            reading.execute(select(ItemParameter.id))
            connection.execute(text("SET lock_timeout = '50ms'"))
            with pytest.raises(ConflictError), Session(bind=connection) as session:
                run_calibration(session, None)
        moves = db.session.execute(select(func.count(ItemParameter.id))).scalar_one()

    assert moves == 1
