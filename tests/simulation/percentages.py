"""Levels read off percentages of right answers, the way most quizzes do it: what ours is compared with."""

from collections.abc import Sequence

import numpy as np

from tests.simulation.worlds import Bank, N, People


def accuracy_of_percentages(bank: Bank, group: People, seed: int, marks: Sequence[int]) -> dict[int, float]:
    """Returns the share of right gap decisions after so many random questions: the mean score on a competency (that of
    the whole where it got no question) against a threshold for each level. The thresholds are the best there are for
    these very people, which no real quiz knows.
    """
    rng = np.random.default_rng(seed)
    sums, counts = np.zeros((len(group), N)), np.zeros((len(group), N))
    orders = np.array([rng.permutation(len(bank))[: max(marks)] for _ in range(len(group))])
    main = bank.weights.argmax(axis=1)
    found = {}
    for rank in range(max(marks)):
        for person, place in enumerate(orders[:, rank].tolist()):
            sums[person, main[place]] += bank.score(rng, place, group.abilities[person])
            counts[person, main[place]] += 1.0
        if rank + 1 in marks:
            overall = (sums.sum(axis=1) / (rank + 1))[:, None]
            shares = np.where(counts > 0.0, sums / np.maximum(counts, 1.0), overall)
            found[rank + 1] = _best_accuracy(shares, group)
    return found


def _best_accuracy(shares, group: People) -> float:
    right = 0
    for level in (1, 2, 3):
        chosen = group.required == level
        share, reached = shares[chosen], group.is_reached[chosen]
        right += max(int(((share >= threshold) == reached).sum()) for threshold in np.arange(0.0, 1.05, 0.05))
    return right / group.required.size
