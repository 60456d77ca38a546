"""Evidence (answers, observed gestures) turned into a level and its uncertainty, for each competency of one learner.

A learner's abilities follow a Gaussian law, mean m and covariance P, updated by assumed-density filtering. Abilities,
difficulties, cuts and sd share one unit, the population's standard deviation. Source of the formulas: measurement
reference, « Core », « Time », « Other evidence », « What may be said to people », « Calibration of items ».
"""

from quizzes.ability.calibration import LEARNERS_NEEDED, Calibrated, CalibrationItem
from quizzes.ability.checking import AbilityError, Array
from quizzes.ability.forecasts import one_more, questions_needed, typical_question
from quizzes.ability.items import LEVEL_CENTRES, Answer, Item, Moments, Observation, author_difficulty
from quizzes.ability.model import (
    ALGORITHM,
    SMALLEST_OBSERVATION_SD,
    AbilityModel,
    Step,
    expected_score,
    replay,
    step,
)
from quizzes.ability.population import population_mean
from quizzes.ability.standards import DEFAULT_CUTS, Cuts, JudgementError, JudgementFault, standard_from
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
    established_level,
    verdict,
)

__all__ = [
    "ALGORITHM",
    "DEFAULT_CUTS",
    "DIRECT_PROOFS_NEEDED",
    "GAP_UP_TO",
    "GESTURES_CEILING",
    "LEARNERS_NEEDED",
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
    "Calibrated",
    "CalibrationItem",
    "Cuts",
    "Estimate",
    "Item",
    "JudgementError",
    "JudgementFault",
    "Moments",
    "Observation",
    "Status",
    "Step",
    "Verdict",
    "author_difficulty",
    "established_level",
    "expected_score",
    "one_more",
    "population_mean",
    "questions_needed",
    "replay",
    "standard_from",
    "step",
    "typical_question",
    "verdict",
]
