"""Questions that behave otherwise than predicted: figures by hand, wrong keys found, no cry of wolf."""

import numpy as np
import pytest

from quizzes.statistics import Difficulty, Flag, flags_of, item_fits
from quizzes.statistics.item_fit import ItemFit
from tests.quizzes.predicted_worlds import play
from tests.quizzes.test_reliability import close, simple

SOUND = ItemFit(5, 100, 0.6, 0.6, 0.0, 1.0, 1.0, 0.0, 0.3, 0.0)


def kinds(flags):
    return {flag.item: flag.kind for flag in flags}


def test_four_answers_to_a_question_worked_out_by_hand():
    (fit,) = item_fits(simple([(0.8, 1), (0.8, 0), (0.5, 1), (0.2, 0)]), fewest=1)

    assert (fit.item, fit.answers, fit.expected, fit.observed) == (1, 4, close(0.575), 0.5)
    assert fit.z == close(-0.3 / 0.73**0.5)
    # Squared residuals .04 .64 .25 .04; p (1 - p) = .16 .16 .25 .16; 1 - 4 p (1 - p) = .36 .36 0 .36.
    assert (fit.infit, fit.outfit) == close((0.97 / 0.73, (0.25 + 4 + 1 + 0.25) / 4))
    assert fit.infit_z == close((0.97 - 0.73) / (3 * 0.16 * 0.36) ** 0.5)
    assert fit.correlation == close(np.corrcoef([0.8, 0.8, 0.5, 0.2], [1, 0, 1, 0])[0, 1])
    assert fit.residual == close(-0.075)


def test_without_a_difference_there_is_no_correlation():
    (same,) = item_fits(simple([(0.5, 1), (0.5, 0)]), fewest=2)
    (right,) = item_fits(simple([(0.4, 1), (0.6, 1)]), fewest=2)

    assert (same.correlation, same.slope_z, same.infit_z) == (None, None, 0.0)
    assert right.correlation is None


def test_certainties_that_fail_stay_finite():
    (fit,) = item_fits(simple([(1.0, 0), (0.0, 1)]), fewest=1)

    assert np.isfinite([fit.z, fit.infit, fit.outfit, fit.infit_z]).all()


def test_of_fewer_than_twenty_answers_nothing_is_said():
    assert item_fits(simple([(0.9, 0)] * 19)) == ()
    assert flags_of(item_fits(simple([(0.9, 0)] * 19), fewest=1)) == ()
    assert item_fits(simple([])) == ()


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({}, None),
        ({"correlation": -0.3}, None),
        ({"correlation": -0.3, "slope_z": -3.6}, "key"),
        ({"correlation": 0.3, "slope_z": -3.6}, None),
        ({"correlation": -0.3, "z": -3.1, "observed": 0.5}, "key"),
        ({"z": -3.1, "observed": 0.15}, "key"),
        ({"z": -3.1, "observed": 0.35}, "harder"),
        ({"z": -3.1, "expected": 0.3, "observed": 0.04}, "key"),
        ({"z": -3.1, "observed": 0.45}, None),
        ({"z": -2.9, "observed": 0.2}, None),
        ({"z": 3.1, "observed": 0.85}, "easier"),
        ({"z": 3.1, "observed": 0.95, "correlation": -0.3}, "easier"),
        ({"infit": 1.3, "infit_z": 3.6}, "erratic"),
        ({"infit": 1.3, "infit_z": 3.4}, None),
        ({"infit": 1.1, "infit_z": 3.6}, None),
        ({"infit": 1.3, "infit_z": 3.6, "z": 3.1, "observed": 0.7}, None),
        ({"answers": 19, "correlation": -0.3, "z": -6.0, "observed": 0.1}, None),
    ],
)
def test_a_question_is_flagged_for_its_gravest_fault(changes, kind):
    assert kinds(flags_of([SOUND._replace(**changes)])) == ({5: kind} if kind else {})


def test_a_difficulty_that_moved_far_from_the_authors_is_flagged_without_any_recent_answer():
    moved = {1: Difficulty(1.3, 0.0, 0.36), 2: Difficulty(-1.3, 0.0, 0.36), 3: Difficulty(1.1, 0.0, 0.36)}

    flags = flags_of([], moved)

    assert kinds(flags) == {1: "harder", 2: "easier"}
    assert flags[0] == Flag(1, "harder", 0, None, None, 0.0, 1.3, 0.0)
    assert Flag(**flags[0].to_json()) == flags[0]


def test_a_difficulty_without_variance_is_no_division_by_zero():
    assert kinds(flags_of([], {1: Difficulty(0.1, 0.0, 0.0), 2: Difficulty(0.0, 0.0, 0.0)})) == {1: "harder"}


def test_the_gravest_come_first():
    fits = [
        SOUND._replace(item=1, infit=1.5, infit_z=4.0),
        SOUND._replace(item=2, z=4.0, observed=0.9),
        SOUND._replace(item=3, z=-3.5, observed=0.35),
        SOUND._replace(item=4, z=-4.5, observed=0.1),
        SOUND._replace(item=6, z=-7.0, observed=0.1),
    ]

    assert [(flag.item, flag.kind) for flag in flags_of(fits)] == [
        (6, "key"),
        (4, "key"),
        (3, "harder"),
        (2, "easier"),
        (1, "erratic"),
    ]


# Worlds of known truth ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("guessing", [0.0, 0.25])
@pytest.mark.parametrize("people", [125, 250])
def test_every_wrong_key_among_two_hundred_questions_is_found(people, guessing):
    wrong = {0, 21, 42, 63, 80, 101, 122, 143, 160, 181}  # of the first four steps
    world = play(2, people=people, wrong_keys=wrong, guessing=guessing)

    answered = {fit.item for fit in item_fits(world.predictions)}
    found = kinds(flags_of(item_fits(world.predictions)))

    keys = {item for item, kind in found.items() if kind == "key"}
    assert wrong & answered <= keys
    assert len(keys - wrong) <= 1


@pytest.mark.parametrize("people", [110, 220])
def test_two_hundred_questions_that_are_as_believed_raise_one_alarm_or_none(people):
    worlds = [play(seed, people=people, doubt=1e-6, departures=np.zeros(200)) for seed in range(3)]

    alarms = [len(flags_of(item_fits(world.predictions))) for world in worlds]

    assert sum(alarms) <= len(worlds)


def test_where_authors_err_as_they_do_only_those_far_off_are_flagged():
    world = play(4, people=400)

    found = kinds(flags_of(item_fits(world.predictions)))

    assert len(found) <= 0.08 * 200
    assert "key" not in found.values()
    away = {item: world.departures[item] for item, kind in found.items() if kind in {"harder", "easier"}}
    assert all((b > 0.5) if found[item] == "harder" else (b < -0.5) for item, b in away.items())


def test_questions_three_times_as_hard_and_as_easy_as_authors_thought_are_found():
    departures = np.zeros(200)
    departures[:5], departures[5:10] = 1.8, -2.4
    world = play(3, people=250, departures=departures, doubt=0.35)

    found = kinds(flags_of(item_fits(world.predictions)))

    assert {found.get(item) for item in range(5)} <= {"harder", "key", None}
    assert sum(item in found for item in range(10)) >= 7
    assert {found[item] for item in range(5, 10) if item in found} <= {"easier"}
