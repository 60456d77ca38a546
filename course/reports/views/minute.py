"""« La minute d’équipe »: a sheet for ten minutes with the team, chosen from what it needs; it names nobody."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue

from course.competencies.queries import CompetencyRow
from course.foundation.permissions import Permission
from course.reports import queries
from course.reports.forms import read_id
from course.reports.rules import Member, team_and_below, tops
from course.reports.views.blueprint import blueprint
from course.toolbox.queries import ToolRow, tools
from course.toolbox.rules import Need, competencies_of_week, kit_of, week_of
from course.toolbox.views.sources import Sources, inline, listed, sources_of
from course.web.access import access, the_viewer
from course.web.transaction import reader

MOST_OTHERS = 99


@dataclass(frozen=True, slots=True)
class Sheet:
    """A kit as it is shown, with the competency that it serves."""

    kit: ToolRow
    competency: CompetencyRow
    case: str
    asks: list[str]
    answers: list[str]
    run: list[str]
    sources: Sources


@blueprint.get("/team/minute")
@access(Permission.SEE_TEAM)
def minute() -> ResponseReturnValue:
    """The kit of the week for the viewer's teams, or for one of them with `team`; `other` asks for another one. It is
    the same all week while the needs are the same."""
    report = queries.team_report(reader(), the_viewer())
    team_id, other = read_id(request.args.get("team")), read_id(request.args.get("other")) or 0
    chosen = team_and_below(report.teams, team_id) if team_id in {team.id for team in report.teams} else None
    members = [member for member in report.members if chosen is None or member.team_id in chosen]
    competencies = [competency for domain in report.domains for competency in domain.competencies]
    monday = report.day - timedelta(days=report.day.weekday())
    return render_template(
        "reports/minute.html",
        sheet=_sheet(competencies, members, report.day, other % (MOST_OTHERS + 1)),
        report=report,
        team_id=team_id if chosen is not None else None,
        team=_team_name(report, team_id if chosen is not None else None),
        other=other,
        monday=monday,
        friday=monday + timedelta(days=4),
        number=report.day.isocalendar().week,
        today=report.day,
    )


def _team_name(report: queries.TeamReport, team_id: int | None) -> str:
    """Returns the team that the sheet is for; several at once have no name of their own."""
    named = [team for team in report.teams if team.id == team_id] if team_id else tops(report.teams)
    return named[0].name if len(named) == 1 else ""


def _sheet(competencies: Sequence[CompetencyRow], members: Iterable[Member], day: date, other: int) -> Sheet | None:
    kits = tools(reader(), "kit")
    by_competency: dict[str, list[str]] = {}
    for key, kit in kits.items():
        by_competency.setdefault(kit.body["competency"], []).append(key)
    known = {competency.key: competency for competency in competencies}
    week, needs = week_of(day), _needs(competencies, members)
    order = [key for key in competencies_of_week(list(known), needs, week) if key in by_competency]
    if not order:
        return None
    key = order[other % len(order)]
    kit = kits[kit_of(by_competency[key], week)]
    return Sheet(
        kit=kit,
        competency=known[key],
        case=inline(kit.content["case"]),
        asks=listed(kit, "asks"),
        answers=listed(kit, "answers"),
        run=listed(kit, "run"),
        sources=sources_of(reader(), [kit]),
    )


def _needs(competencies: Sequence[CompetencyRow], members: Iterable[Member]) -> dict[str, Need]:
    """Returns how much the people together need each competency; no person can be told from it once one is chosen."""
    counts: Counter[tuple[int, str]] = Counter()
    for member in members:
        counts.update((competency_id, cell.status) for competency_id, cell in member.cells.items())
    needs = {}
    for competency in competencies:
        gaps, to_confirm, to_measure, met = (
            counts[competency.id, status] for status in ("gap", "to_confirm", "to_measure", "met")
        )
        needs[competency.key] = Need(gaps, to_confirm, to_measure, gaps + to_confirm + to_measure + met)
    return needs
