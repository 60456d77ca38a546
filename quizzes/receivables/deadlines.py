"""The last days to act: limitation of claims, order for payment, uncontested commercial claims, insolvency.

Delays in months and years run « de quantième à quantième » (CPC 641, F3.30). A last day that is no working day is
carried to the next one (CPC 642) for the opposition to an order for payment alone (F7.23): the fact sheet carries no
other, so that these days are the prudent ones. Nothing here replaces the check of a lawyer.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final, Literal

from quizzes.days import add_months, working_day
from quizzes.errors import ReceivablesError
from quizzes.receivables.amounts import day_of, in_order

Claim = Literal["general", "commercial", "consumer", "transport", "bill_of_exchange", "enforcement"]

LIMITATION_YEARS: Final = MappingProxyType(
    {
        "general": 5,  # C. civ. 2224, F3.09 [M]
        "commercial": 5,  # C. com. L110-4, F3.10 [V]
        "consumer": 2,  # C. conso. L218-2, F3.11 [V]
        "transport": 1,  # C. com. L133-6, F3.12 [V]; from the delivery, [M]
        "bill_of_exchange": 3,  # C. com. L511-78, against the acceptor, F4.36 [M]
        "enforcement": 10,  # CPCE L111-4, titles of L111-3, 1° to 3°, F3.21 [V]
    }
)
LONGEST_LIMITATION: Final = 20  # Years from the birth of the right: C. civ. 2232, F3.15 [V].
INTERNAL_DAYS: Final = 30  # To declare a claim, by the house's own rule: F7.22.
SHORT_SERVICE_FROM: Final = date(2026, 9, 1)  # CPC 1411, decree 2026-96, F4.16 [V].


def limitation_expiry(
    claim: Claim, start: date, interruptions: Iterable[date] = (), born_on: date | None = None
) -> date:
    """Returns the last day to act before a claim is time-barred: so many years (`LIMITATION_YEARS`) after `start`.

    `start` is the day the creditor could claim, mostly the due date; for transport, the delivery. Each interruption in
    time (acknowledgement, claim in court, act of enforcement; never a reminder or a formal notice) starts the same
    delay anew; one after the last day revives nothing and is passed over. With `born_on`, the day the right was born,
    interruptions go at most 20 years beyond it. No carry to a working day; suspensions are not reckoned.
    Raises ReceivablesError `receivables.unknown_choice`, `receivables.dates_reversed` (an interruption before `start`,
    a right born after it), `receivables.year_out_of_range`.
    Source: F3.09 to F3.15, F3.21, F4.36; C. civ. 2231, 2232, 2240, 2241, 2244.
    """
    if claim not in LIMITATION_YEARS:
        raise ReceivablesError("claim", "receivables.unknown_choice")
    months = 12 * LIMITATION_YEARS[claim]
    expiry = add_months(day_of("start", start), months)
    for interruption in sorted(interruptions):
        in_order("interruptions", start, interruption)
        if interruption <= expiry:
            expiry = add_months(interruption, months)
    if born_on is None:
        return expiry
    in_order("start", born_on, start)
    return min(expiry, add_months(born_on, 12 * LONGEST_LIMITATION))


# --- Order for payment (injonction de payer) --------------------------------------------------------------------------


def order_service_deadline(order_day: date) -> date:
    """Returns the last day to have an order for payment served: 3 months after it, 6 for those made before 01/09/2026;
    afterwards it is void. No carry. Raises ReceivablesError `receivables.year_out_of_range`.
    Source: CPC 1411 (F4.16, F4.17, F7.23).
    """
    return add_months(day_of("order_day", order_day), 3 if order_day >= SHORT_SERVICE_FROM else 6)


def opposition_deadline(served_on: date) -> date:
    """Returns the last day of opposition to an order served on the debtor in person: one month after, carried to the
    next working day. Raises ReceivablesError `receivables.year_out_of_range`. Source: CPC 1416, 642 (F4.18, F7.23).
    """
    return working_day(add_months(day_of("served_on", served_on), 1))


def order_enforceable_from(served_on: date) -> date:
    """Returns the first day to enforce an order made since 01/09/2026 if the registry has told of no opposition: two
    months after service. Raises ReceivablesError `receivables.year_out_of_range`.
    Source: CPC 1415, 1422 (F4.19, F7.23).
    """
    return add_months(day_of("served_on", served_on), 2)


# --- Uncontested claims between merchants -----------------------------------------------------------------------------


def contest_deadline(served_on: date) -> date:
    """Returns the last day to pay or contest after a bailiff's demand for payment: one month. No carry.

    Raises ReceivablesError `receivables.year_out_of_range`. Source: CPCE L126-1 (F4.06, F7.24).
    """
    return add_months(day_of("served_on", served_on), 1)


def record_possible_from(served_on: date) -> date:
    """Returns the first day of the record of non-contestation: 8 days after that month.

    Raises ReceivablesError `receivables.year_out_of_range`. Source: CPCE L126-1 to L126-4 (F4.06, F7.24).
    """
    return contest_deadline(served_on) + timedelta(days=8)


# --- Insolvency; each from the publication in the BODACC --------------------------------------------------------------


def declaration_deadline(published_on: date, *, same_territory: bool = True) -> date:
    """Returns the last day to declare a claim: 2 months after the publication, 4 for a creditor who does not live in
    the territory where the court sits; not for creditors with a published security (personal notice, F5.08). No carry.

    Raises ReceivablesError `receivables.year_out_of_range`. Source: C. com. L622-24, R622-24 (F5.06, F5.07, F7.22).
    """
    return add_months(day_of("published_on", published_on), 2 if same_territory else 4)


def internal_declaration_day(published_on: date) -> date:
    """Returns the day by which a creditor who leaves nothing to chance has declared: 30 days after the publication, a
    rule of practice and not of law. Raises ReceivablesError `receivables.year_out_of_range`. Source: F7.22.
    """
    return day_of("published_on", published_on) + timedelta(days=INTERNAL_DAYS)


def retention_deadline(published_on: date) -> date:
    """Returns the last day to claim goods under retention of title: 3 months after the publication. No carry.

    Raises ReceivablesError `receivables.year_out_of_range`. Source: C. com. L624-9, R624-13 (F5.14, F7.22).
    """
    return add_months(day_of("published_on", published_on), 3)


def relief_deadline(published_on: date) -> date:
    """Returns the last day to ask for relief (relevé de forclusion): 6 months after the publication. No carry.

    Raises ReceivablesError `receivables.year_out_of_range`. Source: C. com. L622-26 (F5.12, F7.22).
    """
    return add_months(day_of("published_on", published_on), 6)
