"""Everything that a folder of content holds, by key: against it each file is checked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from course.authoring.formats.folder import Entry, ParsedFile
from course.authoring.formats.kinds import TOOLS, WHOLES
from course.authoring.formats.problems import Problem
from course.authoring.formats.references import FactMark
from course.catalogue.formats import LessonEntry, ModuleEntry
from course.references.formats import LawEntry
from course.references.rules import State, state_on

# Where the files of a kind cannot all be read, what they would hold is not known to be missing.
HOLDS = {
    "law": "legal",
    "term": "glossary",
    "facts": "facts",
    "framework": "framework",
    "question": "questions",
    "quiz": "quizzes",
    "certification": "certificates",
    "track": "tracks",
    "module": "module",
    "lesson": "lesson",
    **{kind: kind for kind in WHOLES},
    **{kind: f"{kind}s" for kind in TOOLS},
}


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry and its file."""

    file: ParsedFile
    entry: Entry

    def problem(self, line: int, field: str, message_id: str, **params: object) -> Problem:
        """Returns a problem at a line of the file."""
        return Problem(self.file.path, line, field, message_id, params)

    def at(self, path: str, message_id: str, **params: object) -> Problem:
        """Returns a problem at a field of the entry."""
        named = path if self.entry.kind in {"lesson", "module", *WHOLES} else f"{self.entry.key}: {path}"
        return self.problem(self.entry.node.line_of(path), named, message_id, **params)


@dataclass(frozen=True, slots=True)
class Library:
    """The entries of all files by kind and key, and the pictures by path."""

    entries: Mapping[str, Mapping[str, Placed]]
    pictures: frozenset[str]
    unreadable: frozenset[str]
    today: date
    facts: Mapping[str, FactMark] = field(default_factory=dict)
    competencies: frozenset[str] = frozenset()
    job_roles: frozenset[str] = frozenset()

    def all(self, kind: str) -> Iterator[Placed]:
        """Goes through the entries of a kind."""
        yield from self.entries.get(kind, {}).values()

    def lacks(self, kind: str, key: str) -> bool:
        """Says whether it is sure that there is no such entry."""
        return HOLDS[kind] not in self.unreadable and key not in self.entries.get(kind, {})

    def lacks_competency(self, key: str) -> bool:
        """Says whether it is sure that there is no such competency."""
        return "framework" not in self.unreadable and key not in self.competencies

    def lacks_job_role(self, key: str) -> bool:
        """Says whether it is sure that there is no such job role."""
        return "framework" not in self.unreadable and key not in self.job_roles

    def lacks_fact(self, number: str) -> bool:
        """Says whether it is sure that the sheet has no such fact."""
        return "facts" not in self.unreadable and number not in self.facts

    def is_doubtful(self, number: str) -> bool:
        """Says whether the fact is marked [?]: never taught as true."""
        return number in self.facts and self.facts[number].mark == "?"

    def module_of(self, lesson_key: str) -> ModuleEntry | None:
        """Returns the module in which a lesson stands."""
        placed = self.entries.get("lesson", {}).get(lesson_key)
        module = self.entries.get("module", {}).get(placed.file.place.module) if placed else None
        return module.entry.value if module else None

    def law_state(self, key: str, on: date) -> State:
        """Returns whether a reference is in force; one that is not there is somebody else's problem."""
        placed = self.entries.get("law", {}).get(key)
        if placed is None:
            return "in_force"
        law: LawEntry = placed.entry.value
        return state_on(law.in_force_from, law.in_force_to, on)


def library_of(files: Mapping[str, ParsedFile], today: date) -> Library:
    """Returns the library of parsed files."""
    entries: dict[str, dict[str, Placed]] = {}
    for file in files.values():
        for entry in file.entries:
            entries.setdefault(entry.kind, {}).setdefault(entry.key, Placed(file, entry))
    facts: Any = entries.get("facts", {}).get("facts")
    framework: Any = entries.get("framework", {}).get("competencies")
    present = {file.place.kind for file in files.values()}
    broken = {file.place.kind for file in files.values() if file.problems}
    return Library(
        entries,
        frozenset(path for path, file in files.items() if file.place.kind == "picture"),
        frozenset(broken | ({"framework", "legal", "facts", "glossary"} - present)),
        today,
        facts.entry.value if facts else {},
        frozenset(framework.entry.value.competencies) if framework else frozenset(),
        frozenset(role.key for role in framework.entry.value.job_roles) if framework else frozenset(),
    )


def lesson_of(placed: Placed) -> LessonEntry:
    """Returns the lesson of an entry."""
    lesson: LessonEntry = placed.entry.value
    return lesson
