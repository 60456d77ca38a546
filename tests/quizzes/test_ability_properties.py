"""What holds of every history of evidence."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.ability import AbilityState, Item, replay
from tests.quizzes.ability_cases import AT, KEYS, MODEL, random_log

histories = st.integers(0, 2**32 - 1).map(lambda seed: replay(MODEL, random_log(seed, 12)))
numbers = st.tuples(st.floats(-4, 4), st.floats(0, 2), st.floats(0.2, 3), st.floats(0, 0.9))
items = st.builds(lambda key, four: Item({key: 1.0}, *four), st.sampled_from(KEYS), numbers)


@settings(deadline=None)
@given(histories, items, st.floats(0, 3))
def test_a_right_answer_never_lowers_and_a_wrong_one_never_raises_the_mean(state, item, weight):
    place = KEYS.index(next(iter(item.weights)))

    right, wrong = (MODEL.update(state, item, score, AT, weight, feedback=False).mean[place] for score in (1.0, 0.0))

    assert wrong - 1e-12 <= state.mean[place] <= right + 1e-12


@settings(deadline=None)
@given(histories, items, st.floats(0, 1), st.floats(0, 1))
def test_a_better_score_never_gives_a_lower_mean_and_any_keeps_the_covariance_definite(state, item, one, other):
    place = KEYS.index(next(iter(item.weights)))

    low, high = (MODEL.update(state, item, score, AT) for score in sorted((one, other)))

    assert low.mean[place] <= high.mean[place] + 1e-12
    assert np.linalg.eigvalsh(high.covariance).min() > 0.0
    assert AbilityState.from_bytes(low.to_bytes()) == low


@settings(deadline=None)
@given(histories)
def test_probabilities_fall_with_the_level_and_the_interval_holds_the_position(state):
    estimate = MODEL.estimate(state, AT)

    assert (np.diff(estimate.p_at_least) <= 0.0).all()
    assert (
        (estimate.p_at_least >= 0.5).sum(axis=1)
        == (state.mean[:, None] >= np.array([-1.2, -0.4, 0.4, 1.2])).sum(axis=1)
    ).all()
    low, high = estimate.interval.T
    assert ((low >= 0.0) & (low <= estimate.position) & (estimate.position <= high) & (high <= 4.0)).all()
