"""What is said of a question, and the figures of options, times and totals from which it is said."""

import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.statistics import (
    OptionFigures,
    QuestionFigures,
    StatisticsError,
    TimeStatistics,
    Verdict,
    distractor_analysis,
    histogram,
    quiz_statistics,
    time_statistics,
    verdict,
)

NAN = math.nan
SOUND = QuestionFigures(100, 60.0, 49.0, 35.0, 50.0, 10.0, 11.0, negative_covariance=False)
KEY = OptionFigures("a", right=True, times_chosen=60, share=60.0, mean_rest_score=7.0, point_biserial=0.3)
WRONG = OptionFigures("b", right=False, times_chosen=25, share=25.0, mean_rest_score=5.0, point_biserial=-0.2)
TRAP = OptionFigures("c", right=False, times_chosen=10, share=10.0, mean_rest_score=7.5, point_biserial=0.1)
DEAD = OptionFigures("d", right=False, times_chosen=4, share=4.0, mean_rest_score=8.0, point_biserial=0.4)


def ids(*args, **kwargs):
    return [each.message_id.removeprefix("statistics.") for each in verdict(*args, **kwargs)]


def one_column(choices):
    return [[letter == option for option in "abc"] for letter in choices]


def test_a_histogram_counts_each_total_once_and_the_full_mark_in_the_last_bin():
    counts = histogram([0, 1.9, 2, 9.99, 10], 10, bins=5)

    assert list(counts) == [2, 1, 0, 0, 2]


def test_a_total_that_rounding_keeps_below_an_end_is_on_it():
    assert list(histogram([0.1 + 0.7, 1 / 3 + 1 / 3, 0.3], 1, bins=10)) == [0, 0, 0, 1, 0, 0, 1, 0, 1, 0]


def test_totals_outside_the_scale_count_at_its_ends_and_no_attempt_counts_nowhere():
    assert list(histogram([-1, 12, NAN, None], 10, bins=2)) == [1, 1]
    assert list(histogram([], 10, bins=3)) == [0, 0, 0]


@given(st.lists(st.floats(-20, 20)), st.floats(0.5, 20), st.integers(1, 30))
def test_no_total_is_lost(totals, max_mark, bins):
    counts = histogram(totals, max_mark, bins)

    assert (len(counts), counts.sum()) == (bins, len(totals))


@pytest.mark.parametrize(
    ("totals", "max_mark", "bins"),
    [([1], 0, 5), ([1], -1, 5), ([1], NAN, 5), ([1], math.inf, 5), ([1], 1, 0), ([math.inf], 1, 5), ([[1]], 1, 5)],
)
def test_a_histogram_without_a_scale_is_refused(totals, max_mark, bins):
    with pytest.raises(StatisticsError):
        histogram(totals, max_mark, bins)


def test_unknown_times_are_left_out():
    assert time_statistics([10, NAN, 20, 30, None, 40]) == TimeStatistics(4, 17.5, 25.0, 32.5)
    assert time_statistics([12]) == TimeStatistics(1, 12.0, 12.0, 12.0)
    assert time_statistics([NAN]) == TimeStatistics(0, None, None, None)
    assert time_statistics([]) == TimeStatistics(0, None, None, None)


@given(st.lists(st.floats(0, 4000), min_size=2))
def test_quartiles_are_those_of_the_standard_library(seconds):
    expected = statistics.quantiles(seconds, n=4, method="inclusive")

    assert time_statistics(seconds)[1:] == pytest.approx(tuple(expected))


@pytest.mark.parametrize("seconds", [[-1], [math.inf], [[1]]])
def test_times_that_cannot_be_are_refused(seconds):
    with pytest.raises(StatisticsError):
        time_statistics(seconds)


def test_options_worked_out_by_hand():
    chosen = one_column(["a", "a", "b", "-"])

    key, wrong, unchosen = distractor_analysis(chosen, [4, 2, 2, 0], "abc", right="a")

    # Choosing a, 1 1 0 0, with R = 4 2 2 0: cov = 2/3, var = 1/3 and 8/3. R has its mean where b was chosen.
    assert key[:5] == ("a", True, 2, 50.0, 3.0)
    assert key.point_biserial == pytest.approx((2 / 3) / (8 / 9) ** 0.5)
    assert wrong == ("b", False, 1, 25.0, 2.0, 0.0)
    assert unchosen == ("c", False, 0, 0.0, None, None)


def test_several_options_may_be_chosen_at_once():
    figures = distractor_analysis([[True, True], [True, False], [False, False]], [3, 2, 1], ["a", "b"], right=["a"])

    assert [option.times_chosen for option in figures] == [2, 1]
    assert [option.mean_rest_score for option in figures] == [2.5, 3.0]


