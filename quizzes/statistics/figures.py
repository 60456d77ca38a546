"""Figures of a quiz and of each of its questions, from the marks that learners got."""

import math
from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from quizzes.statistics.arrays import (
    Array,
    Counts,
    Flags,
    Series,
    correlations,
    covariances,
    divided,
    known,
    read_only,
    real_numbers,
    require,
    series,
)


class QuestionFigures(NamedTuple):
    """The figures of one question as plain values, None for what is undefined; meaning and units: QuizStatistics."""

    answers: int
    facility_index: float | None
    standard_deviation: float | None
    discrimination_index: float | None
    discriminative_efficiency: float | None
    intended_weight: float | None
    effective_weight: float | None
    negative_covariance: bool


@dataclass(frozen=True, slots=True, eq=False)
class QuizStatistics:
    """All figures of a quiz; nan where one is undefined; arrays are read-only. x: mark of a question, T: total of the
    marks of the questions that the learner saw, R = T - x; a question's figures come from the learners who saw it.
    Variances and covariances are those of samples (n - 1). Source: quiz semantics, « Item and test statistics ».

    Per question, (questions,): `answers`, how many saw it. In per cent: `facility_index` mean(x) / max;
    `standard_deviation` sd(x) / max; `discrimination_index` in -100..100, cov(x, R) / sqrt(var(x) var(R)), nan where x
    or R is constant (so in a quiz of one question); `discriminative_efficiency`, at most 100 (and below -100 where the
    quiz allows it), cov(x, R) / the covariance of both series sorted; `intended_weight` max / sum of all max;
    `effective_weight` sqrt(cov(x, T)) / sum of these over the questions with cov >= 0, nan where `negative_covariance`
    (bool) is set and with fewer than two answers.

    Of the totals T: `totals` (learners,), in marks, nan for who saw nothing; `attempts`, how many saw something; in
    marks: `mean`, `median`, `total_standard_deviation`; without unit: `skewness` k3 / k2**1.5 (from 3 attempts) and
    `kurtosis` k4 / k2**2 (from 4; 0 for a normal law), from Fisher's k-statistics. Every attempt enters them with what
    it saw: where each draws other questions, that is the mark that the learner got, comparable as long as each is drawn
    from the same slots. `rest_scores` (learners, questions): R in marks, nan where x is.

    Of complete attempts alone, `complete_attempts` of them: `internal_consistency` (Cronbach's alpha) in per cent, at
    most 100, possibly negative, 100 p / (p - 1) (1 - sum var(x) / var(T)), p the number of questions that are worth
    marks and were seen by somebody, at least 2. From it `error_ratio`, 100 sqrt(1 - consistency / 100) per cent, above
    100 when the consistency is negative, and `standard_error` in marks, error ratio / 100 * total_standard_deviation.
    Where each learner draws other questions no attempt is complete and the three are nan.
    """

    facility_index: Array
    standard_deviation: Array
    discrimination_index: Array
    discriminative_efficiency: Array
    intended_weight: Array
    effective_weight: Array
    negative_covariance: Flags
    answers: Counts
    totals: Array
    rest_scores: Array
    attempts: int
    complete_attempts: int
    mean: float
    median: float
    total_standard_deviation: float
    skewness: float
    kurtosis: float
    internal_consistency: float
    error_ratio: float
    standard_error: float

    def __post_init__(self) -> None:
        for part in fields(self):
            value = getattr(self, part.name)
            if isinstance(value, np.ndarray):
                read_only(value)

    def question(self, position: int) -> QuestionFigures:
        """Returns the figures of the question at `position`, from 0; IndexError when there is none."""
        return QuestionFigures(
            answers=int(self.answers[position]),
            facility_index=known(self.facility_index[position]),
            standard_deviation=known(self.standard_deviation[position]),
            discrimination_index=known(self.discrimination_index[position]),
            discriminative_efficiency=known(self.discriminative_efficiency[position]),
            intended_weight=known(self.intended_weight[position]),
            effective_weight=known(self.effective_weight[position]),
            negative_covariance=bool(self.negative_covariance[position]),
        )


