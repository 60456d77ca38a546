"""The room of relays: which there are, what one is about, how to begin one alone or with colleagues, who sits where."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.competencies.queries import CompetencyRow, framework
from course.foundation.errors import ConflictError, InvalidInputError
from course.foundation.permissions import Permission
from course.simulations.queries.relays import (
    RelayPlayRow,
    play_by_code,
    published_relay,
    published_relays,
    relay_play_of,
    relay_plays,
    relay_script,
)
from course.simulations.services.relays import (
    begin_relay,
    free_seat,
    give_back,
    leave_relay,
    simulate_seat,
    take_seat,
)
from course.simulations.views.blueprint import blueprint
from course.simulations.views.relay_desk import show_desk
from course.simulations.views.relay_end import show_end
from course.simulations.views.relay_places import desks_of, link_of
from course.web.access import access, the_viewer
from course.web.i18n import gettext as _
from course.web.messages import sentence
from course.web.transaction import reader, write
from quizzes.relay import ROLES, Relay

ALL = "all"


@dataclass(frozen=True, slots=True)
class OwnPlay:
    """A play of the reader: where it stands, in a few words; `is_now`: the file lies on the reader's desk."""

    play: RelayPlayRow
    how: str
    is_now: bool = False


@blueprint.get("/relays")
@access(Permission.LEARN)
def relays() -> ResponseReturnValue:
    """The relays that may be played, and those that the reader plays or played."""
    viewer = the_viewer()
    own = [own_play(play, viewer.id) for play in relay_plays(reader(), viewer.id)]
    return render_template("simulations/relays.html", scripts=published_relays(reader()), own=own)


def own_play(play: RelayPlayRow, viewer_id: int) -> OwnPlay:
    """Returns a play with where it stands for one of its players."""
    turn = play.turn
    if turn is None:
        return OwnPlay(play, _("terminé") if play.is_complete else _("arrêté"))
    if turn.learner_id == viewer_id:
        return OwnPlay(play, _("à vous"), is_now=True)
    if turn.name is None:
        return OwnPlay(play, _("une place est libre"))
    return OwnPlay(play, _("chez %(name)s", name=turn.name))


@blueprint.get("/relays/<key:key>")
@access(Permission.LEARN)
def relay(key: str) -> ResponseReturnValue:
    """What a relay is about, what each desk does, the ways to play it, the reader's plays of it."""
    viewer, script = the_viewer(), published_relay(reader(), key)
    plays = [play for play in relay_plays(reader(), viewer.id) if play.item_id == script.item_id]
    return render_template(
        "simulations/relay.html",
        script=script,
        relay=script.relay,
        competencies=_competencies(script.relay),
        own=[own_play(play, viewer.id) for play in plays],
    )


def _competencies(of: Relay) -> list[CompetencyRow]:
    known = {one.key: one for domain in framework(reader()) for one in domain.competencies}
    return [known[key] for key in of.competencies if key in known]


@blueprint.post("/relays/<key:key>")
@access(Permission.LEARN)
def begin_relay_play(key: str) -> ResponseReturnValue:
    """Begins a relay: alone at one desk or at all three one after the other, or with colleagues."""
    viewer, script = the_viewer(), published_relay(reader(), key)
    how, role = request.form.get("how", ""), request.form.get("role", "")
    if how not in {"alone", "together"} or (role == ALL and how != "alone"):
        raise InvalidInputError("relay.choose_role")
    with write() as session:
        roles = ROLES if role == ALL else (role,)
        play_id = begin_relay(session, viewer.id, script, roles, alone=how == "alone")
    return redirect(url_for("simulations.relay_play", play_id=play_id), 303)


@blueprint.get("/relays/plays/<id:play_id>")
@access(Permission.LEARN)
def relay_play(play_id: int) -> ResponseReturnValue:
    """A play where it stands: the reader's desk, who has the file, or the end."""
    viewer = the_viewer()
    play = relay_play_of(reader(), viewer.id, play_id)
    script = relay_script(reader(), play.version_id)
    if play.ended_at is not None and play.is_complete:
        return show_end(play, script, viewer.id)
    if play.ended_at is not None:
        return redirect(url_for("simulations.relay", key=play.key), 303)
    if play.is_turn_of(viewer.id):
        return show_desk(play, script, viewer.id)
    return render_template(
        "simulations/relay_wait.html",
        play=play,
        script=script,
        relay=script.relay,
        desks=desks_of(play, script.relay, viewer.id),
        turn=play.turn,
        link=link_of(play),
    )


@blueprint.get("/relays/join/<token:code>")
@access(Permission.LEARN)
def relay_join(code: str) -> ResponseReturnValue:
    """Where a colleague's link leads: what one joins, with whom, and the free desks."""
    viewer = the_viewer()
    play = play_by_code(reader(), code)
    if play.has_seat(viewer.id):
        return redirect(url_for("simulations.relay_play", play_id=play.id), 303)
    script = relay_script(reader(), play.version_id)
    desks = desks_of(play, script.relay, viewer.id)
    return render_template("simulations/relay_join.html", play=play, script=script, relay=script.relay, desks=desks)


@blueprint.post("/relays/join/<token:code>")
@access(Permission.LEARN)
def relay_take(code: str) -> ResponseReturnValue:
    """Sits down at a free desk; where a colleague was faster, says so and shows what is left."""
    viewer = the_viewer()
    try:
        with write() as session:
            play_id = take_seat(session, viewer.id, code, request.form.get("role", ""))
    except ConflictError as error:
        flash(sentence(error.message_id))
        return redirect(url_for("simulations.relay_join", code=code), 303)
    return redirect(url_for("simulations.relay_play", play_id=play_id), 303)


@blueprint.post("/relays/plays/<id:play_id>/seats")
@access(Permission.LEARN)
def relay_seats(play_id: int) -> ResponseReturnValue:
    """Gives a desk back, frees that of a colleague who does not come, or lets a free one be simulated."""
    viewer = the_viewer()
    do, role = request.form.get("do", ""), request.form.get("role", "")
    if do not in {"give", "free", "simulate"}:
        raise InvalidInputError("error.bad_request")
    target = url_for("simulations.relay_play", play_id=play_id)
    script = relay_script(reader(), relay_play_of(reader(), viewer.id, play_id).version_id)
    try:
        with write() as session:
            if do == "give":
                target = url_for("simulations.relay_join", code=give_back(session, viewer.id, play_id, role))
            elif do == "free":
                free_seat(session, viewer.id, play_id, role)
            else:
                simulate_seat(session, viewer.id, script, play_id, role)
    except ConflictError as error:
        flash(sentence(error.message_id))
    return redirect(target, 303)


@blueprint.post("/relays/plays/<id:play_id>/leave")
@access(Permission.LEARN)
def relay_leave(play_id: int) -> ResponseReturnValue:
    """Stops a relay that one plays alone, without an end."""
    viewer = the_viewer()
    key = relay_play_of(reader(), viewer.id, play_id).key
    with write() as session:
        leave_relay(session, viewer.id, play_id)
    return redirect(url_for("simulations.relay", key=key), 303)
