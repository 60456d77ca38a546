"""The workshop: what there is to play, how a play begins, and the list that one makes of its ledger."""

import secrets
from collections.abc import Callable

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.competencies.queries import has_read_notice
from course.competencies.services import read_notice
from course.foundation.errors import ConflictError, InvalidInputError, NotFoundError
from course.foundation.permissions import Permission
from course.simulations.queries.workshops import (
    PlayRow,
    WorkshopRow,
    has_seen,
    play_of,
    plays,
    published_workshop,
    published_workshops,
)
from course.simulations.services.workshop_engine import is_hand_made, kinds_of, quarter_beginning, settings_of
from course.simulations.services.workshop_lists import Entry, List, decided, ordered, placed, removed
from course.simulations.services.workshops import Beginning, begin_workshop, change_list, give_up
from course.simulations.views.blueprint import blueprint
from course.simulations.views.workshop_days import show_debrief
from course.simulations.views.workshop_page import Desk, Given, desk_of, page_of
from course.simulations.views.workshop_quarters import show_end, show_week
from course.web.access import access, the_viewer
from course.web.i18n import gettext as _
from course.web.transaction import reader, write
from quizzes.portfolio.model import Action, Reason

Change = Callable[[List], List]


@blueprint.get("/workshops")
@access(Permission.LEARN)
def workshops() -> ResponseReturnValue:
    """The workshops, with the plays that one may go on with."""
    found = published_workshops(reader())
    return render_template("simulations/workshops.html", workshops=[(row, kinds_of(row)) for row in found])


@blueprint.get("/workshops/<key:key>")
@access(Permission.LEARN)
def workshop(key: str) -> ResponseReturnValue:
    """One workshop: a day or a quarter, to practise or to count, and what one played of it."""
    return _show_workshop(published_workshop(reader(), key))


def _show_workshop(row: WorkshopRow) -> str:
    viewer = the_viewer()
    own = plays(reader(), viewer.id, row.item_id)
    return render_template(
        "simulations/workshop.html",
        workshop=row,
        kinds=kinds_of(row),
        settings=settings_of(row),
        open_plays={(play.kind, play.mode): play for play in own if play.ended_at is None},
        ended=[play for play in own if play.ended_at is not None],
        counted=next((play for play in own if play.mode == "counted"), None),
        is_by_hand=is_hand_made(row),
        is_seen=is_hand_made(row) and has_seen(reader(), viewer.id, row.item_id),
        has_read_notice=has_read_notice(reader(), viewer.id),
    )


@blueprint.post("/workshops/<key:key>")
@access(Permission.LEARN)
def begin_workshop_play(key: str) -> ResponseReturnValue:
    """Begins a play, or goes on with the one that is open; `again`: the same events as in a play of one's own."""
    viewer = the_viewer()
    row = published_workshop(reader(), key)
    kind, mode = request.form.get("kind", ""), request.form.get("mode", "")
    if kind not in kinds_of(row) or mode not in ("practice", "counted"):
        raise InvalidInputError("workshop.bad_choice")
    seed = _seed_of(viewer.id, row) if mode == "practice" else secrets.randbits(31)
    state = quarter_beginning(row, seed) if kind == "quarter" else {}
    with write() as session:
        if request.form.get("notice") == "read":
            read_notice(session, viewer.id)
        play_id = begin_workshop(session, viewer.id, row, Beginning(kind, mode, seed, state))
    return redirect(url_for("simulations.workshop_play", play_id=play_id), 303)


def _seed_of(learner_id: int, row: WorkshopRow) -> int:
    again = request.form.get("again", "")
    if not again.isdecimal() or len(again) > 18:
        return secrets.randbits(31)
    before = play_of(reader(), learner_id, int(again))
    if before.workshop.item_id != row.item_id or not before.is_ended:
        raise NotFoundError("workshop.no_play")  # an open day that counts must not be practised first
    return before.seed


