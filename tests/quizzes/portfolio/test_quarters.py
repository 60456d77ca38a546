"""A quarter: the same events for the same acts, exact states, figures as defined, and a method worth following."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st

from quizzes.errors import PortfolioError
from quizzes.portfolio import (
    Action,
    DebtorType,
    Decision,
    Insolvency,
    Plan,
    Promise,
    Reason,
    Settings,
    figures,
    from_json,
    generate,
    plan_week,
    play_week,
    portfolio_from_mapping,
    portfolio_of,
    portfolio_to_mapping,
    quarter_bound,
    run_quarter,
    start_quarter,
    to_json,
)
from quizzes.receivables import OpenItem, aged_balance, collection_effectiveness, dso, overdue_rate, rounded
from tests.quizzes.portfolio.november import AS_OF, NOVEMBER, ledger, line

SMALL = Settings(debtors=12, minutes_a_week=120, weeks=5)
SEEDS = [str(number) for number in range(12)]


def call(ref):
    return Decision(ref, Action.CALL, Reason.LARGE_OVERDUE)


def about(events, ref):
    return [event for event in events if event.ref == ref]


def test_a_seed_always_draws_the_same_portfolio_and_another_one_another():
    assert generate(SMALL, "a") == generate(SMALL, "a")
    assert generate(SMALL, "a").cases != generate(SMALL, "b").cases


def test_more_debtors_leave_the_first_ones_as_they_are():
    few, many = generate(SMALL, "a"), generate(replace(SMALL, debtors=30), "a")

    assert many.cases[: len(few.cases)] == few.cases


def test_drawn_ledgers_hold_everything_that_a_ledger_holds():
    cases = [case for seed in SEEDS for case in generate(Settings(debtors=60), seed).cases]

    for name in ("promise", "dispute", "platform", "insolvency", "limit", "plan", "notice_expired_on", "deliveries"):
        assert any(getattr(case, name) for case in cases), name
    assert {case.nature for case in cases} == {
        *("business", "trader", "carrier", "public", "consumer", "foreign", "credit_note")
    }
    assert any(0 <= (case.limitation - AS_OF).days <= 30 for case in cases)


def test_declared_types_are_drawn_as_often_as_declared():
    only = Settings(debtors=99, types={DebtorType.BAD_FAITH: 100}, events={"credit_note": 0})

    assert set(generate(only, "a").types.values()) == {DebtorType.BAD_FAITH}


def test_the_same_acts_bring_the_same_events():
    one, other = (run_quarter(SMALL, "a", "method") for _ in range(2))

    assert one == other


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_done_with_one_client_moves_no_event_of_another(seed):
    alone = both = start_quarter(Settings(debtors=30, weeks=8), seed)
    first, second = both.cases[0], both.cases[-1]
    while not both.is_over:
        called = {case.ref for case in both.cases if not case.is_credit_note}
        alone, quiet = play_week(alone, [call(ref) for ref in (first.ref,) if ref in called])
        both, loud = play_week(both, [call(ref) for ref in (second.ref, first.ref) if ref in called])

        assert first.client != second.client
        others = [[event for event in events if event.client != second.client] for events in (quiet, loud)]
        assert others[0] == others[1]


@trials(max_examples=15)
@given(st.integers(0, 1000), st.sampled_from(["method", "largest", "oldest"]))
def test_a_state_goes_through_json_exactly_and_plays_on_the_same(seed, policy):
    state = start_quarter(SMALL, str(seed))
    while not state.is_over:
        again = from_json(json.loads(json.dumps(to_json(state))))
        assert again == state
        state, events = play_week(state, plan_week(state, policy))
        assert play_week(again, plan_week(again, policy)) == (state, events)


@pytest.mark.parametrize("portfolio", [NOVEMBER, generate(Settings(debtors=40), "a")])
def test_a_portfolio_goes_through_json_exactly(portfolio):
    assert portfolio_from_mapping(json.loads(json.dumps(portfolio_to_mapping(portfolio)))) == portfolio


@pytest.mark.parametrize("values", [{}, {"as_of": 3}, {"as_of": "2026-11-23", "cases": [{"ref": "A"}]}, {"x": 1}])
def test_what_is_no_portfolio_is_refused(values):
    with pytest.raises(PortfolioError) as refused:
        portfolio_from_mapping(values)

    assert refused.value.message_id == "portfolio.bad_state"


def test_cash_is_what_left_the_ledger_paid():
    state = start_quarter(SMALL, "a")
    paid = Decimal(0)
    while not state.is_over:
        before = state
        state, events = play_week(state, plan_week(state, "method"))
        money = sum(event.amount for event in events if event.kind in ("paid", "part_paid", "promise_kept"))
        paid += money
        sold = sum(event.amount for event in events if event.kind == "new_invoice")
        lost = sum(event.amount for event in events if event.kind == "right_lost")
        open_before, open_after = (sum(case.amount for case in each.cases) for each in (before, state))
        assert open_after == open_before + sold - money - lost

    assert state.cash == paid > 0


@pytest.mark.parametrize(("seed", "policy"), [("b", "method"), ("0", "oldest"), ("2", "oldest")])
def test_figures_are_those_of_the_trade_and_a_loss_is_not_collected(seed, policy):
    state = run_quarter(SMALL, seed, policy)
    found, day = figures(state), state.start + timedelta(weeks=5)
    table = aged_balance([OpenItem(case.amount, case.due) for case in state.cases], day)

    assert found == state.history[-1]
    assert found.dso == float(rounded(dso(table.total, sum(state.sales[-13:]), 91), 1))
    assert found.overdue_rate == float(rounded(overdue_rate(table.overdue, table.total), 1))
    closing = table.total + state.bad_debt
    effectiveness = collection_effectiveness(state.opening, sum(state.sales[13:]), closing, table.amounts["not_due"])
    assert found.cei == float(rounded(effectiveness, 1))


def test_the_hours_of_a_week_are_limited():
    state = start_quarter(replace(SMALL, minutes_a_week=25), "a")
    lines = [case for case in state.cases if not case.is_credit_note]

    _, events = play_week(state, [call(case.ref) for case in lines])

    assert [event.kind for event in events].count("out_of_time") >= len(lines) - 5


def test_a_played_quarter_is_over():
    with pytest.raises(PortfolioError) as refused:
        play_week(run_quarter(SMALL, "a", "oldest"), [])

    assert refused.value.message_id == "portfolio.over"


def test_each_quarter_of_twelve_stays_below_its_bound():
    for seed in SEEDS:
        bound = quarter_bound(SMALL, seed)
        assert all(run_quarter(SMALL, seed, policy).cash <= bound for policy in ("method", "largest", "oldest"))


def test_nobody_collects_from_a_client_under_judgment():
    judged = ledger(line(insolvency=Insolvency("receivership", AS_OF - timedelta(days=20))))

    assert quarter_bound(judged, "a") == 0
    assert quarter_bound(ledger(line()), "a") >= Decimal("8000.00")


def test_the_method_beats_the_naive_orders_in_the_mean_of_the_seeds():
    world = Settings(debtors=30, minutes_a_week=240, weeks=13)
    ends = {policy: [run_quarter(world, seed, policy) for seed in SEEDS] for policy in ("method", "largest", "oldest")}

    cash = {policy: sum(state.cash for state in states) for policy, states in ends.items()}
    lost = {policy: sum(state.bad_debt for state in states) for policy, states in ends.items()}
    complaints = {policy: sum(state.complaints for state in states) for policy, states in ends.items()}
    for naive in ("largest", "oldest"):
        assert cash["method"] > cash[naive]
        assert lost["method"] < lost[naive]
        assert complaints["method"] < complaints[naive] / 3


# --- What happens to single lines -------------------------------------------------------------------------------------


def week_of(*cases, acts=(), seed="a"):
    """Plays a week on lines of hidden types that the seed draws; returns the state after it and its events."""
    return play_week(start_quarter(ledger(*cases), seed), acts)


def test_a_judgment_stops_payments_until_the_claim_is_declared_or_lost():
    judgment = Insolvency("receivership", AS_OF - timedelta(days=58))
    declare = Decision("A1", Action.DECLARE_CLAIM, Reason.INSOLVENCY_OPENED)

    kept, _ = week_of(line(insolvency=judgment), acts=[declare])
    lost, events = week_of(line(insolvency=judgment))

    assert kept.cases[0].declared_on == AS_OF
    assert (lost.bad_debt, [event.kind for event in events]) == (Decimal("8000.00"), ["right_lost"])
    assert "A1" not in {case.ref for case in lost.cases}


def test_a_limitation_that_passes_loses_the_claim():
    state, events = week_of(line(days=5 * 365 - 2))

    assert [event.kind for event in about(events, "A1")] == ["right_lost"]
    assert state.bad_debt == Decimal("8000.00")


def test_a_credit_note_reduces_what_the_client_owes():
    note = line("N1", client="a1", nature="credit_note", amount="-100.00")

    state, events = week_of(
        line(client="a1", platform="rejected"), note, acts=[Decision("N1", Action.MATCH, Reason.SAME_CLIENT)]
    )

    assert portfolio_of(state).case("A1").amount == Decimal("7900.00")
    assert [event.kind for event in events if event.ref == "N1"] == ["matched"]


def test_our_own_error_is_paid_by_nobody_before_it_is_mended():
    case = line(platform="rejected")

    chased = [week_of(case, acts=[call("A1")], seed=seed)[1] for seed in SEEDS]
    mended = [week_of(case, acts=[Decision("A1", Action.INTERNAL, Reason.OWN_ERROR)], seed=seed)[1] for seed in SEEDS]

    assert not any(event.kind == "paid" for events in chased for event in events)
    assert sum(event.kind == "mended" for events in mended for event in events) > len(SEEDS) / 2


def test_a_promise_is_kept_or_broken_in_its_week():
    case = line(promise=Promise(AS_OF + timedelta(days=2)))

    kinds = {about(week_of(case, seed=seed)[1], "A1")[0].kind for seed in SEEDS}

    assert kinds == {"promise_kept", "promise_broken"}


def test_a_plan_pays_its_instalments_and_chasing_it_breaks_it_more_often():
    case = line(plan=Plan(paid=2, instalments=4, next_on=AS_OF + timedelta(days=1)))
    many = [str(number) for number in range(60)]

    left = [about(week_of(case, seed=seed)[1], "A1") for seed in many]
    chased = [about(week_of(case, acts=[call("A1")], seed=seed)[1], "A1") for seed in many]

    assert {event.amount for events in left for event in events if event.kind == "promise_kept"} == {Decimal("4000.00")}
    kept = [sum(event.kind == "promise_kept" for events in each for event in events) for each in (left, chased)]
    assert kept[0] > kept[1]


def test_a_blocked_client_gets_no_invoice_until_nothing_is_overdue():
    case = line(amount="9000.00", limit=Decimal("5000.00"), deliveries=1)
    block = Decision("A1", Action.BLOCK_DELIVERY, Reason.LIMIT_EXCEEDED)

    free = [week_of(case, seed=seed)[1] for seed in SEEDS]
    blocked = [week_of(case, acts=[block], seed=seed)[1] for seed in SEEDS]

    assert any(event.kind == "new_invoice" for events in free for event in events)
    assert not any(event.kind == "new_invoice" for events in blocked for event in events)


def test_time_runs_week_by_week():
    state = start_quarter(SMALL, "a")
    days = [portfolio_of(state).as_of]
    while not state.is_over:
        state, _ = play_week(state, ())
        days.append(portfolio_of(state).as_of)

    assert all(later - earlier == timedelta(weeks=1) for earlier, later in pairwise(days))
    assert [found.week for found in state.history] == list(range(SMALL.weeks + 1))
