"""What more questions would change, and the cuts that follow from what an expert says of questions."""

import math
from datetime import timedelta

import numpy as np
import pytest

from quizzes.ability import (
    DEFAULT_CUTS,
    AbilityError,
    AbilityModel,
    AbilityState,
    JudgementError,
    Verdict,
    expected_score,
    one_more,
    questions_needed,
    replay,
    standard_from,
    typical_question,
    verdict,
)
from tests.quizzes.ability_cases import AT, KEYS, MODEL, random_log


def expected_sds(mean: float, sd: float, cut: float):
    """The sd expected after 0, 1, 2 … typical questions, from the two states that each may lead to."""
    model = AbilityModel(["A"], {"A": "d"}, prior_mean=mean, prior_variance=sd * sd)
    question, variance = typical_question("A", cut), sd * sd
    for _ in range(21):
        yield math.sqrt(variance)
        state = AbilityState(model.start(AT).mean, np.array([[variance]]), AT, np.zeros(1), model.version)
        right = expected_score(model, state, question, AT)
        outcomes = ((right, 1.0), (1.0 - right, 0.0))
        variance = sum(
            chance * float(model.update(state, question, score, AT, feedback=False).covariance[0, 0])
            for chance, score in outcomes
        )


@pytest.mark.parametrize("mean", [-1.9, -1.0, -0.5, -0.38, 0.1, 0.3, 0.45, 1.0])
@pytest.mark.parametrize("sd", [0.2, 0.5, 0.9])
def test_the_questions_needed_are_those_after_which_the_expected_sd_settles_the_level(mean, sd):
    settled = [0.5 * math.erfc(abs(mean + 0.4) / (math.sqrt(2) * each)) <= 0.2 for each in expected_sds(mean, sd, -0.4)]

    needed = questions_needed(mean, sd, -0.4)

    assert needed == (settled.index(True) if any(settled) else None)


def test_what_is_settled_needs_none_and_nothing_settles_an_ability_at_the_cut():
    assert questions_needed(1.3, 0.9, 0.4) == questions_needed(-0.5, 0.9, 0.4) == 0
    assert questions_needed(0.4, 0.3, 0.4) is None
    assert [questions_needed(mean, 0.6, 0.4) for mean in (0.72, 0.725, 0.8, 0.9)] == [None, 20, 9, 1]


@pytest.mark.parametrize("bad", [(math.nan, 1.0, 0.0), (0.0, 0.0, 0.0), (0.0, math.inf, 0.0), (0.0, 1.0, math.inf)])
def test_moments_that_are_none_are_refused(bad):
    with pytest.raises(AbilityError):
        questions_needed(*bad)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("required", range(5))
def test_one_more_answer_makes_the_verdict_that_the_updated_state_would_have(seed, required):
    model = AbilityModel(KEYS, MODEL.domains, standards=dict.fromkeys(KEYS[:4], (-2.2, -1.7, -0.9, 2.1)))
    state, at = replay(model, random_log(seed, 60)), AT + timedelta(days=20)

    for place, key in enumerate(KEYS[:6]):
        cut = model.standards.get(key, model.cuts)[max(required, 1) - 1]
        question = typical_question(key, cut)
        updated = [model.update(state, question, score, at) for score in (1.0, 0.0)]
        expected = [verdict(3, model.estimate(each, at).p_at_least[place], required, 3) for each in updated]
        assert one_more(model, state, key, at, required, ceiling=3, direct_proofs=2) == tuple(expected)


def test_one_more_answer_is_one_more_proof():
    right, wrong = one_more(MODEL, MODEL.start(AT), "C-0", AT, required=1, ceiling=3, direct_proofs=1)

    assert right == wrong == Verdict("to_measure", missing=1)


@pytest.mark.parametrize("bad", [{"competency": "Z"}, {"required": 5}, {"ceiling": 7}, {"direct_proofs": -2}])
def test_one_more_answer_to_what_does_not_exist_is_refused(bad):
    asked = {"competency": "C-0", "required": 2, "ceiling": 3, "direct_proofs": 3} | bad

    with pytest.raises(AbilityError):
        one_more(MODEL, MODEL.start(AT), at=AT, **asked)


JUDGED = [(0, -2.0), (0, -1.4), (1, -1.0), (1, -0.6), (2, 0.1), (2, -0.1), (3, 0.5), (3, 1.1), (4, 1.6), (4, 1.8)]


def test_levels_begin_halfway_between_the_questions_of_neighbouring_levels():
    assert standard_from(JUDGED) == pytest.approx((-1.25, -0.4, 0.4, 1.25))
    assert standard_from(JUDGED[::-1]) == standard_from(JUDGED)
    model = AbilityModel(["A"], {"A": "d"}, standards={"A": standard_from(JUDGED)})
    assert model.positions(model.start(AT).mean) == pytest.approx([2.5])
    assert model.cuts == DEFAULT_CUTS


@pytest.mark.parametrize(
    ("judgements", "reason", "level", "words"),
    [
        ([], "too_few", 0, "level 0 has 0 questions, fewer than two"),
        (JUDGED[:7] + JUDGED[8:], "too_few", 3, "level 3 has 1 questions"),
        ([*JUDGED, (3, -3.0)], "not_harder", 3, "questions of level 3 are not harder than those of level 2"),
        ([*JUDGED, (0, 0.4), (0, -0.2)], "not_harder", 1, "questions of level 1"),
        ([*JUDGED, (5, 3.0)], "unknown_level", None, "level 5"),
        ([*JUDGED, (2, math.nan)], "difficulty", None, "nan"),
    ],
)
def test_judgements_that_make_no_standard_say_why(judgements, reason, level, words):
    with pytest.raises(JudgementError, match=words) as refusal:
        standard_from(judgements)

    assert isinstance(refusal.value, AbilityError)
    assert (refusal.value.reason, refusal.value.level) == (reason, level)
