"""Writes of reports: assigning to visible people, the paths proposed to them, and the trace of every reading."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from course.accounts.services import record_audit
from course.assessment.services.requesting import cancel_request, request_diagnostic
from course.competencies.services import record_observation, withdraw_observation
from course.enrolment.services import assign, back_to_proposed, cancel_assignment, change_format, propose_path
from course.enrolment.services.tracks import settle_tracks
from course.foundation import clock
from course.foundation.database import record_apart
from course.foundation.errors import ConflictError, InvalidInputError, NotFoundError
from course.foundation.permissions import Viewer
from course.reports import queries

DIAGNOSTIC_DUE_AFTER = timedelta(days=21)


@dataclass(frozen=True, slots=True)
class Assigned:
    """What an assignment did: people reached, new rows with the ids between which they lie, people who had it done."""

    people: int
    new: int
    first_id: int
    last_id: int
    people_done: int


def assign_items(
    session: Session,
    viewer: Viewer,
    learner_ids: Sequence[int],
    item_ids: Sequence[int],
    due_on: date | None,
    reason: str,
) -> Assigned:
    """Assigns each item to each person who has not completed it yet; who has it open gets the new date.

    Raises NotFoundError for a person who is not in the viewer's teams or an item that cannot be assigned,
    ConflictError where all of them have completed all of it, InvalidInputError for nobody, nothing or a bad date.
    """
    _check(session, viewer, learner_ids, item_ids)
    if due_on is None:
        raise InvalidInputError("enrolment.bad_date")
    done = queries.completed_pairs(session, learner_ids, item_ids)
    before = queries.last_assignment_id(session)
    reached: set[int] = set()
    for item_id in item_ids:
        learners = [learner_id for learner_id in learner_ids if (learner_id, item_id) not in done]
        if learners:
            assign(session, learners, item_id, due_on, viewer.id, reason, today=clock.today(viewer.zone))
            reached.update(learners)
            for learner_id in learners:
                settle_tracks(session, learner_id, clock.today(viewer.zone))
    if not reached:
        raise ConflictError("reports.all_done")
    made = queries.own_assignment_ids(session, viewer, before + 1, queries.last_assignment_id(session))
    detail = {"items": sorted(item_ids), "people": sorted(reached), "due_on": due_on.isoformat()}
    record_audit(session, "assignment.made", viewer.id, None, detail)
    first, last = (made[0], made[-1]) if made else (0, 0)
    return Assigned(len(reached), len(made), first, last, len(set(learner_ids) - reached))


def _check(session: Session, viewer: Viewer, learner_ids: Sequence[int], item_ids: Sequence[int]) -> None:
    if not learner_ids:
        raise InvalidInputError("enrolment.nobody")
    if not item_ids:
        raise InvalidInputError("reports.nothing")
    today = clock.today(viewer.zone)
    offered = {choice.item_id for module in queries.assignable(session, None, today) for choice in module.choices}
    visible = {member.id for member in queries.team_members(session, viewer)}
    if not set(learner_ids) <= visible or not set(item_ids) <= offered:
        raise NotFoundError("error.not_found")


def take_back(session: Session, viewer: Viewer, first_id: int, last_id: int) -> int:
    """Cancels the assignments between these ids that the viewer made, and only those. Returns how many there were."""
    ids = queries.own_assignment_ids(session, viewer, first_id, last_id)
    for assignment_id in ids:
        cancel_assignment(session, assignment_id)
    if ids:
        record_audit(session, "assignment.cancelled", viewer.id, None, {"assignments": ids})
    return len(ids)


def propose_to(session: Session, viewer: Viewer, person_id: int) -> int:
    """Proposes a path to a person of the viewer's teams; returns how many steps it has. Raises NotFoundError."""
    queries.seen_person(session, viewer, person_id)
    count = propose_path(session, person_id, clock.today(viewer.zone))
    record_audit(session, "path.proposed", viewer.id, person_id, {"steps": count})
    return count


