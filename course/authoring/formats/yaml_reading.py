"""A YAML reader that keeps line numbers and refuses what it could only guess: aliases, tags, double keys, `yes`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import yaml

from course.authoring.formats.problems import Problems
from course.authoring.formats.yaml_scalars import AmbiguousError, Scalar, scalar_of

DEEPEST: Final = 12
LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STEP: Final = re.compile(r"[^.\[\]]+")


@dataclass(frozen=True, slots=True)
class Node:
    """A value with the line where it stands: a scalar, a list of nodes or a mapping of nodes."""

    value: "Scalar | list[Node] | dict[str, Node]"
    line: int

    def plain(self) -> Any:
        """Returns the value with plain lists and mappings inside."""
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        if isinstance(self.value, dict):
            return {name: node.plain() for name, node in self.value.items()}
        return self.value

    def line_of(self, path: str) -> int:
        """Returns the line of a path such as `options[2].feedback`, or of what comes nearest to it."""
        node = self
        for step in _STEP.findall(path):
            inner = _inside(node, step)
            if inner is None:
                break
            node = inner
        return node.line


def _inside(node: Node, step: str) -> Node | None:
    if isinstance(node.value, dict):
        return node.value.get(step)
    if isinstance(node.value, list) and step.isdigit() and int(step) < len(node.value):
        return node.value[int(step)]
    return None


class _StopError(Exception):
    """A fault after which reading on makes no sense."""


def read_yaml(text: str, problems: Problems, first_line: int = 1, *, with_header: bool = True) -> Node | None:
    """Returns the tree of a document whose top is a mapping, or None where a problem was noted.

    `first_line` is the number of the text's first line in its file. Comments may stand at the top only, or nowhere.
    """
    before = len(problems)
    reader = _Reader(text, problems, first_line, header_of(text) if with_header else "")
    try:
        node = reader.document()
    except _StopError:
        return None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        problems.add((mark.line if mark else 0) + first_line, "", "yaml.broken")
        return None
    if not isinstance(node.value, dict):
        problems.add(node.line, "", "field.mapping_expected")
        return None
    return node if len(problems) == before else None


class _Reader:
    """Builds nodes from the events of the library's parser, which by itself expands nothing."""

    def __init__(self, text: str, problems: Problems, first_line: int, header: str) -> None:
        self._text = text
        self._problems = problems
        self._first_line = first_line
        self._end = len(header)
        self._events: Iterator[Any] = self._checked(yaml.parse(text, Loader=LOADER))

    def document(self) -> Node:
        """Returns the one document of the text."""
        event = next(self._events)
        while isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
            event = next(self._events)
        if isinstance(event, yaml.StreamEndEvent):
            self._stop(event, "yaml.empty")
        node = self._node(event, 0)
        next(self._events)
        if not isinstance(next(self._events), yaml.StreamEndEvent):
            self._stop(event, "yaml.several_documents")
        return node

    def _line(self, event: Any) -> int:
        return int(event.start_mark.line) + self._first_line

    def _stop(self, event: Any, message_id: str) -> None:
        self._problems.add(self._line(event), "", message_id)
        raise _StopError

    def _checked(self, events: Iterator[Any]) -> Iterator[Any]:
        """Looks at what stands between two events: a comment there would be lost when the file is written."""
        for event in events:
            start, end = event.start_mark.index, event.end_mark.index
            if start > self._end:
                gap = self._text[self._end : start]
                if "#" in gap:
                    line = self._text.count("\n", 0, self._end + gap.index("#")) + self._first_line
                    self._problems.add(line, "", "yaml.comment")
            self._end = max(self._end, end)
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                self._stop(event, "yaml.alias")
            if getattr(event, "tag", None) is not None:
                self._stop(event, "yaml.tag")
            yield event

    def _node(self, event: Any, depth: int) -> Node:
        if depth > DEEPEST:
            self._stop(event, "yaml.too_deep")
        if isinstance(event, yaml.ScalarEvent):
            return Node(self._scalar(event), self._line(event))
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(self._list(depth), self._line(event))
        return Node(self._mapping(depth), self._line(event))

    def _scalar(self, event: Any) -> Scalar:
        if not event.implicit[0]:
            return str(event.value)
        try:
            return scalar_of(event.value)
        except AmbiguousError:
            self._problems.add(self._line(event), "", "yaml.ambiguous", value=event.value[:40])
            return str(event.value)

    def _list(self, depth: int) -> list[Node]:
        nodes = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            nodes.append(self._node(event, depth + 1))
        return nodes

    def _mapping(self, depth: int) -> dict[str, Node]:
        nodes: dict[str, Node] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self._stop(event, "yaml.key_expected")
            if event.value in nodes:
                self._problems.add(self._line(event), event.value[:80], "yaml.duplicate_key", key=event.value[:80])
            node = self._node(next(self._events), depth + 1)
            # A field is named on the line of its key, where people look for it.
            nodes[event.value] = Node(node.value, self._line(event))
        return nodes


def header_of(text: str) -> str:
    """Returns the lines of comment at the top of the file, with their line ends."""
    lines = []
    for line in text.splitlines(keepends=True):
        if not line.startswith("#"):
            break
        lines.append(line)
    return "".join(lines)


def plain_mapping(node: Node) -> Mapping[str, Any]:
    """Returns the plain value of a mapping node."""
    plain = node.plain()
    return plain if isinstance(plain, dict) else {}
