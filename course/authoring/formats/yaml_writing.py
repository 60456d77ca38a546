"""The one canonical way to write content as YAML; `read_yaml` gives back what was written."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from course.authoring.formats.yaml_scalars import is_text

LONGEST_PLAIN: Final = 80
_PLAIN: Final = re.compile(r"[^\W_](?:[^\n]*[^\s:])?|[«€°§“‘’…–—](?:[^\n]*[^\s:])?")
_UNSAFE: Final = re.compile(r": | #|:\u00a0|[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_IN_FLOW: Final = re.compile(r"[,\[\]{}]|:")
_UNPRINTABLE: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


class Flow:
    """A list or mapping that is written on one line: `[a, b]`, `{a: 1}`."""

    def __init__(self, value: Sequence[Any] | Mapping[str, Any]) -> None:
        """Wraps the value."""
        self.value = value


class Spaced:
    """A list of mappings with a blank line between two of them."""

    def __init__(self, value: Sequence[Any]) -> None:
        """Wraps the list."""
        self.value = value


class Prose:
    """A text of several words: written as a block `|-`, so that a change of one sentence is easy to see."""

    def __init__(self, value: str) -> None:
        """Wraps the text."""
        self.value = value


def write_yaml(mapping: Mapping[str, Any], header: str = "") -> str:
    """Returns the mapping as canonical YAML below the header's lines of comment."""
    return header + "".join(f"{line}\n" for line in _mapping_lines(mapping))


def _mapping_lines(mapping: Mapping[str, Any]) -> list[str]:
    lines: list[str] = []
    for name, value in mapping.items():
        head, body = _value(value)
        lines.append(f"{_scalar(str(name), in_flow=False)}:" + (f" {head}" if head else ""))
        lines.extend(f"  {line}" if line else "" for line in body)
    return lines


def _value(value: Any) -> tuple[str, list[str]]:
    """Returns what follows the colon on its line, and the lines below it, not yet indented."""
    if isinstance(value, Prose):
        return _prose(value.value)
    if isinstance(value, Flow):
        return _flow(value.value), []
    if isinstance(value, Spaced):
        return ("", _list_lines(value.value, spaced=True)) if value.value else ("[]", [])
    if isinstance(value, Mapping):
        return ("", _mapping_lines(value)) if value else ("{}", [])
    if isinstance(value, list | tuple):
        return ("", _list_lines(value, spaced=False)) if value else ("[]", [])
    return _scalar(value, in_flow=False), []


def _list_lines(values: Sequence[Any], *, spaced: bool) -> list[str]:
    lines: list[str] = []
    for value in values:
        if spaced and lines:
            lines.append("")
        if isinstance(value, Mapping) and value:
            body = _mapping_lines(value)
            lines.append(f"- {body[0]}")
            lines.extend(f"  {line}" if line else "" for line in body[1:])
        else:
            head, body = _value(value)
            lines.append(f"- {head}")
            lines.extend(f"  {line}" if line else "" for line in body)
    return lines


def _prose(text: str) -> tuple[str, list[str]]:
    """A block where there is more than fits a line or quotes would be needed, else a plain value."""
    can_be_block = text and not text.startswith((" ", "\n")) and not text.endswith((" ", "\n"))
    if not can_be_block or _UNPRINTABLE.search(text):
        return _scalar(text, in_flow=False), []
    if len(text) <= LONGEST_PLAIN and _is_plain(text, in_flow=False):
        return text, []
    return "|-", text.split("\n")


def _flow(value: Sequence[Any] | Mapping[str, Any]) -> str:
    if isinstance(value, Mapping):
        inside = (f"{_scalar(str(name), in_flow=True)}: {_flow_part(part)}" for name, part in value.items())
        return "{" + ", ".join(inside) + "}"
    return "[" + ", ".join(_flow_part(part) for part in value) + "]"


def _flow_part(part: Any) -> str:
    return _flow(part.value) if isinstance(part, Flow) else _scalar(part, in_flow=True)


def _scalar(value: Any, *, in_flow: bool) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        written = format(Decimal(repr(value)), "f")
        return written if "." in written else f"{written}.0"
    if isinstance(value, int):
        return str(value)
    return _text(str(value), in_flow=in_flow)


def _text(text: str, *, in_flow: bool) -> str:
    if _is_plain(text, in_flow=in_flow):
        return text
    if "\n" not in text and not _UNPRINTABLE.search(text):
        return "'" + text.replace("'", "''") + "'"
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)


def _is_plain(text: str, *, in_flow: bool) -> bool:
    if not _PLAIN.fullmatch(text) or _UNSAFE.search(text) or not is_text(text):
        return False
    return not (in_flow and _IN_FLOW.search(text))
