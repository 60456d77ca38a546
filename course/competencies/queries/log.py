"""The evidence log as it is read again: whole, for a replay, and the proofs that somebody corrects."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session

from course.competencies.models import Evidence, Objection
from course.competencies.queries.parameters import ParameterBook
from course.competencies.rules import OBSERVATION, WITHDRAWN, Log, LogEntry, LogPlace, standing


def logs_of(session: Session, learner_ids: Iterable[int], book: ParameterBook | None = None) -> dict[int, Log]:
    """Returns the log of each learner who has one, in the server's order: two statements. A correction has the place
    and the instants of the proof that it corrects, and the parameters of its question valid when that was recorded.
    `book` keeps these parameters from one call to the next."""
    rows = session.connection().execute(_EVENTS, {"learners": list(learner_ids)}).all()
    pages = book or ParameterBook()
    pages.open(session, {row.item_version_id for row in rows if row.item_version_id is not None})
    return {
        learner_id: _log(list(events), pages) for learner_id, events in groupby(rows, key=lambda row: row.learner_id)
    }


_EVENTS = (
    select(
        *(Evidence.id, Evidence.corrects_id, Evidence.learner_id, Evidence.seq, Evidence.recorded_at),
        *(Evidence.item_version_id, Evidence.kind, Evidence.weights, Evidence.score, Evidence.information_weight),
        *(Evidence.has_feedback, Evidence.observer_sd, Evidence.occurred_at),
    )
    .where(Evidence.learner_id.in_(bindparam("learners", expanding=True)))
    .order_by(Evidence.learner_id, Evidence.seq)
)
EventRow = Any  # a row of the log with these columns, by name: objects of the table would cost as much as the replay


def _log(events: Sequence[EventRow], book: ParameterBook) -> Log:
    places = tuple(
        LogPlace(first.seq, first.recorded_at, None if now.kind == WITHDRAWN else _log_entry(first, now, book))
        for first, now in standing(events)
    )
    return Log(places, events[-1].seq, places[-1].recorded_at)


def _log_entry(first: EventRow, now: EventRow, book: ParameterBook) -> LogEntry:
    item = None
    if now.kind != OBSERVATION:
        item = book.item(now.item_version_id, first.recorded_at, tuple(now.weights.items()))
    return LogEntry(
        now.kind,
        now.weights,
        now.score,
        now.information_weight,
        now.has_feedback,
        now.observer_sd,
        now.occurred_at,
        item,
    )


@dataclass(frozen=True, slots=True)
class StandingProof:
    """A proof as its first event, and what stands in its place: the score, None where it was withdrawn, and by the
    measure of which version. `is_settled`: a trainer withdrew it for good, because the person was right to contest it.
    """

    first: Evidence
    score: float | None
    item_version_id: int | None
    is_settled: bool


def standing_proofs(
    session: Session, slot_ids: Iterable[int] = (), evidence_ids: Iterable[int] = ()
) -> list[StandingProof]:
    """Returns the proofs that these answers gave, and those with these ids; what is no proof has none. Two statements,
    few rows."""
    wanted: list[ColumnElement[bool]] = []
    if slots := list(slot_ids):
        wanted.append(Evidence.slot_id.in_(slots))
    if ids := list(evidence_ids):
        wanted.append(Evidence.id.in_(ids))
    if not wanted:
        return []
    rows = session.execute(select(Evidence, _SETTLED).where(or_(*wanted), Evidence.corrects_id.is_(None))).all()
    if not rows:
        return []
    firsts = [row[0] for row in rows]
    # the person's log is asked for as well, because there is an index on it
    later = (
        select(Evidence)
        .where(Evidence.learner_id.in_({row.learner_id for row in firsts}))
        .where(Evidence.corrects_id.in_([row.id for row in firsts]))
        .order_by(Evidence.seq)
    )
    settled = {row[0].id for row in rows if row[1]}
    return [
        StandingProof(first, None if now.kind == WITHDRAWN else now.score, now.item_version_id, first.id in settled)
        for first, now in standing([*firsts, *session.execute(later).scalars()])
    ]


_SETTLED = exists().where(Objection.evidence_id == Evidence.id, Objection.decision == WITHDRAWN).correlate(Evidence)


def proofs_of_slots(session: Session, slot_ids: Iterable[int]) -> dict[int, StandingProof]:
    """Returns by slot the proofs of these answers, for those that gave one: two statements, few rows."""
    return {proof.first.slot_id: proof for proof in standing_proofs(session, slot_ids) if proof.first.slot_id}


def observations_around(
    session: Session, observer_id: int, learner_id: int, competency_key: str, between: tuple[datetime, datetime]
) -> int:
    """Returns how many times this person saw the other at this competency in a period and did not withdraw it."""
    rows = session.execute(
        select(Evidence.id, Evidence.corrects_id, Evidence.kind, Evidence.observer_id, Evidence.weights)
        .add_columns(Evidence.occurred_at)
        .where(Evidence.learner_id == learner_id, Evidence.kind.in_((OBSERVATION, WITHDRAWN)))
        .order_by(Evidence.seq)
    ).all()
    firsts = {row.id for row in rows if row.corrects_id is None}
    events = [row for row in rows if row.corrects_id is None or row.corrects_id in firsts]
    return sum(
        first.observer_id == observer_id
        and competency_key in first.weights
        and between[0] <= first.occurred_at <= between[1]
        for first, now in standing(events)
        if now.kind != WITHDRAWN
    )


def log_lengths(session: Session) -> list[tuple[int, int]]:
    """Returns the people with at least one proof, by id, and how many rows the log of each has."""
    counted = select(Evidence.learner_id, func.count()).group_by(Evidence.learner_id).order_by(Evidence.learner_id)
    return [(row[0], row[1]) for row in session.execute(counted)]


def last_numbers(session: Session, learner_ids: Iterable[int]) -> dict[int, int]:
    """Returns the number of the last row of each learner's log."""
    rows = session.execute(
        select(Evidence.learner_id, func.max(Evidence.seq))
        .where(Evidence.learner_id.in_(list(learner_ids)))
        .group_by(Evidence.learner_id)
    )
    return {row[0]: row[1] for row in rows}


def evidence_id(session: Session, learner_id: int, seq: int) -> int:
    """Returns the id of a row of somebody's log by its number, 0 where there is none."""
    wanted = select(Evidence.id).where(Evidence.learner_id == learner_id, Evidence.seq == seq)
    return session.execute(wanted).scalar_one_or_none() or 0
