"""Sheets, checklists and agreements to take away empty and to fill in by hand."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from course.toolbox.formats.base import numbered
from course.toolbox.formats.blocks import BOX

DOCUMENT_KINDS: Final = ("sheet", "checklist", "agreement")
TO_TICK: Final = re.compile(r"\[ \]")


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A document to print. `kind` is one of DOCUMENT_KINDS; `purpose` says in one sentence what it is for, `before`
    what to know before it is used; that stands on the page alone.

    `text` is Markdown: headings of level 2, paragraphs, lists, tables whose empty cells are filled in by hand, and
    `[ ]` for a box to tick.
    """

    key: str
    title: str
    kind: str
    purpose: str
    before: tuple[str, ...]
    text: str
    competencies: tuple[str, ...]
    facts: tuple[str, ...]
    checked_on: date

    def body(self) -> dict[str, Any]:
        """Returns what the file says, as JSON."""
        return {
            "kind": self.kind,
            "purpose": self.purpose,
            "before": len(self.before),
            "text": self.text,
            "competencies": list(self.competencies),
            "facts": list(self.facts),
            "checked_on": self.checked_on.isoformat(),
        }

    def texts(self) -> Mapping[str, str]:
        """Returns the texts in Markdown by their paths, with a sign of its own for each box."""
        return {"text": TO_TICK.sub(BOX, self.text)} | numbered("before", self.before)

    def depends_on(self) -> set[tuple[str, str]]:
        """Returns the competencies that it serves."""
        return {("competency", key) for key in self.competencies}

    def words(self) -> str:
        """Returns what a search finds beside the title and the texts."""
        return self.purpose
