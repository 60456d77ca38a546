"""The adaptive diagnostic: its criterion against the engine itself, its rules, its end, its speed."""

import time
from dataclasses import FrozenInstanceError
from datetime import UTC, datetime, timedelta
from random import Random

import numpy as np
import pytest
from numpy.polynomial.hermite_e import hermegauss

from quizzes.ability import AbilityError, AbilityModel, AbilityState, Item
from quizzes.selection import ItemPool, exposure_rates, next_item, stop_reason

AT = datetime(2026, 11, 28, 9, tzinfo=UTC)
KEYS = tuple(f"C-{place}" for place in range(8))
MODEL = AbilityModel(KEYS, {key: f"D{place // 3}" for place, key in enumerate(KEYS)}, standards={"C-1": (-1, 0, 1, 2)})
REQUIRED = {"C-0": 2, "C-1": 3, "C-4": 2, "C-6": 1, "C-7": 0}


def items_of(count, seed=1, keys=KEYS):
    rng = np.random.default_rng(seed)
    items = {}
    for rank in range(count):
        first, second = (str(key) for key in rng.choice(keys, 2, replace=False))
        weights = {first: 0.7, second: 0.3} if rank % 4 == 0 else {first: 1.0}
        guessing = float(rng.choice([0.0, 0.25, 0.5]))
        slope = float(rng.uniform(0.6, 2.0))
        items[f"q-{rank}"] = Item(weights, float(1.5 * rng.normal()), float(rng.uniform(0.0, 0.4)), slope, guessing)
    return items


def taught(answers=6, seed=2):
    rng, state = np.random.default_rng(seed), MODEL.start(AT)
    for item in items_of(answers, seed).values():
        state = MODEL.update(state, item, float(rng.integers(2)), AT)
    return state


def believed(**means):
    """A state of sd 0.3 at these abilities, 0 where none is named: at 0.3 from a cut P is .84, which is decided."""
    abilities = [float(means.get(key.replace("-", "_"), 0.0)) for key in KEYS]
    return AbilityState(np.array(abilities), 0.09 * np.eye(len(KEYS)), AT, np.zeros(len(KEYS)), MODEL.version)


DECIDED, OPEN = believed(C_1=-0.5, C_4=0.5), believed(C_0=-0.4, C_1=1.0, C_4=-0.4, C_6=-1.2)


def brute_force_worths(state, items, required, at):
    """The criterion computed with the engine's own updates after a right and a wrong answer, question by question."""
    state = MODEL.update(state, next(iter(items.values())), 0.5, at, weight=0.0)  # Only time passes.
    estimate = MODEL.estimate(state, at)
    weights = np.zeros(len(KEYS))
    for place, key in enumerate(KEYS):
        level = required.get(key, 0)
        weights[place] = 0.2 if level else 0.0
        if level and 0.2 < estimate.p_at_least[place, level - 1] < 0.8:
            cut = MODEL.standards.get(key, MODEL.cuts)[level - 1]
            weights[place] += np.exp(-((state.mean[place] - cut) ** 2) / (2 * state.covariance[place, place]))
    weights /= state.covariance.diagonal()
    nodes, node_weights = hermegauss(201)
    worths = []
    for item in items.values():
        w = np.array([item.weights.get(key, 0.0) for key in KEYS])
        d = w @ state.mean - item.difficulty + np.sqrt(w @ state.covariance @ w + item.variance) * nodes
        p = item.guessing + (1 - item.guessing) / (1 + np.exp(-item.discrimination * d))
        right = p @ node_weights / node_weights.sum()
        after = [MODEL.update(state, item, score, at, feedback=False).covariance.diagonal() for score in (1.0, 0.0)]
        worths.append(weights @ (state.covariance.diagonal() - right * after[0] - (1 - right) * after[1]))
    return np.array(worths)


@pytest.mark.parametrize("days", [0, 500])
@pytest.mark.parametrize("seed", range(8))
def test_one_of_the_five_questions_of_greatest_worth_is_drawn(seed, days):
    state = {6: believed(C_0=-0.15, C_1=1.0), 7: DECIDED}.get(seed) or taught(seed=seed)
    items, at = items_of(60, seed), AT + timedelta(days=days)
    pool = ItemPool.of(MODEL, items)
    best = np.argsort(brute_force_worths(state, items, REQUIRED, at))[-5:]

    drawn = [next_item(MODEL, state, REQUIRED, pool, at, Random(draw), asked=()) for draw in range(80)]

    assert set(drawn) == set(best.tolist())


def test_the_same_seed_draws_the_same_question():
    pool = ItemPool.of(MODEL, items_of(60))

    drawn = {next_item(MODEL, taught(), REQUIRED, pool, AT, Random(5), asked=()) for _ in range(10)}

    assert len(drawn) == 1


