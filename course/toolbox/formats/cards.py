"""Reflex cards and phrases: what to do in one situation, what to say to one excuse."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from course.toolbox.formats.base import numbered

MOMENTS: Final = ("before", "during", "after", "alarm")
THEMES: Final = ("invoice", "circuit", "payment", "cash", "dispute", "terms", "refusal", "consumer")


@dataclass(frozen=True, slots=True)
class CardEntry:
    """A reflex card, one screen of a phone: when to take it out, what to do in order, what to say, what never to do.

    `moment` is one of MOMENTS; `when`, `steps`, `avoid` and `after` are Markdown of one paragraph, `say` plain
    sentences.
    """

    key: str
    title: str
    moment: str
    when: str
    steps: tuple[str, ...]
    say: tuple[str, ...]
    avoid: tuple[str, ...]
    after: str
    competencies: tuple[str, ...]
    facts: tuple[str, ...]
    checked_on: date

    def body(self) -> dict[str, Any]:
        """Returns what the file says, as JSON."""
        return {
            "moment": self.moment,
            "say": list(self.say),
            "steps": len(self.steps),
            "avoid": len(self.avoid),
            "competencies": list(self.competencies),
            "facts": list(self.facts),
            "checked_on": self.checked_on.isoformat(),
        }

    def texts(self) -> Mapping[str, str]:
        """Returns the texts in Markdown by their paths."""
        whole = {"when": self.when, "after": self.after}
        return whole | numbered("steps", self.steps) | numbered("avoid", self.avoid)

    def depends_on(self) -> set[tuple[str, str]]:
        """Returns the competencies that it serves."""
        return {("competency", key) for key in self.competencies}

    def words(self) -> str:
        """Returns what a search finds beside the title and the texts."""
        return " ".join(self.say)


@dataclass(frozen=True, slots=True)
class PhraseEntry:
    """What to answer to one excuse. `title` is the excuse as it is heard, without its guillemets; `say` are plain
    sentences to copy, `why`, `avoid` and `then` (the next dated step) Markdown of one paragraph; `theme` is one of
    THEMES.
    """

    key: str
    title: str
    theme: str
    say: tuple[str, ...]
    why: str
    avoid: str
    then: str
    competencies: tuple[str, ...]
    facts: tuple[str, ...]
    checked_on: date

    def body(self) -> dict[str, Any]:
        """Returns what the file says, as JSON."""
        return {
            "theme": self.theme,
            "say": list(self.say),
            "competencies": list(self.competencies),
            "facts": list(self.facts),
            "checked_on": self.checked_on.isoformat(),
        }

    def texts(self) -> Mapping[str, str]:
        """Returns the texts in Markdown by their paths."""
        return {"why": self.why, "avoid": self.avoid, "then": self.then}

    def depends_on(self) -> set[tuple[str, str]]:
        """Returns the competencies that it serves."""
        return {("competency", key) for key in self.competencies}

    def words(self) -> str:
        """Returns what a search finds beside the title and the texts."""
        return " ".join(self.say)
