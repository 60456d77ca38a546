"""Tables of competencies; evidence is append-only and everything else about levels is derived from it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from course.foundation.clock import FAR
from course.foundation.database import Base

EVIDENCE = {"personal": "evidence"}


class Domain(Base):
    """One of the eight domains."""

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(10), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    english: Mapped[str] = mapped_column(String(120))
    position: Mapped[int]


class Competency(Base):
    """One of the competencies, with a sentence for each of the levels 1 to 4. `cuts`: the abilities where these begin,
    None for the usual ones; `CompetencyStandard` says since when and why."""

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(10), unique=True)
    domain_id: Mapped[int] = mapped_column(ForeignKey("domain.id"))
    name: Mapped[str] = mapped_column(String(200))
    english: Mapped[str] = mapped_column(String(200))
    short: Mapped[str] = mapped_column(String(40))
    short_english: Mapped[str] = mapped_column(String(40))
    is_gesture: Mapped[bool] = mapped_column(default=False)
    levels: Mapped[list[Any]]
    levels_english: Mapped[list[Any]]
    position: Mapped[int]
    is_between_departments: Mapped[bool | None]
    cuts: Mapped[list[Any] | None]


class RoleRequirement(Base):
    """The level from 0 (not required) to 4 that a job role asks for, from one day to another."""

    __table_args__ = (UniqueConstraint("job_role_id", "competency_id", "valid_from"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    job_role_id: Mapped[int] = mapped_column(ForeignKey("job_role.id"))
    competency_id: Mapped[int] = mapped_column(ForeignKey("competency.id"))
    level: Mapped[int]
    valid_from: Mapped[date]
    valid_to: Mapped[date] = mapped_column(default=FAR)


class ItemParameter(Base):
    """What a question measures, valid from an instant: discrimination a, difficulty b with variance v, guessing c."""

    __table_args__ = (UniqueConstraint("version_id", "valid_from"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    a: Mapped[float]
    b: Mapped[float]
    v: Mapped[float]
    c: Mapped[float]
    valid_from: Mapped[datetime]


class Population(Base):
    """The mean ability of the people measured, on the authors' scale; the last row stands, 0 before there is one."""

    id: Mapped[int] = mapped_column(primary_key=True)
    mean: Mapped[float]
    learners: Mapped[int]
    estimated_at: Mapped[datetime]


class CompetencyStandard(Base):
    """An expert's standard of a competency: which level each question asks for, and the cuts that follow; the last
    stands. `judgements`: level 0 to 4 by question key; `cuts` None: back to the usual ones."""

    __table_args__ = (Index("ix_competency_standard", "competency_id", "id"), {"info": {"personal": "authorship"}})
    id: Mapped[int] = mapped_column(primary_key=True)
    competency_id: Mapped[int] = mapped_column(ForeignKey("competency.id"))
    cuts: Mapped[list[Any] | None]
    judgements: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(String(500))
    set_at: Mapped[datetime]
    set_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Calibration(Base):
    """One nightly step: the answers recorded up to `through_at` moved the questions' difficulties, or were too few to.

    `report` says what changed: `{"items": [{"version_id", "b", "v", "from_b", "from_v", "answers"}], …}`.
    """

    __table_args__ = ({"info": {"personal": "authorship"}},)
    id: Mapped[int] = mapped_column(primary_key=True)
    ran_at: Mapped[datetime]
    run_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    through_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(String(10))
    learners: Mapped[int]
    answers: Mapped[int]
    shift: Mapped[float]
    report: Mapped[dict[str, Any]]


class Evidence(Base):
    """One proof, never edited: a counted answer, an assessed simulation or an observed gesture.

    For an answer, `expected` is the score that was predicted just before, `shift_b` and `shift_v` what it would add to
    the question's difficulty: the nightly step collects them. For an observation, who saw it and what they wrote.
    """

    __table_args__ = (
        UniqueConstraint("learner_id", "seq"),
        UniqueConstraint("slot_id"),
        {"info": EVIDENCE},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    slot_id: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(200), default="")
    item_version_id: Mapped[int | None] = mapped_column(ForeignKey("version.id"))
    weights: Mapped[dict[str, Any]]
    score: Mapped[float]
    information_weight: Mapped[float] = mapped_column(default=1.0)
    has_feedback: Mapped[bool] = mapped_column(default=True)
    observer_sd: Mapped[float | None]
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"))
    expected: Mapped[float | None]
    shift_b: Mapped[float | None]
    shift_v: Mapped[float | None]
    observer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    comment: Mapped[str | None] = mapped_column(Text)


class Objection(Base):
    """A person contests a proof; a trainer decides, with a reason: « kept » or « withdrawn »; « taken_back »
    by the person before that. Nothing is erased."""

    __table_args__ = (
        Index(
            "uq_objection_open",
            "evidence_id",
            unique=True,
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
        Index("ix_objection_learner", "learner_id"),
        {"info": EVIDENCE},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"))
    learner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decision: Mapped[str | None] = mapped_column(String(10))
    answer: Mapped[str | None] = mapped_column(Text)


class EstimateState(Base):
    """The whole Gaussian state of one learner after the evidence `seq`, as exact bytes; `estimated_at`: the instant for
    which the flat rows say what is believed (they fade with time), None: that of the state itself."""

    __table_args__ = ({"info": EVIDENCE},)
    learner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    seq: Mapped[int]
    model_version: Mapped[str] = mapped_column(String(20))
    state: Mapped[bytes] = mapped_column(LargeBinary)
    updated_at: Mapped[datetime]
    estimated_at: Mapped[datetime | None]


class Estimate(Base):
    """The flat row that screens and reports read, one per learner and competency with at least one estimate."""

    __table_args__ = ({"info": EVIDENCE},)
    learner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    competency_id: Mapped[int] = mapped_column(ForeignKey("competency.id"), primary_key=True)
    mean: Mapped[float]
    sd: Mapped[float]
    p1: Mapped[float]
    p2: Mapped[float]
    p3: Mapped[float]
    p4: Mapped[float]
    place: Mapped[float]
    low: Mapped[float]
    high: Mapped[float]
    direct_proofs: Mapped[int]
    ceiling: Mapped[int]
    last_proof_at: Mapped[datetime | None]


class EstimateHistory(Base):
    """Where a competency stood after each sitting that gave direct proofs of it, for trends."""

    __table_args__ = (Index("ix_estimate_history_at", "recorded_at"), {"info": EVIDENCE})
    learner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    competency_id: Mapped[int] = mapped_column(ForeignKey("competency.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    recorded_at: Mapped[datetime]
    place: Mapped[float]
    low: Mapped[float]
    high: Mapped[float]
    direct_proofs: Mapped[int]


class NoticeRead(Base):
    """A person read the notice of method before the first counted answer."""

    __table_args__ = ({"info": {"personal": "learning"}},)
    learner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    notice_version: Mapped[int] = mapped_column(primary_key=True)
    read_at: Mapped[datetime]
