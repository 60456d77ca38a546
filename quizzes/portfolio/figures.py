"""The figures of a quarter, with the definitions of `quizzes.receivables`.

DSO by the simple method over the last 13 weeks of sales (F7.01, [V]); overdue in per cent of receivables (F7.08, [M]);
collection effectiveness since the start (F7.07, [M]). Receivables are net of credit notes, taxes included; what was
lost stays in the closing receivables of the effectiveness, since losing is not collecting.
"""

from datetime import date, timedelta
from decimal import Decimal

from quizzes.errors import ReceivablesError
from quizzes.portfolio.plans import QuarterState, WeekFigures
from quizzes.receivables import OpenItem, aged_balance, collection_effectiveness, dso, overdue_rate, rounded

WEEKS_OF_SALES = 13


def day_of(state: QuarterState) -> date:
    """Returns the first day of the week that the state stands before. Raises nothing."""
    return state.start + timedelta(weeks=state.week)


def figures(state: QuarterState) -> WeekFigures:
    """Returns the figures of the state as it stands. A ratio of nothing, such as no sales at all, is 0. Raises nothing.

    `week` is the number of weeks played.
    """
    balance = aged_balance([OpenItem(case.amount, case.due) for case in state.cases], day_of(state))
    total, overdue = max(balance.total, Decimal(0)), max(balance.overdue, Decimal(0))
    sold = sum(state.sales[len(state.sales) - state.week :], Decimal(0)) if state.week else Decimal(0)
    closing = total + state.bad_debt
    return WeekFigures(
        week=state.week,
        receivables=balance.total,
        overdue=balance.overdue,
        dso=_days(total, sum(state.sales[-WEEKS_OF_SALES:], Decimal(0))),
        overdue_rate=_rate(overdue, total),
        cei=_effectiveness(state.opening, sold, closing, min(total - overdue, closing)),
        cash=state.cash,
        complaints=state.complaints,
        bad_debt=state.bad_debt,
    )


def _days(total: Decimal, sales: Decimal) -> float:
    try:
        return float(rounded(dso(total, sales, 7 * WEEKS_OF_SALES), 1))
    except ReceivablesError:
        return 0.0


def _rate(overdue: Decimal, total: Decimal) -> float:
    try:
        return float(rounded(overdue_rate(overdue, total), 1))
    except ReceivablesError:
        return 0.0


def _effectiveness(opening: Decimal, sold: Decimal, closing: Decimal, not_due: Decimal) -> float:
    try:
        return float(rounded(collection_effectiveness(opening, sold, closing, max(not_due, Decimal(0))), 1))
    except ReceivablesError:
        return 0.0
