"""The end of a relay, for each of its players: the journey desk by desk, the decisions, one's note beside a model."""

from dataclasses import dataclass

from flask import render_template
from markupsafe import Markup

from course.foundation import clock
from course.simulations.queries.relays import RelayPlayRow, RelayScript, SeatRow
from course.simulations.views.workshop_sources import sources_of
from course.web.access import the_viewer
from course.web.i18n import gettext as _
from quizzes.relay import (
    DAYS_LOST,
    MOST_POINTS,
    Option,
    Point,
    Role,
    SeatResult,
    best_option,
    relay_result,
)


@dataclass(frozen=True, slots=True)
class Stage:
    """How one desk was kept, with the texts of its points; `better`: the decision that was to be taken, where
    another one was; `lucky`: the right decision without what founds it."""

    role: Role
    who: str
    is_own: bool
    result: SeatResult
    chosen: Option
    better: Option | None
    lucky: bool
    handed: tuple[Point, ...]
    missing: tuple[Point, ...]
    harmful: tuple[Point, ...]
    idle: tuple[Point, ...]
    asked_right: tuple[Point, ...]
    asked_idle: tuple[Point, ...]
    never_had: tuple[Point, ...]
    note: str
    wanted: str
    model: Markup

    @property
    def needed(self) -> int:
        """How many things it had to hand over."""
        return len(self.handed) + len(self.missing)


def show_end(play: RelayPlayRow, script: RelayScript, viewer_id: int) -> str:
    """Returns the page of a play whose desks all handed over."""
    relay = script.relay
    result = relay_result(relay, play.done())
    stages = [_stage(script, seat, result.seats[seat.role], viewer_id) for seat in play.seats]
    return render_template(
        "simulations/relay_end.html",
        play=play,
        script=script,
        relay=relay,
        result=result,
        days_lost=result.days - result.best_days,
        stages=stages,
        handed=sum(len(stage.handed) for stage in stages),
        needed=sum(stage.needed for stage in stages),
        wandered=sum(len(stage.harmful) for stage in stages),
        is_shared=play.is_shared(viewer_id),
        sources=sources_of(relay.facts),
        today=clock.today(the_viewer().zone),
        days_a_lack=DAYS_LOST,
    )


def _stage(script: RelayScript, seat: SeatRow, result: SeatResult, viewer_id: int) -> Stage:
    relay, done = script.relay, seat.handover or {}
    role, points = relay.role(seat.role), relay.points()

    def named(keys: tuple[str, ...]) -> tuple[Point, ...]:
        return tuple(points[key] for key in keys)

    chosen = next(option for option in role.options if option.key == done["decision"])
    best = best_option(role, points)
    is_own = seat.learner_id == viewer_id
    return Stage(
        role=role,
        who=_("vous") if is_own else seat.name or _("simulé"),
        is_own=is_own,
        result=result,
        chosen=chosen,
        better=best if chosen.points < MOST_POINTS else None,
        lucky=result.points < chosen.points,
        handed=named(result.handed),
        missing=named(result.missing),
        harmful=named(result.harmful),
        idle=named(result.idle),
        asked_right=named(result.asked_right),
        asked_idle=named(result.asked_idle),
        never_had=named(result.never_had),
        note=str(done.get("note", "")),
        wanted=seat.wanted if is_own else "",
        model=Markup(script.texts.get(f"{role.key}.model", "")),  # noqa: S704 - rendered by the house
    )
