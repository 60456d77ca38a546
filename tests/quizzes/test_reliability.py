"""How far predictions can be trusted: figures worked out by hand, properties, and worlds of known truth."""

import math
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.statistics import StatisticsError, predictions_of, reliability, reliability_verdicts
from quizzes.statistics.reliability import DELAYS
from tests.quizzes.predicted_worlds import play

DAY = 86_400
JANUARY = 1_767_225_600  # 2026-01-01T00:00Z
EXACT = {"doubt": 1e-6, "departures": np.zeros(200)}


def close(value):
    return pytest.approx(value, rel=1e-9, abs=1e-9)


def made(rows, last_before=None):
    """Predictions from (expected, score, item, learner, recorded, occurred)."""
    columns = list(zip(*rows, strict=True)) or [(), (), (), (), (), ()]
    whole = [np.array(column, dtype=np.int64) for column in columns[2:4]]
    return predictions_of(columns[0], columns[1], *whole, columns[4], columns[5], last_before)


def simple(pairs, people=1):
    """Predictions from (expected, score) alone, given by so many people in turn, at one instant."""
    return made([(p, s, 1, place % people, JANUARY, JANUARY) for place, (p, s) in enumerate(pairs)])


def said(found):
    return [each.message_id.removeprefix("statistics.") for each in reliability_verdicts(found)]


# Worked out by hand -------------------------------------------------------------------------------------------------


def test_four_answers_worked_out_by_hand():
    found = reliability(simple([(0.8, 1), (0.8, 0), (0.5, 1), (0.2, 0)], people=2))

    whole, accuracy = found.whole, found.accuracy
    # sum p = 2.3, sum s = 2, sum p (1 - p) = .16 + .16 + .25 + .16 = .73
    assert (whole.answers, whole.people) == (4, 2)
    assert (whole.expected, whole.observed, whole.residual) == close((0.575, 0.5, -0.075))
    assert whole.z == close((2 - 2.3) / 0.73**0.5)
    assert (whole.low, whole.high) == close(
        (0.575 - 1.6448536269514722 * 0.73**0.5 / 4, 0.575 + 1.6448536269514722 * 0.73**0.5 / 4)
    )
    # (.04 + .64 + .25 + .04) / 4, against always announcing one half
    assert (accuracy.brier, accuracy.base_brier, accuracy.skill) == close((0.2425, 0.25, 0.03))
    assert accuracy.log_loss == close(-(math.log(0.8) + math.log(0.2) + math.log(0.5) + math.log(0.8)) / 4)
    assert accuracy.base_log_loss == close(math.log(2))
    # d = .225 .225 -.075 -.375: sum d**2 = .2475, sum d s = .15, sum d**2 p (1 - p) = .03960625 + ...
    weight = 2 * 0.225**2 * 0.16 + 0.075**2 * 0.25 + 0.375**2 * 0.16
    assert (accuracy.slope, accuracy.slope_z) == close((0.15 / 0.2475, (0.15 - 0.2475) / weight**0.5))


def test_bins_hold_equal_counts_by_rising_prediction_and_equal_predictions_stay_together():
    found = reliability(simple([(p / 100, 1) for p in range(1, 61)] + [(0.9, 0)] * 40))

    # 100 answers: five bins of 20 would split the forty that are equal.
    assert [group.answers for group in found.bins] == [20, 20, 20, 40]
    assert [group.expected for group in found.bins] == close([0.105, 0.305, 0.505, 0.9])
    assert [group.observed for group in found.bins] == [1, 1, 1, 0]


def test_few_answers_make_one_bin_and_none_make_none():
    assert [group.answers for group in reliability(simple([(0.5, 1)] * 7)).bins] == [7]
    empty = reliability(made([]))
    assert (empty.whole, empty.accuracy, empty.bins, empty.months, empty.sittings) == (None, None, (), (), 0)
    assert (empty.coverage.sittings, empty.coverage.share, empty.coverage.spread) == (0, None, None)
    assert all(delay.group is None for delay in empty.delays)


def test_the_sum_of_a_sitting_lies_in_its_interval_or_not():
    # Five answers of p = .5: the sum is in 2.5 +- 1.645 * 1.118 = .66 .. 4.34; four answers are too few to be judged.
    rows = []
    for learner, scores in enumerate(["11111", "11110", "00000", "00001", "1111"]):
        rows += [(0.5, int(score), 1, learner, JANUARY, JANUARY) for score in scores]

    coverage = reliability(made(rows)).coverage

    assert (coverage.sittings, coverage.inside, coverage.share) == (4, 2, 0.5)
    assert coverage.spread == close((2.5**2 + 1.5**2 + 2.5**2 + 1.5**2) / (4 * 1.25))
    assert (coverage.low, coverage.high) == close((0.9 - 1.6448536269514722 * 0.15, 1.0))