def test_what_is_decided_or_not_required_is_worth_less_than_what_is_in_doubt():
    items = {f"{key}-{rank}": Item({key: 1.0}, 0.0, 0.1) for key in ("C-0", "C-3", "C-7") for rank in range(6)}
    pool = ItemPool.of(MODEL, items)

    drawn = {
        pool.keys[next_item(MODEL, believed(), {"C-0": 1, "C-7": 3}, pool, AT, Random(draw), asked=())][:3]
        for draw in range(40)
    }

    assert drawn == {"C-7"}


def test_what_is_not_required_is_asked_about_only_for_what_it_tells_of_the_rest():
    state = AbilityState(np.zeros(8), np.diag([0.1] + [1.0] * 7), AT, np.zeros(8), MODEL.version)
    pool = ItemPool.of(MODEL, {f"{key}-{rank}": Item({key: 1.0}, 0.0, 0.1) for key in KEYS[:3] for rank in range(6)})

    drawn = {pool.keys[next_item(MODEL, state, {"C-0": 2}, pool, AT, Random(draw), asked=())][:3] for draw in range(40)}

    assert drawn == {"C-0"}


def sitting(pool, required, seed, *, state=None, exposure=None, **limits):
    """One diagnostic whose answers are drawn, asked to its very end; returns the indices in the order asked."""
    rng, state, asked = Random(seed), state or MODEL.start(AT), []
    items = list(items_of(len(pool)).values()) if pool.keys[0] == "q-0" else None
    while True:
        place = next_item(MODEL, state, required, pool, AT, rng, asked=asked, exposure=exposure, **limits)
        if place is None:
            return asked
        asked.append(place)
        if items:
            state = MODEL.update(state, items[place], float(rng.random() < 0.5), AT, feedback=False)


@pytest.mark.parametrize(("bank", "limits", "expected"), [(60, {}, 40), (60, {"most": 12}, 12), (25, {}, 25)])
def test_no_question_is_asked_twice_and_forty_are_the_most(bank, limits, expected):
    asked = sitting(ItemPool.of(MODEL, items_of(bank)), REQUIRED, seed=3, **limits)

    assert len(asked) == len(set(asked)) == expected


def test_what_a_person_met_before_is_not_asked():
    pool = ItemPool.of(MODEL, items_of(30))
    excluded = np.arange(30) < 27

    drawn = {
        next_item(MODEL, taught(), REQUIRED, pool, AT, Random(draw), asked=[28], excluded=excluded)
        for draw in range(30)
    }

    assert drawn == {27, 29}
    everything = np.full(30, fill_value=True)
    assert next_item(MODEL, taught(), REQUIRED, pool, AT, Random(1), asked=[], excluded=everything) is None


def test_indices_and_a_mask_say_the_same():
    pool = ItemPool.of(MODEL, items_of(30))
    mask = np.zeros(30, dtype=bool)
    mask[[3, 7]] = True

    by_mask, by_list, by_set = (
        [next_item(MODEL, taught(), REQUIRED, pool, AT, Random(draw), asked=asked) for draw in range(20)]
        for asked in (mask, [3, 7], {3, 7})
    )

    assert by_mask == by_list == by_set


def covered(pool, asked, keys):
    return {key for key in keys if any(pool.mixes[pool.mix[place], KEYS.index(key)] > 0 for place in asked)}


@pytest.mark.parametrize("most", [4, 6, 20])
def test_every_required_competency_gets_a_question_even_the_least_worth(most):
    dull = {f"dull-{key}": Item({key: 1.0}, 6.0, 0.4, 0.5, 0.5) for key in ("C-0", "C-1", "C-4", "C-6")}
    pool = ItemPool.of(MODEL, {f"sharp-{rank}": Item({"C-2": 1.0}, 0.0, 0.0, 3.0) for rank in range(50)} | dull)

    for seed in range(10):
        asked = sitting(pool, REQUIRED, seed, most=most)

        assert covered(pool, asked, ("C-0", "C-1", "C-4", "C-6")) == {"C-0", "C-1", "C-4", "C-6"}


def test_once_enough_is_decided_the_competencies_without_a_question_come_first():
    items = items_of(50, keys=KEYS[:4]) | {"last": Item({"C-7": 1.0}, 5.0, 0.4, 0.5, 0.5)}
    pool = ItemPool.of(MODEL, items)
    enough, too_few = believed(C_2=0.7, C_7=0.4), believed(C_2=0.4, C_7=0.4)
    required = {"C-0": 1, "C-1": 1, "C-2": 3, "C-3": 1, "C-7": 3}

    drawn = [
        pool.keys[next_item(MODEL, state, required, pool, AT, Random(1), asked=range(20))]
        for state in (enough, too_few)
    ]

    assert (drawn[0], drawn[1] == "last") == ("last", False)


