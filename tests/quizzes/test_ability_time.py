"""Time: corrections teach, what was learnt fades, and doubt grows with every day without evidence."""

import math
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.ability import AbilityError, AbilityModel, AbilityState, Answer, Item, expected_score, replay, step
from tests.quizzes.ability_cases import AT, KEYS, MODEL, ONE, TWO, random_log

BOTH = Item({"A": 1.4, "B": 0.6}, 0.3, 0.35, guessing=0.25)


def after(days: float):
    return AT + timedelta(days=days)


def learnt(model=TWO, feedback=True):
    return model.update(model.start(AT), BOTH, 1.0, AT, feedback=feedback)


def by_hand(state, days):
    """The state that time makes of another, from the formulas of the reference."""
    kept = state.gain * math.exp(-days / 90.0)
    covariance = state.covariance + 0.001 * days * np.eye(len(kept))
    instant = state.at + timedelta(days=days)
    return AbilityState(state.mean - state.gain + kept, covariance, instant, kept, state.version)


def assert_close(one: AbilityState, other: AbilityState) -> None:
    assert one.at == other.at
    for name in ("mean", "covariance", "gain"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), abs=1e-14)


def test_a_correction_teaches_each_competency_by_its_share_of_the_weight():
    plain, taught = learnt(feedback=False), learnt()

    gained = 0.04 * np.array([0.7, 0.3]) * (1 - plain.mean / 3)
    assert taught.gain == pytest.approx(gained, abs=1e-15)
    assert taught.mean - plain.mean == pytest.approx(gained, abs=1e-15)
    assert (plain.gain == 0.0).all()
    assert (taught.covariance == plain.covariance).all()


def test_corrections_teach_less_and_less_and_nothing_beyond_the_ceiling():
    gains = []
    for ability in (-1.5, 0.0, 1.5, 2.999, 3.0, 4.0):
        known = AbilityState(np.array([ability]), np.eye(1), AT, np.zeros(1), ONE.version)
        answer = Item({"A": 1.0}, ability, 0.0)  # Half the mark leaves the mean where it was.
        gains.append(float(ONE.update(known, answer, 0.5, AT).gain[0]))

    assert gains == pytest.approx([0.06, 0.04, 0.02, 0.04 * 0.001 / 3, 0.0, 0.0], abs=1e-12)


def test_after_ninety_days_two_thirds_of_the_gain_are_lost_and_the_variance_has_grown_by_nine_hundredths():
    state = learnt()

    soon, later = TWO.estimate(state, AT), TWO.estimate(state, after(90))

    assert soon.mean - later.mean == pytest.approx(state.gain * 0.6321205588, abs=1e-11)
    assert later.sd**2 - soon.sd**2 == pytest.approx([0.09, 0.09], abs=1e-14)


@pytest.mark.parametrize("days", [0.25, 30.0, 900.0])
def test_answers_and_gestures_find_what_time_has_left(days):
    state, aged = learnt(), by_hand(learnt(), days)

    for evidence in (
        lambda known: TWO.update(known, BOTH, 0.0, after(days)),
        lambda known: TWO.observe(known, "B", 3, after(days)),
        lambda known: TWO.update(known, BOTH, 1.0, after(days), weight=0.0),
    ):
        assert_close(evidence(state), evidence(aged))
    assert_close(TWO.update(state, BOTH, 1.0, after(days), weight=0.0), aged)
    assert TWO.item_shift(state, BOTH, 1.0, after(days)) == pytest.approx(TWO.item_shift(aged, BOTH, 1.0, aged.at))
    assert expected_score(TWO, state, BOTH, after(days)) == pytest.approx(expected_score(TWO, aged, BOTH, aged.at))
    for one, other in zip(TWO.estimate(state, after(days))[1:], TWO.estimate(aged, aged.at)[1:], strict=True):
        assert one == pytest.approx(other, abs=1e-12)


def test_one_step_gives_the_state_the_prediction_and_what_the_answer_tells_of_the_item():
    state, at = learnt(), after(40)

    taken = step(TWO, state, BOTH, 0.3, at, weight=0.8)

    assert taken.state == TWO.update(state, BOTH, 0.3, at, 0.8)
    assert taken.expected == pytest.approx(expected_score(TWO, state, BOTH, at), abs=1e-15)
    assert (taken.shift_b, taken.shift_v) == TWO.item_shift(state, BOTH, 0.3, at, 0.8)
    assert taken == step(TWO, state, BOTH, 0.3, at, 0.8, feedback=False)._replace(state=taken.state)