def test_sittings_are_told_by_learner_and_by_when_they_were_recorded_and_days_count_from_the_last_answer():
    rows = [(0.5, 1, 1, 7, at, at - 600) for at in (JANUARY, JANUARY, JANUARY + 5 * DAY)]
    rows += [(0.5, 1, 1, 8, JANUARY + 40 * DAY, JANUARY + 40 * DAY), (0.5, 1, 1, 9, JANUARY, JANUARY)]

    predictions = made(rows, last_before={8: JANUARY, 9: JANUARY - 400 * DAY})

    assert list(predictions.sittings) == [0, 0, 1, 2, 3]
    assert list(predictions.days[2:]) == [5, 40, 400]
    assert np.isnan(predictions.days[:2]).all()
    delays = reliability(predictions).delays
    assert [(delay.first, delay.last) for delay in delays] == [(None, None), *DELAYS]
    assert [delay.group.answers if delay.group else 0 for delay in delays] == [2, 0, 1, 0, 1, 1]


def test_an_answer_recorded_before_the_last_one_was_given_came_on_the_same_day():
    predictions = made([(0.5, 1, 1, 7, JANUARY, JANUARY), (0.5, 1, 1, 7, JANUARY + 9, JANUARY - DAY)])

    assert predictions.days[1] == 0


def test_months_stand_in_their_order_with_their_own_residuals():
    rows = [(0.5, 1, 1, 1, JANUARY + 40 * DAY, JANUARY + 40 * DAY), (0.75, 0, 1, 1, JANUARY - 1, JANUARY - 1)]

    months = reliability(made(rows)).months

    assert [(month.year, month.month, month.group.residual) for month in months] == [(2025, 12, -0.75), (2026, 2, 0.5)]


# Properties ---------------------------------------------------------------------------------------------------------

chances = st.integers(0, 20).map(lambda twentieths: twentieths / 20)
rows_of = st.lists(
    st.tuples(chances, chances, st.integers(-3, 3), st.integers(0, 3), st.integers(0, 4), st.integers(0, 9)),
    min_size=1,
    max_size=60,
).map(lambda rows: [(*row[:4], JANUARY + row[4] * DAY, JANUARY + row[5] * 20 * DAY) for row in rows])


@given(rows_of, st.randoms(use_true_random=False))
def test_the_order_of_answers_changes_nothing(rows, random):
    first, second = reliability(made(rows)), reliability(made(random.sample(rows, len(rows))))

    assert [group.answers for group in first.bins] == [group.answers for group in second.bins]
    assert list(first.whole) == close(list(second.whole))
    assert [month.group.z for month in first.months] == close([month.group.z for month in second.months])
    assert [delay.coverage[:2] for delay in first.delays] == [delay.coverage[:2] for delay in second.delays]


@given(rows_of)
def test_every_answer_is_in_one_bin_one_delay_and_one_month(rows):
    found = reliability(made(rows), bins=3)

    for groups in (found.bins, [delay.group for delay in found.delays], [month.group for month in found.months]):
        assert sum(group.answers for group in groups if group) == len(rows)
    assert all(low.expected < high.expected for low, high in zip(found.bins, found.bins[1:], strict=False))
    assert 0 <= found.whole.low <= found.whole.expected <= found.whole.high <= 1
    assert math.isfinite(found.accuracy.log_loss)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({0: [1.2]}, "expected must be in 0..1"),
        ({1: [-0.1]}, "scores must be in 0..1"),
        ({0: [math.nan]}, "expected must be in 0..1"),
        ({0: [0.5, 0.5]}, "lengths"),
        ({2: [0.5]}, "items must be whole numbers"),
        ({3: [[1]]}, "learners must name one thing an answer"),
        ({4: [math.inf]}, "recorded must be finite seconds"),
    ],
)
def test_what_is_no_prediction_is_refused(change, reason):
    columns = [[0.5], [1], [1], [1], [0.0], [0.0]]
    for place, values in change.items():
        columns[place] = values

    with pytest.raises(StatisticsError, match=reason):
        predictions_of(*columns)
    with pytest.raises(StatisticsError, match="0 bins"):
        reliability(simple([(0.5, 1)]), bins=0)


