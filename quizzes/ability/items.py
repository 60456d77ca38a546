"""What the engine needs to know of questions and of evidence."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Final, NamedTuple

from quizzes.ability.checking import require

Moments = tuple[float, float]  # A mean and a variance, or their changes.

LEVEL_CENTRES: Final = (-1.7, -0.8, 0.0, 0.8, 1.7)


@dataclass(frozen=True, slots=True)
class Item:
    """What the engine needs to know of a question; raises AbilityError when a value is out of its range. `weights`:
    competency -> weight >= 0, not all 0; weights that sum to 1 keep `difficulty` b on the scale of levels. `variance`
    v >= 0 of b. `discrimination` a > 0. `guessing` c in [0, 1): 1/options for a choice, 0.5 for true/false, 0 for open
    questions and rubrics. P(right) = p = c + (1 - c) / (1 + exp(-a (weighted ability - b))).
    """

    weights: Mapping[str, float] = field(hash=False)
    difficulty: float
    variance: float
    discrimination: float = 1.2
    guessing: float = 0.0

    def __post_init__(self) -> None:
        weights = dict(self.weights)
        require(0.0 < sum(weights.values()) < math.inf and min(weights.values()) >= 0.0, "weights {} refused", weights)
        require(math.isfinite(self.difficulty) and 0.0 <= self.variance < math.inf, "difficulty or variance refused")
        require(0.0 < self.discrimination < math.inf, "discrimination {} is not > 0", self.discrimination)
        require(0.0 <= self.guessing < 1.0, "guessing {} is outside [0, 1)", self.guessing)
        object.__setattr__(self, "weights", MappingProxyType(weights))


def author_difficulty(step: int) -> Moments:
    """Returns the prior (b, v) of a question whose author chose `step`, 1 (evident) to 5 (expert); else AbilityError.
    Step s stands at the centre of level s - 1, where a person answers an open question of that step right one time in
    two. True difficulties have sd 1.1, authors err by sd 0.7: b = r * centre, v = r * 0.7**2, r = 0.71 (« Core »).
    """
    require(step in (1, 2, 3, 4, 5), "difficulty step {} is not one of 1..5", step)
    shrinkage = 1.1**2 / (1.1**2 + 0.7**2)
    return shrinkage * LEVEL_CENTRES[int(step) - 1], shrinkage * 0.7**2


class Answer(NamedTuple):
    """One counted answer or rubric score in a log: the arguments of `AbilityModel.update`."""

    item: Item
    score: float
    at: datetime
    weight: float = 1.0
    feedback: bool = True


class Observation(NamedTuple):
    """One gesture seen by a person, in a log: the arguments of `AbilityModel.observe`."""

    competency: str
    level: int
    at: datetime
    sd: float = 1.0
