"""Evidence (answers, observed gestures) turned into a level and its uncertainty, for each competency of one learner.

A learner's abilities follow a Gaussian law, mean m and covariance P, updated by assumed-density filtering. Abilities,
difficulties, cuts and sd share one unit, the population's standard deviation. Source of the formulas: measurement
reference, « Core », « Other evidence », « What may be said to people ». « Time » is not written yet: `at` only moves
the state's instant, `gain` stays zero, `feedback` has no effect.
"""

import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, Self

import numpy as np
from numpy.polynomial.hermite_e import hermegauss
from numpy.typing import NDArray

Array = NDArray[np.float64]
Cuts = tuple[float, float, float, float]
Moments = tuple[float, float]  # A mean and a variance, or their changes.
Status = Literal["met", "gap", "to_confirm", "to_measure", "not_required"]

ALGORITHM: Final = 1  # Raise it whenever the same evidence would give another state: stored states are then refused.
DEFAULT_CUTS: Final[Cuts] = (-1.2, -0.4, 0.4, 1.2)
LEVEL_CENTRES: Final = (-1.7, -0.8, 0.0, 0.8, 1.7)
SMALLEST_OBSERVATION_SD: Final = 0.1  # Below, the covariance would lose its numerical definiteness.
DIRECT_PROOFS_NEEDED, GAP_UP_TO, MET_FROM = 3, 0.2, 0.8
# The highest level that questions alone establish, on competencies and on gestures (COM-*); and what was seen, acted.
QUESTIONS_CEILING, GESTURES_CEILING, OBSERVED_CEILING = 3, 2, 4
NEEDS_OBSERVATION: Final = "needs_observation"

_NODES, _NODE_WEIGHTS = hermegauss(21)
_LOG_NODE_WEIGHTS: Final = np.log(_NODE_WEIGHTS)
_HALF_WIDTH_90: Final = 1.6448536269514722  # The standard normal's 95th centile.


class AbilityError(ValueError):
    """Says in plain English which value the engine refuses: evidence, item, model or stored state."""


def _require(holds: object, message: str, *values: object) -> None:
    if not holds:
        raise AbilityError(message.format(*values))


def _in_utc(at: datetime) -> datetime:
    _require(at.utcoffset() is not None, "instant {} has no time zone", at)
    return at.astimezone(UTC)


def _read_only(values: Array, shape: tuple[int, ...]) -> Array:
    if values.flags.writeable or values.base is not None or values.dtype != np.float64:  # Else it is safe to share.
        values = np.array(values, dtype=np.float64)
        values.setflags(write=False)
    _require(values.shape == shape and np.isfinite(values).all(), "array of shape {} or values refused", values.shape)
    return values


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
        _require(0.0 < sum(weights.values()) < math.inf and min(weights.values()) >= 0.0, "weights {} refused", weights)
        _require(math.isfinite(self.difficulty) and 0.0 <= self.variance < math.inf, "difficulty or variance refused")
        _require(0.0 < self.discrimination < math.inf, "discrimination {} is not > 0", self.discrimination)
        _require(0.0 <= self.guessing < 1.0, "guessing {} is outside [0, 1)", self.guessing)
        object.__setattr__(self, "weights", MappingProxyType(weights))


def author_difficulty(step: int) -> Moments:
    """Returns the prior (b, v) of a question whose author chose `step`, 1 (evident) to 5 (expert); else AbilityError.
    Step s stands at the centre of level s - 1, where a person answers an open question of that step right one time in
    two. True difficulties have sd 1.1, authors err by sd 0.7: b = r * centre, v = r * 0.7**2, r = 0.71 (« Core »).
    """
    _require(step in (1, 2, 3, 4, 5), "difficulty step {} is not one of 1..5", step)
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


