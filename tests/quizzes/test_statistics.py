"""Item and test statistics: values worked out by hand, a second implementation in exact fractions, properties."""

import math
import time
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quizzes import questions
from quizzes.statistics import StatisticsError, quiz_statistics, random_guess_score
from tests.quizzes.exact_statistics import BY_QUESTION, exact_figures

NAN = math.nan
IN_MARKS = ("mean", "median", "total_standard_deviation", "standard_error")
WITHOUT_UNIT = ("skewness", "kurtosis", "internal_consistency", "error_ratio")
SCALARS = IN_MARKS + WITHOUT_UNIT


def close(value):
    return pytest.approx(value, rel=1e-9, abs=1e-9, nan_ok=True)


@st.composite
def quizzes(draw):
    """Draws marks (rows of fractions and None) and maximum marks; a question may be worth nothing or seen by nobody."""
    max_marks = draw(st.lists(st.sampled_from([0, 1, 1, 2, 3]), min_size=1, max_size=5))
    may_miss = draw(st.booleans())

    def mark(top):
        some = st.integers(-3, 12).map(lambda twelfths: Fraction(twelfths * top, 12))
        return st.one_of(st.none(), some) if may_miss else some

    rows = draw(st.lists(st.tuples(*map(mark, max_marks)), max_size=9))
    return rows, max_marks


def figures_of(rows, max_marks):
    table = [[NAN if mark is None else float(mark) for mark in row] for row in rows]
    return quiz_statistics(table, max_marks)


def assert_same(figures, expected):
    for name in (*BY_QUESTION, *SCALARS):
        assert getattr(figures, name) == close(getattr(expected, name)), name
    assert list(figures.negative_covariance) == list(expected.negative_covariance)
    assert list(figures.answers) == list(expected.answers)
    assert figures.attempts == expected.attempts


def test_a_quiz_worked_out_by_hand():
    figures = quiz_statistics([[1, 2, 1], [1, 1, 0], [0, 1, 1], [0, 0, 0]], [1, 2, 1])

    # x1 = 1 1 0 0, R1 = 3 1 2 0: cov = 1/3, var(x1) = 1/3, var(R1) = 5/3, sorted cov = 2/3; x3 is x1's mirror.
    # x2 = 2 1 1 0, R2 = 2 1 1 0: all 2/3. T = 4 2 2 0: var = 8/3, cov(x, T) = 2/3, 4/3, 2/3.
    assert figures.facility_index == close([50, 50, 50])
    assert figures.standard_deviation == close([100 / 3**0.5, 50 * (2 / 3) ** 0.5, 100 / 3**0.5])
    assert figures.discrimination_index == close([100 / 5**0.5, 100, 100 / 5**0.5])
    assert figures.discriminative_efficiency == close([50, 100, 50])
    assert figures.intended_weight == close([25, 50, 25])
    assert figures.effective_weight == close([100 / (2 + 2**0.5), 100 * 2**0.5 / (2 + 2**0.5), 100 / (2 + 2**0.5)])
    assert not figures.negative_covariance.any()
    # Consistency: 100 * 3/2 * (1 - (4/3) / (8/3)). Moments: m2 = 2, m4 = 8, k4 = 16 (40 - 36) / 6, k2 = 8/3.
    assert (figures.internal_consistency, figures.error_ratio) == close((75, 50))
    assert figures.standard_error == close((8 / 3) ** 0.5 / 2)
    assert (figures.mean, figures.median, figures.total_standard_deviation) == close((2, 2, (8 / 3) ** 0.5))
    assert (figures.skewness, figures.kurtosis) == close((0, 1.5))
    assert (figures.attempts, figures.complete_attempts, list(figures.answers)) == (4, 4, [4, 4, 4])


