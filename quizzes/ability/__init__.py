"""Evidence (answers, observed gestures) turned into a level and its uncertainty, for each competency of one learner.

A learner's abilities follow a Gaussian law, mean m and covariance P, updated by assumed-density filtering. Abilities,
difficulties, cuts and sd share one unit, the population's standard deviation. Source of the formulas: measurement
reference, « Core », « Other evidence », « What may be said to people ». « Time » is not written yet: `at` only moves
the state's instant, `gain` stays zero, `feedback` has no effect.
"""

from quizzes.ability.checking import AbilityError, Array
from quizzes.ability.items import LEVEL_CENTRES, Answer, Item, Moments, Observation, author_difficulty
from quizzes.ability.model import (
    ALGORITHM,
    DEFAULT_CUTS,
    SMALLEST_OBSERVATION_SD,
    AbilityModel,
    Cuts,
    replay,
)
from quizzes.ability.state import AbilityState, Estimate
from quizzes.ability.verdicts import (
    DIRECT_PROOFS_NEEDED,
    GAP_UP_TO,
    GESTURES_CEILING,
    MET_FROM,
    NEEDS_OBSERVATION,
    OBSERVED_CEILING,
    QUESTIONS_CEILING,
    Status,
    Verdict,
    count_direct_proofs,
    established_level,
    verdict,
)

__all__ = [
    "ALGORITHM",
    "DEFAULT_CUTS",
    "DIRECT_PROOFS_NEEDED",
    "GAP_UP_TO",
    "GESTURES_CEILING",
    "LEVEL_CENTRES",
    "MET_FROM",
    "NEEDS_OBSERVATION",
    "OBSERVED_CEILING",
    "QUESTIONS_CEILING",
    "SMALLEST_OBSERVATION_SD",
    "AbilityError",
    "AbilityModel",
    "AbilityState",
    "Answer",
    "Array",
    "Cuts",
    "Estimate",
    "Item",
    "Moments",
    "Observation",
    "Status",
    "Verdict",
    "author_difficulty",
    "count_direct_proofs",
    "established_level",
    "replay",
    "verdict",
]
