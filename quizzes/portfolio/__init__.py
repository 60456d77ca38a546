"""The ageing-balance workshop: a ledger to decide a day or a quarter on, and the transparent optimum it is scored by.

What each function promises; docs/portfolio.md has the model, its declared probabilities and the method.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from quizzes.portfolio.model import Case, Portfolio, Settings
from quizzes.portfolio.plans import (
    DayPlan,
    DayResult,
    Decision,
    NaiveOrder,
    Policy,
    QuarterState,
    WeekEvent,
    WeekFigures,
)
from quizzes.receivables import AgedBalance


def generate(settings: Settings, seed: str) -> Portfolio:
    """Returns the portfolio of a seed: the same for the same settings and seed."""
    raise NotImplementedError


def portfolio_from_mapping(mapping: Mapping[str, Any]) -> Portfolio:
    """Reads what `portfolio_to_mapping` gives (JSON values). Raises PortfolioError `portfolio.bad_state`."""
    raise NotImplementedError


def portfolio_to_mapping(portfolio: Portfolio) -> dict[str, Any]:
    """Returns the portfolio as JSON values."""
    raise NotImplementedError


def balance(portfolio: Portfolio) -> AgedBalance:
    """Returns the synthetic table: amounts by bucket, `.total`, `.overdue`, `.percent(amount)`."""
    raise NotImplementedError


def best_day(portfolio: Portfolio, minutes: int) -> DayPlan:
    """Returns the day by the method."""
    raise NotImplementedError


def naive_day(portfolio: Portfolio, minutes: int, order: NaiveOrder) -> tuple[Decision, ...]:
    """Returns the decisions of « largest first » or « oldest first »; score them with `score_day`."""
    raise NotImplementedError


def score_day(portfolio: Portfolio, decisions: Sequence[Decision], minutes: int) -> DayResult:
    """Returns the correction of a day. Raises PortfolioError `portfolio.unknown_case`, `portfolio.decided_twice`."""
    raise NotImplementedError


def start_quarter(settings: Settings, seed: str) -> QuarterState:
    """Returns the quarter of a seed before its first week; `QuarterState.history` begins with week 0."""
    raise NotImplementedError


def portfolio_of(state: QuarterState) -> Portfolio:
    """Returns what the learner sees of the state: the open lines on the Monday of the week, without hidden types."""
    raise NotImplementedError


def play_week(state: QuarterState, decisions: Sequence[Decision]) -> tuple[QuarterState, tuple[WeekEvent, ...]]:
    """Plays one week of `settings.minutes_a_week`. Raises PortfolioError `portfolio.over`, `portfolio.unknown_case`."""
    raise NotImplementedError


def figures(state: QuarterState) -> WeekFigures:
    """Returns the figures of the state as it stands."""
    raise NotImplementedError


def plan_week(state: QuarterState, policy: Policy) -> tuple[Decision, ...]:
    """Returns what a policy does in the week to come."""
    raise NotImplementedError


def run_quarter(settings: Settings, seed: str, policy: Policy) -> QuarterState:
    """Returns the quarter played to its end by a policy; its figures week by week are `.history`."""
    raise NotImplementedError


def quarter_bound(settings: Settings, seed: str) -> Decimal:
    """Returns the cash that nobody can exceed in this quarter: perfect information, unlimited hours."""
    raise NotImplementedError


def to_json(state: QuarterState) -> dict[str, Any]:
    """Returns a state as JSON values, exactly."""
    raise NotImplementedError


def from_json(values: Mapping[str, Any]) -> QuarterState:
    """Reads what `to_json` gave. Raises PortfolioError `portfolio.bad_state`."""
    raise NotImplementedError


__all__ = ["Case", "Portfolio", "Settings"]
