"""The ability engine against brute-force integration, its invariants, and the tables of what may be said to people."""

import math
from dataclasses import FrozenInstanceError
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.ability import (
    NEEDS_OBSERVATION,
    AbilityError,
    AbilityModel,
    AbilityState,
    Answer,
    Item,
    Observation,
    Verdict,
    author_difficulty,
    count_direct_proofs,
    established_level,
    replay,
    verdict,
)

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
KEYS = tuple(f"C-{place}" for place in range(25))
MODEL = AbilityModel(KEYS, {key: f"D{place // 4}" for place, key in enumerate(KEYS)})
ONE = AbilityModel(["A"], {"A": "d"})
TWO = AbilityModel(["A", "B"], {"A": "d", "B": "d"})
AT_ZERO = Item({"A": 1.0}, 0.0, 0.0)


def random_log(seed: int, length: int) -> list[Answer | Observation]:
    rng = np.random.default_rng(seed)
    log: list[Answer | Observation] = []
    for rank in range(length):
        at = AT + timedelta(hours=rank)
        first, second = (str(key) for key in rng.choice(KEYS, 2, replace=False))
        if rank % 10 == 9:
            log.append(Observation(first, int(rng.integers(5)), at, sd=float(rng.uniform(0.9, 1.2))))
            continue
        weights = {first: 1.0} if rank % 3 else {first: 0.7, second: 0.3}
        item = Item(
            weights, float(rng.normal()), float(rng.choice([0.0, 0.35])), guessing=float(rng.choice([0.0, 0.25]))
        )
        log.append(Answer(item, float(rng.choice([0.0, 0.3, 1.0])), at, float(rng.choice([1.0, 0.5]))))
    return log


def brute_force_moments(model, item, score, weight=1.0):
    """Integrates prior x likelihood on a dense grid over every ability and the difficulty; returns mean, covariance."""
    n = len(model.competencies)
    start = model.start(AT)
    covariance = np.zeros((n + 1, n + 1))
    covariance[:n, :n], covariance[n, n] = start.covariance, item.variance
    centre = np.append(start.mean, item.difficulty)
    axis = np.arange(-7.0, 7.0001, 0.14)
    # The grid follows the principal axes of the prior, where its density is a product of standard normals.
    z = np.stack(np.meshgrid(*[axis] * (n + 1), indexing="ij"), axis=-1).reshape(-1, n + 1)
    points = centre + z @ np.linalg.cholesky(covariance).T
    shares = np.array([item.weights.get(key, 0.0) for key in model.competencies])
    distance = points[:, :n] @ shares - points[:, n]
    p = item.guessing + (1 - item.guessing) / (1 + np.exp(-item.discrimination * distance))
    density = np.exp(-0.5 * (z * z).sum(axis=1)) * (p**score * (1 - p) ** (1 - score)) ** weight
    density /= density.sum()
    mean = density @ points
    return mean, (points - mean).T @ ((points - mean) * density[:, None])


@pytest.mark.parametrize("guessing", [0.0, 0.25, 0.5])
@pytest.mark.parametrize("score", [0.0, 0.5, 0.8, 1.0])
@pytest.mark.parametrize("difficulty", [-1.2, 0.0, 1.2])
def test_one_competency_agrees_with_brute_force_integration(difficulty, score, guessing):
    item = Item({"A": 1.0}, difficulty, 0.35, guessing=guessing)

    mean, covariance = brute_force_moments(ONE, item, score)
    after = ONE.update(ONE.start(AT), item, score, AT)
    shift = ONE.item_shift(ONE.start(AT), item, score, AT)

    assert [after.mean[0], difficulty + shift[0]] == pytest.approx(mean, abs=1e-6)
    assert [after.covariance[0, 0], 0.35 + shift[1]] == pytest.approx(covariance.diagonal(), abs=1e-6)


