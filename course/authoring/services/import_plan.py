"""What an import would do: reads the folder, compares it with the last import, renders what changed; writes nothing."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from course.authoring.formats.folder import ContentFolder, Entry, ParsedFile, parse_file, place_of, read_folder
from course.authoring.formats.kinds import LISTS, TOOLS, WHOLES
from course.authoring.formats.problems import Problem
from course.catalogue.services import render_lesson
from course.foundation.errors import InvalidInputError
from course.foundation.markdown import Rendered
from course.foundation.pictures import Size, size_of
from course.publishing.queries import ItemState, item_states
from course.publishing.services import FILE, checksum, file_key
from course.question_bank.queries import competency_ids
from course.question_bank.services import RenderedQuestion, render_questions
from course.simulations.services.publication import render_scenario
from course.simulations.services.relay_saving import render_relay
from course.toolbox.services.tools import render_tool

ITEM_KINDS: Final = frozenset(
    {"law", "module", "lesson", *(kind.kind for kind in LISTS.values()), *(kind.kind for kind in WHOLES.values())}
)
UNKNOWN: Final = {
    "competency": "content.unknown_competency",
    "question": "content.unknown_question",
    "module": "content.unknown_module",
    "quiz": "content.unknown_quiz",
}
NEW, CHANGED, SAME, CONFLICT = "new", "changed", "same", "conflict"


AnyRendered = Rendered | RenderedQuestion | Mapping[str, Rendered] | None


@dataclass(frozen=True, slots=True)
class ImportedItem:
    """One item of a report."""

    kind: str
    key: str
    path: str


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done with one entry of a changed file."""

    entry: Entry
    path: str
    outcome: str
    version_id: int | None
    rendered: AnyRendered = None
    media: Mapping[str, str] = field(default_factory=dict)
    is_material: bool = False


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """Everything an import needs in order to write: `steps` for the entries of changed files, `files` that changed."""

    folder: ContentFolder
    checksums: Mapping[str, str]
    files: tuple[ParsedFile, ...] = ()
    steps: tuple[Step, ...] = ()
    unchanged: int = 0
    missing: tuple[ImportedItem, ...] = ()
    problems: tuple[Problem, ...] = ()


States = Mapping[tuple[str, str], ItemState]


def prepare_import(session: Session, root: Path) -> ImportPlan:
    """Returns the plan of importing the folder; reads only, so that a page may be served meanwhile."""
    folder = read_folder(root)
    sums = folder.checksums()
    states = item_states(session)
    known = {state.file_path: state.imported_checksum for state in states.values() if state.kind == FILE}
    changed = [path for path, sum_ in sums.items() if known.get(path) != sum_]
    if folder.problems or not sums:
        return ImportPlan(folder, sums, problems=folder.problems)
    parsed = {path: parse_file(path, folder.files[path]) for path in _with_pictures(folder, changed)}
    problems = [problem for file in parsed.values() for problem in file.problems]
    if parsed:
        problems += _double_keys(parsed, states, folder)
        problems += _unknown_names(session, parsed, states, folder)
    steps = [] if problems else _steps(parsed, states, sums, set(changed))
    if not problems:
        steps, problems = _rendered(steps, _sizes(folder, sums))
    untouched = [state for state in states.values() if state.kind in ITEM_KINDS and _is_untouched(state, sums, parsed)]
    return ImportPlan(
        folder,
        sums,
        files=tuple(parsed.values()),
        steps=tuple(steps),
        unchanged=len(untouched),
        missing=tuple(_missing(states, parsed, sums)),
        problems=tuple(problems),
    )


def with_material(plan: ImportPlan, keys: Collection[str]) -> ImportPlan:
    """Returns the plan with these lessons said to change in what they teach: who holds a certificate that rests on one
    is asked to read it again. Raises InvalidInputError for a key of no lesson that the import would change.
    """
    if plan.problems:
        return plan
    changing = {step.entry.key for step in plan.steps if step.entry.kind == "lesson" and step.outcome == CHANGED}
    for key in keys:
        if key not in changing:
            raise InvalidInputError("content.not_changing", key=key)
    steps = tuple(
        replace(step, is_material=step.entry.kind == "lesson" and step.entry.key in keys) for step in plan.steps
    )
    return replace(plan, steps=steps)