def test_a_question_that_some_did_not_see_is_measured_on_the_others_with_their_own_sums():
    figures = quiz_statistics([[1, 1, 1], [0, NAN, 1], [1, 0, NAN], [0, 0, 0]], [1, 1, 1])

    # Question 2 was seen by learners 1, 3, 4: x = 1 0 0, T = 3 1 0, R = 2 1 0; cov = 1/2, var = 1/3 and 1.
    assert figures.question(1).facility_index == close(100 / 3)
    assert figures.question(1).discrimination_index == close(100 * 0.5 / (1 / 3) ** 0.5)
    assert figures.totals == close([3, 1, 1, 0])
    assert figures.rest_scores[:, 1] == close([2, NAN, 1, 0])
    # Learners 1 and 4 saw everything: all their marks differ by 1, their totals by 3.
    assert (figures.complete_attempts, figures.internal_consistency) == (2, close(150 * (1 - 1.5 / 4.5)))


def test_skewness_and_kurtosis_are_those_of_spreadsheets():
    figures = quiz_statistics([[0], [0], [0], [1]], [1])

    # m2 = 3/16, m3 = 3/32, m4 = 21/256: k2 = k3 = k4 = 1/4.
    assert (figures.skewness, figures.kurtosis) == close((2, 4))


def test_a_question_that_goes_against_the_others_is_flagged_and_has_no_effective_weight():
    figures = quiz_statistics([[1, 1, 0], [1, 1, 0], [0, 0, 1], [0, 0, 1]], [1, 1, 1])

    assert list(figures.negative_covariance) == [False, False, True]
    assert figures.effective_weight == close([50, 50, NAN])
    assert figures.discrimination_index == close([NAN, NAN, -100])  # R1 = R2 = 1 1 1 1, R3 = 2 2 0 0


def test_a_negative_consistency_is_kept_and_its_error_ratio_exceeds_100():
    figures = quiz_statistics([[1, 0], [0, 1], [1, 0], [0.5, 1]], [1, 1])

    assert figures.internal_consistency < 0
    assert figures.error_ratio == close(100 * math.sqrt(1 - figures.internal_consistency / 100))
    assert figures.error_ratio > 100


def test_questions_that_agree_wholly_are_consistent_and_without_error():
    figures = quiz_statistics([[0, 0, 0], [1 / 3, 1 / 3, 1 / 3]], [1, 1, 1])  # Rounding alone would exceed 100.

    assert (figures.internal_consistency, figures.error_ratio, figures.standard_error) == (100, 0, 0)


@given(quizzes())
@example(([(Fraction(1),)], [1]))
def test_the_figures_are_those_of_exact_fractions(quiz):
    assert_same(figures_of(*quiz), SimpleNamespace(**exact_figures(*quiz)))


@given(quizzes(), st.randoms(use_true_random=False))
def test_the_order_of_learners_changes_nothing(quiz, random):
    rows, max_marks = quiz
    shuffled = random.sample(rows, len(rows))

    assert_same(figures_of(shuffled, max_marks), figures_of(rows, max_marks))


@given(quizzes(), st.randoms(use_true_random=False))
def test_the_order_of_questions_is_the_order_of_their_figures(quiz, random):
    rows, max_marks = quiz
    order = random.sample(range(len(max_marks)), len(max_marks))
    before = figures_of(rows, max_marks)

    after = figures_of([[row[place] for place in order] for row in rows], [max_marks[place] for place in order])

    for name in (*BY_QUESTION, "negative_covariance", "answers"):
        assert getattr(after, name) == close(getattr(before, name)[order]), name
    for name in SCALARS:
        assert getattr(after, name) == close(getattr(before, name)), name


@given(quizzes(), st.floats(0.01, 100))
def test_another_scale_of_marks_changes_figures_in_marks_alone(quiz, scale):
    rows, max_marks = quiz
    before = figures_of(rows, max_marks)

    table = [[None if mark is None else float(mark) * scale for mark in row] for row in rows]
    after = quiz_statistics(table, [top * scale for top in max_marks])

    for name in (*BY_QUESTION, *WITHOUT_UNIT):
        assert getattr(after, name) == close(getattr(before, name)), name
    for name in IN_MARKS:
        assert getattr(after, name) == close(getattr(before, name) * scale), name


