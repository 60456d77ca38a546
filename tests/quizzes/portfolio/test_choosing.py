"""What fits in limited hours is chosen exactly: against all choices there are, on small knapsacks and small ledgers."""

from decimal import Decimal
from itertools import product

from hypothesis import example, given
from hypothesis import strategies as st

from quizzes.portfolio import Portfolio, Settings, best_day, generate
from quizzes.portfolio.knapsack import Choice, best_together, least_minutes, solve, trace
from quizzes.portfolio.steps import groups_of
from quizzes.portfolio.values import cents
from tests.quizzes.portfolio.november import ledger, line

GROUPS = st.lists(
    st.lists(st.builds(Choice, st.integers(0, 20), st.integers(-50, 400)), min_size=1, max_size=3), max_size=5
)


def all_choices(groups):
    """Goes through minutes and value of every way to take at most one option of each group."""
    for taken in product(*[[None, *options] for options in groups]):
        chosen = [option for option in taken if option is not None]
        yield sum(option.minutes for option in chosen), sum(option.cents for option in chosen)


def greatest(groups, minutes):
    return max(value for takes, value in all_choices(groups) if takes <= minutes)


@given(GROUPS, st.integers(0, 60))
def test_the_knapsack_finds_the_greatest_value_and_says_how(groups, minutes):
    chosen = solve(groups, minutes)

    assert int(chosen.best[minutes]) == greatest(groups, minutes)
    options = [group[place] for group, place in zip(groups, trace(groups, chosen, minutes), strict=True) if place >= 0]
    assert sum(option.minutes for option in options) <= minutes
    assert sum(option.cents for option in options) == int(chosen.best[minutes])


@given(GROUPS, st.integers(0, 60))
def test_more_minutes_never_bring_less_and_none_are_wasted(groups, minutes):
    chosen = solve(groups, minutes)

    assert list(chosen.best) == sorted(chosen.best)
    assert all(int(chosen.best[few]) < int(chosen.best[-1]) for few in range(least_minutes(chosen)))


@given(GROUPS, GROUPS, st.integers(0, 60))
def test_two_sets_that_share_the_minutes_are_one_set(first, second, minutes):
    assert best_together(solve(first, minutes), solve(second, minutes)) == greatest([*first, *second], minutes)


def options_of(groups):
    return [[Choice(option.minutes, option.cents) for option in group.options] for group in groups if not group.is_idle]


@given(st.integers(0, 400), st.integers(0, 240))
def test_the_day_of_a_small_ledger_is_the_best_of_all_with_the_legal_acts_first(seed, minutes):
    portfolio = generate(Settings(debtors=5, invoices=2), str(seed))
    groups = groups_of(portfolio)
    legal = options_of(group for group in groups if group.is_legal)
    others = options_of(group for group in groups if not group.is_legal)

    plan = best_day(portfolio, minutes)

    rights = greatest(legal, minutes)
    least = min(takes for takes, value in all_choices(legal) if value == rights)
    assert cents(plan.value) == rights + greatest(others, minutes - least)
    assert cents(plan.bound) == greatest([*legal, *others], minutes)
    assert plan.used <= minutes
    assert plan.value == sum((step.value for step in plan.steps), Decimal(0))


@given(st.integers(0, 200))
def test_more_hours_reach_no_less(seed):
    portfolio = generate(Settings(debtors=12), str(seed))

    plans = [best_day(portfolio, minutes) for minutes in range(0, 421, 35)]

    assert [plan.bound for plan in plans] == sorted(plan.bound for plan in plans)
    assert all(plan.value <= plan.bound for plan in plans)


@given(st.integers(0, 200))
@example(192)
def test_every_line_stands_in_the_plan_or_in_what_is_left_once(seed):
    portfolio = generate(Settings(debtors=15), str(seed))

    plan = best_day(portfolio, 240)

    refs = [ref for step in (*plan.steps, *plan.left) for ref in step.refs]
    assert sorted(refs) == sorted(portfolio.by_ref)
    assert [step.tier for step in plan.steps] == sorted(step.tier for step in plan.steps)


def test_a_credit_note_may_be_set_off_in_the_minutes_that_are_too_few_for_its_client():
    note = line("N1", client="a1", nature="credit_note", amount="-100.00")

    plan = best_day(ledger(line(client="a1"), note), 5)

    assert [step.refs for step in plan.steps] == [("N1",)]
    assert [(step.rank, step.refs) for step in plan.left] == [(2, ("A1",))]


def test_no_ledger_is_an_empty_day():
    plan = best_day(Portfolio(Settings().as_of, ()), 60)

    assert (plan.steps, plan.left, plan.value, plan.bound) == ((), (), Decimal(0), Decimal(0))
