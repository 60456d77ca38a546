"""After any history of answers, corrections, observations, objections, calibrations, standards and nights the log
rebuilds what stood: states, flat rows as of their instant, and history."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from course.competencies import queries
from course.competencies.models import Estimate, EstimateHistory, EstimateState, ItemParameter
from course.competencies.services import (
    Correction,
    Proof,
    age_estimates,
    clear_standard,
    correct_evidence,
    decide_objection,
    object_to,
    recompute,
    record_evidence,
    record_observation,
    run_calibration,
    set_standard,
    withdraw_observation,
)
from course.foundation import clock
from course.foundation.errors import ConflictError
from quizzes.ability import AbilityState
from tests import factories

START = datetime(2026, 3, 28, 22, 50, tzinfo=UTC)
KEYS = ("JUR-1", "JUR-2", "COM-1")
JUDGED = {f"q-{step}-{one}": step - 1 for step in (1, 2, 3, 4, 5) for one in (1, 2)}

person = st.integers(0, 1)
some = st.integers(0, 40)  # which of what there is, counted round
scores = st.sampled_from([0.0, 0.4, 1.0])
steps = st.one_of(
    st.tuples(st.just("answer"), person, st.sampled_from(KEYS), st.lists(scores, min_size=1, max_size=4), some),
    st.tuples(st.just("mark"), some, st.sampled_from([None, 0.0, 0.4, 1.0])),
    st.tuples(st.just("observe"), person, st.sampled_from(KEYS), st.integers(0, 4), st.integers(0, 60)),
    st.tuples(st.just("withdraw"), some),
    st.tuples(st.just("contest"), some, st.sampled_from(["kept", "withdrawn"])),
    st.tuples(st.just("calibrate")),
    st.tuples(st.just("age"), st.integers(-3, 200)),
    st.tuples(st.just("judge"), st.booleans()),
    st.tuples(st.just("wait"), st.sampled_from([0.0, 0.001, 0.5, 40.0, -0.004])),
)
OPENING = (("answer", 0, "JUR-1", [0.0], 5), ("answer", 1, "COM-1", [0.0], 5), ("calibrate",))


class History:
    """Two learners, who see them, and what is done to them; `at` is the clock."""

    def __init__(self, session, versions):
        self.session, self.versions, self.at = session, versions, START
        self.people = [factories.make_person(session) for _ in range(2)]
        self.observer = factories.make_person(session)
        self.slots, self.observations, self.is_judged = [], [], False

    def take(self, step):
        name, *values = step
        with clock.at(self.at):
            getattr(self, name)(*values)
        self.at += timedelta(seconds=7)

    def answer(self, number, key, given_scores, which):
        learner, proofs = self.people[number].id, []
        for place, score in enumerate(given_scores):
            self.slots.append((learner, len(self.slots) + 1))
            version = self.versions[(which + place) % len(self.versions)]
            at = self.at - timedelta(minutes=which)
            proofs.append(
                Proof({key: 1.0}, score, at, slot_id=len(self.slots), item_version_id=version, has_feedback=which > 3)
            )
        record_evidence(self.session, learner, proofs)

    def mark(self, which, score):
        if self.slots:
            learner, slot = self.slots[which % len(self.slots)]
            correct_evidence(self.session, learner, [Correction(slot, score, None, "Relue")])

    def observe(self, number, key, level, days):
        today = self.at.date()
        learner = self.people[number].id
        seen = today - timedelta(days=days)
        self.observations.append(
            record_observation(self.session, self.observer.id, learner, key, level, seen, "Vu.", today)
        )

    def withdraw(self, which):
        if self.observations:
            chosen = self.observations[which % len(self.observations)]
            withdraw_observation(self.session, self.observer.id, chosen, "Erreur")

    def contest(self, which, decision):
        proofs = [
            (one.id, proof.seq) for one in self.people for proof in queries.proofs_of(self.session, one.id, "JUR-1")
        ]
        if proofs:
            try:
                objection = object_to(self.session, *proofs[which % len(proofs)], "Non.")
            except ConflictError:  # withdrawn already
                return
            judge = factories.make_person(self.session)
            decide_objection(self.session, judge.id, objection, decision, "Vu.")

    def calibrate(self):
        run_calibration(self.session, None)

    def age(self, days):
        age_estimates(self.session, self.at + timedelta(days=days))

    def judge(self, is_own):
        self.is_judged = True
        if is_own:
            set_standard(self.session, "JUR-1", JUDGED, "Avis", None)
        else:
            clear_standard(self.session, "JUR-1", "Avis", None)

    def wait(self, days):
        self.at += timedelta(days=days)


def flat(session):
    session.expire_all()
    return {
        (row.learner_id, row.competency_id): (
            (row.mean, row.sd, row.p1, row.p2, row.p3, row.p4, row.place, row.low, row.high),
            (row.direct_proofs, row.ceiling, row.last_proof_at),
        )
        for row in session.execute(select(Estimate)).scalars()
    }


def histories(session):
    return {
        (row.learner_id, row.competency_id, row.seq): (
            (row.place, row.low, row.high),
            (row.recorded_at, row.direct_proofs),
        )
        for row in session.execute(select(EstimateHistory)).scalars()
    }


def states(session):
    found = {}
    for row in session.execute(select(EstimateState)).scalars():
        state = AbilityState.from_bytes(row.state)
        numbers = (*state.mean.tolist(), *state.gain.tolist(), *state.covariance.ravel().tolist())
        found[row.learner_id] = numbers, (state.at, row.seq, row.model_version, row.updated_at, row.estimated_at)
    return found


def close(left, right):
    assert left.keys() == right.keys()
    for key, (numbers, rest) in left.items():
        assert numbers == pytest.approx(right[key][0], abs=1e-9), key
        assert rest == right[key][1], key


@pytest.fixture
def versions(session, monkeypatch):
    """Ten questions of one competency, which measure whatever they are given for; two people open the scale."""
    for module in ("course.competencies.services.calibrating", "quizzes.ability.calibration"):
        monkeypatch.setattr(f"{module}.LEARNERS_NEEDED", 2)
    monkeypatch.setattr("course.competencies.services.calibrating.SETTLED", timedelta(0))
    factories.make_framework(session)
    for key, level in JUDGED.items():
        factories.make_question(session, key, difficulty=level + 1)
    return list(session.execute(select(ItemParameter.version_id).order_by(ItemParameter.version_id)).scalars())


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(is_open=st.booleans(), taken=st.lists(steps, min_size=8, max_size=30))
def test_the_log_rebuilds_whatever_stood(session, versions, is_open, taken):
    with session.begin_nested() as example:
        history = History(session, versions)
        for step in [*(OPENING if is_open else ()), *taken]:
            history.take(step)
        session.flush()
        before, states_before, histories_before = flat(session), states(session), histories(session)

        _learners, departure = recompute(session)

        assert departure <= 1e-9
        close(flat(session), before)
        close(states(session), states_before)
        if not history.is_judged:  # history keeps what was said under the standards of then
            close(histories(session), histories_before)
        example.rollback()
    session.expire_all()
