"""The ability engine against exact integration, step by step and after many steps."""

import numpy as np
import pytest

from quizzes.ability import (
    Item,
)
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
