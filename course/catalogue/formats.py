"""Modules and lessons of `content/modules`, and the tracks through them, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final


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


@dataclass(frozen=True, slots=True)
class TrackStage:
    """A part of a track, such as a day: `steps` are (kind, key), kinds as in STEP_KINDS; « review » has no key."""

    title: str
    english: str
    steps: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TrackEntry:
    """A track of `tracks.yml`: stages written out, or those that the required levels of a job role give.

    `days`: in how many days it is usually followed. `final`: the quiz that ends it, none where it is empty.
    """

    key: str
    title: str
    english: str
    summary: str
    summary_english: str
    days: int
    job_role: str = ""
    final: str = ""
    stages: tuple[TrackStage, ...] = ()


# The kinds of steps by the word that files use, as in the links of a text.
STEP_KINDS: Final[Mapping[str, str]] = {
    "lecon": "lesson",
    "appel": "scenario",
    "atelier": "workshop",
    "questionnaire": "quiz",
    "revision": "review",
}
