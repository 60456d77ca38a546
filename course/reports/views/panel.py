"""The side panel: one person, one competency, and the proofs behind the figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from course.competencies.queries import CompetencyState, proofs_of, states_of
from course.foundation import clock
from course.foundation.errors import NotFoundError
from course.foundation.permissions import Viewer
from course.learning.views.next_proof import NOTHING, Outlook, outlooks
from course.reports.queries import Seen, seen_person
from course.reports.rules import Sitting, Trend, sittings
from course.web.display import number, short_day, today
from course.web.i18n import gettext as _
from course.web.transaction import Session

EDGE = 0.02
STEADY = 0.25


@dataclass(frozen=True, slots=True)
class Dot:
    """A sitting, or a gesture that was seen, on the line of proofs: x from 0 to 1."""

    x: float
    is_passed: bool
    is_observed: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """What the panel shows."""

    person: Seen
    state: CompetencyState
    sittings: list[Sitting]
    dots: list[Dot]
    outlook: Outlook


def panel_of(session: Session, viewer: Viewer, person_id: int, competency_key: str) -> Panel:
    """Returns the panel. Raises NotFoundError for somebody or something that the viewer may not read."""
    person = seen_person(session, viewer, person_id)
    states = states_of(session, person.id, clock.today(viewer.zone))
    state = next((found for found in states if found.competency.key == competency_key), None)
    if state is None:
        raise NotFoundError("error.not_found")
    found = sittings(proofs_of(session, person.id, competency_key), viewer.zone)
    outlook = outlooks(session, person.id, [state]).get(competency_key, NOTHING)
    return Panel(person, state, found, dots(found), outlook)


def dots(found: Sequence[Sitting]) -> list[Dot]:
    """Returns where the sittings with proofs stand between the first day and the last; those of one day stand side by
    side."""
    found = [sitting for sitting in found if sitting.proofs]
    if not found:
        return []
    first, last = min(s.day for s in found), max(s.day for s in found)
    span = (last - first).days
    placed = []
    for place, sitting in enumerate(reversed(found)):
        share = (sitting.day - first).days / span if span else (place + 0.5) / len(found)
        is_observed = sitting.observation is not None
        placed.append(Dot(EDGE + share * (1 - 2 * EDGE), sitting.is_passed, is_observed))
    return placed


def proof_day(day: date) -> str:
    """Returns « 12/11 », with its year where that is another one."""
    return day.strftime("%d/%m") if day.year == today().year else day.strftime("%d/%m/%Y")


def figure(value: float) -> str:
    """Returns « 3 » or « 2,5 »."""
    return number(int(value)) if value == int(value) else number(value, 1)


def trend_words(moved: Trend) -> str:
    """Returns « en hausse de 0,6 niveau depuis le 12/09/2026 »; a quarter of a level is no move."""
    since = short_day(moved.since)
    if abs(moved.change) < STEADY:
        return _("stable depuis le %(since)s", since=since)
    size = number(abs(moved.change), 1)
    if moved.change > 0:
        return _("en hausse de %(size)s niveau depuis le %(since)s", size=size, since=since)
    return _("en baisse de %(size)s niveau depuis le %(since)s", size=size, since=since)


def tally(states: Sequence[CompetencyState]) -> dict[str, int]:
    """Returns how many competencies the job requires, how many of those are measured, and how many in each state."""
    required = [state for state in states if state.required]
    counts = {"required": len(required), "measured": sum(state.is_measured for state in required)}
    for status in ("gap", "met", "to_confirm", "to_measure"):
        counts[status] = sum(state.status == status for state in required)
    return counts
