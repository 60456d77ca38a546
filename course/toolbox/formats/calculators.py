"""Entries of `toolbox/calculators.yml` as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class CalculatorEntry:
    """The words of one calculator: the question it answers, and what it rests on; what it reckons stands in the code.

    `facts`: numbers of the fact sheet with a title that people can read; `sources`: keys of legal references.
    """

    key: str
    title: str
    english: str
    question: str
    intro: str
    checked_on: date
    facts: Mapping[str, str]
    sources: tuple[str, ...] = ()
    competencies: tuple[str, ...] = ()
    lessons: tuple[str, ...] = ()

    def body(self) -> dict[str, Any]:
        """Returns what the file says, as JSON."""
        return {
            "english": self.english,
            "question": self.question,
            "checked_on": self.checked_on.isoformat(),
            "facts": dict(self.facts),
            "sources": list(self.sources),
            "competencies": list(self.competencies),
            "lessons": list(self.lessons),
        }

    def texts(self) -> Mapping[str, str]:
        """Returns the introduction."""
        return {"intro": self.intro}

    def depends_on(self) -> set[tuple[str, str]]:
        """Returns the laws, facts, competencies and lessons that it names."""
        named = {"law": self.sources, "fact": self.facts, "competency": self.competencies, "lesson": self.lessons}
        return {(kind, key) for kind, keys in named.items() for key in keys}

    def words(self) -> str:
        """Returns the question it answers and the titles of its facts."""
        return " ".join((self.question, self.english, *self.facts.values()))
