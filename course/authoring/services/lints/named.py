"""What any entry may name, checked against the folder: facts that may be taught, laws in force, competencies, links."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from course.authoring.formats.problems import Problem
from course.authoring.services.lints import markdown_text
from course.authoring.services.lints.lesson_lints import DEAD, NOT_IN_FORCE
from course.authoring.services.lints.library import Library, Placed

Cited = tuple[str, Sequence[str]]  # a field, and what it names


def fact_problems(placed: Placed, library: Library, cited: Iterable[Cited]) -> Iterator[Problem]:
    """Goes through the facts that the sheet does not have, and those marked [?], at their own lines."""
    for path, facts in cited:
        for position, number in enumerate(facts):
            if library.lacks_fact(number):
                yield placed.at(f"{path}[{position}]", "content.unknown_fact", key=number)
            elif library.is_doubtful(number):
                yield placed.at(f"{path}[{position}]", "content.doubtful_fact", key=number)


def law_problems(placed: Placed, library: Library, path: str, key: str, on: date) -> Iterator[Problem]:
    """Says whether a law is missing, or not in force on a day."""
    state = library.law_state(key, on)
    if library.lacks("law", key):
        yield placed.at(path, "content.unknown_law", key=key)
    elif state in NOT_IN_FORCE:
        yield placed.at(path, NOT_IN_FORCE[state], key=key, day=on.strftime("%d/%m/%Y"))


def place_problems(
    placed: Placed, library: Library, module: str | None, competencies: Sequence[str]
) -> Iterator[Problem]:
    """Says whether the module or a competency is missing."""
    if module is not None and library.lacks("module", module):
        yield placed.at("module", "content.unknown_module", key=module)
    for position, key in enumerate(competencies):
        if library.lacks_competency(key):
            yield placed.at(f"competencies[{position}]", "content.unknown_competency", key=key)


def text_problems(placed: Placed, library: Library, path: str, text: str) -> Iterator[Problem]:
    """Goes through raw HTML and dead links of a text in Markdown."""
    found = markdown_text.RAW_HTML.search(markdown_text.CODE.sub("", text))
    if found is not None:
        yield placed.at(path, "lesson.raw_html", tag=found[0][:40])
    for link in markdown_text.links(text):
        if link.kind not in DEAD:
            yield placed.at(path, "content.unknown_address", address=link.key)
        elif library.lacks(link.kind, link.key):
            yield placed.at(path, DEAD[link.kind], key=link.key)
