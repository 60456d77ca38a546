"""The room of calls: which there are, what one is about, and how to begin or leave it."""

import secrets
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.competencies.queries import CompetencyRow, framework, has_read_notice
from course.competencies.services import read_notice
from course.foundation.errors import InvalidInputError
from course.foundation.permissions import Permission
from course.simulations.queries.calls import COUNTED, PRACTICE, CallRow, call_of, calls_of, last_calls
from course.simulations.queries.scenarios import ScenarioCard, published_scenario, published_scenarios, script_of
from course.simulations.services.calls import FAULT, LEFT, abandon_call, begin_call
from course.simulations.views.blueprint import blueprint
from course.simulations.views.call_page import said
from course.simulations.views.call_state import CallState, state_of
from course.web.access import access, the_viewer
from course.web.i18n import gettext as _
from course.web.i18n import language
from course.web.transaction import Session, reader, write
from quizzes.scenarios import start

SEEDS = 2**48


@dataclass(frozen=True, slots=True)
class ListedCall:
    """A scenario in the list, with where the reader stands in it and what it measures, in short names."""

    card: ScenarioCard
    state: CallState
    measures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PastCall:
    """A call that the reader played: how it ended, in a few words."""

    call: CallRow
    how: str


@blueprint.get("/calls")
@access(Permission.LEARN)
def calls() -> ResponseReturnValue:
    """The calls that may be rehearsed, in their order, each with its state."""
    last = last_calls(reader(), the_viewer().id)
    names = {one.key: one.shortly(language()) for domain in framework(reader()) for one in domain.competencies}
    listed = [
        ListedCall(
            card, state_of(last.get(card.item_id, {})), tuple(names[key] for key in card.competencies if key in names)
        )
        for card in published_scenarios(reader())
    ]
    return render_template("simulations/calls.html", listed=listed)


@blueprint.get("/calls/<key:key>")
@access(Permission.LEARN)
def call_scenario(key: str) -> ResponseReturnValue:
    """What a call is about, what it measures, the two ways to play it, the last results."""
    viewer, card = the_viewer(), published_scenario(reader(), key)
    own = calls_of(reader(), viewer.id, card.item_id)
    return render_template(
        "simulations/call_scenario.html",
        card=card,
        competencies=competencies_of(reader(), card.competencies),
        practice=next((call for call in own if not call.is_counted and call.is_open), None),
        counted=next((call for call in own if call.is_counted), None),
        past=[PastCall(call, how_it_ended(reader(), call)) for call in own if not call.is_open],
        has_read_notice=has_read_notice(reader(), viewer.id),
    )


def competencies_of(session: Session, keys: tuple[str, ...]) -> list[CompetencyRow]:
    """Returns competencies in the order of their keys."""
    known = {one.key: one for domain in framework(session) for one in domain.competencies}
    return [known[key] for key in keys if key in known]


def how_it_ended(session: Session, call: CallRow) -> str:
    """Returns the title of the ending that a call came to, or that it was left or failed at once."""
    if call.is_abandoned:
        return _("abandonné")
    if call.ending == FAULT:
        return _("arrêté : faute grave")
    if call.ending == LEFT:
        return _("laissé en route")
    scenario = script_of(session, call.version_id).scenario
    ending = scenario.ending(call.ending or "")
    return said(start(scenario, call.seed), ending.title) if ending else ""


@blueprint.post("/calls/<key:key>/plays")
@access(Permission.LEARN)
def begin(key: str) -> ResponseReturnValue:
    """Begins a call, or goes on with the open one of this mode."""
    viewer, card = the_viewer(), published_scenario(reader(), key)
    mode = request.form.get("mode", "")
    if mode not in {PRACTICE, COUNTED}:
        raise InvalidInputError("error.bad_request")
    with write() as session:
        if request.form.get("notice") == "read":
            read_notice(session, viewer.id)
        play_id = begin_call(session, viewer.id, card, mode, secrets.randbelow(SEEDS))
    return redirect(url_for("simulations.call", play_id=play_id), 303)


@blueprint.get("/calls/plays/<id:play_id>/abandon")
@access(Permission.LEARN)
def leave_call(play_id: int) -> ResponseReturnValue:
    """Asks whether to leave a call for good."""
    call = call_of(reader(), the_viewer().id, play_id)
    if not call.is_open:
        return redirect(url_for("simulations.call_debrief", play_id=play_id), 303)
    scenario = script_of(reader(), call.version_id).scenario
    return render_template("simulations/call_leave.html", call=call, scenario=scenario)


@blueprint.post("/calls/plays/<id:play_id>/abandon")
@access(Permission.LEARN)
def abandon(play_id: int) -> ResponseReturnValue:
    """Leaves a call of practice for good."""
    viewer = the_viewer()
    call = call_of(reader(), viewer.id, play_id)
    key = script_of(reader(), call.version_id).scenario.key
    with write() as session:
        abandon_call(session, viewer.id, play_id)
    return redirect(url_for("simulations.call_scenario", key=key), 303)
