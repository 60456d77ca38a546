"""The step of the filter: what one answer tells of the ability that it asks for."""

import math
from datetime import datetime
from typing import Final

import numpy as np
from numpy.polynomial.hermite_e import hermegauss

from quizzes.ability.checking import Array
from quizzes.ability.items import Item, Moments
from quizzes.ability.state import AbilityState

_NODES, _NODE_WEIGHTS = hermegauss(21)
_LOG_NODE_WEIGHTS: Final = np.log(_NODE_WEIGHTS)


def posterior_change(distance: float, variance: float, item: Item, score: float, weight: float) -> Moments:
    """Returns Delta and D (« Core »): what the answer adds to mean and variance of d ~ N(distance, variance)."""
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


def moved(state: AbilityState, pull: Array, delta: float, spread: float, at: datetime) -> AbilityState:
    """Returns the state after m + pull delta and P + pull pull' spread, at another instant."""
    covariance = state.covariance + spread * np.multiply.outer(pull, pull)  # Exactly symmetric.
    return AbilityState(state.mean + pull * delta, covariance, at, state.gain, state.version)
