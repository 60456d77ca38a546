"""Writes what is published back to files, byte for byte where nothing was edited in between."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from course.authoring.formats.folder import (
    Entry,
    parse_file,
    parse_source,
    place_of,
    write_file,
)
from course.authoring.formats.kinds import LISTS, ONE_FILE, WHOLES
from course.authoring.formats.yaml_reading import comments_of, header_of
from course.authoring.services.import_plan import ITEM_KINDS
from course.catalogue.queries import LessonCard, outline
from course.foundation.errors import InvalidInputError
from course.publishing.queries import ItemState, item_states, media_of, published_sources
from course.publishing.services import FILE, checksum

Sources = Mapping[tuple[str, str], str]


def export_content(session: Session, root: Path) -> list[str]:
    """Writes every published item to its file below the folder and returns the paths that changed.

    Files of other programmes are left alone. Raises InvalidInputError where the folder cannot be written.
    """
    written = []
    try:
        for path, content in exported_files(session):
            target = root / path
            if target.is_file() and target.read_bytes() == content:
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            written.append(path)
    except OSError as error:
        raise InvalidInputError("content.cannot_write", path=str(root), reason=error.strerror or str(error)) from error
    return written


def exported_files(session: Session) -> Iterable[tuple[str, bytes]]:
    """Returns each file's path and bytes, in the order of paths."""
    states = item_states(session)
    sources = published_sources(session)
    items = _items_by_path(session, states, sources)
    files = {state.file_path: state for state in states.values() if state.kind == FILE and state.file_path}
    for path in sorted({*files, *items}):
        text = sources.get((FILE, files[path].key), "") if path in files else ""
        content = _file(session, path, text, files.get(path), items.get(path, []), sources)
        if content is not None:
            yield path, content


def _file(
    session: Session, path: str, text: str, file: ItemState | None, states: list[ItemState], sources: Sources
) -> bytes | None:
    """Returns the bytes of one file, None where nothing published stands in it any more."""
    kind = place.kind if (place := place_of(path)) else ""
    if kind == "picture":
        media = media_of(session, file.imported_checksum or "") if file else None
        return media.content if media else None
    if kind == "legal" or kind in LISTS:
        return _list_file(path, kind, text, states, sources).encode()
    if kind in {"module", "lesson", *WHOLES}:
        return sources[states[0].kind, states[0].key].encode() if states else None
    return text.encode() or None


def _items_by_path(
    session: Session, states: Mapping[tuple[str, str], ItemState], sources: Sources
) -> dict[str, list[ItemState]]:
    lessons = {card.key: card for card in outline(session).lessons}
    numbers = {module.key: module.number for module in outline(session).modules}
    found: dict[str, list[ItemState]] = {}
    for state in states.values():
        if state.kind not in ITEM_KINDS or state.version_id is None:
            continue
        path = state.file_path or _new_path(state, sources, lessons, numbers)
        found.setdefault(path, []).append(state)
    return found


def _new_path(
    state: ItemState,
    sources: Sources,
    lessons: Mapping[str, LessonCard],
    numbers: Mapping[str, int],
) -> str:
    """Returns where an item that came from no file belongs."""
    if state.kind in ONE_FILE:
        return ONE_FILE[state.kind]
    if state.kind in WHOLES:
        return f"{state.kind}s/{state.key}.yml"
    if state.kind == "module":
        return f"modules/{numbers.get(state.key, 0):02d}-{state.key}/module.yml"
    if state.kind == "lesson":
        card = lessons[state.key]
        folder = f"{numbers.get(card.module_key, 0):02d}-{card.module_key}"
        return f"modules/{folder}/{card.number.rsplit('.', 1)[-1]}-{state.key}.md"
    value = parse_source(state.kind, sources[state.kind, state.key])
    if state.kind == "question":
        return f"questions/{value.competency.lower()}.yml"
    return f"quizzes/{value.module or 'transversal'}.yml"


def _list_file(path: str, kind: str, text: str, states: list[ItemState], sources: Sources) -> str:
    """Returns a file of several entries in their order at the last import; edited ones renewed, new ones last."""
    entries = parse_file(path, text.encode()).entries if text else ()
    published = {(state.kind, state.key): state for state in states}
    values: list[tuple[str, Any]] = []
    for entry in entries:
        if entry.kind not in ITEM_KINDS:
            values.append((entry.kind, entry.value))
        elif (entry.kind, entry.key) in published:
            values.append((entry.kind, _value(entry, published.pop((entry.kind, entry.key)), sources)))
    values += [(kind_, parse_source(kind_, sources[kind_, key])) for kind_, key in published]
    return write_file(kind, values, header_of(text), comments_of(text))


def _value(entry: Entry, state: ItemState, sources: Sources) -> Any:
    if state.checksum == checksum(entry.source):
        return entry.value
    return parse_source(entry.kind, sources[entry.kind, entry.key])
