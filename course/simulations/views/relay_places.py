"""Who sits where in a relay, as its players see it before the end, and the link that brings a colleague."""

from dataclasses import dataclass

from flask import url_for

from course.simulations.queries.relays import RelayPlayRow, SeatRow
from course.web.i18n import gettext as _
from quizzes.relay import Relay


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk of a play: what it is called, who sits there, and what the reader may do about it."""

    row: SeatRow
    title: str
    who: str
    state: str
    is_own: bool
    is_now: bool
    can_free: bool


def desks_of(play: RelayPlayRow, of: Relay, viewer_id: int) -> list[Desk]:
    """Returns the desks of a play as its players see them before the end: names and states, nothing of the files."""
    return [_desk(play, seat, of.role(seat.role).title, viewer_id) for seat in play.seats]


def _desk(play: RelayPlayRow, seat: SeatRow, title: str, viewer_id: int) -> Desk:
    is_own = seat.learner_id == viewer_id
    is_now = play.turn is seat
    return Desk(
        row=seat,
        title=title,
        who=_("vous") if is_own else seat.name or (_("simulé") if seat.is_simulated else _("place libre")),
        state=_("dossier remis ✓") if seat.is_played else _("le dossier est là") if is_now else _("attend son tour"),
        is_own=is_own,
        is_now=is_now,
        can_free=play.started_by == viewer_id and seat.learner_id is not None and not is_own and not seat.is_played,
    )


def link_of(play: RelayPlayRow) -> str:
    """Returns the address to give to a colleague; nothing once no seat is free."""
    return url_for("simulations.relay_join", code=play.code, _external=True) if play.has_free_seat else ""