def change_step_format(
    session: Session, viewer: Viewer, person_id: int, step_id: int, format_: str, reason: str
) -> None:
    """Changes the format of a step proposed to a person of the viewer's teams. Raises NotFoundError for anybody else,
    and as `enrolment.services.change_format` does."""
    queries.seen_person(session, viewer, person_id)
    change_format(session, viewer.id, person_id, step_id, format_, reason)
    record_audit(session, "path.changed", viewer.id, person_id, {"step": step_id, "format": format_})


def take_format_back(session: Session, viewer: Viewer, person_id: int, step_id: int) -> None:
    """Gives a step the proposed format again. Raises NotFoundError and ConflictError as above."""
    queries.seen_person(session, viewer, person_id)
    back_to_proposed(session, person_id, step_id)
    record_audit(session, "path.restored", viewer.id, person_id, {"step": step_id})


def observe(
    session: Session, viewer: Viewer, person_id: int, key: str, level: int | None, seen_on: date | None, words: str
) -> int:
    """Records at which level of a competency the viewer saw a person of their teams; returns the id of the proof.
    Raises NotFoundError for anybody else, NotAllowedError for oneself, InvalidInputError without a level or a day and
    as `record_observation` does."""
    queries.observable_person(session, viewer, person_id)
    if level is None:
        raise InvalidInputError("competencies.bad_level")
    if seen_on is None:
        raise InvalidInputError("competencies.no_day")
    today = clock.today(viewer.zone)
    evidence_id = record_observation(session, viewer.id, person_id, key, level, seen_on, words, today=today)
    detail = {"competency": key, "level": level, "evidence": evidence_id}
    record_audit(session, "observation.recorded", viewer.id, person_id, detail)
    return evidence_id


def take_observation_back(session: Session, viewer: Viewer, person_id: int, evidence_id: int, reason: str) -> None:
    """Withdraws an observation of the viewer's own about a person of their teams. Raises NotFoundError where that
    person has no such proof, otherwise as `withdraw_observation` does."""
    queries.observable_person(session, viewer, person_id)
    if not queries.has_proof(session, person_id, evidence_id):
        raise NotFoundError("competencies.no_observation")
    withdraw_observation(session, viewer.id, evidence_id, reason)
    record_audit(session, "observation.withdrawn", viewer.id, person_id, {"evidence": evidence_id})


def ask_diagnostic(
    session: Session, viewer: Viewer, learner_ids: Sequence[int], reason: str, due_on: date | None
) -> int:
    """Asks people of the viewer's teams for a diagnostic, never oneself; returns how many. Raises NotFoundError for
    anybody else, and what `request_diagnostic` raises."""
    visible = {member.id for member in queries.team_members(session, viewer)} - {viewer.id}
    if not set(learner_ids) <= visible:
        raise NotFoundError("error.not_found")
    count = request_diagnostic(session, viewer.id, learner_ids, reason, due_on, clock.today(viewer.zone))
    people = sorted(set(learner_ids))
    detail = {"people": people, "due_on": due_on.isoformat() if due_on else None}
    record_audit(session, "diagnostic.requested", viewer.id, people[0] if count == 1 else None, detail)
    return count


def cancel_diagnostic(session: Session, viewer: Viewer, person_id: int, diagnostic_id: int) -> None:
    """Takes back a diagnostic that the viewer asked this person for. Raises NotFoundError for any other, ConflictError
    once it was begun."""
    queries.seen_person(session, viewer, person_id)
    cancel_request(session, viewer.id, person_id, diagnostic_id)
    record_audit(session, "diagnostic.cancelled", viewer.id, person_id)


def note_reading(viewer: Viewer, person_id: int | None, detail: Mapping[str, Any]) -> None:
    """Keeps in the audit trail, in a transaction of its own, that the viewer read a person's record (None: an export of
    several). Reading one's own leaves no line."""
    if person_id == viewer.id:
        return
    with record_apart() as session:
        record_audit(session, "person.read", viewer.id, person_id, detail)
