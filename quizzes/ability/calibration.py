"""The nightly step: what answers told of the questions moves their difficulties, while the scale stays the authors'.

Source: measurement reference, « Calibration of items ». Discriminations and guessing are left as they are.
"""

import math
from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from quizzes.ability.checking import require
from quizzes.ability.items import Moments

LEARNERS_NEEDED: Final = 80  # Fewer say more of themselves than of the questions.
SMALLEST_VARIANCE: Final = 0.02  # Beyond, errors of discrimination weigh more than what answers still tell.
LARGEST_STEP: Final = 2.0  # In sd of b as it was known: answers that say more have met something else than the model.


class CalibrationItem(NamedTuple):
    """One question: (b, v) as its `author` gave them and as they are `current`, and the sums of the changes that its
    `answers` call for (`Step.shift_b`, `Step.shift_v`), not applied before, all seen under the current v.
    """

    author: Moments
    current: Moments
    shift_b: float = 0.0
    shift_v: float = 0.0
    answers: int = 0


class Calibrated(NamedTuple):
    """What a nightly step made: `items`, (b, v) in the order given, unchanged when `frozen`; `shift`, what anchoring
    added to b of a question that answers alone determine.
    """

    status: Literal["frozen", "anchored"]
    items: tuple[Moments, ...]
    shift: float


def calibrated(items: Sequence[CalibrationItem], learners: int) -> Calibrated:
    """Returns the difficulties after the changes collected from so many `learners`; frozen with fewer than 80.

    The n answers to a question are Gaussian factors of equal precision: 1/v grows by n (1/(v + shift_v/n) - 1/v), so
    that a night of many answers ends where the same answers one by one would, where their plain sum would overshoot.
    v stays between 0.02 and the author's, and b moves by at most two of its sd.

    Then the scale is anchored. That people are weaker than was believed makes all questions seem harder by some x;
    a question keeps of it the share that answers, not its author, determine: s = 1 - v / v_author. All b are shifted
    by -x s, with x such that their mean departure from the authors' b, weighted by 1/v, is zero. A question without
    answers keeps its author's b. Raises AbilityError for counts or moments out of range.
    """
    require(learners >= 0, "{} learners", learners)
    for item in items:
        _check(item)
    if learners < LEARNERS_NEEDED:
        return Calibrated("frozen", tuple(item.current for item in items), 0.0)
    moved = [_moved(item) for item in items]
    shares = [_determined(item, v) for item, (_, v) in zip(items, moved, strict=True)]
    precisions = [1.0 / max(v, SMALLEST_VARIANCE) for _, v in moved]
    weight = math.fsum(share * precision for share, precision in zip(shares, precisions, strict=True))
    departure = math.fsum(
        precision * (b - item.author[0]) for item, (b, _), precision in zip(items, moved, precisions, strict=True)
    )
    shift = -departure / weight if weight > 0.0 else 0.0
    anchored = tuple((b + shift * share, v) for (b, v), share in zip(moved, shares, strict=True))
    return Calibrated("anchored", anchored, shift)


def _check(item: CalibrationItem) -> None:
    (b, v), (author_b, author_v) = item.current, item.author
    require(all(map(math.isfinite, (b, author_b, item.shift_b, item.shift_v))), "item {} is not finite", item)
    require(0.0 <= v < math.inf and 0.0 <= author_v < math.inf, "variance of {} refused", item)
    require(item.answers > 0 or item.answers == item.shift_b == item.shift_v == 0, "changes without answers: {}", item)


def _moved(item: CalibrationItem) -> Moments:
    b, v = item.current
    if item.answers == 0 or v == 0.0:
        return b, v
    after_one = v + item.shift_v / item.answers  # The variance that a typical one of the answers leaves.
    require(after_one > 0.0, "the changes of {} leave no variance", item)
    precision = 1.0 / v + item.answers * (1.0 / after_one - 1.0 / v)
    widest, narrowest = max(v, item.author[1]), min(v, SMALLEST_VARIANCE)
    after_all = min(max(1.0 / max(precision, 1.0 / widest), narrowest), widest)
    most = LARGEST_STEP * math.sqrt(v)
    return b + min(max(item.shift_b * after_all / after_one, -most), most), after_all


def _determined(item: CalibrationItem, variance: float) -> float:
    author = item.author[1]
    return min(max(1.0 - variance / author, 0.0), 1.0) if author > 0.0 else 0.0
