"""The aged balance: open amounts by how long they are overdue, from the due date and never from that of the invoice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from quizzes.errors import ReceivablesError
from quizzes.receivables.amounts import Amount, day_of, exact, to_cents

Bucket = Literal["not_due", "1-30", "31-60", "61-90", "over_90"]

BUCKETS: Final[tuple[Bucket, ...]] = ("not_due", "1-30", "31-60", "61-90", "over_90")
_UP_TO: Final[tuple[tuple[int, Bucket], ...]] = ((0, "not_due"), (30, "1-30"), (60, "31-60"), (90, "61-90"))


class OpenItem(NamedTuple):
    """An open invoice, or a credit note not set off (a negative amount), in euros, taxes included."""

    amount: Amount
    due_date: date


@dataclass(frozen=True, slots=True)
class AgedBalance:
    """The sums of all five buckets, in euros and cents; a bucket of credit notes may be negative."""

    amounts: Mapping[Bucket, Decimal]

    @property
    def total(self) -> Decimal:
        """The net balance, in euros."""
        return sum(self.amounts.values(), Decimal("0.00"))

    @property
    def overdue(self) -> Decimal:
        """The net balance without what is not due yet."""
        return self.total - self.amounts["not_due"]

    def percent(self, amount: Amount) -> Fraction:
        """Returns `amount` in per cent of the net balance, exact; raises ReceivablesError `receivables.zero`."""
        if not self.total:
            raise ReceivablesError("total", "receivables.zero")
        return exact("amount", amount) * 100 / Fraction(self.total)


def days_late(due_date: date, on: date) -> int:
    """Returns the days from the due date to the day `on`: 0 or less is not late. Raises nothing. Source: F7.10."""
    return (on - due_date).days


def bucket_of(late: int) -> Bucket:
    """Returns the bucket of so many days late; the due date itself is not late. Raises nothing. Source: F7.10, [M]."""
    return next((bucket for highest, bucket in _UP_TO if late <= highest), "over_90")


def aged_balance(items: Iterable[OpenItem], on: date) -> AgedBalance:
    """Returns the balance of `items` on the day `on`, each in the bucket of its days late; credit notes reduce theirs.

    Each bucket is rounded half up to the cent once, after adding. Raises ReceivablesError `receivables.out_of_range`,
    `receivables.year_out_of_range`. Source: F7.10, [M]; § 13.
    """
    sums: dict[Bucket, Fraction] = dict.fromkeys(BUCKETS, Fraction(0))
    for item in items:
        late = days_late(day_of("items", item.due_date), day_of("on", on))
        sums[bucket_of(late)] += exact("items", item.amount)
    return AgedBalance(MappingProxyType({bucket: to_cents(amount) for bucket, amount in sums.items()}))
