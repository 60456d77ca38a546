"""Where the people who are measured stand on the authors' scale: one mean, before they calibrate the questions."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from quizzes.ability.checking import AbilityError, require
from quizzes.ability.items import Answer, Observation
from quizzes.ability.model import AbilityModel, replay

MOST_ROUNDS: Final = 50
FARTHEST: Final = 4.0  # All answers right lead to infinity: a mean beyond would say nothing.
_SLOWEST: Final = 0.02  # Even few answers bring a round that much nearer; noise must not make a step longer.


def population_mean(
    model: AbilityModel, logs: Sequence[Sequence[Answer | Observation]], tolerance: float = 0.001
) -> float:
    """Returns the mean ability of the population, one number for all competencies, that is most likely given the `logs`
    of some learners; put it in `prior_mean`. Their items must be the authors': the scale would follow the people.

    EM. E step: each log is replayed from a prior of mean mu, which gives m - g: what was learnt since was not brought.
    M step: mu becomes the mean over learners of 1'C (m - g) / 1'C 1, C the inverse of the prior's
    covariance (GLS). Where answers are few a round goes a small part of the way; two rounds tell which part, so the
    next goes all of it (secant), until it is at most `tolerance`: four or five rounds. Within -4..4. Raises
    AbilityError when no log holds an event, for a tolerance <= 0, when 50 rounds do not do, and like `replay`.
    """
    known = [log for log in logs if log]
    require(known, "a population needs a learner with evidence")
    require(tolerance > 0.0, "tolerance {} is not > 0", tolerance)
    prior = model.start(known[0][0].at).covariance
    shares = np.linalg.solve(prior, np.ones(len(prior)))
    shares /= shares.sum()

    def rise(mean: float) -> float:
        moved = replace(model, prior_mean=mean)
        states = (replay(moved, log) for log in known)
        return sum(float(shares @ (state.mean - state.gain)) for state in states) / len(known) - mean

    mean, ahead, slope = model.prior_mean, rise(model.prior_mean), -1.0
    for _ in range(MOST_ROUNDS):
        after = min(max(mean - ahead / slope, -FARTHEST), FARTHEST)
        if after == mean:
            return mean
        still = rise(after)
        slope = min(max((still - ahead) / (after - mean), -1.0), -_SLOWEST)
        mean, ahead = after, still
        if abs(ahead / slope) <= tolerance:
            return min(max(mean - ahead / slope, -FARTHEST), FARTHEST)
    raise AbilityError(f"the population's mean did not settle in {MOST_ROUNDS} rounds")
