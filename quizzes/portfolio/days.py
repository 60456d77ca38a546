"""The day by the method, and two naive ones.

Tiers say what comes first (F9.04): insolvency, rights by their latest start, broken promises… Within a tier the value
by hour decides (F9.03). When the hours do not suffice, legal acts are chosen first and the rest by value: both exactly.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from quizzes.portfolio.circumstances import latest_start, sights
from quizzes.portfolio.knapsack import Choice, best_together, least_minutes, solve, trace
from quizzes.portfolio.model import Action, Circumstance, Portfolio, Reason
from quizzes.portfolio.plans import Act, DayPlan, DayStep, Decision, NaiveOrder
from quizzes.portfolio.steps import Group, Option, groups_of
from quizzes.portfolio.tables import EFFORTS, ONE_CALL, RULES, TIERS
from quizzes.portfolio.values import cents, euros
from quizzes.receivables import AgedBalance, OpenItem, aged_balance

_NEVER = date.max


def balance(portfolio: Portfolio) -> AgedBalance:
    """Returns the synthetic table: amounts by bucket, `.total`, `.overdue`, `.percent(amount)`; credit notes reduce the
    bucket of their own date. Raises ReceivablesError `receivables.out_of_range`. Source: F7.10, [M]; § 13.
    """
    return aged_balance([OpenItem(case.amount, case.due) for case in portfolio.cases], portfolio.as_of)


def best_day(portfolio: Portfolio, minutes: int) -> DayPlan:
    """Returns the day by the method, within whole `minutes` from 0.

    `value` is the greatest that any set of groups and acts reaches whose legal part is worth the most (exact, by
    dynamic programming over minutes); `bound` is the greatest of any set (exact too): no choice of these groups brings
    more. What a line left alone needs no time is always in the plan. Raises nothing.
    """
    groups = groups_of(portfolio)
    legal = [group for group in groups if group.is_legal]
    others = [group for group in groups if not group.is_legal and not group.is_idle]
    first, second = solve(_choices(legal), minutes), solve(_choices(others), minutes)
    used = least_minutes(first)
    taken: list[tuple[Group, Option | None]] = [
        *_taken(legal, trace(_choices(legal), first, used)),
        *_taken(others, trace(_choices(others), second, minutes - used)),
        *((group, group.options[0]) for group in groups if group.is_idle),
    ]
    done = _ordered([(group, option) for group, option in taken if option is not None])
    rest = _ordered([(group, _untaken(group, option)) for group, option in taken if _is_short(group, option)])
    steps = _steps(done, 1)
    left = _steps(rest, len(steps) + 1)
    return DayPlan(
        minutes=minutes,
        used=sum(step.minutes for step in steps),
        steps=steps,
        left=left,
        value=euros(int(first.best[used]) + int(second.best[minutes - used])),
        bound=euros(best_together(first, second)),
    )


def _choices(groups: Sequence[Group]) -> list[list[Choice]]:
    return [[Choice(option.minutes, option.cents) for option in group.options] for group in groups]


def _taken(groups: Sequence[Group], places: Sequence[int]) -> list[tuple[Group, Option | None]]:
    return [(group, group.options[place] if place >= 0 else None) for group, place in zip(groups, places, strict=True)]


def _is_short(group: Group, option: Option | None) -> bool:
    return option is None or len(option.acts) < len(group.lines) + len(group.notes)


def _untaken(group: Group, option: Option | None) -> Option:
    """Returns how what was left of a group would be treated: by its first choice, or by the letters a batch lacks."""
    taken = {act.ref for act in option.acts} if option else set()
    full = group.options[-1] if group.is_batch else group.options[0]
    acts = tuple(act for act in full.acts if act.ref not in taken)
    return Option(acts, sum(act.minutes for act in acts), sum(cents(act.value) for act in acts))


def _ordered(taken: Sequence[tuple[Group, Option]]) -> list[tuple[Group, Option]]:
    return sorted(taken, key=lambda pair: _place(*pair))


def _place(group: Group, option: Option) -> tuple[int, date, float, date, str]:
    """The tier; for rights the day by which to begin; then value by hour; what takes no time by its next date."""
    lead = group.lead
    begin = (latest_start(lead, option.acts[-1].action) or _NEVER) if group.is_legal else _NEVER
    rate = option.cents / option.minutes if option.minutes else 0.0
    upcoming = lead.case.plan.next_on if lead.case.plan else lead.case.due
    return group.tier, begin, -rate, upcoming, lead.case.ref


def _steps(taken: Sequence[tuple[Group, Option]], first: int) -> tuple[DayStep, ...]:
    """Returns the steps, ranked from `first`; each letter of a batch is one of its own."""
    parts: list[tuple[Group, tuple[Act, ...]]] = []
    for group, option in taken:
        acts = [(act,) for act in option.acts] if group.is_batch else [option.acts]
        parts.extend((group, own) for own in acts)
    return tuple(_step(rank, group, acts) for rank, (group, acts) in enumerate(parts, first))


def _step(rank: int, group: Group, acts: tuple[Act, ...]) -> DayStep:
    kind = group.lead.circumstance
    minutes, value = sum(act.minutes for act in acts), sum((act.value for act in acts), Decimal(0))
    by_ref = {sight.case.ref: sight for sight in (*group.notes, *group.lines)}
    return DayStep(
        rank=rank,
        client=by_ref[acts[-1].ref].case.client,
        circumstance=kind,
        tier=TIERS[kind],
        acts=acts,
        reason=RULES[kind].reasons[0],
        minutes=minutes,
        value=value,
        per_hour=euros(round(cents(value) * 60 / minutes)) if minutes else None,
        latest_start=latest_start(group.lead, acts[-1].action),
        facts=RULES[kind].facts,
    )


def naive_day(portfolio: Portfolio, minutes: int, order: NaiveOrder) -> tuple[Decision, ...]:
    """Returns the day of somebody who calls for what is overdue, the largest amount or the oldest due date first, as
    many as `minutes` allow, and looks at nothing else. Score it with `score_day`. Raises nothing.
    """
    overdue = [sight.case for sight in sights(portfolio).values() if _is_called_for(sight.circumstance, sight.late)]
    reason = Reason.LARGEST_FIRST if order == "largest" else Reason.OLDEST_FIRST
    overdue.sort(key=lambda case: (-case.amount, case.ref) if order == "largest" else (case.due, case.ref))
    many = minutes // EFFORTS[Action.CALL].minutes
    return tuple(Decision(case.ref, Action.CALL, reason) for case in overdue[:many])


def _is_called_for(kind: Circumstance, late: int) -> bool:
    return late > 0 and kind is not Circumstance.CREDIT_NOTE


def plan_decisions(plan: DayPlan) -> tuple[Decision, ...]:
    """Returns the decisions that carry out a plan, line by line in its order. Raises nothing."""
    return tuple(
        Decision(act.ref, act.action, _reason_of(step, place))
        for step in plan.steps
        for place, act in enumerate(step.acts)
    )


def _reason_of(step: DayStep, place: int) -> Reason:
    if step.acts[place].action is Action.MATCH:
        return Reason.CREDIT_NOTE_FIRST
    leads = all(act.action is Action.MATCH for act in step.acts[:place])
    return step.reason if leads or step.circumstance not in ONE_CALL else Reason.SAME_CLIENT
