"""What a workshop is made of: the lines of a ledger, the acts and reasons to choose from, a plan and its correction.

Amounts are euros, taxes included, exact to the cent, as Decimal; days are calendar days; minutes are whole. Everything
here is a plain frozen value. Texts that a learner reads (situation, decision, why) are content; acts, reasons and harms
are ids, which the website puts into words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Final, Literal

from quizzes.errors import PortfolioError
from quizzes.receivables import (
    Bucket,
    Claim,
    bucket_of,
    days_late,
    declaration_deadline,
    limitation_expiry,
    retention_deadline,
)

Nature = Literal["business", "trader", "carrier", "public", "consumer", "foreign", "credit_note"]
Platform = Literal["deposited", "available", "approved", "rejected", "refused", "suspended", "paying"]
InsolvencyKind = Literal["safeguard", "receivership", "liquidation"]

NATURES: Final[tuple[Nature, ...]] = ("business", "trader", "carrier", "public", "consumer", "foreign", "credit_note")
PLATFORMS: Final[tuple[Platform, ...]] = (
    "deposited",
    "available",
    "approved",
    "rejected",
    "refused",
    "suspended",
    "paying",
)
INSOLVENCIES: Final[tuple[InsolvencyKind, ...]] = ("safeguard", "receivership", "liquidation")

# States in which the invoice cannot be paid before we mend something of ours (F1.54).
OUR_FAULT: Final[frozenset[Platform]] = frozenset({"rejected", "refused", "suspended"})

# `carrier`: we carried the goods, the claim is the price of a transport (F3.12). A public buyer's creditor has the
# general delay here: the four years of public debts are no fact of the sheet.
CLAIMS: Final[Mapping[Nature, Claim]] = MappingProxyType(
    {
        "business": "commercial",
        "trader": "commercial",
        "carrier": "transport",
        "public": "general",
        "consumer": "consumer",
        "foreign": "commercial",
        "credit_note": "commercial",
    }
)


class DebtorType(StrEnum):
    """The hidden types of debtors. Source: F8.3 (§ 8.3), [M]."""

    NEGLIGENT = "negligent"
    DISORGANISED = "disorganised"
    FAIR_DISPUTER = "fair_disputer"
    TACTICAL_DISPUTER = "tactical_disputer"
    PASSING_DIFFICULTY = "passing_difficulty"
    GRAVE_DIFFICULTY = "grave_difficulty"
    BAD_FAITH = "bad_faith"


class Action(StrEnum):
    """What can be done with a line; minutes and cost of each are declared in `quizzes.portfolio.tables`."""

    CALL = "call"
    WRITE = "write"
    FORMAL_NOTICE = "formal_notice"
    ESCALATE = "escalate"  # Hand over to the lawyer or to litigation.
    MATCH = "match"  # Set a credit note off.
    OPEN_DISPUTE = "open_dispute"
    DECLARE_CLAIM = "declare_claim"  # With the claim for goods under retention of title, where there is one.
    BLOCK_DELIVERY = "block_delivery"  # Together with the salesperson, and a call.
    INTERNAL = "internal"  # Mend our own cause, or relaunch our colleague.
    ACKNOWLEDGE = "acknowledge"  # Get a written, signed acknowledgement or plan: it interrupts the limitation.
    WAIT = "wait"


class Circumstance(StrEnum):
    """What a line calls for, the most pressing one; their order is that of the tiers of a day (F9.04)."""

    INSOLVENCY = "insolvency"
    RIGHT_EXPIRES = "right_expires"
    PROMISE_BROKEN = "promise_broken"
    LIMIT_EXCEEDED = "limit_exceeded"
    NOTICE_EXPIRED = "notice_expired"
    LARGE_OVERDUE = "large_overdue"
    OWN_ERROR = "own_error"
    DISPUTE_LATE = "dispute_late"
    PUBLIC_BUYER = "public_buyer"
    BEFORE_DUE = "before_due"
    PLAN_KEPT = "plan_kept"
    ORDINARY = "ordinary"
    CREDIT_NOTE = "credit_note"
    SMALL = "small"
    DISPUTE_OPEN = "dispute_open"
    PROMISE_PENDING = "promise_pending"
    NOT_DUE = "not_due"
    IN_HAND = "in_hand"  # Declared, or with the lawyer: followed, not chased.


class Reason(StrEnum):
    """Why a line is treated so; each decision asks for one (F9.04). The last three are traps, right for few or none."""

    INSOLVENCY_OPENED = "insolvency_opened"
    RIGHT_EXPIRES = "right_expires"
    PROMISE_BROKEN = "promise_broken"
    LIMIT_EXCEEDED = "limit_exceeded"
    NOTICE_EXPIRED = "notice_expired"
    LARGE_OVERDUE = "large_overdue"
    OWN_ERROR = "own_error"
    DISPUTE_LATE = "dispute_late"
    PUBLIC_CHANNEL = "public_channel"
    BEFORE_DUE = "before_due"
    PLAN_KEPT = "plan_kept"
    FIRST_DELAY = "first_delay"
    CREDIT_NOTE_FIRST = "credit_note_first"
    SAME_CLIENT = "same_client"
    SMALL_BATCH = "small_batch"
    DISPUTE_OPEN = "dispute_open"
    PROMISE_PENDING = "promise_pending"
    NOT_DUE = "not_due"
    IN_HAND = "in_hand"
    PENALTIES_DUE = "penalties_due"
    LARGEST_FIRST = "largest_first"
    OLDEST_FIRST = "oldest_first"


class Harm(StrEnum):
    """An act that does harm, or a right lost; its cost and facts are declared in `quizzes.portfolio.tables`."""

    CHASED_AFTER_JUDGMENT = "chased_after_judgment"
    PENALTIES_AFTER_JUDGMENT = "penalties_after_judgment"
    CHASED_KEPT_PLAN = "chased_kept_plan"
    CHASED_DISPUTED_PART = "chased_disputed_part"
    CHASED_OWN_ERROR = "chased_own_error"
    PENALTIES_OWN_ERROR = "penalties_own_error"
    CHASED_NOT_DUE = "chased_not_due"
    CHASED_PENDING_PROMISE = "chased_pending_promise"
    THREATENED_PUBLIC_BUYER = "threatened_public_buyer"
    INDEMNITY_TO_CONSUMER = "indemnity_to_consumer"
    PRESSED_CONSUMER = "pressed_consumer"
    NOTICE_DOES_NOT_INTERRUPT = "notice_does_not_interrupt"
    SMALL_BEFORE_RIGHT = "small_before_right"
    WRONG_STATEMENT = "wrong_statement"  # An act upon an amount from which a credit note was not set off.
    TOO_STRONG = "too_strong"
    BLOCKED_WITHOUT_GROUND = "blocked_without_ground"
    DECLARED_WITHOUT_JUDGMENT = "declared_without_judgment"
    RIGHT_LOST = "right_lost"
    CLAIM_NOT_DECLARED = "claim_not_declared"
    WRONG_REASON = "wrong_reason"


# --- Lines ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise to pay: for which day, when it was made, how much (None: all). It is broken once its day is past."""

    due_on: date
    made_on: date | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Dispute:
    """A dispute: its kind (price, quantity, quality, delivery, administrative, commercial), who owns it with us, the
    contested part in euros (None: not settled yet, all counts as contested).
    """

    opened_on: date
    kind: str
    owner: str
    contested: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Insolvency:
    """A judgment that opened a proceeding, by the day of its notice in the BODACC."""

    kind: InsolvencyKind
    published_on: date