def test_who_did_not_see_the_question_is_left_out():
    seen = distractor_analysis(one_column("aab"), [4, 2, 1], "abc")

    assert distractor_analysis(one_column("abaab"), [4, NAN, 2, NAN, 1], "abc") == seen


@pytest.mark.parametrize(
    ("choices", "rest_scores"),
    [([], []), (np.empty((0, 3), bool), []), (one_column("ab"), [NAN, NAN])],
)
def test_an_option_that_nobody_saw_has_no_share(choices, rest_scores):
    assert [option[2:] for option in distractor_analysis(choices, rest_scores, "abc")] == [(0, None, None, None)] * 3


def test_what_everybody_chose_and_equal_rest_scores_have_no_correlation():
    same = distractor_analysis(one_column("aaa"), [1, 2, 3], "abc")
    level = distractor_analysis(one_column("aab"), [1 / 3, 1 / 3, 1 / 3], "abc")

    assert [option.point_biserial for option in (*same, *level)] == [None] * 6


@given(st.lists(st.tuples(st.sampled_from("abc-"), st.integers(-4, 40)), min_size=2, max_size=12))
def test_the_point_biserial_is_the_correlation_of_the_standard_library(answers):
    letters, rests = zip(*answers, strict=True)

    for option in distractor_analysis(one_column(letters), [rest / 4 for rest in rests], "abc"):
        chose = [float(letter == option.option) for letter in letters]
        if len(set(chose)) == 1 or len(set(rests)) == 1:
            assert option.point_biserial is None
        else:
            assert option.point_biserial == pytest.approx(statistics.correlation(chose, rests), abs=1e-9)
            assert -1 <= option.point_biserial <= 1


@pytest.mark.parametrize(
    ("choices", "rest_scores", "options", "right"),
    [
        ([[True, False]], [1], "abc", ""),
        ([[True, False]], [1, 2], "ab", ""),
        ([True, False], [1, 2], "ab", ""),
        ([[1, 0]], [1], "ab", ""),
        ([[True], [True, False]], [1, 2], "ab", ""),
        ([[True, False]], [math.inf], "ab", ""),
        ([[True, False]], [1], "aa", ""),
        ([[True, False]], [1], "ab", "c"),
        ([], [1], "ab", ""),
    ],
)
def test_what_is_no_table_of_choices_is_refused(choices, rest_scores, options, right):
    with pytest.raises(StatisticsError):
        distractor_analysis(choices, rest_scores, options, right)


def test_a_sound_question_is_called_good():
    times = TimeStatistics(100, 30.0, 50.0, 70.0)

    found = verdict(SOUND, random_guess=0.25, options=[KEY, WRONG], times=times, expected_seconds=45)

    assert found == (Verdict("statistics.good", {"facility_index": 60.0, "discrimination_index": 35.0}),)


def test_too_few_answers_leave_nothing_else_to_be_said():
    bad = SOUND._replace(answers=19, facility_index=2.0, discrimination_index=-50.0)
    slow = TimeStatistics(19, 900.0, 900.0, 900.0)

    found = verdict(bad, options=[KEY, TRAP, DEAD], times=slow, expected_seconds=1)

    assert found == (Verdict("statistics.too_few_answers", {"answers": 19, "needed": 20}),)


def test_facility_is_judged_from_20_answers_and_the_rest_from_50():
    some = SOUND._replace(answers=49, discrimination_index=-50.0)

    assert ids(some._replace(answers=20, facility_index=2.0)) == ["too_hard"]
    assert verdict(some, options=[KEY, TRAP, DEAD]) == (
        Verdict("statistics.too_few_answers", {"answers": 49, "needed": 50}),
    )
    assert ids(some._replace(answers=50)) == ["negative_discrimination"]


@pytest.mark.parametrize(
    ("facility", "guess", "expected"),
    [
        (19.99, 0, "too_hard"),
        (20.0, 0, "good"),
        (94.99, 0, "good"),
        (95.0, 0, "too_easy"),
        (100.0, 0, "too_easy"),
        (29.99, 0.25, "guessing"),
        (20.01, 0.25, "guessing"),
        (30.0, 0.25, "good"),
        (18.0, 0.2, "guessing"),
        (10.0, 0.25, "too_hard"),
        (0.0, 0, "too_hard"),
        (0.0, -0.01, "too_hard"),
    ],
)
def test_facility_is_compared_with_its_limits_and_with_chance(facility, guess, expected):
    assert ids(SOUND._replace(facility_index=facility), random_guess=guess) == [expected]


