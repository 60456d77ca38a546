"""What can be assigned, who has completed it, and which assignments a viewer has just made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from course.accounts.queries import ids_visible_to
from course.assessment.rules import COUNTED
from course.catalogue.queries import outline, tracks
from course.enrolment.models import Assignment, Completion
from course.enrolment.queries.tracks import track_lessons
from course.foundation.permissions import Viewer
from course.publishing.models import Item
from course.simulations.queries.standing import published_plays

LESSON, QUIZ, TRACK = "lesson", "quiz", "track"
ONCE = ("lesson", "scenario", "workshop")  # a quiz may be asked for again, a call that counts is played once


@dataclass(frozen=True, slots=True)
class Choice:
    """A lesson, a counted quiz, a call, a workshop or a track that can be assigned, and whether it builds the
    competency asked about; `key` and the `days` that it usually takes are those of a track."""

    item_id: int
    kind: str
    title: str
    minutes: int
    is_suggested: bool
    key: str = ""
    days: int = 0


@dataclass(frozen=True, slots=True)
class ModuleChoices:
    """A module's choices; `title` is empty for quizzes of no module, and for what is played where `is_played` and
    for tracks where `is_track`."""

    number: int | None
    title: str
    english: str
    choices: tuple[Choice, ...]
    is_played: bool = False
    is_track: bool = False


def assignable(session: Session, competency_key: str | None, day: date) -> list[ModuleChoices]:
    """Returns what can be assigned, by module; no training quiz is among it: who did one is nobody else's concern."""
    programme = outline(session)
    found = []
    for module in programme.modules:
        lessons = [
            Choice(
                lesson.item_id,
                LESSON,
                f"{lesson.number} {lesson.title}",
                lesson.minutes,
                competency_key in lesson.competencies,
            )
            for lesson in module.lessons
        ]
        builds = any(choice.is_suggested for choice in lessons)
        quizzes = [
            Choice(quiz.item_id, QUIZ, quiz.title, quiz.minutes, builds)
            for quiz in module.quizzes
            if quiz.mode == COUNTED
        ]
        found.append(ModuleChoices(module.number, module.title, module.english, (*lessons, *quizzes)))
    others = tuple(
        Choice(quiz.item_id, QUIZ, quiz.title, quiz.minutes, is_suggested=False)
        for quiz in programme.quizzes
        if quiz.mode == COUNTED
    )
    played = tuple(
        Choice(one.item_id, one.kind, one.title, one.minutes, competency_key in one.competencies)
        for one in published_plays(session)
    )
    lessons_of = track_lessons(session, tracks(session), day)
    followed = tuple(
        Choice(card.item_id, TRACK, card.title, minutes, is_suggested=False, key=card.key, days=card.days)
        for card in tracks(session)
        for minutes in (sum(one.minutes for one in lessons_of[card.item_id]),)
    )
    groups = [
        ModuleChoices(None, "", "", followed, is_track=True),
        *found,
        ModuleChoices(None, "", "", others),
        ModuleChoices(None, "", "", played, is_played=True),
    ]
    return [group for group in groups if group.choices]


def completed_pairs(session: Session, learner_ids: Sequence[int], item_ids: Sequence[int]) -> set[tuple[int, int]]:
    """Returns the (person, item) among these that are done for good: lessons read, calls and days that counted."""
    rows = session.execute(
        select(Completion.learner_id, Completion.item_id)
        .join(Item, Item.id == Completion.item_id)
        .where(Completion.learner_id.in_(learner_ids), Completion.item_id.in_(item_ids), Item.kind.in_(ONCE))
    )
    return {(row[0], row[1]) for row in rows}


def last_assignment_id(session: Session) -> int:
    """Returns the largest id of an assignment, 0 where there is none."""
    return session.execute(select(func.coalesce(func.max(Assignment.id), 0))).scalar_one()


def own_assignment_ids(session: Session, viewer: Viewer, first: int, last: int) -> list[int]:
    """Returns the standing assignments with ids between the two that the viewer made, to people still visible."""
    return list(
        session.execute(
            select(Assignment.id)
            .where(
                Assignment.id.between(first, last),
                Assignment.assigned_by == viewer.id,
                Assignment.cancelled_at.is_(None),
                Assignment.learner_id.in_(ids_visible_to(viewer)),
            )
            .order_by(Assignment.id)
        ).scalars()
    )
