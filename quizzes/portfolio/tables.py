"""The declared parameters of the workshop: times, costs, probabilities, tiers, harms and the facts they rest on.

Every probability, time and cost here is INVENTED for the exercise, plausible and no statistic; docs/portfolio.md says
so to learners. The tiers follow F9.04 [M], refined where the correction of § 13 is: each refinement says why. No rule
of law stands here: these are in `quizzes.receivables`. Probabilities are of payment within one week, 0 to 1.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from quizzes.portfolio.model import Action, Circumstance, DebtorType, Harm, Reason

A, C, R, H = Action, Circumstance, Reason, Harm


class Effort(NamedTuple):
    """What an act takes: minutes for the first line, for each further line of the same act, and its cost in cents."""

    minutes: int
    further: int
    cents: int


# Calls of 12 minutes for 6 € and letters of a batch for 0,30 € are the examples of F9.03; the others are invented.
EFFORTS: Final[Mapping[Action, Effort]] = MappingProxyType(
    {
        A.CALL: Effort(12, 3, 6_00),
        A.WRITE: Effort(6, 2, 30),
        A.FORMAL_NOTICE: Effort(20, 4, 8_00),
        A.ESCALATE: Effort(40, 10, 120_00),
        A.MATCH: Effort(5, 5, 0),
        A.OPEN_DISPUTE: Effort(10, 5, 0),
        A.DECLARE_CLAIM: Effort(45, 5, 10_00),
        A.BLOCK_DELIVERY: Effort(25, 3, 6_00),
        A.INTERNAL: Effort(25, 10, 0),
        A.ACKNOWLEDGE: Effort(10, 3, 2_00),
        A.WAIT: Effort(0, 0, 0),
    }
)


class Response(NamedTuple):
    """How a debtor answers an act: payment at once, and each later week until the next act."""

    now: float
    after: float


def _by_type(*pairs: tuple[float, float]) -> Mapping[DebtorType, Response]:
    return MappingProxyType({kind: Response(*pair) for kind, pair in zip(DebtorType, pairs, strict=True)})


# In the order of DebtorType: negligent, disorganised, fair disputer, tactical disputer, passing difficulty, grave
# difficulty, bad faith. The order of size follows F8.3 (« paie dès qu'on appelle »…), the numbers are invented.
RESPONSES: Final[Mapping[Action, Mapping[DebtorType, Response]]] = MappingProxyType(
    {
        A.WAIT: _by_type(
            (0.06, 0.06), (0.06, 0.06), (0.04, 0.04), (0.03, 0.03), (0.03, 0.03), (0.01, 0.01), (0.01, 0.01)
        ),
        A.CALL: _by_type(
            (0.45, 0.12), (0.25, 0.12), (0.20, 0.08), (0.15, 0.06), (0.15, 0.08), (0.04, 0.015), (0.05, 0.02)
        ),
        A.WRITE: _by_type(
            (0.25, 0.09), (0.10, 0.08), (0.08, 0.05), (0.05, 0.04), (0.05, 0.04), (0.01, 0.01), (0.01, 0.01)
        ),
        A.FORMAL_NOTICE: _by_type(
            (0.40, 0.12), (0.20, 0.10), (0.15, 0.07), (0.25, 0.12), (0.12, 0.06), (0.05, 0.02), (0.15, 0.08)
        ),
        A.ESCALATE: _by_type(
            (0.30, 0.20), (0.20, 0.15), (0.05, 0.05), (0.25, 0.20), (0.08, 0.08), (0.04, 0.03), (0.20, 0.15)
        ),
        A.BLOCK_DELIVERY: _by_type(
            (0.45, 0.20), (0.35, 0.20), (0.10, 0.05), (0.30, 0.15), (0.20, 0.10), (0.05, 0.02), (0.15, 0.08)
        ),
    }
)


class Word(NamedTuple):
    """What a debtor's word is worth: a promise in a call that brought no payment, and whether it is kept."""

    promises: float
    keeps: float


