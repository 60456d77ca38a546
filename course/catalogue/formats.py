"""Modules and lessons of `content/modules` as plain values."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ModuleEntry:
    """A module's own page."""

    key: str
    number: int
    title: str
    summary: str
    as_of: date
    english: str = ""
    legal_reviewer: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A figure as it stands in the lesson's text, and the formula that gives it."""

    shown: str
    compute: str


@dataclass(frozen=True, slots=True)
class LessonEntry:
    """A lesson: its front matter and its Markdown. `competencies` are (key, level from, level to)."""

    key: str
    title: str
    outcome: str
    minutes: int
    competencies: tuple[tuple[str, int, int], ...]
    facts: tuple[str, ...]
    false_ideas: tuple[int, ...]
    examples: tuple[Example, ...]
    tomorrow: tuple[str, ...]
    text: str
