"""The checks of `flask course check` for one lesson, against what is published instead of a folder of files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from course.authoring.formats.folder import Entry, ParsedFile, Place, parse_file
from course.authoring.formats.problems import Problem
from course.authoring.formats.references import FactMark
from course.authoring.formats.yaml_reading import Node
from course.authoring.queries import Desk
from course.authoring.services.lints.lesson_lints import lesson_problems
from course.authoring.services.lints.library import Library, Placed
from course.authoring.services.lints.markdown_text import PRACTICE
from course.catalogue.formats import LessonEntry
from course.catalogue.queries import outline
from course.foundation import clock
from course.foundation.cache import StampCache
from course.publishing.queries import item_states, published_version, stamp
from course.publishing.services import FILE
from course.question_bank.queries import competency_ids
from course.references.queries import laws

FACTS_FILE: Final = "facts.yml"
# Kinds of which a lesson may name one: what it links to, what it asks, and its module.
NAMED: Final = ("law", "term", "question", "lesson", "module", *PRACTICE.values())
# What keeps nobody from reading the lesson: it may be published, and is put right before the files are next checked.
WARNINGS: Final = frozenset(
    {
        "content.doubtful_fact",
        "content.unknown_address",
        "law.no_longer",
        "law.not_yet",
        "lesson.empty_note",
        "lesson.figure_not_shown",
        "lesson.heading_order",
        "lesson.no_block",
        "lesson.no_law",
        "lesson.no_source",
        "lesson.note_title",
        "lesson.raw_html",
        "lesson.too_many_blocks",
        "lesson.unknown_note",
    }
)


@dataclass(frozen=True, slots=True)
class LessonProblem:
    """A fault of a lesson; `line` counts in its Markdown, 0 for the front matter and the lesson as a whole."""

    is_error: bool
    line: int
    field: str
    message_id: str
    params: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class CheckedLesson:
    """A source that was read: the lesson (None where it cannot be) and its faults."""

    lesson: LessonEntry | None
    problems: tuple[LessonProblem, ...]

    @property
    def has_errors(self) -> bool:
        """Whether one of the faults keeps it from being published."""
        return any(problem.is_error for problem in self.problems)


def check_lesson(session: Session, desk: Desk, source: str) -> CheckedLesson:
    """Returns the lesson that the source describes with all its faults; raises nothing."""
    path = path_of(desk)
    file = parse_file(path, source.encode("utf-8"))
    entry = next((entry for entry in file.entries if entry.kind == "lesson" and entry.value is not None), None)
    found = list(file.problems)
    if entry is not None:
        placed = Placed(file, entry)
        found += lesson_problems(placed, _library(session, desk.key, placed))
    first = entry.text_line if entry else _first_line(source)
    return CheckedLesson(entry.value if entry else None, tuple(_problem(problem, first) for problem in found))


def path_of(desk: Desk) -> str:
    """Returns the path of the lesson's file, the one it would have where it came from none."""
    if desk.file_path:
        return desk.file_path
    return f"modules/{desk.module_number:02d}-{desk.module_key}/{desk.position:02d}-{desk.key}.md"


def _problem(problem: Problem, first: int) -> LessonProblem:
    line = problem.line - first + 1 if problem.line >= first and not problem.field else 0
    is_error = problem.message_id not in WARNINGS
    return LessonProblem(is_error, line, problem.field, problem.message_id, problem.params)


def _first_line(source: str) -> int:
    """Returns the line where the Markdown of a lesson that cannot be read begins."""
    lines = source.split("\n")
    fences = [number for number, line in enumerate(lines, 1) if line.rstrip() == "---"]
    return fences[1] + 1 if len(fences) > 1 and fences[0] == 1 else len(lines) + 1


def _library(session: Session, key: str, placed: Placed) -> Library:
    """Returns what is published as the lints look at a folder: keys, and of laws and modules their dates."""
    states = item_states(session)
    known: dict[str, dict[str, Placed]] = {kind: {} for kind in NAMED}
    for state in states.values():
        if state.kind in known and state.version_id is not None:
            known[state.kind][state.key] = _known(state.kind, state.key, None)
    known["law"] = {law.key: _known("law", law.key, law) for law in laws(session).values()}
    known["module"] = {card.key: _known("module", card.key, card) for card in outline(session).modules}
    known["lesson"][key] = placed
    facts = _facts(session)
    return Library(
        entries=known,
        pictures=frozenset(_picture(state.file_path) for state in states.values() if state.kind == FILE),
        unreadable=frozenset() if facts else frozenset({"facts"}),
        today=clock.now().date(),
        facts=facts,
        competencies=frozenset(competency_ids(session)),
    )


def _known(kind: str, key: str, value: Any) -> Placed:
    return Placed(ParsedFile("", Place(kind)), Entry(kind, key, value, "", Node(None, 0)))


def _picture(path: str | None) -> str:
    return path if path and "/pictures/" in path else ""


_facts_cache: StampCache[Mapping[str, FactMark]] = StampCache()


def _facts(session: Session) -> Mapping[str, FactMark]:
    """Returns the marks of the fact sheet as last imported; nothing where there is none."""
    return _facts_cache.get(stamp(session), lambda: dict(_read_facts(session)))


def _read_facts(session: Session) -> Iterator[tuple[str, FactMark]]:
    version = published_version(session, FILE, FACTS_FILE)
    file = parse_file(FACTS_FILE, version.source.encode("utf-8")) if version else None
    for entry in file.entries if file else ():
        yield from entry.value.items()
