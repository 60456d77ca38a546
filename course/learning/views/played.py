"""Calls and workshops on the home page and in a path: where they are played, and what they are called."""

from collections.abc import Sequence
from typing import Final

from flask import url_for

from course.enrolment.queries import AssignmentRow
from course.simulations.queries.standing import Played
from course.web.i18n import gettext as _
from course.web.i18n import marked as _l

PAGES: Final = {"scenario": "simulations.call_scenario", "workshop": "simulations.workshop"}
KINDS: Final = {"scenario": _l("simulation d’appel"), "workshop": _l("atelier balance âgée")}
SHOWN: Final = 3


def page_of(kind: str, key: str) -> str:
    """Returns the address of a call's or a workshop's own page."""
    return url_for(PAGES[kind], key=key)


def kind_of(kind: str) -> str:
    """Returns what it is, as one says it."""
    return _(KINDS[kind])


def assigned_target(row: AssignmentRow) -> tuple[str, str]:
    """Returns where something to play is played, and what stands beside its title."""
    return page_of(row.kind, row.key), f"{kind_of(row.kind)} · {_('compte pour vos niveaux')}"


def plays_for(published: Sequence[Played], competency_key: str) -> tuple[Played, ...]:
    """Returns the first calls and workshops that measure a competency."""
    return tuple(one for one in published if competency_key in one.competencies)[:SHOWN]
