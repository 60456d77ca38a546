"""Where levels begin: the usual cuts, and those that follow from what an expert says of a competency's questions."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, Literal

from quizzes.ability.checking import AbilityError

Cuts = tuple[float, float, float, float]
JudgementFault = Literal["unknown_level", "difficulty", "too_few", "not_harder"]

DEFAULT_CUTS: Final[Cuts] = (-1.2, -0.4, 0.4, 1.2)
QUESTIONS_A_LEVEL: Final = 2


class JudgementError(AbilityError):
    """No cuts follow from the judgements. `reason`: a level outside 0..4 ("unknown_level"), a difficulty that is not
    finite ("difficulty"), fewer than two questions of `level` ("too_few"), or questions of `level` that are on average
    not harder than those of the level below ("not_harder"). `level` is None for the first two.
    """

    def __init__(self, message: str, reason: JudgementFault, level: int | None = None) -> None:
        super().__init__(message)
        self.reason, self.level = reason, level


def standard_from(judgements: Sequence[tuple[int, float]]) -> Cuts:
    """Returns the cuts that follow from `judgements` by item-descriptor matching: of each question the level 0..4 of
    the person who just answers it, as an expert says, and its difficulty b. Level k begins halfway between the mean b
    of the questions of level k - 1 and of level k. Raises JudgementError, for the lowest level at fault.
    """
    by_level: dict[int, list[float]] = {level: [] for level in range(5)}
    for level, difficulty in judgements:
        if level not in by_level:
            raise JudgementError(f"level {level} is not one of 0..4", "unknown_level")
        if not math.isfinite(difficulty):
            raise JudgementError(f"difficulty {difficulty} is not finite", "difficulty")
        by_level[level].append(difficulty)
    for level, found in by_level.items():
        if len(found) < QUESTIONS_A_LEVEL:
            raise JudgementError(f"level {level} has {len(found)} questions, fewer than two", "too_few", level)
    means = [math.fsum(found) / len(found) for found in by_level.values()]
    for level, (below, own) in enumerate(pairwise(means), start=1):
        if own <= below:
            message = f"questions of level {level} are not harder than those of level {level - 1}"
            raise JudgementError(message, "not_harder", level)
    first, second, third, fourth = ((below + own) / 2.0 for below, own in pairwise(means))
    return first, second, third, fourth