@pytest.mark.parametrize("weights", [{"A": 1.0}, {"A": 0.6, "B": 0.4}, {"A": 0.5, "B": 0.5}])
@pytest.mark.parametrize(("score", "weight", "guessing"), [(1.0, 1.0, 0.25), (0.0, 0.5, 0.0), (0.4, 1.0, 0.0)])
def test_two_competencies_agree_with_brute_force_integration(weights, score, weight, guessing):
    item = Item(weights, 0.3, 0.35, guessing=guessing)

    mean, covariance = brute_force_moments(TWO, item, score, weight)
    after = TWO.update(TWO.start(AT), item, score, AT, weight=weight)

    assert after.mean == pytest.approx(mean[:2], abs=1e-6)
    assert after.covariance == pytest.approx(covariance[:2, :2], abs=1e-6)


def test_an_observation_is_the_conjugate_gaussian_update():
    after = TWO.observe(TWO.start(AT), "A", 4, AT, sd=0.5)

    assert after.mean == pytest.approx([1.7 / 1.25, 1.7 * 0.6 / 1.25], abs=1e-15)
    assert after.covariance == pytest.approx(np.array([[0.2, 0.12], [0.12, 1 - 0.36 / 1.25]]), abs=1e-15)


def test_the_prior_has_the_correlations_of_the_domains():
    model = AbilityModel(["A", "B", "C"], {"A": "x", "B": "x", "C": "y"}, prior_mean=-0.5, prior_variance=2.0)

    start = model.start(AT)

    assert [*start.mean, *start.gain] == [-0.5, -0.5, -0.5, 0.0, 0.0, 0.0]
    assert start.covariance == pytest.approx(2 * np.array([[1, 0.6, 0.4], [0.6, 1, 0.4], [0.4, 0.4, 1]]))


def test_without_guessing_right_and_wrong_mirror_each_other():
    easy, hard = Item({"A": 1.0}, -0.7, 0.3), Item({"A": 1.0}, 0.7, 0.3)

    right = ONE.update(ONE.start(AT), hard, 1.0, AT)
    wrong = ONE.update(ONE.start(AT), easy, 0.0, AT)

    assert right.mean[0] == pytest.approx(-wrong.mean[0], abs=1e-14)
    assert right.covariance[0, 0] == pytest.approx(wrong.covariance[0, 0], abs=1e-14)


def test_half_a_score_on_an_item_of_the_same_difficulty_moves_no_mean_but_teaches():
    after = ONE.update(ONE.start(AT), Item({"A": 1.0}, 0.0, 0.35), 0.5, AT)

    assert after.mean[0] == pytest.approx(0.0, abs=1e-15)
    assert after.covariance[0, 0] < 0.9


def test_a_right_answer_that_may_be_guessed_is_worth_less_and_a_wrong_one_as_much():
    start, sure, lucky = ONE.start(AT), Item({"A": 1.0}, 0.0, 0.35), Item({"A": 1.0}, 0.0, 0.35, guessing=0.5)

    gains = [ONE.update(start, item, 1.0, AT).mean[0] for item in (sure, lucky)]
    losses = [ONE.update(start, item, 0.0, AT).mean[0] for item in (sure, lucky)]

    assert 0.0 < gains[1] < 0.6 * gains[0]
    assert losses[0] == pytest.approx(losses[1], abs=1e-14)


def test_evidence_of_weight_zero_changes_nothing():
    start = MODEL.update(MODEL.start(AT), Item({"C-3": 1.0}, 0.0, 0.35), 1.0, AT)
    item = Item({"C-3": 0.5, "C-4": 0.5}, 0.4, 0.35, guessing=0.25)

    assert MODEL.update(start, item, 0.7, AT, weight=0.0) == start
    assert MODEL.item_shift(start, item, 0.7, AT, weight=0.0) == (0.0, 0.0)


def test_an_answer_sharpens_the_neighbours_by_their_correlation():
    item = Item({"C-0": 1.0}, 0.2, 0.35)

    after = MODEL.update(MODEL.start(AT), item, 1.0, AT)

    assert after.mean[0] > after.mean[1] > after.mean[24] > 0.0
    assert after.covariance[0, 0] < after.covariance[1, 1] < after.covariance[24, 24] < 1.0