def test_a_question_that_half_of_the_people_met_rests():
    pool = ItemPool.of(MODEL, items_of(40))
    exposure = np.where(np.arange(40) % 2 == 0, 0.5, 0.49)

    asked = sitting(pool, REQUIRED, seed=4, exposure=exposure, most=18)

    assert all(place % 2 for place in asked)


def test_where_all_have_been_met_too_often_the_five_least_exposed_remain():
    pool = ItemPool.of(MODEL, items_of(40))
    exposure = np.linspace(0.9, 0.6, 40)

    drawn = {
        next_item(MODEL, taught(), REQUIRED, pool, AT, Random(draw), asked=[39], exposure=exposure)
        for draw in range(80)
    }

    assert drawn == {34, 35, 36, 37, 38}


def test_the_last_question_of_a_required_competency_is_asked_however_exposed():
    items = items_of(40, keys=KEYS[:5]) | {"only": Item({"C-6": 1.0}, 0.0, 0.1)}
    pool = ItemPool.of(MODEL, items)
    exposure = np.where(np.arange(41) == 40, 1.0, 0.0)

    asked = sitting(pool, REQUIRED, seed=1, exposure=exposure, most=10)

    assert 40 in asked


def test_a_rate_counts_ten_diagnostics_at_least():
    assert exposure_rates([0, 1, 4], 4).tolist() == [0.0, 0.1, 0.4]
    assert exposure_rates([0, 1, 5], 5).tolist() == [0.0, 0.1, 0.5]
    assert exposure_rates([5, 10], 20).tolist() == [0.25, 0.5]
    assert exposure_rates([0, 0], 0).tolist() == [0.0, 0.0]


def test_over_many_people_no_question_is_met_by_more_than_half():
    pool = ItemPool.of(MODEL, items_of(120))
    counts = np.zeros(120, dtype=int)

    for person in range(40):
        counts[sitting(pool, REQUIRED, person, exposure=exposure_rates(counts, person), most=20)] += 1

    assert counts.sum() == 40 * 20
    assert counts.max() == 20


@pytest.mark.parametrize(
    ("decided", "asked", "most", "expected"),
    [
        (False, range(39), 40, None),
        (False, range(40), 40, "most"),
        (True, range(40), 40, "most"),
        (False, range(12), 12, "most"),
        (True, range(14), 40, None),
        (True, range(15), 40, "decided"),
        (False, range(15), 40, None),
    ],
)
def test_a_diagnostic_ends_at_forty_or_once_enough_is_decided(decided, asked, most, expected):
    pool = ItemPool.of(MODEL, items_of(60))
    state = DECIDED if decided else OPEN

    assert stop_reason(MODEL, state, REQUIRED, pool, AT, asked=asked, most=most) == expected


@pytest.mark.parametrize(
    ("means", "expected"),
    [
        ({}, "decided"),
        ({"C_1": -1.0}, "decided"),
        ({"C_1": -1.0, "C_4": -0.4}, None),
        ({"C_1": -0.74, "C_4": -0.66}, "decided"),
        ({"C_1": -0.76, "C_4": -0.64}, None),
    ],
)
def test_four_out_of_five_decided_either_way_at_eighty_percent_are_enough(means, expected):
    pool = ItemPool.of(MODEL, items_of(60))
    required = {"C-0": 1, "C-1": 1, "C-3": 2, "C-4": 2, "C-6": 1}

    assert stop_reason(MODEL, believed(**means), required, pool, AT, asked=range(20)) == expected


def test_it_does_not_end_before_every_required_competency_had_a_question():
    items = items_of(30, keys=KEYS[:5]) | {"last": Item({"C-6": 1.0}, 0.0, 0.1)}
    pool = ItemPool.of(MODEL, items)

    assert stop_reason(MODEL, DECIDED, REQUIRED, pool, AT, asked=range(20)) is None
    assert stop_reason(MODEL, DECIDED, REQUIRED, pool, AT, asked=[*range(20), 30]) == "decided"
    without = pool.subset(np.arange(31) < 30)
    assert stop_reason(MODEL, DECIDED, REQUIRED, without, AT, asked=range(20)) == "decided"


def test_what_was_decided_long_ago_is_open_again():
    pool = ItemPool.of(MODEL, items_of(60))

    reasons = [
        stop_reason(MODEL, DECIDED, REQUIRED, pool, AT + timedelta(days=days), asked=range(20)) for days in (0, 3_000)
    ]

    assert reasons == ["decided", None]


