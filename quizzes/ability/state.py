"""What is known of one learner at one instant, and what is believed of it."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Self

import numpy as np

from quizzes.ability.checking import AbilityError, Array, in_utc, read_only, require


@dataclass(frozen=True, slots=True, eq=False)
class AbilityState:
    """What is known of one learner at one instant; immutable, its arrays are read-only; equality is to the last bit.
    `mean` (n,) and `covariance` (n, n), in the order of the model's competencies; `at`, kept in UTC; `gain` (n,), the
    part of the mean that corrections taught, which fades; `version` of the model that made it. Raises AbilityError for
    other shapes, values not finite, an asymmetric covariance, variances not positive, a naive instant.
    """

    mean: Array
    covariance: Array
    at: datetime
    gain: Array
    version: str

    def __post_init__(self) -> None:
        n = len(self.mean)
        for name, shape in (("mean", (n,)), ("covariance", (n, n)), ("gain", (n,))):
            object.__setattr__(self, name, read_only(getattr(self, name), shape))
        object.__setattr__(self, "at", in_utc(self.at))
        require(self.covariance.diagonal().min(initial=1.0) > 0.0, "a variance is not positive")
        require((self.covariance == self.covariance.T).all(), "the covariance is not symmetric")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AbilityState) and self.to_bytes() == other.to_bytes()

    def __hash__(self) -> int:
        return hash(self.to_bytes())

    def to_bytes(self) -> bytes:
        """Returns a line of JSON (version, instant, n), then exact little-endian float64: mean, gain, lower triangle of
        the covariance by rows; 3.1 kB for 25 competencies.
        """
        n = len(self.mean)
        header = json.dumps({"version": self.version, "at": self.at.isoformat(), "n": n})
        values = np.concatenate((self.mean, self.gain, self.covariance[np.tril_indices(n)]))
        return header.encode() + b"\n" + values.astype("<f8").tobytes()

    @classmethod
    def from_bytes(cls, stored: bytes) -> Self:
        """Returns the state that `to_bytes` stored; raises AbilityError when it is damaged or cut short."""
        header, _, body = stored.partition(b"\n")
        try:
            fields = json.loads(header)
            n, version, at = int(fields["n"]), str(fields["version"]), datetime.fromisoformat(fields["at"])
            values = np.frombuffer(body, dtype="<f8").astype(np.float64)
        except (ValueError, KeyError, TypeError) as error:
            raise AbilityError("stored state cannot be read") from error
        require(0 <= n <= len(values) == 2 * n + n * (n + 1) // 2, "stored state has {} values", len(values))
        covariance, lower = np.empty((n, n)), np.tril_indices(n)
        covariance[lower] = covariance.T[lower] = values[2 * n :]
        return cls(values[:n], covariance, at, values[n : 2 * n], version)


class Estimate(NamedTuple):
    """What is believed of every competency: `p_at_least` (n, 4), column k - 1 is P(level >= k); `position` (n,) and
    `interval` (n, 2), mean and bounds of the 90 % interval on the scale 0..4 of `AbilityModel.positions`; read-only.
    """

    competencies: tuple[str, ...]
    mean: Array
    sd: Array
    p_at_least: Array
    position: Array
    interval: Array