WORDS: Final[Mapping[DebtorType, Word]] = MappingProxyType(
    {
        DebtorType.NEGLIGENT: Word(0.30, 0.85),
        DebtorType.DISORGANISED: Word(0.40, 0.70),
        DebtorType.FAIR_DISPUTER: Word(0.20, 0.80),
        DebtorType.TACTICAL_DISPUTER: Word(0.30, 0.50),
        DebtorType.PASSING_DIFFICULTY: Word(0.50, 0.60),
        DebtorType.GRAVE_DIFFICULTY: Word(0.40, 0.15),
        DebtorType.BAD_FAITH: Word(0.60, 0.05),
    }
)

# Payment in the week of the due date, and what a courtesy call or letter before it adds.
ON_TIME: Final[Mapping[DebtorType, float]] = MappingProxyType(
    dict(zip(DebtorType, (0.45, 0.50, 0.55, 0.40, 0.40, 0.10, 0.10), strict=True))
)
COURTESY: Final[Mapping[Action, float]] = MappingProxyType({A.CALL: 0.08, A.WRITE: 0.04})

# Each act repeated on a line answers less: history counts. The sixth and later as the fifth.
FADE: Final = 0.85
MOST_FADES: Final = 5
# Complaints, a week: after an act, by kind; a harmful one always risks more.
COMPLAINTS: Final[Mapping[Action, float]] = MappingProxyType(
    {A.CALL: 0.01, A.WRITE: 0.01, A.FORMAL_NOTICE: 0.04, A.ESCALATE: 0.05, A.BLOCK_DELIVERY: 0.06}
)
COMPLAINT_OF_HARM: Final = 0.50
HORIZON_WEEKS: Final = 5  # A value counts payment within five weeks, the week of the act included.

# What mends a blocked line: the chance that our act unblocks it, and the weekly chance of payment from then on. A
# public buyer's payment period starts again after a suspension, hence the slow one.
MENDS: Final = 0.85
MENDED_WEEKLY: Final = 0.30
PUBLIC_MENDED_WEEKLY: Final = 0.12
PUBLIC_ASKED: Final = Response(0.18, 0.16)  # Asked through its own channel; untouched, it pays slowly.
PUBLIC_WEEKLY: Final = 0.12
SETTLES: Final = 0.40  # A week in which our colleague was relaunched, or a dispute opened with an owner.
SETTLES_ALONE: Final = 0.05
SETTLED_WEEKLY: Final = 0.25
# Rights: what an act saves of an expiring one, and what a saved claim brings in the end.
SAVED_BY_ESCALATION: Final = 0.90
SAVED_IF_ANSWERS: Final = 0.70
SAVED_IF_SILENT: Final = 0.15
SAVED_BRINGS: Final = 0.45
DIVIDEND: Final = 0.10  # Of a declared claim; goods under retention of title bring more.
RETENTION_BRINGS: Final = 0.15
MATCH_CENTS: Final = 20_00  # What a wrong statement to a client costs on average.


def _beliefs(*weights: int) -> Mapping[DebtorType, float]:
    return MappingProxyType({kind: weight / 100 for kind, weight in zip(DebtorType, weights, strict=True)})


