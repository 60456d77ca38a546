"""Checks workshops against what the folder holds, and a correction written by hand against the method."""

from collections.abc import Iterator

from course.authoring.formats.problems import Problem
from course.authoring.services.lints import markdown_text
from course.authoring.services.lints.lesson_lints import DEAD, NOT_IN_FORCE
from course.authoring.services.lints.library import Library, Placed
from course.simulations.formats.workshops import WorkshopEntry
from quizzes.portfolio import Portfolio, best_day, plan_decisions, score_day

# What a day of a drawn ledger can measure; of one written by hand, what its own lines do.
MEASURED = frozenset({"ORG-1", "JUR-1", "JUR-3", "JUR-5", "LIT-1", "FAC-3"})


def workshop_problems(placed: Placed, library: Library) -> Iterator[Problem]:
    """Goes through everything that is wrong with a workshop beyond its form."""
    entry: WorkshopEntry = placed.entry.value
    if placed.file.path != f"workshops/{entry.key}.yml":
        yield placed.at("key", "workshop.wrong_file", expected=f"workshops/{entry.key}.yml")
    if entry.module is not None and library.lacks("module", entry.module):
        yield placed.at("module", "content.unknown_module", key=entry.module)
    yield from _competencies(placed, entry, library)
    yield from _laws(placed, entry, library)
    yield from _facts(placed, entry, library)
    yield from _texts(placed, entry, library)


def measured_by(portfolio: Portfolio) -> frozenset[str]:
    """Returns the competencies that the lines of a ledger measure, with all the time that is needed."""
    plan = best_day(portfolio, portfolio.settings.minutes_a_day)
    return frozenset(score_day(portfolio, plan_decisions(plan), portfolio.settings.minutes_a_day).competencies)


def _competencies(placed: Placed, entry: WorkshopEntry, library: Library) -> Iterator[Problem]:
    measured = MEASURED if entry.portfolio is None else measured_by(entry.portfolio)
    for position, key in enumerate(entry.competencies):
        path = f"competencies[{position}]"
        if library.lacks_competency(key):
            yield placed.at(path, "content.unknown_competency", key=key)
        elif key not in measured:
            yield placed.at(path, "workshop.not_measured", key=key, measured=", ".join(sorted(measured)))


def _laws(placed: Placed, entry: WorkshopEntry, library: Library) -> Iterator[Problem]:
    for position, key in enumerate(entry.sources):
        state = library.law_state(key, entry.settings.as_of)
        if library.lacks("law", key):
            yield placed.at(f"sources[{position}]", "content.unknown_law", key=key)
        elif state in NOT_IN_FORCE:
            day = entry.settings.as_of.strftime("%d/%m/%Y")
            yield placed.at(f"sources[{position}]", NOT_IN_FORCE[state], key=key, day=day)


def _facts(placed: Placed, entry: WorkshopEntry, library: Library) -> Iterator[Problem]:
    cited = [("facts", entry.facts)]
    for place, case in enumerate(entry.portfolio.cases if entry.portfolio else ()):
        if case.expected is not None:
            cited.append((f"cases[{place}].expected.facts", case.expected.facts))
    for path, facts in cited:
        for position, number in enumerate(facts):
            if library.lacks_fact(number):
                yield placed.at(f"{path}[{position}]", "content.unknown_fact", key=number)
            elif library.is_doubtful(number):
                yield placed.at(f"{path}[{position}]", "content.doubtful_fact", key=number)


def _texts(placed: Placed, entry: WorkshopEntry, library: Library) -> Iterator[Problem]:
    texts = [("summary", entry.summary)]
    for place, case in enumerate(entry.portfolio.cases if entry.portfolio else ()):
        if case.expected is not None:
            texts.append((f"cases[{place}].expected.decision", case.expected.decision))
            texts.append((f"cases[{place}].expected.why", case.expected.why))
    for path, text in texts:
        found = markdown_text.RAW_HTML.search(markdown_text.CODE.sub("", text))
        if found is not None:
            yield placed.at(path, "lesson.raw_html", tag=found[0][:40])
        for link in markdown_text.links(text):
            if link.kind not in DEAD:
                yield placed.at(path, "content.unknown_address", address=link.key)
            elif library.lacks(link.kind, link.key):
                yield placed.at(path, DEAD[link.kind], key=link.key)