@blueprint.get("/workshops/plays/<id:play_id>")
@access(Permission.LEARN)
def workshop_play(play_id: int) -> ResponseReturnValue:
    """The play as it stands: the day or the week to decide on, or its debrief. `?line=`: whose form is open."""
    play = play_of(reader(), the_viewer().id, play_id)
    if play.is_ended:
        return _after(play)
    desk = desk_of(play)
    return _show(desk, _open_line(desk))


def _after(play: PlayRow) -> ResponseReturnValue:
    if play.result is None:
        return redirect(url_for("simulations.workshop", key=play.workshop.key), 303)
    return show_debrief(play) if play.kind == "day" else show_end(play)


def _open_line(desk: Desk) -> str:
    ref = request.args.get("line", "")
    return ref if ref in desk.portfolio.by_ref else ""


def _show(desk: Desk, open_ref: str, given: Given | None = None, problem: str = "") -> str:
    page = page_of(desk, open_ref, given, problem)
    if desk.quarter is None:
        return render_template("simulations/workshop_day.html", page=page)
    return show_week(desk, page)


@blueprint.post("/workshops/plays/<id:play_id>/list")
@access(Permission.LEARN)
def change_workshop_list(play_id: int) -> ResponseReturnValue:
    """Decides on a line, moves it, takes it out, or takes the order as dragged; the same again changes nothing."""
    play = play_of(reader(), the_viewer().id, play_id)
    if play.is_ended:
        return redirect(url_for("simulations.workshop_play", play_id=play_id), 303)
    desk = desk_of(play)
    if request.form.get("step") != str(desk.step):
        raise ConflictError("workshop.step_over")
    line = request.form.get("line", "")
    given = _given()
    if request.form.get("do") == "decide" and not (given.action and given.reason):
        problem = _("Choisissez une action et une raison : chaque décision a les deux.")
        return _show(desk, line if line in desk.portfolio.by_ref else "", given, problem), 422
    change = _change(desk, line, given)
    with write() as session:
        change_list(session, play, desk.step, change)
    sort, part = request.form.get("sort") or None, request.form.get("part") or None
    place = f"l-{line}" if request.form.get("do") == "decide" else "plan"
    return redirect(url_for("simulations.workshop_play", play_id=play_id, sort=sort, part=part, _anchor=place), 303)


def _given() -> Given:
    """Returns what was chosen, nothing in the place of what is no choice of ours."""
    act, reason = request.form.get("act", ""), request.form.get("reason", "")
    return Given(act if act in tuple(Action) else "", reason if reason in tuple(Reason) else "")


def _change(desk: Desk, line: str, given: Given) -> Change:
    if "order" in request.form:
        refs = request.form["order"].split()
        return lambda entries: ordered(entries, refs)
    desk.portfolio.case(line) if line in desk.portfolio.by_ref else _no_line()
    if request.form.get("do") == "remove":
        return lambda entries: removed(entries, line)
    if request.form.get("do") == "decide":
        others = {case.ref for case in desk.portfolio.of_client(desk.portfolio.case(line).client)}
        also = [ref for ref in request.form.getlist("also") if ref in others and ref != line]
        made = [Entry(ref, given.action, given.reason) for ref in dict.fromkeys((line, *also))]
        return lambda entries: decided(entries, made)
    to = request.form.get("to", "")
    if not to.isdecimal() or len(to) > 4:
        raise InvalidInputError("workshop.bad_choice")
    return lambda entries: placed(entries, line, int(to))


def _no_line() -> None:
    raise NotFoundError("workshop.no_line")


@blueprint.post("/workshops/plays/<id:play_id>/stop")
@access(Permission.LEARN)
def stop_workshop_play(play_id: int) -> ResponseReturnValue:
    """Ends a practice play without a correction."""
    play = play_of(reader(), the_viewer().id, play_id)
    with write() as session:
        give_up(session, play)
    return redirect(url_for("simulations.workshop", key=play.workshop.key), 303)
