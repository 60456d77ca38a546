"""What the debtors do in a week: pay, promise, keep or break their word, contest; by hidden type, act and history."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

from quizzes.portfolio import tables
from quizzes.portfolio.carrying import Done
from quizzes.portfolio.circumstances import uncontested
from quizzes.portfolio.draws import one_of
from quizzes.portfolio.harms import CHASING
from quizzes.portfolio.model import OUR_FAULT, Action, Case, DebtorType, Dispute, Promise
from quizzes.portfolio.values import cents, chance_now, euros, fade
from quizzes.portfolio.weeks import Week

CONTACTS: Final = frozenset({Action.CALL, Action.WRITE, Action.FORMAL_NOTICE, Action.BLOCK_DELIVERY})
TALKS: Final = frozenset({Action.CALL, Action.BLOCK_DELIVERY})
OWNER: Final = "Commercial"  # Who owns a new dispute with us: a role, shown as it is.
_KINDS: Final = ("price", "quality", "quantity", "administrative")
COURTESY_WEEKS: Final = 2  # A courtesy call works for the due date of its week and of the next.


def answered(week: Week, acts: Mapping[str, Done]) -> None:
    """Plays the answers of all lines that are open and not in court."""
    for ref in list(week.cases):
        case = week.cases[ref]
        if not case.is_credit_note and case.insolvency is None:
            done = acts.get(ref)
            _answer(week, case, done.decision.action if done else Action.WAIT)


def _answer(week: Week, case: Case, action: Action) -> None:
    if case.plan is not None and case.plan.kept:
        _instalment(week, case, action)
    elif case.platform in OUR_FAULT:
        return
    elif case.dispute is not None:
        _part(week, case, action)
    elif case.promise is not None and week.day <= case.promise.due_on:
        _word(week, case, action)
    else:
        _pay_or_not(week, case, action)


def _instalment(week: Week, case: Case, action: Action) -> None:
    plan = case.plan
    assert plan is not None
    if plan.next_on >= week.next_day:
        return
    keeps = tables.PLAN_KEEPS_CHASED if action in CHASING else tables.PLAN_KEEPS
    if week.chance(case.ref, action, 5) >= keeps:
        week.tell("promise_broken", week.change(case.ref, plan=replace(plan, kept=False)))
        return
    parts = max(plan.instalments - plan.paid, 1)
    amount = euros(-(-cents(case.amount) // parts))
    week.pay(case, "promise_kept", None, amount)
    if case.ref in week.cases:
        later = plan.next_on + timedelta(days=30)
        week.change(case.ref, plan=replace(plan, paid=plan.paid + 1, next_on=later))


def _part(week: Week, case: Case, action: Action) -> None:
    """Of a disputed line, the part that nobody contests may be paid, once; the rest is then all contested."""
    free = uncontested(case)
    if free <= 0 or action not in (*CONTACTS, Action.INTERNAL, Action.OPEN_DISPUTE):
        return
    if week.chance(case.ref, action) < chance_now(_type(week, case), Action.CALL, case.attempts):
        assert case.dispute is not None
        week.change(case.ref, dispute=replace(case.dispute, contested=None))
        week.pay(week.cases[case.ref], "part_paid", action, free)


def _word(week: Week, case: Case, action: Action) -> None:
    promise = case.promise
    assert promise is not None
    if promise.due_on >= week.next_day:
        return
    if week.chance(case.ref, "word") < tables.WORDS[_type(week, case)].keeps:
        week.pay(case, "promise_kept", None, promise.amount)
    else:
        week.tell("promise_broken", case, None if action is Action.WAIT else action)


def _pay_or_not(week: Week, case: Case, action: Action) -> None:
    kind = _type(week, case)
    if week.chance(case.ref, action) < _likely(week, case, action, kind):
        week.pay(case, "paid", None if action is Action.WAIT else action)
        return
    if action in CONTACTS and case.due < week.day:
        _contest_or_promise(week, case, action, kind)


def _likely(week: Week, case: Case, action: Action, kind: DebtorType) -> float:
    """Returns the chance that the line is paid this week."""
    if case.due >= week.next_day:
        return 0.0
    if case.due >= week.day:
        return _on_time(week, case, action, kind)
    if case.nature == "public":
        if action not in (Action.CALL, Action.WRITE):
            return _idle(week, case)
        return max(tables.PUBLIC_ASKED.now * fade(case.attempts - 1), tables.PUBLIC_WEEKLY)
    if action in tables.RESPONSES and action is not Action.WAIT:
        return chance_now(kind, action, case.attempts - 1)
    return _idle(week, case)


def _on_time(week: Week, case: Case, action: Action, kind: DebtorType) -> float:
    standing = week.standings.get(case.ref)
    recent = standing is not None and week.state.week - standing.week < COURTESY_WEEKS
    act = standing.last if standing is not None and recent else action
    return tables.ON_TIME[kind] + tables.COURTESY.get(act, 0.0)


def _idle(week: Week, case: Case) -> float:
    """Returns the chance of payment without an act this week: the last act still works."""
    standing = week.standings.get(case.ref)
    last = standing.last if standing is not None else Action.WAIT
    if case.nature == "public":
        return tables.PUBLIC_ASKED.after if last in (Action.CALL, Action.WRITE) else tables.PUBLIC_WEEKLY
    return tables.RESPONSES.get(last, tables.RESPONSES[Action.WAIT])[_type(week, case)].after


def _contest_or_promise(week: Week, case: Case, action: Action, kind: DebtorType) -> None:
    first = case.attempts <= 1 and case.nature != "public"
    if first and week.chance(case.ref, action, 2) < tables.DISPUTES[kind]:
        kind_of = one_of(_KINDS, week.state.seed, case.ref, week.state.week, "kind")
        week.tell("disputed", week.change(case.ref, dispute=Dispute(week.day, kind_of, OWNER)), action)
    elif action in TALKS and week.chance(case.ref, action, 1) < tables.WORDS[kind].promises:
        due = week.next_day + timedelta(days=int(7 * week.chance(case.ref, "day")))
        week.tell("promised", week.change(case.ref, promise=Promise(due, week.day)), action)
    else:
        week.tell("no_answer", case, action)


def _type(week: Week, case: Case) -> DebtorType:
    return week.accounts[case.client].type
