"""Moments of several series at once, where nan is no value and what rounding left over counts as zero."""

import math
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]

# Marks such as 1/3 are rounded by about 1e-16 of their size, and sums of thousands by a little more. What is smaller
# than this share of the values is no difference: else constant rest scores would correlate, and a covariance that is
# truly zero would be flagged as negative one time in two.
ROUNDING: Final = 1e-12
LARGEST: Final = 1e9  # Fourth powers and their sums stay far from overflow.


class StatisticsError(ValueError):
    """Says in plain English which argument the statistics refuse, and why."""


class Series(NamedTuple):
    """Some series, one a row: `deviations` (rows, n) from the row's mean, 0 where there is no value; `counts` (rows,)
    of values; `scale` (rows,), the largest size of what the values were computed from; `sds` (rows,), sample standard
    deviations (n - 1), nan with fewer than two values.
    """

    deviations: Array
    counts: Counts
    scale: Array
    sds: Array


def require(holds: object, message: str, *values: object) -> None:
    """Raises StatisticsError with `message`, its braces filled with `values`, unless `holds`."""
    if not holds:
        raise StatisticsError(message.format(*values))


def real_numbers(name: str, values: ArrayLike, dimensions: int) -> Array:
    """Returns `values` as float64, None as nan. Raises StatisticsError, which calls them `name`, for what is no array
    of numbers of so many dimensions, for infinite values and for sizes above 1e9.
    """
    try:
        require(not np.iscomplexobj(values), "{} must be real numbers", name)
        numbers = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        if isinstance(error, StatisticsError):
            raise
        raise StatisticsError(f"{name} must be an array of numbers, with rows of one length") from error
    require(numbers.ndim == dimensions, "{} must have {} dimension(s), not {}", name, dimensions, numbers.ndim)
    require(not (np.abs(numbers) > LARGEST).any(), "{} must be finite and at most {:g} in size", name, LARGEST)
    return numbers


def divided(numerators: Array, denominators: Array | Counts | float) -> Array:
    """Returns the quotients, nan where the denominator is not above zero; the two are broadcast, without warnings."""
    numerators, denominators = np.broadcast_arrays(numerators, np.asarray(denominators, dtype=np.float64))
    quotients = np.full(numerators.shape, np.nan)
    np.divide(numerators, denominators, out=quotients, where=denominators > 0.0)
    return quotients


def series(values: Array, scale: float = 0.0) -> Series:
    """Returns the moments of each row of `values` (rows, n), nan for no value. `scale`: size of the terms from which
    the values were computed, where that is more than their own.
    """
    present = ~np.isnan(values)
    counts = np.count_nonzero(present, axis=1).astype(np.int64)
    filled = np.where(present, values, 0.0)
    scales = np.maximum(np.abs(filled).max(axis=1, initial=0.0), scale)
    means = divided(filled.sum(axis=1), counts)
    deviations = np.where(present, filled - means[:, None], 0.0)
    deviations[np.abs(deviations) <= ROUNDING * scales[:, None]] = 0.0
    return Series(deviations, counts, scales, np.sqrt(divided((deviations**2).sum(axis=1), counts - 1)))


def covariances(first: Series, second: Series) -> Array:
    """Returns the sample covariance (n - 1) of each row with the same row of the other, (rows,); both hold values at
    the same places. nan with fewer than two values; exactly 0 where only rounding keeps it from zero.
    """
    found = divided((first.deviations * second.deviations).sum(axis=1), first.counts - 1)
    found[np.abs(found) <= ROUNDING * (first.scale * second.sds + second.scale * first.sds)] = 0.0
    return found


def correlations(first: Series, second: Series) -> Array:
    """Returns Pearson's correlation of each row with the same row of the other, (rows,), in -1..1; nan where a series
    is constant or has fewer than two values.
    """
    return np.clip(divided(covariances(first, second), first.sds * second.sds), -1.0, 1.0)


def read_only(values: NDArray[np.generic]) -> None:
    """Forbids changes to the array, in place."""
    values.setflags(write=False)


def known(value: float) -> float | None:
    """Returns the value as a plain float, or None for nan."""
    return None if math.isnan(value) else float(value)