@dataclass(frozen=True, slots=True, eq=False)
class AbilityState:
    """What is known of one learner at one instant; immutable, its arrays are read-only; equality is to the last bit.
    `mean` (n,) and `covariance` (n, n), in the order of the model's competencies; `at`, kept in UTC; `gain` (n,), what
    was learnt and will fade (zero for now); `version` of the model that made it. Raises AbilityError for other shapes,
    values not finite, an asymmetric covariance, variances not positive, a naive instant.
    """

    mean: Array
    covariance: Array
    at: datetime
    gain: Array
    version: str

    def __post_init__(self) -> None:
        n = len(self.mean)
        for name, shape in (("mean", (n,)), ("covariance", (n, n)), ("gain", (n,))):
            object.__setattr__(self, name, _read_only(getattr(self, name), shape))
        object.__setattr__(self, "at", _in_utc(self.at))
        _require(self.covariance.diagonal().min(initial=1.0) > 0.0, "a variance is not positive")
        _require((self.covariance == self.covariance.T).all(), "the covariance is not symmetric")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AbilityState) and self.to_bytes() == other.to_bytes()

    def __hash__(self) -> int:
        return hash(self.to_bytes())

    def to_bytes(self) -> bytes:
        """Returns a line of JSON (version, instant, n), then exact little-endian float64: mean, gain, lower triangle of
        the covariance by rows; 3.1 kB for 25 competencies.
        """
        n = len(self.mean)
        header = json.dumps({"version": self.version, "at": self.at.isoformat(), "n": n})
        values = np.concatenate((self.mean, self.gain, self.covariance[np.tril_indices(n)]))
        return header.encode() + b"\n" + values.astype("<f8").tobytes()

    @classmethod
    def from_bytes(cls, stored: bytes) -> Self:
        """Returns the state that `to_bytes` stored; raises AbilityError when it is damaged or cut short."""
        header, _, body = stored.partition(b"\n")
        try:
            fields = json.loads(header)
            n, version, at = int(fields["n"]), str(fields["version"]), datetime.fromisoformat(fields["at"])
            values = np.frombuffer(body, dtype="<f8").astype(np.float64)
        except (ValueError, KeyError, TypeError) as error:
            raise AbilityError("stored state cannot be read") from error
        _require(0 <= n <= len(values) == 2 * n + n * (n + 1) // 2, "stored state has {} values", len(values))
        covariance, lower = np.empty((n, n)), np.tril_indices(n)
        covariance[lower] = covariance.T[lower] = values[2 * n :]
        return cls(values[:n], covariance, at, values[n : 2 * n], version)


class Estimate(NamedTuple):
    """What is believed of every competency: `p_at_least` (n, 4), column k - 1 is P(level >= k); `position` (n,) and
    `interval` (n, 2), mean and bounds of the 90 % interval on the scale 0..4 of `AbilityModel.positions`; read-only.
    """

    competencies: tuple[str, ...]
    mean: Array
    sd: Array
    p_at_least: Array
    position: Array
    interval: Array


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
        _require(0 < len(keys) == len(set(keys)), "competencies must be given, each once")
        _require(set(keys) == set(self.domains), "domains must name the model's competencies, all and only")
        _require(set(keys) >= set(self.standards), "standards name an unknown competency")
        _require(math.isfinite(self.prior_mean) and 0.0 < self.prior_variance < math.inf, "prior moments refused")
        _require(0.0 <= self.across <= self.within < 1.0, "correlations must obey 0 <= across <= within < 1")
        standards = [tuple(self.standards.get(key, self.cuts)) for key in keys]
        _require(all(len(cuts) == 4 for cuts in standards), "a standard must have four cuts")
        _require(np.isfinite(standards).all() and (np.diff(standards) > 0.0).all(), "cuts must be finite and increase")
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
            "_covariance": _read_only(prior, prior.shape),
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
        return _moved(state, pull, delta, spread, instant)

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
        _require(level in (0, 1, 2, 3, 4), "level {} is not one of 0..4", level)
        _require(SMALLEST_OBSERVATION_SD <= sd < math.inf, "observation sd {} is not >= 0.1", sd)
        instant = self._check(state, 1.0, at, 1.0)
        place = self._place(competency)
        row = state.covariance[place]
        variance = float(row[place]) + sd * sd
        return _moved(state, row / variance, LEVEL_CENTRES[int(level)] - float(state.mean[place]), -variance, instant)

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
        return Estimate(tuple(self.competencies), *(_read_only(values, values.shape) for values in results))

    def positions(self, abilities: Array) -> Array:
        """Returns where abilities (n,), one a competency, stand on the scale 0..4 on which levels are drawn, (n,):
        piecewise linear, cut k at k. So the whole part is the level, and the mark of a required level k is reached
        exactly when P(level >= k) >= 0.5. Level 0 is drawn as wide as level 1; the scale ends at 0 and 4.
        """
        knots = np.concatenate((2.0 * self._cuts[:, :1] - self._cuts[:, 1:2], self._cuts), axis=1)
        done: Array = np.clip((abilities[:, None] - knots[:, :-1]) / np.diff(knots), 0.0, 1.0)
        return np.asarray(done.sum(axis=1))

    def _place(self, competency: str) -> int:
        _require(competency in self._index, "unknown competency {!r}", competency)
        return self._index[competency]

    def _check(self, state: AbilityState, score: float, at: datetime, weight: float) -> datetime:
        _require(state.version == self.version, "state of model {}, not of {}: replay", state.version, self.version)
        _require(0.0 <= score <= 1.0, "score {} is outside 0..1", score)
        _require(0.0 <= weight < math.inf, "evidence weight {} is not >= 0", weight)
        return max(_in_utc(at), state.at)

    def _step(self, state: AbilityState, item: Item, score: float, weight: float) -> tuple[Array, float, float, float]:
        # k = Pw / V (n,); V, the variance of d = weighted ability - b; what the answer adds to the mean of d, to V.
        places = [(self._place(key), share) for key, share in item.weights.items()]
        direction = np.zeros(len(state.mean))
        for place, share in places:
            direction += share * state.covariance[place]
        distance = sum(share * float(state.mean[place]) for place, share in places) - item.difficulty
        variance = sum(share * float(direction[place]) for place, share in places) + item.variance
        return direction / variance, variance, *_posterior_change(distance, variance, item, score, weight)


def _posterior_change(distance: float, variance: float, item: Item, score: float, weight: float) -> Moments:
    # With d = distance + sqrt(V) z, the 21 nodes z carry the likelihood's logarithm, less its constants:
    # s log(1 + c exp(-a d)) - log(1 + exp(-a d)) - (1 - s) a d. It neither overflows nor vanishes.
    if weight == 0.0:
        return 0.0, 0.0
    root = math.sqrt(variance)
    logit = item.discrimination * (distance + root * _NODES)
    log_posterior = (score - 1.0) * logit - np.logaddexp(0.0, -logit)
    if item.guessing > 0.0:
        log_posterior += score * np.logaddexp(0.0, math.log(item.guessing) - logit)
    log_posterior = weight * log_posterior + _LOG_NODE_WEIGHTS
    posterior = np.exp(log_posterior - log_posterior.max())
    posterior /= posterior.sum()
    e = float(posterior @ _NODES)
    u = float(posterior @ (_NODES - e) ** 2)
    # The curvature of the log-likelihood never exceeds w a^2 / 4, hence (Cramer-Rao) a floor under u. It binds only for
    # likelihoods too sharp for 21 nodes, and keeps the covariance positive definite there.
    u = max(u, 1.0 / (1.0 + weight * item.discrimination**2 * variance / 4.0))
    return root * e, variance * (u - 1.0)


def _moved(state: AbilityState, pull: Array, delta: float, spread: float, at: datetime) -> AbilityState:
    covariance = state.covariance + spread * np.multiply.outer(pull, pull)  # Exactly symmetric.
    return AbilityState(state.mean + pull * delta, covariance, at, state.gain, state.version)


def replay(model: AbilityModel, events: Iterable[Answer | Observation], start: datetime | None = None) -> AbilityState:
    """Returns the state after `events`, in the order given, from the prior at `start` (by default the first instant):
    that of the same calls one by one. Raises AbilityError like them, and when there is neither event nor start.
    """
    log = list(events)
    _require(log or start is not None, "a replay needs an event or a start")
    state = model.start(log[0].at if start is None else start)
    for event in log:
        state = model.update(state, *event) if isinstance(event, Answer) else model.observe(state, *event)
    return state


class Verdict(NamedTuple):
    """A status, the direct proofs `missing` when it is to measure, and as `reason` NEEDS_OBSERVATION or None."""

    status: Status
    missing: int = 0
    reason: str | None = None


def count_direct_proofs(events: Iterable[Answer | Observation]) -> Counter[str]:
    """Returns how many pieces of (counted) evidence name each competency with a positive weight: one each, whatever the
    weight; evidence of weight 0 and what correlation lends are no proof.
    """
    proofs: Counter[str] = Counter()
    for event in events:
        if isinstance(event, Observation):
            proofs[event.competency] += 1
        elif event.weight > 0.0:
            proofs.update(key for key, share in event.item.weights.items() if share > 0.0)
    return proofs


def established_level(p_at_least: Sequence[float] | Array, direct_proofs: int, ceiling: int) -> int | None:
    """Returns the level to show, 0..`ceiling`: the median one, the number of k with P(level >= k) >= 0.5; None with
    fewer than three direct proofs. `p_at_least` (4,): a row of `Estimate.p_at_least`. Raises AbilityError.
    """
    chances = _chances(p_at_least, direct_proofs, ceiling)
    return min(ceiling, sum(p >= 0.5 for p in chances)) if direct_proofs >= DIRECT_PROOFS_NEEDED else None


def verdict(direct_proofs: int, p_at_least: Sequence[float] | Array, required: int, ceiling: int) -> Verdict:
    """Returns what may be said of a competency facing the `required` level 0..4; `p_at_least` (4,): P(level >= 1..4).
    Required 0: not required. Fewer than three direct proofs: to measure, whatever the probability. Then by
    P(level >= required): gap up to 0.2, met from 0.8, else to confirm. Above the `ceiling` 0..4 of its evidence nothing
    is met: what is not a gap is to confirm, and NEEDS_OBSERVATION. Raises AbilityError for a value out of range.
    """
    chances = _chances(p_at_least, direct_proofs, ceiling)
    _require(required in (0, 1, 2, 3, 4), "required level {} is not one of 0..4", required)
    if required == 0:
        return Verdict("not_required")
    if direct_proofs < DIRECT_PROOFS_NEEDED:
        return Verdict("to_measure", missing=DIRECT_PROOFS_NEEDED - direct_proofs)
    if chances[required - 1] <= GAP_UP_TO:
        return Verdict("gap")
    if required > ceiling:
        return Verdict("to_confirm", reason=NEEDS_OBSERVATION)
    return Verdict("met" if chances[required - 1] >= MET_FROM else "to_confirm")


def _chances(p_at_least: Sequence[float] | Array, direct_proofs: int, ceiling: int) -> list[float]:
    chances = [float(p) for p in p_at_least]
    _require(len(chances) == 4 and all(0.0 <= p <= 1.0 for p in chances), "{} is not P(level >= 1..4)", chances)
    _require(direct_proofs >= 0 and ceiling in (0, 1, 2, 3, 4), "{} proofs, ceiling {}", direct_proofs, ceiling)
    return chances
