"""Evidence is appended, estimates follow, and a rebuild from the log gives the same."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from course.competencies import queries
from course.competencies.models import Estimate, EstimateHistory, EstimateState, Evidence
from course.competencies.services import Proof, recompute, record_evidence
from course.foundation import clock
from tests import factories

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def proofs(session, key, scores, at=MONDAY):
    return [
        Proof({key: 1.0}, score, at, item_version_id=factories.make_measured_version(session), source="Faire le point")
        for score in scores
    ]


def test_three_right_answers_raise_the_level_and_stand_in_the_log_in_order(session):
    factories.make_framework(session)
    person = factories.make_person(session)

    record_evidence(session, person.id, proofs(session, "JUR-1", [1.0, 1.0, 1.0]))

    rows = session.execute(select(Evidence.seq, Evidence.score).where(Evidence.learner_id == person.id)).all()
    estimate = queries.states_of(session, person.id, MONDAY.date())[0]
    assert [tuple(row) for row in rows] == [(1, 1.0), (2, 1.0), (3, 1.0)]
    assert estimate.direct_proofs == 3
    assert estimate.place > 2.0


def test_two_proofs_say_no_level_whatever_the_probability(session):
    competencies = factories.make_framework(session)
    job = factories.make_job_role(session)
    factories.require(session, job, competencies["JUR-1"], 1)
    person = factories.make_person(session, job=job)

    record_evidence(session, person.id, proofs(session, "JUR-1", [1.0, 1.0]))

    state = queries.states_of(session, person.id, MONDAY.date())[0]
    assert state.status == "to_measure"
    assert state.verdict.missing == 1
    assert state.level is None


def test_answers_about_law_never_give_a_verdict_on_calls(session):
    competencies = factories.make_framework(session)
    job = factories.make_job_role(session)
    factories.require(session, job, competencies["COM-1"], 1)
    person = factories.make_person(session, job=job)

    record_evidence(session, person.id, proofs(session, "JUR-1", [1.0] * 15))

    calls = queries.states_of(session, person.id, MONDAY.date())[2]
    assert calls.competency.key == "COM-1"
    assert calls.status == "to_measure"


def test_questions_alone_never_establish_more_than_level_two_of_a_gesture(session):
    competencies = factories.make_framework(session)
    job = factories.make_job_role(session)
    factories.require(session, job, competencies["COM-1"], 3)
    person = factories.make_person(session, job=job)

    record_evidence(session, person.id, proofs(session, "COM-1", [1.0] * 20))

    calls = queries.states_of(session, person.id, MONDAY.date())[2]
    assert calls.level == 2
    assert calls.place < 3.0
    assert calls.status == "to_confirm"
    assert calls.verdict.reason == "needs_observation"


def test_a_rebuild_equals_the_live_state_over_several_sittings(session):
    factories.make_framework(session)
    people = [factories.make_person(session) for _ in range(3)]
    for place, person in enumerate(people):
        for day, key in enumerate(("JUR-1", "COM-1", "JUR-1", "JUR-2")):
            with clock.at(MONDAY + timedelta(days=day)):
                record_evidence(session, person.id, proofs(session, key, [1.0, 0.5, float(place % 2)]))
    before = {(row.learner_id, row.competency_id): row.p3 for row in session.execute(select(Estimate)).scalars()}
    history = session.execute(select(func.count()).select_from(EstimateHistory)).scalar_one()

    learners, departure = recompute(session)

    after = {(row.learner_id, row.competency_id): row.p3 for row in session.execute(select(Estimate)).scalars()}
    assert learners == 3
    assert departure < 1e-9
    assert after == pytest.approx(before, abs=1e-9)
    assert session.execute(select(func.count()).select_from(EstimateHistory)).scalar_one() == history


def test_a_rebuild_mends_a_projection_that_was_tampered_with(session):
    factories.make_framework(session)
    person = factories.make_person(session)
    record_evidence(session, person.id, proofs(session, "JUR-1", [1.0, 0.0, 1.0]))
    session.execute(update(Estimate).values(mean=Estimate.mean + 0.5))

    _, departure = recompute(session)

    assert departure == pytest.approx(0.5)
    assert recompute(session)[1] < 1e-9


def test_a_state_of_another_model_is_replayed_before_it_is_continued(session):
    factories.make_framework(session)
    person = factories.make_person(session)
    record_evidence(session, person.id, proofs(session, "JUR-1", [1.0, 1.0, 0.0]))
    session.execute(update(EstimateState).values(model_version="1-of-yesterday"))
    session.expire_all()

    record_evidence(session, person.id, proofs(session, "JUR-1", [1.0]))

    assert queries.states_of(session, person.id, MONDAY.date())[0].direct_proofs == 4
    assert recompute(session)[1] < 1e-9


def test_recording_twelve_proofs_takes_as_many_statements_as_recording_three(session, count_statements):
    factories.make_framework(session)
    one, other = factories.make_person(session), factories.make_person(session)
    few, many = proofs(session, "JUR-1", [1.0] * 3), proofs(session, "JUR-1", [1.0] * 12)

    with count_statements() as three:
        record_evidence(session, one.id, few)
    with count_statements() as twelve:
        record_evidence(session, other.id, many)

    assert len(three) == len(twelve)
    assert len(twelve) <= 11


def test_proofs_open_newest_first_and_only_for_their_competency(session):
    factories.make_framework(session)
    person = factories.make_person(session)
    record_evidence(session, person.id, proofs(session, "JUR-1", [1.0]))
    with clock.at(clock.now() + timedelta(hours=1)):
        record_evidence(session, person.id, proofs(session, "COM-1", [0.0]) + proofs(session, "JUR-1", [0.5]))

    found = queries.proofs_of(session, person.id, "JUR-1")

    assert [(row.seq, row.score) for row in found] == [(3, 0.5), (1, 1.0)]
    assert found[0].source == "Faire le point"


def test_without_any_proof_every_competency_is_to_measure_or_not_required(session):
    competencies = factories.make_framework(session)
    job = factories.make_job_role(session)
    factories.require(session, job, competencies["JUR-1"], 2)
    person = factories.make_person(session, job=job)

    states = queries.states_of(session, person.id, MONDAY.date())

    assert [state.status for state in states] == ["to_measure", "not_required", "not_required"]
