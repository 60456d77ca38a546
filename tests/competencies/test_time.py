"""Estimates fade with time: flat rows are said as of an instant, anew every night, and a rebuild gives the same."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from course.competencies import queries
from course.competencies.models import Estimate, EstimateHistory, EstimateState, Population
from course.competencies.services import (
    Correction,
    Proof,
    age_estimates,
    correct_evidence,
    projecting,
    recompute,
    record_evidence,
)
from course.foundation import clock
from tests import factories
from tests.seeds import seeded

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SPRING = MONDAY + timedelta(days=120)


def make_learner(session):
    """A learner who answered three questions on Monday, with their corrections."""
    factories.make_framework(session)
    return measured(session)


engine, learner = seeded(make_learner)


def measured(session, at=MONDAY, scores=(1.0, 0.0, 1.0)):
    person = factories.make_person(session)
    answer(session, person, at, scores)
    return person


def answer(session, person, at, scores=(1.0,), first_slot=None):
    version = factories.make_measured_version(session)
    with clock.at(at):
        proofs = [
            Proof({"JUR-1": 1.0}, score, at, slot_id=first_slot and first_slot + place, item_version_id=version)
            for place, score in enumerate(scores)
        ]
        record_evidence(session, person.id, proofs)


def flat(session, person):
    session.expire_all()
    rows = session.execute(select(Estimate).where(Estimate.learner_id == person.id)).scalars()
    return {row.competency_id: (row.mean, row.sd, row.p3, row.place, row.low, row.high) for row in rows}


def said_for(session, person):
    session.expire_all()
    return session.get_one(EstimateState, person.id).estimated_at


def test_new_evidence_says_the_rows_for_its_own_instant(session, learner):
    assert said_for(session, learner) == MONDAY

    answer(session, learner, SPRING)

    assert said_for(session, learner) == SPRING


def test_ageing_makes_levels_fade_and_doubt_grow_and_leaves_the_state_alone(session, learner):
    before, state = flat(session, learner), queries.state_of(session, learner.id)

    aged = age_estimates(session, SPRING)

    after = flat(session, learner)
    assert aged == 1
    assert said_for(session, learner) == SPRING
    assert queries.state_of(session, learner.id) == state
    assert all(after[key][1] > values[1] for key, values in before.items())
    [law] = [key for key, values in before.items() if after[key][0] != values[0]]
    assert after[law][0] < before[law][0]


def test_ageing_changes_neither_proofs_nor_history(session, learner):
    counted = select(Estimate.competency_id, Estimate.direct_proofs, Estimate.ceiling, Estimate.last_proof_at)
    before = session.execute(counted).all(), session.execute(select(EstimateHistory.place)).all()

    age_estimates(session, SPRING)

    assert (session.execute(counted).all(), session.execute(select(EstimateHistory.place)).all()) == before


@pytest.mark.unseeded
def test_what_the_evidence_cannot_establish_is_not_drawn_after_ageing_either(session):
    calls = factories.make_framework(session)["COM-1"]
    person = factories.make_person(session)
    with clock.at(MONDAY):
        record_evidence(session, person.id, [Proof({"COM-1": 1.0}, 1.0, MONDAY)] * 40)

    age_estimates(session, MONDAY + timedelta(days=1))

    assert flat(session, person)[calls.id][3] == pytest.approx(2.9)


def test_a_second_call_for_the_same_instant_finds_nothing_to_do(session, learner):
    age_estimates(session, SPRING)

    assert age_estimates(session, SPRING) == 0
    assert age_estimates(session, MONDAY) == 0


@pytest.mark.unseeded
def test_each_call_takes_a_batch_and_the_next_goes_on(session, monkeypatch):
    factories.make_framework(session)
    people = [measured(session) for _ in range(5)]
    monkeypatch.setattr("course.competencies.services.ageing.BATCH", 2)

    calls = [age_estimates(session, SPRING) for _ in range(4)]

    assert calls == [2, 2, 1, 0]
    assert {said_for(session, person) for person in people} == {SPRING}


def test_rows_that_were_never_said_for_an_instant_are_those_of_the_state(session, learner):
    before = flat(session, learner)
    session.execute(update(EstimateState).values(estimated_at=None))

    assert recompute(session)[1] < 1e-9
    assert flat(session, learner) == before
    assert said_for(session, learner) == MONDAY


def test_a_rebuild_gives_the_rows_as_of_the_instant_for_which_they_were_said(session, learner):
    other = measured(session, MONDAY + timedelta(days=3))
    age_estimates(session, SPRING)
    answer(session, other, SPRING + timedelta(days=1))
    before = flat(session, learner), flat(session, other)

    learners, departure = recompute(session)

    assert (learners, departure) == (2, pytest.approx(0.0, abs=1e-9))
    assert said_for(session, learner) == SPRING
    for person, rows in zip((learner, other), before, strict=True):
        for key, values in flat(session, person).items():
            assert values == pytest.approx(rows[key], abs=1e-9)


def test_rows_said_for_the_wrong_instant_are_a_departure(session, learner):
    session.execute(update(EstimateState).values(estimated_at=SPRING))
    session.expire_all()

    assert recompute(session)[1] > 0.01


@pytest.mark.unseeded
def test_a_correction_keeps_the_instant_for_which_rows_are_said(session):
    factories.make_framework(session)
    person = factories.make_person(session)
    answer(session, person, MONDAY, (0.0, 1.0), first_slot=1)
    age_estimates(session, SPRING)

    with clock.at(SPRING + timedelta(hours=1)):
        correct_evidence(session, person.id, [Correction(1, 1.0, None, "Clé fausse")])

    assert said_for(session, person) == SPRING
    assert recompute(session)[1] < 1e-9


def test_states_of_an_older_model_are_replayed_by_the_nightly_call(session, learner):
    other = measured(session)
    session.add(Population(mean=-0.5, learners=90, estimated_at=MONDAY))
    session.flush()
    answer(session, other, MONDAY + timedelta(days=1))  # replays its own before it goes on

    aged = age_estimates(session, SPRING)

    versions = set(session.execute(select(EstimateState.model_version)).scalars())
    assert (aged, versions) == (2, {queries.model_now(session)[0].version})
    assert recompute(session)[1] < 1e-9


def test_what_an_older_model_left_is_no_departure(session, learner):
    session.add(Population(mean=-0.5, learners=90, estimated_at=MONDAY))
    session.flush()

    assert recompute(session) == (1, 0.0)
    assert session.get_one(EstimateState, learner.id).model_version == queries.model_now(session)[0].version


def test_a_state_is_read_under_the_model_of_now_and_starts_where_nothing_is_known(session, learner):
    nobody = factories.make_person(session)
    before = queries.state_of(session, learner.id)
    session.add(Population(mean=-0.5, learners=90, estimated_at=MONDAY))
    session.flush()
    model, ids = queries.model_now(session)

    after, start = queries.state_of(session, learner.id), queries.state_of(session, nobody.id)

    assert model.prior_mean == -0.5
    assert list(ids) == list(model.competencies)
    assert before.version != after.version == start.version == model.version
    assert after.mean[1] < before.mean[1]
    assert start.mean.tolist() == [-0.5] * 3


@pytest.mark.unseeded
def test_ageing_takes_as_many_statements_for_many_learners_as_for_one(session, count_statements):
    factories.make_framework(session)
    measured(session)
    with count_statements() as one:
        age_estimates(session, SPRING)
    for _ in range(20):
        measured(session)

    with count_statements() as many:
        age_estimates(session, SPRING + timedelta(days=1))

    assert len(one) == len(many) <= 6


def test_logs_come_in_batches_of_people_and_of_rows():
    short, long = [(number, 10) for number in range(1, 451)], (451, 50_000)

    batches = list(projecting.batches_of([*short, long, (452, 4_990), (453, 10), (454, 1)]))

    assert [len(batch) for batch in batches] == [200, 200, 50, 1, 2, 1]