def _is_untouched(state: ItemState, sums: Mapping[str, str], parsed: Mapping[str, ParsedFile]) -> bool:
    return state.file_path in sums and state.file_path not in parsed


def _with_pictures(folder: ContentFolder, changed: list[str]) -> list[str]:
    """Returns the changed paths and those of lessons that show a picture that changed."""
    pictures = [path for path in changed if (place := place_of(path)) and place.kind == "picture"]
    found = set(changed)
    for picture in pictures:
        module, _, name = picture.partition("/pictures/")
        shown = f"(pictures/{name}".encode()
        for path, content in folder.files.items():
            if path.startswith(f"{module}/") and path.endswith(".md") and shown in content:
                found.add(path)
    return [path for path in folder.files if path in found]


def _double_keys(parsed: Mapping[str, ParsedFile], states: States, folder: ContentFolder) -> Iterable[Problem]:
    """A key that two files claim: both changed, or one of them as it was at the last import."""
    seen: dict[tuple[str, str], str] = {}
    for path, file in parsed.items():
        for entry in file.entries:
            if entry.kind not in ITEM_KINDS:
                continue
            state = states.get((entry.kind, entry.key))
            other = seen.get((entry.kind, entry.key))
            if other is None and state is not None and state.file_path != path and state.file_path not in parsed:
                other = state.file_path if state.file_path in folder.files else None
            if other is not None:
                params = {"key": entry.key, "other": other}
                yield Problem(path, entry.node.line_of("key"), "key", "content.double_key", params)
            seen[entry.kind, entry.key] = path


def _unknown_names(
    session: Session, parsed: Mapping[str, ParsedFile], states: States, folder: ContentFolder
) -> Iterable[Problem]:
    """What the database could not store: names of competencies, questions, quizzes and modules that exist nowhere."""
    entries = [(path, entry) for path, file in parsed.items() for entry in file.entries]
    known = _known_names(session, [entry for _path, entry in entries], states)
    for path, entry in entries:
        for kind, key, place in _names(entry):
            if key not in known[kind]:
                yield Problem(path, entry.node.line_of(place), place, UNKNOWN[kind], {"key": key})
    for path, file in parsed.items():
        if file.place.kind == "lesson" and f"modules/{file.place.folder}/module.yml" not in folder.files:
            yield Problem(path, 0, "", "content.no_module", {"key": file.place.module})


def _known_names(session: Session, entries: list[Entry], states: States) -> dict[str, set[str]]:
    known: dict[str, set[str]] = {"competency": set(competency_ids(session))}
    for kind in ("question", "module", "quiz"):
        known[kind] = {key for item_kind, key in states if item_kind == kind}
        known[kind] |= {entry.key for entry in entries if entry.kind == kind}
    for entry in entries:
        if entry.kind == "framework":
            known["competency"] |= set(entry.value.competencies)
    return known


Names = Iterable[tuple[str, str, str]]  # kind, key, field


def _names(entry: Entry) -> Names:
    """Returns (kind, key, field) of what an entry cannot be stored without."""
    return _NAMES[entry.kind](entry.value) if entry.kind in _NAMES else ()


def _names_of_question(value: Any) -> Names:
    if value.competency is not None:
        yield "competency", value.competency, "competency"


def _names_of_lesson(value: Any) -> Names:
    for key, _low, _high in value.competencies:
        yield "competency", key, f"competencies.{key}"


def _names_of_quiz(value: Any) -> Names:
    for position, key in enumerate(value.questions):
        yield "question", key, value.path_of(position)
    if value.module is not None:
        yield "module", value.module, "module"


def _names_of_certification(value: Any) -> Names:
    yield "quiz", value.final, "final"
    for key in value.requirements:
        yield "competency", key, f"requirements.{key}"


def _names_of_track(value: Any) -> Names:
    if value.final:
        yield "quiz", value.final, "final"


def _names_of_simulation(value: Any) -> Names:
    for position, key in enumerate(value.competencies):
        yield "competency", key, f"competencies[{position}]"
    if value.module:
        yield "module", value.module, "module"


_NAMES: Final[Mapping[str, Callable[[Any], Names]]] = {
    "question": _names_of_question,
    "lesson": _names_of_lesson,
    "quiz": _names_of_quiz,
    "certification": _names_of_certification,
    "track": _names_of_track,
    **dict.fromkeys(WHOLES, _names_of_simulation),
}


