"""Checks a folder of content without a database: its form, and what its files say of each other."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from course.authoring.formats.folder import ContentFolder, ParsedFile, parse_file, read_folder
from course.authoring.formats.problems import Problem
from course.authoring.services.lints.calculator_lints import calculator_problems
from course.authoring.services.lints.certification_lints import certification_problems
from course.authoring.services.lints.lesson_lints import lesson_problems
from course.authoring.services.lints.library import Library, Placed, library_of
from course.authoring.services.lints.question_lints import question_problems
from course.authoring.services.lints.quiz_lints import quiz_problems
from course.authoring.services.lints.relay_lints import relay_problems
from course.authoring.services.lints.scenario_lints import scenario_problems
from course.authoring.services.lints.tools_lints import (
    card_problems,
    document_problems,
    kit_problems,
    letter_problems,
    phrase_problems,
)
from course.authoring.services.lints.track_lints import track_problems
from course.authoring.services.lints.workshop_lints import workshop_problems

NEEDED = ("competencies.yml", "facts.yml", "glossary.yml", "legal.yml")


def check_content(root: Path, today: date) -> list[Problem]:
    """Returns everything that is wrong with the files below the folder, by file and line; raises nothing."""
    folder = read_folder(root)
    files = {path: parse_file(path, content) for path, content in folder.files.items()}
    library = library_of(files, today)
    found = [*folder.problems, *_of_files(folder, files), *_double_keys(files), *_of_entries(library)]
    return sorted(found, key=lambda problem: (problem.file, problem.line))


def _of_files(folder: ContentFolder, files: dict[str, ParsedFile]) -> Iterator[Problem]:
    for path in NEEDED:
        if path not in files and not folder.problems:
            yield Problem(path, 0, "", "content.missing_file")
    for path, file in files.items():
        yield from file.problems
        if file.canonical is not None and file.canonical.encode() != folder.files[path]:
            yield Problem(path, _first_difference(file.canonical, folder.files[path]), "", "content.not_canonical")
        if file.place.kind == "lesson" and f"modules/{file.place.folder}/module.yml" not in files:
            yield Problem(path, 0, "", "content.no_module", {"key": file.place.module})


def _first_difference(canonical: str, content: bytes) -> int:
    lines = content.decode("utf-8", "replace").split("\n")
    wanted = canonical.split("\n")
    return next((at for at, (line, want) in enumerate(zip(lines, wanted, strict=False), start=1) if line != want), 0)


def _double_keys(files: dict[str, ParsedFile]) -> Iterator[Problem]:
    seen: dict[tuple[str, str], str] = {}
    for path, file in files.items():
        for entry in file.entries:
            other = seen.setdefault((entry.kind, entry.key), path)
            if other != path:
                params = {"key": entry.key, "other": other}
                yield Problem(path, entry.node.line_of("key"), "key", "content.double_key", params)


_LINTS: Final[Mapping[str, Callable[[Placed, Library], Iterator[Problem]]]] = {
    "lesson": lesson_problems,
    "question": question_problems,
    "quiz": quiz_problems,
    "certification": certification_problems,
    "track": track_problems,
    "relay": relay_problems,
    "scenario": scenario_problems,
    "workshop": workshop_problems,
    "calculator": calculator_problems,
    "card": card_problems,
    "phrase": phrase_problems,
    "letter": letter_problems,
    "document": document_problems,
    "kit": kit_problems,
}


def _of_entries(library: Library) -> Iterator[Problem]:
    for kind, problems_of in _LINTS.items():
        for placed in library.all(kind):
            yield from problems_of(placed, library)
    for placed in library.all("law"):
        law = placed.entry.value
        for number in law.facts:
            if library.lacks_fact(number):
                yield placed.at("facts", "content.unknown_fact", key=number)
        if law.checked_on > library.today:
            yield placed.at("checked_on", "law.checked_later", key=law.key)
