"""Reads the fields of a mapping one by one and notes every fault with its line; what is wrong reads as empty."""

import difflib
import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from course.authoring.formats.problems import Problems
from course.authoring.formats.yaml_reading import Node

KEY: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
COMPETENCY: Final = re.compile(r"[A-Z]{2,5}-[0-9]{1,2}")
FACT: Final = re.compile(r"F[0-9]{1,2}\.[0-9]{1,3}")
LONGEST_KEY: Final = 80
NO_DAY: Final = date(1, 1, 1)


class Fields:
    """The fields of one mapping of a file; `path` stands before their names in problems."""

    def __init__(self, node: Node, problems: Problems, path: str = "") -> None:
        """Starts reading; a node that is no mapping is noted and reads as one without fields."""
        self.node = node
        self._problems = problems
        self._path = path
        self._asked: list[str] = []
        self._nodes: dict[str, Node] = {}
        self._is_mapping = isinstance(node.value, dict)
        if isinstance(node.value, dict):
            self._nodes = node.value
        else:
            self.note("", "field.mapping_expected")

    def note(self, name: str, message_id: str, **params: object) -> None:
        """Notes a fault at a field."""
        node = self._nodes.get(name, self.node)
        self._problems.add(node.line, f"{self._path}.{name}".strip("."), message_id, **params)

    def note_at(self, path: str, message_id: str, **params: object) -> None:
        """Notes a fault at a path below this mapping, such as `sections[1].draw`."""
        place = f"{self._path}.{path}".strip(".")
        self._problems.add(self.node.line_of(path), place, message_id, **params)

    def text(self, name: str, limit: int = 300, *, required: bool = True) -> str:
        """Returns a text of at most `limit` characters; an optional one may be absent or empty."""
        value = self._value(name, required=required)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.note(name, "field.text_expected")
            return ""
        text = value.strip(" \n")
        if required and not text:
            self.note(name, "field.blank")
        if len(text) > limit:
            self.note(name, "field.too_long", limit=limit)
        return text

    def formed(self, name: str, form: re.Pattern[str], message_id: str, *, required: bool = True) -> str:
        """Returns a text of a given form, such as a key."""
        text = self.text(name, LONGEST_KEY, required=required)
        if text and not form.fullmatch(text):
            self.note(name, message_id, value=text)
        return text

    def key(self, name: str, *, required: bool = True) -> str:
        """Returns a stable key."""
        return self.formed(name, KEY, "field.key_expected", required=required)

    def whole(self, name: str, lowest: int, highest: int, *, required: bool = True) -> int | None:
        """Returns a whole number within bounds."""
        value = self._value(name, required=required)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self.note(name, "field.whole_expected")
            return None
        if not lowest <= value <= highest:
            self.note(name, "field.out_of_range", lowest=lowest, highest=highest)
        return value

    def truth(self, name: str, default: bool) -> bool:
        """Returns true or false."""
        value = self._value(name, required=False)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.note(name, "field.truth_expected")
            return default
        return value

    def day(self, name: str, *, required: bool = True) -> date | None:
        """Returns a day."""
        value = self._value(name, required=required)
        if value is None:
            return None
        if not isinstance(value, date):
            self.note(name, "field.date_expected")
            return None
        return value

    def choice(self, name: str, choices: Sequence[str], *, required: bool = True) -> str:
        """Returns one of the given words."""
        value = self.text(name, required=required)
        if value and value not in choices:
            self.note(name, "field.choice_expected", choices=" | ".join(choices))
        return value

    def nodes(self, name: str, *, required: bool = True) -> list[Node]:
        """Returns the nodes of a list."""
        value = self._value(name, required=required)
        if value is None:
            return []
        if not isinstance(value, list):
            self.note(name, "field.list_expected")
            return []
        return value

    def texts(self, name: str, form: re.Pattern[str] | None = None, *, required: bool = True) -> tuple[str, ...]:
        """Returns a list of texts, each of the given form, none twice."""
        found: list[str] = []
        for position, node in enumerate(self.nodes(name, required=required)):
            place = f"{self._path}.{name}[{position}]".strip(".")
            if not isinstance(node.value, str) or not node.value.strip():
                self._problems.add(node.line, place, "field.text_expected")
            elif form is not None and not form.fullmatch(node.value):
                self._problems.add(node.line, place, "field.form_expected", value=node.value[:80])
            elif node.value.strip() in found:
                self._problems.add(node.line, place, "field.repeated", value=node.value[:80])
            else:
                found.append(node.value.strip())
        return tuple(found)

    def parts(self, name: str, *, required: bool = True) -> list["Fields"]:
        """Returns the fields of each mapping of a list."""
        return [
            Fields(node, self._problems, f"{self._path}.{name}[{position}]".strip("."))
            for position, node in enumerate(self.nodes(name, required=required))
        ]

    def mapping(self, name: str, *, required: bool = True) -> dict[str, Node]:
        """Returns the nodes of a mapping by their names."""
        value = self._value(name, required=required)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.note(name, "field.mapping_expected")
            return {}
        return value

    def part(self, name: str) -> "Fields | None":
        """Returns the fields of an optional mapping, None where it is absent."""
        if self._value(name, required=False) is None:
            return None
        return Fields(self._nodes[name], self._problems, f"{self._path}.{name}".strip("."))

    def is_given(self, name: str) -> bool:
        """Says whether a field stands there, be it empty."""
        self._asked.append(name)
        return name in self._nodes

    @property
    def faults(self) -> int:
        """How many faults of the file were noted so far."""
        return len(self._problems)

    def finish(self) -> None:
        """Notes fields that nobody asked for, with the nearest known name."""
        for name in self._nodes:
            if name not in self._asked:
                near = difflib.get_close_matches(name, self._asked, 1)
                self.note(name, "field.unknown_near" if near else "field.unknown", near=near[0] if near else "")

    def _value(self, name: str, *, required: bool) -> object:
        self._asked.append(name)
        node = self._nodes.get(name)
        if node is None or node.value is None:
            if required and self._is_mapping:
                self.note(name, "field.missing")
            return None
        return node.value


def no_double_keys(keys: Sequence[tuple[str, Node]], problems: Problems) -> None:
    """Notes each key that stands a second time."""
    seen: set[str] = set()
    for key, node in keys:
        if key and key in seen:
            problems.add(node.line_of("key"), "key", "field.repeated", value=key)
        seen.add(key)
