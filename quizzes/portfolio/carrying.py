"""A day as decided, carried out: what fits in the minutes, what it brings, what it harms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from quizzes.errors import PortfolioError
from quizzes.portfolio.circumstances import Sight, proper_reasons, sights
from quizzes.portfolio.harms import Setting, harm_done, harms_of
from quizzes.portfolio.model import Action, Circumstance, Harm, Portfolio
from quizzes.portfolio.plans import Decision, HarmDone
from quizzes.portfolio.steps import Group, groups_of
from quizzes.portfolio.tables import EFFORTS, LEGAL
from quizzes.portfolio.values import cents, euros, expected


@dataclass(frozen=True, slots=True)
class Done:
    """One decision carried out, or out of time: its place (acts that are one act share it), minutes, value, harms."""

    decision: Decision
    rank: int
    minutes: int
    is_done: bool
    is_proper: bool
    value: Decimal
    harms: tuple[HarmDone, ...]
    reason_right: bool


@dataclass(slots=True)
class Day:
    """What a portfolio asks for on a day, and what of it was carried out so far."""

    seen: Mapping[str, Sight]
    groups: Mapping[str, Group]
    used: int = 0
    matched: set[str] = field(default_factory=set)
    treated: set[str] = field(default_factory=set)


def day_of(portfolio: Portfolio) -> Day:
    """Returns a day on which nothing was done yet. Raises nothing."""
    by_ref = {sight.case.ref: group for group in groups_of(portfolio) for sight in (*group.notes, *group.lines)}
    return Day(sights(portfolio), by_ref)


def check_decisions(portfolio: Portfolio, decisions: Sequence[Decision]) -> None:
    """Raises PortfolioError `portfolio.unknown_case` for a line not in the ledger, `portfolio.decided_twice`."""
    seen: set[str] = set()
    for decision in decisions:
        portfolio.case(decision.ref)
        if decision.ref in seen:
            raise PortfolioError("ref", "portfolio.decided_twice", ref=decision.ref)
        seen.add(decision.ref)


def carried_out(portfolio: Portfolio, decisions: Sequence[Decision], minutes: int) -> tuple[Done, ...]:
    """Returns the decisions in their order, carried out as far as `minutes` go: one that no longer fits is left out, a
    shorter one after it may still fit. Raises PortfolioError as `check_decisions`.
    """
    check_decisions(portfolio, decisions)
    day = day_of(portfolio)
    found: list[Done] = []
    for decision in decisions:
        found.append(_carry_out(day, decision, found[-1] if found else None, minutes))
    return tuple(found)


def _carry_out(day: Day, decision: Decision, before: Done | None, minutes: int) -> Done:
    joins = before is not None and before.is_done and _is_one_act(day, before.decision, decision)
    rank = 1 if before is None else before.rank + (not _is_one_place(day, before.decision, decision))
    effort = EFFORTS[decision.action]
    takes = effort.further if joins else effort.minutes
    sight, group = day.seen[decision.ref], day.groups[decision.ref]
    right = decision.reason in proper_reasons(sight, is_grouped=group.is_grouped)
    if day.used + takes > minutes:
        return Done(decision, rank, takes, False, False, Decimal(0), (), right)
    day.used += takes
    at = Setting(sight, group.lead, decision, _has_open_notes(day, group))
    harms = [harm_done(harm, sight) for harm in harms_of(at)]
    if (waiting := _rights_waiting(day, at)) is not None:
        harms.append(harm_done(Harm.SMALL_BEFORE_RIGHT, sight, waiting))
    if not right:
        harms.append(harm_done(Harm.WRONG_REASON, sight))
    _note(day, at)
    return Done(decision, rank, takes, True, at.is_proper, _value(at, group, joins), tuple(harms), right)


def _is_one_act(day: Day, before: Decision, decision: Decision) -> bool:
    if decision.action is not before.action or decision.action is Action.WAIT:
        return False
    one, other = day.seen[before.ref], day.seen[decision.ref]
    if one.case.client == other.case.client:
        return True
    small = Circumstance.SMALL
    return decision.action is Action.WRITE and one.circumstance is small and other.circumstance is small


def _is_one_place(day: Day, before: Decision, decision: Decision) -> bool:
    """Whether two decisions are one place of an order: lines of one group, or of one client in one act."""
    one, other = day.groups[before.ref], day.groups[decision.ref]
    same_client = day.seen[before.ref].case.client == day.seen[decision.ref].case.client
    return same_client and (one is other or _is_one_act(day, before, decision))


def _has_open_notes(day: Day, group: Group) -> bool:
    return any(note.case.ref not in day.matched for note in group.notes)


def _rights_waiting(day: Day, at: Setting) -> set[str] | None:
    """Returns the rights that wait while a small balance is treated for the first time; None for anything else."""
    if at.kind is not Circumstance.SMALL or at.action is Action.WAIT or "" in day.treated:
        return None
    waiting = {ref for ref, sight in day.seen.items() if sight.circumstance in LEGAL and ref not in day.treated}
    if not waiting:
        return None
    day.treated.add("")
    return waiting


def _note(day: Day, at: Setting) -> None:
    if at.action is Action.MATCH:
        day.matched.add(at.decision.ref)
    if at.is_proper:
        day.treated.add(at.decision.ref)


def _value(at: Setting, group: Group, joins: bool) -> Decimal:
    """The expected value of a proper act, minus the cost of any other; a letter of a batch has its own postage."""
    free = joins and at.action is not Action.WRITE
    if not at.is_proper:
        return euros(0 if free else -EFFORTS[at.action].cents)
    leads = at.decision.ref == group.lead.case.ref
    deducted = sum((-note.case.amount for note in group.notes), Decimal(0)) if leads else Decimal(0)
    return euros(expected(at.sight, at.action, deducted=deducted, is_further=free))


def value_of(done: Sequence[Done]) -> Decimal:
    """Returns what a day brings, net of the costs of its harms, in euros. Raises nothing."""
    return sum((each.value - sum((harm.cost for harm in each.harms), Decimal(0)) for each in done), Decimal(0))


def is_kept(done: Mapping[str, Done], ref: str) -> bool:
    """Says whether the right of a line was kept by an act that does so."""
    each = done.get(ref)
    return (
        each is not None
        and each.is_done
        and each.is_proper
        and cents(each.value) > -EFFORTS[each.decision.action].cents
    )
