"""What the engine refuses, and how it keeps arrays and instants."""

import math
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class AbilityError(ValueError):
    """Says in plain English which value the engine refuses: evidence, item, model or stored state."""


def require(holds: object, message: str, *values: object) -> None:
    """Raises AbilityError with `message`, formatted with `values`, unless `holds` is true."""
    if not holds:
        raise AbilityError(message.format(*values))


def in_utc(at: datetime) -> datetime:
    """Returns the same instant in UTC; raises AbilityError when it has no time zone."""
    if at.tzinfo is UTC:
        return at
    require(at.utcoffset() is not None, "instant {} has no time zone", at)
    return at.astimezone(UTC)


def read_only(values: Array, shape: tuple[int, ...]) -> Array:
    """Returns `values`, or a copy where somebody could still change them; AbilityError for another shape,
    nan, inf and values beyond 1e150.
    """
    if values.flags.writeable or values.base is not None or values.dtype != np.float64:  # Else it is safe to share.
        values = np.array(values, dtype=np.float64)
        values.setflags(write=False)
    flat = values.ravel()  # The quickest way to tell nan and inf: they stay in the sum of squares.
    require(values.shape == shape and math.isfinite(flat @ flat), "array of shape {} or values refused", values.shape)
    return values


def owned(values: Array) -> Array:
    """Returns values that nobody else holds, or a copy of a view, as `read_only` takes them: without another copy."""
    values = values if values.base is None else values.copy()
    values.setflags(write=False)
    return values
