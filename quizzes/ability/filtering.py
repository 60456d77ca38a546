"""The arithmetic of the filter: how a law of abilities ages, and what one answer tells of the ability it asks for."""

import math
from datetime import datetime, timedelta
from typing import Final, NamedTuple

import numpy as np
from numpy.polynomial.hermite_e import hermegauss

from quizzes.ability.checking import Array
from quizzes.ability.items import Item, Moments
from quizzes.ability.state import AbilityState

_NODES, _NODE_WEIGHTS = hermegauss(21)
_LOG_NODE_WEIGHTS: Final = np.log(_NODE_WEIGHTS)
_POWERS: Final = np.stack((np.ones(21), _NODES, _NODES**2))
_NODE_SHARES: Final = _NODE_WEIGHTS / _NODE_WEIGHTS.sum()
_DAY: Final = timedelta(days=1)


class Law(NamedTuple):
    """Abilities at an instant: `mean` (n,), `covariance` (n, n), `gain` (n,); the caller's own arrays, not shared."""

    mean: Array
    covariance: Array
    gain: Array


class Asked(NamedTuple):
    """What an item asks of a law: d = weighted ability - b has mean `distance` and variance V = w'Pw + v; `pull` (n,)
    is Pw / V.
    """

    pull: Array
    distance: float
    variance: float


def aged(state: AbilityState, at: datetime, forgetting_days: float, drift: float) -> Law:
    """Returns the law of a state `at` an instant (« Time »): over D days m - g (1 - exp(-D / forgetting_days)), g too,
    P + drift D I. An instant before the state's counts as the state's.
    """
    mean, covariance, gain = state.mean.copy(), state.covariance.copy(), state.gain.copy()
    days = (at - state.at) / _DAY
    if days > 0.0:
        lost = -math.expm1(-days / forgetting_days) * gain
        mean -= lost
        gain -= lost
        covariance.flat[:: len(mean) + 1] += drift * days
    return Law(mean, covariance, gain)


def asked(law: Law, item: Item, places: list[tuple[int, float]]) -> Asked:
    """Returns what `item` asks; `places`: (row of the law, weight) of each of its competencies."""
    direction = np.zeros(len(law.mean))
    for place, share in places:
        direction += share * law.covariance[place]
    distance = sum(share * float(law.mean[place]) for place, share in places) - item.difficulty
    variance = sum(share * float(direction[place]) for place, share in places) + item.variance
    return Asked(direction / variance, distance, variance)


def move(law: Law, pull: Array, delta: float, spread: float) -> None:
    """Changes the law into m + pull delta and P + pull pull' spread, which keeps P exactly symmetric."""
    np.add(law.mean, pull * delta, out=law.mean)
    change = np.multiply.outer(pull, pull)
    change *= spread
    np.add(law.covariance, change, out=law.covariance)


def learn(law: Law, places: list[tuple[int, float]], rate: float, ceiling: float) -> None:
    """Adds to m and g what reading the correction teaches, by the share of the weight: `lesson`."""
    total = sum(share for _, share in places)
    for place, share in places:
        learnt = share / total * lesson(float(law.mean[place]), rate, ceiling)
        law.mean[place] += learnt
        law.gain[place] += learnt


def lesson(ability: float, rate: float, ceiling: float) -> float:
    """Returns what one correction teaches (« Time »): rate max(0, 1 - ability / ceiling)."""
    return rate * max(0.0, 1.0 - ability / ceiling)


def predicted(distance: float, variance: float, item: Item) -> float:
    """Returns the mean score that d ~ N(distance, variance) predicts: the mean of p over 21 nodes."""
    logit = item.discrimination * (distance + math.sqrt(variance) * _NODES)
    return _mean_score(np.logaddexp(0.0, -logit), item.guessing)


def expected_variance(distance: float, variance: float, item: Item) -> float:
    """Returns the variance of d that is expected after an answer, right or wrong: by the law of total variance V less
    V T**2 / (p (1 - p)), with T the covariance of the standardised d with the chance of a right answer.
    """
    chance = np.exp(-np.logaddexp(0.0, -item.discrimination * (distance + math.sqrt(variance) * _NODES)))
    mean = float(_NODE_SHARES @ chance)
    covariance = (1.0 - item.guessing) * float((_NODE_SHARES * _NODES) @ chance)
    right = item.guessing + (1.0 - item.guessing) * mean
    return variance * (1.0 - covariance**2 / max(right * (1.0 - item.guessing) * (1.0 - mean), 1e-12))


def answered(distance: float, variance: float, item: Item, score: float, weight: float) -> tuple[float, Moments]:
    """Returns the mean score that d ~ N(distance, variance) predicted, and Delta and D (« Core »): what the answer adds
    to its mean and variance.
    """
    # With d = distance + sqrt(V) z, the 21 nodes z carry the likelihood's logarithm, less its constants:
    # s log(1 + c exp(-a d)) - log(1 + exp(-a d)) - (1 - s) a d. It neither overflows nor vanishes.
    root = math.sqrt(variance)
    logit = item.discrimination * (distance + root * _NODES)
    softplus = np.logaddexp(0.0, -logit)
    expected = _mean_score(softplus, item.guessing)
    if weight == 0.0:
        return expected, (0.0, 0.0)
    log_posterior = (score - 1.0) * logit - softplus
    if item.guessing > 0.0:
        log_posterior += score * np.logaddexp(0.0, math.log(item.guessing) - logit)
    log_posterior *= weight
    log_posterior += _LOG_NODE_WEIGHTS
    log_posterior -= log_posterior[log_posterior.argmax()]
    total, first, second = (_POWERS @ np.exp(log_posterior)).tolist()
    e = first / total
    u = second / total - e * e
    # The curvature of the log-likelihood never exceeds w a^2 / 4, hence (Cramer-Rao) a floor under u. It binds only for
    # likelihoods too sharp for 21 nodes, and keeps the covariance positive definite there.
    u = max(u, 1.0 / (1.0 + weight * item.discrimination**2 * variance / 4.0))
    return expected, (root * e, variance * (u - 1.0))


def _mean_score(softplus: Array, guessing: float) -> float:
    # log(1 + exp(-a d)) at the nodes is minus the logarithm of sigma(a d).
    return guessing + (1.0 - guessing) * float(_NODE_SHARES @ np.exp(-softplus))
