"""The words and rows of the team's page, prepared before the template so that it only has to loop."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from flask import url_for
from markupsafe import Markup, escape

from course.competencies.queries import CompetencyRow, DomainRow
from course.foundation.errors import NotFoundError
from course.reports.forms import ALL_DOMAINS, Filters
from course.reports.queries import Late, TeamReport
from course.reports.rules import (
    BiggestGap,
    Cell,
    Member,
    TeamNode,
    biggest_gap,
    by_name,
    by_need,
    neediest,
    team_and_below,
    tops,
)
from course.web.display import local
from course.web.i18n import gettext as _
from course.web.i18n import ngettext
from quizzes.ability import Status

NBSP = "\u00a0"
STYLES: dict[str, str] = {
    "gap": "gap",
    "met": "met",
    "to_measure": "todo",
    "to_confirm": "near",
    "not_required": "none",
}


def cell_lines(cell: Cell) -> tuple[str, ...]:
    """Returns what a cell says, one short line each: « 2/3 », « ▼ écart »."""
    place = f"{cell.level}/{cell.required}"
    if cell.status == "gap":
        return place, _("▼ écart")
    if cell.status == "met":
        return (f"{place} ✓",)
    if cell.status == "to_confirm":
        return f"{place} ≈", _("à confirmer")
    return "?", _("encore %(missing)s", missing=cell.missing)


def summary_lines(statuses: Sequence[Status]) -> tuple[str, ...]:
    """Returns what a closed domain says of a person: « ▼ 1 écart », « ? 2 à mesurer », or « ✓ acquis »."""
    counts = Counter(statuses)
    lines = []
    if counts["gap"]:
        lines.append(ngettext("▼ %(num)s écart", "▼ %(num)s écarts", counts["gap"]))
    if counts["to_measure"]:
        lines.append(ngettext("? %(num)s à mesurer", "? %(num)s à mesurer", counts["to_measure"]))
    if counts["to_confirm"]:
        lines.append(ngettext("≈ %(num)s à confirmer", "≈ %(num)s à confirmer", counts["to_confirm"]))
    return tuple(_breakable_once(line) for line in lines) or (_("✓ acquis").replace(" ", NBSP),)


def _breakable_once(line: str) -> str:
    """Returns « ? 2 à mesurer » such that it breaks after the number alone."""
    sign, figure, words = line.replace(NBSP, " ").split(" ", 2)
    gap = NBSP if sign == "▼" else " "
    return f"{sign}{NBSP}{figure}{gap}{words.replace(' ', NBSP)}"


# A matrix has a thousand cells and few different texts: each text is made once, and a line is put together from what
# stands before and after the address that a cell opens.
Around = tuple[str, str]


def _around(style: str, lines: Sequence[str]) -> Around:
    spans = "".join(f"<span>{escape(line)}</span>" for line in lines)
    return f'<td class="{style}"><a href="', f">{spans}</a></td>"


@lru_cache(maxsize=1024)
def _shown_cell(language: str, cell: Cell) -> Around:  # noqa: ARG001 - texts differ by language
    return _around(STYLES[cell.status], cell_lines(cell))


@lru_cache(maxsize=4096)
def _shown_domain(language: str, statuses: tuple[Status, ...]) -> tuple[Around, int]:  # noqa: ARG001 - same
    place = neediest(statuses)
    style = STYLES[statuses[place]]
    return _around("sum" if style == "met" else f"sum {style}", summary_lines(statuses)), place


@lru_cache(maxsize=4)
def _dash(language: str) -> str:  # noqa: ARG001 - same
    words = escape(_("non requis"))
    return f'<td class="none"><span class="dash">—<span class="visually-hidden"> {words}</span></span></td>'


@lru_cache(maxsize=1024)
def _cell_words(language: str, cell: Cell) -> str:  # noqa: ARG001 - same
    return " ".join(cell_lines(cell))


@lru_cache(maxsize=1024)
def _need_words(language: str, gaps: int, to_measure: int) -> str:  # noqa: ARG001 - same
    words = []
    if gaps:
        words.append(ngettext("%(num)s écart", "%(num)s écarts", gaps))
    if to_measure:
        words.append(ngettext("%(num)s à mesurer", "%(num)s à mesurer", to_measure))
    return " · ".join(words) or _("rien à signaler")


@dataclass(frozen=True, slots=True)
class Column:
    """A domain of the matrix, closed or open to its competencies; `url` opens or closes it."""

    key: str
    name: str
    is_open: bool
    url: str
    competencies: tuple[tuple[str, str, str], ...]  # key, short name, whole name
    ids: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the matrix; `url` wants the key of a competency after it, `cells` are its last elements."""

    name: str
    page: str
    job: str
    url: str
    cells: Markup
    need: str
    gap_lines: list[tuple[str, str]]
    to_measure_names: str


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


