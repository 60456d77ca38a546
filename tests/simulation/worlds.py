"""Worlds whose truth is known: people, what they learn and forget, banks of questions, and the answers that follow.

The world of the measurement reference: 20 competencies in 7 domains, correlated .6 within and .4 across, guessing,
partial credit. It is harder than the engine's model where real questions are: each has a discrimination of its own, a
part are composed of steps that succeed together, one in seven asks for two competencies, authors round what they guess
to five steps, and people learn at paces of their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from math import exp
from typing import Literal

import numpy as np

from quizzes.ability import DEFAULT_CUTS, LEVEL_CENTRES, AbilityModel, Array, Item, author_difficulty

SIZES = (3, 3, 3, 3, 3, 3, 2)
KEYS = tuple(f"D{domain}-{rank}" for domain, size in enumerate(SIZES) for rank in range(size))
DOMAINS = {key: key.partition("-")[0] for key in KEYS}
MODEL = AbilityModel(KEYS, DOMAINS)
N = len(KEYS)
START = datetime(2026, 1, 5, 9, tzinfo=UTC)
CUTS = np.array(DEFAULT_CUTS)

# How much is known of the questions: all but a little; where they lie, but not how sharply they separate (what the
# nightly step reaches, it leaves discriminations alone); or a step from 1 to 5 that their author guessed.
Knowledge = Literal["calibrated", "located", "guessed"]
LOCATED_SD, SHARPNESS_ERROR = 0.2, 0.1
GUESSING = np.array([0.0, 0.25, 0.5, 0.0])  # Open, four options, true or false, several steps.
SHARES = (0.3, 0.45, 0.1, 0.15)
STEPS = 4


@dataclass(frozen=True)
class Bank:
    """Questions: their true weights (count, N), difficulty, discrimination, guessing and whether they have steps, and
    the items that the engine is told of.
    """

    weights: Array
    difficulty: Array
    discrimination: Array
    guessing: Array
    has_steps: np.ndarray
    items: tuple[Item, ...]

    def __len__(self):
        return len(self.items)

    def chance(self, place, abilities):
        """Returns the true mean score of a person of these abilities (N,)."""
        slope = self.discrimination[place] * (self.weights[place] @ abilities - self.difficulty[place])
        return self.guessing[place] + (1.0 - self.guessing[place]) / (1.0 + exp(-slope))

    def score(self, rng, place, abilities):
        """Returns the score of one answer: 0 or 1, or a share of four steps that tend to succeed together."""
        chance = self.chance(place, abilities)
        if self.has_steps[place]:
            return rng.binomial(STEPS, rng.beta(2.0 * chance, 2.0 * (1.0 - chance))) / STEPS
        return float(rng.random() < chance)


def bank(rng, count: int, known: Knowledge) -> Bank:
    """Returns `count` questions, spread evenly over the competencies; one in seven weighs a second one, .3 to .7."""
    first = rng.permutation(np.arange(count) % N)
    weights = np.zeros((count, N))
    weights[np.arange(count), first] = 1.0
    for place in np.flatnonzero(rng.random(count) < 1 / 7):
        weights[place, first[place]] = 0.7
        weights[place, (first[place] + rng.integers(1, N)) % N] = 0.3
    kind = rng.choice(len(SHARES), count, p=SHARES)
    difficulty, discrimination = 1.1 * rng.normal(size=count), 1.2 * np.exp(0.25 * rng.normal(size=count))
    told = list(_told(rng, known, difficulty, discrimination))
    items = tuple(
        Item({KEYS[each]: row[each] for each in np.flatnonzero(row)}, b, v, a, c)
        for row, (b, v, a), c in zip(weights, told, GUESSING[kind].tolist(), strict=True)
    )
    return Bank(weights, difficulty, discrimination, GUESSING[kind], kind == len(SHARES) - 1, items)


def _told(rng, known: Knowledge, difficulty, discrimination) -> Iterator[tuple[float, float, float]]:
    for b, a in zip(difficulty.tolist(), discrimination.tolist(), strict=True):
        if known == "guessed":
            step = 1 + int(np.abs(b + 0.7 * rng.normal() - np.array(LEVEL_CENTRES)).argmin())
            yield *author_difficulty(step), 1.2
        else:
            sharpness = a * exp(SHARPNESS_ERROR * rng.normal()) if known == "calibrated" else 1.2
            yield b + LOCATED_SD * rng.normal(), LOCATED_SD**2, sharpness


@dataclass(frozen=True)
class People:
    """Their true abilities (people, N) at START, and the level 1..3 that is required of each in each competency."""

    abilities: Array
    required: np.ndarray

    @property
    def is_reached(self):
        """Whether each required level is truly reached (people, N)."""
        return self.abilities >= CUTS[self.required - 1]

    def first(self, count: int) -> "People":
        """Returns some of them."""
        return People(self.abilities[:count], self.required[:count])

    def __len__(self):
        return len(self.abilities)


def people(rng, count: int, mean: float = 0.0) -> People:
    """Returns people of sd 1 around `mean`; requirements as hard to judge as can be, for nobody is far from them."""
    domains = np.array([DOMAINS[key] for key in KEYS])
    covariance = np.where(domains[:, None] == domains, 0.6, 0.4)
    np.fill_diagonal(covariance, 1.0)
    return People(
        mean + rng.multivariate_normal(np.zeros(N), covariance, size=count), rng.integers(1, 4, size=(count, N))
    )


class Life:
    """One person's true abilities as time passes: a correction that is read teaches, what was learnt fades, and the
    rest wanders. The paces are those of the reference; each person learns at a multiple of them, .3 to 3.
    """

    def __init__(self, rng, abilities: Array) -> None:
        self.rng, self.abilities, self.gain, self.at = rng, abilities.copy(), np.zeros(N), START
        self.pace = 0.04 * exp(0.5 * rng.normal() - 0.125)

    def pass_until(self, at: datetime) -> None:
        """Lets time pass until an instant."""
        if at == self.at:
            return
        days = (at - self.at).total_seconds() / 86_400
        lost = self.gain * (1.0 - exp(-days / 90.0))
        self.abilities += self.rng.normal(size=N) * (0.001 * days) ** 0.5 - lost
        self.gain -= lost
        self.at = at

    def learn(self, weights: Array) -> None:
        """Reads the correction of a question with these weights (N,)."""
        step = self.pace * weights * np.maximum(0.0, 1.0 - self.abilities / 3.0)
        self.abilities += step
        self.gain += step
