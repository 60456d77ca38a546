"""The ordered list of a workshop as it is built: pure, each change safe to ask for twice."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from quizzes.portfolio.carrying import carried_out
from quizzes.portfolio.model import Action, Portfolio, Reason
from quizzes.portfolio.plans import Decision

WITHOUT_END: Final = 10**6  # minutes: all of a list is reckoned, whatever fits in a day


class Entry(NamedTuple):
    """One line of the list: what is done with it and why, by their ids."""

    ref: str
    action: str
    reason: str


List = tuple[Entry, ...]


def read_list(body: Mapping[str, Any]) -> List:
    """Returns the list as a move keeps it."""
    return tuple(Entry(*entry) for entry in body.get("list", ()))


def list_body(entries: Iterable[Entry]) -> dict[str, Any]:
    """Returns what a move keeps of the list."""
    return {"list": [list(entry) for entry in entries]}


def decided(entries: List, decisions: Sequence[Entry]) -> List:
    """Returns the list with these decisions: each takes the place of an earlier one on its line; where the first line
    is new it comes last, and the others stand right behind it, so that lines of one client are one act."""
    first, *others = decisions
    known = [entry.ref for entry in entries]
    kept = [first if entry.ref == first.ref else entry for entry in entries]
    if first.ref not in known:
        kept.append(first)
    moved = {entry.ref for entry in others}
    kept = [entry for entry in kept if entry.ref not in moved]
    place = [entry.ref for entry in kept].index(first.ref) + 1
    return (*kept[:place], *others, *kept[place:])


def placed(entries: List, ref: str, place: int) -> List:
    """Returns the list with a line at a place counted from 1, the first or the last where there is none such."""
    found = next((entry for entry in entries if entry.ref == ref), None)
    if found is None:
        return entries
    others = [entry for entry in entries if entry.ref != ref]
    at = min(max(place - 1, 0), len(others))
    return (*others[:at], found, *others[at:])


def ordered(entries: List, refs: Sequence[str]) -> List:
    """Returns the list in the order of these lines; those that it does not name keep theirs, behind."""
    rank = {ref: place for place, ref in enumerate(dict.fromkeys(refs))}
    return tuple(sorted(entries, key=lambda entry: rank.get(entry.ref, len(rank))))


def removed(entries: List, ref: str) -> List:
    """Returns the list without a line."""
    return tuple(entry for entry in entries if entry.ref != ref)


def decisions_of(entries: List) -> tuple[Decision, ...]:
    """Returns the list as the engine takes it."""
    return tuple(Decision(entry.ref, Action(entry.action), Reason(entry.reason)) for entry in entries)


def entries_of(decisions: Iterable[Decision]) -> List:
    """Returns what the engine decided as a list."""
    return tuple(Entry(made.ref, made.action.value, made.reason.value) for made in decisions)


class Spent(NamedTuple):
    """The minutes of one line of the list, and whether it goes with the one before as one act."""

    minutes: int
    is_further: bool


def efforts(portfolio: Portfolio, entries: List) -> list[Spent]:
    """Returns the minutes of each line as the engine reckons them: the same act on lines of one client that follow each
    other is one act, and so are letters on small balances that follow each other."""
    done = carried_out(portfolio, decisions_of(entries), WITHOUT_END)
    ranks = [0, *(each.rank for each in done)]
    return [Spent(each.minutes, each.rank == before) for each, before in zip(done, ranks, strict=False)]


def minutes_of(portfolio: Portfolio, entries: List) -> int:
    """Returns the minutes that the list takes."""
    return sum(spent.minutes for spent in efforts(portfolio, entries))
