"""A quarter: how it begins, one week of it, and how a policy plays it to its end.

A week runs so: our acts in their order, as far as the hours go; what they do at once; the debtors' answers; what
happens by itself (disputes settled, judgments, rights that end); the invoices of the week. Each draw depends on the
seed, the line, the week and the act alone, so that what is done with one line moves no event of another.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from quizzes.errors import PortfolioError
from quizzes.portfolio import tables
from quizzes.portfolio.answers import answered
from quizzes.portfolio.carrying import carried_out
from quizzes.portfolio.circumstances import sights
from quizzes.portfolio.days import best_day, naive_day, plan_decisions
from quizzes.portfolio.draws import weighted
from quizzes.portfolio.effects import acted
from quizzes.portfolio.figures import WEEKS_OF_SALES, day_of, figures
from quizzes.portfolio.generating import world_of
from quizzes.portfolio.model import Action, DebtorType, Portfolio, Settings
from quizzes.portfolio.passing import passed
from quizzes.portfolio.plans import Account, Decision, Policy, QuarterState, WeekEvent
from quizzes.portfolio.values import cents, euros
from quizzes.portfolio.weeks import Week


def start_quarter(world: Settings | Portfolio, seed: str) -> QuarterState:
    """Returns the quarter of a seed before its first week; its `history` begins with the figures of week 0.

    Of settings, the portfolio of the seed; of a portfolio, its own lines, with hidden types that the seed draws by what
    each line lets one believe, and half of the client's open lines as its usual invoice. Raises nothing.
    """
    if isinstance(world, Settings):
        accounts, cases = world_of(world, seed)
        settings, start = world, world.as_of
    else:
        accounts, cases = _accounts_of(world, seed), world.cases
        settings, start = world.settings, world.as_of
    weekly = sum((cents(account.monthly) for account in accounts), 0) * tables.INVOICED_WEEKLY
    opening = max(sum((case.amount for case in cases), Decimal(0)), Decimal(0))
    state = QuarterState(
        seed=seed,
        settings=settings,
        start=start,
        week=0,
        accounts=accounts,
        cases=cases,
        standings={},
        opening=opening,
        sales=(euros(round(weekly)),) * WEEKS_OF_SALES,
        cash=Decimal("0.00"),
        complaints=0,
        bad_debt=Decimal("0.00"),
        history=(),
    )
    return replace(state, history=(figures(state),))


def _accounts_of(portfolio: Portfolio, seed: str) -> tuple[Account, ...]:
    seen = sights(portfolio)
    found = []
    for client, cases in portfolio.by_client.items():
        lines = [case for case in cases if not case.is_credit_note]
        first = min(lines or cases, key=lambda case: tables.TIERS[seen[case.ref].circumstance])
        beliefs = tables.BELIEFS[seen[first.ref].circumstance]
        weights = [(kind, round(weight * 100)) for kind, weight in beliefs.items()]
        usual = sum(cents(case.amount) for case in lines) // 2
        found.append(
            Account(
                client=client,
                name=first.name,
                nature=first.nature,
                type=weighted(weights, 100, seed, client, "type") or DebtorType.NEGLIGENT,
                monthly=euros(usual),
                limit=first.limit,
                retention_of_title=first.retention_of_title,
                insolvency=first.insolvency,
            )
        )
    return tuple(found)


def portfolio_of(state: QuarterState) -> Portfolio:
    """Returns what is seen of the state: the open lines on the Monday of the week, no hidden types. Raises nothing."""
    return Portfolio(day_of(state), state.cases, state.settings, state.seed)


def play_week(state: QuarterState, decisions: Sequence[Decision]) -> tuple[QuarterState, tuple[WeekEvent, ...]]:
    """Returns the state a week later and what happened, in its order.

    Decisions beyond `settings.minutes_a_week` are left out, each told as `out_of_time`. Raises PortfolioError
    `portfolio.over` when all weeks are played, `portfolio.unknown_case`, `portfolio.decided_twice`.
    """
    if state.is_over:
        raise PortfolioError("week", "portfolio.over")
    portfolio = portfolio_of(state)
    done = carried_out(portfolio, decisions, state.settings.minutes_a_week)
    week = Week.of(state)
    answered(week, acted(week, done))
    passed(week)
    later = week.closed()
    return replace(later, history=(*later.history, figures(later))), tuple(week.events)


def plan_week(state: QuarterState, policy: Policy) -> tuple[Decision, ...]:
    """Returns what a policy does in the week to come: the method's plan of its hours, or a naive order. Raises nothing.

    The method is a day's, over the hours of the week: best for the five weeks that its values count, not for the
    quarter as a whole.
    """
    portfolio, minutes = portfolio_of(state), state.settings.minutes_a_week
    if policy == "method":
        return plan_decisions(best_day(portfolio, minutes))
    return naive_day(portfolio, minutes, policy)


def run_quarter(world: Settings | Portfolio, seed: str, policy: Policy) -> QuarterState:
    """Returns the quarter played to its end by a policy; its figures week by week are `.history`. Raises nothing."""
    state = start_quarter(world, seed)
    while not state.is_over:
        # To wait is to do nothing: left out, the same happens in less time.
        decisions = [decision for decision in plan_week(state, policy) if decision.action is not Action.WAIT]
        state, _ = play_week(state, decisions)
    return state
