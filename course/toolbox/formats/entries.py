"""What every entry of the toolbox tells: its body as JSON, its texts to render, and what it rests on."""

from collections.abc import Iterator, Mapping
from typing import Any, Protocol


class ToolEntry(Protocol):
    """An entry of one of the toolbox's files."""

    @property
    def key(self) -> str:
        """The stable key."""

    @property
    def title(self) -> str:
        """What lists and pages call it."""

    def body(self) -> dict[str, Any]:
        """Returns what the file says, as JSON."""

    def texts(self) -> Mapping[str, str]:
        """Returns the texts in Markdown by their paths, such as `steps.2`."""

    def depends_on(self) -> set[tuple[str, str]]:
        """Returns what it names beside the links of its texts, as (kind, key)."""


def numbered(name: str, texts: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Goes through the texts of a list with their paths."""
    for place, text in enumerate(texts):
        yield f"{name}.{place}", text
