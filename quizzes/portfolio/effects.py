"""What our own acts do at once, before any debtor answers: credit notes set off, errors mended, files handed over."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from quizzes.portfolio import tables
from quizzes.portfolio.answers import OWNER
from quizzes.portfolio.carrying import Done
from quizzes.portfolio.circumstances import is_expiring
from quizzes.portfolio.harms import CHASING
from quizzes.portfolio.model import OUR_FAULT, Action, Case, Harm
from quizzes.portfolio.plans import Standing
from quizzes.portfolio.weeks import Week


def acted(week: Week, done: Sequence[Done]) -> Mapping[str, Done]:
    """Carries out the acts of a week on its lines; returns those that reached their line, by its reference."""
    reached: dict[str, Done] = {}
    for each in done:
        decision, case = each.decision, week.cases.get(each.decision.ref)
        if case is None:
            continue
        before = case
        if not each.is_done:
            week.tell("out_of_time", case, decision.action)
            continue
        reached[decision.ref] = each
        if decision.action in CHASING:
            case = week.change(case.ref, attempts=case.attempts + 1)
            week.standings[case.ref] = Standing(decision.action, week.state.week)
        effect = _EFFECTS.get(decision.action)
        if effect is not None:
            effect(week, case)
        _complain(week, before, each)
    return reached


def _complain(week: Week, case: Case, done: Done) -> None:
    action = done.decision.action
    harmed = any(harm.harm not in (Harm.WRONG_REASON, Harm.SMALL_BEFORE_RIGHT) for harm in done.harms)
    risk = tables.COMPLAINT_OF_HARM if harmed else tables.COMPLAINTS.get(action, 0.0)
    if week.chance(case.ref, action, 3) < risk:
        week.complaints += 1
        week.tell("complained", case, action)


def _match(week: Week, case: Case) -> None:
    """A credit note goes to the client's oldest lines; what is left of it stays on the ledger."""
    if not case.is_credit_note:
        return
    left = -case.amount
    lines = [line for line in week.cases.values() if line.client == case.client and not line.is_credit_note]
    for line in sorted(lines, key=lambda line: line.due):
        part = min(left, line.amount)
        left -= part
        if part == line.amount:
            week.close(line.ref)
        elif part:
            week.change(line.ref, amount=line.amount - part)
    week.tell("matched", case, Action.MATCH, case.amount + left)
    if left:
        week.change(case.ref, amount=-left)
    else:
        week.close(case.ref)


def _declare(week: Week, case: Case) -> None:
    if case.insolvency is not None:
        week.change(case.ref, declared_on=week.day)
        week.tell("claim_declared", case, Action.DECLARE_CLAIM)


def _escalate(week: Week, case: Case) -> None:
    """The file goes to the lawyer; where the right was about to end, the act mostly comes in time."""
    if case.insolvency is not None:
        return
    changed = week.change(case.ref, handed_over_on=week.day)
    if is_expiring(case, week.day) and week.chance(case.ref, Action.ESCALATE, 4) < tables.SAVED_BY_ESCALATION:
        changed = week.change(case.ref, interruptions=(*case.interruptions, min(case.limitation, week.next_day)))
    week.tell("handed_over", changed, Action.ESCALATE)


def _acknowledge(week: Week, case: Case) -> None:
    likely = tables.SAVED_IF_ANSWERS if case.answers else tables.SAVED_IF_SILENT
    if case.insolvency is None and week.chance(case.ref, Action.ACKNOWLEDGE, 4) < likely:
        week.change(case.ref, interruptions=(*case.interruptions, min(case.limitation, week.next_day)))
        week.tell("acknowledged", case, Action.ACKNOWLEDGE)
    else:
        week.tell("no_answer", case, Action.ACKNOWLEDGE)


def _notify(week: Week, case: Case) -> None:
    week.change(case.ref, notice_expired_on=week.day + timedelta(days=tables.NOTICE_DAYS))
    week.tell("notice_sent", case, Action.FORMAL_NOTICE)


def _block(week: Week, case: Case) -> None:
    account = week.accounts[case.client]
    if not account.blocked:
        week.accounts[case.client] = replace(account, blocked=True)
        week.tell("blocked", case, Action.BLOCK_DELIVERY)
    for line in [line for line in week.cases.values() if line.client == case.client and line.deliveries]:
        week.change(line.ref, deliveries=0)


def _mend(week: Week, case: Case) -> None:
    if case.platform in OUR_FAULT:
        if week.chance(case.ref, Action.INTERNAL, 4) < tables.MENDS:
            week.change(case.ref, platform="available")
            week.tell("mended", case, Action.INTERNAL)
    elif case.dispute and week.chance(case.ref, Action.INTERNAL, 4) < tables.SETTLES:
        week.change(case.ref, dispute=None)
        week.tell("dispute_settled", case, Action.INTERNAL)


def _open(week: Week, case: Case) -> None:
    if case.dispute and not case.dispute.owner:
        week.change(case.ref, dispute=replace(case.dispute, owner=OWNER, opened_on=week.day))
        week.tell("disputed", case, Action.OPEN_DISPUTE)


_EFFECTS: Final[Mapping[Action, Callable[[Week, Case], None]]] = MappingProxyType(
    {
        Action.MATCH: _match,
        Action.DECLARE_CLAIM: _declare,
        Action.ESCALATE: _escalate,
        Action.ACKNOWLEDGE: _acknowledge,
        Action.FORMAL_NOTICE: _notify,
        Action.BLOCK_DELIVERY: _block,
        Action.INTERNAL: _mend,
        Action.OPEN_DISPUTE: _open,
    }
)