# What a line's circumstance lets one believe of its debtor, in per cent, in the order of DebtorType.
BELIEFS: Final[Mapping[Circumstance, Mapping[DebtorType, float]]] = MappingProxyType(
    {
        C.INSOLVENCY: _beliefs(0, 0, 0, 0, 0, 100, 0),
        C.RIGHT_EXPIRES: _beliefs(5, 5, 5, 10, 15, 30, 30),
        C.PROMISE_BROKEN: _beliefs(5, 10, 5, 15, 25, 15, 25),
        C.LIMIT_EXCEEDED: _beliefs(20, 25, 5, 5, 30, 10, 5),
        C.NOTICE_EXPIRED: _beliefs(5, 10, 5, 20, 15, 20, 25),
        C.LARGE_OVERDUE: _beliefs(20, 25, 8, 10, 20, 9, 8),
        C.OWN_ERROR: _beliefs(15, 60, 15, 2, 6, 1, 1),
        C.DISPUTE_LATE: _beliefs(5, 10, 50, 25, 5, 3, 2),
        C.PUBLIC_BUYER: _beliefs(5, 90, 5, 0, 0, 0, 0),
        C.BEFORE_DUE: _beliefs(30, 30, 10, 5, 15, 5, 5),
        C.PLAN_KEPT: _beliefs(0, 5, 5, 0, 85, 5, 0),
        C.ORDINARY: _beliefs(35, 30, 8, 7, 12, 4, 4),
        C.CREDIT_NOTE: _beliefs(30, 30, 10, 5, 15, 5, 5),
        C.SMALL: _beliefs(40, 30, 5, 5, 12, 4, 4),
        C.DISPUTE_OPEN: _beliefs(5, 10, 50, 25, 5, 3, 2),
        C.PROMISE_PENDING: _beliefs(20, 25, 10, 8, 27, 5, 5),
        C.NOT_DUE: _beliefs(30, 30, 10, 5, 15, 5, 5),
        C.IN_HAND: _beliefs(0, 0, 0, 20, 10, 40, 30),
    }
)

# --- The world of a generated portfolio and of a quarter --------------------------------------------------------------

TYPES: Final[Mapping[DebtorType, int]] = MappingProxyType(dict(zip(DebtorType, (25, 25, 10, 8, 16, 8, 8), strict=True)))
# Debtors in a hundred whose first line carries such a thing; the rest carries nothing.
EVENTS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "credit_note": 6,
        "dispute": 9,
        "promise_broken": 7,
        "promise_pending": 4,
        "rejected": 6,
        "insolvency": 3,
        "limit": 4,
        "limitation": 4,
        "plan": 5,
        "notice": 5,
        "public": 6,
        "consumer": 3,
        "foreign": 3,
    }
)
# What a type is when its line carries such a thing, seven times in ten.
EVENT_TYPES: Final[Mapping[str, tuple[DebtorType, ...]]] = MappingProxyType(
    {
        "dispute": (DebtorType.FAIR_DISPUTER, DebtorType.TACTICAL_DISPUTER),
        "promise_broken": (DebtorType.BAD_FAITH, DebtorType.PASSING_DIFFICULTY, DebtorType.GRAVE_DIFFICULTY),
        "rejected": (DebtorType.DISORGANISED,),
        "insolvency": (DebtorType.GRAVE_DIFFICULTY,),
        "limit": (DebtorType.PASSING_DIFFICULTY, DebtorType.DISORGANISED),
        "plan": (DebtorType.PASSING_DIFFICULTY,),
        "notice": (DebtorType.TACTICAL_DISPUTER, DebtorType.GRAVE_DIFFICULTY, DebtorType.BAD_FAITH),
        "public": (DebtorType.DISORGANISED,),
    }
)
EVENT_TYPE_CHANCE: Final = 0.70
INVOICED_WEEKLY: Final = 0.25  # A client gets an invoice in a week; its amount is 0.6 to 1.4 of its usual one.
REJECTED: Final = 0.05  # Of new invoices.
DISPUTES: Final[Mapping[DebtorType, float]] = MappingProxyType(
    dict(zip(DebtorType, (0.01, 0.02, 0.10, 0.15, 0.01, 0.01, 0.04), strict=True))
)  # Upon a first contact, once a line.
INSOLVENT_WEEKLY: Final[Mapping[DebtorType, float]] = MappingProxyType(
    dict(zip(DebtorType, (0.0, 0.0, 0.0, 0.0, 0.002, 0.02, 0.002), strict=True))
)
PLAN_KEEPS: Final = 0.92  # An instalment of a plan that nobody disturbs; one that was chased breaks every third time.
PLAN_KEEPS_CHASED: Final = 0.62
NOTICE_DAYS: Final = 15