def test_predictions_cannot_be_changed_and_what_was_given_is_not():
    given = np.array([0.5])
    predictions = predictions_of(given, [1], [1], [1], [0], [0])

    with pytest.raises(ValueError, match="read-only"):
        predictions.expected[0] = 0.1
    given[0] = 0.7
    assert predictions.expected[0] == 0.5


# Worlds of known truth ----------------------------------------------------------------------------------------------


def test_true_predictions_hold_in_every_figure():
    found = [reliability(play(seed, **EXACT).predictions) for seed in range(2)]

    assert [said(one) for one in found] == [["predictions_hold"]] * 2
    inside = [group.is_inside for one in found for group in one.bins]
    assert sum(inside) >= 0.75 * len(inside)
    assert all(0.87 <= one.coverage.share <= 0.93 and 0.9 <= one.coverage.spread <= 1.1 for one in found)
    assert all(0.1 < one.accuracy.skill < 0.25 for one in found)


@pytest.mark.parametrize(
    ("world", "headline", "others"),
    [
        ({"mean": -0.8}, "predictions_optimistic", {"intervals_narrow"}),
        ({"mean": 0.8}, "predictions_pessimistic", set()),
        ({"believed": 2.0, **EXACT}, "predictions_too_sharp", set()),
        ({"believed": 0.5, **EXACT}, "predictions_too_cautious", {"intervals_narrow"}),
        ({"prior_variance": 0.15, **EXACT}, "predictions_hold", {"intervals_narrow"}),
    ],
)
def test_a_model_that_is_wrong_is_told_what_is_wrong(world, headline, others):
    found = said(reliability(play(1, **world).predictions))

    assert found[0] == headline
    assert set(found[1:]) == others


def test_cautious_and_useless_predictions_are_told():
    chance = np.random.default_rng(5)
    truth = np.repeat([0.1, 0.9], 500)
    scores = (chance.random(1000) < truth).astype(float)

    cautious = simple(zip(0.5 + (truth - 0.5) / 2, scores, strict=True), people=20)
    useless = simple(zip(1 - truth, scores, strict=True), people=20)

    assert said(reliability(cautious)) == ["predictions_too_cautious"]
    assert said(reliability(useless)) == ["predictions_too_sharp", "predictions_useless"]


def test_intervals_that_are_too_wide_are_told():
    # Half points, always: sums never leave the middle of their intervals.
    rows = [(0.5, 0.5, 1, place // 5, JANUARY, JANUARY) for place in range(1000)]

    assert said(reliability(made(rows))) == ["predictions_hold", "intervals_wide"]


def test_little_is_said_of_little():
    few = reliability(simple([(0.7, 1)] * 150, people=12))
    of_few = reliability(simple([(0.7, 1)] * 300, people=9))

    assert said(reliability(made([]))) == ["predictions_none"]
    assert said(few) == said(of_few) == ["predictions_few"]
    assert reliability_verdicts(few)[0].params == {"answers": 150, "needed": 200, "people": 12, "people_needed": 10}


def test_the_example_of_predictions_that_hold_are_the_answers_around_seven_in_ten():
    pairs = [(p, float(place % 10 < 10 * p)) for p in (0.3, 0.6, 0.8) for place in range(200)]
    pairs += [(0.65, 1.0)] * 50 + [(0.65, 0.0)] * 30

    headline = reliability_verdicts(reliability(simple(pairs, people=20)))[0]

    assert headline.message_id == "statistics.predictions_hold"
    # Around the bin of 0.65 lies that of 0.6, and 0.8 is too far.
    assert headline.params == {"announced": close((120 + 52) / 280), "observed": close((120 + 50) / 280)}


def test_a_million_answers_take_seconds_and_no_more_memory_than_their_arrays():
    random = np.random.default_rng(3)
    count = 1_000_000
    expected = random.random(count)
    scores = (random.random(count) < expected).astype(float)
    learners = random.integers(0, 5000, count)
    recorded = JANUARY + random.integers(0, 365, count) * DAY

    before = time.perf_counter()
    found = reliability(predictions_of(expected, scores, random.integers(0, 2000, count), learners, recorded, recorded))

    assert time.perf_counter() - before < 10
    assert found.whole.answers == count
    assert len(found.bins) == 10
