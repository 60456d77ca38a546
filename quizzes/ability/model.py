"""The population's prior and the standards, and what they make of evidence."""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np

from quizzes.ability.calibration import Calibrated, CalibrationItem, calibrated
from quizzes.ability.checking import AbilityError, Array, in_utc, owned, read_only, require
from quizzes.ability.filtering import Law, aged, answered, asked, learn, move, predicted
from quizzes.ability.items import LEVEL_CENTRES, Answer, Item, Moments, Observation
from quizzes.ability.standards import DEFAULT_CUTS, Cuts
from quizzes.ability.state import AbilityState, Estimate

ALGORITHM: Final = 2  # Raise it whenever the same evidence would give another state: stored states are then refused.
SMALLEST_OBSERVATION_SD: Final = 0.1  # Below, the covariance would lose its numerical definiteness.
_BOUNDS_90: Final = np.array((-1.6448536269514722, 1.6448536269514722, 0.0))  # The normal's 5th, 95th centiles, mean.


@dataclass(frozen=True)
class AbilityModel:
    """The population's prior, what time does, and the standards that turn an ability into a level; immutable.
    `competencies` fixes the order of every array, `places` their rows; `domains` maps each to its domain; correlation
    `within` a domain and `across` domains, 0 <= across <= within < 1: the covariance is positive definite. « Time »:
    `learning_rate` 0..`learning_ceiling`, what a correction teaches at ability 0; `learning_ceiling` > 0, the ability
    from which it teaches nothing; `forgetting_days` > 0 (inf: never), in which 1 - 1/e of what was learnt is lost;
    `drift` >= 0, the variance that a day adds. `cuts`: increasing abilities where levels 1..4 begin;
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
    learning_rate: float = 0.04
    learning_ceiling: float = 3.0
    forgetting_days: float = 90.0
    drift: float = 0.001
    version: str = field(init=False, compare=False)
    places: Mapping[str, int] = field(init=False, repr=False, compare=False)
    _covariance: Array = field(init=False, repr=False, compare=False)
    _cuts: Array = field(init=False, repr=False, compare=False)
    _knots: Array = field(init=False, repr=False, compare=False)
    _widths: Array = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        keys = tuple(self.competencies)
        require(0 < len(keys) == len(set(keys)), "competencies must be given, each once")
        require(set(keys) == set(self.domains), "domains must name the model's competencies, all and only")
        require(set(keys) >= set(self.standards), "standards name an unknown competency")
        require(math.isfinite(self.prior_mean) and 0.0 < self.prior_variance < math.inf, "prior moments refused")
        require(0.0 <= self.across <= self.within < 1.0, "correlations must obey 0 <= across <= within < 1")
        require(0.0 <= self.learning_rate <= self.learning_ceiling < math.inf, "learning rate or ceiling refused")
        require(self.learning_ceiling > 0.0 < self.forgetting_days, "learning ceiling or forgetting days refused")
        require(0.0 <= self.drift < math.inf, "drift {} is not >= 0", self.drift)
        standards = [tuple(self.standards.get(key, self.cuts)) for key in keys]
        require(all(len(cuts) == 4 for cuts in standards), "a standard must have four cuts")
        require(np.isfinite(standards).all() and (np.diff(standards) > 0.0).all(), "cuts must be finite and increase")
        cuts = np.array(standards)
        knots = np.concatenate((2.0 * cuts[:, :1] - cuts[:, 1:2], cuts), axis=1)
        domains = [self.domains[key] for key in keys]
        same = np.array(domains)[:, None] == np.array(domains)
        prior = self.prior_variance * np.where(same, self.within, self.across)
        np.fill_diagonal(prior, self.prior_variance)
        shaping = [ALGORITHM, keys, domains, self.prior_mean, self.prior_variance, self.within, self.across]
        shaping += [self.learning_rate, self.learning_ceiling, self.forgetting_days, self.drift]
        for name, value in {
            "competencies": keys,
            "domains": MappingProxyType(dict(self.domains)),
            "standards": MappingProxyType(dict(self.standards)),
            "version": f"{ALGORITHM}-{hashlib.sha256(json.dumps(shaping).encode()).hexdigest()[:16]}",
            "places": MappingProxyType({key: place for place, key in enumerate(keys)}),
            "_covariance": read_only(prior, prior.shape),
            "_cuts": cuts,
            "_knots": knots,
            "_widths": np.diff(knots),
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
        First time passes. Then the likelihood (p**score (1 - p)**(1 - score))**weight, V = w'Pw + v, k = Pw / V,
        m + k Delta, P + k k' D; `weight` >= 0, 0 is no evidence: only time passes. Last, what the correction teaches:
        m_j and g_j rise by `learning_rate` max(0, 1 - m_j / `learning_ceiling`), times the share of competency j in
        the item's weights. Evidence from before the state's instant counts as given then. Raises AbilityError for a
        value or competency that is refused and for a state of another model.
        """
        return step(self, state, item, score, at, weight, feedback).state

    def item_shift(self, state: AbilityState, item: Item, score: float, at: datetime, weight: float = 1.0) -> Moments:
        """Returns what the answer would add to the item's b and v, from the `state` before it aged to `at`: -(v / V)
        Delta and (v / V)**2 D (« Core »); kept for calibration, never applied here. Raises AbilityError like `update`.
        """
        taken = step(self, state, item, score, at, weight, feedback=False)
        return taken.shift_b, taken.shift_v

    def observe(self, state: AbilityState, competency: str, level: int, at: datetime, sd: float = 1.0) -> AbilityState:
        """Returns the state after a person saw `competency` at `level` 0..4: time passes, then a Gaussian observation
        at the centre of the level, of standard deviation `sd` >= 0.1, usually 0.9 to 1.2 (« Other evidence »). Raises
        like `update`.
        """
        require(level in (0, 1, 2, 3, 4), "level {} is not one of 0..4", level)
        require(SMALLEST_OBSERVATION_SD <= sd < math.inf, "observation sd {} is not >= 0.1", sd)
        law, place = law_at(self, state, at), place_of(self, competency)
        row = law.covariance[place]
        variance = float(row[place]) + sd * sd
        move(law, row / variance, LEVEL_CENTRES[int(level)] - float(law.mean[place]), -variance)
        return _kept(law, state, at)

    def estimate(self, state: AbilityState, at: datetime) -> Estimate:
        """Returns mean, sd, P(level >= k) = Phi((m - cut_k) / sd), position and 90 % interval of every competency, as
        time has left them `at` an instant (one before the state's counts as the state's). Raises AbilityError for a
        naive instant and for another model's state.
        """
        law = law_at(self, state, at)
        sd = np.sqrt(law.covariance.diagonal())
        z = (self._cuts - law.mean[:, None]) / (math.sqrt(2.0) * sd[:, None])
        p_at_least = np.array([0.5 * math.erfc(each) for each in z.ravel().tolist()]).reshape(z.shape)
        places = self.positions(law.mean + np.multiply.outer(_BOUNDS_90, sd))
        results = (law.mean, sd, p_at_least, places[2], places[:2].T)
        return Estimate(tuple(self.competencies), *map(owned, results))

    def positions(self, abilities: Array) -> Array:
        """Returns where abilities (..., n), one a competency, stand on the scale 0..4 on which levels are drawn, same
        shape: piecewise linear, cut k at k. So the whole part is the level, and the mark of a required level k is
        reached exactly when P(level >= k) >= 0.5. Level 0 is drawn as wide as level 1; the scale ends at 0 and 4.
        """
        begun = (abilities[..., None] - self._knots[:, :-1]) / self._widths
        done: Array = np.minimum(np.maximum(begun, 0.0, out=begun), 1.0, out=begun)
        return np.asarray(done.sum(axis=-1))

    def calibrate(self, items: Sequence[CalibrationItem], learners: int) -> Calibrated:
        """Returns the questions' difficulties after the nightly step: `quizzes.ability.calibration.calibrated`."""
        return calibrated(items, learners)


