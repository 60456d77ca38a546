"""What the company says of itself, and which kit a team takes this week."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

COMPANY: Final = ("dunning", "mandates", "contacts", "software")
"""The notes of « Chez nous » that stand by themselves: keys of items of kind `company`, in the order of the page."""

WEEKS_APART: Final = 3
"""A competency comes back after this many weeks at the earliest."""


class Need(NamedTuple):
    """How much a team needs a competency: people with a gap, undecided, not yet measured, and those whose job asks for
    it at all. One more of the first counts more than any number of the next."""

    gaps: int = 0
    to_confirm: int = 0
    to_measure: int = 0
    required: int = 0


def week_of(day: date) -> int:
    """Returns the number of the ISO week of a day, counted on without end: Monday to Sunday are one."""
    return (day.toordinal() - 1) // 7


def competencies_of_week(competencies: Sequence[str], needs: Mapping[str, Need], week: int) -> list[str]:
    """Returns the competencies in the order in which a team's minute takes them in a week.

    Those whose turn it is come first: every third of the framework, so that none comes back within `WEEKS_APART` weeks
    whatever the needs become meanwhile. Among them the team's needs decide, then the framework's order. The others
    follow likewise, those of last week last.
    """
    order = {key: place for place, key in enumerate(competencies)}

    def rank(key: str) -> tuple[int, tuple[int, ...], int]:
        waits = (order[key] - week) % WEEKS_APART  # 0: this week's; 1: next week's; the highest: last week's
        return waits, tuple(-number for number in needs.get(key, Need())), order[key]

    return sorted(competencies, key=rank)


def kit_of(keys: Sequence[str], week: int) -> str:
    """Returns which kit of a competency a week takes, in turn. `keys` is not empty."""
    return keys[week // WEEKS_APART % len(keys)]