@dataclass(frozen=True, slots=True)
class Plan:
    """A signed payment plan: instalments paid and in all, the day of the next, and whether it is kept so far."""

    paid: int
    instalments: int
    next_on: date
    kept: bool = True


@dataclass(frozen=True, slots=True)
class HistoryNote:
    """A dated note of the file, as a text."""

    on: date
    text: str


@dataclass(frozen=True, slots=True)
class Expected:
    """The correction of a line of a hand-made portfolio: the decision, why, and the facts it rests on (Markdown)."""

    decision: str
    why: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One line of the ledger: an open invoice, or a credit note not set off (nature `credit_note`, negative amount).

    `runs_from` is the day from which the limitation runs when it is not the due date (the delivery of a transport);
    `declared_on` and `handed_over_on` tell that the claim was declared, or given to the lawyer;
    `limit` is the guaranteed or agreed limit of the client's whole debt; `answers` tells that the debtor can be
    reached and talks; `attempts` counts our acts so far.
    """

    ref: str
    client: str
    name: str
    nature: Nature
    amount: Decimal
    due: date
    situation: str = ""
    runs_from: date | None = None
    interruptions: tuple[date, ...] = ()
    promise: Promise | None = None
    dispute: Dispute | None = None
    platform: Platform | None = None
    insolvency: Insolvency | None = None
    limit: Decimal | None = None
    retention_of_title: bool = False
    plan: Plan | None = None
    notice_expired_on: date | None = None
    declared_on: date | None = None
    handed_over_on: date | None = None
    deliveries: int = 0
    answers: bool = False
    attempts: int = 0
    history: tuple[HistoryNote, ...] = ()
    expected: Expected | None = None

    @property
    def is_credit_note(self) -> bool:
        """Whether this is money of the client's that was not set off yet."""
        return self.nature == "credit_note"

    @property
    def claim(self) -> Claim:
        """The kind of claim that decides the limitation."""
        return CLAIMS[self.nature]

    @property
    def limitation(self) -> date:
        """The last day before the claim is time-barred, by `quizzes.receivables.limitation_expiry`."""
        start = self.runs_from or self.due
        return limitation_expiry(self.claim, start, [day for day in self.interruptions if day >= start])

    @property
    def declaration(self) -> date | None:
        """The last day to declare the claim after a judgment; None without one (F5.06)."""
        return declaration_deadline(self.insolvency.published_on) if self.insolvency else None

    @property
    def retention(self) -> date | None:
        """The last day to claim goods under retention of title; None without judgment or clause (F5.14)."""
        return retention_deadline(self.insolvency.published_on) if self.insolvency and self.retention_of_title else None

    def late_on(self, day: date) -> int:
        """Returns the days late on a day, 0 or less for what is not late."""
        return days_late(self.due, day)

    def bucket_on(self, day: date) -> Bucket:
        """Returns the bucket of the aged balance on a day."""
        return bucket_of(self.late_on(day))


