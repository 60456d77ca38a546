"""The lessons of a track, and who follows it."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.catalogue.queries import LessonCard, TrackCard, outline
from course.catalogue.rules import is_for_role
from course.competencies.queries import levels_by_role
from course.enrolment.models import Assignment


def track_lessons(session: Session, cards: Iterable[TrackCard], day: date) -> dict[int, list[LessonCard]]:
    """Returns by track's item its published lessons in order: one statement beside what is kept of the programme."""
    programme = outline(session)
    roles: dict[str, dict[str, int]] | None = None
    found = {}
    for card in cards:
        if card.job_role:
            roles = levels_by_role(session, day) if roles is None else roles
            required = roles.get(card.job_role, {})
            found[card.item_id] = [one for one in programme.lessons if is_for_role(one.competencies, required)]
        else:
            named = [programme.lesson(key) for stage in card.stages for kind, key in stage.steps if kind == "lesson"]
            found[card.item_id] = [lesson for lesson in named if lesson is not None]
    return found


def own_choice(session: Session, learner_id: int, item_id: int) -> int | None:
    """Returns the standing assignment by which the person chose something themselves, or None."""
    return session.execute(
        select(Assignment.id).where(
            Assignment.learner_id == learner_id,
            Assignment.item_id == item_id,
            Assignment.assigned_by == learner_id,
            Assignment.cancelled_at.is_(None),
        )
    ).scalar_one_or_none()
