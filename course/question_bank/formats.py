"""A quiz of `content/quizzes` as a plain value, and what goes not together; questions are values of the engine."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from course.question_bank.rules import Draw, QuizSettings, Section, asked
from course.question_bank.rules.settings import DIAGNOSTIC, GRACE_SECONDS, PLAIN, REVIEW_PARTS, Counts, Moment, Purpose
from quizzes.behaviours import Behaviour

MODES = ("practice", "counted")
MOST_ASKED: Final = 200


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
    number, which only one database knows: no file says it. `marks` says what a question weighs here; both by key.
    A diagnostic and a « test_out » ask questions of the whole bank; the draws of a diagnostic say of which categories
    instead, and how many at most.
    """

    key: str
    title: str
    mode: str
    minutes: int
    questions: tuple[str, ...]
    purpose: Purpose = PLAIN
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
        limit = None if self.purpose == DIAGNOSTIC else limit
        by_default: Behaviour = "deferred" if self.mode == "counted" else "immediate"
        return QuizSettings(
            purpose=self.purpose,
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

    def path_of(self, position: int) -> str:
        """Returns the path of the field that names the question at a position from 0."""
        number = self.section_of(position)
        if number is None:
            return f"questions[{position}]"
        before = sum(len(section.questions) for section in self.sections[: number - 1])
        return f"sections[{number - 1}].questions[{position - before}]"

    def own_pool(self, draw: Draw) -> tuple[str, ...]:
        """Returns the keys of the quiz's own questions from which a draw takes, whatever they measure."""
        if draw.category is not None:
            return ()
        if draw.section is None or not self.sections:
            return self.questions
        return self.sections[draw.section - 1].questions if draw.section <= len(self.sections) else ()


class Fault(NamedTuple):
    """What is wrong with a quiz: the path of the field, and the sentence with its parameters."""

    path: str
    message_id: str
    params: Mapping[str, object]


def quiz_faults(quiz: QuizEntry) -> list[Fault]:
    """Returns what goes not together in a quiz whose fields are each well formed."""
    parts = (_purpose, _times, _tries, _composition, _draws, _weights, _sizes)
    return [fault for part in parts for fault in part(quiz)]


def _fault(path: str, message_id: str, **params: object) -> Fault:
    return Fault(path, f"quiz.{message_id}", params)


# What a diagnostic and a « test_out » decide by themselves.
_DECIDED: Final = (
    *("module", "behaviour", "certainty", "draw", "per_competency", "sections", "shuffle_questions", "grace_seconds"),
    *("attempts", "cooling_off_minutes", "counts", "opens_on", "closes_on", "pass_mark", "marks", "versions"),
)
_DECIDED_TOO: Final[Mapping[Purpose, tuple[str, ...]]] = {
    "quiz": (),
    "diagnostic": ("limit_minutes", "review", "questions"),
    "test_out": ("draws", "questions"),
}


def _purpose(quiz: QuizEntry) -> Iterator[Fault]:
    if quiz.purpose == PLAIN:
        return
    if quiz.mode != "counted":
        yield _fault("mode", "purpose_counts", purpose=quiz.purpose)
    plain = QuizEntry(quiz.key, quiz.title, quiz.mode, quiz.minutes, ())
    for name in (*_DECIDED, *_DECIDED_TOO[quiz.purpose]):
        if getattr(quiz, name) != getattr(plain, name):
            yield _fault(name, "purpose_decides", purpose=quiz.purpose)


def _times(quiz: QuizEntry) -> Iterator[Fault]:
    if quiz.opens_on is not None and quiz.closes_on is not None and quiz.closes_on < quiz.opens_on:
        yield _fault("closes_on", "closes_before")
    if quiz.closes_on is None and "closed" in quiz.review:
        yield _fault("review.closed", "never_closed")
    if quiz.grace_seconds != GRACE_SECONDS and quiz.settings().limit_minutes is None:
        yield _fault("grace_seconds", "no_limit")


def _tries(quiz: QuizEntry) -> Iterator[Fault]:
    if quiz.attempts is not None and quiz.mode == "practice":
        yield _fault("attempts", "counted_only")
    if quiz.cooling_off_minutes and quiz.mode == "practice":
        yield _fault("cooling_off_minutes", "no_waiting")
    if quiz.certainty and quiz.behaviour in {"interactive", "adaptive"}:
        yield _fault("certainty", "certainty_once")


def _composition(quiz: QuizEntry) -> Iterator[Fault]:
    """Questions are asked all, drawn as one number, drawn by section, or by several draws: one of these."""
    if quiz.draw is not None and (quiz.draws or quiz.sections):
        yield _fault("draw", "one_way", other="draws" if quiz.draws else "sections")
    if quiz.per_competency and (quiz.draws or quiz.sections):
        yield _fault("per_competency", "one_way", other="draws" if quiz.draws else "sections")
    for place, section in enumerate(quiz.sections):
        yield from _section(quiz, section, place)
    if quiz.purpose == PLAIN and not quiz.sections and not quiz.questions and not _from_categories(quiz):
        yield _fault("questions", "no_question")
    if quiz.draws and not quiz.sections and quiz.questions and all(draw.category for draw in quiz.draws):
        yield _fault("questions", "never_asked")
    if quiz.draw is not None and quiz.draw > len(quiz.questions) > 0:
        yield _fault("draw", "draw_too_many", count=len(quiz.questions))


def _section(quiz: QuizEntry, section: SectionEntry, place: int) -> Iterator[Fault]:
    path, number = f"sections[{place}]", place + 1
    drawn = [draw for draw in quiz.draws if draw.section == number]
    if section.draw is not None and quiz.draws:
        yield _fault(f"{path}.draw", "one_way", other="draws")
    if quiz.draws and not drawn:
        yield _fault(path, "section_not_drawn")
    if section.questions and drawn and all(draw.category for draw in drawn):
        yield _fault(f"{path}.questions", "never_asked")
    if not section.questions and not any(draw.category for draw in drawn):
        yield _fault(f"{path}.questions", "no_question")
    if section.draw is not None and section.draw > len(section.questions) > 0:
        yield _fault(f"{path}.draw", "draw_too_many", count=len(section.questions))


def _from_categories(quiz: QuizEntry) -> bool:
    return any(draw.category is not None for draw in quiz.draws)


def _draws(quiz: QuizEntry) -> Iterator[Fault]:
    wanted: Counter[int | None] = Counter()
    for place, draw in enumerate(quiz.draws):
        if (draw.section or 0) > len(quiz.sections) or (quiz.sections and draw.section is None):
            yield _fault(f"draws[{place}].section", "draw_section", count=len(quiz.sections))
        elif draw.category is None:
            wanted[draw.section] += draw.count
            most = len(quiz.own_pool(draw))
            if wanted[draw.section] > most > 0:
                yield _fault(f"draws[{place}].count", "draw_too_many", count=most)
            elif not most and (quiz.sections or _from_categories(quiz)):
                yield _fault(f"draws[{place}].count", "draw_of_nothing")


def _weights(quiz: QuizEntry) -> Iterator[Fault]:
    known = set(quiz.questions)
    for name, by_key in (("marks", quiz.marks), ("versions", quiz.versions)):
        for key in by_key:
            if key not in known:
                yield _fault(f"{name}.{key}", "not_in_quiz", key=key)


def _sizes(quiz: QuizEntry) -> Iterator[Fault]:
    sizes = Counter(quiz.section_of(position) for position in range(len(quiz.questions)))
    if asked(quiz.settings(), sizes) > MOST_ASKED:
        yield _fault("questions" if not quiz.draws else "draws", "too_many_asked", most=MOST_ASKED)