def _steps(
    parsed: Mapping[str, ParsedFile],
    states: States,
    sums: Mapping[str, str],
    changed: set[str],
) -> list[Step]:
    found = []
    for path, file in parsed.items():
        for entry in file.entries:
            if entry.kind not in ITEM_KINDS:
                continue
            state = states.get((entry.kind, entry.key))
            media = _media(file, sums) if entry.kind == "lesson" else {}
            has_new_picture = path not in changed or _shows_changed(entry, file, changed)
            outcome = outcome_of(entry, state, path, has_new_picture=entry.kind == "lesson" and has_new_picture)
            found.append(Step(entry, path, outcome, state.version_id if state else None, media=media))
    return found


def outcome_of(entry: Entry, state: ItemState | None, path: str, *, has_new_picture: bool = False) -> str:
    """Returns new, changed, same or conflict: the file's entry against the last import, and that against the studio."""
    if state is None or (state.imported_checksum is None and state.version_id is None):
        return NEW
    written = checksum(entry.source)
    has_moved = entry.kind == "lesson" and state.file_path not in {None, path}
    is_forced = has_moved or has_new_picture
    if written == state.checksum and not is_forced:
        return SAME
    if written == state.imported_checksum and not is_forced:
        return SAME
    if state.checksum in {state.imported_checksum, written}:
        return CHANGED
    return CONFLICT


def _media(file: ParsedFile, sums: Mapping[str, str]) -> dict[str, str]:
    """Returns the URL of each picture of the lesson's module, by the name that texts use."""
    start = f"modules/{file.place.folder}/"
    return {
        path.removeprefix(start): f"/media/{sum_}"
        for path, sum_ in sums.items()
        if path.startswith(f"{start}pictures/")
    }


def _shows_changed(entry: Entry, file: ParsedFile, changed: set[str]) -> bool:
    names = re.findall(r"\((pictures/[a-z0-9-]+\.svg)", entry.value.text) if entry.kind == "lesson" else []
    return any(f"modules/{file.place.folder}/{name}" in changed for name in names)


def _sizes(folder: ContentFolder, sums: Mapping[str, str]) -> dict[str, Size]:
    """Returns the width and height of every picture of the folder, by its URL."""
    pictures = {f"/media/{sum_}": folder.files[path] for path, sum_ in sums.items() if path.endswith(".svg")}
    return {url: size for url, content in pictures.items() if (size := size_of(content)) is not None}


def _rendered(steps: list[Step], sizes: Mapping[str, Size]) -> tuple[list[Step], list[Problem]]:
    """Returns the steps with what is new rendered; a text that cannot be rendered is a problem of its file."""
    done: list[Step] = []
    problems: list[Problem] = []
    for step in steps:
        try:
            done.append(replace(step, rendered=_render(step, sizes)) if step.outcome in {NEW, CHANGED} else step)
        except InvalidInputError as error:
            problems.append(
                Problem(step.path, step.entry.node.line, step.entry.key, error.message_id, dict(error.params))
            )
    return done, problems


def _render(step: Step, sizes: Mapping[str, Size]) -> AnyRendered:
    value: Any = step.entry.value
    if step.entry.kind == "lesson":
        return render_lesson(value, step.media, sizes)
    if step.entry.kind == "question":
        return render_questions([value])[0]
    if step.entry.kind == "scenario":
        return render_scenario(value)
    if step.entry.kind == "relay":
        return render_relay(value)
    return render_tool(value) if step.entry.kind in TOOLS else None


def _missing(states: States, parsed: Mapping[str, ParsedFile], sums: Mapping[str, str]) -> Iterable[ImportedItem]:
    """Items that came from a file and stand in it no longer; they stay published until somebody retires them."""
    present = {(entry.kind, entry.key) for file in parsed.values() for entry in file.entries}
    for state in states.values():
        if state.kind not in ITEM_KINDS or state.file_path is None or state.version_id is None:
            continue
        is_gone = state.file_path not in sums
        if (is_gone or state.file_path in parsed) and (state.kind, state.key) not in present:
            yield ImportedItem(state.kind, state.key, state.file_path)


def is_remembered(states: States, path: str, sum_: str) -> bool:
    """Says whether the file was imported with this checksum."""
    state = states.get((FILE, file_key(path)))
    return state is not None and state.imported_checksum == sum_
