"""Every answer keeps what was predicted of it just before, and nothing rewrites that."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from course.competencies import queries
from course.competencies.models import Evidence
from course.competencies.services import Correction, Proof, correct_evidence, recompute, record_evidence
from course.foundation import clock
from quizzes.ability import Item, expected_score
from tests import factories

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def learner(session):
    """A learner in front of three competencies."""
    factories.make_framework(session)
    return factories.make_person(session)


def record(session, person, *proofs, at=MONDAY):
    with clock.at(at):
        record_evidence(session, person.id, proofs)


def said(session):
    rows = session.execute(select(Evidence.expected, Evidence.shift_b, Evidence.shift_v).order_by(Evidence.seq))
    return [tuple(row) for row in rows]


def item_of(session, version):
    found = queries.parameters_at(session, [version], MONDAY)[version]
    return Item({"JUR-1": 1.0}, found.b, found.v, found.a, found.c)


def test_each_answer_keeps_the_score_that_the_state_just_before_it_predicted(session, learner):
    first, second = factories.make_measured_version(session), factories.make_measured_version(session, 5)
    later = MONDAY + timedelta(days=40)
    record(session, learner, Proof({"JUR-1": 1.0}, 1.0, MONDAY, item_version_id=first))
    before = queries.state_of(session, learner.id)
    model, _ids = queries.model_now(session)
    item = item_of(session, second)

    record(session, learner, Proof({"JUR-1": 1.0}, 0.0, later, item_version_id=second), at=later)

    expected, shift_b, shift_v = said(session)[1]
    assert expected == pytest.approx(expected_score(model, before, item, later), abs=1e-12)
    assert (shift_b, shift_v) == pytest.approx(model.item_shift(before, item, 0.0, later), abs=1e-12)
    assert shift_b > 0.0 > shift_v


def test_the_second_answer_of_a_sitting_is_predicted_from_the_first(session, learner):
    version = factories.make_measured_version(session)
    proof = Proof({"JUR-1": 1.0}, 1.0, MONDAY, item_version_id=version)

    record(session, learner, proof, proof)

    (first, *_rest), (second, *_others) = said(session)
    assert second > first


def test_who_says_they_do_not_know_was_expected_to_guess_nothing(session, learner):
    version = factories.make_measured_version(session)
    twin = factories.make_person(session)

    record(session, learner, Proof({"JUR-1": 1.0}, 0.0, MONDAY, item_version_id=version))
    record(session, twin, Proof({"JUR-1": 1.0}, 0.0, MONDAY, item_version_id=version, guessing=0.0))

    guessed, unknown = (
        session.execute(select(Evidence).where(Evidence.learner_id == person.id)).scalar_one()
        for person in (learner, twin)
    )
    assert unknown.expected == pytest.approx((guessed.expected - 0.25) / 0.75)
    assert (unknown.shift_b, unknown.shift_v) == pytest.approx((guessed.shift_b, guessed.shift_v))
    assert recompute(session)[1] < 1e-9


def test_what_weighs_nothing_is_predicted_and_says_nothing_of_the_question(session, learner):
    version = factories.make_measured_version(session)

    record(session, learner, Proof({"JUR-1": 1.0}, 1.0, MONDAY, item_version_id=version, information_weight=0.0))

    [(expected, *shifts)] = said(session)
    assert 0.25 < expected < 1.0
    assert shifts == [0.0, 0.0]


def test_corrections_and_rebuilds_leave_what_was_predicted(session, learner):
    version = factories.make_measured_version(session)
    record(
        session,
        learner,
        *(Proof({"JUR-1": 1.0}, 0.0, MONDAY, slot_id=slot, item_version_id=version) for slot in (1, 2)),
    )
    before = said(session)

    correct_evidence(session, learner.id, [Correction(1, 1.0, None, "Clé fausse")])
    recompute(session)

    assert said(session) == [*before, (None, None, None)]
