"""The words of the team's page: who is chosen, what the three sentences say, the lines of the export."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from course.competencies.queries import CompetencyRow, DomainRow
from course.foundation.errors import NotFoundError
from course.reports.forms import ALL_DOMAINS, Filters
from course.reports.queries import Late, TeamReport
from course.reports.rules import (
    BiggestGap,
    Member,
    TeamNode,
    biggest_gap,
    by_name,
    by_need,
    team_and_below,
    tops,
)
from course.web.display import local
from course.web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Says:
    """What the three sentences are made of."""

    biggest: BiggestGap | None
    biggest_competency: CompetencyRow | None
    late_people: int
    late_example: Late | None
    late_others: int
    improved_competency: CompetencyRow | None
    improved_domain: str
    improved_people: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """The people on screen after the filters, in order, with the names shown."""

    members: list[Member]
    names: dict[int, str]
    says: Says
    total: int
    measured: int
    teams: list[tuple[TeamNode, int]]
    jobs: list[tuple[int, str]]
    heading: str


def chosen(report: TeamReport, filters: Filters, language: str) -> Chosen:
    """Returns who is shown. Raises NotFoundError for a team, job or domain that is not on the viewer's page."""
    jobs = {m.job_id: m.job_english if language == "en" else m.job for m in report.members if m.job_id is not None}
    _check(report, filters, jobs)
    below = {team.id: team_and_below(report.teams, team.id) for team in report.teams}
    in_scope = [
        member
        for member in report.members
        if (filters.team is None or member.team_id in below[filters.team])
        and (filters.job is None or member.job_id == filters.job)
    ]
    says = _says(report, in_scope)
    kept = _kept(report, in_scope, says, filters)
    return Chosen(
        members=by_name(kept) if filters.sort == "name" else by_need(kept),
        names=shown_names(report.members, mask=filters.mask),
        says=says,
        total=len(in_scope),
        measured=sum(member.is_measured for member in in_scope),
        teams=[(team, sum(m.team_id in below[team.id] for m in report.members)) for team in report.teams],
        jobs=sorted(jobs.items(), key=lambda pair: pair[1]),
        heading=_heading(report.teams, filters.team),
    )


def _check(report: TeamReport, filters: Filters, jobs: dict[int, str]) -> None:
    domains = {"", ALL_DOMAINS, *(domain.key for domain in report.domains)}
    teams = {None, *(team.id for team in report.teams)}
    if filters.team not in teams or filters.domain not in domains or filters.job not in {None, *jobs}:
        raise NotFoundError("error.not_found")


def shown_names(members: Sequence[Member], *, mask: bool) -> dict[int, str]:
    """Returns the names by id; masked, « Personne 7 », the same number wherever the filters lead."""
    if not mask:
        return {member.id: member.name for member in members}
    ids = sorted(member.id for member in members)
    return {person_id: _("Personne %(number)s", number=place) for place, person_id in enumerate(ids, start=1)}


def _heading(teams: Sequence[TeamNode], team_id: int | None) -> str:
    if team_id is not None:
        return next(team.name for team in teams if team.id == team_id)
    return ", ".join(team.name for team in tops(teams))


def _says(report: TeamReport, members: Sequence[Member]) -> Says:
    shown = {member.id for member in members}
    late = [row for row in report.late if row.learner_id in shown]
    groups = Counter((row.item_id, row.due_on) for row in late)
    worst = min(groups, key=lambda key: (-groups[key], key[1], key[0])) if groups else None
    rises = {competency_id: len(people & shown) for competency_id, people in report.improved.items()}
    best = min(rises, key=lambda key: (-rises[key], key)) if any(rises.values()) else None
    biggest = biggest_gap(members)
    found = competencies_by_id(report.domains)
    improved = found.get(best) if best is not None else None
    return Says(
        biggest=biggest,
        biggest_competency=found.get(biggest.competency_id) if biggest else None,
        late_people=len({row.learner_id for row in late}),
        late_example=next((row for row in late if (row.item_id, row.due_on) == worst), None),
        late_others=max(0, len(groups) - 1),
        improved_competency=improved,
        improved_domain=improved.domain_key if improved else "",
        improved_people=rises[best] if best is not None else 0,
    )


def _kept(report: TeamReport, members: list[Member], says: Says, filters: Filters) -> list[Member]:
    if filters.who == "late":
        late = {row.learner_id for row in report.late}
        return [member for member in members if member.id in late]
    if filters.who == "improved":
        found = says.improved_competency
        improved = report.improved.get(found.id, set()) if found else set()
        return [member for member in members if member.id in improved]
    return members


def competencies_by_id(domains: Sequence[DomainRow]) -> dict[int, CompetencyRow]:
    """Returns the competencies of the framework by id."""
    return {found.id: found for domain in domains for found in domain.competencies}


def csv_rows(
    found: Chosen,
    report: TeamReport,
    proofs: dict[tuple[int, int], tuple[int, datetime | None]],
    filters: Filters,
    language: str,
) -> list[tuple[str | int | None, ...]]:
    """Returns the lines of the export: one a person and required competency, of the open domain where one is open."""
    words = status_words()
    teams = {team.id: team.name for team in report.teams}
    lines: list[tuple[str | int | None, ...]] = []
    for member in found.members:
        for domain in report.domains:
            if filters.domain not in {"", ALL_DOMAINS, domain.key}:
                continue
            for competency in domain.competencies:
                cell = member.cells.get(competency.id)
                if cell is None:
                    continue
                count, last = proofs.get((member.id, competency.id), (0, None))
                lines.append(
                    (
                        found.names[member.id],
                        teams.get(member.team_id, ""),
                        member.job_english if language == "en" else member.job,
                        f"{competency.key} {competency.named(language)}",
                        cell.required,
                        cell.level,
                        words[cell.status],
                        count,
                        local(last).date().isoformat() if last else None,
                    )
                )
    return lines


def csv_header() -> tuple[str, ...]:
    """Returns the first line of the export."""
    return (
        _("Personne"),
        _("Équipe"),
        _("Métier"),
        _("Compétence"),
        _("Niveau attendu"),
        _("Niveau atteint"),
        _("État"),
        _("Preuves"),
        _("Dernière preuve"),
    )


def status_words() -> dict[str, str]:
    """Returns the word for each state of a cell."""
    return {
        "met": _("acquis"),
        "gap": _("écart"),
        "to_confirm": _("à confirmer"),
        "to_measure": _("à mesurer"),
        "not_required": _("non requis"),
    }