def quiz_statistics(marks: ArrayLike, max_marks: ArrayLike) -> QuizStatistics:
    """Returns the figures of a quiz, from `marks` (learners, questions), nan or None for a question that this learner
    did not see, and `max_marks` (questions,), at least 0; 0 for what is worth nothing (a description), which has no
    facility and does not count in the consistency. A question seen but left blank is a mark of 0, not nan. Marks may be
    negative or above the maximum. Answers of adaptive series must not be given: their questions were chosen by ability.
    Raises StatisticsError for other shapes, infinite values, and marks on a question that is worth nothing.
    """
    maxima, by_question = _checked(marks, max_marks)
    seen = ~np.isnan(by_question)
    answers = np.count_nonzero(seen, axis=1).astype(np.int64)
    filled = np.where(seen, by_question, 0.0)
    totals = np.where(seen.any(axis=0), filled.sum(axis=0), np.nan)
    rest_scores = totals - by_question
    size = float(np.abs(filled).sum(axis=0).max(initial=0.0))  # Of the terms that made up the largest total.

    items = series(by_question)
    rests = series(rest_scores, size)
    with_total = covariances(items, series(np.where(seen, totals, np.nan), size))
    roots = np.sqrt(np.where(with_total >= 0.0, with_total, np.nan))
    scored = (maxima > 0.0) & (answers > 0)
    complete = seen[scored].all(axis=0) & seen.any(axis=0)
    made = totals[~np.isnan(totals)]
    spread = series(made[None, :], size)
    deviation = float(spread.sds[0])
    consistency = _internal_consistency(by_question[scored][:, complete], totals[complete], size)
    error_ratio = 100.0 * math.sqrt(1.0 - consistency / 100.0)
    skewness, kurtosis = _skewness_and_kurtosis(spread.deviations[0])
    return QuizStatistics(
        facility_index=100.0 * divided(divided(filled.sum(axis=1), answers), maxima),
        standard_deviation=100.0 * divided(items.sds, maxima),
        discrimination_index=100.0 * correlations(items, rests),
        discriminative_efficiency=_efficiency(items, rests, seen),
        intended_weight=100.0 * divided(maxima, maxima.sum()),
        effective_weight=100.0 * divided(roots, np.nansum(roots)),
        negative_covariance=with_total < 0.0,
        answers=answers,
        totals=totals,
        rest_scores=np.ascontiguousarray(rest_scores.T),
        attempts=len(made),
        complete_attempts=int(np.count_nonzero(complete)),
        mean=float(made.mean()) if len(made) else math.nan,
        median=float(np.median(made)) if len(made) else math.nan,
        total_standard_deviation=deviation,
        skewness=skewness,
        kurtosis=kurtosis,
        internal_consistency=consistency,
        error_ratio=error_ratio,
        standard_error=error_ratio * deviation / 100.0,
    )


def _checked(marks: ArrayLike, max_marks: ArrayLike) -> tuple[Array, Array]:
    maxima = real_numbers("max_marks", max_marks, 1)
    require((maxima >= 0.0).all(), "max_marks must be at least 0")
    table = np.reshape(marks, (0, len(maxima))) if _is_empty_list(marks) else marks
    values = real_numbers("marks", table, 2)
    require(values.shape[1] == len(maxima), "marks on {} questions, but {} max_marks", values.shape[1], len(maxima))
    misplaced = np.abs(values[:, maxima == 0.0]) > 0.0
    require(not misplaced.any(), "a question that is worth nothing was given marks")
    # Each question's marks lie side by side: NumPy then adds them by pairs, with far less rounding, and faster.
    return maxima, np.ascontiguousarray(values.T)


def _is_empty_list(marks: ArrayLike) -> bool:
    return isinstance(marks, (list, tuple)) and not marks


def _efficiency(items: Series, rests: Series, seen: Flags) -> Array:
    in_order = [np.nan_to_num(np.sort(np.where(seen, each.deviations, np.nan), axis=1)) for each in (items, rests)]
    # Sorting moves the unseen (nan) to the end of both series, where they become zero again. Two series that vary have
    # a covariance above zero when both are sorted.
    best = divided((in_order[0] * in_order[1]).sum(axis=1), items.counts - 1)
    efficiency: Array = np.minimum(100.0 * divided(covariances(items, rests), best), 100.0)
    return efficiency


def _internal_consistency(by_question: Array, totals: Array, size: float) -> float:
    questions = len(by_question)
    total_variance = float(series(totals[None, :], size).sds[0]) ** 2
    if questions < 2 or not total_variance > 0.0:
        return math.nan
    within = float((series(by_question).sds ** 2).sum())
    # Alpha cannot exceed 1 but by rounding.
    return min(100.0 * questions / (questions - 1) * (1.0 - within / total_variance), 100.0)


def _skewness_and_kurtosis(deviations: Array) -> tuple[float, float]:
    n = len(deviations)
    m2, m3, m4 = (float((deviations**power).sum()) / max(n, 1) for power in (2, 3, 4))
    if n < 3 or not m2 > 0.0:
        return math.nan, math.nan
    k2 = m2 * n / (n - 1)
    k3 = n**2 * m3 / ((n - 1) * (n - 2))
    if n < 4:
        return k3 / k2**1.5, math.nan
    k4 = n**2 * ((n + 1) * m4 - 3 * (n - 1) * m2**2) / ((n - 1) * (n - 2) * (n - 3))
    return k3 / k2**1.5, k4 / k2**2