# --- Times of the law and of the house --------------------------------------------------------------------------------

RIGHT_WINDOW: Final = 30  # A right that expires within so many days goes before all but insolvency.
# Days from the decision until the act stands. An act of a bailiff takes file, lawyer and service; a written
# acknowledgement of somebody who answers goes there and back. The correction of § 13 puts P02 (15/12, to the lawyer)
# before P14 (10/12, a call): so it does for any difference of 6 days and more; with 12 days, P03 is for today.
LEADS: Final[Mapping[Action, int]] = MappingProxyType({A.ESCALATE: 12, A.ACKNOWLEDGE: 5, A.DECLARE_CLAIM: 10})
# F9.08 [M] names administrative, price and quality; the other kinds take the price's.
DISPUTE_TARGETS: Final[Mapping[str, int]] = MappingProxyType(
    {"administrative": 5, "price": 10, "quality": 20, "quantity": 10, "delivery": 10, "commercial": 10}
)
BEFORE_DUE_DAYS: Final = 7  # D-7 for large amounts, § 8.2 [M].

# --- What each circumstance calls for ---------------------------------------------------------------------------------


class Rule(NamedTuple):
    """The proper acts of a circumstance, the teaching's first choice first; reasons, its own first; its facts."""

    acts: tuple[Action, ...]
    reasons: tuple[Reason, ...]
    facts: tuple[str, ...]


# The tiers are in the order of this table. F9.04 has rights, yesterday's promises, large overdue, limits, own causes,
# disputes, before due, small. Refined as in the correction of § 13: a limit with deliveries pending goes before other
# large amounts because each day makes it larger; so does a notice whose day is past, because what was announced is
# kept; public buyers come as one channel (F9.07); a kept plan is noted before ordinary reminders leave, lest one goes
# to it (F8.09).
RULES: Final[Mapping[Circumstance, Rule]] = MappingProxyType(
    {
        C.INSOLVENCY: Rule((A.DECLARE_CLAIM,), (R.INSOLVENCY_OPENED,), ("F5.04", "F5.06", "F5.14", "F9.04")),
        C.RIGHT_EXPIRES: Rule((A.ESCALATE, A.ACKNOWLEDGE), (R.RIGHT_EXPIRES,), ("F3.14", "F3.05", "F9.04")),
        C.PROMISE_BROKEN: Rule((A.CALL, A.FORMAL_NOTICE), (R.PROMISE_BROKEN,), ("F9.04", "F8.13")),
        C.LIMIT_EXCEEDED: Rule((A.BLOCK_DELIVERY,), (R.LIMIT_EXCEEDED,), ("F6.07", "F9.04")),
        C.NOTICE_EXPIRED: Rule((A.ESCALATE,), (R.NOTICE_EXPIRED,), ("F3.03", "F9.04")),
        C.LARGE_OVERDUE: Rule((A.CALL, A.FORMAL_NOTICE, A.WRITE), (R.LARGE_OVERDUE,), ("F9.02", "F9.03", "F9.04")),
        C.OWN_ERROR: Rule((A.INTERNAL,), (R.OWN_ERROR,), ("F1.54", "F9.04")),
        C.DISPUTE_LATE: Rule((A.INTERNAL, A.OPEN_DISPUTE), (R.DISPUTE_LATE,), ("F9.08", "F9.04")),
        C.PUBLIC_BUYER: Rule((A.WRITE, A.CALL), (R.PUBLIC_CHANNEL, R.PENALTIES_DUE), ("F1.45", "F1.47")),
        C.BEFORE_DUE: Rule((A.CALL, A.WRITE), (R.BEFORE_DUE,), ("F9.04",)),
        C.PLAN_KEPT: Rule((A.WAIT,), (R.PLAN_KEPT,), ("F9.01", "F8.09")),
        C.ORDINARY: Rule((A.CALL, A.WRITE), (R.FIRST_DELAY,), ("F8.08", "F9.03")),
        C.CREDIT_NOTE: Rule((A.MATCH,), (R.CREDIT_NOTE_FIRST,), ("F8.09", "F9.05")),
        C.SMALL: Rule((A.WRITE,), (R.SMALL_BATCH,), ("F9.01", "F9.04")),
        C.DISPUTE_OPEN: Rule((A.WAIT,), (R.DISPUTE_OPEN,), ("F9.08",)),
        C.PROMISE_PENDING: Rule((A.WAIT,), (R.PROMISE_PENDING,), ("F9.10",)),
        C.NOT_DUE: Rule((A.WAIT,), (R.NOT_DUE,), ("F8.09",)),
        C.IN_HAND: Rule((A.WAIT,), (R.IN_HAND,), ("F9.10",)),
    }
)
TIERS: Final[Mapping[Circumstance, int]] = MappingProxyType({kind: place for place, kind in enumerate(RULES, 1)})
LEGAL: Final = frozenset({C.INSOLVENCY, C.RIGHT_EXPIRES})  # Mandatory: never dropped for value.
ONE_CALL: Final = (C.PROMISE_BROKEN, C.LIMIT_EXCEEDED, C.LARGE_OVERDUE, C.ORDINARY, C.SMALL)  # A client in one act.

