"""What an act on a line is expected to bring: amount x (p with the act - p without) - cost (F9.03), in whole cents.

The hidden type is not known on the day: probabilities are those of `tables`, weighted by what the circumstance lets
one believe. Payment counts within `HORIZON_WEEKS`: with q at once and h each later week, 1 - (1 - q)(1 - h)^(n - 1).
"""

from decimal import Decimal
from functools import cache

from quizzes.portfolio import tables
from quizzes.portfolio.circumstances import Sight, uncontested
from quizzes.portfolio.model import OUR_FAULT, Action, Circumstance, DebtorType

LATER = tables.HORIZON_WEEKS - 1


def cents(amount: Decimal) -> int:
    """Returns euros as whole cents. Raises nothing for amounts of the ledger, which have two decimals."""
    return int(amount * 100)


def euros(number: int) -> Decimal:
    """Returns whole cents as euros with two decimals."""
    return Decimal(number).scaleb(-2)


def fade(attempts: int) -> float:
    """Returns what is left, 0 to 1, of an act's effect after so many earlier acts on the line."""
    return float(tables.FADE ** min(attempts, tables.MOST_FADES))


def paid_within(now: float, after: float) -> float:
    """Returns the chance, 0 to 1, of payment within the horizon."""
    return float(1 - (1 - now) * (1 - after) ** LATER)


def chance_now(kind: DebtorType, action: Action, attempts: int) -> float:
    """Returns the chance, 0 to 1, that a debtor of a type pays at once upon an act, history counted."""
    response = tables.RESPONSES.get(action, tables.RESPONSES[Action.WAIT])[kind]
    floor = tables.RESPONSES[Action.WAIT][kind].now
    return max(response.now * fade(attempts), floor) if action is not Action.WAIT else floor


@cache
def gain(circumstance: Circumstance, action: Action, attempts: int) -> float:
    """Returns p with the act - p without it for a line that can be paid, by the beliefs of its circumstance."""
    return sum(
        weight * _gain_of(kind, action, attempts)
        for kind, weight in tables.BELIEFS[circumstance].items()
        if action in tables.RESPONSES
    )


def _gain_of(kind: DebtorType, action: Action, attempts: int) -> float:
    now = chance_now(kind, action, attempts)
    if action in (Action.CALL, Action.BLOCK_DELIVERY):
        word = tables.WORDS[kind]
        now += (1 - now) * word.promises * word.keeps
    idle, after = tables.RESPONSES[Action.WAIT][kind], tables.RESPONSES[action][kind].after
    return paid_within(now, after) - paid_within(idle.now, idle.after)


def expected(sight: Sight, action: Action, *, deducted: Decimal = Decimal(0), is_further: bool = False) -> int:
    """Returns the expected value of an act on a line, net of its cost, in cents.

    `deducted` are credit notes set off against the line before (euros); `is_further` says that the act is one with that
    on another line, so that its cost is not paid again. An act that can bring nothing is worth minus its cost.
    """
    cost = 0 if is_further else tables.EFFORTS[action].cents
    return round(_brought(sight, action, cents(max(sight.case.amount - deducted, Decimal(0))))) - cost


def _brought(sight: Sight, action: Action, amount: int) -> float:
    kind = sight.circumstance
    if kind is Circumstance.CREDIT_NOTE:
        return float(tables.MATCH_CENTS) if action is Action.MATCH else 0.0
    if sight.case.dispute and kind not in tables.LEGAL:
        return _of_disputed(sight, action, amount)
    return amount * _chance_gained(sight, action)


def _chance_gained(sight: Sight, action: Action) -> float:
    case, kind = sight.case, sight.circumstance
    if kind in tables.LEGAL:
        return _saved(sight, action)
    if case.platform in OUR_FAULT:
        return _mended(sight) if action is Action.INTERNAL else 0.0
    if kind is Circumstance.PUBLIC_BUYER:
        return _asked(action, case.attempts)
    if kind is Circumstance.BEFORE_DUE:
        return tables.COURTESY.get(action, 0.0)
    return gain(kind, action, min(case.attempts, tables.MOST_FADES))


def _saved(sight: Sight, action: Action) -> float:
    if sight.circumstance is Circumstance.INSOLVENCY:
        brings = tables.DIVIDEND + (tables.RETENTION_BRINGS if sight.case.retention_of_title else 0)
        return brings if action is Action.DECLARE_CLAIM else 0.0
    if action is Action.ESCALATE:
        return tables.SAVED_BY_ESCALATION * tables.SAVED_BRINGS
    if action is Action.ACKNOWLEDGE:
        saved = tables.SAVED_IF_ANSWERS if sight.case.answers else tables.SAVED_IF_SILENT
        return saved * tables.SAVED_BRINGS
    return 0.0


def _mended(sight: Sight) -> float:
    weekly = tables.PUBLIC_MENDED_WEEKLY if sight.case.nature == "public" else tables.MENDED_WEEKLY
    return tables.MENDS * paid_within(0, weekly)


def _asked(action: Action, attempts: int) -> float:
    if action not in (Action.CALL, Action.WRITE):
        return 0.0
    idle, asked = tables.PUBLIC_WEEKLY, tables.PUBLIC_ASKED
    return paid_within(max(asked.now * fade(attempts), idle), asked.after) - paid_within(idle, idle)


def _of_disputed(sight: Sight, action: Action, amount: int) -> float:
    """What is not contested may be asked for; what is, is settled by our colleague."""
    case = sight.case
    free = min(cents(uncontested(case)), amount)
    asked = free * gain(Circumstance.ORDINARY, Action.CALL, min(case.attempts, tables.MOST_FADES))
    settled = (amount - free) * (tables.SETTLES - tables.SETTLES_ALONE) * paid_within(0, tables.SETTLED_WEEKLY)
    late = sight.circumstance is Circumstance.DISPUTE_LATE
    if action in (Action.INTERNAL, Action.OPEN_DISPUTE) and late:
        return settled + asked
    return asked if action in (Action.CALL, Action.WRITE) and sight.late > 0 else 0.0