@pytest.mark.parametrize(
    ("index", "expected"),
    [
        (-0.01, ["negative_discrimination"]),
        (0.0, ["weak_discrimination"]),
        (19.99, ["weak_discrimination"]),
        (20.0, ["good"]),
        (None, []),
    ],
)
def test_discrimination_is_compared_with_its_limits(index, expected):
    assert ids(SOUND._replace(discrimination_index=index)) == expected


def test_a_question_too_easy_or_too_hard_is_not_blamed_for_separating_weakly():
    assert ids(SOUND._replace(facility_index=97.0, discrimination_index=5.0)) == ["too_easy"]
    assert ids(SOUND._replace(facility_index=3.0, discrimination_index=5.0)) == ["too_hard"]
    assert ids(SOUND._replace(facility_index=3.0, discrimination_index=-5.0)) == ["negative_discrimination", "too_hard"]


def test_a_wrong_option_that_the_best_choose_is_a_trap():
    params = {"option": "c", "times_chosen": 10, "mean_rest_score": 7.5, "right_mean_rest_score": 7.0}

    assert verdict(SOUND, options=[KEY, WRONG, TRAP]) == (Verdict("statistics.trap", params),)


@pytest.mark.parametrize(
    "harmless",
    [
        TRAP._replace(times_chosen=9),
        TRAP._replace(mean_rest_score=7.0),
        TRAP._replace(point_biserial=0.0),
        TRAP._replace(point_biserial=None),
        TRAP._replace(right=True),
    ],
)
def test_an_option_is_no_trap_unless_enough_choose_it_and_do_better(harmless):
    assert ids(SOUND, options=[KEY, harmless]) == ["good"]


def test_a_key_that_nobody_chooses_makes_the_favourite_of_the_best_a_trap():
    unchosen = KEY._replace(times_chosen=0, share=0.0, mean_rest_score=None, point_biserial=None)

    (found,) = verdict(SOUND, options=[unchosen, TRAP])

    assert (found.message_id, found.params["right_mean_rest_score"]) == ("statistics.trap", None)
    assert ids(SOUND, options=[TRAP]) == ["good"]


def test_a_wrong_option_that_almost_nobody_picks_is_dead_unless_the_question_is_too_easy():
    params = {"option": "d", "times_chosen": 4, "share": 4.0}

    assert verdict(SOUND, options=[KEY, DEAD]) == (Verdict("statistics.dead_option", params),)
    assert ids(SOUND, options=[KEY, DEAD._replace(share=5.0)]) == ["good"]
    assert ids(SOUND, options=[KEY, DEAD._replace(share=None)]) == ["good"]
    assert ids(SOUND, options=[KEY, DEAD._replace(right=True)]) == ["good"]
    assert ids(SOUND._replace(facility_index=96.0), options=[KEY, DEAD]) == ["too_easy"]


@pytest.mark.parametrize(
    ("times", "expected_seconds", "said"),
    [
        (TimeStatistics(20, 60.0, 90.0, 99.0), 45, "slow"),
        (TimeStatistics(19, 60.0, 90.0, 99.0), 45, "good"),
        (TimeStatistics(20, 60.0, 89.9, 99.0), 45, "good"),
        (TimeStatistics(20, 60.0, 90.0, 99.0), None, "good"),
        (TimeStatistics(0, None, None, None), 45, "good"),
        (None, 45, "good"),
    ],
)
def test_a_question_is_slow_when_half_take_twice_the_expected_time(times, expected_seconds, said):
    assert ids(SOUND, times=times, expected_seconds=expected_seconds) == [said]


def test_the_gravest_comes_first():
    bad = SOUND._replace(facility_index=26.0, discrimination_index=-5.0)
    slow = TimeStatistics(80, 200.0, 200.0, 200.0)

    found = ids(bad, random_guess=0.25, options=[KEY, TRAP, DEAD], times=slow, expected_seconds=20)

    assert found == ["negative_discrimination", "trap", "guessing", "dead_option", "slow"]


def test_nothing_is_said_of_what_is_worth_nothing():
    figures = quiz_statistics([[0, 1, 0]] * 60, [0, 1, 1])

    assert verdict(figures.question(0)) == ()
    assert ids(figures.question(1)) == ["too_easy"]
    assert verdict(quiz_statistics([[0]], [0]).question(0)) == ()


@pytest.mark.parametrize("wrong", [{"random_guess": 1.5}, {"random_guess": NAN}, {"expected_seconds": 0}])
def test_limits_out_of_range_are_refused(wrong):
    with pytest.raises(StatisticsError):
        verdict(SOUND, **wrong)
