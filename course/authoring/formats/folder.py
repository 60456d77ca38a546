"""The folder `content/`: which file is of which kind, what each holds, and its canonical form."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from course.authoring.formats import framework, lessons, modules, references
from course.authoring.formats.fields import Fields
from course.authoring.formats.kinds import FORMS, LISTS, WHOLES
from course.authoring.formats.pictures import check_picture
from course.authoring.formats.plain_text import MOST_BYTES, read_text
from course.authoring.formats.problems import Problem, Problems
from course.authoring.formats.yaml_reading import Comment, Node, header_of, read_yaml, with_comments
from course.foundation.errors import InvalidInputError

MOST_FILES: Final = 5_000


@dataclass(frozen=True, slots=True)
class Place:
    """What a path says: the kind of file, and for what stands in a module, where."""

    kind: str
    module: str = ""
    number: int = 0
    folder: str = ""
    lesson: str = ""
    position: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a file holds, with its canonical source and the node that knows its lines.

    `kind` is law, rate, framework, facts, module, lesson or a kind of `kinds.LISTS` and `kinds.WHOLES`; `text_line` is
    where Markdown begins.
    """

    kind: str
    key: str
    value: Any
    source: str
    node: Node
    text_line: int = 1


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A file read: what it holds, its faults, and its canonical text (None where it cannot be read)."""

    path: str
    place: Place
    entries: tuple[Entry, ...] = ()
    problems: tuple[Problem, ...] = ()
    canonical: str | None = None


@dataclass(frozen=True, slots=True)
class ContentFolder:
    """The bytes of every file by its path, in the order of paths, and the paths that are none of ours."""

    files: dict[str, bytes] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def checksums(self) -> dict[str, str]:
        """Returns the SHA-256 of each file's bytes."""
        return {path: hashlib.sha256(content).hexdigest() for path, content in self.files.items()}


def place_of(path: str) -> Place | None:
    """Returns the place of a path relative to the folder, None where nothing of ours may stand there."""
    for kind, form in FORMS:
        match = form.fullmatch(path)
        if match is not None:
            found = match.groupdict()
            return Place(
                kind,
                module=found.get("module") or "",
                number=int(found.get("number") or 0),
                folder=found.get("folder") or "",
                lesson=found.get("lesson") or "",
                position=int(found.get("position") or 0),
            )
    return None


def read_folder(root: Path) -> ContentFolder:
    """Reads every file below the folder; names that begin with a dot are passed over, links are not followed."""
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    if not root.is_dir():
        return ContentFolder({}, (Problem(root.name, 0, "", "content.no_folder", {"path": str(root)}),))
    for path in sorted(root.rglob("*"), key=lambda found: found.relative_to(root).as_posix()):
        name = path.relative_to(root).as_posix()
        if path.is_dir() or any(part.startswith(".") for part in Path(name).parts):
            continue
        problem = _refusal(path, name, len(files))
        if problem is None:
            files[name] = path.read_bytes()
        else:
            problems.append(problem)
    return ContentFolder(files, tuple(problems))


