"""A day handed in, and its debrief: the list beside that of the method, the reason of each difference, what it cost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.competencies.queries import framework
from course.foundation.permissions import Permission
from course.simulations.queries.workshops import PlayRow, latest_move, play_of
from course.simulations.services.workshop_engine import corrected_day, day_portfolio, day_result
from course.simulations.services.workshop_lists import minutes_of, read_list
from course.simulations.services.workshops import end_day
from course.simulations.views.blueprint import blueprint
from course.simulations.views.workshop_ledger import euros
from course.simulations.views.workshop_page import Desk, desk_of
from course.simulations.views.workshop_sources import Sources, sources_of
from course.simulations.views.workshop_words import (
    ACTIONS,
    CIRCUMSTANCES,
    DIFFERENCES,
    HARMS,
    POLICIES,
    REASONS,
    VERDICTS,
    said,
)
from course.web.access import access, the_viewer
from course.web.display import percent_place, today
from course.web.i18n import content_text, language
from course.web.i18n import gettext as _
from course.web.transaction import reader, write
from quizzes.portfolio.model import Harm, Portfolio
from quizzes.portfolio.plans import DayResult, HarmDone, StepReview

GOOD = frozenset({"as_planned", "acceptable"})


@blueprint.post("/workshops/plays/<id:play_id>/finish")
@access(Permission.LEARN)
def finish_workshop_day(play_id: int) -> ResponseReturnValue:
    """Hands the day in; asks first where time is left or lacking, or lines are without a decision."""
    play = play_of(reader(), the_viewer().id, play_id)
    if play.is_ended or play.kind != "day":
        return redirect(url_for("simulations.workshop_play", play_id=play_id), 303)
    desk = desk_of(play)
    if request.form.get("confirmed") != "yes" and (asking := _to_confirm(desk)):
        return asking
    result = day_result(corrected_day(play.workshop, play.seed, desk.entries))
    with write() as session:
        end_day(session, play, desk.entries, result)
    return redirect(url_for("simulations.workshop_play", play_id=play_id), 303)


def _to_confirm(desk: Desk) -> str:
    chosen = {entry.ref for entry in desk.entries}
    undecided = [case.ref for case in desk.portfolio.cases if case.ref not in chosen]
    left = desk.minutes - minutes_of(desk.portfolio, desk.entries)
    if not left and not undecided:
        return ""
    return render_template("simulations/workshop_finish.html", play=desk.play, left=left, undecided=undecided)


# The debrief ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HarmShown:
    """A harmful act: which, on which line, what it cost, where that is said."""

    ref: str
    text: str
    cost: str
    sources: Sources


@dataclass(frozen=True, slots=True)
class Compared:
    """A line as the method treats it and as one did; `why` is what the line calls for."""

    ref: str
    name: str
    amount: str
    best_place: int | None
    best: str
    best_reason: str
    own_place: int | None
    own: str
    own_reason: str
    is_reason_right: bool
    verdict: str
    is_good: bool
    difference: str
    why: str
    sources: Sources


@dataclass(frozen=True, slots=True)
class Bar:
    """A way to spend the day and what it is expected to bring, as a place between 0 and the bound."""

    name: str
    amount: str
    place: str
    is_own: bool = False
    is_bound: bool = False


def compared_day(play: PlayRow) -> list[Compared]:
    """Returns a day that was handed in line by line, beside the method, in the method's order: one statement more than
    the references take."""
    return _compared(day_portfolio(play.workshop, play.seed), _result(play))


def _result(play: PlayRow) -> DayResult:
    found = latest_move(reader(), play.id)
    return corrected_day(play.workshop, play.seed, read_list(found.body) if found is not None else ())


def show_debrief(play: PlayRow) -> str:
    """Returns the page of a day that was handed in."""
    portfolio = day_portfolio(play.workshop, play.seed)
    result = _result(play)
    compared = _compared(portfolio, result)
    return render_template(
        "simulations/workshop_debrief.html",
        play=play,
        result=result,
        portfolio=portfolio,
        compared=compared,
        agreed=sum(line.is_good for line in compared),
        harms=[_harm(harm) for harm in result.harms if harm.cost or harm.harm is not Harm.WRONG_REASON],
        deadlines=[
            (line, portfolio.case(line.ref), sources_of(_facts_of(result, line.ref)))
            for line in sorted(result.deadlines, key=lambda line: line.latest_start)
        ],
        bars=_bars(result),
        value=euros(result.value),
        best=euros(result.best.value),
        bound=euros(result.best.bound),
        cost=euros(sum((harm.cost for harm in result.harms), Decimal(0))),
        is_bound_reached=result.best.bound == result.best.value,
        competencies=_named(result.competencies),
        today=today(),
    )


def _named(scores: Mapping[str, float]) -> list[tuple[str, float]]:
    names = {c.key: c.named(language()) for domain in framework(reader()) for c in domain.competencies}
    return [(names[key], score) for key, score in sorted(scores.items()) if key in names]


def _facts_of(result: DayResult, ref: str) -> Sequence[str]:
    return next((review.facts for review in result.reviews if review.ref == ref), ())


def _harm(done: HarmDone) -> HarmShown:
    return HarmShown(done.ref, said(HARMS, done.harm), euros(-done.cost) if done.cost else "", sources_of(done.facts))


def _compared(portfolio: Portfolio, result: DayResult) -> list[Compared]:
    last = len(result.reviews) + 1
    reviews = sorted(result.reviews, key=lambda line: (line.best_rank or last, line.own_rank or last))
    return [_compare(portfolio, review) for review in reviews]


def _compare(portfolio: Portfolio, review: StepReview) -> Compared:
    case = portfolio.case(review.ref)
    expected = case.expected
    why = said(CIRCUMSTANCES, review.circumstance)
    if expected is not None:
        why = content_text(f"{expected.decision} {expected.why}".strip())
    return Compared(
        ref=review.ref,
        name=case.name,
        amount=euros(case.amount),
        best_place=review.best_rank,
        best=said(ACTIONS, review.best_action),
        best_reason=said(REASONS, review.best_reason),
        own_place=review.own_rank,
        own=said(ACTIONS, review.own_action) if review.own_action else "",
        own_reason=said(REASONS, review.own_reason) if review.own_reason else "",
        is_reason_right=review.reason_right is not False,
        verdict=said(VERDICTS, review.verdict),
        is_good=review.verdict in GOOD,
        difference=said(DIFFERENCES, review.verdict),
        why=why,
        sources=sources_of(expected.facts if expected is not None and expected.facts else review.facts),
    )


def _bars(result: DayResult) -> list[Bar]:
    most = max(result.best.bound, result.best.value, Decimal(1))
    found: Iterable[tuple[str, Decimal, bool, bool]] = [
        (_("Votre journée"), result.value, True, False),
        (said(POLICIES, "method"), result.best.value, False, False),
        *((said(POLICIES, order), value, False, False) for order, value in result.naive.items()),
        (_("La borne"), result.best.bound, False, True),
    ]
    return [
        Bar(name, euros(value), percent_place(float(min(max(value, Decimal(0)), most) / most)), is_own, is_bound)
        for name, value, is_own, is_bound in found
    ]