class Step(NamedTuple):
    """What one answer does: the `state` after it, the score `expected` before it, and the item's own changes."""

    state: AbilityState
    expected: float
    shift_b: float
    shift_v: float


def step(
    model: AbilityModel,
    state: AbilityState,
    item: Item,
    score: float,
    at: datetime,
    weight: float = 1.0,
    feedback: bool = True,
) -> Step:
    """Returns in one pass the state of `AbilityModel.update`, the score of `expected_score` and the changes of
    `AbilityModel.item_shift`; both of these are seen after time has passed and before the correction has taught.
    Arguments and errors of `update`.
    """
    require(0.0 <= score <= 1.0, "score {} is outside 0..1", score)
    require(0.0 <= weight < math.inf, "evidence weight {} is not >= 0", weight)
    law = law_at(model, state, at)
    places = [(place_of(model, key), share) for key, share in item.weights.items()]
    pull, distance, variance = asked(law, item, places)
    expected, (delta, spread) = answered(distance, variance, item, score, weight)
    if weight > 0.0:
        move(law, pull, delta, spread)
        if feedback:
            learn(law, places, model.learning_rate, model.learning_ceiling)
    share = item.variance / variance
    return Step(_kept(law, state, at), expected, -share * delta, share * share * spread)


def expected_score(model: AbilityModel, state: AbilityState, item: Item, at: datetime) -> float:
    """Returns the mean score predicted `at` an instant, in [c, 1]: of p, over the learner's law and the doubt on b,
    that is over d of variance V. It is what the log of predictions keeps. Raises like `AbilityModel.update`.
    """
    places = [(place_of(model, key), share) for key, share in item.weights.items()]
    _, distance, variance = asked(law_at(model, state, at), item, places)
    return predicted(distance, variance, item)


def law_at(model: AbilityModel, state: AbilityState, at: datetime) -> Law:
    """Returns the law that time has made of a state; raises AbilityError for a state of another model, a naive `at`."""
    require(state.version == model.version, "state of model {}, not of {}: replay", state.version, model.version)
    return aged(state, in_utc(at), model.forgetting_days, model.drift)


def place_of(model: AbilityModel, competency: str) -> int:
    """Returns the row of a competency; raises AbilityError for an unknown one."""
    place = model.places.get(competency)
    if place is None:
        raise AbilityError(f"unknown competency {competency!r}")
    return place


def _kept(law: Law, before: AbilityState, at: datetime) -> AbilityState:
    mean, covariance, gain = map(owned, law)
    return AbilityState(mean, covariance, max(in_utc(at), before.at), gain, before.version)


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
