"""How far predicted scores can be trusted: reliability diagram, proper scores, coverage, by delay and by month.

With p the score predicted just before an answer and s the score given, right or wrong, the residuals s - p of a true
prediction have mean 0 and variance p (1 - p), and are uncorrelated, even within a sitting, as each prediction knows the
answers before it (they are martingale differences). Every band and z below rests on that alone. A score in between has
a smaller variance: for it the bands are wide, and accuse nobody wrongly.
"""

import math
from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np

from quizzes.statistics.arrays import Array, Flags, require
from quizzes.statistics.predictions import Predictions

HALF_WIDTH_90: Final = 1.6448536269514722  # The standard normal's 95th centile.
BINS: Final = 10
FEWEST_IN_BIN: Final = 20  # A mean of fewer right-or-wrong scores is not near enough to normal for its band.
FEWEST_IN_SITTING: Final = 5  # So it is with the sum of a sitting's scores.
# Days since the last answer, first and last of a stratum: process noise is tuned by the coverage of each (« Time »).
DELAYS: Final = ((0, 0), (1, 7), (8, 30), (31, 90), (91, None))
SMALLEST_CHANCE: Final = 1e-6  # Log loss of a certainty that failed stays finite.


class Group(NamedTuple):
    """Some answers: how many, of how many `people`; the mean `expected` and `observed` score, 0..1; `low` and `high`,
    between which the observed mean lies nine times in ten if the predictions hold, expected +- 1.645 sd, sd**2 =
    sum p (1 - p) / n**2, within 0..1; `z` = (observed - expected) / sd, 0 where sd is (consistency bars: Broecker and
    Smith 2007, here in closed form).
    """

    answers: int
    people: int
    expected: float
    observed: float
    low: float
    high: float
    z: float

    @property
    def residual(self) -> float:
        """Mean observed less mean expected, -1..1: below 0, answers were worse than announced."""
        return self.observed - self.expected

    @property
    def is_inside(self) -> bool:
        """Whether the observed mean lies in the band."""
        return self.low <= self.observed <= self.high


class Accuracy(NamedTuple):
    """Proper scores of all answers, the smaller the better. `brier`: mean (s - p)**2, 0..1 (Brier 1950); `base_brier`:
    that of announcing the mean score to everybody; `skill` = 1 - brier / base_brier, at most 1, 0 for no better than
    that, None where all scores are equal. `log_loss`: mean -s ln p - (1 - s) ln(1 - p), p kept off 0 and 1 by 1e-6;
    `base_log_loss` likewise. `slope`: of the regression of s on p, 1 for true predictions, below 1 where they set
    people and questions too far apart; `slope_z` = (slope - 1) / sd, sd**2 = sum d**2 p (1 - p) / (sum d**2)**2,
    d = p less its mean; both None where all predictions are equal.
    """

    brier: float
    base_brier: float
    skill: float | None
    log_loss: float
    base_log_loss: float
    slope: float | None
    slope_z: float | None


class Coverage(NamedTuple):
    """Do intervals hold what they promise? True ability is never seen, so the proxy is the sum of a sitting's scores:
    its 90 % interval is sum p +- 1.645 sqrt(sum p (1 - p)). Of the `sittings` with at least five answers `inside` have
    their sum in it, a `share` of 0..1 (None without any); `low` and `high`: where the share lies nine times in ten if
    the intervals hold. `spread`: sum of squared summed residuals / sum of p (1 - p), 1 when the intervals are as wide
    as they should be, above 1 when they are too narrow; a state that is too sure of itself moves too little, so that
    the residuals of a sitting keep one sign.
    """

    sittings: int
    inside: int
    share: float | None
    low: float
    high: float
    spread: float | None


class Delay(NamedTuple):
    """The sittings that came `first` to `last` days after the learner's last answer; both None: after none, `last`
    alone None: or later. `group` is None where there are none."""

    first: int | None
    last: int | None
    group: Group | None
    coverage: Coverage


class Month(NamedTuple):
    """The answers of one month (UTC); a mean residual that wanders off from 0 is drift."""

    year: int
    month: int
    group: Group


class Reliability(NamedTuple):
    """All of it: `whole` (None without answers), the `bins` of the diagram by rising expected score, and the rest."""

    whole: Group | None
    sittings: int
    bins: tuple[Group, ...]
    accuracy: Accuracy | None
    coverage: Coverage
    delays: tuple[Delay, ...]
    months: tuple[Month, ...]


