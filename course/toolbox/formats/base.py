"""What every tool's entry tells to be kept, whatever its kind."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class ToolEntry(Protocol):
    """A calculator's words, a reflex card, a phrase, a letter, a document or a team's kit, as its file says it."""

    @property
    def key(self) -> str:
        """The stable key."""

    @property
    def title(self) -> str:
        """The French title."""

    def body(self) -> dict[str, Any]:
        """Returns what the file says, as JSON."""

    def texts(self) -> Mapping[str, str]:
        """Returns the texts in Markdown by their paths, such as `intro` or `steps[2].text`."""

    def depends_on(self) -> set[tuple[str, str]]:
        """Returns the laws, facts, competencies and lessons that it names outside its texts, as (kind, key)."""

    def words(self) -> str:
        """Returns what a search finds beside the title and the texts."""


def numbered(name: str, texts: Sequence[str]) -> dict[str, str]:
    """Returns the texts of a list by their paths, such as `steps[2]`."""
    return {f"{name}[{place}]": text for place, text in enumerate(texts)}
