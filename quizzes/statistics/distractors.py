"""How often each option of a question is chosen, and how well those who chose it did elsewhere."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from quizzes.statistics.arrays import (
    Flags,
    StatisticsError,
    correlations,
    divided,
    known,
    real_numbers,
    require,
    series,
)


class OptionFigures(NamedTuple):
    """One option: `right` if it belongs to the key; `times_chosen`; `share` in per cent of those who saw the question;
    `mean_rest_score`, in marks, of those who chose it, None if nobody did; `point_biserial` in -1..1, the correlation
    of choosing it with the rest score: above zero for the key, below for a wrong option that works; None where nobody
    or everybody chose it, or all rest scores are equal.
    """

    option: str
    right: bool
    times_chosen: int
    share: float | None
    mean_rest_score: float | None
    point_biserial: float | None


def distractor_analysis(
    choices: ArrayLike, rest_scores: ArrayLike, options: Sequence[str], right: Collection[str] = ()
) -> tuple[OptionFigures, ...]:
    """Returns the figures of each of the `options`, in their order. `choices` (learners, options), booleans, several
    true in a row for a multiple response, none for a blank answer, which counts in the shares; `rest_scores`
    (learners,), R = T - x, a column of `QuizStatistics.rest_scores`: nan leaves the learner out, who did not see the
    question. `right`: the options of the key. Raises StatisticsError for other shapes, choices that are no booleans, an
    option named twice, a right option that is none. Source: quiz semantics, « Distractor analysis ».
    """
    labels = tuple(options)
    require(len(labels) == len(set(labels)), "an option is named twice")
    require(set(right) <= set(labels), "a right option is not one of the options")
    rests = real_numbers("rest_scores", rest_scores, 1)
    chosen = _checked(choices, (len(rests), len(labels)))
    saw = ~np.isnan(rests)
    by_option, rests = np.ascontiguousarray(chosen[saw].T), rests[saw]
    times = np.count_nonzero(by_option, axis=1)
    shares = 100.0 * divided(times.astype(np.float64), len(rests))
    means = divided((by_option * rests).sum(axis=1), times)
    links = correlations(series(by_option.astype(np.float64)), series(np.tile(rests, (len(labels), 1))))
    return tuple(
        OptionFigures(
            label, label in right, int(times[place]), known(shares[place]), known(means[place]), known(links[place])
        )
        for place, label in enumerate(labels)
    )


def _checked(choices: ArrayLike, shape: tuple[int, int]) -> Flags:
    try:
        chosen = np.asarray(choices)
    except ValueError as error:  # Rows of different lengths.
        raise StatisticsError("choices must have one boolean for each learner and option") from error
    if chosen.size == 0 == shape[0] * shape[1]:  # An empty list has neither rows nor a type.
        return np.zeros(shape, dtype=np.bool_)
    require(chosen.dtype == np.bool_, "choices must be booleans, not {}", chosen.dtype)
    require(chosen.shape == shape, "choices have the shape {}, learners and options {}", chosen.shape, shape)
    return chosen
