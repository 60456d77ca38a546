"""A quarter week by week, and its end beside the method, two naive orders and the bound."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.foundation.errors import InvalidInputError
from course.foundation.permissions import Permission
from course.simulations.queries.workshops import PlayRow, play_of
from course.simulations.services.workshop_engine import (
    POLICIES,
    plan_of_week,
    quarter_of,
    quarter_result,
    read_figures,
    week_played,
)
from course.simulations.services.workshop_lists import List
from course.simulations.services.workshops import LEARNER, PLAN, Week, keep_weeks
from course.simulations.views.blueprint import blueprint
from course.simulations.views.workshop_charts import charts, figures_of_week, total_rows
from course.simulations.views.workshop_ledger import euros
from course.simulations.views.workshop_page import Desk, DeskPage, desk_of
from course.simulations.views.workshop_words import ACTIONS, EVENTS, said
from course.web.access import access, the_viewer
from course.web.transaction import reader, write
from quizzes.portfolio.plans import WeekFigures

GOOD_NEWS = ("paid", "part_paid", "promise_kept", "promised", "acknowledged", "dispute_settled", "mended")


@dataclass(frozen=True, slots=True)
class Happened:
    """What happened of one kind in a week: how often, for how much, on which lines and by which acts of ours."""

    kind: str
    count: int
    amount: str
    lines: Sequence[str]


def show_week(desk: Desk, page: DeskPage) -> str:
    """Returns the page of the week to decide on."""
    assert desk.quarter is not None
    history, weeks = desk.quarter.history, desk.quarter.settings.weeks
    return render_template(
        "simulations/workshop_week.html",
        page=page,
        weeks=weeks,
        happened=_happened(desk),
        figures=figures_of_week(history),
        charts=charts(history, {}, weeks) if len(history) > 1 else [],
        by_plan=desk.play.state["by_plan"],
    )


def _happened(desk: Desk) -> list[Happened]:
    assert desk.quarter is not None
    names = {account.client: account.name for account in desk.quarter.accounts}
    found: dict[str, list[Sequence[Any]]] = defaultdict(list)
    for event in desk.play.state["events"]:
        found[event[0]].append(event)
    known = {kind: place for place, kind in enumerate((*GOOD_NEWS, *EVENTS))}
    return [_of_kind(kind, found[kind], names) for kind in sorted(found, key=lambda kind: known.get(kind, 99))]


def _of_kind(kind: str, events: Sequence[Sequence[Any]], names: Mapping[str, str]) -> Happened:
    amount = sum((Decimal(event[3]) for event in events), Decimal(0))
    told = [_event(event, names) for event in events]
    return Happened(said(EVENTS, kind), len(events), euros(amount) if amount else "", told)


def _event(event: Sequence[Any], names: Mapping[str, str]) -> str:
    _, ref, client, amount, action = event
    parts = [names.get(client, client), ref, euros(Decimal(amount)) if Decimal(amount) else ""]
    parts.append(said(ACTIONS, action) if action else "")
    return " · ".join(part for part in parts if part)


@blueprint.post("/workshops/plays/<id:play_id>/weeks")
@access(Permission.LEARN)
def play_workshop_week(play_id: int) -> ResponseReturnValue:
    """Plays the week with the list as it stands, lets the method play it, or all that are left."""
    play = play_of(reader(), the_viewer().id, play_id)
    target = url_for("simulations.workshop_play", play_id=play_id)
    if play.is_ended or play.kind != "quarter":
        return redirect(target, 303)
    if request.form.get("step") != str(play.state["week"]):
        return redirect(target, 303)  # a second press of the same button, or a page that stood open: nothing to play
    weeks = _weeks(play, request.form.get("do", ""))
    with write() as session:
        keep_weeks(session, play, weeks)
    return redirect(target, 303)


def _weeks(play: PlayRow, do: str) -> list[Week]:
    """Plays in memory; nothing is written yet."""
    if do == "play":
        return [_week(play, play.state, desk_of(play).entries, by=LEARNER)]
    if do == "plan":
        return [_week(play, play.state, plan_of_week(play.state), by=PLAN)]
    if do != "rest":
        raise InvalidInputError("workshop.bad_choice")
    state: Mapping[str, Any] = play.state
    found: list[Week] = []
    while not found or found[-1].result is None:
        found.append(_week(play, state, plan_of_week(state), by=PLAN))
        state = found[-1].state
    return found


def _week(play: PlayRow, state: Mapping[str, Any], entries: List, *, by: str) -> Week:
    after = week_played(state, entries, is_by_plan=by == PLAN)
    quarter = quarter_of(after)
    result = quarter_result(play.workshop, play.seed, quarter) if quarter.is_over else None
    return Week(state["week"], entries, by, after, result)


def show_end(play: PlayRow) -> str:
    """Returns the page of a quarter that is over."""
    assert play.result is not None
    own = _history(play.result["own"])
    others: dict[str, Sequence[WeekFigures]] = {policy: _history(play.result["others"][policy]) for policy in POLICIES}
    bound = Decimal(play.result["bound"])
    weeks = own[-1].week
    return render_template(
        "simulations/workshop_quarter_end.html",
        play=play,
        own=own[-1],
        cash=euros(own[-1].cash),
        method_cash=euros(others["method"][-1].cash),
        bound=euros(bound),
        charts=charts(own, others, weeks),
        rows=total_rows(own, others, bound),
        weeks=weeks,
        by_plan=play.state["by_plan"],
    )


def _history(values: Sequence[Any]) -> Sequence[WeekFigures]:
    return [read_figures(week) for week in values]
