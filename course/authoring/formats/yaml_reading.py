"""A YAML reader that keeps line numbers and refuses what it could only guess: aliases, tags, double keys, `yes`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import yaml

from course.authoring.formats.problems import Problems
from course.authoring.formats.yaml_scalars import AmbiguousError, Scalar, scalar_of

DEEPEST: Final = 12
LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STEP: Final = re.compile(r"[^.\[\]]+")


Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Comment:
    """Lines of comment and what they stand above: a path whose list entries are named by their key or their text."""

    anchor: Path
    lines: tuple[str, ...]


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


def _named(node: Node, path: Path) -> Path:
    """Returns the path with list positions turned into names, which stay when entries are added before."""
    named: list[str | int] = []
    for step in path:
        inner = _inside(node, str(step))
        if inner is None:
            break
        named.append(_name(inner, step) if isinstance(step, int) else step)
        node = inner
    return tuple(named)


def _name(node: Node, position: int) -> str | int:
    key = node.value.get("key") if isinstance(node.value, dict) else node
    return key.value if key is not None and isinstance(key.value, str) else position


def with_comments(text: str, comments: Sequence[Comment]) -> str:
    """Returns YAML of ours with each comment above what it stood above; one whose place is gone goes with it."""
    node = read_yaml(text, Problems(""), comments=[]) if comments else None
    if node is None:
        return text
    lines = text.split("\n")
    places = [(place, comment) for comment in comments if (place := _line_at(node, comment.anchor)) is not None]
    for place, comment in sorted(places, key=lambda found: found[0], reverse=True):
        line = lines[place - 1]
        indent = line[: len(line) - len(line.lstrip(" "))]
        lines[place - 1 : place - 1] = [indent + written for written in comment.lines]
    return "\n".join(lines)


def comments_of(text: str) -> list[Comment]:
    """Returns the comments of a file of ours, but those at its top."""
    comments: list[Comment] = []
    if text:
        read_yaml(text, Problems(""), comments=comments)
    return comments


def _line_at(node: Node, anchor: Path) -> int | None:
    for step in anchor:
        found: Node | None = None
        if isinstance(node.value, dict):
            found = node.value.get(str(step))
        elif isinstance(node.value, list):
            found = next((part for at, part in enumerate(node.value) if _name(part, at) == step), None)
        if found is None:
            return None
        node = found
    return node.line


class _StopError(Exception):
    """A fault after which reading on makes no sense."""


def read_yaml(
    text: str, problems: Problems, first_line: int = 1, comments: "list[Comment] | None" = None
) -> Node | None:
    """Returns the tree of a document whose top is a mapping, or None where a problem was noted.

    `first_line` is the number of the text's first line in its file. Comments on lines of their own are put into
    `comments`; where that is None, and at the end of a line, a comment is a fault: writing the file would lose it.
    """
    before = len(problems)
    reader = _Reader(text, problems, first_line, comments)
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
    if comments is not None:
        comments.extend(Comment(_named(node, path), tuple(lines)) for path, lines in reader.comments)
    return node if len(problems) == before else None


class _Reader:
    """Builds nodes from the events of the library's parser, which by itself expands nothing."""

    def __init__(self, text: str, problems: Problems, first_line: int, comments: "list[Comment] | None") -> None:
        self._text = text
        self._problems = problems
        self._first_line = first_line
        self._end = 0 if comments is None else len(header_of(text))
        self._has_comments = comments is not None
        self._waiting: list[str] = []
        self.comments: list[tuple[Path, list[str]]] = []
        self._events: Iterator[Any] = self._checked(yaml.parse(text, Loader=LOADER))

    def document(self) -> Node:
        """Returns the one document of the text."""
        event = next(self._events)
        while isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
            event = next(self._events)
        if isinstance(event, yaml.StreamEndEvent):
            self._stop(event, "yaml.empty")
        node = self._node(event, 0, ())
        next(self._events)
        if not isinstance(next(self._events), yaml.StreamEndEvent):
            self._stop(event, "yaml.several_documents")
        if self._waiting:
            self._problems.add(self._text.count("\n") + self._first_line - 1, "", "yaml.comment")
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
            if start > self._end and "#" in self._text[self._end : start]:
                self._comment(self._text[self._end : start])
            self._end = max(self._end, end)
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                self._stop(event, "yaml.alias")
            if getattr(event, "tag", None) is not None:
                self._stop(event, "yaml.tag")
            yield event

    def _comment(self, gap: str) -> None:
        """Keeps the comments of a gap for what follows; one behind a value is a fault."""
        starts_line = not self._end or self._text[self._end - 1] == "\n"
        for number, line in enumerate(gap.split("\n")):
            if "#" not in line:
                continue
            if self._has_comments and line.strip().startswith("#") and (number or starts_line):
                self._waiting.append(line.strip())
            else:
                line_number = self._text.count("\n", 0, self._end) + number + self._first_line
                self._problems.add(line_number, "", "yaml.comment")

    def _settle(self, path: Path) -> None:
        """Gives the comments that wait to the node at the path."""
        if self._waiting:
            self.comments.append((path, self._waiting))
            self._waiting = []

    def _node(self, event: Any, depth: int, path: Path) -> Node:
        if depth > DEEPEST:
            self._stop(event, "yaml.too_deep")
        if isinstance(event, yaml.ScalarEvent):
            return Node(self._scalar(event), self._line(event))
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(self._list(depth, path), self._line(event))
        return Node(self._mapping(depth, path), self._line(event))

    def _scalar(self, event: Any) -> Scalar:
        if not event.implicit[0]:
            return str(event.value)
        try:
            return scalar_of(event.value)
        except AmbiguousError:
            self._problems.add(self._line(event), "", "yaml.ambiguous", value=event.value[:40])
            return str(event.value)

    def _list(self, depth: int, path: Path) -> list[Node]:
        nodes: list[Node] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            inner = (*path, len(nodes))
            self._settle(inner)
            nodes.append(self._node(event, depth + 1, inner))
        return nodes

    def _mapping(self, depth: int, path: Path) -> dict[str, Node]:
        nodes: dict[str, Node] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self._stop(event, "yaml.key_expected")
            if event.value in nodes:
                self._problems.add(self._line(event), event.value[:80], "yaml.duplicate_key", key=event.value[:80])
            inner = (*path, str(event.value))
            self._settle(inner)
            node = self._node(next(self._events), depth + 1, inner)
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
