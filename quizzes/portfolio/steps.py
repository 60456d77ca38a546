"""The steps that a day is chosen from: what is done together, and for each such group the ways to do it.

A client's lines that are simply to be called for are one group, under their most pressing line; a credit note is set
off within the client's first group, before anything else; small balances are one batch, of which any number, the most
valuable first, may be written to; every other line is a group of its own with the client's lines of the same kind.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from quizzes.portfolio.circumstances import Sight, proper_acts, sights
from quizzes.portfolio.model import Action, Circumstance, Portfolio
from quizzes.portfolio.plans import Act
from quizzes.portfolio.tables import EFFORTS, LEGAL, ONE_CALL, TIERS
from quizzes.portfolio.values import cents, euros, expected


@dataclass(frozen=True, slots=True)
class Option:
    """One way to treat a group: its acts, minutes and value in cents."""

    acts: tuple[Act, ...]
    minutes: int
    cents: int


@dataclass(frozen=True)
class Group:
    """Lines that are treated together, credit notes first; `lead` is the most pressing of the others."""

    lead: Sight
    lines: tuple[Sight, ...]
    notes: tuple[Sight, ...]

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """The ways to treat the group, reckoned when they are first asked for."""
        if self.is_batch:
            return tuple(_option(self.lines[:count], (), Action.WRITE) for count in range(1, len(self.lines) + 1))
        found = tuple(_option(self.lines, self.notes, action) for action in proper_acts(self.lead))
        return (*found, _option((), self.notes, Action.MATCH)) if self.notes and not self.is_legal else found

    @property
    def tier(self) -> int:
        """The tier of the most pressing line."""
        return TIERS[self.lead.circumstance]

    @property
    def is_legal(self) -> bool:
        """Whether a right of the creditor hangs on it."""
        return self.lead.circumstance in LEGAL

    @property
    def is_batch(self) -> bool:
        """Whether this is the batch of small balances."""
        return self.lead.circumstance is Circumstance.SMALL

    @property
    def is_grouped(self) -> bool:
        """Whether several lines of one client are treated together."""
        return len(self.lines) + len(self.notes) > 1 and not self.is_batch

    @property
    def is_idle(self) -> bool:
        """Whether the right thing to do is nothing."""
        return proper_acts(self.lead) == (Action.WAIT,) and not self.notes


def groups_of(portfolio: Portfolio) -> tuple[Group, ...]:
    """Returns the groups of a portfolio, most pressing tier first, then in the order of the ledger. Raises nothing."""
    seen = sights(portfolio).values()
    called = frozenset(sight.case.client for sight in seen if sight.circumstance in ONE_CALL and not _is_small(sight))
    gathered: dict[tuple[str, str], list[Sight]] = {}
    notes: dict[str, list[Sight]] = {}
    for sight in seen:
        if sight.circumstance is Circumstance.CREDIT_NOTE:
            notes.setdefault(sight.case.client, []).append(sight)
        else:
            gathered.setdefault(_key_of(sight, called), []).append(sight)
    found: list[Group] = []
    for lines in sorted(gathered.values(), key=_tier_of):
        lines.sort(key=lambda sight: TIERS[sight.circumstance])
        own = [] if _is_left_alone(lines) else notes.pop(lines[0].case.client, [])
        found.append(_group(lines, own))
    found.extend(_group(own, []) for own in notes.values())
    return tuple(sorted(found, key=lambda group: group.tier))


def _is_small(sight: Sight) -> bool:
    return sight.circumstance is Circumstance.SMALL


def _tier_of(lines: Sequence[Sight]) -> int:
    return min(TIERS[sight.circumstance] for sight in lines)


def _key_of(sight: Sight, called: frozenset[str]) -> tuple[str, str]:
    client, kind = sight.case.client, sight.circumstance
    if kind is Circumstance.SMALL and client not in called:
        return ("", kind)
    if kind in ONE_CALL:
        return (client, "one call")
    if kind in LEGAL or kind is Circumstance.NOTICE_EXPIRED:
        return (client, kind)
    return (sight.case.ref, kind)


def _is_left_alone(lines: Sequence[Sight]) -> bool:
    """Whether a credit note of the client waits for another group: nothing is done here, or many clients are."""
    return _is_small(lines[0]) or proper_acts(lines[0]) == (Action.WAIT,)


def _group(lines: Sequence[Sight], notes: Sequence[Sight]) -> Group:
    if _is_small(lines[0]):
        lines = sorted(lines, key=lambda sight: (-expected(sight, Action.WRITE), sight.case.ref))
    return Group(lines[0], tuple(lines), tuple(notes))


def _option(lines: Sequence[Sight], notes: Sequence[Sight], action: Action) -> Option:
    deducted = sum((-note.case.amount for note in notes), Decimal(0))
    acts = [_act(note, Action.MATCH, is_further=False) for note in notes]
    for place, sight in enumerate(lines):
        acts.append(_act(sight, action, is_further=place > 0, deducted=Decimal(0) if place else deducted))
    return Option(tuple(acts), sum(act.minutes for act in acts), sum(cents(act.value) for act in acts))


def _act(sight: Sight, action: Action, *, is_further: bool, deducted: Decimal = Decimal(0)) -> Act:
    effort = EFFORTS[action]
    # Each letter of a batch has its own postage; one call or one file is paid once.
    free = is_further and action is not Action.WRITE
    return Act(
        sight.case.ref,
        action,
        effort.further if is_further else effort.minutes,
        euros(0 if free else effort.cents),
        euros(expected(sight, action, deducted=deducted, is_further=free)),
    )
