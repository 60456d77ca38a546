"""The adaptive diagnostic decides well in forty questions; what is cruder than it does not.

The numbers of people keep what is held three standard errors from its goal: another rounding draws other answers.
"""

import numpy as np
import pytest

from tests.simulation import goals
from tests.simulation.candidates import GUESSING_IGNORED, NO_BORROWING, OURS, RANDOM_ITEMS, SD_TOO_SMALL, Candidate
from tests.simulation.measures import gap_accuracy
from tests.simulation.sittings import Diagnosed, diagnose, joined
from tests.simulation.worlds import Knowledge, bank, people

pytestmark = pytest.mark.slow
SEED, QUESTIONS, PEOPLE = 20_261_128, 1_000, 100


def diagnosed(candidate: Candidate, known: Knowledge, offices: int) -> Diagnosed:
    """Diagnostics in so many offices, each with a hundred people and a bank of its own: what authors guess in one bank
    weighs on all of its people.
    """
    results = []
    for seed in range(SEED, SEED + offices):
        rng = np.random.default_rng(seed)
        group = people(rng, PEOPLE)
        results.append(diagnose(candidate, bank(rng, QUESTIONS, known), group, seed, (40,)))
    return joined(results)


def test_on_a_calibrated_bank_the_goals_are_met_by_those_too_that_end_early():
    result = diagnosed(OURS, "calibrated", offices=4)

    early = (result.lengths < 40)[:, None]

    assert goals.failing(goals.of_calibrated_diagnostics(result)) == []
    assert early.mean() > 0.2
    assert gap_accuracy(result.ended.among(early)) >= gap_accuracy(result.ended)


def test_on_a_bank_that_its_authors_guessed_the_goals_are_met():
    assert goals.failing(goals.of_guessed_diagnostics(diagnosed(OURS, "guessed", offices=9))) == []


@pytest.mark.parametrize(
    ("candidate", "offices", "refused"),
    [
        (NO_BORROWING, 2, "Brier, calibrated bank"),
        (RANDOM_ITEMS, 1, "gap accuracy, calibrated bank"),
        (GUESSING_IGNORED, 1, "coverage, calibrated bank"),
        (SD_TOO_SMALL, 1, "coverage, calibrated bank"),
    ],
    ids=lambda value: value.name if isinstance(value, Candidate) else "",
)
def test_a_degenerate_candidate_fails(candidate, offices, refused):
    checks = goals.failing(goals.of_calibrated_diagnostics(diagnosed(candidate, "calibrated", offices)))

    assert refused in [check.name for check in checks]
