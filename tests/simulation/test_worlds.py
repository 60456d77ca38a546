"""The worlds are what they say, and the measures measure what they name."""

from datetime import timedelta

import numpy as np
import pytest

from quizzes.ability import verdict
from tests.simulation import measures
from tests.simulation.measures import Reading
from tests.simulation.percentages import accuracy_of_percentages
from tests.simulation.worlds import DOMAINS, KEYS, START, Life, N, bank, people


def test_abilities_have_the_correlations_of_the_domains():
    group = people(np.random.default_rng(1), 20_000, mean=-0.7)

    correlations = np.corrcoef(group.abilities.T)

    assert group.abilities.mean() == pytest.approx(-0.7, abs=0.02)
    assert [correlations[0, 1], correlations[0, N - 1]] == pytest.approx([0.6, 0.4], abs=0.02)
    assert len(set(DOMAINS.values())) == 7
    assert {1, 2, 3} == set(group.required.ravel().tolist())


@pytest.mark.parametrize(("known", "error"), [("calibrated", 0.2), ("located", 0.2), ("guessed", 0.66)])
def test_items_tell_difficulties_with_about_the_error_that_they_announce(known, error):
    questions = bank(np.random.default_rng(2), 4_000, known)

    told = np.array([(item.difficulty, item.variance, item.discrimination) for item in questions.items])
    errors = told[:, 0] - questions.difficulty

    assert errors.std() == pytest.approx(error, abs=0.03)
    # Rounding to five steps adds to the error that authors announce.
    assert np.sqrt(told[:, 1].mean()) == pytest.approx(error, abs=0.08)
    sharpness = np.log(told[:, 2] / questions.discrimination)
    assert sharpness.std() == pytest.approx(0.1 if known == "calibrated" else 0.25, abs=0.02)


def test_scores_average_to_the_true_chance_and_steps_succeed_together():
    questions, rng = bank(np.random.default_rng(3), 200, "guessed"), np.random.default_rng(4)
    whole, stepped = (int(np.flatnonzero(questions.has_steps == kind)[0]) for kind in (False, True))

    scores = {place: [questions.score(rng, place, np.zeros(N)) for _ in range(4_000)] for place in (whole, stepped)}

    for place, found in scores.items():
        assert np.mean(found) == pytest.approx(questions.chance(place, np.zeros(N)), abs=0.03)
    p = questions.chance(stepped, np.zeros(N))
    assert p * (1 - p) / 4 < np.var(scores[stepped]) < p * (1 - p)
    assert set(scores[whole]) == {0.0, 1.0}


def test_what_was_learnt_fades_in_ninety_days():
    life = Life(np.random.default_rng(5), np.zeros(N))
    for _ in range(40):
        life.learn(np.eye(N)[0])
    learnt = life.gain[0]

    life.pass_until(START + timedelta(days=90))

    assert life.gain[0] == pytest.approx(learnt / np.e)
    assert life.abilities[0] == pytest.approx(learnt / np.e, abs=3 * 0.09**0.5)
    assert life.abilities[1:].std() == pytest.approx(0.09**0.5, abs=0.12)


def reading(**changes) -> Reading:
    columns = {
        "abilities": np.zeros((2, 3)),
        "mean": np.array([[0.0, 1.0, -1.0], [0.5, 0.2, 0.0]]),
        "sd": np.full((2, 3), 0.5),
        "chance": np.array([[0.9, 0.7, 0.1], [0.8, 0.2, 0.5]]),
        "is_reached": np.array([[True, False, False], [False, True, True]]),
        "proofs": np.array([[3, 3, 2], [4, 3, 9]]),
        "judged": np.full((2, 3), fill_value=True),
    }
    return Reading(**columns | changes)


def test_measures_are_what_they_name():
    found = reading()

    assert measures.gap_accuracy(found) == 3 / 6
    assert measures.coverage(found) == 4 / 6
    assert measures.brier(found) == pytest.approx((0.01 + 0.49 + 0.01 + 0.64 + 0.64 + 0.25) / 6)
    assert measures.bias(found) == pytest.approx(0.7 / 6)
    assert measures.rmse(found) == pytest.approx(((1 + 1 + 0.25 + 0.04) / 6) ** 0.5)
    assert measures.reliability(found, bins=2) == [(pytest.approx(0.15), 0.5, 2), (pytest.approx(0.725), 0.5, 4)]


def test_only_what_is_judged_counts_and_readings_are_joined():
    first = reading().among(np.array([True, False, False]))

    assert measures.gap_accuracy(first) == 0.5
    assert measures.gap_accuracy(measures.together([first, reading()])) == 4 / 8


def test_verdicts_are_those_of_the_engine():
    found = reading()

    established = measures.established(found)

    said = [
        verdict(int(proofs), (1.0, float(chance), 0.0, 0.0), 2, 3).status
        for proofs, chance in zip(found.proofs.ravel(), found.chance.ravel(), strict=True)
    ]
    assert said == ["met", "to_confirm", "to_measure", "met", "gap", "to_confirm"]
    assert established == (3 / 2, 1 / 3)


def test_percentages_of_many_answers_decide_well_and_of_few_hardly():
    rng = np.random.default_rng(6)

    found = accuracy_of_percentages(bank(rng, 600, "calibrated"), people(rng, 60), 6, (20, 400))

    assert found[20] < 0.79
    assert found[400] > 0.83
    assert len(KEYS) == N
