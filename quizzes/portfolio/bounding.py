"""What nobody can collect more than in a quarter: every draw known beforehand, and hours without end.

A relaxation: a line counts in full when some week offers a draw by which some act, at its strongest, would bring it
in, whatever stands against it (a dispute, an error of ours, a stop of deliveries that would have prevented it). It is
a bound, no target: the hours of a quarter hardly reach it.
"""

from dataclasses import replace
from decimal import Decimal
from functools import cache

from quizzes.portfolio import tables
from quizzes.portfolio.model import Action, Case, DebtorType, Portfolio, Settings
from quizzes.portfolio.passing import new_invoice
from quizzes.portfolio.plans import Account, QuarterState
from quizzes.portfolio.quarters import start_quarter
from quizzes.portfolio.values import chance_now
from quizzes.portfolio.weeks import Week


def quarter_bound(world: Settings | Portfolio, seed: str) -> Decimal:
    """Returns the cash, in euros, that no way to play the quarter exceeds. Raises nothing."""
    state = start_quarter(world, seed)
    weeks = [_at(state, number) for number in range(state.settings.weeks)]
    ends = {account.client: _judged(account, weeks) for account in state.accounts}
    types = {account.client: account.type for account in state.accounts}
    lines = [(case, 0) for case in state.cases if not case.is_credit_note]
    lines += [
        (new_invoice(week, account), week.state.week + 1)
        for account in state.accounts
        for week in weeks[: ends[account.client]]
        if week.chance(account.client, "invoiced") < tables.INVOICED_WEEKLY
    ]
    had = (
        case.amount for case, first in lines if _can_be_had(case, types[case.client], weeks[first : ends[case.client]])
    )
    return sum(had, Decimal("0.00"))


def _at(state: QuarterState, number: int) -> Week:
    return Week.of(replace(state, week=number, cases=(), standings={}))


def _judged(account: Account, weeks: list[Week]) -> int:
    """Returns how many weeks a client can pay in: none under a judgment, else up to the one of a judgment."""
    if account.insolvency is not None:
        return 0
    if account.nature in ("public", "consumer"):
        return len(weeks)
    likely = tables.INSOLVENT_WEEKLY[account.type]
    found = (place for place, week in enumerate(weeks, 1) if week.chance(account.client, "judgment") < likely)
    return next(found, len(weeks))


def _can_be_had(case: Case, kind: DebtorType, weeks: list[Week]) -> bool:
    if case.plan is not None and weeks:
        return True
    return any(_pays(case, kind, week) for week in weeks if case.dispute or case.promise or case.due < week.next_day)


def _pays(case: Case, kind: DebtorType, week: Week) -> bool:
    if week.chance(case.ref, "word") < tables.WORDS[kind].keeps:
        return True
    public = case.nature == "public"
    return any(week.chance(case.ref, action) < _strongest(kind, action, is_public=public) for action in Action)


@cache
def _strongest(kind: DebtorType, action: Action, *, is_public: bool) -> float:
    """The greatest chance that an act, or the one before it, may have in any week."""
    idle = max(response[kind].after for response in tables.RESPONSES.values())
    on_time = tables.ON_TIME[kind] + max(tables.COURTESY.values())
    asks = max(chance_now(kind, action, 0), chance_now(kind, Action.CALL, 0))
    public = max(tables.PUBLIC_ASKED) if is_public else 0.0
    return max(asks, idle, on_time, public)
