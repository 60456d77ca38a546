"""An ageing-balance workshop as its file says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from quizzes.portfolio import Portfolio, Settings, portfolio_to_mapping, to_values

Kind = Literal["hand_made", "generated"]
KINDS: Final[tuple[Kind, ...]] = ("hand_made", "generated")


@dataclass(frozen=True, slots=True)
class WorkshopEntry:
    """A workshop: a ledger written by hand with its correction, or the settings that ledgers are drawn from.

    `settings` say the hours too; `quarter` tells whether a quarter can be played besides a day.
    """

    key: str
    title: str
    english: str
    module: str | None
    number: int
    minutes: int
    difficulty: int
    kind: Kind
    summary: str
    competencies: tuple[str, ...]
    facts: tuple[str, ...]
    sources: tuple[str, ...]
    settings: Settings
    portfolio: Portfolio | None = None
    quarter: bool = False

    @property
    def laws(self) -> tuple[str, ...]:
        """The keys of the references that it rests on."""
        return self.sources

    def body(self) -> Mapping[str, Any]:
        """Returns what the engine and the pages read: `settings`, `quarter`, `summary`, a hand-made `portfolio`."""
        found: dict[str, Any] = {"settings": to_values(self.settings), "quarter": self.quarter, "summary": self.summary}
        return found if self.portfolio is None else found | {"portfolio": portfolio_to_mapping(self.portfolio)}
