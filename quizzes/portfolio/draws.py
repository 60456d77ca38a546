"""Chance by counter: a number for each question asked, whatever else is asked before, between or after."""

from collections.abc import Sequence
from decimal import Decimal
from hashlib import blake2b
from math import exp, log
from typing import TypeVar

from quizzes.portfolio.values import euros

T = TypeVar("T")


def chance(seed: str, *parts: object) -> float:
    """Returns a number from 0 up to 1, the same for the same seed and parts, even over all seeds. Raises nothing."""
    text = "|".join((seed, *(str(part) for part in parts)))
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") / 2**64


def whole(lowest: int, highest: int, seed: str, *parts: object) -> int:
    """Returns a whole number within bounds, both included. Raises nothing."""
    return lowest + int(chance(seed, *parts) * (highest - lowest + 1))


def one_of(choices: Sequence[T], seed: str, *parts: object) -> T:
    """Returns one of the choices, each as likely. Raises IndexError for none."""
    return choices[int(chance(seed, *parts) * len(choices))]


def weighted(choices: Sequence[tuple[T, int]], total: int, seed: str, *parts: object) -> T | None:
    """Returns a choice by its weight of `total`, None for what the weights leave. Raises nothing."""
    left = chance(seed, *parts) * total
    for choice, weight in choices:
        left -= weight
        if left < 0:
            return choice
    return None


def amount(smallest: int, largest: int, seed: str, *parts: object) -> Decimal:
    """Returns euros and cents within bounds, small amounts more often: even on a scale of logarithms."""
    low, high = log(smallest), log(largest)
    return euros(round(exp(low + (high - low) * chance(seed, *parts)) * 100))
