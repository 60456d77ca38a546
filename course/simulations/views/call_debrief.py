"""The debrief of a call: line by line what each choice did and why, and the outcome against the best one there was."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from course.competencies.queries import CompetencyRow, CompetencyState, states_of
from course.foundation import clock
from course.foundation.permissions import Permission, Viewer
from course.simulations.queries.calls import Moment, moment_of
from course.simulations.queries.scenarios import Script, best_of
from course.simulations.services.calls import LEFT
from course.simulations.views import call_words as words
from course.simulations.views.blueprint import blueprint
from course.simulations.views.call_page import said, text_of, to_counted
from course.simulations.views.calls import competencies_of
from course.simulations.views.workshop_sources import Sources, sources_of
from course.web.access import access, the_viewer
from course.web.display import rubric_words
from course.web.i18n import gettext as _
from course.web.transaction import Session, reader
from quizzes.scenarios import (
    AXES,
    NARRATOR,
    Axes,
    BestPath,
    CallResult,
    Choice,
    Ending,
    Play,
    Replayed,
    debrief,
    line,
    replay,
    result,
    result_as_left,
)


@dataclass(frozen=True, slots=True)
class OtherPath:
    """Something else that could have been said, and what that would have done; `is_best`: nothing scored more."""

    text: str
    why: Markup
    is_best: bool


@dataclass(frozen=True, slots=True)
class DebriefLine:
    """One choice gone over again. `typed`: what the person had typed first; `counts` is false at a second answer."""

    number: int
    time: str
    speaker: str
    line: str
    who: str
    text: str
    typed: str
    changes: str
    tone: str
    why: Markup
    better: str
    counts: bool
    is_fault: bool
    sources: Sources
    others: tuple[OtherPath, ...]


@dataclass(frozen=True, slots=True)
class Reached:
    """A gauge at the end, and where the best path leaves it."""

    name: str
    value: int
    best: int


@dataclass(frozen=True, slots=True)
class Held:
    """What was held of a competency in this call; `level`: where the person stands by now, where the call counted."""

    competency: CompetencyRow
    words: str
    level: CompetencyState | None


@blueprint.get("/calls/plays/<id:play_id>/debrief")
@access(Permission.LEARN)
def call_debrief(play_id: int) -> ResponseReturnValue:
    """The debrief of a call that is over; of one that was abandoned or left, as far as it went."""
    viewer = the_viewer()
    moment = moment_of(reader(), viewer.id, play_id)
    if moment.call.is_open:
        return redirect(url_for("simulations.call", play_id=play_id), 303)
    if moment.call.waits:
        return to_counted(moment)
    return render_template("simulations/call_debrief.html", **debrief_page(reader(), viewer, moment))


def debrief_page(session: Session, viewer: Viewer, moment: Moment) -> dict[str, Any]:
    """Returns what the debrief shows; of one that was abandoned neither scores nor gauges."""
    play, script = moment.play, moment.script
    best = best_of(script, play.variant.key)
    is_left = moment.call.ending == LEFT
    found = result(play, best) if play.is_over else result_as_left(play, best) if is_left else None
    ending = script.scenario.ending(play.ending_key) if play.ending_key else None
    return {
        "call": moment.call,
        "scenario": script.scenario,
        "fault": said(play, play.fault.title) if play.fault else "",
        "fault_sources": sources_of(play.fault.facts) if play.fault else None,
        "ending": _("Un appel laissé en route") if is_left else _title(play, ending),
        "afterwards": said(play, line(play)) if ending else "",
        "summary": text_of(script, play, f"endings.{ending.key}.debrief") if ending else "",
        "ending_sources": sources_of(ending.facts) if ending and ending.facts else None,
        "reached": _reached(found, best) if found else [],
        "is_best": found is not None and found.total == found.best_total,
        "held": _held(session, viewer, moment, found) if found else [],
        "lines": lines_of(moment),
        "best": best_lines(script, play, best),
        "best_ending": _title(play, script.scenario.ending(best.ending_key or "")),
        "today": clock.today(viewer.zone),
    }


def _title(play: Play, ending: Ending | None) -> str:
    return said(play, ending.title) if ending else ""


def _reached(found: CallResult, best: BestPath) -> list[Reached]:
    axes = Axes(0, 0, 0) if found.fault else found.axes
    return [Reached(words.axis_named(axis), axes.of(axis), best.axes.of(axis)) for axis in AXES]


def _held(session: Session, viewer: Viewer, moment: Moment, found: CallResult) -> list[Held]:
    levels: dict[str, CompetencyState] = {}
    if moment.call.is_counted:
        states = states_of(session, viewer.id, clock.today(viewer.zone))
        levels = {state.competency.key: state for state in states}
    return [
        Held(competency, rubric_words(found.scores[competency.key]), levels.get(competency.key))
        for competency in competencies_of(session, tuple(found.scores))
    ]


def lines_of(moment: Moment) -> list[DebriefLine]:
    """Returns the choices of the call in their order, each explained."""
    replayed = debrief(moment.play)
    return [
        _line(moment, one, number, turn.said or "")
        for number, (one, turn) in enumerate(zip(replayed, moment.turns, strict=True), start=1)
    ]


def _line(moment: Moment, one: Replayed, number: int, typed: str) -> DebriefLine:
    play, node = moment.play, one.node

    def why(choice: Choice) -> Markup:
        return text_of(moment.script, play, f"nodes.{node.key}.{choice.key}.why")

    most = max((other.choice.points for other in one.alternatives if other.is_better), default=None)
    others = tuple(
        OtherPath(said(play, other.text), why(other.choice), other.choice.points == most) for other in one.alternatives
    )
    return DebriefLine(
        number=number,
        time=words.time_named(node.stage),
        speaker="" if node.speaker == NARRATOR else said(play, node.speaker),
        line=said(play, one.line),
        who=words.who(one.choice.kind),
        text=said(play, one.text),
        typed=typed,
        changes=words.changes(one.deltas),
        tone=words.mood_change(one.mood, one.trust),
        why=why(one.choice),
        better=said(play, one.better) if most is not None else "",
        counts=one.counts,
        is_fault=one.choice.fault is not None,
        sources=sources_of(_facts(one.choice)),
        others=others,
    )


def _facts(choice: Choice) -> Iterable[str]:
    return dict.fromkeys((*choice.facts, *(choice.fault.facts if choice.fault else ())))


def best_lines(script: Script, play: Play, best: BestPath) -> list[tuple[str, str]]:
    """Returns what is said on the best path, as (what one hears, what one answers)."""
    ideal = replay(script.scenario, play.seed, best.choices, play.variant.key)
    return [(said(play, one.line), said(play, one.text)) for one in debrief(ideal)]