def columns(domains: Sequence[DomainRow], filters: Filters, language: str) -> list[Column]:
    """Returns the columns of the matrix: a domain each, open where the filters say so."""
    shown = []
    for domain in domains:
        is_open = filters.domain in {domain.key, ALL_DOMAINS}
        target = "" if is_open else domain.key
        shown.append(
            Column(
                domain.key,
                domain.named(language),
                is_open,
                url_for("reports.team", **filters.address(domain=target), _anchor="mx"),  # type: ignore[arg-type]
                tuple((c.key, c.shortly(language), c.named(language)) for c in domain.competencies),
                tuple((c.id, c.key) for c in domain.competencies),
            )
        )
    return shown


def rows(
    found: Chosen, shown: Sequence[Column], filters: Filters, language: str, panel: tuple[int, str] | None
) -> list[Row]:
    """Returns the lines of the matrix, ready to be written out."""
    base = url_for("reports.team", **filters.address())  # type: ignore[arg-type]
    base += "&" if "?" in base else "?"
    pages = url_for("reports.person", person_id=1).removesuffix("1")
    nameless, colon = _("sans métier"), _(" : ")
    shorts = {c[0]: c[1] for column in shown for c in column.competencies}
    by_id = [pair for column in shown for pair in column.ids]
    return [
        Row(
            found.names[member.id],
            f"{pages}{member.id}",
            (member.job_english if language == "en" else member.job) or nameless,
            f"{base}person={member.id}&competency=",
            _cells(
                member.cells,
                shown,
                language,
                str(escape(f"{base}person={member.id}&competency=")),
                panel[1] if panel and panel[0] == member.id else "",
            ),
            _need_words(language, member.gaps, member.to_measure),
            [
                (key, f"{shorts[key]}{colon}{_cell_words(language, member.cells[place])}")
                for place, key in by_id
                if member.gaps and place in member.cells and member.cells[place].status == "gap"
            ],
            ", ".join(
                shorts[key]
                for place, key in by_id
                if member.to_measure and place in member.cells and member.cells[place].status == "to_measure"
            ),
        )
        for member in found.members
    ]


def _cells(cells: dict[int, Cell], shown: Sequence[Column], language: str, url: str, current: str) -> Markup:
    line: list[str] = []
    for column in shown:
        present = [(key, cells[place]) for place, key in column.ids if place in cells]
        if column.is_open:
            required = dict(present)
            for _place, key in column.ids:
                found = required.get(key)
                line.append(_link(_shown_cell(language, found), url, key, current) if found else _dash(language))
        elif present:
            around, place = _shown_domain(language, tuple([cell.status for _key, cell in present]))
            line.append(_link(around, url, present[place][0], current))
        else:
            line.append(_dash(language))
    return Markup("".join(line))  # noqa: S704 - texts and addresses were escaped where they were made


def _link(around: Around, url: str, key: str, current: str) -> str:
    mark = ' aria-current="true"' if key == current else ""
    return f'{around[0]}{url}{key}#preuve"{mark}{around[1]}'


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
