"""Checks workshops against what the folder holds, and a correction written by hand against the method."""

from collections.abc import Iterator

from course.authoring.formats.problems import Problem
from course.authoring.services.lints.library import Library, Placed
from course.authoring.services.lints.named import Cited, fact_problems, law_problems, place_problems, text_problems
from course.simulations.formats.workshops import WorkshopEntry
from quizzes.portfolio import Portfolio, best_day, plan_decisions, score_day

# What a day of a drawn ledger can measure; of one written by hand, what its own lines do.
MEASURED = frozenset({"ORG-1", "JUR-1", "JUR-3", "JUR-5", "LIT-1", "FAC-3"})


def workshop_problems(placed: Placed, library: Library) -> Iterator[Problem]:
    """Goes through everything that is wrong with a workshop beyond its form."""
    entry: WorkshopEntry = placed.entry.value
    if placed.file.path != f"workshops/{entry.key}.yml":
        yield placed.at("key", "workshop.wrong_file", expected=f"workshops/{entry.key}.yml")
    yield from place_problems(placed, library, entry.module, entry.competencies)
    yield from _not_measured(placed, entry, library)
    yield from fact_problems(placed, library, _facts(entry))
    for position, key in enumerate(entry.sources):
        yield from law_problems(placed, library, f"sources[{position}]", key, entry.settings.as_of)
    for path, text in _texts(entry):
        yield from text_problems(placed, library, path, text)


def measured_by(portfolio: Portfolio) -> frozenset[str]:
    """Returns the competencies that the lines of a ledger measure, with all the time that is needed."""
    plan = best_day(portfolio, portfolio.settings.minutes_a_day)
    return frozenset(score_day(portfolio, plan_decisions(plan), portfolio.settings.minutes_a_day).competencies)


def _not_measured(placed: Placed, entry: WorkshopEntry, library: Library) -> Iterator[Problem]:
    measured = MEASURED if entry.portfolio is None else measured_by(entry.portfolio)
    for position, key in enumerate(entry.competencies):
        if key not in measured and not library.lacks_competency(key):
            path, named = f"competencies[{position}]", ", ".join(sorted(measured))
            yield placed.at(path, "workshop.not_measured", key=key, measured=named)


def _facts(entry: WorkshopEntry) -> list[Cited]:
    cited: list[Cited] = [("facts", entry.facts)]
    for place, case in enumerate(entry.portfolio.cases if entry.portfolio else ()):
        if case.expected is not None:
            cited.append((f"cases[{place}].expected.facts", case.expected.facts))
    return cited


def _texts(entry: WorkshopEntry) -> Iterator[tuple[str, str]]:
    yield "summary", entry.summary
    for place, case in enumerate(entry.portfolio.cases if entry.portfolio else ()):
        if case.expected is not None:
            yield f"cases[{place}].expected.decision", case.expected.decision
            yield f"cases[{place}].expected.why", case.expected.why
