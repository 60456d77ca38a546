"""What screens read of competencies: the framework, a person's states, the proofs and the history behind them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, or_, select, true
from sqlalchemy.orm import Session

from course.accounts.models import JobAssignment, JobRole, Person
from course.competencies.models import (
    Competency,
    Domain,
    Estimate,
    EstimateHistory,
    Evidence,
    RoleRequirement,
)
from course.competencies.rules import WITHDRAWN, standing
from course.publishing.models import Item, Version
from quizzes.ability import Status, Verdict, established_level, verdict


@dataclass(frozen=True, slots=True)
class CompetencyRow:
    """A competency as screens show it."""

    id: int
    key: str
    domain_key: str
    name: str
    english: str
    short: str
    short_english: str
    is_gesture: bool
    levels: tuple[str, ...]
    levels_english: tuple[str, ...]

    def named(self, language: str) -> str:
        """Returns the name in the language."""
        return self.english if language == "en" else self.name

    def shortly(self, language: str) -> str:
        """Returns the short name in the language."""
        return self.short_english if language == "en" else self.short

    def sentence(self, level: int, language: str) -> str:
        """Returns what a person of this level, 1 to 4, does; nothing for 0."""
        sentences = self.levels_english if language == "en" else self.levels
        return sentences[level - 1] if 1 <= level <= len(sentences) else ""


@dataclass(frozen=True, slots=True)
class DomainRow:
    """A domain with its competencies."""

    key: str
    name: str
    english: str
    competencies: tuple[CompetencyRow, ...]

    def named(self, language: str) -> str:
        """Returns the name in the language."""
        return self.english if language == "en" else self.name


def framework(session: Session) -> tuple[DomainRow, ...]:
    """Returns the domains in their order, each with its competencies: one statement."""
    rows = session.connection().execute(_FRAMEWORK).all()
    domains: dict[str, tuple[str, str, list[CompetencyRow]]] = {}
    for row in rows:
        found = domains.setdefault(row.domain_key, (row.domain_name, row.domain_english, []))
        found[2].append(_competency(row, row.domain_key))
    return tuple(DomainRow(key, name, english, tuple(items)) for key, (name, english, items) in domains.items())


def _competency_columns() -> tuple[Any, ...]:
    c = Competency
    return (c.id, c.key, c.name, c.english, c.short, c.short_english, c.is_gesture, c.levels, c.levels_english)


# built once: the framework is asked on many pages
_FRAMEWORK = (
    select(Domain.key.label("domain_key"), Domain.name.label("domain_name"), Domain.english.label("domain_english"))
    .add_columns(*_competency_columns())
    .join(Competency, Competency.domain_id == Domain.id)
    .order_by(Domain.position, Competency.position)
)


def _competency(row: Row[*tuple[Any, ...]], domain_key: str) -> CompetencyRow:
    return CompetencyRow(
        row.id,
        row.key,
        domain_key,
        row.name,
        row.english,
        row.short,
        row.short_english,
        row.is_gesture,
        tuple(row.levels),
        tuple(row.levels_english),
    )


@dataclass(frozen=True, slots=True)
class CompetencyState:
    """What may be said of one competency of one person, facing what the role requires. `ceiling`: the highest level
    that the kinds of proofs given so far establish, 0 without any."""

    competency: CompetencyRow
    required: int
    level: int | None
    place: float
    low: float
    high: float
    direct_proofs: int
    last_proof_at: datetime | None
    verdict: Verdict
    ceiling: int = 0

    @property
    def status(self) -> Status:
        """The verdict's status."""
        return self.verdict.status

    @property
    def is_measured(self) -> bool:
        """Whether there are enough direct proofs to say a level."""
        return self.level is not None


def states_of(session: Session, learner_id: int, day: date) -> list[CompetencyState]:
    """Returns the state of every competency against the job held that day, in the framework's order: one statement."""
    rows = session.execute(
        select(
            Domain.key.label("domain_key"),
            *_competency_columns(),
            RoleRequirement.level.label("required"),
            *(getattr(Estimate, name) for name in ("p1", "p2", "p3", "p4", "place", "low", "high")),
            Estimate.direct_proofs,
            Estimate.ceiling,
            Estimate.last_proof_at,
        )
        .select_from(Competency)
        .join(Domain, Domain.id == Competency.domain_id)
        .outerjoin(
            JobAssignment,
            and_(
                JobAssignment.person_id == learner_id,
                JobAssignment.valid_from <= day,
                JobAssignment.valid_to >= day,
            ),
        )
        .outerjoin(
            RoleRequirement,
            and_(
                RoleRequirement.job_role_id == JobAssignment.job_role_id,
                RoleRequirement.competency_id == Competency.id,
                RoleRequirement.valid_from <= day,
                RoleRequirement.valid_to >= day,
            ),
        )
        .outerjoin(Estimate, and_(Estimate.learner_id == learner_id, Estimate.competency_id == Competency.id))
        .order_by(Domain.position, Competency.position)
    ).all()
    return [_state(row) for row in rows]


def _state(row: Row[*tuple[Any, ...]]) -> CompetencyState:
    required = row.required or 0
    proofs = row.direct_proofs or 0
    if row.p1 is None:
        said = verdict(0, (0.5, 0.5, 0.5, 0.5), required, 0)
        return CompetencyState(_competency(row, row.domain_key), required, None, 0.0, 0.0, 4.0, 0, None, said)
    p = (row.p1, row.p2, row.p3, row.p4)
    return CompetencyState(
        _competency(row, row.domain_key),
        required,
        established_level(p, proofs, row.ceiling),
        row.place,
        row.low,
        row.high,
        proofs,
        row.last_proof_at,
        verdict(proofs, p, required, row.ceiling),
        row.ceiling,
    )


