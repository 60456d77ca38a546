"""The ability engine against exact integration, step by step and after many steps."""

import math
from datetime import timedelta

import numpy as np
import pytest

from quizzes.ability import ALGORITHM, Item, expected_score
from tests.quizzes.ability_cases import AT, ONE, TWO, brute_force_moments


@pytest.mark.parametrize("guessing", [0.0, 0.25, 0.5])
@pytest.mark.parametrize("score", [0.0, 0.5, 0.8, 1.0])
@pytest.mark.parametrize("difficulty", [-1.2, 0.0, 1.2])
def test_one_competency_agrees_with_brute_force_integration(difficulty, score, guessing):
    item = Item({"A": 1.0}, difficulty, 0.35, guessing=guessing)

    mean, covariance = brute_force_moments(ONE, item, score)
    after = ONE.update(ONE.start(AT), item, score, AT, feedback=False)
    shift = ONE.item_shift(ONE.start(AT), item, score, AT)

    assert [after.mean[0], difficulty + shift[0]] == pytest.approx(mean, abs=1e-6)
    assert [after.covariance[0, 0], 0.35 + shift[1]] == pytest.approx(covariance.diagonal(), abs=1e-6)


@pytest.mark.parametrize("weights", [{"A": 1.0}, {"A": 0.6, "B": 0.4}, {"A": 0.5, "B": 0.5}])
@pytest.mark.parametrize(("score", "weight", "guessing"), [(1.0, 1.0, 0.25), (0.0, 0.5, 0.0), (0.4, 1.0, 0.0)])
def test_two_competencies_agree_with_brute_force_integration(weights, score, weight, guessing):
    item = Item(weights, 0.3, 0.35, guessing=guessing)

    mean, covariance = brute_force_moments(TWO, item, score, weight)
    after = TWO.update(TWO.start(AT), item, score, AT, weight, feedback=False)

    assert after.mean == pytest.approx(mean[:2], abs=1e-6)
    assert after.covariance == pytest.approx(covariance[:2, :2], abs=1e-6)


def test_an_observation_is_the_conjugate_gaussian_update():
    after = TWO.observe(TWO.start(AT), "A", 4, AT, sd=0.5)

    assert after.mean == pytest.approx([1.7 / 1.25, 1.7 * 0.6 / 1.25], abs=1e-15)
    assert after.covariance == pytest.approx(np.array([[0.2, 0.12], [0.12, 1 - 0.36 / 1.25]]), abs=1e-15)


@pytest.mark.parametrize(
    ("difficulty", "guessing", "score", "mean", "variance"),
    [
        (0.0, 0.25, 1.0, 0.279739689, 0.921745706),
        (0.0, 0.25, 0.0, -0.466232815, 0.782626962),
        (0.8, 0.0, 0.5, 0.176634561, 0.788977020),
    ],
)
def test_golden_values_of_one_answer_hold(difficulty, guessing, score, mean, variance):
    item = Item({"A": 1.0}, difficulty, 0.0, guessing=guessing)

    after = ONE.update(ONE.start(AT), item, score, AT, feedback=False)

    assert after.mean[0] == pytest.approx(mean, abs=2e-7)
    assert after.covariance[0, 0] == pytest.approx(variance, abs=2e-7)


# (weights, difficulty, guessing, score, days since the first answer)
ONE_LOG = [
    ({"A": 1.0}, -0.8, 0.25, 1.0, 0),
    ({"A": 1.0}, 0.0, 0.25, 1.0, 0),
    ({"A": 1.0}, 0.3, 0.0, 0.5, 10),
    ({"A": 1.0}, 0.8, 0.25, 0.0, 40),
    ({"A": 1.0}, 0.0, 0.5, 1.0, 40),
    ({"A": 1.0}, -0.3, 0.0, 1.0, 75),
    ({"A": 1.0}, 0.5, 0.25, 1.0, 200),
    ({"A": 1.0}, 1.2, 0.25, 0.0, 201),
]
TWO_LOG = [
    ({"A": 1.0}, -0.8, 0.25, 1.0, 0),
    ({"B": 1.0}, 0.0, 0.25, 0.0, 0),
    ({"A": 0.6, "B": 0.4}, 0.3, 0.0, 0.5, 10),
    ({"A": 1.0}, 0.8, 0.25, 1.0, 40),
    ({"B": 1.0}, -0.5, 0.5, 1.0, 90),
    ({"A": 0.5, "B": 0.5}, 0.2, 0.25, 1.0, 90),
    ({"A": 1.0}, 0.5, 0.0, 1.0, 150),
    ({"B": 1.0}, 0.4, 0.25, 0.0, 360),
]
AXIS = np.arange(-5.5, 5.5001, 0.05)


