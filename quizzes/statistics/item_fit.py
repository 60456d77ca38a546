"""Does each question behave as predicted? Rasch's mean squares, mean residuals, and what contradicts its author."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple

import numpy as np

from quizzes.statistics.arrays import Array
from quizzes.statistics.predictions import Predictions
from quizzes.statistics.reliability import slope_of

FEWEST_ANSWERS: Final = 20  # Fewer say nothing of a question.
ALARM_Z: Final = 3.0  # Two hundred questions that are as believed give half a false alarm.
SKEWED_ALARM_Z: Final = 3.5  # The laws of slope and infit have heavier tails with twenty answers: as rare as 3 by that.
# Authors guess b with a sd of 0.59, which calibration mends by itself: at 2 sd, five in a hundred err so far.
ALARM_DEPARTURE: Final = 2.0
ALARM_RESIDUAL: Final = 0.2  # What 2 sd of b do to a mean score: with hundreds of answers a smaller one has a large z.
GROSS_RESIDUAL: Final = 0.4  # No misjudged difficulty does this (3 sd and more), a wrong key does.
HARDLY_ANYBODY: Final = 0.05  # So few are right where a hard question is open and its key wrong.
ERRATIC_FROM: Final = 1.2  # Infit mean square: above 1.2, too noisy for a test that decides (Wright and Linacre 1994).
SMALLEST_VARIANCE: Final = 1e-6

FlagKind = Literal["key", "harder", "easier", "erratic"]


class ItemFit(NamedTuple):
    """How the answers to one `item` met their predictions: how many, the mean `expected` and `observed` score, 0..1.
    `z` = sum(s - p) / sqrt(sum p (1 - p)). `infit` = sum (s - p)**2 / sum p (1 - p) and `outfit` = mean (s - p)**2 /
    (p (1 - p)), both 1 when all is well, above 1 for answers that surprise, below for answers too regular and for
    scores in between (Wright and Masters 1982); `infit_z`: infit less 1 over its sd, from var (s - p)**2 =
    p (1 - p) (1 - 4 p (1 - p)), 0 where that vanishes. `correlation` of p with s, -1..1, None where either is constant;
    `slope_z`: `Accuracy.slope_z` of these answers, far below 0 where those who should succeed do not.
    """

    item: int
    answers: int
    expected: float
    observed: float
    z: float
    infit: float
    outfit: float
    infit_z: float
    correlation: float | None
    slope_z: float | None

    @property
    def residual(self) -> float:
        """Mean observed less mean expected, -1..1: below 0, the question is harder than was thought."""
        return self.observed - self.expected


class Difficulty(NamedTuple):
    """What is believed of a question's b now, and of what its author declared: mean and variance of each."""

    b: float
    author_b: float
    author_variance: float

    @property
    def departure(self) -> float:
        """How many sd of the author's guess b has moved, above 0 for harder."""
        return (self.b - self.author_b) / math.sqrt(max(self.author_variance, SMALLEST_VARIANCE))


class Flag(NamedTuple):
    """A question whose answers contradict its author, and in what (`flags_of`). `expected` and `observed` are None
    without twenty recent answers; `b` and `author_b` are None where no difficulty was given."""

    item: int
    kind: FlagKind
    answers: int
    expected: float | None
    observed: float | None
    z: float
    b: float | None
    author_b: float | None

    def to_json(self) -> dict[str, Any]:
        """Returns the flag as JSON values, by name; `Flag(**values)` reads them back."""
        return self._asdict()


def item_fits(predictions: Predictions, fewest: int = FEWEST_ANSWERS) -> tuple[ItemFit, ...]:
    """Returns the fit of each item with at least `fewest` answers (one or more), by item."""
    order = np.argsort(predictions.items, kind="stable")
    items, firsts, counts = np.unique(predictions.items[order], return_index=True, return_counts=True)
    found = []
    for item, first, count in zip(items.tolist(), firsts.tolist(), counts.tolist(), strict=True):
        if count >= max(fewest, 1):
            own = order[first : first + count]
            found.append(_fit(item, predictions.expected[own], predictions.scores[own]))
    return tuple(found)


