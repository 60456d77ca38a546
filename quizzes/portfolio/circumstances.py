"""What each line of a ledger calls for: its circumstance, the acts that are proper to it, the last day to begin."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from quizzes.portfolio.model import OUR_FAULT, Action, Case, Circumstance, Portfolio, Reason
from quizzes.portfolio.tables import (
    BEFORE_DUE_DAYS,
    DISPUTE_TARGETS,
    LEADS,
    ONE_CALL,
    RIGHT_WINDOW,
    RULES,
)

YOUNG = 365 - RIGHT_WINDOW
NOTICE_FROM = 30  # A formal notice from thirty days late on: § 8.2, [M].


class Sight(NamedTuple):
    """A line with what can be seen of it on the day: its circumstance, days late, the client's debt."""

    case: Case
    circumstance: Circumstance
    late: int
    as_of: date


def sights(portfolio: Portfolio) -> Mapping[str, Sight]:
    """Returns each line with its circumstance, by its reference. Raises nothing."""
    return MappingProxyType({case.ref: sight_of(portfolio, case) for case in portfolio.cases})


def sight_of(portfolio: Portfolio, case: Case) -> Sight:
    """Returns one line with its circumstance on the day of the portfolio. Raises nothing."""
    late = case.late_on(portfolio.as_of)
    return Sight(case, _circumstance(portfolio, case, late), late, portfolio.as_of)


def _circumstance(portfolio: Portfolio, case: Case, late: int) -> Circumstance:
    if case.is_credit_note:
        return Circumstance.CREDIT_NOTE
    return _legal(portfolio, case) or _stopped(portfolio, case, late) or _by_weight(portfolio, case, late)


def _legal(portfolio: Portfolio, case: Case) -> Circumstance | None:
    if case.declared_on or case.handed_over_on:
        return Circumstance.IN_HAND
    if case.insolvency:
        return Circumstance.INSOLVENCY
    return Circumstance.RIGHT_EXPIRES if is_expiring(case, portfolio.as_of) else None


def is_expiring(case: Case, day: date) -> bool:
    """Says whether the limitation of a claim ends on the day or within `RIGHT_WINDOW` days. Raises nothing."""
    return is_old(case, day) and 0 <= (case.limitation - day).days <= RIGHT_WINDOW


def is_old(case: Case, day: date) -> bool:
    """Says whether a limitation can be near at all: none is shorter than a year. Raises nothing."""
    return (day - (case.runs_from or case.due)).days >= YOUNG


def _stopped(portfolio: Portfolio, case: Case, late: int) -> Circumstance | None:
    """What keeps a line from an ordinary reminder: a plan, an error of ours, a public buyer, a dispute, a promise."""
    if case.plan:
        return Circumstance.PLAN_KEPT if case.plan.kept else Circumstance.PROMISE_BROKEN
    ours = case.platform in OUR_FAULT
    if case.nature == "public" and (ours or late > 0):
        return Circumstance.PUBLIC_BUYER
    if ours:
        return Circumstance.OWN_ERROR
    if case.dispute:
        return Circumstance.DISPUTE_LATE if is_dispute_late(case, portfolio.as_of) else Circumstance.DISPUTE_OPEN
    if case.promise:
        return Circumstance.PROMISE_BROKEN if case.promise.due_on < portfolio.as_of else Circumstance.PROMISE_PENDING
    return None


def is_dispute_late(case: Case, day: date) -> bool:
    """Says whether a dispute has no owner or is beyond its target (F9.08). Raises nothing."""
    dispute = case.dispute
    if dispute is None:
        return False
    return not dispute.owner or (day - dispute.opened_on).days > DISPUTE_TARGETS.get(dispute.kind, 10)


def _by_weight(portfolio: Portfolio, case: Case, late: int) -> Circumstance:
    settings = portfolio.settings
    if case.deliveries and case.limit is not None and debt_of(portfolio.of_client(case.client)) > case.limit:
        return Circumstance.LIMIT_EXCEEDED
    if late <= 0:
        soon = late >= -BEFORE_DUE_DAYS and case.amount >= settings.large_before_due
        return Circumstance.BEFORE_DUE if soon else Circumstance.NOT_DUE
    if case.notice_expired_on and case.notice_expired_on <= portfolio.as_of:
        return Circumstance.NOTICE_EXPIRED
    if case.amount >= settings.large_from:
        return Circumstance.LARGE_OVERDUE
    return Circumstance.SMALL if case.amount <= settings.small_to else Circumstance.ORDINARY


def debt_of(cases: Iterable[Case]) -> Decimal:
    """Returns what lines sum to, credit notes deducted, in euros. Raises nothing."""
    return sum((case.amount for case in cases), Decimal(0))


def uncontested(case: Case) -> Decimal:
    """Returns the part of a disputed line that nobody contests, in euros; 0 while the contested part is open."""
    if case.dispute is None:
        return case.amount
    return case.amount - case.dispute.contested if case.dispute.contested is not None else Decimal(0)


def proper_acts(sight: Sight) -> tuple[Action, ...]:
    """Returns the acts that are proper to a line, the teaching's first choice first. Raises nothing."""
    case, kind = sight.case, sight.circumstance
    if kind is Circumstance.PUBLIC_BUYER and case.platform in OUR_FAULT:
        return (Action.INTERNAL,)
    if case.dispute and kind in (Circumstance.DISPUTE_LATE, Circumstance.DISPUTE_OPEN):
        return _acts_in_dispute(sight)
    acts = RULES[kind].acts
    if Action.FORMAL_NOTICE not in acts:
        return acts
    early = sight.late < NOTICE_FROM or (case.nature == "consumer" and case.answers)
    return tuple(act for act in acts if act is not Action.FORMAL_NOTICE or not early)


def _acts_in_dispute(sight: Sight) -> tuple[Action, ...]:
    case = sight.case
    assert case.dispute is not None
    asks = (Action.CALL, Action.WRITE) if sight.late > 0 and uncontested(case) > 0 else ()
    if sight.circumstance is Circumstance.DISPUTE_OPEN:
        return (*asks, Action.WAIT)
    return (Action.INTERNAL if case.dispute.owner else Action.OPEN_DISPUTE, *asks)


def proper_reasons(sight: Sight, *, is_grouped: bool) -> tuple[Reason, ...]:
    """Returns the reasons that are right for a line, its own first; « same client » only where it was grouped."""
    kind, case = sight.circumstance, sight.case
    reasons = RULES[kind].reasons
    if kind is Circumstance.PUBLIC_BUYER and case.platform in OUR_FAULT:
        return (Reason.PUBLIC_CHANNEL, Reason.OWN_ERROR)
    goes_along = is_grouped and (kind in ONE_CALL or kind is Circumstance.CREDIT_NOTE)
    return (*reasons, Reason.SAME_CLIENT) if goes_along else reasons


def last_day(sight: Sight) -> date | None:
    """Returns the last day to act for a right of the line, None where none expires soon. Raises nothing."""
    if sight.circumstance is Circumstance.INSOLVENCY:
        return sight.case.declaration
    return sight.case.limitation if sight.circumstance is Circumstance.RIGHT_EXPIRES else None


def latest_start(sight: Sight, action: Action) -> date | None:
    """Returns the last day to begin `action` for a right of the line: its last day less the lead of the act."""
    day = last_day(sight)
    return None if day is None else day - timedelta(days=LEADS.get(action, 0))
