"""The nightly step: difficulties follow the answers, the scale stays the authors', and where a population stands."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.ability import (
    AbilityError,
    AbilityModel,
    Answer,
    CalibrationItem,
    Item,
    Observation,
    author_difficulty,
    population_mean,
    replay,
    step,
)
from tests.quizzes.ability_cases import AT, MODEL, ONE

AUTHOR = author_difficulty(3)
UNTOUCHED = CalibrationItem(AUTHOR, AUTHOR)
FOUR = AbilityModel("ABCD", dict(zip("ABCD", "xxyy", strict=True)))


def one(item: CalibrationItem, balance: CalibrationItem = UNTOUCHED):
    """(b, v) of one item, before the scale is anchored."""
    calibrated = MODEL.calibrate([item, balance], learners=200)
    share = max(0.0, 1.0 - calibrated.items[0][1] / item.author[1])
    return calibrated.items[0][0] - calibrated.shift * share, calibrated.items[0][1]


def departure(items, calibrated) -> float:
    """The mean departure from the authors, weighted by 1/v."""
    precision = np.array([1.0 / v for _, v in calibrated.items])
    gone = np.array([b - item.author[0] for item, (b, _) in zip(items, calibrated.items, strict=True)])
    return float(precision @ gone / precision.sum())


def test_fewer_than_eighty_learners_leave_everything_as_it_is():
    items = [CalibrationItem(AUTHOR, (0.3, 0.2), 0.4, -0.1, 9), UNTOUCHED]

    frozen = MODEL.calibrate(items, learners=79)

    assert frozen == ("frozen", ((0.3, 0.2), AUTHOR), 0.0)
    assert MODEL.calibrate(items, learners=80).status == "anchored"


def test_the_changes_of_one_answer_are_added():
    shift_b, shift_v = ONE.item_shift(ONE.start(AT), Item({"A": 1.0}, *AUTHOR, guessing=0.25), 1.0, AT)

    b, v = one(CalibrationItem(AUTHOR, AUTHOR, shift_b, shift_v, 1))

    assert shift_b < 0.0
    assert (b, v) == pytest.approx((AUTHOR[0] + shift_b, AUTHOR[1] + shift_v), abs=1e-15)


@pytest.mark.parametrize("answers", [10, 60])
@pytest.mark.parametrize("true", [-1.0, 0.0, 0.8])
def test_a_night_of_many_answers_ends_near_where_one_by_one_would(true, answers):
    rng, (b, v), total = np.random.default_rng(3), AUTHOR, np.zeros(2)
    for _ in range(answers):
        learner = replace(ONE, prior_mean=float(rng.normal()), prior_variance=0.2)
        ability = learner.prior_mean + math.sqrt(0.2) * rng.normal()
        score = float(rng.random() < 0.25 + 0.75 / (1.0 + math.exp(-1.2 * (ability - true))))
        total += learner.item_shift(learner.start(AT), Item({"A": 1.0}, *AUTHOR, guessing=0.25), score, AT)
        change = learner.item_shift(learner.start(AT), Item({"A": 1.0}, b, v, guessing=0.25), score, AT)
        b, v = b + change[0], v + change[1]

    together = one(CalibrationItem(AUTHOR, AUTHOR, *total, answers))

    assert together[1] == pytest.approx(v, rel=0.15)
    assert together[0] == pytest.approx(b, abs=0.5 * math.sqrt(v))


def test_a_step_is_no_longer_than_two_sd_and_doubt_never_vanishes():
    b, v = one(CalibrationItem(AUTHOR, (0.5, 0.09), 40.0, -0.0899, 1))
    sharp = one(CalibrationItem(AUTHOR, AUTHOR, 0.0, -300.0, 1_000))

    assert b == pytest.approx(0.5 + 2 * 0.3)
    assert (v, sharp[1]) == (0.02, 0.02)
    assert one(CalibrationItem(AUTHOR, (0.5, 0.01), 0.001, -0.0001, 1))[1] == 0.01
    assert one(CalibrationItem(AUTHOR, AUTHOR, 0.1, 5.0, 3))[1] == AUTHOR[1]


def test_the_scale_is_anchored_on_the_authors_and_unanswered_questions_stay():
    items = [
        CalibrationItem(author_difficulty(1), author_difficulty(1), 0.30, -0.05, 3),
        CalibrationItem(author_difficulty(4), (0.9, 0.10), 0.10, -0.02, 4),
        CalibrationItem(author_difficulty(5), author_difficulty(5)),
    ]

    calibrated = MODEL.calibrate(items, learners=300)

    assert departure(items, calibrated) == pytest.approx(0.0, abs=1e-15)
    assert calibrated.items[2] == author_difficulty(5)
    assert calibrated.shift < 0.0
    again = [
        item._replace(current=now, shift_b=0.0, shift_v=0.0, answers=0)
        for item, now in zip(items, calibrated.items, strict=True)
    ]
    assert MODEL.calibrate(again, learners=300).shift == pytest.approx(0.0, abs=1e-15)


moments = st.tuples(st.floats(-3, 3), st.floats(0.02, 0.5))


@settings(deadline=None)
@given(st.lists(st.tuples(moments, moments, st.floats(-2, 2), st.floats(-0.9, 0.1), st.integers(1, 40)), min_size=1))
def test_whatever_was_collected_leaves_anchored_difficulties_that_are_in_range(drawn):
    items = [
        CalibrationItem(author, current, shift_b, current[1] * shrinking * answers, answers)
        for author, current, shift_b, shrinking, answers in drawn
    ]

    calibrated = MODEL.calibrate(items, learners=100)

    for item, (b, v) in zip(items, calibrated.items, strict=True):
        assert math.isfinite(b)
        assert 0.02 <= v <= max(item.author[1], item.current[1])
    if any(v < 0.99 * item.author[1] for item, (_, v) in zip(items, calibrated.items, strict=True)):
        assert departure(items, calibrated) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("mean", [-0.7, 0.0, 0.7])
def test_night_after_night_difficulties_come_nearer_the_truth_and_the_scale_does_not_drift(mean):
    rng, count = np.random.default_rng(5), 60
    true = 1.1 * rng.normal(size=count)
    authors = [
        author_difficulty(1 + int(np.abs(b + 0.7 * rng.normal() - np.arange(-1.6, 2, 0.8)).argmin())) for b in true
    ]
    current, sums = list(authors), np.zeros((count, 3))
    model = replace(ONE, prior_mean=mean)
    for learner in range(300):
        ability, state = mean + rng.normal(), model.start(AT)
        for place in rng.choice(count, 20, replace=False):
            score = float(rng.random() < 0.25 + 0.75 / (1.0 + math.exp(-1.2 * (ability - true[place]))))
            item = Item({"A": 1.0}, *current[place], guessing=0.25)
            state, _, *shifts = step(model, state, item, score, AT, feedback=False)
            sums[place] += (*shifts, 1)
        if learner % 20 == 19:
            items = [
                CalibrationItem(author, now, shift_b, shift_v, int(answers))
                for author, now, (shift_b, shift_v, answers) in zip(authors, current, sums.tolist(), strict=True)
            ]
            calibrated = model.calibrate(items, learner + 1)
            if calibrated.status == "anchored":
                current, sums = list(calibrated.items), np.zeros((count, 3))

    errors = np.array([b for b, _ in current]) - true
    guesses = np.array([b for b, _ in authors]) - true
    assert errors.std() < 0.6 * guesses.std()
    assert abs(errors.mean() - guesses.mean()) < 0.1
    assert np.mean(np.abs(errors - errors.mean()) < 1.645 * np.sqrt([v for _, v in current])) > 0.8


def people(mean: float, seed: int, learners: int = 150, answers: int = 12, paces=(0.0, False)):
    """Logs of learners with four competencies, some questions guessed right; `paces`: (what a correction teaches, read
    or not)."""
    rng = np.random.default_rng(seed)
    pace, feedback = paces
    logs = []
    drawn = rng.multivariate_normal(np.zeros(4), FOUR.start(AT).covariance, size=learners)
    for abilities in mean + drawn - drawn.mean(axis=0):  # So that chance lies in the answers alone.
        log: list[Answer | Observation] = []
        for _ in range(answers):
            place, b, c = int(rng.integers(4)), 1.1 * rng.normal(), float(rng.choice([0.0, 0.25, 0.5]))
            score = float(rng.random() < c + (1 - c) / (1 + math.exp(-1.2 * (abilities[place] - b))))
            log.append(Answer(Item({"ABCD"[place]: 1.0}, b, 0.0, guessing=c), score, AT, feedback=feedback))
            abilities[place] += pace * max(0.0, 1.0 - abilities[place] / 3.0)
        logs.append(log)
    return logs


@pytest.mark.parametrize("mean", [-0.7, 0.0, 0.8])
def test_the_mean_of_a_population_is_found_though_it_guesses(mean):
    logs = people(mean, seed=21, learners=200, answers=20)

    found = population_mean(FOUR, logs, tolerance=0.01)

    assert found == pytest.approx(mean, abs=0.1)


def test_the_mean_does_not_depend_on_where_the_search_begins_and_stays_in_another_round():
    logs = people(-0.7, seed=12, learners=60)

    found = population_mean(FOUR, logs)

    assert population_mean(replace(FOUR, prior_mean=1.5), logs) == pytest.approx(found, abs=0.002)
    model = replace(FOUR, prior_mean=found)
    gls = np.linalg.solve(FOUR.start(AT).covariance, np.ones(4))
    round_more = np.mean([gls @ replay(model, log).mean / gls.sum() for log in logs])
    assert round_more == pytest.approx(found, abs=0.002)


def test_a_population_is_where_it_came_from_not_where_corrections_brought_it():
    logs = people(-0.5, seed=13, learners=80, answers=40, paces=(0.04, True))

    assert population_mean(FOUR, logs) == pytest.approx(-0.5, abs=0.1)


def test_who_answered_nothing_counts_for_nothing_and_all_right_ends_somewhere():
    logs = people(-0.7, seed=14, learners=20)
    right = Answer(Item({"A": 1.0}, 0.0, 0.0), 1.0, AT)

    assert population_mean(FOUR, [[], *logs, []]) == population_mean(FOUR, logs)
    assert population_mean(FOUR, [[right] * 30]) == 4.0
    assert population_mean(FOUR, [[right._replace(score=0.0)] * 30]) == -4.0
    assert population_mean(FOUR, [[right._replace(weight=0.0)]]) == 0.0


REFUSED = [
    CalibrationItem(AUTHOR, (math.nan, 0.3)),
    CalibrationItem(AUTHOR, (0.0, -0.1)),
    CalibrationItem((0.0, math.inf), AUTHOR),
    CalibrationItem(AUTHOR, AUTHOR, 0.1),
    CalibrationItem(AUTHOR, AUTHOR, 0.0, 0.0, -1),
    CalibrationItem(AUTHOR, AUTHOR, math.inf, -0.1, 2),
    CalibrationItem(AUTHOR, AUTHOR, 0.1, -0.4, 1),
]


@pytest.mark.parametrize("item", REFUSED)
def test_impossible_items_are_refused(item):
    with pytest.raises(AbilityError):
        MODEL.calibrate([item], learners=100)


def test_impossible_counts_and_populations_are_refused():
    for call in (
        lambda: MODEL.calibrate([], learners=-1),
        lambda: population_mean(FOUR, [[], []]),
        lambda: population_mean(FOUR, people(0.0, seed=1, learners=1), tolerance=0.0),
    ):
        with pytest.raises(AbilityError):
            call()
