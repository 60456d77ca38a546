"""Over weeks of quizzes, and months without, intervals hold the truth and verdicts are right."""

import numpy as np
import pytest

from tests.simulation import goals
from tests.simulation.candidates import GUESSING_IGNORED, NO_FORGETTING, OURS, SD_TOO_SMALL, Candidate
from tests.simulation.measures import Reading
from tests.simulation.sittings import AGED, ROUNDS, study
from tests.simulation.worlds import bank, people

pytestmark = pytest.mark.slow
SEED, QUESTIONS = 20_261_128, 1_000


def studied(candidate: Candidate, count: int) -> dict[int | str, Reading]:
    rng = np.random.default_rng(SEED)
    return study(candidate, bank(rng, QUESTIONS, "guessed"), people(rng, count), SEED)


def test_intervals_and_verdicts_hold_after_three_to_twenty_answers_and_after_months():
    assert goals.failing(goals.of_study(studied(OURS, 200))) == []


@pytest.mark.parametrize(
    ("candidate", "refused"),
    [
        (GUESSING_IGNORED, {"coverage, 10 answers", "coverage, 20 answers"}),
        (SD_TOO_SMALL, {f"coverage, {rounds} answers" for rounds in ROUNDS}),
        (NO_FORGETTING, {"coverage, 60 days untouched", f"coverage, {AGED}"}),
    ],
    ids=lambda value: value.name if isinstance(value, Candidate) else "",
)
def test_a_degenerate_candidate_fails(candidate, refused):
    checks = goals.failing(goals.of_study(studied(candidate, 40)))

    assert refused <= {check.name for check in checks}
