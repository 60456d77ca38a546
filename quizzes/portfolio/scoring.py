"""A day corrected: beside the optimum line by line, its deadlines and harms, and a fraction for each competency.

The fractions, all invented for the exercise: ORG-1 is one half the value reached, three tenths the order, two tenths
the reasons; JUR-3 the expiring rights kept; JUR-5 the claims declared and left in peace; LIT-1 the disputes led; FAC-3
the credit notes set off in time; JUR-1 what was claimed from public buyers and consumers. A portfolio without such a
line measures nothing there.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import combinations
from types import MappingProxyType
from typing import Final, NamedTuple

from quizzes.portfolio.carrying import Done, carried_out, is_kept, value_of
from quizzes.portfolio.circumstances import Sight, last_day, latest_start, proper_reasons, sights
from quizzes.portfolio.days import best_day, naive_day
from quizzes.portfolio.harms import harm_done
from quizzes.portfolio.model import Action, Circumstance, Harm, Portfolio
from quizzes.portfolio.plans import (
    Act,
    DayPlan,
    DayResult,
    DayStep,
    Deadline,
    Decision,
    HarmDone,
    NaiveOrder,
    StepReview,
    Verdict,
)
from quizzes.portfolio.tables import LEGAL

NAIVE: Final[tuple[NaiveOrder, ...]] = ("largest", "oldest")
_LEAST_SHIFT: Final = 2  # Places by which an order must differ to be worth a word.


class Planned(NamedTuple):
    """What the optimum does with a line."""

    step: DayStep
    act: Act
    is_left: bool


def score_day(portfolio: Portfolio, decisions: Sequence[Decision], minutes: int) -> DayResult:
    """Returns the correction of a day of `minutes`; decisions in the order in which they are worked off.

    `reviews` has every line: those of the optimum in its order, then what it leaves. Raises PortfolioError
    `portfolio.unknown_case`, `portfolio.decided_twice`.
    """
    done = carried_out(portfolio, decisions, minutes)
    best, seen = best_day(portfolio, minutes), sights(portfolio)
    by_ref = {each.decision.ref: each for each in done}
    deadlines = _deadlines(best, seen, by_ref)
    lost = [_lost(deadline, seen) for deadline in deadlines if _is_lost(deadline, portfolio)]
    harms = (*(harm for each in done for harm in each.harms), *lost)
    reviews = _reviews(best, seen, by_ref, lost)
    value = value_of(done) - sum((harm.cost for harm in lost), Decimal(0))
    return DayResult(
        reviews=reviews,
        used=sum(each.minutes for each in done if each.is_done),
        minutes=minutes,
        value=value,
        best=best,
        naive=MappingProxyType({order: naive_value(portfolio, minutes, order) for order in NAIVE}),
        deadlines=deadlines,
        harms=harms,
        competencies=MappingProxyType(_competencies(best, seen, by_ref, value, deadlines)),
    )


def naive_value(portfolio: Portfolio, minutes: int, order: NaiveOrder) -> Decimal:
    """Returns what a naive day brings, net of its harms, in euros. Raises nothing."""
    return value_of(carried_out(portfolio, naive_day(portfolio, minutes, order), minutes))


# --- Line by line -----------------------------------------------------------------------------------------------------


def _planned(best: DayPlan) -> dict[str, Planned]:
    return {
        act.ref: Planned(step, act, is_left)
        for steps, is_left in ((best.left, True), (best.steps, False))
        for step in steps
        for act in step.acts
    }


def _reviews(
    best: DayPlan, seen: Mapping[str, Sight], done: Mapping[str, Done], lost: Sequence[HarmDone]
) -> tuple[StepReview, ...]:
    shifts = _shifts(best, done)
    found = [
        _review(planned, seen[ref], done.get(ref), shifts.get(ref, 0), [harm for harm in lost if harm.ref == ref])
        for ref, planned in _planned(best).items()
    ]
    return tuple(sorted(found, key=lambda review: (review.best_rank is None, review.best_rank or 0)))


def _shifts(best: DayPlan, done: Mapping[str, Done]) -> dict[str, int]:
    """Returns by how many steps each line comes later than in the optimum, among the steps that both treat."""
    ranks = {act.ref: step.rank for step in best.steps for act in step.acts if act.action is not Action.WAIT}
    own = [ref for ref, each in done.items() if each.is_done and ref in ranks]
    places = {rank: place for place, rank in enumerate(sorted({ranks[ref] for ref in own}))}
    shifts: dict[str, int] = {}
    begun: set[int] = set()
    for ref in own:
        shifts[ref] = len(begun - {ranks[ref]}) - places[ranks[ref]]
        begun.add(ranks[ref])
    return shifts


def _review(planned: Planned, sight: Sight, own: Done | None, shift: int, lost: Sequence[HarmDone]) -> StepReview:
    step, act = planned.step, planned.act
    return StepReview(
        ref=act.ref,
        best_rank=None if planned.is_left else step.rank,
        own_rank=own.rank if own else None,
        best_action=act.action,
        own_action=own.decision.action if own else None,
        verdict=_verdict(act, own, shift),
        circumstance=sight.circumstance,
        best_reason=proper_reasons(sight, is_grouped=False)[0],
        own_reason=own.decision.reason if own else None,
        reason_right=own.reason_right if own else None,
        value=own.value if own else Decimal(0),
        best_value=Decimal(0) if planned.is_left else act.value,
        harms=(*(own.harms if own else ()), *lost),
        facts=step.facts,
    )


def _verdict(act: Act, own: Done | None, shift: int) -> Verdict:
    if own is None:
        return "acceptable" if act.action is Action.WAIT else "not_treated"
    if not own.is_done:
        return "out_of_time"
    if not own.is_proper:
        return "other_action"
    if abs(shift) >= _LEAST_SHIFT:
        return "too_late" if shift > 0 else "too_early"
    return "as_planned" if own.decision.action is act.action else "acceptable"


# --- Deadlines --------------------------------------------------------------------------------------------------------


def _deadlines(best: DayPlan, seen: Mapping[str, Sight], done: Mapping[str, Done]) -> tuple[Deadline, ...]:
    found = []
    for ref, planned in _planned(best).items():
        sight = seen[ref]
        day, start = last_day(sight), latest_start(sight, planned.act.action)
        if day is not None and start is not None:
            found.append(Deadline(ref, sight.circumstance, day, start, is_kept(done, ref)))
    return tuple(sorted(found, key=lambda deadline: (deadline.latest_start, deadline.ref)))


def _is_lost(deadline: Deadline, portfolio: Portfolio) -> bool:
    return not deadline.met and deadline.latest_start <= portfolio.as_of


def _lost(deadline: Deadline, seen: Mapping[str, Sight]) -> HarmDone:
    insolvent = deadline.circumstance is Circumstance.INSOLVENCY
    return harm_done(Harm.CLAIM_NOT_DECLARED if insolvent else Harm.RIGHT_LOST, seen[deadline.ref])


# --- Competencies -----------------------------------------------------------------------------------------------------

_LINES: Final[Mapping[str, Callable[[Sight], bool]]] = MappingProxyType(
    {
        "JUR-1": lambda sight: sight.case.nature in ("public", "consumer") and sight.late > 0,
        "JUR-3": lambda sight: sight.circumstance is Circumstance.RIGHT_EXPIRES,
        "JUR-5": lambda sight: sight.circumstance is Circumstance.INSOLVENCY,
        "LIT-1": lambda sight: sight.circumstance is Circumstance.DISPUTE_LATE,
        "FAC-3": lambda sight: sight.circumstance is Circumstance.CREDIT_NOTE,
    }
)


def _competencies(
    best: DayPlan,
    seen: Mapping[str, Sight],
    done: Mapping[str, Done],
    value: Decimal,
    deadlines: Sequence[Deadline],
) -> dict[str, float]:
    reached = min(max(float(value / best.value), 0.0), 1.0) if best.value > 0 else 1.0
    found = {"ORG-1": 0.5 * reached + 0.3 * _order(best, done) + 0.2 * _reasons(done)}
    kept = {deadline.ref for deadline in deadlines if deadline.met}
    # What the optimum leaves for lack of time is measured only where it was treated.
    asked = {ref for step in best.steps for ref in step.refs} | {ref for ref, each in done.items() if each.is_done}
    for key, concerns in _LINES.items():
        lines = [sight for ref, sight in seen.items() if ref in asked and concerns(sight)]
        if lines:
            found[key] = sum(_mastered(sight, done, seen, kept) for sight in lines) / len(lines)
    return found


def _mastered(sight: Sight, done: Mapping[str, Done], seen: Mapping[str, Sight], kept: set[str]) -> float:
    """One for a line treated properly without harm, one half where the proper act came with a harm, or too late."""
    own = done.get(sight.case.ref)
    if own is None or not own.is_done or not own.is_proper:
        return 0.0
    if sight.circumstance in LEGAL and sight.case.ref not in kept:
        return 0.0
    harmed = any(harm.harm is not Harm.WRONG_REASON for harm in own.harms)
    return 0.5 if harmed or _came_too_late(sight, done, seen) else 1.0


def _came_too_late(sight: Sight, done: Mapping[str, Done], seen: Mapping[str, Sight]) -> bool:
    """Whether an act went to the client upon a wrong amount before this credit note was set off."""
    return sight.case.is_credit_note and any(
        harm.harm is Harm.WRONG_STATEMENT and seen[ref].case.client == sight.case.client
        for ref, each in done.items()
        for harm in each.harms
    )


def _order(best: DayPlan, done: Mapping[str, Done]) -> float:
    """The part of pairs of lines of different tiers, rights by their days, that come in the order of the method."""
    lines = [
        (step, done[act.ref].rank)
        for step in sorted((*best.steps, *best.left), key=lambda step: (step.tier, step.rank))
        for act in step.acts
        if act.action is not Action.WAIT and act.ref in done and done[act.ref].is_done
    ]
    pairs = [
        (one, other)
        for one, other in combinations(lines, 2)
        if one[0].tier != other[0].tier or (one[0].circumstance in LEGAL and one[0].rank != other[0].rank)
    ]
    if not pairs:
        return 0.0
    return sum(one[1] <= other[1] for one, other in pairs) / len(pairs)


def _reasons(done: Mapping[str, Done]) -> float:
    return sum(each.reason_right for each in done.values()) / len(done) if done else 0.0