@given(quizzes())
@example(([(Fraction(mark, 7), Fraction(mark, 7)) for mark in (0, 1, 2, 7, 4)], [1, 1]))  # Rounding alone exceeds 100.
def test_indices_stay_in_their_ranges_and_effective_weights_share_out_100(quiz):
    figures = figures_of(*quiz)

    known = figures.effective_weight[~np.isnan(figures.effective_weight)]
    assert not (np.abs(figures.discrimination_index) > 100).any()
    assert not (figures.discriminative_efficiency > 100).any()
    assert not (figures.internal_consistency > 100)
    assert not len(known) or known.sum() == close(100)
    assert np.isnan(figures.effective_weight[figures.negative_covariance]).all()


@given(quizzes())
@example(([(Fraction(1), Fraction(1)), (Fraction(0), Fraction(1)), (Fraction(0), Fraction(0))], [1, 1]))
def test_a_question_that_nobody_saw_changes_only_the_intended_weights(quiz):
    rows, max_marks = quiz
    before = figures_of(rows, max_marks)

    after = figures_of([(*row, None) for row in rows], [*max_marks, 1])

    for name in (*BY_QUESTION[:4], "effective_weight", "answers", "negative_covariance"):
        assert getattr(after, name)[:-1] == close(getattr(before, name)), name
    for name in SCALARS:
        assert getattr(after, name) == close(getattr(before, name)), name
    assert after.question(len(max_marks))[:5] == (0, None, None, None, None)
    assert (after.effective_weight[-1], after.negative_covariance[-1]) == (close(NAN), False)


@given(quizzes())
def test_who_saw_nothing_is_no_attempt(quiz):
    rows, max_marks = quiz

    after = figures_of([*rows, (None,) * len(max_marks)], max_marks)

    assert_same(after, figures_of(rows, max_marks))
    assert math.isnan(after.totals[-1])


def test_each_learner_may_draw_other_questions_from_a_pool():
    table = np.full((4, 6), NAN)
    for learner, drawn in enumerate([(0, 1), (2, 3), (4, 5), (0, 5)]):
        table[learner, drawn] = (1, learner % 2)

    figures = quiz_statistics(table, [1] * 6)

    assert (figures.mean, figures.median, figures.attempts) == (1.5, 1.5, 4)
    assert list(figures.answers) == [2, 1, 1, 1, 1, 2]
    assert figures.complete_attempts == 0
    assert (figures.internal_consistency, figures.error_ratio, figures.standard_error) == close((NAN, NAN, NAN))


@pytest.mark.parametrize("marks", [[], np.empty((0, 2))])
def test_without_attempts_only_the_intended_weights_are_known(marks):
    figures = quiz_statistics(marks, [1, 3])

    assert (figures.attempts, figures.complete_attempts, list(figures.answers)) == (0, 0, [0, 0])
    assert figures.intended_weight == close([25, 75])
    assert all(np.isnan(getattr(figures, name)).all() for name in BY_QUESTION if name != "intended_weight")
    assert all(math.isnan(getattr(figures, name)) for name in SCALARS)


def test_one_attempt_has_a_mean_and_no_spread():
    figures = quiz_statistics([[1, 0.5]], [1, 1])

    assert (figures.attempts, figures.mean, figures.median) == (1, 1.5, 1.5)
    assert figures.facility_index == close([100, 50])
    assert figures.question(0)[2:] == (None, None, None, 50.0, None, False)
    assert all(math.isnan(getattr(figures, name)) for name in SCALARS if name not in {"mean", "median"})


def test_one_question_has_no_rest_to_be_compared_with():
    figures = quiz_statistics([[0.1], [0.7], [0.3]], [1])

    assert figures.question(0)[3:] == (None, None, 100.0, 100.0, False)
    assert math.isnan(figures.internal_consistency)


@pytest.mark.parametrize("mark", [0.1, 1 / 3, 0.7])
def test_constant_marks_do_not_vary_by_what_rounding_leaves(mark):
    figures = quiz_statistics([[mark, value, 0.9 - value] for value in (0.1, 0.2, 0.3, 0.6, 0.7)], [1, 1, 1])

    assert figures.standard_deviation[0] == 0
    assert np.isnan(figures.discrimination_index[0])
    assert np.isnan(figures.discriminative_efficiency[0])
    assert not figures.negative_covariance.any()
    assert np.isnan(figures.effective_weight).all()
    assert (figures.total_standard_deviation, figures.skewness) == (0, close(NAN))


