"""What more questions would change: how many settle a level, and what the next answer would make of a verdict."""

import math
from datetime import datetime
from statistics import NormalDist
from typing import Final

from quizzes.ability.checking import require
from quizzes.ability.filtering import answered, expected_variance, lesson
from quizzes.ability.items import Item
from quizzes.ability.model import AbilityModel, law_at, place_of
from quizzes.ability.state import AbilityState
from quizzes.ability.verdicts import MET_FROM, Verdict, verdict

MOST_QUESTIONS: Final = 20
_DECIDED_AT: Final = NormalDist().inv_cdf(MET_FROM)  # Distance from the cut in sd; GAP_UP_TO lies as far on its side.


def typical_question(competency: str, difficulty: float) -> Item:
    """Returns a question as most are: four options to choose from, a = 1.2, c = 0.25, its difficulty known."""
    return Item({competency: 1.0}, difficulty, 0.0, 1.2, 0.25)


def questions_needed(mean: float, sd: float, cut: float) -> int | None:
    """Returns how many typical questions, of the cut's own difficulty, settle whether the ability N(mean, sd**2) is
    above the `cut`: until P >= 0.8 or <= 0.2, if the mean stays and the variance falls as expected. 0 when it is
    settled, None when 20 would not do (near the cut nothing settles it). Raises AbilityError for values not finite,
    sd not > 0.
    """
    require(math.isfinite(mean) and math.isfinite(cut), "mean {} or cut {} is not finite", mean, cut)
    require(0.0 < sd < math.inf, "sd {} is not > 0", sd)
    question, distance, variance = typical_question("", cut), mean - cut, sd * sd
    for asked in range(MOST_QUESTIONS + 1):
        if abs(distance) >= _DECIDED_AT * math.sqrt(variance):
            return asked
        variance = expected_variance(distance, variance, question)
    return None


def one_more(
    model: AbilityModel,
    state: AbilityState,
    competency: str,
    at: datetime,
    required: int,
    ceiling: int,
    direct_proofs: int,
) -> tuple[Verdict, Verdict]:
    """Returns the verdicts on a competency, facing the `required` level, after one more typical question as difficult
    as that level begins, answered right and answered wrong `at` an instant, its correction read. `direct_proofs`, those
    there are now; `ceiling` 0..4 of the evidence with that answer. Raises AbilityError like `verdict` and `update`.
    """
    require(required in (0, 1, 2, 3, 4), "required level {} is not one of 0..4", required)
    law, place = law_at(model, state, at), place_of(model, competency)
    mean, variance = float(law.mean[place]), float(law.covariance[place, place])
    cuts = model.standards.get(competency, model.cuts)
    cut = cuts[max(required, 1) - 1]
    question = typical_question(competency, cut)

    def after(score: float) -> Verdict:
        _, (delta, spread) = answered(mean - cut, variance, question, score, 1.0)
        moved, sd = mean + delta, math.sqrt(variance + spread)
        moved += lesson(moved, model.learning_rate, model.learning_ceiling)
        chances = [0.5 * math.erfc((each - moved) / (math.sqrt(2.0) * sd)) for each in cuts]
        return verdict(direct_proofs + 1, chances, required, ceiling)

    return after(1.0), after(0.0)
