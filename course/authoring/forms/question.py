"""The editor's fields and the question that they say, each from the other, with nothing lost on the way."""

import copy
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from course.authoring.forms.question_fields import all_fields, row_fields
from course.authoring.forms.question_parts import FormField

State = dict[str, Any]
"""What stands in the fields: by name a string, a truth, a text with its format, or a list of such states."""

MOST_ROWS: Final = 100
FORMATS: Final = ("markdown", "html", "plain", "moodle")
_UNSTORABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_INDEX: Final = re.compile(r"\[([0-9]{1,3})\]")
_STEP: Final = re.compile(r"([a-z_]+)(?:\[([0-9]{1,3})\])?")


# --- From the browser ----------------------------------------------------------------------------------------------


def posted_state(kind: str, form: Mapping[str, str]) -> State:
    """Returns what stands in the fields that were sent, with a mark in the place of what cannot be stored."""
    indices: dict[str, set[int]] = defaultdict(set)
    for name in form:
        for found in _INDEX.finditer(name):
            indices[name[: found.start()]].add(int(found[1]))
    return _read(all_fields(kind), form, indices, "")


def _read(fields: Sequence[FormField], form: Mapping[str, str], indices: Mapping[str, set[int]], start: str) -> State:
    return {field.name: _read_field(field, form, indices, start + field.name) for field in fields}


def _read_field(field: FormField, form: Mapping[str, str], indices: Mapping[str, set[int]], path: str) -> Any:
    if field.kind == "rows":
        places = sorted(indices.get(path, ()))[:MOST_ROWS]
        return [_read_row(field, form, indices, f"{path}[{place}]") for place in places]
    if field.kind == "truth":
        return path in form
    if field.kind == "text":
        written = form.get(f"{path}:format", "")
        return {"source": _clean(form.get(path, "")), "format": written if written in FORMATS else FORMATS[0]}
    if field.kind == "table":
        return {
            "names": _clean(form.get(f"{path}.names", "")),
            "rows": _clean(form.get(f"{path}.rows", "")),
            "shared": f"{path}.shared" in form,
        }
    return _clean(form.get(path, ""))


def _read_row(rows: FormField, form: Mapping[str, str], indices: Mapping[str, set[int]], path: str) -> State:
    kind = form.get(f"{path}.kind", "")
    if rows.variants and kind not in rows.variants:
        kind = next(iter(rows.variants))
    state = _read(row_fields(rows, kind), form, indices, f"{path}.")
    return {"kind": kind, **state} if rows.variants else state


def _clean(value: str) -> str:
    return _UNSTORABLE.sub("\ufffd", re.sub("\r\n?|[\u2028\u2029]", "\n", value).replace("\ufeff", ""))


# --- What the buttons in the form do -------------------------------------------------------------------------------


def begun_state(kind: str) -> State:
    """Returns the fields of a question that nobody has written yet."""
    state = _blank(all_fields(kind))
    return state | {"difficulty": "3", "seconds": "60", **({"shuffle": True} if "shuffle" in state else {})}


def _blank(fields: Sequence[FormField]) -> State:
    return {field.name: blank_field(field) for field in fields}


def blank_field(field: FormField) -> Any:
    """Returns what stands in a field in which nobody wrote."""
    if field.kind == "rows":
        return [_blank_row(field, "") for _number in range(field.least)]
    blanks: dict[str, Any] = {"truth": False, "text": {"source": "", "format": FORMATS[0]}}
    if field.kind == "table":
        return {"names": "", "rows": "", "shared": False}
    if field.kind == "choice" and field.choices:
        return field.choices[0][0]
    return copy.copy(blanks.get(field.kind, ""))


def _blank_row(rows: FormField, kind: str) -> State:
    state = _blank(row_fields(rows, kind))
    if rows.name == "answers" and "decimals" in state:
        state["decimals"] = "2"
    return {"kind": kind, **state} if rows.variants else state


