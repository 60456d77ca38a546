"""Credit limits, ratios, the price of delay and discount, instalments, and bad debts in the accounts."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from quizzes.days import add_months
from quizzes.receivables.amounts import (
    DAYS_OF_YEAR,
    Amount,
    day_of,
    exact,
    money,
    not_negative,
    positive,
    to_cents,
    whole,
)
from quizzes.receivables.indicators import share
from quizzes.receivables.penalties import interest

MOST_INSTALMENTS: Final = 120


def credit_limit(
    annual_sales: Amount, term_days: int, tolerated_days: int = 0, ceiling: Amount | None = None
) -> Decimal:
    """Returns a simple credit limit in euros: expected yearly sales, taxes included, x (term + tolerated delay) / 365,
    at most `ceiling` (what the client can bear, what is insured), rounded half up to the cent.

    Raises ReceivablesError `receivables.negative`, `receivables.out_of_range`. Source: F6.09, F7.27, practice, [M].
    """
    days = whole("term_days", term_days) + whole("tolerated_days", tolerated_days)
    limit = not_negative("annual_sales", annual_sales) * days / DAYS_OF_YEAR
    return to_cents(limit if ceiling is None else min(limit, not_negative("ceiling", ceiling)))


def current_ratio(current_assets: Amount, short_term_debts: Amount) -> Fraction:
    """Returns current assets / short-term debts, exact; raises ReceivablesError `receivables.negative`,
    `receivables.zero`. Source: F6.10, F7.27, [M].
    """
    return share(current_assets, short_term_debts) / 100


def equity_ratio(equity: Amount, total_assets: Amount) -> Fraction:
    """Returns equity, which may be negative, in per cent of the balance sheet total; raises ReceivablesError
    `receivables.negative`, `receivables.zero` (the total). Source: F6.10, F7.27, [M].
    """
    return exact("equity", equity) * 100 / positive("total_assets", total_assets)


def net_gearing(financial_debts: Amount, cash: Amount, equity: Amount) -> Fraction:
    """Returns (financial debts - cash) / equity, exact, negative when cash is the greater; raises ReceivablesError
    `receivables.negative`, `receivables.zero` (equity must be above 0: else the ratio says nothing).
    Source: F6.10, F7.27, [M].
    """
    net = not_negative("financial_debts", financial_debts) - not_negative("cash", cash)
    return net / positive("equity", equity)


def supplier_days(payables: Amount, purchases: Amount, days: int = DAYS_OF_YEAR) -> Fraction:
    """Returns how many days a company takes to pay: payables / purchases of the period x its days, both taxes included;
    raises ReceivablesError as `current_ratio`. Source: F6.10, F7.27, [M].
    """
    return share(payables, purchases) * whole("days", days, 1) / 100


def annualised_discount(percent: Amount, days: int) -> Fraction:
    """Returns what a discount of `percent` (above 0, below 100) for paying `days` days earlier costs in per cent a
    year: d / (100 - d) x 365 / days x 100, exact, simple interest. Raises ReceivablesError `receivables.negative`,
    `receivables.zero`, `receivables.out_of_range`. Source: F7.26, [V].
    """
    discount = positive("percent", percent)
    kept = positive("percent", 100 - discount)
    return discount * 100 / kept * DAYS_OF_YEAR / whole("days", days, 1)


def sales_to_offset(loss: Amount, margin_percent: Amount) -> Decimal:
    """Returns the sales in euros whose net margin (in per cent, above 0) makes up for a loss; rounded half up.

    Raises ReceivablesError `receivables.negative`, `receivables.zero`. Source: F7.26, [V].
    """
    return to_cents(not_negative("loss", loss) * 100 / positive("margin_percent", margin_percent))


def cost_of_delay(amount: Amount, days: int, percent: Amount) -> Decimal:
    """Returns what financing `amount` euros for `days` days at `percent` a year costs, ACT/365, rounded half up.

    Raises ReceivablesError as `interest`. Source: F7.26, [V].
    """
    return to_cents(interest(amount, percent, days))


def instalments(total: Amount, count: int, down_percent: Amount = 0) -> tuple[Decimal, ...]:
    """Returns the amounts of a plan, in euros: the down payment where there is one (`down_percent` of the total, below
    100, rounded half up), then `count` (1 to 120) equal instalments, each rounded down to the cent; the last one bears
    the cents that are left over, so that all sum to `total`. None is 0: a smaller debt takes fewer instalments.

    Raises ReceivablesError `receivables.negative`, `receivables.zero`, `receivables.not_cents`,
    `receivables.out_of_range`. Source: F7.25, [V]; the rule for the left-over cents is ours.
    """
    whole_sum = money("total", total)
    positive("down_percent", 100 - not_negative("down_percent", down_percent))
    down = to_cents(Fraction(whole_sum) * Fraction(down_percent) / 100)
    cents = int(positive("total", whole_sum - down) * 100)
    each = cents // whole("count", count, 1, min(MOST_INSTALMENTS, cents))
    equal = [to_cents(Fraction(each, 100))] * (count - 1)
    return (*([down] if down else []), *equal, to_cents(Fraction(cents - each * (count - 1), 100)))


def monthly_days(first_day: date, count: int) -> tuple[date, ...]:
    """Returns the days of `count` (1 to 120) monthly instalments: the same number of each month as `first_day`, or the
    month's last day where it has none. Raises ReceivablesError `receivables.out_of_range`. Source: practice.
    """
    months = range(whole("count", count, 1, MOST_INSTALMENTS))
    return tuple(add_months(day_of("first_day", first_day), month) for month in months)


class TaxSplit(NamedTuple):
    """An amount, taxes included, in euros: without the tax, and the tax; they sum to it."""

    without_tax: Decimal
    tax: Decimal


def without_vat(amount: Amount, vat_percent: Amount) -> TaxSplit:
    """Returns the two parts of an amount, taxes included (whole cents, above 0), at a rate of VAT in per cent; what is
    without tax is rounded half up, the tax is the rest: loss (654) and VAT to recover (44571) when a debt is lost.

    Raises ReceivablesError `receivables.negative`, `receivables.zero`, `receivables.not_cents`.
    Source: F7.28, F7.29, [M].
    """
    gross = money("amount", amount)
    net = to_cents(Fraction(gross) * 100 / (100 + not_negative("vat_percent", vat_percent)))
    return TaxSplit(net, gross - net)


def impairment(amount_without_tax: Amount, loss_percent: Amount) -> Decimal:
    """Returns the impairment of a doubtful debt in euros: the probable loss (0 to 100 per cent) on the amount without
    tax, rounded half up. Raises ReceivablesError `receivables.negative`. Source: F7.28, [M].
    """
    not_negative("loss_percent", 100 - not_negative("loss_percent", loss_percent))
    return to_cents(not_negative("amount_without_tax", amount_without_tax) * Fraction(loss_percent) / 100)
