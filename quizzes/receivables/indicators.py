"""Indicators of receivables. Days and per cent come out exact, to be rounded where they are shown; euros in cents."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from quizzes.errors import ReceivablesError
from quizzes.receivables.amounts import DAYS_OF_YEAR, Amount, exact, not_negative, positive, to_cents, whole


class MonthOfSales(NamedTuple):
    """The sales of one month in euros, taxes included, on credit, and its number of days (1 to 31)."""

    sales: Amount
    days: int


class Delay(NamedTuple):
    """An amount in euros and the days by which it was late (negative: paid early)."""

    amount: Amount
    days: int


def share(part: Amount, whole_amount: Amount) -> Fraction:
    """Returns `part` in per cent of `whole_amount`, exact.

    Raises ReceivablesError `receivables.negative`, `receivables.zero` (the whole), `receivables.out_of_range`.
    """
    return not_negative("part", part) * 100 / positive("whole_amount", whole_amount)


def dso(receivables: Amount, sales: Amount, days: int) -> Fraction:
    """Returns days of sales outstanding, the simple way: receivables / sales of the period x its days (1 to 36 500);
    both in euros, taxes included. Raises ReceivablesError as `share`. Source: F7.01, [V].
    """
    return not_negative("receivables", receivables) * whole("days", days, 1) / positive("sales", sales)


def dso_count_back(receivables: Amount, months: Sequence[MonthOfSales]) -> Fraction:
    """Returns days of sales outstanding by going back in time: the sales of each of `months`, the latest first, are
    taken from the receivables, and its days added; the last month counts for the part that is needed.

    Raises ReceivablesError as `share`, and `receivables.too_few_months` when all months together are too little.
    Source: F7.02, F7.03, [V].
    """
    left = not_negative("receivables", receivables)
    total = Fraction(0)
    for month in months:
        sales, days = not_negative("months", month.sales), whole("months", month.days, 1, 31)
        if left <= sales:
            return total + (left * days / sales if left else 0)
        left -= sales
        total += days
    if left:
        raise ReceivablesError("months", "receivables.too_few_months")
    return total


def best_possible_dso(not_due: Amount, sales: Amount, days: int) -> Fraction:
    """Returns the DSO if nobody were late: receivables not due / sales x days; raises as `dso`. Source: F7.05, [V]."""
    return dso(not_due, sales, days)


def average_days_delinquent(receivables: Amount, not_due: Amount, sales: Amount, days: int) -> Fraction:
    """Returns DSO - best possible DSO, in days; raises as `dso`. Source: F7.06, [M]."""
    return dso(receivables, sales, days) - best_possible_dso(not_due, sales, days)


def collection_effectiveness(opening: Amount, sales: Amount, closing: Amount, closing_not_due: Amount) -> Fraction:
    """Returns the collection effectiveness index in per cent: (opening receivables + sales - all closing receivables) /
    (opening + sales - closing receivables not yet due) x 100, of one period, in euros.

    Raises ReceivablesError as `share`; `receivables.zero` or `receivables.negative` when nothing could be collected.
    Source: F7.07, [M].
    """
    charged = not_negative("opening", opening) + not_negative("sales", sales)
    collected = charged - not_negative("closing", closing)
    return collected * 100 / positive("closing_not_due", charged - not_negative("closing_not_due", closing_not_due))


def overdue_rate(overdue: Amount, receivables: Amount) -> Fraction:
    """Returns what is overdue in per cent of all receivables; raises as `share`. Source: F7.08, [M]."""
    return share(overdue, receivables)


def value_of_dso_days(annual_sales: Amount, days: int = 1) -> Decimal:
    """Returns the cash, in euros, that so many days of DSO hold: annual sales, taxes included, / 365 x days, rounded
    once at the end. Raises ReceivablesError `receivables.negative`, `receivables.out_of_range`. Source: F7.09, [M].
    """
    return to_cents(not_negative("annual_sales", annual_sales) * whole("days", days) / DAYS_OF_YEAR)


def dispute_rate(disputed: Amount, receivables: Amount) -> Fraction:
    """Returns what is disputed in per cent of all receivables; raises as `share`. Source: F7.11, [M]."""
    return share(disputed, receivables)


def promises_kept(kept: Amount, fallen_due: Amount) -> Fraction:
    """Returns the promises that were kept in per cent of those that fell due in the period, both in number or both in
    euros; raises as `share`. Source: F7.12, [M].
    """
    return share(kept, fallen_due)


def cost_of_collection(costs: Amount, collected: Amount) -> Fraction:
    """Returns direct costs in per cent of what was collected; raises as `share`. Source: F7.13, [M]."""
    return share(costs, collected)


def mean_delay(delays: Sequence[Delay]) -> Fraction:
    """Returns the plain mean of the days of delay; raises ReceivablesError `receivables.zero` for no invoice.

    Source: F7.14, [M].
    """
    return exact("delays", sum(delay.days for delay in delays)) / positive("delays", len(delays))


def weighted_delay(delays: Sequence[Delay]) -> Fraction:
    """Returns the mean of the days of delay weighted by the amounts; raises ReceivablesError `receivables.negative`,
    and `receivables.zero` for amounts that sum to nothing. Source: F7.14, [M].
    """
    weights = [not_negative("delays", delay.amount) for delay in delays]
    total = positive("delays", sum(weights, Fraction(0)))
    return sum((weight * delay.days for weight, delay in zip(weights, delays, strict=True)), Fraction(0)) / total
