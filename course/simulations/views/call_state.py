"""Where somebody stands in a call scenario, in a word: for the list of calls and for the pages of modules."""

from collections.abc import Mapping
from dataclasses import dataclass

from course.simulations.queries.calls import COUNTED, PRACTICE, CallRow
from course.web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class CallState:
    """A word; `is_now`: something was begun and waits."""

    word: str
    is_now: bool = False


def state_of(last: Mapping[str, CallRow]) -> CallState:
    """Returns where one stands by the last call of each mode."""
    counted, practice = last.get(COUNTED), last.get(PRACTICE)
    if (counted and counted.is_open) or (practice and practice.is_open):
        return CallState(_("en cours"), is_now=True)
    if counted is not None:
        return CallState(_("point fait ✓"))
    if practice is None or practice.result is None:
        return CallState(_("à jouer"))
    return CallState(_("réussi ✓") if practice.result["success"] else _("à rejouer"))
