"""The editor’s fields and the lesson’s source, each from the other, with nothing lost; the company’s note."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from course.authoring.formats.lessons import canonical_text, read_lesson, write_lesson
from course.authoring.formats.problems import Problems
from course.authoring.formats.yaml_reading import Node
from course.authoring.formats.yaml_writing import write_yaml
from course.foundation.errors import InvalidInputError

FENCE: Final = "---"
MOST_BYTES: Final = 256 * 1024
"""How long a draft may be; more than may be published, so that somebody who pastes too much can cut."""
LONGEST_LINE: Final = 2_000
CHOICES: Final = 3
OWN_FIELDS: Final = ("key", "title", "outcome", "minutes", "tomorrow")
_IS_FENCE: Final = re.compile(r"^---[ \t]*$")
_UNSTORABLE: Final = re.compile(r"[\x00\ud800-\udfff]")
_BLANKS: Final = re.compile(r"[\n\r\t ]+")


@dataclass(frozen=True, slots=True)
class LessonFields:
    """What stands in the editor. `rest` is the front matter without the fields that have one of their own.

    Where the front matter cannot be read as fields, `front` holds all of it and the other fields are empty.
    """

    title: str = ""
    outcome: str = ""
    minutes: str = ""
    tomorrow: tuple[str, ...] = ("",) * CHOICES
    rest: str = ""
    text: str = ""
    front: str | None = None


def lesson_fields(form: Mapping[str, str]) -> LessonFields:
    """Returns what the form holds. Raises InvalidInputError `error.bad_text` for what no database can store."""
    for value in form.values():
        if _UNSTORABLE.search(value):
            raise InvalidInputError("error.bad_text")
    return LessonFields(
        title=_line(form.get("title", "")),
        outcome=_line(form.get("outcome", "")),
        minutes=_line(form.get("minutes", "")),
        tomorrow=tuple(_line(form.get(f"tomorrow_{number}", "")) for number in range(1, CHOICES + 1)),
        rest=_lines(form.get("rest", "")),
        text=_lines(form.get("text", "")),
        front=_lines(form["front"]) if "front" in form else None,
    )


def posted_fields(form: Mapping[str, str]) -> LessonFields:
    """Returns what the form holds for showing it again, with a mark in the place of what cannot be stored."""
    return lesson_fields({name: _UNSTORABLE.sub("\ufffd", value) for name, value in form.items()})


def _line(value: str) -> str:
    return _BLANKS.sub(" ", value).strip(" ")[:LONGEST_LINE]


def _lines(value: str) -> str:
    """Unix line ends, and none of what word processors leave behind."""
    return re.sub("\r\n?|[\u2028\u2029\v\f]", "\n", value).replace("\ufeff", "")


def source_of(key: str, fields: LessonFields) -> str:
    """Returns the lesson's source, canonical where it can be read. Raises InvalidInputError past 256 KB."""
    if fields.front is None:
        front = write_yaml({"key": key, "title": fields.title, "outcome": fields.outcome, "minutes": _minutes(fields)})
        front += _without_fences(fields.rest)
        front += write_yaml({"tomorrow": list(fields.tomorrow)})
    else:
        front = _without_fences(fields.front)
    source = f"{FENCE}\n{front}{FENCE}\n{canonical_text(fields.text)}\n"
    if len(source.encode("utf-8")) > MOST_BYTES:
        raise InvalidInputError("authoring.draft_too_long", limit=MOST_BYTES // 1024)
    lesson, _node, _line_number = read_lesson(source, Problems(key))
    return source if lesson is None else write_lesson(lesson)


def _minutes(fields: LessonFields) -> int | str:
    return int(fields.minutes) if re.fullmatch(r"[0-9]{1,4}", fields.minutes) else fields.minutes


def _without_fences(front: str) -> str:
    lines = [line for line in front.split("\n") if not _IS_FENCE.match(line)]
    text = "\n".join(lines).strip("\n")
    return f"{text}\n" if text else ""


def fields_of(source: str) -> LessonFields:
    """Returns the source as it stands in the editor; `source_of` gives it back."""
    split = _split(source)
    if split is None:
        return LessonFields(front="", text=source.strip("\n"))
    front, body = split
    _lesson, node, _first_line = read_lesson(source, Problems(""))
    rest = _rest(front, node)
    if rest is None:
        return LessonFields(front="\n".join(front), text=canonical_text(body))
    assert isinstance(node.value, dict)  # as `_rest` saw
    plain = {name: node.value[name].plain() for name in OWN_FIELDS if name in node.value}
    return LessonFields(
        title=_shown(plain.get("title")),
        outcome=_shown(plain.get("outcome")),
        minutes=_shown(plain.get("minutes")),
        tomorrow=_choices(plain.get("tomorrow")),
        rest=rest,
        text=canonical_text(body),
    )


def _split(source: str) -> tuple[list[str], str] | None:
    lines = source.split("\n")
    if not _IS_FENCE.match(lines[0]):
        return None
    for number, line in enumerate(lines[1:], 1):
        if _IS_FENCE.match(line):
            return lines[1:number], "\n".join(lines[number + 1 :])
    return None


def _rest(front: list[str], node: Node) -> str | None:
    """Returns the lines of the fields that are not the editor's own, None where the fields cannot be told apart."""
    if not isinstance(node.value, dict) or not set(OWN_FIELDS) & set(node.value):
        return None
    starts = [(part.line - 2, name) for name, part in node.value.items()]
    if any(not re.match(rf"['\"]?{re.escape(name)}\b", front[place]) for place, name in starts if place < len(front)):
        return None
    if len({place for place, _name in starts}) != len(starts) or _has_odd_choices(node):
        return None
    kept: list[str] = []
    ends = [place for place, _name in starts[1:]] + [len(front)]
    for (place, name), end in zip(starts, ends, strict=True):
        if name not in OWN_FIELDS:
            kept.extend(front[place:end])
    return "\n".join(kept)


def _has_odd_choices(node: Node) -> bool:
    """Says whether « Demain, je … » holds what three fields cannot show."""
    assert isinstance(node.value, dict)
    choices = node.value["tomorrow"].plain() if "tomorrow" in node.value else []
    is_list = isinstance(choices, list) and len(choices) <= CHOICES
    return not is_list or any(isinstance(choice, list | dict) for choice in choices)


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _choices(value: object) -> tuple[str, ...]:
    found = [_shown(choice) for choice in value] if isinstance(value, list) else []
    return tuple((found + [""] * CHOICES)[:CHOICES])


def message_of(form: Mapping[str, str]) -> str:
    """Returns the message of a publication on one line. Raises InvalidInputError `error.bad_text`."""
    message = form.get("message", "")
    if _UNSTORABLE.search(message):
        raise InvalidInputError("error.bad_text")
    return _line(message)


def revision_of(form: Mapping[str, str]) -> int:
    """Returns the revision that the form was made of; -1, which no draft has, where it says none."""
    found = whole_of(form.get("revision"))
    return -1 if found is None else found


def whole_of(value: str | None) -> int | None:
    """Returns a whole number of a form or an address, None for anything else."""
    return int(value) if value and re.fullmatch(r"[0-9]{1,18}", value) else None


@dataclass(frozen=True, slots=True)
class NoteForm:
    """The company's note as it was typed, and the stamp of the one that its writer had seen."""

    text: str
    seen: str


def note_form(form: Mapping[str, str]) -> NoteForm:
    """Returns the note that was sent. Raises InvalidInputError `error.bad_text`."""
    text = form.get("source", "")
    if _UNSTORABLE.search(text):
        raise InvalidInputError("error.bad_text")
    return NoteForm(canonical_text(_lines(text)), form.get("seen", ""))
