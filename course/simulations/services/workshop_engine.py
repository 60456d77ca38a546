"""What the engine makes of a workshop and a seed: pure, and kept in the process, because a version never changes."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from course.foundation.cache import RecentCache
from course.simulations.queries.workshops import WorkshopRow
from course.simulations.services.workshop_lists import List, decisions_of, entries_of
from quizzes.portfolio import (
    from_json,
    generate,
    plan_week,
    play_week,
    portfolio_from_mapping,
    portfolio_of,
    quarter_bound,
    run_quarter,
    score_day,
    start_quarter,
    to_json,
)
from quizzes.portfolio.mapping import from_values
from quizzes.portfolio.model import Portfolio, Settings
from quizzes.portfolio.plans import DayResult, Policy, QuarterState, WeekEvent, WeekFigures

POLICIES: Final[tuple[Policy, ...]] = ("method", "largest", "oldest")
_portfolio_cache: RecentCache[tuple[int, int], Portfolio] = RecentCache(64)
_day_cache: RecentCache[tuple[int, int, List], DayResult] = RecentCache(64)


def settings_of(workshop: WorkshopRow) -> Settings:
    """Returns the declared settings of a workshop."""
    return from_values(Settings, workshop.body["settings"])


def is_hand_made(workshop: WorkshopRow) -> bool:
    """Whether the day's ledger was written by hand: the same for everybody, whatever the seed."""
    return "portfolio" in workshop.body


def kinds_of(workshop: WorkshopRow) -> tuple[str, ...]:
    """Returns what can be played of a workshop: a day, and a quarter where its file says so."""
    return ("day", "quarter") if workshop.body["quarter"] else ("day",)


def day_portfolio(workshop: WorkshopRow, seed: int) -> Portfolio:
    """Returns the ledger of a day."""
    key = (workshop.version_id, seed)
    found = _portfolio_cache.get(key)
    if found is None:
        body = workshop.body
        by_hand = is_hand_made(workshop)
        found = portfolio_from_mapping(body["portfolio"]) if by_hand else generate(settings_of(workshop), str(seed))
        _portfolio_cache.put(key, found)
    return found


def corrected_day(workshop: WorkshopRow, seed: int, entries: List) -> DayResult:
    """Returns the correction of a day; some tenths of a second the first time."""
    key = (workshop.version_id, seed, entries)
    found = _day_cache.get(key)
    if found is None:
        portfolio = day_portfolio(workshop, seed)
        found = score_day(portfolio, decisions_of(entries), portfolio.settings.minutes_a_day)
        _day_cache.put(key, found)
    return found


def day_result(result: DayResult) -> dict[str, Any]:
    """Returns what a play keeps of its correction; the rest is reckoned again from the list."""
    return {
        "value": str(result.value),
        "best": str(result.best.value),
        "share": result.share,
        "competencies": dict(result.competencies),
    }


# A quarter -----------------------------------------------------------------------------------------------------------


def quarter_beginning(workshop: WorkshopRow, seed: int) -> dict[str, Any]:
    """Returns the state of a quarter before its first week."""
    return _state(start_quarter(settings_of(workshop), str(seed)), (), 0)


def _state(state: QuarterState, events: tuple[WeekEvent, ...], by_plan: int) -> dict[str, Any]:
    told = [[event.kind, event.ref, event.client, str(event.amount), event.action] for event in events]
    return {"week": state.week, "quarter": to_json(state), "events": told, "by_plan": by_plan}


def quarter_of(state: Mapping[str, Any]) -> QuarterState:
    """Returns the quarter that a play's state keeps."""
    return from_json(state["quarter"])


def ledger_of(state: QuarterState) -> Portfolio:
    """Returns what the learner sees of a quarter."""
    return portfolio_of(state)


def week_played(state: Mapping[str, Any], entries: List, *, is_by_plan: bool) -> dict[str, Any]:
    """Returns the state after a week."""
    after, events = play_week(quarter_of(state), decisions_of(entries))
    return _state(after, events, state["by_plan"] + is_by_plan)


def plan_of_week(state: Mapping[str, Any]) -> List:
    """Returns the list that the method makes for the week to come."""
    return entries_of(plan_week(quarter_of(state), "method"))


def quarter_result(workshop: WorkshopRow, seed: int, state: QuarterState) -> dict[str, Any]:
    """Returns the end of a quarter beside that of each policy, week by week, and the bound."""
    settings = settings_of(workshop)
    others = {policy: run_quarter(settings, str(seed), policy) for policy in POLICIES}
    return {
        "own": figures_json(state),
        "others": {policy: figures_json(played) for policy, played in others.items()},
        "bound": str(quarter_bound(settings, str(seed))),
    }


def figures_json(state: QuarterState) -> list[list[Any]]:
    """Returns the figures of each week so far, as a play keeps them."""
    return [_figures(found) for found in state.history]


def _figures(found: WeekFigures) -> list[Any]:
    money = [str(amount) for amount in (found.receivables, found.overdue, found.cash, found.bad_debt)]
    return [found.week, *money, found.dso, found.overdue_rate, found.cei, found.complaints]


def read_figures(values: list[Any]) -> WeekFigures:
    """Returns the figures of a week that `figures_json` kept."""
    week, receivables, overdue, cash, bad_debt, dso, overdue_rate, cei, complaints = values
    amounts = {"receivables": receivables, "overdue": overdue, "cash": cash, "bad_debt": bad_debt}
    money = {name: Decimal(amount) for name, amount in amounts.items()}
    return WeekFigures(week=week, dso=dso, overdue_rate=overdue_rate, cei=cei, complaints=complaints, **money)