def test_rest_scores_left_over_from_large_marks_do_not_vary_by_rounding():
    figures = quiz_statistics([[mark, 0.1] for mark in (1e6 / 3, 2e6 / 7, 1e6 / 9)], [1e6, 1])

    assert np.isnan(figures.discrimination_index).all()


def test_a_covariance_that_rounding_alone_makes_negative_is_not_flagged():
    figures = quiz_statistics([[x, total - x] for x in (0.1, 0.7) for total in (1.3, 1.4)], [1, 2])

    assert not figures.negative_covariance.any()
    assert figures.effective_weight == close([0, 100])


def test_what_is_worth_nothing_has_no_facility_and_no_part_in_the_consistency():
    with_text = quiz_statistics([[1, 0, 1], [1, NAN, 0], [0, NAN, 0]], [1, 0, 1])
    without = quiz_statistics([[1, 1], [1, 0], [0, 0]], [1, 1])

    assert with_text.question(1)[:2] == (1, None)
    assert with_text.intended_weight == close([50, 0, 50])
    assert with_text.internal_consistency == close(without.internal_consistency)
    assert with_text.complete_attempts == 3


def test_a_quiz_of_descriptions_alone_has_no_weights():
    figures = quiz_statistics([[0, 0], [0, NAN], [NAN, NAN]], [0, 0])

    assert (figures.attempts, figures.complete_attempts) == (2, 2)
    assert np.isnan([figures.intended_weight, figures.effective_weight, figures.facility_index]).all()


@pytest.mark.parametrize(
    ("marks", "max_marks", "reason"),
    [
        ([[1, 2]], [1], "marks on 2 questions, but 1 max_marks"),
        ([1, 2], [1, 1], "marks must have 2 dimension"),
        ([[1], [1, 2]], [1], "rows of one length"),
        ([["one"]], [1], "array of numbers"),
        ([[10**400]], [1], "array of numbers"),
        ([[1j]], [1], "real numbers"),
        ([[math.inf]], [1], "marks must be finite"),
        ([[-math.inf]], [1], "marks must be finite"),
        ([[1]], [math.inf], "max_marks must be finite"),
        ([[1]], [NAN], "max_marks must be at least 0"),
        ([[1]], [-1], "max_marks must be at least 0"),
        ([[1]], [[1]], "max_marks must have 1 dimension"),
        ([[1]], [0], "worth nothing was given marks"),
    ],
)
def test_what_is_no_table_of_marks_is_refused(marks, max_marks, reason):
    with pytest.raises(StatisticsError, match=reason):
        quiz_statistics(marks, max_marks)


def test_figures_cannot_be_changed_and_the_marks_given_are_not():
    marks = np.array([[1.0, 0.0], [NAN, 1.0]])
    figures = quiz_statistics(marks, [1, 1])

    with pytest.raises(ValueError, match="read-only"):
        figures.totals[0] = 7
    marks[0, 0] = 0.5
    assert figures.totals[0] == 1


def test_the_largest_marks_do_not_overflow():
    figures = quiz_statistics([[1e9, 0], [0, 1e9], [-1e9, -1e9], [1e9, 1e9]], [1e9, 1e9])

    assert all(math.isfinite(getattr(figures, name)) for name in SCALARS)


def test_five_thousand_attempts_take_a_fraction_of_a_second():
    marks = np.random.default_rng(7).integers(0, 5, (5000, 40)) / 4

    times = []
    for _ in range(3):
        before = time.perf_counter()
        quiz_statistics(marks, np.ones(40))
        times.append(time.perf_counter() - before)

    assert min(times) < 0.5


def test_the_random_guess_score_is_found_beside_the_other_figures():
    assert random_guess_score is questions.random_guess_score
