"""A quiz of `content/quizzes` as a plain value; questions are values of the engine itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from course.question_bank.rules import Draw, QuizSettings, Section
from course.question_bank.rules.settings import GRACE_SECONDS, REVIEW_PARTS, Counts, Moment
from quizzes.behaviours import Behaviour

MODES = ("practice", "counted")


@dataclass(frozen=True, slots=True)
class SectionEntry:
    """A section of a quiz with its questions; `draw` None asks all of them."""

    title: str
    questions: tuple[str, ...]
    draw: int | None = None
    shuffle: bool = False


@dataclass(frozen=True, slots=True)
class QuizEntry:
    """A quiz made of bank questions; `draw` None asks all of them in order.

    With `sections`, `questions` is what these hold, in order. `versions` pins a question to one of its versions by
    number, `marks` says what a question weighs here; both by key.
    """

    key: str
    title: str
    mode: str
    minutes: int
    questions: tuple[str, ...]
    module: str | None = None
    draw: int | None = None
    per_competency: bool = False
    limit_minutes: int | None = None
    shuffle: bool = True
    attempts: int | None = None
    pass_mark: int | None = None
    behaviour: Behaviour | None = None
    certainty: bool = False
    draws: tuple[Draw, ...] = ()
    sections: tuple[SectionEntry, ...] = ()
    shuffle_questions: bool = False
    grace_seconds: int = GRACE_SECONDS
    cooling_off_minutes: int = 0
    counts: Counts = "best"
    opens_on: date | None = None
    closes_on: date | None = None
    review: Mapping[Moment, tuple[str, ...]] = field(default_factory=dict, hash=False)
    versions: Mapping[str, int] = field(default_factory=dict, hash=False)
    marks: Mapping[str, float] = field(default_factory=dict, hash=False)

    def settings(self) -> QuizSettings:
        """Returns what the quiz's version keeps; a counted quiz is limited to its expected time unless it says else."""
        limit = self.limit_minutes or (self.minutes if self.mode == "counted" else None)
        by_default: Behaviour = "deferred" if self.mode == "counted" else "immediate"
        return QuizSettings(
            behaviour=self.behaviour or by_default,
            certainty=self.certainty,
            draw=self.draw,
            per_competency=self.per_competency,
            draws=self.draws,
            sections=tuple(Section(part.title, part.draw, part.shuffle) for part in self.sections),
            shuffle=self.shuffle,
            shuffle_questions=self.shuffle_questions,
            limit_minutes=limit,
            grace_seconds=self.grace_seconds,
            attempts=self.attempts,
            cooling_off_minutes=self.cooling_off_minutes,
            counts=self.counts,
            opens_on=self.opens_on,
            closes_on=self.closes_on,
            pass_mark=self.pass_mark,
            review={
                "open": frozenset(self.review.get("open", REVIEW_PARTS)),
                "closed": frozenset(self.review.get("closed", REVIEW_PARTS)),
            },
        )

    def section_of(self, position: int) -> int | None:
        """Returns the number, from 1, of the section that holds the question at a position from 0."""
        ends = 0
        for number, section in enumerate(self.sections, start=1):
            ends += len(section.questions)
            if position < ends:
                return number
        return None
