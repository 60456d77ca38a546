"""Writes of workshops: their versions, and the plays of a person; what a play costs to reckon is done before."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from course.competencies.queries import has_read_notice
from course.competencies.rules import SIMULATION
from course.competencies.services import Proof, record_evidence
from course.enrolment.services import complete
from course.foundation import clock
from course.foundation.database import insert_once, upsert
from course.foundation.errors import ConflictError
from course.simulations.models import WorkshopMove, WorkshopPlay
from course.simulations.queries.workshops import PlayRow, WorkshopRow, has_seen, latest_move, lock_beginning
from course.simulations.services.workshop_engine import is_hand_made
from course.simulations.services.workshop_lists import List, list_body, read_list

LEARNER, PLAN = "learner", "plan"


@dataclass(frozen=True, slots=True)
class Beginning:
    """How a play begins; `state` is what the engine made of the seed, nothing for a day."""

    kind: str
    mode: str
    seed: int
    state: Mapping[str, Any]


def begin_workshop(session: Session, learner_id: int, workshop: WorkshopRow, beginning: Beginning) -> int:
    """Begins a play, or goes on with the one that is open; the counted play of a day is the only one. Returns its id.

    Raises ConflictError where a quarter is to count, which it never does, where the notice was not read, where the
    correction of a ledger written by hand was seen before it counts, or where another tab was faster.
    """
    if beginning.mode == "counted" and beginning.kind != "day":
        raise ConflictError("workshop.quarter_is_practice")
    there = _there(session, learner_id, workshop.item_id, beginning)
    if there is not None:
        return there
    _check_may_begin(session, learner_id, workshop, beginning)
    values = {
        "learner_id": learner_id,
        "version_id": workshop.version_id,
        "item_id": workshop.item_id,
        "kind": beginning.kind,
        "mode": beginning.mode,
        "seed": beginning.seed,
        "started_at": clock.now(),
        "state": dict(beginning.state),
    }
    insert_once(session, WorkshopPlay, values)
    found = _there(session, learner_id, workshop.item_id, beginning)
    if found is None:
        raise ConflictError("workshop.began_elsewhere")
    return found


def _check_may_begin(session: Session, learner_id: int, workshop: WorkshopRow, beginning: Beginning) -> None:
    is_counted = beginning.mode == "counted"
    if is_counted and not has_read_notice(session, learner_id):
        raise ConflictError("assessment.read_notice")
    if not is_hand_made(workshop) or beginning.kind != "day":
        return
    # The ledger is the same in both modes: who saw its correction knows the answers.
    lock_beginning(session, learner_id)
    if is_counted and has_seen(session, learner_id, workshop.item_id):
        raise ConflictError("workshop.seen")
    other = replace(beginning, mode="practice" if is_counted else "counted")
    if _there(session, learner_id, workshop.item_id, other, is_open=True) is not None:
        raise ConflictError("workshop.other_open")


def _there(
    session: Session, learner_id: int, item_id: int, beginning: Beginning, *, is_open: bool = False
) -> int | None:
    play = WorkshopPlay
    own = (play.learner_id == learner_id, play.item_id == item_id)
    same = (play.kind == beginning.kind, play.mode == beginning.mode)
    found = select(play.id).where(*own, *same)
    if is_open or beginning.mode != "counted":  # the counted one is the same for ever, ended or not
        found = found.where(play.ended_at.is_(None))
    return session.execute(found.order_by(play.id.desc()).limit(1)).scalar()


def change_list(session: Session, play: PlayRow, step: int, change: Callable[[List], List]) -> List:
    """Keeps the list of a step as changed; returns it. Three statements.

    Raises ConflictError once the step was played.
    """
    # What ends the day or plays the week writes this row first: it waits for us, or we see what it did.
    open_play = (WorkshopPlay.id == play.id, WorkshopPlay.ended_at.is_(None))
    if session.execute(select(WorkshopPlay.id).where(*open_play).with_for_update()).scalar_one_or_none() is None:
        raise ConflictError("workshop.step_over")
    found = latest_move(session, play.id)
    is_of_step = found is not None and found.position == step
    # What was played says by whom; that the step before was says nothing of this one.
    if found is not None and (found.position > step or (is_of_step and found.body.get("by"))):
        raise ConflictError("workshop.step_over")
    before = read_list(found.body) if found is not None and is_of_step else ()
    changed = change(before)
    if changed != before:
        _keep(session, play.id, step, list_body(changed))
    return changed


def _keep(session: Session, play_id: int, step: int, body: Mapping[str, Any]) -> None:
    row = {"play_id": play_id, "position": step, "body": dict(body), "at": clock.now()}
    upsert(session, WorkshopMove, [row], ("play_id", "position"))


def end_day(
    session: Session, play: PlayRow, entries: List, result: Mapping[str, Any], *, is_evidence: bool = True
) -> bool:
    """Ends a day with the list that `result` corrects and, where it counts, records a proof for each competency that
    the workshop measures and the day tells of; none where it is no evidence. Returns False where it was ended before:
    nothing changes then."""
    if not _ended(session, play.id, {"result": dict(result)}):
        return False
    _keep(session, play.id, 0, list_body(entries) | {"by": LEARNER})
    if play.is_counted and is_evidence:
        record_evidence(session, play.learner_id, _proofs(play, result["competencies"]))
        complete(session, play.learner_id, play.workshop.item_id, play.workshop.version_id)
    return True


def _ended(session: Session, play_id: int, values: Mapping[str, Any]) -> bool:
    open_play = (WorkshopPlay.id == play_id, WorkshopPlay.ended_at.is_(None))
    found = session.connection().execute(update(WorkshopPlay).where(*open_play).values(ended_at=clock.now(), **values))
    return bool(found.rowcount)


def _proofs(play: PlayRow, scores: Mapping[str, float]) -> list[Proof]:
    at = clock.now()
    return [
        Proof(
            weights={key: 1.0},
            score=min(max(scores[key], 0.0), 1.0),
            occurred_at=at,
            kind=SIMULATION,
            item_version_id=play.workshop.version_id,
            source=play.workshop.title,
        )
        for key in play.workshop.competencies
        if key in scores
    ]


@dataclass(frozen=True, slots=True)
class Week:
    """A week as played: its number from 0, the list, by whom, the state after it; `result` after the last."""

    number: int
    entries: List
    by: str
    state: Mapping[str, Any]
    result: Mapping[str, Any] | None = None


def keep_weeks(session: Session, play: PlayRow, weeks: Sequence[Week]) -> bool:
    """Keeps weeks that were played, one after another; two statements whatever their number. Returns False where the
    first had been played before: what stands there stands, nothing changes."""
    last, now = weeks[-1], clock.now()
    ended = {} if last.result is None else {"ended_at": now, "result": dict(last.result)}
    at_that_week = (
        WorkshopPlay.id == play.id,
        WorkshopPlay.ended_at.is_(None),
        WorkshopPlay.state["week"].as_integer() == weeks[0].number,
    )
    found = session.connection().execute(
        update(WorkshopPlay).where(*at_that_week).values(state=dict(last.state), **ended)
    )
    if not found.rowcount:
        return False
    moves = [
        {"play_id": play.id, "position": week.number, "body": list_body(week.entries) | {"by": week.by}, "at": now}
        for week in weeks
    ]
    upsert(session, WorkshopMove, moves, ("play_id", "position"))
    return True


def give_up(session: Session, play: PlayRow) -> None:
    """Ends a practice play without a result, so that another may begin; raises ConflictError for one that counts."""
    if play.is_counted:
        raise ConflictError("workshop.counted_stays")
    _ended(session, play.id, {})