def test_it_ends_when_nothing_is_left_to_ask():
    pool = ItemPool.of(MODEL, items_of(20))
    met = np.arange(20) >= 5

    assert stop_reason(MODEL, MODEL.start(AT), REQUIRED, pool, AT, asked=range(20)) == "exhausted"
    assert stop_reason(MODEL, MODEL.start(AT), REQUIRED, pool, AT, asked=range(5), excluded=met) == "exhausted"
    assert stop_reason(MODEL, MODEL.start(AT), REQUIRED, pool, AT, asked=range(4), excluded=met) is None


def test_a_pool_keeps_what_the_items_say_and_its_subset_too():
    items = items_of(30)
    pool = ItemPool.of(MODEL, items)

    some = pool.subset(np.arange(30) % 3 == 0)

    assert (len(pool), len(some), some.keys[1]) == (30, 10, "q-3")
    assert [pool.place_of["q-7"], some.place_of["q-9"]] == [7, 3]
    for kept in (pool, some):
        for place, key in enumerate(kept.keys):
            item, row = items[key], kept.mixes[kept.mix[place]]
            assert {name: share for name, share in zip(KEYS, row, strict=True) if share} == item.weights
            assert (kept.difficulty[place], kept.variance[place]) == (item.difficulty, item.variance)
            assert (kept.discrimination[place], kept.guessing[place]) == (item.discrimination, item.guessing)


def test_a_pool_cannot_be_changed():
    pool = ItemPool.of(MODEL, items_of(5))

    for values in (pool.mixes, pool.mix, pool.difficulty, pool.variance, pool.discrimination, pool.guessing):
        with pytest.raises(ValueError, match="read-only"):
            values[...] = 0
    with pytest.raises(FrozenInstanceError):
        pool.keys = ()


def test_an_empty_pool_has_nothing_to_ask():
    pool = ItemPool.of(MODEL, {})

    assert next_item(MODEL, MODEL.start(AT), REQUIRED, pool, AT, Random(1), asked=()) is None
    assert stop_reason(MODEL, MODEL.start(AT), REQUIRED, pool, AT, asked=()) == "exhausted"


def test_absurd_items_neither_overflow_nor_win():
    absurd = {
        f"far-{b}-{a}": Item({"C-0": 1.0}, b, 0.0, a, c) for b in (-900.0, 900.0) for a in (1.0, 50.0) for c in (0, 0.9)
    }
    pool = ItemPool.of(MODEL, absurd | items_of(20))

    drawn = {next_item(MODEL, MODEL.start(AT), REQUIRED, pool, AT, Random(draw), asked=()) for draw in range(40)}

    assert all(pool.keys[place].startswith("q-") for place in drawn)


OTHER = AbilityModel(KEYS[:7], dict.fromkeys(KEYS[:7], "D"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"required": {"Z": 1}},
        {"required": {"C-0": 5}},
        {"required": {"C-0": -1}},
        {"asked": [20]},
        {"asked": [-1]},
        {"asked": np.zeros(19, dtype=bool)},
        {"excluded": np.zeros(21, dtype=bool)},
        {"pool": ItemPool.of(OTHER, items_of(20, keys=KEYS[:7]))},
        {"state": OTHER.start(AT)},
        {"at": AT.replace(tzinfo=None)},
    ],
)
def test_what_does_not_fit_is_refused(wrong):
    good = {"state": MODEL.start(AT), "required": REQUIRED, "pool": ItemPool.of(MODEL, items_of(20)), "at": AT}
    arguments = {"model": MODEL, "asked": ()} | good | wrong

    with pytest.raises(AbilityError):
        next_item(**arguments, rng=Random(1))
    with pytest.raises(AbilityError):
        stop_reason(**arguments)


def test_items_rates_and_exposures_that_do_not_fit_are_refused():
    pool = ItemPool.of(MODEL, items_of(20))

    with pytest.raises(AbilityError, match="unknown competency"):
        ItemPool.of(MODEL, {"q": Item({"Z": 1.0}, 0.0, 0.0)})
    with pytest.raises(AbilityError, match="shape"):
        next_item(MODEL, taught(), REQUIRED, pool, AT, Random(1), asked=(), exposure=np.zeros(3))
    for counts, diagnostics in (([-1], 3), ([1], -1)):
        with pytest.raises(AbilityError, match=">= 0"):
            exposure_rates(counts, diagnostics)


def test_a_thousand_questions_on_twenty_five_competencies_are_weighed_in_a_millisecond_and_a_half():
    keys = tuple(f"C-{place}" for place in range(25))
    model = AbilityModel(keys, {key: key[:3] for key in keys})
    pool = ItemPool.of(model, items_of(1_000, keys=keys))
    state, required, exposure, durations = model.start(AT), dict.fromkeys(keys, 2), np.full(1_000, 0.2), []

    for draw in range(60):
        begun = time.perf_counter()
        next_item(model, state, required, pool, AT, Random(draw), asked=range(20), exposure=exposure)
        durations.append(time.perf_counter() - begun)

    assert min(durations) <= 0.0015