def required_levels(session: Session, job_role_id: int, day: date) -> dict[str, int]:
    """Returns the level that a job role asks for on that day, for each competency it requires at all."""
    rows = session.execute(
        select(Competency.key, RoleRequirement.level)
        .join(RoleRequirement, RoleRequirement.competency_id == Competency.id)
        .where(
            RoleRequirement.job_role_id == job_role_id,
            RoleRequirement.level > 0,
            RoleRequirement.valid_from <= day,
            RoleRequirement.valid_to >= day,
        )
    )
    return {row.key: row.level for row in rows}


def levels_by_role(session: Session, day: date) -> dict[str, dict[str, int]]:
    """Returns by job role the level that it asks for on that day, for each competency it requires at all: one
    statement."""
    rows = session.execute(
        select(JobRole.key, Competency.key, RoleRequirement.level)
        .join(RoleRequirement, RoleRequirement.job_role_id == JobRole.id)
        .join(Competency, Competency.id == RoleRequirement.competency_id)
        .where(RoleRequirement.level > 0, RoleRequirement.valid_from <= day, RoleRequirement.valid_to >= day)
    )
    found: dict[str, dict[str, int]] = {}
    for role, competency, level in rows:
        found.setdefault(role, {})[competency] = level
    return found


@dataclass(frozen=True, slots=True)
class ProofRow:
    """One proof as the person, or their manager, may open it: with what it says now. `corrected_at` and `reason` where
    it was corrected since; `is_withdrawn`: it counts no more. For an observation, who saw it and what they wrote.
    `item_kind`: of what it was given in, such as « question » or « scenario »."""

    seq: int
    kind: str
    source: str
    title: str
    score: float
    occurred_at: datetime
    corrected_at: datetime | None = None
    reason: str = ""
    is_withdrawn: bool = False
    id: int = 0
    competencies: tuple[str, ...] = ()
    observer_id: int | None = None
    observer: str = ""
    comment: str = ""
    first_score: float = 0.0
    item_kind: str = ""

    @property
    def level(self) -> int:
        """The level that was seen, for an observation: even one that was withdrawn."""
        return round(4 * self.first_score)


def proofs_of(session: Session, learner_id: int, competency_key: str) -> list[ProofRow]:
    """Returns the direct proofs of a competency, newest first, each once: one statement."""
    return [proof for proof in reversed(_proofs(session, learner_id)) if competency_key in proof.competencies]


def proof_of(session: Session, learner_id: int, seq: int) -> ProofRow | None:
    """Returns the proof with this number in the learner's log, None where there is none; a correction is no proof."""
    return next(iter(_proofs(session, learner_id, seq)), None)


def _proofs(session: Session, learner_id: int, seq: int | None = None) -> list[ProofRow]:
    first = (
        select(Evidence.id).where(
            Evidence.learner_id == learner_id, Evidence.seq == seq, Evidence.corrects_id.is_(None)
        )
    ).scalar_subquery()
    only = true() if seq is None else or_(Evidence.id == first, Evidence.corrects_id == first)
    rows = session.execute(
        select(
            Evidence.id,
            Evidence.corrects_id,
            Evidence.seq,
            Evidence.kind,
            Evidence.source,
            Version.title,
            Evidence.score,
            Evidence.occurred_at,
            Evidence.recorded_at,
            Evidence.weights,
            Evidence.observer_id,
            Person.name.label("observer"),
            Evidence.comment,
            Item.kind.label("item_kind"),
        )
        .outerjoin(Version, Version.id == Evidence.item_version_id)
        .outerjoin(Item, Item.id == Version.item_id)
        .outerjoin(Person, Person.id == Evidence.observer_id)
        .where(Evidence.learner_id == learner_id, only)
        .order_by(Evidence.seq)
    ).all()
    return [_proof(first, now) for first, now in standing(rows)]


def _proof(first: Row[*tuple[Any, ...]], now: Row[*tuple[Any, ...]]) -> ProofRow:
    is_corrected = now is not first
    return ProofRow(
        seq=first.seq,
        kind=first.kind,
        source=first.source,
        title=first.title or "",
        score=now.score,
        occurred_at=first.occurred_at,
        corrected_at=now.recorded_at if is_corrected else None,
        reason=now.source if is_corrected else "",
        is_withdrawn=now.kind == WITHDRAWN,
        id=first.id,
        competencies=tuple(key for key, share in first.weights.items() if share > 0),
        observer_id=first.observer_id,
        observer=first.observer or "",
        comment=first.comment or "",
        first_score=first.score,
        item_kind=first.item_kind or "",
    )


@dataclass(frozen=True, slots=True)
class HistoryPoint:
    """Where a competency stood after a sitting, on the scale 0 to 4."""

    recorded_at: datetime
    place: float
    low: float
    high: float
    direct_proofs: int


def history_of(session: Session, learner_id: int, competency_key: str) -> list[HistoryPoint]:
    """Returns where the competency stood after each sitting, oldest first."""
    rows = session.execute(
        select(
            EstimateHistory.recorded_at,
            EstimateHistory.place,
            EstimateHistory.low,
            EstimateHistory.high,
            EstimateHistory.direct_proofs,
        )
        .join(Competency, Competency.id == EstimateHistory.competency_id)
        .where(EstimateHistory.learner_id == learner_id, Competency.key == competency_key)
        .order_by(EstimateHistory.seq)
    )
    return [HistoryPoint(*row) for row in rows]
