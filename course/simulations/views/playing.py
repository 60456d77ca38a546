"""A call as it is played: its page, and each choice, which nothing undoes."""

import re

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.foundation import clock
from course.foundation.errors import ConflictError, InvalidInputError
from course.foundation.permissions import Permission
from course.simulations.queries.calls import Moment, TurnRow, moment_after, moment_of
from course.simulations.services.calls import Step, step_of, take_step
from course.simulations.views.blueprint import blueprint
from course.simulations.views.call_page import call_page, said, to_counted
from course.web.access import access, the_viewer
from course.web.i18n import gettext as _
from course.web.transaction import reader, write
from quizzes.scenarios import debrief, offered

PLACE = re.compile(r"[1-9][0-9]{0,2}")


@blueprint.get("/calls/plays/<id:play_id>")
@access(Permission.LEARN)
def call(play_id: int) -> ResponseReturnValue:
    """The call where it stands; once it is over, its debrief."""
    moment = moment_of(reader(), the_viewer().id, play_id)
    if not moment.call.is_open:
        return redirect(url_for("simulations.call_debrief", play_id=play_id), 303)
    if moment.call.waits:
        return to_counted(moment)
    return render_template("simulations/call.html", **call_page(moment))


@blueprint.post("/calls/plays/<id:play_id>/choices")
@access(Permission.LEARN)
def choose(play_id: int) -> ResponseReturnValue:
    """Makes a choice. What comes late, from a second click or another tab, moves nothing and hears what stood."""
    viewer = the_viewer()
    moment = moment_of(reader(), viewer.id, play_id)
    if moment.call.waits:
        raise ConflictError("call.counted_open")
    position, number = _place("position"), _place("choice")
    if position > len(moment.turns) + 1:
        raise InvalidInputError("call.bad_choice")
    if position <= len(moment.turns) or not moment.call.is_open:
        return _answer(moment, late_notice(moment, position, number))
    step = step_of(moment, _key_of(moment, number), request.form.get("said", ""))
    with write() as session:
        is_written = take_step(session, viewer.id, step)
    if is_written:
        return _answer(_after(step))
    stood = moment_of(reader(), viewer.id, play_id)
    return _answer(stood, late_notice(stood, position, number))


def _place(field: str) -> int:
    sent = request.form.get(field, "")
    if not PLACE.fullmatch(sent):
        raise InvalidInputError("call.bad_choice")
    return int(sent)


def _key_of(moment: Moment, number: int) -> str:
    """Returns the choice at a place on the screen: what the file calls it would tell something."""
    shown = offered(moment.play)
    return shown[number - 1].key if number <= len(shown) else ""


def _after(step: Step) -> Moment:
    """Returns where a call stands after a choice that was just written, without reading it again."""
    turn = TurnRow(step.position, step.choice, step.said, clock.now())
    return Moment(step.moment.call, step.moment.script, (*step.moment.turns, turn), step.after)


def late_notice(moment: Moment, position: int, number: int) -> str:
    """Returns what stands where a choice came late; nothing where it is that same choice, sent twice."""
    if position > len(moment.turns):
        return _("Cet appel a été abandonné dans un autre onglet : votre dernier choix n’a rien changé.")
    before = moment_after(moment.call, moment.script, moment.turns[: position - 1])
    if _key_of(before, number) == moment.turns[position - 1].choice:
        return ""
    stood = debrief(moment.play)[position - 1].text
    return _("Ce choix est arrivé trop tard. Vous aviez déjà choisi : %(text)s", text=said(moment.play, stood))


def _answer(moment: Moment, notice: str = "") -> ResponseReturnValue:
    """Returns the call as it now stands, in place for the script, as a page without it."""
    is_over = moment.play.is_over or not moment.call.is_open
    target = url_for("simulations.call_debrief" if is_over else "simulations.call", play_id=moment.call.id)
    if _wants_json() and not is_over:
        return {"html": render_template("simulations/call_now.html", **call_page(moment, notice))}
    if notice:
        flash(notice)
    if _wants_json():
        return {"next": target}
    return redirect(target if is_over else f"{target}#maintenant", 303)


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"
