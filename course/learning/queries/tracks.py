"""Tracks as a person follows them: their steps, what is done of them, what comes next."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from sqlalchemy.orm import Session

from course.catalogue.queries import LessonCard, QuizCard, Stage, TrackCard, tracks
from course.catalogue.rules import is_for_role
from course.competencies.queries import levels_by_role
from course.learning.queries.progress import Progress
from course.simulations.queries.standing import Played, play_states, published_plays

StepState = Literal["done", "open", "new", "any"]
PLAY_STATES: Final[Mapping[str, StepState]] = {"open": "open", "counted": "done", "done": "done", "again": "done"}
FINAL: Final = Stage("Évaluation finale", "Final assessment", ())


@dataclass(frozen=True, slots=True)
class TrackStep:
    """A step that is published: `kind` is lesson, scenario, workshop, quiz or review; `state` « any »: never over, as
    the day's review."""

    kind: str
    key: str
    title: str
    english: str
    minutes: int
    state: StepState
    lesson: LessonCard | None = None
    quiz: QuizCard | None = None

    def named(self, language: str) -> str:
        """Returns the title in the language; the French one where there is no other."""
        return (self.english if language == "en" else "") or self.title


@dataclass(frozen=True, slots=True)
class TrackStage:
    """A part of a track, without what is not published."""

    stage: Stage
    steps: tuple[TrackStep, ...]


@dataclass(frozen=True, slots=True)
class TrackView:
    """A track with a person's progress in it."""

    card: TrackCard
    stages: tuple[TrackStage, ...]

    @property
    def steps(self) -> tuple[TrackStep, ...]:
        """All steps, in order."""
        return tuple(step for stage in self.stages for step in stage.steps)

    @property
    def lessons(self) -> tuple[TrackStep, ...]:
        """The steps that are lessons."""
        return tuple(step for step in self.steps if step.kind == "lesson")

    @property
    def lessons_done(self) -> int:
        """How many of its lessons are done."""
        return sum(step.state == "done" for step in self.lessons)

    @property
    def is_finished(self) -> bool:
        """Whether all its lessons are done; never of a track without any."""
        return bool(self.lessons) and self.lessons_done == len(self.lessons)

    @property
    def minutes(self) -> int:
        """How long all of it takes."""
        return sum(step.minutes for step in self.steps)

    @property
    def minutes_left(self) -> int:
        """How long what is left takes."""
        return sum(step.minutes for step in self.steps if step.state != "done")

    @property
    def next(self) -> TrackStep | None:
        """The first step that is not done."""
        return next((step for step in self.steps if step.state in {"new", "open"}), None)

    def after(self, kind: str, key: str) -> TrackStep | None:
        """Returns the step that follows another, None after the last and for what is no step."""
        steps = self.steps
        places = [place for place, step in enumerate(steps) if (step.kind, step.key) == (kind, key)]
        return steps[places[0] + 1] if places and places[0] + 1 < len(steps) else None


def track_views(session: Session, learner_id: int, progress: Progress, day: date) -> list[TrackView]:
    """Returns all published tracks with the person's progress: three statements at most."""
    cards = tracks(session)
    roles = levels_by_role(session, day) if any(card.job_role for card in cards) else {}
    played = published_plays(session)
    states = play_states(session, learner_id, [one.item_id for one in played]) if played else {}
    known = _Known(progress, {(one.kind, one.key): one for one in played}, states)
    return [_view(card, known, roles.get(card.job_role, {})) for card in cards]


def track_view(session: Session, learner_id: int, progress: Progress, day: date, key: str) -> TrackView | None:
    """Returns one published track with the person's progress, or None."""
    return next((view for view in track_views(session, learner_id, progress, day) if view.card.key == key), None)


@dataclass(frozen=True, slots=True)
class _Known:
    progress: Progress
    played: Mapping[tuple[str, str], Played]
    states: Mapping[int, str]

    def lesson(self, key: str) -> TrackStep | None:
        lesson = self.progress.outline.lesson(key)
        if lesson is None:
            return None
        is_begun = lesson.item_id in self.progress.begun
        state: StepState = "done" if lesson.item_id in self.progress.completed else "open" if is_begun else "new"
        return TrackStep("lesson", key, lesson.title, "", lesson.minutes, state, lesson=lesson)

    def quiz(self, key: str) -> TrackStep | None:
        quiz = next((quiz for quiz in self.progress.outline.all_quizzes if quiz.key == key), None)
        if quiz is None:
            return None
        is_open = any(attempt.quiz_key == key for attempt in self.progress.attempts)
        state: StepState = "open" if is_open else "done" if quiz.item_id in self.progress.results else "new"
        return TrackStep("quiz", key, quiz.title, "", quiz.minutes, state, quiz=quiz)

    def play(self, kind: str, key: str) -> TrackStep | None:
        one = self.played.get((kind, key))
        if one is None:
            return None
        state = PLAY_STATES.get(self.states.get(one.item_id, "new"), "new")
        return TrackStep(kind, key, one.title, one.english, one.minutes, state)

    def step(self, kind: str, key: str) -> TrackStep | None:
        if kind == "lesson":
            return self.lesson(key)
        if kind == "quiz":
            return self.quiz(key)
        if kind == "review":
            return TrackStep(kind, "", "", "", 5, "any")
        return self.play(kind, key)


def _view(card: TrackCard, known: _Known, required: Mapping[str, int]) -> TrackView:
    stages = list(_stages_of_role(card, known, required)) if card.job_role else card.stages
    found = []
    for stage in stages:
        steps = [known.step(kind, key) for kind, key in stage.steps]
        present = tuple(step for step in steps if step is not None)
        if present:
            found.append(TrackStage(stage, present))
    return TrackView(card, tuple(found))


def _stages_of_role(card: TrackCard, known: _Known, required: Mapping[str, int]) -> Iterator[Stage]:
    """Goes through the modules with the lessons that the role takes, and what it plays there; last the final."""
    for module in known.progress.outline.modules:
        lessons = [("lesson", one.key) for one in module.lessons if is_for_role(one.competencies, required)]
        plays = [
            (one.kind, one.key)
            for one in known.played.values()
            if one.module_key == module.key and any(required.get(key) for key in one.competencies)
        ]
        if lessons:
            yield Stage(module.title, module.english, (*lessons, *plays))
    if card.final:
        yield Stage(FINAL.title, FINAL.english, (("quiz", card.final),))
