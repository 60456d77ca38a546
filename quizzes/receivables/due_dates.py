"""Due dates of invoices, and the latest that the law allows. None is carried from a weekend or a holiday."""

from datetime import date, timedelta
from types import MappingProxyType
from typing import Final, Literal, get_args

from quizzes.days import last_day_of_month
from quizzes.errors import ReceivablesError
from quizzes.receivables.amounts import day_of, whole

Reading = Literal["days_then_month", "month_then_days"]
Term = Literal["net", "end_of_month", "periodic"]
Sector = Literal["perishable", "perishable_periodic", "livestock", "alcohol", "transport"]

LONGEST_TERM: Final = 366
NET_DAYS: Final = 60
END_OF_MONTH_DAYS: Final = 45
PERIODIC_DAYS: Final = 45
DAYS_WITHOUT_CLAUSE: Final = 30
PUBLIC_INTEREST_DAYS: Final = 45
PUBLIC_DAYS: Final = MappingProxyType({"state": 30, "health": 50, "public_company": 60})


def due_net(invoice_date: date, days: int = NET_DAYS) -> date:
    """Returns the day `days` (0 to 366) calendar days after the date of issue; the law allows 60 (`latest_due`).

    Raises ReceivablesError `receivables.out_of_range`, `receivables.year_out_of_range`.
    Source: C. com. L441-10, I, 2 (F1.02, F7.19).
    """
    return _later("invoice_date", invoice_date, days)


def due_end_of_month(invoice_date: date, days: int = END_OF_MONTH_DAYS, reading: Reading = "days_then_month") -> date:
    """Returns the due date of « `days` jours fin de mois » in one of its two readings, both admitted; the contract says
    which: `days_then_month` adds the days and goes to the end of that month, `month_then_days` goes to the end of the
    month of the invoice and adds the days.

    Raises ReceivablesError `receivables.out_of_range` (days 0 to 366), `receivables.unknown_choice`.
    Source: C. com. L441-10, I, 3 (F1.03); the readings are doctrine, [M] (F1.05); F7.19.
    """
    if reading not in get_args(Reading):
        raise ReceivablesError("reading", "receivables.unknown_choice")
    if reading == "days_then_month":
        return last_day_of_month(_later("invoice_date", invoice_date, days))
    return _later("invoice_date", last_day_of_month(invoice_date), days)


def due_periodic(invoice_date: date, days: int = PERIODIC_DAYS) -> date:
    """Returns the due date of a periodic invoice: 45 days at most after the date of issue, never « fin de mois ».

    Raises ReceivablesError `receivables.out_of_range` (days 0 to 45). Source: C. com. L441-10, I, 4 (F1.04, F7.19).
    """
    return _later("invoice_date", invoice_date, whole("days", days, 0, PERIODIC_DAYS))


def due_without_clause(received_on: date) -> date:
    """Returns the day 30 days after the goods were received or the service was done: the term where none is agreed.

    Raises ReceivablesError `receivables.year_out_of_range`. Source: C. com. L441-10, I, 1 (F1.01).
    """
    return _later("received_on", received_on, DAYS_WITHOUT_CLAUSE)


def due_public(request_received: date, days: int, service_done: date | None = None) -> date:
    """Returns the last day on which a public buyer pays in time: `days` (`PUBLIC_DAYS`; at most 60) after the request
    for payment was received, or after the service was done where that is later.

    Raises ReceivablesError `receivables.out_of_range`, `receivables.year_out_of_range`.
    Source: CCP R2192-10 to R2192-13 (F1.43, F1.44, F7.20).
    """
    start = request_received if service_done is None else max(request_received, day_of("service_done", service_done))
    return _later("request_received", start, whole("days", days, 0, max(PUBLIC_DAYS.values())))


def latest_due(invoice_date: date, term: Term = "net", reading: Reading = "days_then_month") -> date:
    """Returns the latest due date that two professionals may agree on: 60 days net, 45 days « fin de mois » (written in
    the contract, in its reading), or 45 days for a periodic invoice, all after the date of issue.

    Raises ReceivablesError `receivables.unknown_choice`. Source: C. com. L441-10, I (F1.02 to F1.04). Sectors with a
    term of their own: `latest_due_in_sector`.
    """
    if term == "net":
        return due_net(invoice_date)
    if term == "periodic":
        return due_periodic(invoice_date)
    if term != "end_of_month":
        raise ReceivablesError("term", "receivables.unknown_choice")
    return due_end_of_month(invoice_date, reading=reading)


def latest_due_in_sector(delivered_on: date, sector: Sector) -> date:
    """Returns the latest due date of a delivery in a sector whose term nobody may extend: `perishable` food 30 days
    after delivery, or after the end of the ten days of delivery for a periodic invoice (`perishable_periodic`: to the
    10th, the 20th or the end of the month), `livestock` and fresh meat 20 days after delivery, `alcohol` under excise
    30 days after the end of the month of delivery. For `transport` by road, the hire of vehicles, freight and customs
    the 30 days run from the issue of the invoice, given as `delivered_on`. Wine and seasonal sectors are not reckoned.

    Raises ReceivablesError `receivables.unknown_choice`. Source: C. com. L441-11, II (F1.07, F1.08, F1.09).
    """
    if sector in {"perishable", "transport"}:
        return _later("delivered_on", delivered_on, 30)
    if sector == "perishable_periodic":
        return _later("delivered_on", end_of_ten_days(delivered_on), 30)
    if sector == "livestock":
        return _later("delivered_on", delivered_on, 20)
    if sector != "alcohol":
        raise ReceivablesError("sector", "receivables.unknown_choice")
    return _later("delivered_on", last_day_of_month(delivered_on), 30)


def end_of_ten_days(day: date) -> date:
    """Returns the last day of the « décade » of `day`: the 10th, the 20th or the end of the month; raises nothing."""
    return next((day.replace(day=last) for last in (10, 20) if day.day <= last), last_day_of_month(day))


def due_interest_public(paid_on: date) -> date:
    """Returns the last day on which a public buyer pays the interest and the 40 € it owes: 45 days after the principal
    was paid. Raises ReceivablesError `receivables.year_out_of_range`. Source: CCP R2192-36 (F1.45).
    """
    return _later("paid_on", paid_on, PUBLIC_INTEREST_DAYS)


def _later(field: str, day: date, days: int) -> date:
    return day_of(field, day) + timedelta(days=whole("days", days, 0, LONGEST_TERM))