@dataclass(frozen=True, slots=True)
class Settings:
    """The declared settings of a portfolio and of its quarter; every figure is invented for the exercise.

    `types` and `events` are whole weights in per cent: of the debtors' hidden types, and of the lines that carry a
    dispute, a promise… (the names of `quizzes.portfolio.tables.EVENTS`). `large_from` and `small_to` say which amounts
    are large and small, in euros.
    """

    as_of: date = date(2026, 11, 23)
    debtors: int = 20
    invoices: int = 2  # The most open invoices of one debtor at the start.
    smallest: int = 200
    largest: int = 60_000
    large_from: int = 5_000
    small_to: int = 500
    large_before_due: int = 20_000
    minutes_a_day: int = 420
    minutes_a_week: int = 900
    weeks: int = 13
    types: Mapping[DebtorType, int] = field(default_factory=dict)
    events: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Portfolio:
    """The lines of a ledger on a day; `types` holds the hidden type of each client of a generated one."""

    as_of: date
    cases: tuple[Case, ...]
    settings: Settings = field(default_factory=Settings)
    seed: str | None = None
    types: Mapping[str, DebtorType] = field(default_factory=dict)

    def case(self, ref: str) -> Case:
        """Returns a line by its reference; raises PortfolioError `portfolio.unknown_case`."""
        try:
            return self.by_ref[ref]
        except KeyError:
            raise PortfolioError("ref", "portfolio.unknown_case", ref=ref) from None

    @cached_property
    def by_ref(self) -> Mapping[str, Case]:
        """The lines by their references."""
        return MappingProxyType({case.ref: case for case in self.cases})

    def of_client(self, client: str) -> tuple[Case, ...]:
        """Returns all lines of one client, in the order of the ledger."""
        return self.by_client.get(client, ())

    @cached_property
    def by_client(self) -> Mapping[str, tuple[Case, ...]]:
        """The lines by their clients, both in the order of the ledger."""
        found: dict[str, list[Case]] = {}
        for case in self.cases:
            found.setdefault(case.client, []).append(case)
        return MappingProxyType({client: tuple(cases) for client, cases in found.items()})
