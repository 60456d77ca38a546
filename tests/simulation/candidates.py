"""Ways to measure people: ours, the usual ones it is compared with, and degenerate ones that a check must refuse."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from math import erfc, inf, sqrt
from random import Random
from typing import NamedTuple

import numpy as np

from course.assessment.rules.diagnostics import Standing, worth_asking
from quizzes.ability import AbilityModel, AbilityState, Array, Item
from quizzes.selection import BEST, EXPOSURE_CAP, ItemPool, next_item
from tests.simulation.worlds import CUTS, DOMAINS, KEYS, MODEL


class Asking(NamedTuple):
    """What a way to choose a question may look at."""

    model: AbilityModel
    state: AbilityState
    required: dict[str, int]
    pool: ItemPool
    at: datetime
    asked: np.ndarray
    exposure: Array
    most: int
    rng: Random


def adaptive(asking: Asking) -> int:
    """Ours: the next question of the adaptive diagnostic."""
    place = next_item(
        asking.model,
        asking.state,
        asking.required,
        asking.pool,
        asking.at,
        asking.rng,
        asked=asking.asked,
        exposure=asking.exposure,
        most=asking.most,
    )
    assert place is not None
    return place


def provable(asking: Asking, since: int = 0) -> int:
    """The next question on what can still get three direct proofs, as `course.assessment` chooses it; ours before
    question `since` is reached.
    """
    if asking.asked.sum() < since:
        return adaptive(asking)
    pool, estimate = asking.pool, asking.model.estimate(asking.state, asking.at)
    proofs = (pool.mixes[pool.mix[asking.asked]] > 0.0).sum(axis=0)
    standings = [
        Standing(key, float(chances[asking.required[key] - 1]), int(count), is_reachable=True, is_asked=bool(count))
        for key, chances, count in zip(KEYS, estimate.p_at_least, proofs, strict=True)
        if asking.required[key]
    ]
    wanted = worth_asking(standings, asking.most - int(asking.asked.sum()))
    focus = (pool.mixes[:, [KEYS.index(key) for key in sorted(wanted)]] > 0.5).any(axis=1)[pool.mix]
    place = next_item(
        asking.model,
        asking.state,
        asking.required,
        pool,
        asking.at,
        asking.rng,
        asked=asking.asked,
        excluded=~focus if (focus & ~asking.asked).any() else None,
        exposure=asking.exposure,
        most=asking.most,
    )
    assert place is not None
    return place


def at_random(asking: Asking) -> int:
    """A question like another."""
    return asking.rng.choice(np.flatnonzero(~asking.asked).tolist())


def of_most_information(asking: Asking) -> int:
    """The usual adaptive test: competencies in turn, one of the five questions of greatest Fisher information at the
    believed ability, under the same cap of exposure.
    """
    pool = asking.pool
    proofs = (pool.mixes[pool.mix[asking.asked]] > 0.5).sum(axis=0)
    turn = asking.rng.choice(np.flatnonzero(proofs == proofs.min()).tolist())
    allowed = ~asking.asked & (pool.mixes[pool.mix, turn] > 0.5)
    rested = allowed & (asking.exposure < EXPOSURE_CAP)
    places = np.flatnonzero(rested if rested.any() else allowed)
    a, c = pool.discrimination[places], pool.guessing[places]
    sigma = 1.0 / (1.0 + np.exp(-a * (asking.state.mean[turn] - pool.difficulty[places])))
    information = a**2 * (1.0 - c) * sigma**2 * (1.0 - sigma) / (c + (1.0 - c) * sigma)
    return asking.rng.choice(places[np.argsort(information)[-BEST:]].tolist())


@dataclass(frozen=True)
class Candidate:
    """One way: its model of people, how it chooses, what it takes items for, the share of the sd that it announces."""

    name: str
    model: AbilityModel = MODEL
    pick: Callable[[Asking], int] = adaptive
    told: Callable[[Item], Item] = lambda item: item
    sd_factor: float = 1.0

    def items(self, items: tuple[Item, ...]) -> tuple[Item, ...]:
        """Returns the items as it sees them."""
        return tuple(self.told(item) for item in items)

    def believed(self, state: AbilityState, required: np.ndarray, at: datetime) -> tuple[Array, Array, Array]:
        """Returns means, sd, and P(level >= required), (N,) each."""
        estimate = self.model.estimate(state, at)
        sd = self.sd_factor * estimate.sd
        z = (CUTS[required - 1] - estimate.mean) / sd
        return estimate.mean, sd, np.array([0.5 * erfc(each / sqrt(2.0)) for each in z.tolist()])


SEPARATE = AbilityModel(KEYS, DOMAINS, within=0.0, across=0.0)
OURS = Candidate("this")
SERVED = Candidate("this, on what can be proved", pick=provable)
SERVED_LATER = Candidate("this, on what can be proved from question 30 on", pick=partial(provable, since=30))
RANDOM_SEPARATE = Candidate("random items, separate 3PL", SEPARATE, at_random)
INFORMATION_SEPARATE = Candidate("maximum information, separate 3PL", SEPARATE, of_most_information)

GUESSING_IGNORED = Candidate("guessing ignored", told=lambda item: replace(item, guessing=0.0))
NO_BORROWING = Candidate("no borrowing", SEPARATE)
RANDOM_ITEMS = Candidate("random items", pick=at_random)
NO_FORGETTING = Candidate("no forgetting", replace(MODEL, forgetting_days=inf, drift=0.0))
SD_TOO_SMALL = Candidate("sd too small", sd_factor=0.7)
DEGENERATE = (GUESSING_IGNORED, NO_BORROWING, RANDOM_ITEMS, NO_FORGETTING, SD_TOO_SMALL)
