"""The settings of a quiz version as one value, with what holds where nothing is said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal

from quizzes.behaviours import Behaviour

Counts = Literal["best", "last", "first", "mean"]
Moment = Literal["open", "closed"]
Purpose = Literal["quiz", "diagnostic", "test_out"]

BEHAVIOURS: Final = ("deferred", "immediate", "interactive", "adaptive")
COUNTS: Final = ("best", "last", "first", "mean")
# A quiz is taken as such; the other two lend their settings to the adaptive diagnostic and to « Je connais déjà ».
PURPOSES: Final[tuple[Purpose, ...]] = ("quiz", "diagnostic", "test_out")
PLAIN, DIAGNOSTIC, TEST_OUT = PURPOSES
# What a result may show: the mark, which answers were right, what is said of each, why, and the right answer.
REVIEW_PARTS: Final = ("mark", "correctness", "feedback", "explanation", "right")
GRACE_SECONDS: Final = 10


@dataclass(frozen=True, slots=True)
class Draw:
    """So many questions of a pool: of the quiz's own questions, or of a category of the bank, by competency and
    difficulties where these are given; in the section of this number (from 1), if any.
    """

    count: int
    competency: str | None = None
    difficulties: tuple[int, ...] = ()
    category: str | None = None
    section: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a quiz with a title of its own; `draw` None asks all of its questions."""

    title: str
    draw: int | None = None
    shuffle: bool = False


@dataclass(frozen=True, slots=True)
class QuizSettings:
    """How a quiz is taken. `review` says what a result shows while the quiz is open, and once it is closed.

    `purpose`: what it is for; only one for which that is « quiz » is listed, chosen, assigned and begun as a quiz.
    """

    purpose: Purpose = PLAIN
    behaviour: Behaviour = "deferred"
    certainty: bool = False
    draw: int | None = None
    per_competency: bool = False
    draws: tuple[Draw, ...] = ()
    sections: tuple[Section, ...] = ()
    shuffle: bool = True
    shuffle_questions: bool = False
    limit_minutes: int | None = None
    grace_seconds: int = GRACE_SECONDS
    attempts: int | None = None
    cooling_off_minutes: int = 0
    counts: Counts = "best"
    opens_on: date | None = None
    closes_on: date | None = None
    pass_mark: int | None = None
    review: Mapping[Moment, frozenset[str]] = field(
        default_factory=lambda: {"open": frozenset(REVIEW_PARTS), "closed": frozenset(REVIEW_PARTS)}, hash=False
    )

    def shows(self, part: str, *, is_closed: bool) -> bool:
        """Says whether a result shows this part now."""
        return part in self.review["closed" if is_closed else "open"]

    def to_json(self) -> dict[str, Any]:
        """Returns what the quiz's version keeps; `settings_of` reads it."""
        return {
            "purpose": self.purpose,
            "behaviour": self.behaviour,
            "certainty": self.certainty,
            "draw": self.draw,
            "per_competency": self.per_competency,
            "draws": [
                {
                    "count": draw.count,
                    "competency": draw.competency,
                    "difficulties": list(draw.difficulties),
                    "category": draw.category,
                    "section": draw.section,
                }
                for draw in self.draws
            ],
            "sections": [
                {"title": section.title, "draw": section.draw, "shuffle": section.shuffle} for section in self.sections
            ],
            "shuffle": self.shuffle,
            "shuffle_questions": self.shuffle_questions,
            "limit_minutes": self.limit_minutes,
            "grace_seconds": self.grace_seconds,
            "attempts": self.attempts,
            "cooling_off_minutes": self.cooling_off_minutes,
            "counts": self.counts,
            "opens_on": self.opens_on.isoformat() if self.opens_on else None,
            "closes_on": self.closes_on.isoformat() if self.closes_on else None,
            "pass_mark": self.pass_mark,
            "review": {moment: sorted(parts) for moment, parts in self.review.items()},
        }


def settings_of(stored: Mapping[str, Any], mode: str) -> QuizSettings:
    """Returns the settings that a version keeps; those of older versions lack what was not known then.

    Practice answers at once, a counted quiz at the end, where nothing else is said.
    """
    by_default: Behaviour = "deferred" if mode == "counted" else "immediate"
    review = stored.get("review") or {}
    everything = frozenset(REVIEW_PARTS)
    return QuizSettings(
        purpose=stored.get("purpose") or PLAIN,
        behaviour=stored.get("behaviour") or by_default,
        certainty=bool(stored.get("certainty")),
        draw=stored.get("draw"),
        per_competency=bool(stored.get("per_competency")),
        draws=tuple(_draw(draw) for draw in stored.get("draws") or ()),
        sections=tuple(
            Section(part["title"], part.get("draw"), bool(part.get("shuffle"))) for part in _sections(stored)
        ),
        shuffle=bool(stored.get("shuffle", True)),
        shuffle_questions=bool(stored.get("shuffle_questions")),
        limit_minutes=stored.get("limit_minutes"),
        grace_seconds=_or(stored.get("grace_seconds"), GRACE_SECONDS),
        attempts=stored.get("attempts"),
        cooling_off_minutes=stored.get("cooling_off_minutes") or 0,
        counts=stored.get("counts") or "best",
        opens_on=_day(stored.get("opens_on")),
        closes_on=_day(stored.get("closes_on")),
        pass_mark=stored.get("pass_mark"),
        review={
            "open": frozenset(review["open"]) if "open" in review else everything,
            "closed": frozenset(review["closed"]) if "closed" in review else everything,
        },
    )


def _sections(stored: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list(stored.get("sections") or ())


def _draw(stored: Mapping[str, Any]) -> Draw:
    return Draw(
        stored["count"],
        stored.get("competency"),
        tuple(stored.get("difficulties") or ()),
        stored.get("category"),
        stored.get("section"),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _or(value: int | None, by_default: int) -> int:
    return by_default if value is None else value


def asked(settings: QuizSettings, sizes: Mapping[int | None, int]) -> int:
    """Returns how many questions a sitting asks; `sizes`: how many the quiz has in each section (None: in none)."""
    if settings.draws:
        return sum(draw.count for draw in settings.draws)
    if settings.sections:
        parts = enumerate(settings.sections, start=1)
        return sum(min(section.draw or sizes.get(number, 0), sizes.get(number, 0)) for number, section in parts)
    everything = sum(sizes.values())
    return min(settings.draw or everything, everything)
