"""Worlds whose truth is known: people answer questions, and each answer is predicted just before, by our own engine."""

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import numpy as np

from quizzes.ability import AbilityModel, Item, author_difficulty
from quizzes.statistics.predictions import Predictions, predictions_of

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(21)
WEIGHTS = WEIGHTS / WEIGHTS.sum()


class World(NamedTuple):
    """What was predicted and answered, and the true b of each question less the one that was believed."""

    predictions: Predictions
    departures: np.ndarray


def right(item: Item, distance) -> np.ndarray:
    """P(right) of people whose ability lies so far above b."""
    return item.guessing + (1 - item.guessing) / (1 + np.exp(-item.discrimination * distance))


def play(
    seed: int,
    questions: int = 200,
    people: int = 160,
    asked: int = 40,
    sitting: int = 10,
    departures=None,
    wrong_keys=(),
    mean: float = 0.0,
    prior_variance: float = 1.0,
    guessing: float = 0.25,
    doubt: float | None = None,
    believed: float = 1.2,
) -> World:
    """People of ability N(mean, 1) answer questions of five steps, in sittings three days apart; the engine believes
    them N(0, prior_variance), and the b's N(author's, `doubt` or the author's variance); `departures`: true b less the
    author's, drawn from that law where not given; `believed`: the discrimination that it takes the true 1.2 for. A
    wrong key marks one of the wrong options as right, or, without options, what hardly anybody would write.
    """
    random = np.random.default_rng(seed)
    steps = np.arange(questions) % 5 + 1
    guesses = np.array([author_difficulty(int(step)) for step in steps])
    variances = guesses[:, 1] if doubt is None else np.full(questions, doubt)
    away = random.normal(0, np.sqrt(variances)) if departures is None else np.array(departures, dtype=float)
    items = [Item({"X": 1.0}, b, v, believed, guessing) for b, v in zip(guesses[:, 0], variances, strict=True)]
    model = AbilityModel(("X",), {"X": "D"}, prior_variance=prior_variance)
    rows = []
    for person in range(people):
        ability, state = random.normal(mean, 1), model.start(START)
        for place, question in enumerate(random.permutation(questions)[:asked]):
            at = START + timedelta(days=3 * (place // sitting), minutes=place % sitting)
            item = items[question]
            expected = _expected(state, item)
            knows = right(replace(item, discrimination=1.2), ability - item.difficulty - away[question])
            missed = (1 - knows) / 3 if guessing else 0.02
            chance = missed if question in wrong_keys else knows
            score = float(random.random() < chance)
            rows.append((expected, score, question, person, at - timedelta(minutes=place % sitting), at))
            state = model.update(state, item, score, at, feedback=False)  # here nobody learns
    expected, scores, asked_items, persons, recorded, occurred = zip(*rows, strict=True)
    seconds = [[at.timestamp() for at in instants] for instants in (recorded, occurred)]
    return World(predictions_of(expected, scores, [int(i) for i in asked_items], persons, *seconds), away)


def _expected(state, item: Item) -> float:
    spread = math.sqrt(float(state.covariance[0, 0]) + item.variance)
    return float(WEIGHTS @ right(item, float(state.mean[0]) - item.difficulty + spread * NODES))