# --- Harm -------------------------------------------------------------------------------------------------------------


class Damage(NamedTuple):
    """What a harm costs: cents, a part of the line's amount (0 to 1), and the facts that explain it."""

    cents: int
    share: float
    facts: tuple[str, ...]


DAMAGES: Final[Mapping[Harm, Damage]] = MappingProxyType(
    {
        H.CHASED_AFTER_JUDGMENT: Damage(500_00, 0.0, ("F5.04", "F5.05")),
        H.PENALTIES_AFTER_JUDGMENT: Damage(200_00, 0.0, ("F5.04", "F1.20")),
        H.CHASED_KEPT_PLAN: Damage(100_00, 0.10, ("F9.01", "F8.09")),
        H.CHASED_DISPUTED_PART: Damage(100_00, 0.03, ("F8.09", "F9.08")),
        H.CHASED_OWN_ERROR: Damage(100_00, 0.02, ("F1.54", "F8.09")),
        H.PENALTIES_OWN_ERROR: Damage(100_00, 0.0, ("F1.54",)),
        H.CHASED_NOT_DUE: Damage(80_00, 0.0, ("F8.09",)),
        H.CHASED_PENDING_PROMISE: Damage(50_00, 0.0, ("F8.09",)),
        H.THREATENED_PUBLIC_BUYER: Damage(300_00, 0.0, ("F1.45", "F1.47")),
        H.INDEMNITY_TO_CONSUMER: Damage(300_00, 0.0, ("F1.22",)),
        H.PRESSED_CONSUMER: Damage(200_00, 0.0, ("F2.20", "F8.08")),
        H.NOTICE_DOES_NOT_INTERRUPT: Damage(50_00, 0.0, ("F3.05", "F3.14")),
        H.SMALL_BEFORE_RIGHT: Damage(50_00, 0.0, ("F9.01", "F9.04")),
        H.WRONG_STATEMENT: Damage(200_00, 0.0, ("F1.24", "F8.09")),
        H.TOO_STRONG: Damage(150_00, 0.02, ("F8.08",)),
        H.BLOCKED_WITHOUT_GROUND: Damage(300_00, 0.0, ("F6.07", "F9.09")),
        H.DECLARED_WITHOUT_JUDGMENT: Damage(0, 0.0, ("F5.06",)),
        H.RIGHT_LOST: Damage(0, 0.0, ("F3.14", "F9.04")),
        H.CLAIM_NOT_DECLARED: Damage(0, 0.0, ("F5.06", "F5.12")),
        H.WRONG_REASON: Damage(0, 0.0, ("F9.04",)),
    }
)
