"""Proofs that people contest: those that wait for a trainer, and what became of the others."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from course.accounts.models import Person
from course.competencies.models import Evidence, Objection
from course.publishing.models import Version

_LEARNER, _DECIDER, _OBSERVER = aliased(Person), aliased(Person), aliased(Person)


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """One objection, with the proof that it is about as this was first recorded. `decided_by` is a name; `decision` is
    « kept », « withdrawn » or « taken_back » by the person, None as long as nobody decided."""

    id: int
    learner_id: int
    learner: str
    text: str
    created_at: datetime
    decided_at: datetime | None
    decided_by: str | None
    decision: str | None
    answer: str | None
    evidence_id: int
    evidence_seq: int
    kind: str
    source: str
    title: str
    score: float
    occurred_at: datetime
    competencies: tuple[str, ...]
    slot_id: int | None
    item_version_id: int | None
    observer_id: int | None
    observer: str
    comment: str


def objections_open(session: Session) -> list[ObjectionRow]:
    """Returns the objections that nobody decided yet, the oldest first: one statement."""
    return _rows(session, _ALL.where(Objection.decided_at.is_(None)))


def objections_decided(session: Session, most: int = 100) -> list[ObjectionRow]:
    """Returns the objections that somebody decided, the latest first, at most so many: one statement."""
    decided = _ALL.where(Objection.decided_at.is_not(None)).order_by(None)
    return _rows(session, decided.order_by(Objection.decided_at.desc(), Objection.id.desc()).limit(most))


def objections_of(session: Session, learner_id: int) -> list[ObjectionRow]:
    """Returns the objections of a person, decided or not, the oldest first: one statement."""
    return _rows(session, _ALL.where(Objection.learner_id == learner_id))


def objection_of(session: Session, objection_id: int) -> ObjectionRow | None:
    """Returns one objection, None where there is none."""
    return next(iter(_rows(session, _ALL.where(Objection.id == objection_id))), None)


_ALL = (
    select(
        Objection.id,
        Objection.learner_id,
        _LEARNER.name.label("learner"),
        Objection.text,
        Objection.created_at,
        Objection.decided_at,
        _DECIDER.name.label("decided_by"),
        Objection.decision,
        Objection.answer,
        Objection.evidence_id,
        Evidence.seq.label("evidence_seq"),
        Evidence.kind,
        Evidence.source,
        Version.title,
        Evidence.score,
        Evidence.occurred_at,
        Evidence.weights,
        Evidence.slot_id,
        Evidence.item_version_id,
        Evidence.observer_id,
        _OBSERVER.name.label("observer"),
        Evidence.comment,
    )
    .join(_LEARNER, _LEARNER.id == Objection.learner_id)
    .join(Evidence, Evidence.id == Objection.evidence_id)
    .outerjoin(Version, Version.id == Evidence.item_version_id)
    .outerjoin(_OBSERVER, _OBSERVER.id == Evidence.observer_id)
    .outerjoin(_DECIDER, _DECIDER.id == Objection.decided_by)
    .order_by(Objection.created_at, Objection.id)
)


def _rows(session: Session, statement: Select[*tuple[Any, ...]]) -> list[ObjectionRow]:
    return [_row(dict(row)) for row in session.connection().execute(statement).mappings()]


def _row(values: dict[str, Any]) -> ObjectionRow:
    weights = values.pop("weights")
    values["competencies"] = tuple(key for key, share in weights.items() if share > 0)
    for name in ("title", "observer", "comment"):
        values[name] = values[name] or ""
    return ObjectionRow(**values)
