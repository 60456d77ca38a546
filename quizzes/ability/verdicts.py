"""What may be said to people of a competency, from its proofs and its probabilities."""

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from quizzes.ability.checking import Array, require

Status = Literal["met", "gap", "to_confirm", "to_measure", "not_required"]

DIRECT_PROOFS_NEEDED, GAP_UP_TO, MET_FROM = 3, 0.2, 0.8
# The highest level that questions alone establish, on competencies and on gestures (COM-*); and what was seen, acted.
QUESTIONS_CEILING, GESTURES_CEILING, OBSERVED_CEILING = 3, 2, 4
NEEDS_OBSERVATION: Final = "needs_observation"


class Verdict(NamedTuple):
    """A status, the direct proofs `missing` when it is to measure, and as `reason` NEEDS_OBSERVATION or None."""

    status: Status
    missing: int = 0
    reason: str | None = None


def established_level(p_at_least: Sequence[float] | Array, direct_proofs: int, ceiling: int) -> int | None:
    """Returns the level to show, 0..`ceiling`: the median one, the number of k with P(level >= k) >= 0.5; None with
    fewer than three direct proofs. `p_at_least` (4,): a row of `Estimate.p_at_least`. Raises AbilityError.
    """
    chances = _chances(p_at_least, direct_proofs, ceiling)
    return min(ceiling, sum(p >= 0.5 for p in chances)) if direct_proofs >= DIRECT_PROOFS_NEEDED else None


def verdict(direct_proofs: int, p_at_least: Sequence[float] | Array, required: int, ceiling: int) -> Verdict:
    """Returns what may be said of a competency facing the `required` level 0..4; `p_at_least` (4,): P(level >= 1..4).
    Required 0: not required. Fewer than three direct proofs: to measure, whatever the probability. Then by
    P(level >= required): gap up to 0.2, met from 0.8, else to confirm. Above the `ceiling` 0..4 of its evidence nothing
    is met: what is not a gap is to confirm, and NEEDS_OBSERVATION. Raises AbilityError for a value out of range.
    """
    chances = _chances(p_at_least, direct_proofs, ceiling)
    require(required in (0, 1, 2, 3, 4), "required level {} is not one of 0..4", required)
    if required == 0:
        return Verdict("not_required")
    if direct_proofs < DIRECT_PROOFS_NEEDED:
        return Verdict("to_measure", missing=DIRECT_PROOFS_NEEDED - direct_proofs)
    if chances[required - 1] <= GAP_UP_TO:
        return Verdict("gap")
    if required > ceiling:
        return Verdict("to_confirm", reason=NEEDS_OBSERVATION)
    return Verdict("met" if chances[required - 1] >= MET_FROM else "to_confirm")


def _chances(p_at_least: Sequence[float] | Array, direct_proofs: int, ceiling: int) -> list[float]:
    chances = [float(p) for p in p_at_least]
    require(len(chances) == 4 and all(0.0 <= p <= 1.0 for p in chances), "{} is not P(level >= 1..4)", chances)
    require(direct_proofs >= 0 and ceiling in (0, 1, 2, 3, 4), "{} proofs, ceiling {}", direct_proofs, ceiling)
    return chances
