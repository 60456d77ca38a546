"""Scores that were predicted just before answers were marked, beside the scores: what calibration is judged from."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from quizzes.statistics.arrays import Array, Counts, read_only, real_numbers, require

DAY: Final = 86_400.0


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """Answers, one a place of every array, all (answers,) and read-only: `expected` and `scores` in 0..1; `items`,
    `learners` any whole numbers that name them; `sittings` 0..k-1, one for what a learner's log took in at one instant;
    `days` since the learner's last answer before that sitting, at least 0, nan for the first; `months` since January
    1970 (UTC). `expected` must have been predicted from all that was known before that very answer, those before it in
    the sitting included: else the residuals of a sitting hang together, and its sums scatter more than they should.
    """

    expected: Array
    scores: Array
    items: Counts
    learners: Counts
    sittings: Counts
    days: Array
    months: Counts

    def __post_init__(self) -> None:
        for part in fields(self):
            read_only(getattr(self, part.name))

    @property
    def answers(self) -> int:
        """How many there are."""
        return len(self.expected)

    @property
    def variances(self) -> Array:
        """The variance p (1 - p), (answers,), of a right-or-wrong score; a score in between has less."""
        found: Array = self.expected * (1.0 - self.expected)
        return found


def predictions_of(
    expected: ArrayLike,
    scores: ArrayLike,
    items: ArrayLike,
    learners: ArrayLike,
    recorded: ArrayLike,
    occurred: ArrayLike,
    last_before: Mapping[int, float] | None = None,
) -> Predictions:
    """Returns the answers as `Predictions`; all (answers,), in any order. `recorded` and `occurred`: when the log took
    the answer in, and when it was given, in seconds since 1970; answers of a learner that were recorded in one second
    are one sitting. `last_before`: for a learner, when the last answer was given that is not among these, in seconds.
    Raises StatisticsError for other shapes, for probabilities and scores outside 0..1, and for values not finite.
    """
    chances, points = real_numbers("expected", expected, 1), real_numbers("scores", scores, 1)
    taken, given = _seconds("recorded", recorded), _seconds("occurred", occurred)
    things, people = _whole("items", items), _whole("learners", learners)
    lengths = {len(values) for values in (chances, points, taken, given, things, people)}
    require(len(lengths) == 1, "the arrays have the lengths {}", sorted(lengths))
    for name, values in (("expected", chances), ("scores", points)):
        require(((values >= 0.0) & (values <= 1.0)).all(), "{} must be in 0..1", name)
    order = np.lexsort((taken, people))
    begins = (np.diff(people[order], prepend=-1) != 0) | (np.diff(taken[order], prepend=-1) != 0)
    begins[:1] = True  # whatever the first numbers are
    places = np.empty(len(order), dtype=np.int64)
    places[order] = np.cumsum(begins) - 1
    return Predictions(
        expected=np.array(chances),
        scores=np.array(points),
        items=things,
        learners=people,
        sittings=places,
        days=_days(people[order][begins], places, given, last_before or {})[places],
        months=given.astype("datetime64[s]").astype("datetime64[M]").astype(np.int64),
    )


def _seconds(name: str, values: ArrayLike) -> Counts:
    seconds = np.asarray(values, dtype=np.float64)  # above 1e9, the bound of marks
    require(seconds.ndim == 1 and np.isfinite(seconds).all(), "{} must be finite seconds, one an answer", name)
    return np.floor(seconds).astype(np.int64)


def _whole(name: str, values: ArrayLike) -> Counts:
    numbers = np.asarray(values)
    require(numbers.ndim == 1, "{} must name one thing an answer", name)
    require(numbers.size == 0 or np.issubdtype(numbers.dtype, np.integer), "{} must be whole numbers", name)
    return numbers.astype(np.int64)


def _days(owners: Counts, sittings: Counts, given: Counts, last_before: Mapping[int, float]) -> Array:
    """Returns for each sitting the whole days since its learner's last answer before it, nan where there is none; the
    sittings come by learner and then by instant."""
    count = len(owners)
    starts, ends = np.full(count, np.iinfo(np.int64).max), np.full(count, np.iinfo(np.int64).min)
    np.minimum.at(starts, sittings, given)
    np.maximum.at(ends, sittings, given)
    before: NDArray[np.float64] = np.array([last_before.get(int(owner), np.nan) for owner in owners], dtype=np.float64)
    follows = np.flatnonzero(np.diff(owners, prepend=owners[:1] - 1) == 0)
    before[follows] = ends[follows - 1]
    days: Array = np.maximum(np.floor((starts - before) / DAY), 0.0)
    return days