def exact_moments(model, log):
    """The exact filter on a dense grid: each wait spreads the density by a normal law, each answer multiplies it."""
    start = model.start(AT)
    points = np.stack(np.meshgrid(*[AXIS] * len(start.mean), indexing="ij"), axis=-1)
    density = np.exp(-0.5 * np.einsum("...i,ij,...j", points, np.linalg.inv(start.covariance), points))
    last = 0
    for weights, difficulty, guessing, score, day in log:
        if day > last:
            spread = np.exp(-0.5 * np.subtract.outer(AXIS, AXIS) ** 2 / (0.001 * (day - last)))
            for along in range(len(start.mean)):
                density = np.moveaxis(np.tensordot(spread, density, (1, along)), 0, along)
        distance = points @ [weights.get(key, 0.0) for key in model.competencies] - difficulty
        p = guessing + (1 - guessing) / (1 + np.exp(-1.2 * distance))
        density = density * p**score * (1 - p) ** (1 - score)
        last = day
    shares = (density / density.sum()).ravel()
    flat = points.reshape(len(shares), -1)
    mean = shares @ flat
    return mean, (flat - mean).T @ ((flat - mean) * shares[:, None])


@pytest.mark.parametrize(("model", "log"), [(ONE, ONE_LOG), (TWO, TWO_LOG)])
def test_after_eight_answers_over_months_the_filter_is_near_the_exact_posterior(model, log):
    mean, covariance = exact_moments(model, log)

    state = model.start(AT)
    for weights, difficulty, guessing, score, day in log:
        item = Item(weights, difficulty, 0.0, guessing=guessing)
        state = model.update(state, item, score, AT + timedelta(days=day), feedback=False)

    assert state.mean == pytest.approx(mean, abs=0.02)
    assert np.sqrt(state.covariance.diagonal()) == pytest.approx(np.sqrt(covariance.diagonal()), abs=0.025)
    assert state.covariance == pytest.approx(covariance, abs=0.04)


def test_a_change_of_what_evidence_makes_raises_the_algorithm_so_that_stored_states_are_refused():
    state = TWO.start(AT)
    for weights, difficulty, guessing, score, day in TWO_LOG:
        item = Item(weights, difficulty, 0.35, guessing=guessing)
        state = TWO.update(state, item, score, AT + timedelta(days=day))
    state = TWO.observe(state, "B", 3, AT + timedelta(days=400))

    assert (ALGORITHM, TWO.version.partition("-")[0]) == (2, "2")
    assert state.mean == pytest.approx([0.85542274, 0.29509856], abs=1e-8)
    assert state.gain == pytest.approx([0.00369493, 0.02965506], abs=1e-8)
    assert state.covariance == pytest.approx(np.array([[0.92094707, 0.11350841], [0.11350841, 0.45965089]]), abs=1e-8)


@pytest.mark.parametrize("guessing", [0.0, 0.25])
@pytest.mark.parametrize(("weights", "variance"), [({"A": 1.0}, 0.0), ({"A": 1.0}, 0.35), ({"A": 0.7, "B": 0.3}, 0.35)])
def test_the_expected_score_is_the_mean_over_abilities_and_difficulties(weights, variance, guessing):
    state = TWO.update(TWO.start(AT), Item({"A": 1.0}, 0.2, 0.35), 1.0, AT)
    item = Item(weights, 0.9, variance, guessing=guessing)
    shares = np.array([weights.get(key, 0.0) for key in TWO.competencies])
    z = np.arange(-9.0, 9.0001, 0.005)
    density = np.exp(-0.5 * z * z)
    distance = shares @ state.mean - 0.9 + z * math.sqrt(shares @ state.covariance @ shares + variance)
    mean = density @ (guessing + (1 - guessing) / (1 + np.exp(-1.2 * distance))) / density.sum()

    assert expected_score(TWO, state, item, AT) == pytest.approx(mean, abs=1e-7)


def test_an_expected_score_stays_between_guessing_and_one_however_far_the_question():
    start = ONE.start(AT)

    for difficulty in (-1e6, -50.0, 50.0, 1e6):
        expected = expected_score(ONE, start, Item({"A": 1.0}, difficulty, 0.35, 8.0, 0.25), AT)
        assert expected == pytest.approx(1.0 if difficulty < 0 else 0.25)
