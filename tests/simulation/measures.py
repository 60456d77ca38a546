"""What is measured of a candidate whose readings stand beside the truth."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import NamedTuple

import numpy as np

from quizzes.ability import DIRECT_PROOFS_NEEDED, GAP_UP_TO, MET_FROM, Array

HALF_WIDTH_90 = 1.6448536269514722


@dataclass(frozen=True)
class Reading:
    """What a candidate believes of people at one moment, each array (people, competencies): true and believed
    abilities, sd, P(level >= required), whether it is truly reached, direct proofs, and which entries are judged.
    """

    abilities: Array
    mean: Array
    sd: Array
    chance: Array
    is_reached: np.ndarray
    proofs: np.ndarray
    judged: np.ndarray

    def among(self, judged) -> "Reading":
        """Returns the reading of these entries alone."""
        return replace(self, judged=self.judged & judged)


def together(readings: Iterable[Reading]) -> Reading:
    """Returns the readings as one, of all their people."""
    parts = [[getattr(reading, each.name) for each in fields(Reading)] for reading in readings]
    return Reading(*(np.concatenate(part) for part in zip(*parts, strict=True)))


class Established(NamedTuple):
    """Verdicts that may be shown: how many a person gets, and the share of them that is right."""

    a_person: float
    right: float


def gap_accuracy(reading: Reading) -> float:
    """Returns the share of required competencies for which « P >= .5 » is right."""
    return float(((reading.chance >= 0.5) == reading.is_reached)[reading.judged].mean())


def coverage(reading: Reading) -> float:
    """Returns the share of 90 % intervals that hold the true ability."""
    return float((np.abs(reading.mean - reading.abilities) <= HALF_WIDTH_90 * reading.sd)[reading.judged].mean())


def brier(reading: Reading) -> float:
    """Returns the mean squared error of P(level >= required)."""
    return float(((reading.chance - reading.is_reached) ** 2)[reading.judged].mean())


def bias(reading: Reading) -> float:
    """Returns by how much abilities are believed too high."""
    return float((reading.mean - reading.abilities)[reading.judged].mean())


def rmse(reading: Reading) -> float:
    """Returns the root mean squared error of the abilities."""
    return float(np.sqrt(((reading.mean - reading.abilities) ** 2)[reading.judged].mean()))


def established(reading: Reading) -> Established:
    """Returns what `verdict` would show as met or gap: three direct proofs, and P <= .2 or >= .8."""
    shown = reading.judged & (reading.proofs >= DIRECT_PROOFS_NEEDED)
    shown &= (reading.chance <= GAP_UP_TO) | (reading.chance >= MET_FROM)
    right = ((reading.chance >= 0.5) == reading.is_reached)[shown]
    return Established(float(shown.sum() / len(shown)), float(right.mean()) if len(right) else float("nan"))


def reliability(reading: Reading, bins: int = 10) -> list[tuple[float, float, int]]:
    """Returns, for each tenth of P(level >= required): mean P, share that truly reached it, how many."""
    chances, reached = reading.chance[reading.judged], reading.is_reached[reading.judged]
    tenth = np.minimum((chances * bins).astype(int), bins - 1)
    groups = [tenth == each for each in range(bins)]
    return [
        (float(chances[group].mean()), float(reached[group].mean()), int(group.sum()))
        for group in groups
        if group.any()
    ]
