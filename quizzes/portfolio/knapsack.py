"""Which options to take within limited minutes: the multiple-choice knapsack, exact, by dynamic programming."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Choice(NamedTuple):
    """A way to treat a group: whole minutes from 0, and a value in whole cents."""

    minutes: int
    cents: int


class Chosen(NamedTuple):
    """The best for each number of minutes from 0: its value in cents, and the option taken of each group (-1: none)."""

    best: NDArray[np.int64]
    taken: NDArray[np.int16]


def solve(groups: Sequence[Sequence[Choice]], minutes: int) -> Chosen:
    """Returns, for each number of minutes up to `minutes`, the greatest sum of values with at most one option of each
    group; `taken` holds, by group, the option that the best with so many minutes takes there.

    Exact: cents and minutes are whole numbers. Options that bring nothing are never taken; of equal sums the one with
    the earlier options is. Time: groups x options x minutes.
    """
    best = np.zeros(minutes + 1, dtype=np.int64)
    taken = np.full((len(groups), minutes + 1), -1, dtype=np.int16)
    for row, options in enumerate(groups):
        before = best
        best = before.copy()
        for place, option in enumerate(options):
            if option.cents <= 0 or option.minutes > minutes:
                continue
            offered = before[: minutes + 1 - option.minutes] + option.cents
            better = offered > best[option.minutes :]
            best[option.minutes :][better] = offered[better]
            taken[row, option.minutes :][better] = place
    return Chosen(best, taken)


def trace(groups: Sequence[Sequence[Choice]], chosen: Chosen, minutes: int) -> list[int]:
    """Returns the option taken of each group (-1: none) by the best of `minutes`."""
    options = [-1] * len(groups)
    left = minutes
    for row in range(len(groups) - 1, -1, -1):
        place = int(chosen.taken[row, left])
        if place >= 0:
            options[row] = place
            left -= groups[row][place].minutes
    return options


def least_minutes(chosen: Chosen) -> int:
    """Returns the fewest minutes that reach the greatest value."""
    return int(np.argmax(chosen.best == chosen.best[-1]))


def best_together(first: Chosen, second: Chosen) -> int:
    """Returns the greatest value, in cents, when the minutes are shared freely between two solved sets."""
    return int((first.best + second.best[::-1]).max())
