"""One desk of a relay: its papers, what was handed to it, one round of questions, the decision, what it hands over.

Nothing of another desk's papers is in the page but what was handed over or asked for; nor is what the points are worth.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from course.foundation.errors import ConflictError, CourseError
from course.foundation.permissions import Permission
from course.simulations.queries.relays import RelayPlayRow, RelayScript, SeatRow, relay_play_of, relay_script
from course.simulations.services.relays import LONGEST_NOTE, MOST_QUESTIONS, ask_back, hand_over
from course.simulations.views.blueprint import blueprint
from course.simulations.views.relay_places import desks_of, link_of
from course.web.access import access, the_viewer
from course.web.i18n import gettext as _
from course.web.messages import sentence
from course.web.transaction import reader, write
from quizzes.errors import RelayError
from quizzes.relay import Point, Seat, askable, known, received


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of the desk's own file."""

    title: str
    html: Markup


@dataclass(frozen=True, slots=True)
class Question:
    """A question back: its key, its words, whether it was ticked."""

    key: str
    text: str
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody earlier who can be asked, and what."""

    person: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """What was sent, to be shown again where it could not be taken."""

    asked: tuple[str, ...] = ()
    wanted: str = ""
    decision: str = ""
    passed: tuple[str, ...] = ()
    note: str = ""
    problem: str = ""
    asking: bool = field(default=False)


@dataclass(frozen=True, slots=True)
class Known:
    """What one may hand over, by where one has it from."""

    title: str
    points: tuple[Point, ...]


def show_desk(play: RelayPlayRow, script: RelayScript, viewer_id: int, given: Given | None = None) -> str:
    """Returns the page of the desk where the file lies."""
    seat = play.turn
    if seat is None:
        raise ConflictError("relay.not_your_turn")
    role, points = script.relay.role(seat.role), script.relay.points()
    got = [points[key] for key in received(script.relay, seat.role, play.done())]
    before, at = script.relay.before(seat.role), script.relay.roles.index(role)
    return render_template(
        "simulations/relay_desk.html",
        play=play,
        script=script,
        relay=script.relay,
        role=role,
        seat=seat,
        number=at + 1,
        before=before[-1] if before else None,
        after=script.relay.roles[at + 1] if at + 1 < len(script.relay.roles) else None,
        papers=[
            Paper(one.title, Markup(script.texts.get(f"{role.key}.documents[{place}]", "")))  # noqa: S704 - our own HTML
            for place, one in enumerate(role.documents)
        ],
        received=got,
        answers=[points[key] for key in seat.asked],
        questions=_questions(play, script, seat, given.asked if given else ()),
        known=_known(play, script, seat),
        given=given or Given(),
        most=MOST_QUESTIONS,
        longest=LONGEST_NOTE,
        is_shared=play.is_shared(viewer_id),
        desks=desks_of(play, script.relay, viewer_id),
        link=link_of(play),
    )


def _questions(play: RelayPlayRow, script: RelayScript, seat: SeatRow, ticked: Iterable[str]) -> list[Asked]:
    """Returns what may be asked, by person, in the order of the alphabet: that of the files would tell something."""
    open_keys, chosen = set(askable(script.relay, seat.role, play.done())), set(ticked)
    found = []
    for role in script.relay.before(seat.role):
        points = sorted((one for one in role.points if one.key in open_keys and one.question), key=_by_question)
        if points:
            asked = tuple(Question(one.key, one.question, one.key in chosen) for one in points)
            found.append(Asked(role.person, asked))
    return found


def _by_question(point: Point) -> str:
    return point.question


def _known(play: RelayPlayRow, script: RelayScript, seat: SeatRow) -> list[Known]:
    relay, done = script.relay, play.done()
    points, own = relay.points(), {point.key for point in relay.role(seat.role).points}
    knows = [points[key] for key in known(relay, seat.role, done, seat.asked)]
    parts = [
        Known(_("De mon dossier"), tuple(point for point in knows if point.key in own)),
        Known(_("Reçu ou demandé"), tuple(point for point in knows if point.key not in own)),
    ]
    return [part for part in parts if part.points]


@blueprint.post("/relays/plays/<id:play_id>/questions")
@access(Permission.LEARN)
def relay_ask(play_id: int) -> ResponseReturnValue:
    """Asks back, once: the answers then stand in the page. A second round changes nothing and hears so."""
    viewer = the_viewer()
    play = relay_play_of(reader(), viewer.id, play_id)
    script = relay_script(reader(), play.version_id)
    asked, wanted = tuple(dict.fromkeys(request.form.getlist("asked"))), request.form.get("wanted", "")
    role = request.form.get("role", "")
    try:
        with write() as session:
            is_written = ask_back(session, viewer.id, script, play_id, role, asked, wanted)
    except (RelayError, CourseError) as error:
        given = Given(asked=asked, wanted=wanted, problem=_sentence(error), asking=True)
        return _again(play_id, script, viewer.id, role, given)
    if not is_written:
        flash(_("Vos questions étaient déjà posées : les premières restent."))
    return redirect(url_for("simulations.relay_play", play_id=play_id, _anchor="reponses"), 303)


@blueprint.post("/relays/plays/<id:play_id>/handover")
@access(Permission.LEARN)
def relay_hand_over(play_id: int) -> ResponseReturnValue:
    """Hands the file over, for good. What comes a second time, or from another tab, moves nothing and hears so."""
    viewer = the_viewer()
    play = relay_play_of(reader(), viewer.id, play_id)
    script = relay_script(reader(), play.version_id)
    role, form = request.form.get("role", ""), request.form
    passed = tuple(dict.fromkeys(form.getlist("passed")))
    seat = Seat(decision=form.get("decision") or None, passed=passed, note=form.get("note", ""))
    try:
        with write() as session:
            is_written = hand_over(session, viewer.id, script, play_id, role, seat)
    except (RelayError, CourseError) as error:
        given = Given(decision=seat.decision or "", passed=passed, note=seat.note, problem=_sentence(error))
        return _again(play_id, script, viewer.id, role, given)
    if not is_written:
        flash(_("Ce dossier était déjà remis : votre premier envoi reste, celui-ci n’a rien changé."))
    return redirect(url_for("simulations.relay_play", play_id=play_id), 303)


def _sentence(error: RelayError | CourseError) -> str:
    return sentence(error.message_id, error.params)


def _again(play_id: int, script: RelayScript, viewer_id: int, role: str, given: Given) -> ResponseReturnValue:
    """Shows the desk again with what was sent, where the file still lies on it; else where the play stands now."""
    play = relay_play_of(reader(), viewer_id, play_id)  # NotFoundError where the seat was freed meanwhile
    if not play.is_turn_of(viewer_id) or play.turn is None or play.turn.role != role:
        flash(given.problem)
        return redirect(url_for("simulations.relay_play", play_id=play_id), 303)
    return show_desk(play, script, viewer_id, given), 422