def _fit(item: int, p: Array, s: Array) -> ItemFit:
    variances = np.maximum(p * (1.0 - p), SMALLEST_VARIANCE)
    squares = (s - p) ** 2
    total = float(variances.sum())
    surprise = float((variances * np.maximum(1.0 - 4.0 * variances, 0.0)).sum())
    return ItemFit(
        item=item,
        answers=len(p),
        expected=float(p.mean()),
        observed=float(s.mean()),
        z=float((s - p).sum()) / math.sqrt(total),
        infit=float(squares.sum()) / total,
        outfit=float((squares / variances).mean()),
        infit_z=(float(squares.sum()) - total) / math.sqrt(surprise) if surprise > 0.0 else 0.0,
        correlation=_correlation(p, s),
        slope_z=slope_of(p, s)[1],
    )


def _correlation(p: Array, s: Array) -> float | None:
    sds = float(p.std()), float(s.std())
    if min(sds) <= 1e-9:
        return None
    return float(np.clip(((p - p.mean()) * (s - s.mean())).mean() / (sds[0] * sds[1]), -1.0, 1.0))


def flags_of(fits: Sequence[ItemFit], difficulties: Mapping[int, Difficulty] | None = None) -> tuple[Flag, ...]:
    """Returns the questions whose answers contradict their author, the gravest first; each once, for its gravest fault:

    - key: the weaker do better than the stronger (correlation of p and s below 0), and that is no chance: z <= -3 or
      slope_z <= -3.5; or z <= -3 and a mean residual of -0.4 or less, or a mean score of 0.05 or less. A wrong key does
      this, or an ambiguous text; a negative correlation alone happens to one sound question in ten with 20 answers.
    - harder, easier: b left the author's by more than 2 sd of authors' guesses, or |z| >= 3 and the mean residual is at
      least 0.2 in size.
    - erratic: infit >= 1.2 and infit_z >= 3.5 with |z| < 3: who answers right has little to do with the competency.

    `fits` of twenty answers or more count; `difficulties` by item, of any number of items. All the constants above are
    the thresholds; on two hundred questions that are as believed they raise one alarm or none.
    """
    known = difficulties or {}
    by_item = {fit.item: fit for fit in fits if fit.answers >= FEWEST_ANSWERS}
    return tuple(sorted(_flags(by_item, known), key=lambda flag: (_GRAVEST_FIRST.index(flag.kind), -abs(flag.z))))


_GRAVEST_FIRST: Final[tuple[FlagKind, ...]] = ("key", "harder", "easier", "erratic")


def _flags(fits: Mapping[int, ItemFit], difficulties: Mapping[int, Difficulty]) -> Iterator[Flag]:
    for item in sorted({*fits, *difficulties}):
        fit, difficulty = fits.get(item), difficulties.get(item)
        kind = _kind(fit, difficulty)
        if kind is not None:
            yield Flag(
                item,
                kind,
                fit.answers if fit else 0,
                fit.expected if fit else None,
                fit.observed if fit else None,
                fit.z if fit else 0.0,
                difficulty.b if difficulty else None,
                difficulty.author_b if difficulty else None,
            )


def _kind(fit: ItemFit | None, difficulty: Difficulty | None) -> FlagKind | None:
    if fit is not None and _contradicts_key(fit):
        return "key"
    departure = difficulty.departure if difficulty else 0.0
    if abs(departure) > ALARM_DEPARTURE:
        return "harder" if departure > 0.0 else "easier"
    if fit is not None and abs(fit.z) >= ALARM_Z:
        is_small = abs(fit.residual) < ALARM_RESIDUAL  # and enough to inflate infit
        return None if is_small else "harder" if fit.residual < 0.0 else "easier"
    if fit is not None and fit.infit >= ERRATIC_FROM and fit.infit_z >= SKEWED_ALARM_Z:
        return "erratic"
    return None


def _contradicts_key(fit: ItemFit) -> bool:
    is_reversed = fit.correlation is not None and fit.correlation < 0.0
    if fit.z <= -ALARM_Z:
        return is_reversed or fit.residual <= -GROSS_RESIDUAL or fit.observed <= HARDLY_ANYBODY
    return is_reversed and fit.slope_z is not None and fit.slope_z <= -SKEWED_ALARM_Z
