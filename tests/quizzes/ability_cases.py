"""Models, logs and the exact integration that the tests of the ability engine share."""

from datetime import UTC, datetime, timedelta

import numpy as np

from quizzes.ability import AbilityModel, Answer, Item, Observation

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
KEYS = tuple(f"C-{place}" for place in range(25))
MODEL = AbilityModel(KEYS, {key: f"D{place // 4}" for place, key in enumerate(KEYS)})
ONE = AbilityModel(["A"], {"A": "d"})
TWO = AbilityModel(["A", "B"], {"A": "d", "B": "d"})
AT_ZERO = Item({"A": 1.0}, 0.0, 0.0)


def random_log(seed: int, length: int) -> list[Answer | Observation]:
    rng = np.random.default_rng(seed)
    log: list[Answer | Observation] = []
    for rank in range(length):
        at = AT + timedelta(hours=rank)
        first, second = (str(key) for key in rng.choice(KEYS, 2, replace=False))
        if rank % 10 == 9:
            log.append(Observation(first, int(rng.integers(5)), at, sd=float(rng.uniform(0.9, 1.2))))
            continue
        weights = {first: 1.0} if rank % 3 else {first: 0.7, second: 0.3}
        item = Item(
            weights, float(rng.normal()), float(rng.choice([0.0, 0.35])), guessing=float(rng.choice([0.0, 0.25]))
        )
        log.append(Answer(item, float(rng.choice([0.0, 0.3, 1.0])), at, float(rng.choice([1.0, 0.5]))))
    return log


def brute_force_moments(model, item, score, weight=1.0):
    """Integrates prior x likelihood on a dense grid over every ability and the difficulty; returns mean, covariance."""
    n = len(model.competencies)
    start = model.start(AT)
    covariance = np.zeros((n + 1, n + 1))
    covariance[:n, :n], covariance[n, n] = start.covariance, item.variance
    centre = np.append(start.mean, item.difficulty)
    axis = np.arange(-7.0, 7.0001, 0.2)
    # The grid follows the principal axes of the prior, where its density is a product of standard normals.
    z = np.stack(np.meshgrid(*[axis] * (n + 1), indexing="ij"), axis=-1).reshape(-1, n + 1)
    points = centre + z @ np.linalg.cholesky(covariance).T
    shares = np.array([item.weights.get(key, 0.0) for key in model.competencies])
    distance = points[:, :n] @ shares - points[:, n]
    p = item.guessing + (1 - item.guessing) / (1 + np.exp(-item.discrimination * distance))
    density = np.exp(-0.5 * (z * z).sum(axis=1)) * (p**score * (1 - p) ** (1 - score)) ** weight
    density /= density.sum()
    mean = density @ points
    return mean, (points - mean).T @ ((points - mean) * density[:, None])
