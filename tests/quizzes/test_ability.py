"""What one answer, one gesture and a whole log do to what is known of a person."""

import numpy as np
import pytest

from quizzes.ability import AbilityModel, Answer, Item, author_difficulty, replay
from tests.quizzes.ability_cases import AT, MODEL, ONE, TWO, random_log


def test_the_prior_has_the_correlations_of_the_domains():
    model = AbilityModel(["A", "B", "C"], {"A": "x", "B": "x", "C": "y"}, prior_mean=-0.5, prior_variance=2.0)

    start = model.start(AT)

    assert [*start.mean, *start.gain] == [-0.5, -0.5, -0.5, 0.0, 0.0, 0.0]
    assert start.covariance == pytest.approx(2 * np.array([[1, 0.6, 0.4], [0.6, 1, 0.4], [0.4, 0.4, 1]]))


def test_without_guessing_right_and_wrong_mirror_each_other():
    easy, hard = Item({"A": 1.0}, -0.7, 0.3), Item({"A": 1.0}, 0.7, 0.3)

    right = ONE.update(ONE.start(AT), hard, 1.0, AT, feedback=False)
    wrong = ONE.update(ONE.start(AT), easy, 0.0, AT, feedback=False)

    assert right.mean[0] == pytest.approx(-wrong.mean[0], abs=1e-14)
    assert right.covariance[0, 0] == pytest.approx(wrong.covariance[0, 0], abs=1e-14)


def test_half_a_score_on_an_item_of_the_same_difficulty_moves_no_mean_but_teaches():
    after = ONE.update(ONE.start(AT), Item({"A": 1.0}, 0.0, 0.35), 0.5, AT, feedback=False)

    assert after.mean[0] == pytest.approx(0.0, abs=1e-15)
    assert after.covariance[0, 0] < 0.9


def test_a_right_answer_that_may_be_guessed_is_worth_less_and_a_wrong_one_as_much():
    start, sure, lucky = ONE.start(AT), Item({"A": 1.0}, 0.0, 0.35), Item({"A": 1.0}, 0.0, 0.35, guessing=0.5)

    gains = [ONE.update(start, item, 1.0, AT, feedback=False).mean[0] for item in (sure, lucky)]
    losses = [ONE.update(start, item, 0.0, AT, feedback=False).mean[0] for item in (sure, lucky)]

    assert 0.0 < gains[1] < 0.6 * gains[0]
    assert losses[0] == pytest.approx(losses[1], abs=1e-14)


def test_evidence_of_weight_zero_changes_nothing():
    start = MODEL.update(MODEL.start(AT), Item({"C-3": 1.0}, 0.0, 0.35), 1.0, AT)
    item = Item({"C-3": 0.5, "C-4": 0.5}, 0.4, 0.35, guessing=0.25)

    assert MODEL.update(start, item, 0.7, AT, weight=0.0) == start
    assert MODEL.item_shift(start, item, 0.7, AT, weight=0.0) == (0.0, 0.0)


def test_an_answer_sharpens_the_neighbours_by_their_correlation():
    item = Item({"C-0": 1.0}, 0.2, 0.35)

    after = MODEL.update(MODEL.start(AT), item, 1.0, AT)

    assert after.mean[0] > after.mean[1] > after.mean[24] > 0.0
    assert after.covariance[0, 0] < after.covariance[1, 1] < after.covariance[24, 24] < 1.0


def test_after_five_hundred_updates_the_covariance_is_symmetric_and_positive_definite():
    log = random_log(seed=1, length=500)

    covariance = replay(MODEL, log).covariance

    assert (covariance == covariance.T).all()
    assert np.linalg.eigvalsh(covariance).min() > 1e-4


@pytest.mark.parametrize("score", [0.0, 0.5, 1.0])
def test_absurdly_sharp_evidence_leaves_a_positive_definite_covariance(score):
    item = Item({"A": 1.0, "B": 1.0}, 30.0, 0.0, discrimination=50.0, guessing=0.25)

    state = TWO.start(AT)
    for _ in range(50):
        state = TWO.update(state, item, score, AT, weight=100.0)

    assert np.isfinite(state.mean).all()
    assert np.linalg.eigvalsh(state.covariance).min() > 0.0


def test_replay_gives_what_the_live_calls_gave():
    log = random_log(seed=2, length=60)
    state = MODEL.start(log[0].at)
    for event in log:
        call = MODEL.update if isinstance(event, Answer) else MODEL.observe
        state = call(state, **event._asdict())

    again = replay(MODEL, iter(log))

    assert np.abs(again.mean - state.mean).max() <= 1e-12
    assert np.abs(again.covariance - state.covariance).max() <= 1e-12
    assert again.at == state.at == log[-1].at


def test_author_steps_are_shrunk_and_evenly_signed():
    steps = [author_difficulty(step) for step in range(1, 6)]

    shrinkage = 1.21 / 1.70
    assert [b for b, _ in steps] == pytest.approx([shrinkage * c for c in (-1.7, -0.8, 0.0, 0.8, 1.7)])
    assert [v for _, v in steps] == pytest.approx([shrinkage * 0.49] * 5)
