"""The evidence log as it is read again: whole, for a replay, and the proofs that somebody corrects."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from course.competencies.models import Evidence, ItemParameter, Objection
from course.competencies.rules import NOT_MEASURED, OBSERVATION, WITHDRAWN, Log, LogEntry, LogPlace, item_of, standing


def logs_of(session: Session, learner_ids: Iterable[int]) -> dict[int, Log]:
    """Returns the log of each learner who has one, in the server's order: two statements. A correction has the place
    and the instants of the proof that it corrects, and the parameters of its question valid when that was recorded."""
    learners = list(learner_ids)
    rows = session.execute(
        select(*(getattr(Evidence, name) for name in _OF_AN_EVENT))
        .where(Evidence.learner_id.in_(learners))
        .order_by(Evidence.learner_id, Evidence.seq)
    )
    by_learner = {learner_id: list(group) for learner_id, group in groupby(rows, key=lambda row: row.learner_id)}
    dated = _dated_parameters(session, learners)
    return {learner_id: _log(events, dated) for learner_id, events in by_learner.items()}


_OF_AN_EVENT = (
    *("id", "corrects_id", "learner_id", "seq", "recorded_at", "item_version_id", "kind", "weights", "score"),
    *("information_weight", "has_feedback", "observer_sd", "occurred_at"),
)
EventRow = Any  # a row of the log with these columns, by name: objects of the table would cost as much as the replay


def _log(events: Sequence[EventRow], dated: Mapping[int, Sequence[ItemParameter]]) -> Log:
    places = tuple(
        LogPlace(first.seq, first.recorded_at, None if now.kind == WITHDRAWN else _log_entry(first, now, dated))
        for first, now in standing(events)
    )
    return Log(places, events[-1].seq, places[-1].recorded_at)


def _dated_parameters(session: Session, learners: Sequence[int]) -> dict[int, list[ItemParameter]]:
    rows = session.execute(
        select(ItemParameter)
        .where(
            ItemParameter.version_id.in_(
                select(Evidence.item_version_id).where(Evidence.learner_id.in_(learners)).distinct()
            )
        )
        .order_by(ItemParameter.valid_from)
    ).scalars()
    found: dict[int, list[ItemParameter]] = {}
    for row in rows:
        found.setdefault(row.version_id, []).append(row)
    return found


def _log_entry(first: EventRow, now: EventRow, dated: Mapping[int, Sequence[ItemParameter]]) -> LogEntry:
    item = None
    if now.kind != OBSERVATION:
        found = [row for row in dated.get(now.item_version_id or 0, ()) if row.valid_from <= first.recorded_at]
        values = (found[-1].a, found[-1].b, found[-1].v, found[-1].c) if found else NOT_MEASURED
        item = item_of(tuple(now.weights.items()), *values)
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


def learners_with_evidence(session: Session) -> list[int]:
    """Returns the ids of the people with at least one proof."""
    return list(session.execute(select(Evidence.learner_id).distinct().order_by(Evidence.learner_id)).scalars())


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
