"""The adaptive diagnostic: which question to ask next, and when enough were asked, so that few questions settle whether
each required level is reached.

Source of the criterion and of the stopping rule: measurement reference, « Adaptive diagnostic ». Answers are predicted
right or wrong; a question with partial marks is worth a little more than what is computed.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from types import MappingProxyType
from typing import Final, Literal, Self, TypeVar

import numpy as np
from numpy.polynomial.hermite_e import hermegauss
from numpy.typing import NDArray

from quizzes.ability import GAP_UP_TO, MET_FROM, AbilityError, AbilityModel, AbilityState, Array, Item
from quizzes.ability.model import law_at

Mask = NDArray[np.bool_]
StopReason = Literal["most", "decided", "exhausted"]
Fitted = TypeVar("Fitted", Mask, Array)

MOST, FEWEST, DECIDED_SHARE = 40, 15, 0.8
BEST: Final = 5  # One of so many best questions is drawn: neighbours on a sitting do not read the same questions.
EXPOSURE_CAP, FEWEST_DIAGNOSTICS = 0.5, 10
UPKEEP: Final = 0.2  # What sharpening a required competency is worth where its level is not in doubt.

_NODES, _NODE_WEIGHTS = hermegauss(21)
# Rows: what sums to the mean of a function of the standardised d, and to its covariance with it.
_MOMENTS: Final = np.stack((_NODE_WEIGHTS, _NODE_WEIGHTS * _NODES)) / _NODE_WEIGHTS.sum()


@dataclass(frozen=True, slots=True, eq=False)
class ItemPool:
    """The questions that may be asked, as arrays built once; immutable. `keys` names each (N of them), `place_of` gives
    its index back. `mixes` (G, n): the distinct weights on the model's n competencies, `mix` (N,): which of them each
    question has; most share a few, so that what depends on a state is computed G times, not N. `difficulty` b,
    `variance` v, `discrimination` a, `guessing` c (N,), with the units of `Item`.
    """

    keys: tuple[str, ...]
    competencies: tuple[str, ...]
    mixes: Array
    mix: NDArray[np.intp]
    difficulty: Array
    variance: Array
    discrimination: Array
    guessing: Array
    place_of: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        for values in (self.mixes, self.mix, self.difficulty, self.variance, self.discrimination, self.guessing):
            values.setflags(write=False)
        places = {key: place for place, key in enumerate(self.keys)}
        object.__setattr__(self, "place_of", MappingProxyType(places))

    @classmethod
    def of(cls, model: AbilityModel, items: Mapping[str, Item]) -> Self:
        """Returns the pool of `items` by key, in their order; raises AbilityError for a competency unknown to `model`.
        About 5 ms for 1,000 questions: build it once a bank, not once a question.
        """
        column = {key: place for place, key in enumerate(model.competencies)}
        weights = np.zeros((len(items), len(column)))
        for row, item in zip(weights, items.values(), strict=True):
            for key, share in item.weights.items():
                if key not in column:
                    raise AbilityError(f"unknown competency {key!r}")
                row[column[key]] = share
        mixes, mix = np.unique(weights, axis=0, return_inverse=True)
        values = [(item.difficulty, item.variance, item.discrimination, item.guessing) for item in items.values()]
        b, v, a, c = (np.array(part) for part in np.array(values).reshape(-1, 4).T)
        return cls(tuple(items), tuple(model.competencies), mixes, mix.reshape(-1), b, v, a, c)

    def subset(self, mask: Mask) -> Self:
        """Returns the pool of the questions where `mask` (N,) is true; their indices are those of the new pool."""
        kept = np.flatnonzero(mask)
        keys = tuple(self.keys[place] for place in kept.tolist())
        parts = (self.difficulty, self.variance, self.discrimination, self.guessing)
        b, v, a, c = (part[kept] for part in parts)
        return type(self)(keys, self.competencies, self.mixes, self.mix[kept], b, v, a, c)

    def __len__(self) -> int:
        return len(self.keys)


def exposure_rates(asked: Sequence[int] | NDArray[np.int_], diagnostics: int) -> Array:
    """Returns the share of the people who met each question (N,), from the number of diagnostics that `asked` it (N,)
    among the last `diagnostics`, which count as ten at least: with fewer, a rate says nothing, yet a question that
    five people have met already rests until ten diagnostics were taken. Raises AbilityError for negative counts.
    """
    counts = np.asarray(asked, dtype=np.float64)
    if diagnostics < 0 or (counts < 0.0).any():
        raise AbilityError("exposure counts must be >= 0")
    rates: Array = counts / max(diagnostics, FEWEST_DIAGNOSTICS)
    return rates


def next_item(
    model: AbilityModel,
    state: AbilityState,
    required: Mapping[str, int],
    pool: ItemPool,
    at: datetime,
    rng: Random,
    *,
    asked: Collection[int] | Mask,
    excluded: Mask | None = None,
    exposure: Array | None = None,
    most: int = MOST,
) -> int | None:
    """Returns the index in `pool` of the question to ask a person `at` an instant; None when nothing may be asked.

    `required`: level 1..4 by competency (0: not required); `asked`: indices, or a mask (N,), of what this diagnostic
    has asked; `excluded` (N,): what this person must not be asked, met before; `exposure` (N,): `exposure_rates`.
    The rules, the stronger first: no question twice; at most 40; a question on every required competency the pool can
    ask about (those without one come first when as many questions are left, or when enough is decided); a question
    that half of the people met rests, unless nothing else is left: then the five least exposed. Among what remains,
    one of the five that maximise the expected fall of the weighted variances. Raises AbilityError for an unknown
    competency or level, arrays that do not fit, a pool or state of another model.
    """
    met = _mask(pool, asked)
    if int(met.sum()) >= most:
        return None
    here = _Here.of(model, state, required, pool, at)
    allowed = ~met if excluded is None else ~(met | _fitting(excluded, pool))
    allowed = _covering(here, pool, met, allowed, most)
    if exposure is not None:
        allowed = _rested(allowed, _fitting(exposure, pool))
    candidates = np.flatnonzero(allowed)
    if not len(candidates):
        return None
    worth = _worth(here, pool, candidates)
    best = candidates if len(candidates) <= BEST else candidates[np.argpartition(worth, -BEST)[-BEST:]]
    return int(best[rng.randrange(len(best))])


def stop_reason(
    model: AbilityModel,
    state: AbilityState,
    required: Mapping[str, int],
    pool: ItemPool,
    at: datetime,
    *,
    asked: Collection[int] | Mask,
    excluded: Mask | None = None,
    most: int = MOST,
) -> StopReason | None:
    """Returns why a diagnostic ends here, None when it goes on. "most": 40 questions. "decided": 15 at least, one on
    every required competency that the pool can ask about, and 80 % of the required competencies decided, that is
    P(level >= required) >= 0.8 or <= 0.2. "exhausted": nothing is left to ask. Arguments and errors of `next_item`.
    """
    met = _mask(pool, asked)
    if int(met.sum()) >= most:
        return "most"
    here = _Here.of(model, state, required, pool, at)
    allowed = ~met if excluded is None else ~(met | _fitting(excluded, pool))
    if not allowed.any():
        return "exhausted"
    enough = int(met.sum()) >= FEWEST and here.has_decided and not len(_uncovered(here, pool, met, allowed))
    return "decided" if enough else None


@dataclass(frozen=True, slots=True)
class _Here:
    # What is believed at the instant: mean (n,), covariance (n, n); of the required competencies, their places, where
    # their level begins, and which are decided.
    mean: Array
    covariance: Array
    places: NDArray[np.intp]
    cuts: Array
    decided: Mask

    @classmethod
    def of(
        cls, model: AbilityModel, state: AbilityState, required: Mapping[str, int], pool: ItemPool, at: datetime
    ) -> Self:
        if pool.competencies != model.competencies:
            raise AbilityError("pool of another model")
        law = law_at(model, state, at)
        levels = {key: level for key, level in required.items() if level != 0}
        if not levels.keys() <= model.domains.keys() or not set(levels.values()) <= {1, 2, 3, 4}:
            raise AbilityError(f"required levels {dict(required)} refused")
        wanted = [(place, key) for place, key in enumerate(model.competencies) if key in levels]
        places = np.array([place for place, _ in wanted], dtype=np.intp)
        cuts = np.array([model.standards.get(key, model.cuts)[levels[key] - 1] for _, key in wanted])
        z = (cuts - law.mean[places]) / np.sqrt(2.0 * law.covariance.diagonal()[places])
        chances = 0.5 * np.array([*map(math.erfc, z.tolist())])
        return cls(law.mean, law.covariance, places, cuts, (chances <= GAP_UP_TO) | (chances >= MET_FROM))

    @property
    def has_decided(self) -> bool:
        return bool(self.decided.sum() >= DECIDED_SHARE * len(self.decided))


def _mask(pool: ItemPool, indices: Collection[int] | Mask) -> Mask:
    if isinstance(indices, np.ndarray) and indices.dtype == np.bool_:
        return _fitting(indices, pool)
    mask = np.zeros(len(pool), dtype=np.bool_)
    places = np.array([*indices], dtype=np.intp)
    if ((places < 0) | (places >= len(pool))).any():
        raise AbilityError("an index is not in the pool")
    mask[places] = True
    return mask


def _fitting(values: Fitted, pool: ItemPool) -> Fitted:
    if values.shape != (len(pool),):
        raise AbilityError(f"array of shape {values.shape} for a pool of {len(pool)}")
    return values


def _uncovered(here: _Here, pool: ItemPool, met: Mask, allowed: Mask) -> NDArray[np.intp]:
    # Places of the required competencies without a question, on which there is one to ask.
    touches = pool.mixes[:, here.places] > 0.0  # (G, required)
    asked_mixes, open_mixes = (np.bincount(pool.mix[mask], minlength=len(pool.mixes)) > 0 for mask in (met, allowed))
    return here.places[touches[open_mixes].any(axis=0) & ~touches[asked_mixes].any(axis=0)]


def _covering(here: _Here, pool: ItemPool, met: Mask, allowed: Mask, most: int) -> Mask:
    left = most - int(met.sum())
    if not here.has_decided and left > len(here.places):
        return allowed
    missing = _uncovered(here, pool, met, allowed)
    if not len(missing) or not (here.has_decided or left <= len(missing)):
        return allowed
    touching: Mask = np.asarray((pool.mixes[:, missing] > 0.0).any(axis=1))
    return allowed & touching[pool.mix]


def _rested(allowed: Mask, exposure: Array) -> Mask:
    rested = allowed & (exposure < EXPOSURE_CAP)
    if rested.any() or allowed.sum() <= BEST:
        return rested if rested.any() else allowed
    least = np.argsort(np.where(allowed, exposure, np.inf), kind="stable")[:BEST]
    rested[least] = True
    return rested


def _worth(here: _Here, pool: ItemPool, candidates: NDArray[np.intp]) -> Array:
    # sum_k w_k K_k^2 (expected fall of Var d), for each candidate. With K = Pw / V the first factor is S / V^2, where
    # S depends on the mix alone. The mean of d given a right or wrong answer has variance V T^2 / (p (1 - p)), where T
    # is the covariance of the standardised d with p(d): by the law of total variance, that is the expected fall.
    pulls = pool.mixes @ here.covariance
    spread = (pulls * pool.mixes).sum(axis=1)
    interest = pulls**2 @ _weights(here)
    mix = pool.mix[candidates]
    variance = spread[mix] + pool.variance[candidates]
    slope = -pool.discrimination[candidates]
    logit = np.multiply.outer(_NODES, slope * np.sqrt(variance))
    logit += slope * ((pool.mixes @ here.mean)[mix] - pool.difficulty[candidates])
    with np.errstate(over="ignore"):  # Far on the wrong side exp is infinite and the chance 0, as it should.
        np.exp(logit, out=logit)
    logit += 1.0
    chance, covariance = _MOMENTS @ np.reciprocal(logit, out=logit)
    guessing = pool.guessing[candidates]
    right = guessing + (1.0 - guessing) * chance
    explained = (1.0 - guessing) * covariance**2 / np.maximum(right * (1.0 - chance), 1e-12)
    worth: Array = interest[mix] / variance * explained
    return worth


def _weights(here: _Here) -> Array:
    # w_k = (need_k exp(-(m_k - cut_k)^2 / (2 P_kk)) + 0.2) / P_kk on the required competencies, need_k 1 where the
    # level is undecided, else 0. What is not required is worth nothing by itself: it is asked about for what it tells
    # of the others. With the 0.2 on all, a diagnostic of four competencies asked half its questions on the other ones.
    variance = here.covariance.diagonal()[here.places]
    doubt = np.exp(-0.5 * (here.mean[here.places] - here.cuts) ** 2 / variance)
    weights = np.zeros(len(here.mean))
    weights[here.places] = (np.where(here.decided, 0.0, doubt) + UPKEEP) / variance
    return weights
