"""Where a person stands: derived on reading as what is done among what is published now, never stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.assessment.queries import QuizResult, checked_lessons, open_attempts, results_of
from course.catalogue.queries import LessonCard, ModuleCard, Outline, QuizCard, outline, tracks
from course.competencies.models import Competency, EstimateHistory
from course.competencies.queries import CompetencyState, HistoryPoint, states_of
from course.enrolment.queries import (
    AssignmentRow,
    CommitmentRow,
    commitment_to_ask,
    completed_item_ids,
    open_assignments,
)
from course.learning.rules import Step, next_steps


@dataclass(frozen=True, slots=True)
class OpenAttempt:
    """A quiz that was begun and not handed in."""

    id: int
    quiz_key: str
    title: str
    mode: str

    @property
    def is_counted(self) -> bool:
        """Whether it counts for levels."""
        return self.mode == "counted"


@dataclass(frozen=True, slots=True)
class Progress:
    """What the home page and the module page read."""

    outline: Outline
    completed: frozenset[int]
    begun: Mapping[int, tuple[int, datetime]]
    assignments: tuple[AssignmentRow, ...]
    attempts: tuple[OpenAttempt, ...]
    results: Mapping[int, QuizResult]
    commitment: CommitmentRow | None
    states: tuple[CompetencyState, ...]
    first: tuple[str, ...] = ()  # the lessons with which everybody begins, by key

    @property
    def lessons(self) -> dict[int, LessonCard]:
        """The published lessons by item, in the programme's order."""
        return {lesson.item_id: lesson for module in self.outline.modules for lesson in module.lessons}

    @property
    def lessons_total(self) -> int:
        """How many lessons are published."""
        return len(self.outline.lessons)

    @property
    def lessons_done(self) -> int:
        """How many of the published lessons are done: never more than there are."""
        return sum(lesson.item_id in self.completed for lesson in self.outline.lessons)

    @property
    def minutes_left(self) -> int:
        """How long the other lessons take."""
        return sum(lesson.minutes for lesson in self.outline.lessons if lesson.item_id not in self.completed)

    def module_of(self, key: str | None) -> ModuleCard | None:
        """Returns the module with this key."""
        return self.outline.module(key) if key else None

    def done_in(self, module: ModuleCard) -> int:
        """Returns how many of the module's present lessons are done."""
        return sum(lesson.item_id in self.completed for lesson in module.lessons)

    def is_finished(self, module: ModuleCard) -> bool:
        """Says whether all of the module's present lessons are done; never for a module without any."""
        return bool(module.lessons) and self.done_in(module) == len(module.lessons)

    def first_open_lesson(self, module: ModuleCard) -> LessonCard | None:
        """Returns the module's first lesson that is not done."""
        return next((lesson for lesson in module.lessons if lesson.item_id not in self.completed), None)

    def to_take(self) -> list[LessonCard]:
        """Returns the lessons still to take by the person's role, in the order in which they are proposed."""
        lessons = self.lessons
        required = {state.competency.key: state.required for state in self.states}
        steps = [Step(lesson.item_id, lesson.key, lesson.competencies) for lesson in lessons.values()]
        return [lessons[item_id] for item_id in next_steps(steps, self.completed, required, self.first)]

    def last_begun(self) -> LessonCard | None:
        """Returns the lesson in which something was answered last and that is not completed."""
        lessons = self.lessons
        begun = [item_id for item_id in self.begun if item_id in lessons and item_id not in self.completed]
        return lessons[max(begun, key=lambda item_id: self.begun[item_id][1])] if begun else None

    def quizzes_to_take(self) -> list[tuple[ModuleCard, QuizCard]]:
        """Returns the « Faire le point » of finished modules that were never handed in."""
        return [
            (module, quiz)
            for module in self.outline.modules
            if self.is_finished(module)
            for quiz in module.quizzes
            if quiz.mode == "counted" and quiz.item_id not in self.results
        ]


def progress_of(session: Session, learner_id: int, day: date) -> Progress:
    """Returns where a person stands, in a number of statements that does not depend on what they did."""
    return Progress(
        outline=outline(session),
        completed=frozenset(completed_item_ids(session, learner_id)),
        begun=checked_lessons(session, learner_id),
        assignments=tuple(open_assignments(session, learner_id)),
        attempts=tuple(OpenAttempt(*row) for row in open_attempts(session, learner_id)),
        results=results_of(session, learner_id, day),
        commitment=commitment_to_ask(session, learner_id, day),
        states=tuple(states_of(session, learner_id, day)),
        first=_first_lessons(session),
    )


def _first_lessons(session: Session) -> tuple[str, ...]:
    """Returns the lessons of the first track that is for everybody."""
    card = next((card for card in tracks(session) if not card.job_role), None)
    return tuple(key for stage in card.stages for kind, key in stage.steps if kind == "lesson") if card else ()


def histories_of(session: Session, learner_id: int) -> dict[str, list[HistoryPoint]]:
    """Returns where each competency stood after each sitting, oldest first, by competency key: one statement."""
    rows = session.execute(
        select(
            Competency.key,
            EstimateHistory.recorded_at,
            EstimateHistory.place,
            EstimateHistory.low,
            EstimateHistory.high,
            EstimateHistory.direct_proofs,
        )
        .join(Competency, Competency.id == EstimateHistory.competency_id)
        .where(EstimateHistory.learner_id == learner_id)
        .order_by(EstimateHistory.seq)
    )
    found: dict[str, list[HistoryPoint]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(HistoryPoint(*row[1:]))
    return found