def _refusal(path: Path, name: str, count: int) -> Problem | None:
    if place_of(name) is None or path.is_symlink() or not path.is_file():
        return Problem(name, 0, "", "content.unknown_file")
    if path.stat().st_size > MOST_BYTES:
        return Problem(name, 0, "", "content.too_large", {"limit": MOST_BYTES // 1000})
    if count >= MOST_FILES:
        return Problem(name, 0, "", "content.too_many_files", {"limit": MOST_FILES})
    return None


def parse_file(path: str, content: bytes) -> ParsedFile:
    """Returns what the file holds with all its faults; raises nothing."""
    place = place_of(path)
    problems = Problems(path)
    if place is None:
        problems.add(0, "", "content.unknown_file")
        return ParsedFile(path, Place(""), problems=tuple(problems))
    text = read_text(content, problems)
    entries: list[Entry] = []
    canonical = None
    if text is not None:
        if place.kind == "picture":
            check_picture(text, problems)
            canonical = text
        else:
            entries, canonical = _PARSERS[place.kind](text, place, problems)
    return ParsedFile(path, place, tuple(entries), tuple(problems), None if len(problems) else canonical)


Parsed = tuple[list[Entry], str | None]


def _parse_framework(text: str, _place: Place, problems: Problems) -> Parsed:
    comments: list[Comment] = []
    node = read_yaml(text, problems, comments=comments)
    if node is None:
        return [], None
    value = framework.read_framework(node, problems)
    canonical = with_comments(framework.write_framework(value, header_of(text)), comments)
    return [Entry("framework", "competencies", value, canonical, node)], canonical


def _parse_facts(text: str, _place: Place, problems: Problems) -> Parsed:
    comments: list[Comment] = []
    node = read_yaml(text, problems, comments=comments)
    if node is None:
        return [], None
    value = references.read_facts(node, problems)
    canonical = with_comments(references.write_facts(value, header_of(text)), comments)
    return [Entry("facts", "facts", value, canonical, node)], canonical


def _read_legal(node: Node, problems: Problems) -> list[Entry]:
    laws, rates = references.read_legal(node, problems)
    entries = [Entry("law", law.key, law, references.write_law(law), part) for law, part in laws]
    return entries + [Entry("rate", f"{rate.kind}-{rate.valid_from}", rate, "", part) for rate, part in rates]


def _read_list(kind: str, node: Node, problems: Problems) -> list[Entry]:
    of = LISTS[kind]
    return [Entry(of.kind, value.key, value, of.write_one(value), part) for value, part in of.read(node, problems)]


def _parse_whole(text: str, place: Place, problems: Problems) -> Parsed:
    """Reads a file that one thing fills; its key names the file."""
    comments: list[Comment] = []
    node = read_yaml(text, problems, comments=comments)
    of = WHOLES[place.kind]
    value = of.read(node, problems) if node is not None else None
    if node is None or value is None:
        return [], None
    canonical = with_comments(of.write(value, header_of(text)), comments)
    return [Entry(of.kind, value.key, value, canonical, node)], canonical


def _parse_list(text: str, place: Place, problems: Problems) -> Parsed:
    """Reads a file that holds several entries."""
    comments: list[Comment] = []
    node = read_yaml(text, problems, comments=comments)
    if node is None:
        return [], None
    entries = _read_legal(node, problems) if place.kind == "legal" else _read_list(place.kind, node, problems)
    values = [(entry.kind, entry.value) for entry in entries]
    return entries, write_file(place.kind, values, header_of(text), comments)


def _parse_module(text: str, place: Place, problems: Problems) -> Parsed:
    node = read_yaml(text, problems)
    if node is None:
        return [], None
    value = modules.read_module(node, problems)
    if value.key and (value.key, value.number) != (place.module, place.number):
        problems.add(node.line_of("key"), "key", "module.wrong_folder", expected=f"{value.number:02d}-{value.key}")
    canonical = modules.write_module(value)
    return [Entry("module", value.key, value, canonical, node)], canonical


def _parse_lesson(text: str, place: Place, problems: Problems) -> Parsed:
    value, node, text_line = lessons.read_lesson(text, problems)
    if value is None:
        return [], None
    if value.key != place.lesson:
        problems.add(node.line_of("key"), "key", "lesson.wrong_file", expected=f"{place.position:02d}-{value.key}.md")
    canonical = lessons.write_lesson(value)
    return [Entry("lesson", value.key, value, canonical, node, text_line)], canonical


_PARSERS: Final[dict[str, Callable[[str, Place, Problems], Parsed]]] = {
    "framework": _parse_framework,
    "facts": _parse_facts,
    "legal": _parse_list,
    **dict.fromkeys(LISTS, _parse_list),
    **dict.fromkeys(WHOLES, _parse_whole),
    "module": _parse_module,
    "lesson": _parse_lesson,
}


def write_file(kind: str, values: Sequence[tuple[str, Any]], header: str, comments: Sequence[Comment]) -> str:
    """Returns the canonical text of a file that holds several entries, given as (kind, value) in their order."""
    if kind == "legal":
        laws = [value for entry_kind, value in values if entry_kind == "law"]
        rates = [value for entry_kind, value in values if entry_kind == "rate"]
        return with_comments(references.write_legal(laws, rates, header), comments)
    return with_comments(LISTS[kind].write([value for _kind, value in values], header), comments)


def parse_source(kind: str, source: str) -> Any:
    """Returns the value of one entry's canonical source. Raises InvalidInputError for a source that is none of ours."""
    problems = Problems("")
    if kind == "lesson":
        value: Any = lessons.read_lesson(source, problems)[0]
    else:
        node = read_yaml(source, problems)
        value = _SOURCES[kind](node, problems) if node is not None else None
    if value is None or len(problems):
        raise InvalidInputError("content.bad_source")
    return value


_SOURCES: Final[dict[str, Callable[[Node, Problems], Any]]] = {
    "law": lambda node, problems: references.read_law(Fields(node, problems)),
    "module": modules.read_module,
    **{of.kind: of.read_one for of in LISTS.values()},
    **{of.kind: of.read for of in WHOLES.values()},
}