def test_after_five_hundred_updates_the_covariance_is_symmetric_and_positive_definite():
    log = random_log(seed=1, length=500)

    covariance = replay(MODEL, log).covariance

    assert (covariance == covariance.T).all()
    assert np.linalg.eigvalsh(covariance).min() > 1e-4


@pytest.mark.parametrize("score", [0.0, 0.5, 1.0])
def test_absurdly_sharp_evidence_leaves_a_positive_definite_covariance(score):
    item = Item({"A": 1.0, "B": 1.0}, 30.0, 0.0, discrimination=50.0, guessing=0.25)

    state = TWO.start(AT)
    for _ in range(50):
        state = TWO.update(state, item, score, AT, weight=100.0)

    assert np.isfinite(state.mean).all()
    assert np.linalg.eigvalsh(state.covariance).min() > 0.0


def test_replay_gives_what_the_live_calls_gave():
    log = random_log(seed=2, length=60)
    state = MODEL.start(log[0].at)
    for event in log:
        call = MODEL.update if isinstance(event, Answer) else MODEL.observe
        state = call(state, **event._asdict())

    again = replay(MODEL, iter(log))

    assert np.abs(again.mean - state.mean).max() <= 1e-12
    assert np.abs(again.covariance - state.covariance).max() <= 1e-12
    assert again.at == state.at == log[-1].at


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


def test_author_steps_are_shrunk_and_evenly_signed():
    steps = [author_difficulty(step) for step in range(1, 6)]

    shrinkage = 1.21 / 1.70
    assert [b for b, _ in steps] == pytest.approx([shrinkage * c for c in (-1.7, -0.8, 0.0, 0.8, 1.7)])
    assert [v for _, v in steps] == pytest.approx([shrinkage * 0.49] * 5)


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


def test_direct_proofs_count_evidence_that_names_the_competency_whatever_its_weight():
    both = Item({"A": 0.9, "B": 0.1, "C": 0.0}, 0.0, 0.0)
    log = [Answer(both, 0.0, AT), Answer(both, 1.0, AT, weight=0.2), Answer(both, 1.0, AT, weight=0.0)]

    assert count_direct_proofs([*log, Observation("B", 2, AT)]) == {"A": 2, "B": 3}


histories = st.integers(0, 2**32 - 1).map(lambda seed: replay(MODEL, random_log(seed, 12)))
numbers = st.tuples(st.floats(-4, 4), st.floats(0, 2), st.floats(0.2, 3), st.floats(0, 0.9))
items = st.builds(lambda key, four: Item({key: 1.0}, *four), st.sampled_from(KEYS), numbers)


@settings(deadline=None)
@given(histories, items, st.floats(0, 3))
def test_a_right_answer_never_lowers_and_a_wrong_one_never_raises_the_mean(state, item, weight):
    place = KEYS.index(next(iter(item.weights)))

    right, wrong = (MODEL.update(state, item, score, AT, weight).mean[place] for score in (1.0, 0.0))

    assert wrong - 1e-12 <= state.mean[place] <= right + 1e-12


@settings(deadline=None)
@given(histories, items, st.floats(0, 1), st.floats(0, 1))
def test_a_better_score_never_gives_a_lower_mean_and_any_keeps_the_covariance_definite(state, item, one, other):
    place = KEYS.index(next(iter(item.weights)))

    low, high = (MODEL.update(state, item, score, AT) for score in sorted((one, other)))

    assert low.mean[place] <= high.mean[place] + 1e-12
    assert np.linalg.eigvalsh(high.covariance).min() > 0.0
    assert AbilityState.from_bytes(low.to_bytes()) == low


@settings(deadline=None)
@given(histories)
def test_probabilities_fall_with_the_level_and_the_interval_holds_the_position(state):
    estimate = MODEL.estimate(state, AT)

    assert (np.diff(estimate.p_at_least) <= 0.0).all()
    assert (
        (estimate.p_at_least >= 0.5).sum(axis=1)
        == (state.mean[:, None] >= np.array([-1.2, -0.4, 0.4, 1.2])).sum(axis=1)
    ).all()
    low, high = estimate.interval.T
    assert ((low >= 0.0) & (low <= estimate.position) & (estimate.position <= high) & (high <= 4.0)).all()
