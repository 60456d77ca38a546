"""The page on which a day, or a week of a quarter, is decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from flask import request

from course.simulations.queries.workshops import Move, PlayRow, latest_move
from course.simulations.services.workshop_engine import day_portfolio, ledger_of, quarter_of
from course.simulations.services.workshop_lists import List, minutes_of, read_list
from course.simulations.views.workshop_ledger import (
    LINES_A_PAGE,
    SORTS,
    BucketSum,
    Line,
    Row,
    choices,
    lines,
    rows,
    sums,
)
from course.web.transaction import reader
from quizzes.portfolio.model import Portfolio
from quizzes.portfolio.plans import QuarterState


@dataclass(frozen=True, slots=True)
class Given:
    """What was chosen for the line whose form is open."""

    action: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """A ledger to decide on with what is decided so far: `step` 0 for a day, the week from 0 in a quarter."""

    play: PlayRow
    portfolio: Portfolio
    step: int
    minutes: int
    draft: Move | None
    quarter: QuarterState | None = None

    @property
    def entries(self) -> List:
        """The list as it stands."""
        return () if self.draft is None else read_list(self.draft.body)


@dataclass(frozen=True, slots=True)
class DeskPage:
    """What its template shows."""

    play: PlayRow
    as_of: date
    step: int
    minutes: int
    used: int
    lines: Sequence[Line]
    rows: Sequence[Row]
    sums: Sequence[BucketSum]
    sort: str
    part: int
    parts: int
    all_lines: int
    open_ref: str
    problem: str
    given: Given
    saved_at: datetime | None
    choices: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=choices)


def desk_of(play: PlayRow) -> Desk:
    """Returns the desk of an open play: one statement, for the list."""
    found = latest_move(reader(), play.id)
    if play.kind == "day":
        portfolio = day_portfolio(play.workshop, play.seed)
        return Desk(play, portfolio, 0, portfolio.settings.minutes_a_day, found)
    quarter = quarter_of(play.state)
    draft = found if found is not None and found.position == quarter.week else None
    return Desk(play, ledger_of(quarter), quarter.week, quarter.settings.minutes_a_week, draft, quarter)


def page_of(desk: Desk, open_ref: str, given: Given | None = None, problem: str = "") -> DeskPage:
    """Returns the page with the form of one line open, or of none; what is decided of it is chosen in it."""
    sort = request.values.get("sort", "")
    known = next((Given(entry.action, entry.reason) for entry in desk.entries if entry.ref == open_ref), Given())
    every = lines(desk.portfolio, desk.entries, sort)
    parts = max(1, -(-len(every) // LINES_A_PAGE))
    part = _part(every, open_ref, parts)
    return DeskPage(
        play=desk.play,
        as_of=desk.portfolio.as_of,
        step=desk.step,
        minutes=desk.minutes,
        used=minutes_of(desk.portfolio, desk.entries),
        lines=every[(part - 1) * LINES_A_PAGE : part * LINES_A_PAGE],
        part=part,
        parts=parts,
        all_lines=len(every),
        rows=rows(desk.portfolio, desk.entries),
        sums=sums(desk.portfolio),
        sort=sort if sort in SORTS else SORTS[0],
        open_ref=open_ref,
        problem=problem,
        given=given or known,
        saved_at=desk.draft.at if desk.draft else None,
    )


def _part(every: Sequence[Line], open_ref: str, parts: int) -> int:
    """Returns the page of the ledger that is asked for, or the one with the line whose form is open."""
    place = next((place for place, line in enumerate(every) if line.ref == open_ref), None)
    if place is not None:
        return place // LINES_A_PAGE + 1
    asked = request.values.get("part", "")
    return min(max(int(asked), 1), parts) if asked.isdecimal() and len(asked) < 5 else 1
