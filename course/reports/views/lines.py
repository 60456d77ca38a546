"""The columns and lines of the matrix, written out once and kept: the page only has to put them one after the other."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from flask import get_template_attribute, url_for
from markupsafe import Markup, escape

from course.competencies.queries import DomainRow
from course.reports.forms import ALL_DOMAINS, Filters
from course.reports.rules import Cell, neediest
from course.reports.views.presentation import Chosen
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


@dataclass(frozen=True, eq=False, slots=True)
class Sheet:
    """What all lines of a page share; `url` wants a person after it, `pages` the id of one."""

    language: str
    columns: tuple[Column, ...]
    url: str
    pages: str
    is_masked: bool
    shorts: dict[str, str]


class Line(NamedTuple):
    """What one line of the matrix shows: the same for the same person with the same levels on the same sheet."""

    sheet: Sheet
    person_id: int
    name: str
    job: str
    cells: tuple[tuple[int, Cell], ...]
    gaps: int
    to_measure: int
    current: str
    is_open: bool


class Written(NamedTuple):
    """A line written out, for the table and for a phone."""

    row: bytes
    card: bytes


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
) -> list[Written]:
    """Returns the lines of the matrix, written out; a line that was shown before is taken from memory."""
    base = url_for("reports.team", **filters.address())  # type: ignore[arg-type]
    base += "&" if "?" in base else "?"
    pages = url_for("reports.person", person_id=1).removesuffix("1")
    sheet = _sheet(language, tuple(shown), base, pages, filters.mask)
    nameless = _("sans métier")
    return [
        _written(
            Line(
                sheet,
                member.id,
                found.names[member.id],
                (member.job_english if language == "en" else member.job) or nameless,
                tuple(member.cells.items()),
                member.gaps,
                member.to_measure,
                panel[1] if panel and panel[0] == member.id else "",
                is_open=not place and member.gaps > 0,
            )
        )
        for place, member in enumerate(found.members)
    ]


@lru_cache(maxsize=64)
def _sheet(language: str, columns: tuple[Column, ...], url: str, pages: str, is_masked: bool) -> Sheet:
    return Sheet(
        language, columns, url, pages, is_masked, {c[0]: c[1] for found in columns for c in found.competencies}
    )


@lru_cache(maxsize=2048)
def _written(line: Line) -> Written:
    sheet, cells = line.sheet, dict(line.cells)
    url = f"{sheet.url}person={line.person_id}&competency="
    colon = _(" : ")
    present = [(key, cells[place]) for column in sheet.columns for place, key in column.ids if place in cells]
    page = {
        "name": line.name,
        "job": line.job,
        "page": "" if sheet.is_masked else f"{sheet.pages}{line.person_id}",
        "url": url,
        "is_open": line.is_open,
        "cells": _cells(cells, sheet.columns, sheet.language, str(escape(url)), line.current),
        "need": _need_words(sheet.language, line.gaps, line.to_measure),
        "gaps": [
            (key, f"{sheet.shorts[key]}{colon}{_cell_words(sheet.language, cell)}")
            for key, cell in present
            if cell.status == "gap"
        ],
        "to_measure": ", ".join(sheet.shorts[key] for key, cell in present if cell.status == "to_measure"),
    }
    row, card = (get_template_attribute("reports/_line.html", name) for name in ("row", "card"))
    return Written(row(page).encode(), card(page).encode())


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
