"""How totals and times spread: counts for a chart, quartiles."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from quizzes.statistics.arrays import Counts, known, real_numbers, require


class TimeStatistics(NamedTuple):
    """Time taken over a question or a quiz, in seconds; None without any `answers`."""

    answers: int
    lower_quartile: float | None
    median: float | None
    upper_quartile: float | None


def histogram(totals: ArrayLike, max_mark: float, bins: int = 10) -> Counts:
    """Returns how many `totals` fall into each of `bins` equal intervals of 0..max_mark, (bins,). Each holds its lower
    end, the last one both; a total that rounding keeps just below an end counts as on it. Totals below 0 (penalties)
    count in the first, those above the maximum in the last; nan (no attempt) in none. Raises StatisticsError for a
    maximum that is not finite and above 0, fewer than one bin, infinite totals.
    """
    require(math.isfinite(max_mark) and max_mark > 0.0, "max_mark {} is not above 0", max_mark)
    require(bins >= 1, "{} bins: at least one is needed", bins)
    values = real_numbers("totals", totals, 1)
    values = np.clip(values[~np.isnan(values)] / max_mark, 0.0, 1.0)
    places = np.minimum(np.floor(values * bins + 1e-9), bins - 1).astype(np.int64)
    return np.bincount(places, minlength=bins).astype(np.int64)


def time_statistics(seconds: ArrayLike) -> TimeStatistics:
    """Returns the median and quartiles of the times `seconds` (answers,), at least 0; nan or None, an unknown time, is
    left out. Quartiles interpolate between neighbours (type 7, as spreadsheets do). Raises StatisticsError for
    negative or infinite times.
    """
    times = real_numbers("seconds", seconds, 1)
    times = times[~np.isnan(times)]
    require((times >= 0.0).all(), "seconds must be at least 0")
    quartiles = np.quantile(times, (0.25, 0.5, 0.75)) if len(times) else np.full(3, np.nan)
    return TimeStatistics(len(times), *(known(value) for value in quartiles))
