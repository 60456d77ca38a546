"""What may be said to people: probabilities, places on the drawn scale, levels shown and verdicts."""

import numpy as np
import pytest

from quizzes.ability import (
    NEEDS_OBSERVATION,
    AbilityModel,
    AbilityState,
    Verdict,
    established_level,
    verdict,
)
from tests.quizzes.ability_cases import AT, ONE


def test_an_estimate_gives_probabilities_and_places_on_the_drawn_scale():
    model = AbilityModel(["A", "B"], {"A": "x", "B": "y"}, standards={"B": (-1.0, 0.0, 0.5, 2.0)})
    state = AbilityState(np.array([0.0, 0.25]), np.diag([1.0, 0.25]), AT, np.zeros(2), model.version)

    estimate = model.estimate(state, AT)

    assert estimate.competencies == ("A", "B")
    assert estimate.sd.tolist() == [1.0, 0.5]
    expected = [[0.884930, 0.655422, 0.344578, 0.115070], [0.993790, 0.691462, 0.308538, 0.000233]]
    assert estimate.p_at_least == pytest.approx(np.array(expected), abs=1e-6)
    assert estimate.position.tolist() == pytest.approx([2.5, 2.5])
    half = 1.6448536 / 2
    assert estimate.interval[0] == pytest.approx([(2.0 - 2 * half) / 0.8, 4.0])
    assert estimate.interval[1] == pytest.approx([0.25 - half + 2.0, 3 + (0.25 + half - 0.5) / 1.5])


@pytest.mark.parametrize(("mean", "drawn"), [(-9, 0), (-1.6, 0.5), (-1.2, 1), (-0.4, 2), (0.4, 3), (1.2, 4), (9, 4)])
def test_cuts_are_drawn_at_whole_numbers_and_the_scale_has_ends(mean, drawn):
    assert ONE.positions(np.array([mean])) == pytest.approx([drawn])


def chances(*percent: int) -> tuple[float, ...]:
    return tuple(value / 100 for value in percent)


@pytest.mark.parametrize(
    ("proofs", "p_at_least", "required", "ceiling", "expected"),
    [
        (9, chances(99, 99, 99, 99), 0, 3, Verdict("not_required")),
        (0, chances(99, 99, 99, 99), 1, 3, Verdict("to_measure", missing=3)),
        (2, chances(5, 1, 0, 0), 1, 2, Verdict("to_measure", missing=1)),
        (3, chances(99, 80, 30, 5), 2, 3, Verdict("met")),
        (3, chances(99, 79, 30, 5), 2, 3, Verdict("to_confirm")),
        (3, chances(99, 79, 20, 5), 3, 3, Verdict("gap")),
        (8, chances(99, 99, 95, 90), 4, 3, Verdict("to_confirm", reason=NEEDS_OBSERVATION)),
        (8, chances(99, 99, 50, 20), 3, 2, Verdict("to_confirm", reason=NEEDS_OBSERVATION)),
        (8, chances(90, 50, 10, 5), 3, 2, Verdict("gap")),
        (8, chances(99, 99, 95, 90), 4, 4, Verdict("met")),
    ],
)
def test_the_table_of_verdicts(proofs, p_at_least, required, ceiling, expected):
    assert verdict(proofs, p_at_least, required, ceiling) == expected
    assert verdict(proofs, np.array(p_at_least), required, ceiling) == expected


@pytest.mark.parametrize(
    ("proofs", "p_at_least", "ceiling", "expected"),
    [
        (2, chances(99, 99, 99, 99), 4, None),
        (3, chances(99, 99, 99, 99), 4, 4),
        (3, chances(99, 99, 99, 99), 3, 3),
        (3, chances(99, 50, 49, 10), 3, 2),
        (3, chances(49, 20, 10, 5), 3, 0),
    ],
)
def test_the_table_of_levels_shown(proofs, p_at_least, ceiling, expected):
    assert established_level(p_at_least, proofs, ceiling) == expected
