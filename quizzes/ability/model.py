"""The population's prior and the standards, and what they make of evidence."""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Final

import numpy as np

from quizzes.ability.checking import Array, in_utc, read_only, require
from quizzes.ability.filtering import moved, posterior_change
from quizzes.ability.items import LEVEL_CENTRES, Answer, Item, Moments, Observation
from quizzes.ability.state import AbilityState, Estimate

Cuts = tuple[float, float, float, float]

ALGORITHM: Final = 1  # Raise it whenever the same evidence would give another state: stored states are then refused.
DEFAULT_CUTS: Final[Cuts] = (-1.2, -0.4, 0.4, 1.2)
SMALLEST_OBSERVATION_SD: Final = 0.1  # Below, the covariance would lose its numerical definiteness.
_HALF_WIDTH_90: Final = 1.6448536269514722  # The standard normal's 95th centile.


@dataclass(frozen=True)
class AbilityModel:
    """The population's prior, and the standards that turn an ability into a level; immutable. `competencies` fixes the
    order of every array; `domains` maps each to its domain; correlation `within` a domain and `across` domains, 0 <=
    across <= within < 1: the covariance is positive definite. `cuts`: increasing abilities where levels 1..4 begin;
    `standards` gives a competency its own. `version` names all that shapes a state (not the cuts). Raises AbilityError.
    """

    competencies: Sequence[str]
    domains: Mapping[str, str] = field(hash=False)
    prior_mean: float = 0.0
    prior_variance: float = 1.0
    within: float = 0.6
    across: float = 0.4
    cuts: Cuts = DEFAULT_CUTS
    standards: Mapping[str, Cuts] = field(default_factory=dict, hash=False)
    version: str = field(init=False, compare=False)
    _index: dict[str, int] = field(init=False, repr=False, compare=False)
    _covariance: Array = field(init=False, repr=False, compare=False)
    _cuts: Array = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        keys = tuple(self.competencies)
        require(0 < len(keys) == len(set(keys)), "competencies must be given, each once")
        require(set(keys) == set(self.domains), "domains must name the model's competencies, all and only")
        require(set(keys) >= set(self.standards), "standards name an unknown competency")
        require(math.isfinite(self.prior_mean) and 0.0 < self.prior_variance < math.inf, "prior moments refused")
        require(0.0 <= self.across <= self.within < 1.0, "correlations must obey 0 <= across <= within < 1")
        standards = [tuple(self.standards.get(key, self.cuts)) for key in keys]
        require(all(len(cuts) == 4 for cuts in standards), "a standard must have four cuts")
        require(np.isfinite(standards).all() and (np.diff(standards) > 0.0).all(), "cuts must be finite and increase")
        domains = [self.domains[key] for key in keys]
        same = np.array(domains)[:, None] == np.array(domains)
        prior = self.prior_variance * np.where(same, self.within, self.across)
        np.fill_diagonal(prior, self.prior_variance)
        shaping = [ALGORITHM, keys, domains, self.prior_mean, self.prior_variance, self.within, self.across]
        for name, value in {
            "competencies": keys,
            "domains": MappingProxyType(dict(self.domains)),
            "standards": MappingProxyType(dict(self.standards)),
            "version": f"{ALGORITHM}-{hashlib.sha256(json.dumps(shaping).encode()).hexdigest()[:16]}",
            "_index": {key: place for place, key in enumerate(keys)},
            "_covariance": read_only(prior, prior.shape),
            "_cuts": np.array(standards),
        }.items():
            object.__setattr__(self, name, value)

    def start(self, at: datetime) -> AbilityState:
        """Returns the prior: the state, at the instant `at`, of a learner of whom nothing is known."""
        n = len(self.competencies)
        return AbilityState(np.full(n, self.prior_mean), self._covariance, at, np.zeros(n), self.version)

    def update(
        self, state: AbilityState, item: Item, score: float, at: datetime, weight: float = 1.0, feedback: bool = True
    ) -> AbilityState:
        """Returns the state after an answer to `item`, scored `score` in [0, 1]; `feedback`: its correction was shown.
        Likelihood (p**score (1 - p)**(1 - score))**weight, V = w'Pw + v, k = Pw / V, m + k Delta, P + k k' D;
        `weight` >= 0, 0 changes neither mean nor covariance. Evidence from before the state's instant counts as given
        then. Raises AbilityError for a value or competency that is refused and for a state of another model.
        """
        del feedback
        instant = self._check(state, score, at, weight)
        pull, _, delta, spread = self._step(state, item, score, weight)
        return moved(state, pull, delta, spread, instant)

    def item_shift(self, state: AbilityState, item: Item, score: float, at: datetime, weight: float = 1.0) -> Moments:
        """Returns what the answer would add to the item's b and v, from the `state` before it: -(v / V) Delta and
        (v / V)**2 D (« Core »); kept for calibration, never applied here. Raises AbilityError like `update`.
        """
        self._check(state, score, at, weight)
        _, variance, delta, spread = self._step(state, item, score, weight)
        share = item.variance / variance
        return -share * delta, share * share * spread

    def observe(self, state: AbilityState, competency: str, level: int, at: datetime, sd: float = 1.0) -> AbilityState:
        """Returns the state after a person saw `competency` at `level` 0..4: a Gaussian observation at the centre
        of the level, of standard deviation `sd` >= 0.1, usually 0.9 to 1.2 (« Other evidence »). Raises like `update`.
        """
        require(level in (0, 1, 2, 3, 4), "level {} is not one of 0..4", level)
        require(SMALLEST_OBSERVATION_SD <= sd < math.inf, "observation sd {} is not >= 0.1", sd)
        instant = self._check(state, 1.0, at, 1.0)
        place = self._place(competency)
        row = state.covariance[place]
        variance = float(row[place]) + sd * sd
        return moved(state, row / variance, LEVEL_CENTRES[int(level)] - float(state.mean[place]), -variance, instant)

    def estimate(self, state: AbilityState, at: datetime) -> Estimate:
        """Returns mean, sd, P(level >= k) = Phi((m - cut_k) / sd), position and 90 % interval of every competency `at`
        an instant (not before the state's). Raises AbilityError for a naive instant and for another model's state.
        """
        self._check(state, 1.0, at, 1.0)
        sd = np.sqrt(state.covariance.diagonal())
        z = (state.mean[:, None] - self._cuts) / sd[:, None]
        p_at_least = np.array([0.5 * math.erfc(-x / math.sqrt(2.0)) for x in z.ravel().tolist()]).reshape(z.shape)
        low, middle, high = (self.positions(state.mean + side * _HALF_WIDTH_90 * sd) for side in (-1.0, 0.0, 1.0))
        results = (state.mean, sd, p_at_least, middle, np.stack((low, high), axis=1))
        return Estimate(tuple(self.competencies), *(read_only(values, values.shape) for values in results))

    def positions(self, abilities: Array) -> Array:
        """Returns where abilities (n,), one a competency, stand on the scale 0..4 on which levels are drawn, (n,):
        piecewise linear, cut k at k. So the whole part is the level, and the mark of a required level k is reached
        exactly when P(level >= k) >= 0.5. Level 0 is drawn as wide as level 1; the scale ends at 0 and 4.
        """
        knots = np.concatenate((2.0 * self._cuts[:, :1] - self._cuts[:, 1:2], self._cuts), axis=1)
        done: Array = np.clip((abilities[:, None] - knots[:, :-1]) / np.diff(knots), 0.0, 1.0)
        return np.asarray(done.sum(axis=1))

    def _place(self, competency: str) -> int:
        require(competency in self._index, "unknown competency {!r}", competency)
        return self._index[competency]

    def _check(self, state: AbilityState, score: float, at: datetime, weight: float) -> datetime:
        require(state.version == self.version, "state of model {}, not of {}: replay", state.version, self.version)
        require(0.0 <= score <= 1.0, "score {} is outside 0..1", score)
        require(0.0 <= weight < math.inf, "evidence weight {} is not >= 0", weight)
        return max(in_utc(at), state.at)

    def _step(self, state: AbilityState, item: Item, score: float, weight: float) -> tuple[Array, float, float, float]:
        # k = Pw / V (n,); V, the variance of d = weighted ability - b; what the answer adds to the mean of d, to V.
        places = [(self._place(key), share) for key, share in item.weights.items()]
        direction = np.zeros(len(state.mean))
        for place, share in places:
            direction += share * state.covariance[place]
        distance = sum(share * float(state.mean[place]) for place, share in places) - item.difficulty
        variance = sum(share * float(direction[place]) for place, share in places) + item.variance
        return direction / variance, variance, *posterior_change(distance, variance, item, score, weight)


def replay(model: AbilityModel, events: Iterable[Answer | Observation], start: datetime | None = None) -> AbilityState:
    """Returns the state after `events`, in the order given, from the prior at `start` (by default the first instant):
    that of the same calls one by one. Raises AbilityError like them, and when there is neither event nor start.
    """
    log = list(events)
    require(log or start is not None, "a replay needs an event or a start")
    state = model.start(log[0].at if start is None else start)
    for event in log:
        state = model.update(state, *event) if isinstance(event, Answer) else model.observe(state, *event)
    return state
