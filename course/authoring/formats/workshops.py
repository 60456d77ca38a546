"""`workshops/<key>.yml`: an ageing-balance workshop read, every fault noted with its line, and written."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, TypeVar, cast

from course.authoring.formats.fields import COMPETENCY, FACT, KEY, Fields
from course.authoring.formats.problems import Problems
from course.authoring.formats.workshop_lines import day_of, line_mapping, read_lines
from course.authoring.formats.yaml_reading import Node
from course.authoring.formats.yaml_writing import Flow, Prose, Spaced, write_yaml
from course.simulations.formats.workshops import KINDS, Kind, WorkshopEntry
from quizzes.portfolio import DebtorType, Portfolio, Settings, to_values
from quizzes.portfolio.tables import EVENTS

T = TypeVar("T")
NUMBERS: Final[Mapping[str, tuple[int, int]]] = {
    "debtors": (1, 99),
    "invoices": (1, 6),
    "smallest": (10, 1_000_000),
    "largest": (10, 10_000_000),
    "large_from": (1, 1_000_000),
    "small_to": (1, 1_000_000),
    "large_before_due": (1, 10_000_000),
}
LONGEST_SUMMARY: Final = 1_000
MOST_HOURS_A_DAY, MOST_HOURS_A_WEEK, MOST_WEEKS = 10, 40, 26
ALL: Final = 100
# What the file says elsewhere, or in hours.
ELSEWHERE: Final = frozenset({"as_of", "minutes_a_day", "minutes_a_week", "weeks", "types", "events"})


def read_workshop(node: Node, problems: Problems) -> WorkshopEntry:
    """Returns the workshop of a file; faults are noted, what is wrong reads as empty."""
    fields = Fields(node, problems)
    kind = fields.choice("kind", KINDS) or "generated"
    settings, has_quarter = _settings(fields)
    entry = WorkshopEntry(
        key=fields.key("key"),
        title=fields.text("title", 200),
        english=fields.text("english", 200),
        module=fields.key("module", required=False) or None,
        number=fields.whole("number", 1, 99) or 1,
        minutes=fields.whole("minutes", 1, 180) or 1,
        difficulty=fields.whole("difficulty", 1, 5) or 1,
        kind=cast(Kind, kind),
        summary=fields.text("summary", LONGEST_SUMMARY),
        competencies=fields.texts("competencies", COMPETENCY),
        facts=fields.texts("facts", FACT),
        sources=fields.texts("sources", KEY, required=False),
        settings=settings,
        quarter=has_quarter,
    )
    if kind == "hand_made":
        cases = read_lines(fields)
        entry = replace(entry, portfolio=Portfolio(settings.as_of, cases, settings))
    fields.finish()
    return entry


def _settings(fields: Fields) -> tuple[Settings, bool]:
    plain = Settings()
    found: dict[str, Any] = {"as_of": day_of(fields, "as_of") or plain.as_of}
    found["minutes_a_day"] = 60 * (fields.whole("hours", 1, MOST_HOURS_A_DAY) or 1)
    quarter = fields.part("quarter")
    if quarter is not None:
        found["weeks"] = quarter.whole("weeks", 1, MOST_WEEKS) or plain.weeks
        found["minutes_a_week"] = 60 * (quarter.whole("hours", 1, MOST_HOURS_A_WEEK) or 1)
        quarter.finish()
    part = fields.part("settings")
    if part is not None:
        found |= _numbers(part)
        found["types"] = _weights(part, "types", {kind.value: kind for kind in DebtorType}, in_all=ALL)
        found["events"] = _weights(part, "events", {name: name for name in EVENTS}, in_all=None)
        part.finish()
    return Settings(**found), quarter is not None


def _numbers(part: Fields) -> dict[str, int]:
    given = {name: part.whole(name, *bounds, required=False) for name, bounds in NUMBERS.items()}
    found = {name: value for name, value in given.items() if value is not None}
    plain = Settings()
    for low, high in (("smallest", "largest"), ("small_to", "large_from")):
        if found.get(low, getattr(plain, low)) > found.get(high, getattr(plain, high)):
            part.note(low, "workshop.bounds_reversed", low=low, high=high)
            found.pop(low, None)
            found.pop(high, None)
    return found


def _weights(part: Fields, name: str, known: Mapping[str, T], *, in_all: int | None) -> dict[T, int]:
    """Returns weights in per cent: of all, or of a part of all where `in_all` is None."""
    given = part.mapping(name, required=False)
    found: dict[T, int] = {}
    for key, node in given.items():
        if key not in known:
            part.note_at(f"{name}.{key}", "field.choice_expected", choices=" | ".join(known))
        elif isinstance(node.value, bool) or not isinstance(node.value, int) or not 0 <= node.value <= ALL:
            part.note_at(f"{name}.{key}", "field.out_of_range", lowest=0, highest=ALL)
        else:
            found[known[key]] = node.value
    total = sum(found.values())
    if given and (total > ALL if in_all is None else total != in_all):
        part.note(name, "workshop.weights", total=total)
        return {}
    return found


def workshop_mapping(entry: WorkshopEntry) -> dict[str, Any]:
    """Returns the canonical mapping with the marks that `write_yaml` knows."""
    settings = entry.settings
    found: dict[str, Any] = {"key": entry.key, "title": entry.title, "english": entry.english}
    if entry.module is not None:
        found["module"] = entry.module
    found |= {"number": entry.number, "minutes": entry.minutes, "difficulty": entry.difficulty, "kind": entry.kind}
    found |= {"as_of": settings.as_of, "hours": settings.minutes_a_day // 60}
    if entry.quarter:
        found["quarter"] = Flow({"weeks": settings.weeks, "hours": settings.minutes_a_week // 60})
    found |= {"summary": Prose(entry.summary), "competencies": Flow(entry.competencies), "facts": Flow(entry.facts)}
    if entry.sources:
        found["sources"] = Flow(entry.sources)
    if given := _settings_mapping(settings):
        found["settings"] = given
    if entry.portfolio is not None:
        found["cases"] = Spaced([line_mapping(case) for case in entry.portfolio.cases])
    return found


def _settings_mapping(settings: Settings) -> dict[str, Any]:
    found: dict[str, Any] = {name: value for name, value in to_values(settings).items() if name not in ELSEWHERE}
    if settings.types:
        found["types"] = Flow({str(kind): weight for kind, weight in settings.types.items()})
    if settings.events:
        found["events"] = Flow(dict(settings.events))
    return found


def write_workshop(entry: WorkshopEntry, header: str = "") -> str:
    """Returns the canonical file of a workshop; `read_workshop` gives the same one back."""
    return write_yaml(workshop_mapping(entry), header)
