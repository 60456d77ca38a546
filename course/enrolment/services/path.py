"""The path proposed to a person is kept, proposed anew, and changed by who answers for that person."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from course.catalogue.queries import outline
from course.competencies.queries import CompetencyState, states_of
from course.enrolment import queries
from course.enrolment.models import PathStep
from course.enrolment.rules.path import FORMATS, LONGEST_REASON, NEEDING, Need, Reading, proposed_path, retimed
from course.foundation import clock
from course.foundation.errors import ConflictError, InvalidInputError, NotFoundError


def propose_path(session: Session, learner_id: int, today: date) -> int:
    """Proposes a path from the levels as they stand: a step for each required competency that is not met, the most
    needed first. It replaces the one before, whose rows stay; what a manager had chosen for a competency with a reason
    is kept. Returns how many steps there are. Statements come in constant number.
    """
    queries.lock_path(session, learner_id)
    states = states_of(session, learner_id, today)
    chosen = {row.competency_key: row for row in queries.path_of(session, learner_id) if row.change_reason}
    departments = queries.between_departments(session)
    needs = [need_of(state, departments) for state in states if state.required and state.status in NEEDING]
    steps = proposed_path(needs, readings(session, learner_id))
    now = clock.now()
    _replace(session, learner_id)
    rows = []
    for position, step in enumerate(steps, start=1):
        before = chosen.get(step.need.key)
        rows.append(
            {
                "learner_id": learner_id,
                "competency_id": step.need.competency_id,
                "position": position,
                "status": step.need.status,
                "level": step.need.level,
                "required": step.need.required,
                "format": before.format if before else step.format,
                "proposed_format": step.format,
                "items": list(step.item_ids),
                "minutes": retimed(step.minutes, step.format, before.format) if before else step.minutes,
                "proposed_at": now,
                "changed_at": before.changed_at if before else None,
                "changed_by": before.changed_by_id if before else None,
                "change_reason": before.change_reason if before else None,
            }
        )
    if rows:
        session.execute(insert(PathStep), rows)
    return len(rows)


def need_of(state: CompetencyState, departments: Collection[int]) -> Need:
    """Returns a state as the rules read it; `departments`: the ids of competencies that live between departments."""
    competency = state.competency
    return Need(
        competency.id,
        competency.key,
        state.status,
        state.level,
        state.required,
        state.place,
        competency.is_gesture,
        competency.id in departments,
    )


def readings(session: Session, learner_id: int) -> Sequence[Reading]:
    """Returns the published lessons in the programme's order, and whether the person has read each."""
    done = queries.completed_item_ids(session, learner_id)
    return [
        Reading(lesson.item_id, lesson.minutes, lesson.competencies, lesson.item_id in done)
        for module in outline(session).modules
        for lesson in module.lessons
    ]


def change_format(session: Session, changed_by: int, learner_id: int, step_id: int, format_: str, reason: str) -> None:
    """Gives a step of a person's standing path another format, with the reason that the person reads; the format that
    was proposed is kept. Raises NotFoundError for a step that is not one of theirs, ConflictError where the path was
    proposed anew meanwhile, InvalidInputError for an unknown format and for no reason, or one too long.
    """
    reason = " ".join(reason.split())
    if format_ not in FORMATS:
        raise InvalidInputError("enrolment.bad_format")
    if not reason or len(reason) > LONGEST_REASON:
        raise InvalidInputError("enrolment.reason_needed")
    step = session.execute(select(PathStep).where(PathStep.id == step_id).with_for_update()).scalar_one_or_none()
    if step is None or step.learner_id != learner_id:
        raise NotFoundError("error.not_found")
    if step.replaced_at is not None:
        raise ConflictError("enrolment.path_replaced")
    step.minutes = retimed(step.minutes, step.format, format_)
    step.format, step.change_reason = format_, reason
    step.changed_by, step.changed_at = changed_by, clock.now()
    session.flush()


def back_to_proposed(session: Session, learner_id: int, step_id: int) -> None:
    """Gives a step the format again that was proposed. Raises NotFoundError and ConflictError like `change_format`."""
    step = session.execute(select(PathStep).where(PathStep.id == step_id).with_for_update()).scalar_one_or_none()
    if step is None or step.learner_id != learner_id:
        raise NotFoundError("error.not_found")
    if step.replaced_at is not None:
        raise ConflictError("enrolment.path_replaced")
    step.minutes = retimed(step.minutes, step.format, step.proposed_format)
    step.format = step.proposed_format
    step.changed_by = step.changed_at = step.change_reason = None
    session.flush()


def _replace(session: Session, learner_id: int) -> None:
    session.execute(
        update(PathStep)
        .where(PathStep.learner_id == learner_id, PathStep.replaced_at.is_(None))
        .values(replaced_at=clock.now())
    )