def with_row(kind: str, state: State, path: str, variant: str = "") -> State:
    """Returns the state with one more row at the end of the rows at `path`; as it is where there are none such."""
    changed = copy.deepcopy(state)
    found = _rows_at(all_fields(kind), changed, path)
    if found is not None and len(found[1]) < MOST_ROWS and (not found[0].variants or variant in found[0].variants):
        found[1].append(_blank_row(found[0], variant))
    return changed


def without_row(kind: str, state: State, path: str) -> State:
    """Returns the state without the row at `path`, such as `options[2]`."""
    changed = copy.deepcopy(state)
    rows, place = _row_at(kind, changed, path)
    if place is not None:
        del rows[place]
    return changed


def with_row_up(kind: str, state: State, path: str) -> State:
    """Returns the state with the row at `path` before the one above it."""
    changed = copy.deepcopy(state)
    rows, place = _row_at(kind, changed, path)
    if place:
        rows[place - 1], rows[place] = rows[place], rows[place - 1]
    return changed


def text_at(state: State, path: str) -> dict[str, str] | None:
    """Returns the text with its format at `path`, None where there is none."""
    here: Any = state
    for step in path.split("."):
        match = _STEP.fullmatch(step)
        here = here.get(match[1]) if match and isinstance(here, dict) else None
        if match and match[2] and isinstance(here, list):
            here = here[int(match[2])] if int(match[2]) < len(here) else None
    return here if isinstance(here, dict) and set(here) == {"source", "format"} else None


def _row_at(kind: str, state: State, path: str) -> tuple[list[State], int | None]:
    match = re.fullmatch(r"(.*)\[([0-9]{1,3})\]", path)
    found = _rows_at(all_fields(kind), state, match[1]) if match else None
    if match is None or found is None or int(match[2]) >= len(found[1]):
        return [], None
    return found[1], int(match[2])


def _rows_at(fields: Sequence[FormField], state: State, path: str) -> tuple[FormField, list[State]] | None:
    """Returns the field and the states of the rows at a path such as `gaps[0].answers`."""
    step, _dot, rest = path.partition(".")
    match = _STEP.fullmatch(step)
    field = next((field for field in fields if match and field.name == match[1] and field.kind == "rows"), None)
    if match is None or field is None:
        return None
    rows: list[State] = state[field.name]
    if match[2] is None:
        return None if rest else (field, rows)
    if int(match[2]) >= len(rows):
        return None
    row = rows[int(match[2])]
    return _rows_at(row_fields(field, row.get("kind", "")), row, rest)


# --- Before the question is made -------------------------------------------------------------------------------------


def pruned(kind: str, state: State) -> State:
    """Returns the state without the rows in which nothing was written, so that the path of a fault is the row’s."""
    return _prune(all_fields(kind), state)


def _prune(fields: Sequence[FormField], state: State) -> State:
    changed = dict(state)
    for field in fields:
        if field.kind == "rows":
            rows = [{**row, **_prune(row_fields(field, row.get("kind", "")), row)} for row in state[field.name]]
            changed[field.name] = [row for row in rows if _says(row_fields(field, row.get("kind", "")), row)]
    return changed


def _says(fields: Sequence[FormField], state: State) -> bool:
    """Says whether somebody wrote something; what merely stands in a list of choices, or by itself, was not written."""
    for field in fields:
        value = state[field.name]
        if field.kind in {"choice", "truth"} or field.name == "decimals":
            continue
        written = value["source"] if field.kind == "text" else value
        if written.strip() if isinstance(written, str) else written:
            return True
    return False


def place_of_fault(kind: str, state: State, path: str) -> str:
    """Returns the path of the field or rows on screen where the engine's fault at `path` stands, empty for none."""
    known = _paths(all_fields(kind), state, "")
    while path and path not in known:
        path = re.sub(r"(?:\[[0-9]+\]|\.?[^.\[\]]+)$", "", path)
    return path


def _paths(fields: Sequence[FormField], state: State, start: str) -> set[str]:
    found: set[str] = set()
    for field in fields:
        path = start + field.name
        found.add(path)
        if field.kind == "rows":
            for place, row in enumerate(state[field.name]):
                found.add(f"{path}[{place}]")
                found |= _paths(row_fields(field, row.get("kind", "")), row, f"{path}[{place}].")
    return found
