"""States and models: what is kept to the last bit, what cannot be changed, and values that are refused."""

import math
from dataclasses import FrozenInstanceError
from datetime import UTC, timedelta, timezone

import numpy as np
import pytest

from quizzes.ability import (
    AbilityError,
    AbilityModel,
    AbilityState,
    Item,
    author_difficulty,
    expected_score,
    replay,
    step,
    verdict,
)
from tests.quizzes.ability_cases import AT, AT_ZERO, MODEL, ONE, TWO, random_log


def test_a_state_comes_back_from_its_bytes_to_the_last_bit():
    state = replay(MODEL, random_log(seed=3, length=40))

    stored = state.to_bytes()
    back = AbilityState.from_bytes(stored)

    assert back == state
    assert (hash(back), back.version, back.at) == (hash(state), MODEL.version, state.at)
    for name in ("mean", "covariance", "gain"):
        assert getattr(back, name).tobytes() == getattr(state, name).tobytes()
    assert len(stored) < 3_300
    assert state != MODEL.start(AT)


def test_states_items_and_models_cannot_be_changed():
    weights = {"A": 1.0}
    item, state = Item(weights, 0.0, 0.0), ONE.update(ONE.start(AT), AT_ZERO, 1.0, AT)
    own = np.zeros(1)
    view = np.lib.stride_tricks.as_strided(own, writeable=False)
    made = AbilityState(view, np.eye(1), AT, np.zeros(1), ONE.version)

    weights["A"] = own[0] = 5.0

    assert item.weights == {"A": 1.0}
    assert made.mean[0] == 0.0
    for array in (state.mean, state.covariance, state.gain, ONE.start(AT).covariance, *ONE.estimate(state, AT)[1:]):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0.0
    for frozen, name in ((state, "mean"), (item, "difficulty"), (ONE, "prior_mean")):
        with pytest.raises(FrozenInstanceError):
            setattr(frozen, name, None)


def test_instants_are_kept_in_utc_and_late_evidence_does_not_rewind_the_state():
    paris = AT.astimezone(timezone(timedelta(hours=1)))

    state = ONE.update(ONE.start(paris), AT_ZERO, 1.0, AT - timedelta(days=2))

    assert (state.at, state.at.tzinfo) == (AT, UTC)
    assert state == ONE.update(ONE.start(AT), AT_ZERO, 1.0, AT)


def test_a_state_of_another_model_is_refused_but_new_cuts_keep_the_states():
    other = AbilityModel(["A"], {"A": "d"}, prior_mean=0.1)
    stricter = AbilityModel(["A"], {"A": "d"}, standards={"A": (-1.0, 0.0, 1.0, 2.0)})

    assert stricter.version == ONE.version
    for call in (other.estimate, lambda state, at: other.observe(state, "A", 1, at)):
        with pytest.raises(AbilityError, match="replay"):
            call(ONE.start(AT), AT)


def refusals(call, good, **bad):
    return [(call, good | {name: value}) for name, values in bad.items() for value in values]


NAN, INF, NAIVE = math.nan, math.inf, AT.replace(tzinfo=None)
ANSWER = {"state": ONE.start(AT), "item": AT_ZERO, "score": 1.0, "at": AT}
ASKING = {"model": ONE, "state": ONE.start(AT), "item": AT_ZERO, "at": AT}
SEEN = {"state": ONE.start(AT), "competency": "A", "level": 1, "at": AT}
STATE = {"mean": np.zeros(2), "covariance": np.eye(2), "gain": np.zeros(2), "at": AT, "version": ""}
ASKED = {"direct_proofs": 3, "p_at_least": (0.9, 0.5, 0.2, 0.1), "required": 2, "ceiling": 3}
BYTES = MODEL.start(AT).to_bytes()
MADE = {"competencies": ["A"], "domains": {"A": "d"}}
WEIGHED = {"weights": {"A": 1.0}, "difficulty": 0.0, "variance": 0.0}
WEIGHTS = [{}, {"A": 0.0}, {"A": 2.0, "B": -1.0}, {"A": NAN}, {"A": 1.0, "B": NAN}, {"A": INF}]
CUTS = [(0.0, 0.0, 1.0, 2.0), (0.0, 1.0, 2.0), (0.0, 1.0, 2.0, INF), (NAN, 0.0, 1.0, 2.0)]


@pytest.mark.parametrize(
    ("call", "arguments"),
    [
        *refusals(ONE.update, ANSWER, score=[-0.01, 1.01, NAN], weight=[-1.0, NAN, INF], at=[NAIVE]),
        *refusals(ONE.update, ANSWER, item=[Item({"Z": 1.0}, 0.0, 0.0)], state=[TWO.start(AT)]),
        *refusals(ONE.item_shift, ANSWER, score=[NAN], weight=[-1.0], at=[NAIVE], state=[TWO.start(AT)]),
        *refusals(step, ANSWER | {"model": ONE}, score=[NAN], weight=[-1.0, INF], at=[NAIVE], state=[TWO.start(AT)]),
        *refusals(expected_score, ASKING, at=[NAIVE], state=[TWO.start(AT)], item=[Item({"Z": 1.0}, 0.0, 0.0)]),
        *refusals(ONE.observe, SEEN, competency=["Z"], level=[5, -1, 1.5], sd=[0.0, NAN, INF], at=[NAIVE]),
        *refusals(Item, WEIGHED, weights=WEIGHTS, difficulty=[NAN, INF], variance=[-0.1, INF, NAN]),
        *refusals(Item, WEIGHED, discrimination=[0.0, NAN, INF], guessing=[1.0, -0.1, NAN]),
        *refusals(AbilityModel, MADE, competencies=[[], ["A", "A"], ["A", "B"]], domains=[{}, {"A": "d", "B": "d"}]),
        *refusals(AbilityModel, MADE, prior_mean=[NAN], prior_variance=[0.0, NAN], within=[1.0, 0.3], across=[-0.1]),
        *refusals(AbilityModel, MADE, cuts=CUTS, standards=[{"B": (0.0, 1.0, 2.0, 3.0)}, {"A": (3.0, 2.0, 1.0, 0.0)}]),
        *refusals(AbilityState, STATE, mean=[np.array([NAN, 0.0]), np.array([INF, -INF]), np.zeros(1)], at=[NAIVE]),
        *refusals(AbilityState, STATE, covariance=[np.zeros((2, 2)), np.array([[1.0, 0.2], [0.3, 1.0]])]),
        *refusals(AbilityState.from_bytes, {}, stored=[b"", BYTES[:-8], BYTES[:-3], BYTES[9:], BYTES[:3], b"[]\n"]),
        *refusals(replay, {"model": ONE}, events=[[]]),
        *refusals(author_difficulty, {}, step=[0, 6, 2.5]),
        *refusals(verdict, ASKED, p_at_least=[(0.9, 0.5, 0.2), (0.9, 0.5, 0.2, NAN), (1.1, 0.5, 0.2, 0.1)]),
        *refusals(verdict, ASKED, direct_proofs=[-1], required=[5, -1], ceiling=[5]),
    ],
)
def test_values_out_of_range_are_refused(call, arguments):
    with pytest.raises(AbilityError):
        call(**arguments)