def reliability(predictions: Predictions, bins: int = BINS) -> Reliability:
    """Returns what can be said of the predictions; `bins` equal-count bins at most, each of 20 answers or more, equal
    predictions in one bin: fewer where there are few answers. Raises StatisticsError for fewer than one bin."""
    require(bins >= 1, "{} bins: at least one is needed", bins)
    every = np.ones(predictions.answers, dtype=np.bool_)
    return Reliability(
        whole=_group(predictions, every),
        sittings=len(np.unique(predictions.sittings)),
        bins=tuple(_bins(predictions, bins)),
        accuracy=_accuracy(predictions),
        coverage=_coverage(predictions, every),
        delays=tuple(_delays(predictions)),
        months=tuple(_months(predictions)),
    )


def _group(predictions: Predictions, chosen: Flags) -> Group | None:
    answers = int(np.count_nonzero(chosen))
    if not answers:
        return None
    expected, observed = (float(values[chosen].mean()) for values in (predictions.expected, predictions.scores))
    sd = math.sqrt(float(predictions.variances[chosen].sum())) / answers
    half = HALF_WIDTH_90 * sd
    return Group(
        answers=answers,
        people=len(np.unique(predictions.learners[chosen])),
        expected=expected,
        observed=observed,
        low=max(0.0, expected - half),
        high=min(1.0, expected + half),
        z=(observed - expected) / sd if sd > 0.0 else 0.0,
    )


def _bins(predictions: Predictions, bins: int) -> Iterator[Group]:
    if not predictions.answers:
        return
    count = max(1, min(bins, predictions.answers // FEWEST_IN_BIN))
    in_order = np.sort(predictions.expected)
    # A bin begins at a value, not at a place: else the order of rows would decide where equal predictions fall.
    edges = np.unique(in_order[np.arange(1, count) * predictions.answers // count])
    places = np.searchsorted(edges, predictions.expected, side="right")
    for place in range(len(edges) + 1):
        found = _group(predictions, places == place)
        if found is not None:
            yield found


def _accuracy(predictions: Predictions) -> Accuracy | None:
    if not predictions.answers:
        return None
    p, s = predictions.expected, predictions.scores
    rate = float(s.mean())
    brier, base = float(((s - p) ** 2).mean()), float(((s - rate) ** 2).mean())
    slope, slope_z = slope_of(p, s)
    return Accuracy(
        brier=brier,
        base_brier=base,
        skill=1.0 - brier / base if base > 0.0 else None,
        log_loss=_log_loss(p, s),
        base_log_loss=_log_loss(np.full(len(s), rate), s),
        slope=slope,
        slope_z=slope_z,
    )


def slope_of(expected: Array, scores: Array) -> tuple[float | None, float | None]:
    """Returns `Accuracy.slope` and `slope_z` of some answers, arrays (answers,); None where predictions are equal."""
    away = expected - expected.mean()
    squares = float((away**2).sum())
    if not squares > 1e-12 * len(expected):
        return None, None
    slope = float((away * scores).sum()) / squares
    sd = math.sqrt(float((away**2 * expected * (1.0 - expected)).sum())) / squares
    return slope, (slope - 1.0) / sd if sd > 0.0 else None


def _log_loss(chances: Array, scores: Array) -> float:
    kept = np.clip(chances, SMALLEST_CHANCE, 1.0 - SMALLEST_CHANCE)
    return float(-(scores * np.log(kept) + (1.0 - scores) * np.log1p(-kept)).mean())


def _coverage(predictions: Predictions, chosen: Flags) -> Coverage:
    sittings = predictions.sittings[chosen]
    residuals = np.bincount(sittings, (predictions.scores - predictions.expected)[chosen])
    variances = np.bincount(sittings, predictions.variances[chosen])
    is_long = (np.bincount(sittings) >= FEWEST_IN_SITTING) & (variances > 0.0)
    residuals, variances = residuals[is_long], variances[is_long]
    count = len(residuals)
    if not count:
        return Coverage(0, 0, None, 0.0, 1.0, None)
    inside = int(np.count_nonzero(residuals**2 <= HALF_WIDTH_90**2 * variances))
    half = HALF_WIDTH_90 * math.sqrt(0.9 * 0.1 / count)
    spread = float((residuals**2).sum() / variances.sum())
    return Coverage(count, inside, inside / count, max(0.0, 0.9 - half), min(1.0, 0.9 + half), spread)


def _delays(predictions: Predictions) -> Iterator[Delay]:
    is_first = np.isnan(predictions.days)
    yield Delay(None, None, _group(predictions, is_first), _coverage(predictions, is_first))
    for first, last in DELAYS:
        chosen = (predictions.days >= first) & (predictions.days <= (math.inf if last is None else last))
        yield Delay(first, last, _group(predictions, chosen), _coverage(predictions, chosen))


def _months(predictions: Predictions) -> Iterator[Month]:
    for number in np.unique(predictions.months):
        found = _group(predictions, predictions.months == number)
        if found is not None:
            yield Month(1970 + int(number) // 12, int(number) % 12 + 1, found)
