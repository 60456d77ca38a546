"""Tracks as a person follows them: their steps, what is done of them, what comes next."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from sqlalchemy.orm import Session

from course.assessment.queries import results_of
from course.catalogue.queries import LessonCard, Outline, QuizCard, Stage, TrackCard, outline, tracks
from course.catalogue.rules import is_for_role
from course.competencies.queries import levels_by_role
from course.enrolment.queries import completed_item_ids, open_assignments
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
        return next(self._left(), None)

    def next_but(self, kind: str, key: str) -> TrackStep | None:
        """Returns the first step that is not done beside the one from which one comes, None where nothing is left."""
        return next((step for step in self._left() if (step.kind, step.key) != (kind, key)), None)

    def _left(self) -> Iterator[TrackStep]:
        return (step for step in self.steps if step.state in {"new", "open"})

    def holds(self, kind: str, key: str) -> bool:
        """Says whether something is a step of it."""
        return any((step.kind, step.key) == (kind, key) for step in self.steps)


def track_views(session: Session, learner_id: int, progress: Progress, day: date) -> list[TrackView]:
    """Returns all published tracks with the person's progress: three statements at most."""
    done = _Done(
        completed=progress.completed,
        handed_in=progress.results,
        begun=progress.begun,
        open_quizzes=[attempt.quiz_key for attempt in progress.attempts],
        plays=_plays_of(session, learner_id),
    )
    return _views(session, tracks(session), done, day)


def track_view(session: Session, learner_id: int, progress: Progress, day: date, key: str) -> TrackView | None:
    """Returns one published track with the person's progress, or None."""
    return next((view for view in track_views(session, learner_id, progress, day) if view.card.key == key), None)


def steps_of(session: Session, card: TrackCard, day: date) -> tuple[TrackStep, ...]:
    """Returns the published steps of a track in order, whoever asks: none but of a job's track costs a statement."""
    return _views(session, [card], _Done(), day)[0].steps


def tracks_on(
    session: Session, learner_id: int, kind: str, key: str, day: date
) -> list[tuple[TrackCard, TrackStep | None]]:
    """Returns where somebody who has just ended a step may go on: the tracks that hold it with their next step, those
    followed first. Where none is followed, the first one for everybody counts once it was begun: the home page leads
    along it. What is not followed is left out where nothing is left of it. Two statements for who follows none of
    them, five at most.
    """
    cards = [card for card in tracks(session) if _may_hold(card, kind, key)]
    if not cards:
        return []
    followed = [row.item_id for row in open_assignments(session, learner_id) if row.kind == "track"]
    completed = completed_item_ids(session, learner_id)
    chosen = [card for card in cards if card.item_id in followed or card.item_id in completed]
    if not followed:
        chosen += [card for card in _first_of_all(session) if card in cards and card not in chosen]
    if not chosen:
        return []
    done = _Done(completed, results_of(session, learner_id, day), plays=_plays_of(session, learner_id))
    views = [view for view in _views(session, chosen, done, day) if view.holds(kind, key)]
    views.sort(key=lambda view: _place_in(followed, view.card.item_id))
    ways = [(view, view.next_but(kind, key)) for view in views]
    return [
        (view.card, step)
        for view, step in ways
        if view.card.item_id in followed or (step is not None and _leads_on(view, kind))
    ]


def _leads_on(view: TrackView, kind: str) -> bool:
    """Says whether a track that is not followed leads on: once it was begun. Reviews never end, and are no step of one
    whose lessons are all done."""
    return view.lessons_done > 0 and not (kind == "review" and view.is_finished)


def _may_hold(card: TrackCard, kind: str, key: str) -> bool:
    """Says whether something may be a step; which lessons and calls a job's track takes follows from its levels."""
    if card.job_role:
        return kind in {"lesson", "scenario", "workshop"} or (kind, key) == ("quiz", card.final)
    return any((kind, key) in stage.steps for stage in card.stages)


def _first_of_all(session: Session) -> list[TrackCard]:
    return [card for card in tracks(session) if not card.job_role][:1]


def _place_in(followed: list[int], item_id: int) -> int:
    return followed.index(item_id) if item_id in followed else len(followed)


def _plays_of(session: Session, learner_id: int) -> Mapping[int, str]:
    played = published_plays(session)
    return play_states(session, learner_id, [one.item_id for one in played]) if played else {}


def _views(session: Session, cards: Collection[TrackCard], done: "_Done", day: date) -> list[TrackView]:
    roles = levels_by_role(session, day) if any(card.job_role for card in cards) else {}
    known = _Known(outline(session), {(one.kind, one.key): one for one in published_plays(session)}, done)
    return [_view(card, known, roles.get(card.job_role, {})) for card in cards]


@dataclass(frozen=True, slots=True)
class _Done:
    """What somebody has done and begun: items completed, quizzes handed in, lessons begun, by key quizzes that are
    open, by item where they stand in what is played."""

    completed: Collection[int] = frozenset()
    handed_in: Collection[int] = frozenset()
    begun: Collection[int] = frozenset()
    open_quizzes: Collection[str] = frozenset()
    plays: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Known:
    outline: Outline
    played: Mapping[tuple[str, str], Played]
    done: _Done

    def lesson(self, key: str) -> TrackStep | None:
        lesson = self.outline.lesson(key)
        if lesson is None:
            return None
        is_begun = lesson.item_id in self.done.begun
        state: StepState = "done" if lesson.item_id in self.done.completed else "open" if is_begun else "new"
        return TrackStep("lesson", key, lesson.title, "", lesson.minutes, state, lesson=lesson)

    def quiz(self, key: str) -> TrackStep | None:
        quiz = next((quiz for quiz in self.outline.all_quizzes if quiz.key == key), None)
        if quiz is None:
            return None
        is_open = key in self.done.open_quizzes
        state: StepState = "open" if is_open else "done" if quiz.item_id in self.done.handed_in else "new"
        return TrackStep("quiz", key, quiz.title, "", quiz.minutes, state, quiz=quiz)

    def play(self, kind: str, key: str) -> TrackStep | None:
        one = self.played.get((kind, key))
        if one is None:
            return None
        state = PLAY_STATES.get(self.done.plays.get(one.item_id, "new"), "new")
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
    for module in known.outline.modules:
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