def test_evidence_counts_in_the_order_of_the_caller_and_late_evidence_as_given_then():
    late = [Answer(BOTH, 1.0, after(30)), Answer(BOTH, 0.0, after(2))]

    state = replay(TWO, late, start=AT)

    assert state.at == after(30)
    assert state == TWO.update(TWO.update(TWO.start(AT), BOTH, 1.0, after(30)), BOTH, 0.0, after(30))
    assert state != replay(TWO, late[::-1], start=AT)
    before, then = TWO.estimate(state, after(1)), TWO.estimate(state, after(30))
    assert (before.mean == then.mean).all()
    assert (before.sd == then.sd).all()


@pytest.mark.parametrize(
    "changed",
    [{"learning_rate": 0.0}, {"learning_ceiling": 2.0}, {"forgetting_days": math.inf}, {"drift": 0.0}],
)
def test_what_time_does_can_be_varied_and_makes_other_states(changed):
    model = replace(TWO, **changed)

    state = model.update(learnt(model), BOTH, 1.0, after(60))

    assert model.version != TWO.version
    assert not np.array_equal(state.to_bytes(), TWO.update(learnt(), BOTH, 1.0, after(60)).to_bytes())
    with pytest.raises(AbilityError, match="replay"):
        TWO.estimate(state, AT)


def test_without_learning_or_drift_time_does_nothing():
    still = replace(TWO, learning_rate=0.0, drift=0.0)
    state = learnt(still)

    now, later = still.estimate(state, AT), still.estimate(state, after(1000))

    assert all((one == other).all() for one, other in zip(now[1:], later[1:], strict=True))
    assert (replace(TWO, forgetting_days=math.inf).drift, (learnt(still).gain == 0.0).all()) == (0.001, True)


@pytest.mark.parametrize(
    "bad",
    [
        {"learning_rate": -0.1},
        {"learning_rate": 3.1},
        {"learning_rate": math.nan},
        {"learning_ceiling": 0.0, "learning_rate": 0.0},
        {"learning_ceiling": math.inf},
        {"forgetting_days": 0.0},
        {"forgetting_days": math.nan},
        {"drift": -0.001},
        {"drift": math.inf},
    ],
)
def test_impossible_paces_are_refused(bad):
    with pytest.raises(AbilityError):
        AbilityModel(["A"], {"A": "d"}, **bad)


logs = st.integers(0, 2**32 - 1).map(lambda seed: replay(MODEL, random_log(seed, 12)))
waits = st.floats(0, 3000)


@settings(deadline=None)
@given(logs, waits, waits)
def test_time_never_sharpens_and_takes_no_more_than_what_was_learnt(state, one, other):
    sooner, later = sorted((one, other))

    first, second = (MODEL.estimate(state, state.at + timedelta(days=days)) for days in (sooner, later))

    assert (second.sd >= first.sd).all()
    assert (second.mean <= first.mean).all()
    assert (second.mean >= state.mean - state.gain - 1e-12).all()
    untaught = state.gain == 0.0
    assert (second.mean[untaught] == state.mean[untaught]).all()


@settings(deadline=None)
@given(logs, waits, waits)
def test_two_waits_are_one_long_wait(state, first, second):
    nothing = Item({KEYS[0]: 1.0}, 0.0, 0.0)
    halfway, end = (state.at + timedelta(days=days) for days in (first, first + second))

    twice = MODEL.update(MODEL.update(state, nothing, 1.0, halfway, weight=0.0), nothing, 1.0, end, weight=0.0)
    once = MODEL.update(state, nothing, 1.0, end, weight=0.0)

    assert twice.at == once.at
    assert twice.mean == pytest.approx(once.mean, abs=1e-9)
    assert twice.covariance == pytest.approx(once.covariance, abs=1e-9)


@settings(deadline=None)
@given(logs, st.lists(st.tuples(waits, st.sampled_from(KEYS), st.floats(0, 1)), max_size=12))
def test_whatever_happens_when_the_covariance_stays_symmetric_and_definite(state, happenings):
    for days, key, score in happenings:
        at = state.at + timedelta(days=days)
        state = MODEL.update(state, Item({key: 1.0}, 0.0, 0.2, guessing=0.25), score, at)

    assert (state.covariance == state.covariance.T).all()
    assert np.linalg.eigvalsh(state.covariance).min() > 0.0
    assert (state.gain >= 0.0).all()
