"""What a late invoice costs its debtor: interest by stretches of days, the 40 € indemnity, what payments settle."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Final, Literal, NamedTuple, get_args

from quizzes.errors import ReceivablesError
from quizzes.receivables.amounts import DAYS_OF_YEAR, Amount, day_of, in_order, money, not_negative, to_cents, whole
from quizzes.receivables.rates import Rates

Debtor = Literal["professional", "public", "consumer"]
SettledFirst = Literal["interest", "principal"]

INDEMNITY: Final = Decimal("40.00")
_ZERO: Final = Decimal("0.00")
_ONE_DAY: Final = timedelta(days=1)


def interest(base: Amount, percent: Amount, days: int) -> Fraction:
    """Returns the exact simple interest in euros on `base` euros at `percent` a year during `days` days, over 365 days
    in every year, leap years too (ACT/365); the caller rounds (`to_cents`).

    Raises ReceivablesError `receivables.negative`, `receivables.out_of_range`. Source: fact sheet § 7, F7.17, F7.18.
    """
    rate = not_negative("percent", percent) / 100
    return not_negative("base", base) * rate * whole("days", days) / DAYS_OF_YEAR


class Imputation(NamedTuple):
    """Where a sum of money went, and what it left: all amounts in euros and cents, none negative."""

    to_interest: Decimal
    to_principal: Decimal
    excess: Decimal
    interest_left: Decimal
    principal_left: Decimal


def impute(
    payment: Amount, interest_due: Amount, principal_due: Amount, first: SettledFirst = "interest"
) -> Imputation:
    """Returns how a payment settles a debt: the interest first, then the principal; the rest is `excess`. `first`
    says so where a clause puts the principal first.

    Amounts of whole cents, 0 or more; raises ReceivablesError `receivables.negative`, `receivables.not_cents`,
    `receivables.unknown_choice`. Source: C. civ. 1343-1, unless a clause says otherwise (F1.24, F7.21).
    """
    if first not in get_args(SettledFirst):
        raise ReceivablesError("first", "receivables.unknown_choice")
    paid = money("payment", payment, may_be_zero=True)
    owed_interest = money("interest_due", interest_due, may_be_zero=True)
    owed_principal = money("principal_due", principal_due, may_be_zero=True)
    before = owed_principal if first == "principal" else _ZERO  # what the payment meets before the interest
    to_interest = min(max(paid - before, _ZERO), owed_interest)
    to_principal = min(paid - to_interest, owed_principal)
    excess = paid - to_interest - to_principal
    return Imputation(to_interest, to_principal, excess, owed_interest - to_interest, owed_principal - to_principal)


def indemnities(late_invoices: int, debtor: Debtor = "professional", forbidden_to_pay: int = 0) -> Decimal:
    """Returns the 40 € indemnities that a debtor owes, in euros: one for each invoice paid late, whatever its amount,
    none by a consumer, and none for the `forbidden_to_pay` of them that fell due once insolvency proceedings forbade
    to pay. Numbers of invoices are 0 to 36 500, the forbidden at most all.

    Raises ReceivablesError `receivables.out_of_range`, `receivables.unknown_choice`.
    Source: C. com. L441-10, II, D441-5; CCP D2192-35 (F1.18 to F1.20, F1.22, F1.45).
    """
    if debtor not in get_args(Debtor):
        raise ReceivablesError("debtor", "receivables.unknown_choice")
    owing = whole("late_invoices", late_invoices) - whole("forbidden_to_pay", forbidden_to_pay, 0, late_invoices)
    return _ZERO if debtor == "consumer" else INDEMNITY * owing


@dataclass(frozen=True, slots=True)
class Event:
    """A payment or a credit note of `amount` euros (whole cents, above 0) on `day`.

    Raises ReceivablesError `receivables.negative`, `receivables.zero`, `receivables.not_cents`,
    `receivables.year_out_of_range`, `receivables.unknown_choice`.
    """

    day: date
    amount: Amount
    kind: Literal["payment", "credit_note"] = "payment"

    def __post_init__(self) -> None:
        day_of("day", self.day)
        if self.kind not in {"payment", "credit_note"}:
            raise ReceivablesError("kind", "receivables.unknown_choice")
        object.__setattr__(self, "amount", money("amount", self.amount))


class Segment(NamedTuple):
    """Days, both ends included, bearing interest at `percent` a year on one `base`; `interest` is `exact` in cents."""

    first_day: date
    last_day: date
    days: int
    percent: Fraction
    base: Decimal
    exact: Fraction
    interest: Decimal


class Settlement(NamedTuple):
    """What the events of one day did, in euros: the credit notes, the payments, and where these went."""

    day: date
    credit_notes: Decimal
    payments: Decimal
    to_interest: Decimal
    to_principal: Decimal
    to_indemnity: Decimal
    to_credit: Decimal


@dataclass(frozen=True, slots=True)
class Statement:
    """What is owed at the end of `day`, in euros and cents; `interest` and `indemnity` are what was charged in all, the
    `…_due` what is not paid yet, `credit` what the debtor paid or was credited beyond his debt.
    """

    day: date
    segments: tuple[Segment, ...]
    settlements: tuple[Settlement, ...]
    interest: Decimal
    indemnity: Decimal
    principal_due: Decimal
    interest_due: Decimal
    indemnity_due: Decimal
    credit: Decimal

    @property
    def balance(self) -> Decimal:
        """What is owed in all; negative when the creditor owes it back."""
        return self.principal_due + self.interest_due + self.indemnity_due - self.credit

    @property
    def days(self) -> int:
        """How many days bore interest."""
        return sum(segment.days for segment in self.segments)


def late_payment(
    principal: Amount,
    due_date: date,
    rates: Rates,
    until: date,
    events: Iterable[Event] = (),
    *,
    debtor: Debtor = "professional",
    first_day: date | None = None,
    claims_indemnity: bool = True,
    interest_before: Amount = 0,
    settles_first: SettledFirst = "interest",
) -> Statement:
    """Returns the account of one invoice of `principal` euros, taxes included, at the end of the day `until`.

    - Interest runs from the day after `due_date`, or from `first_day` if that is given (later than the due date), to
      `until`, both included. The day of a payment still bears interest on the whole; its effect begins the day after.
    - A segment has one base and one rate: a `RateTable` cuts at each half-year, every event cuts at its day. The
      interest of each segment is rounded half up to the cent, and the total is the sum of the rounded: no other amount
      is rounded. Interest bears no interest.
    - A payment settles the interest run so far, then the principal, then the indemnity; the rest is credit. A credit
      note is no payment: it reduces the principal (the rest is credit) and takes back no interest that has run.
    - Events up to the due date, that day included, reduce the principal before any interest runs. Events of one day
      count together, whatever their order: first the credit notes, then the payments. Those after `until` do not count.
    - The indemnity of 40 € is owed once, by a professional or public debtor who still owes principal the day after the
      due date. `claims_indemnity` False leaves it out, as when insolvency proceedings forbade to pay (F1.20).
    - `interest_before` is interest already run and not paid yet, in euros; it is owed, and not counted as run here.
    - `settles_first` is "principal" where a clause has payments settle the principal before the interest.
    - A consumer owes no indemnity, and interest only if `first_day` says from when (legal rate, formal notice: [M]).
    Raises ReceivablesError: `receivables.negative`, `receivables.zero`, `receivables.not_cents`,
    `receivables.dates_reversed` (`first_day` not after the due date), `receivables.missing_rate`,
    `receivables.unknown_choice`, `receivables.year_out_of_range`.
    Source: C. com. L441-10, II; C. civ. 1343-1; F1.13 to F1.24, F7.17 to F7.21.
    """
    if debtor not in get_args(Debtor):
        raise ReceivablesError("debtor", "receivables.unknown_choice")
    day_of("until", until)
    start = day_of("due_date", due_date) + _ONE_DAY if first_day is None else first_day
    in_order("first_day", due_date + _ONE_DAY, start)
    owed_before = money("interest_before", interest_before, may_be_zero=True)
    account = _Account(money("principal", principal), rates, start, settles_first, interest_due=owed_before)
    if debtor == "consumer" and first_day is None:
        account.bears_from = None
    counted = [event for event in events if event.day <= until]
    stops = {event.day for event in counted} | {until} | ({due_date} if due_date < until else set())
    ordered = sorted(stops)
    for before, stop in pairwise([ordered[0] - _ONE_DAY, *ordered]):
        account.accrue(before + _ONE_DAY, stop)
        account.settle(stop, [event for event in counted if event.day == stop])
        if stop == due_date < until and debtor != "consumer" and claims_indemnity:
            account.charge_indemnity()
    return account.statement(until)


@dataclass(slots=True)
class _Account:
    principal: Decimal
    rates: Rates
    bears_from: date | None
    settles_first: SettledFirst
    interest_due: Decimal = _ZERO
    indemnity: Decimal = _ZERO
    indemnity_due: Decimal = _ZERO
    credit: Decimal = _ZERO
    segments: list[Segment] = field(default_factory=list)
    settlements: list[Settlement] = field(default_factory=list)

    def accrue(self, first_day: date, last_day: date) -> None:
        if self.bears_from is None or last_day < self.bears_from or not self.principal:
            return
        for period, percent in self.rates.pieces(max(first_day, self.bears_from), last_day):
            run = interest(self.principal, percent, period.days)
            charged = to_cents(run)
            self.segments.append(Segment(*period, period.days, percent, self.principal, run, charged))
            self.interest_due += charged

    def settle(self, day: date, events: Sequence[Event]) -> None:
        if not events:
            return
        credit_notes, payments = (_sum(events, kind) for kind in ("credit_note", "payment"))
        reduced = min(credit_notes, self.principal)
        self.principal -= reduced
        paid = impute(payments, self.interest_due, self.principal, self.settles_first)
        to_indemnity = min(paid.excess, self.indemnity_due)
        to_credit = credit_notes - reduced + paid.excess - to_indemnity
        self.interest_due, self.principal = paid.interest_left, paid.principal_left
        self.indemnity_due -= to_indemnity
        self.credit += to_credit
        self.settlements.append(
            Settlement(day, credit_notes, payments, paid.to_interest, paid.to_principal, to_indemnity, to_credit)
        )

    def charge_indemnity(self) -> None:
        if self.principal:
            self.indemnity = self.indemnity_due = INDEMNITY

    def statement(self, day: date) -> Statement:
        return Statement(
            day,
            tuple(self.segments),
            tuple(self.settlements),
            sum((segment.interest for segment in self.segments), _ZERO),
            self.indemnity,
            self.principal,
            self.interest_due,
            self.indemnity_due,
            self.credit,
        )


def _sum(events: Sequence[Event], kind: str) -> Decimal:
    return sum((money("amount", event.amount) for event in events if event.kind == kind), _ZERO)
