"""Tables of simulations; a play pins the version that was played, and what was done in it is kept move by move."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from course.foundation.database import Base

COUNTED = {"personal": "evidence"}
MODES = "mode IN ('practice', 'counted')"


class Simulation(Base):
    """One version of something to play: a call scenario, a workshop or a relay; `body` is what its engine reads.

    `competencies`: the keys of those that a counted play is evidence of.
    """

    __table_args__ = (Index("ix_simulation_key", "kind", "key"),)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    kind: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(80))
    module_key: Mapped[str | None] = mapped_column(String(80))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    minutes: Mapped[int]
    difficulty: Mapped[int]
    competencies: Mapped[list[Any]]
    body: Mapped[dict[str, Any]]


class CallPlay(Base):
    """A person plays a call; its turns and the seed say all of it. `ending` is « fault » after a grave fault."""

    __table_args__ = (
        Index("ix_call_play_learner", "learner_id", "item_id"),
        Index(
            "uq_call_play_open",
            "learner_id",
            "item_id",
            "mode",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(
            "uq_call_play_counted",
            "learner_id",
            "item_id",
            unique=True,
            sqlite_where=text("mode = 'counted'"),
            postgresql_where=text("mode = 'counted'"),
        ),
        CheckConstraint(MODES, name="mode"),
        {"info": COUNTED},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("simulation.version_id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    mode: Mapped[str] = mapped_column(String(10))
    seed: Mapped[int] = mapped_column(BigInteger)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ending: Mapped[str | None] = mapped_column(String(80))
    result: Mapped[dict[str, Any] | None]


class CallTurn(Base):
    """One choice of a call; `said`: what the person typed before they saw the choices, theirs alone."""

    play_id: Mapped[int] = mapped_column(ForeignKey("call_play.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    choice: Mapped[str] = mapped_column(String(80))
    said: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime]


class WorkshopPlay(Base):
    """A person plays a day or a quarter of a workshop; `state` is what the engine goes on from."""

    __table_args__ = (
        Index("ix_workshop_play_learner", "learner_id", "item_id"),
        Index(
            "uq_workshop_play_open",
            "learner_id",
            "item_id",
            "kind",
            "mode",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(
            "uq_workshop_play_counted",
            "learner_id",
            "item_id",
            "kind",
            unique=True,
            sqlite_where=text("mode = 'counted'"),
            postgresql_where=text("mode = 'counted'"),
        ),
        CheckConstraint(MODES, name="mode"),
        CheckConstraint("kind IN ('day', 'quarter')", name="kind"),
        {"info": COUNTED},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("simulation.version_id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    kind: Mapped[str] = mapped_column(String(10))
    mode: Mapped[str] = mapped_column(String(10))
    seed: Mapped[int] = mapped_column(BigInteger)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    state: Mapped[dict[str, Any]]
    result: Mapped[dict[str, Any] | None]


class WorkshopMove(Base):
    """What was decided in one step of a workshop: the day's ordered list, or one week of a quarter."""

    play_id: Mapped[int] = mapped_column(ForeignKey("workshop_play.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class RelayPlay(Base):
    """One dispute passed from hand to hand; `code` is what its players give each other to join."""

    __table_args__ = (Index("uq_relay_play_code", "code", unique=True), {"info": {"personal": "private"}})
    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("simulation.version_id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    code: Mapped[str] = mapped_column(String(40))
    seed: Mapped[int] = mapped_column(BigInteger)
    started_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class RelaySeat(Base):
    """One role of a relay: who plays it (nobody: it is simulated), what they handed over and decided."""

    __table_args__ = (Index("ix_relay_seat_learner", "learner_id"), {"info": {"personal": "private"}})
    play_id: Mapped[int] = mapped_column(ForeignKey("relay_play.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20), primary_key=True)
    position: Mapped[int]
    learner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    is_simulated: Mapped[bool]
    handover: Mapped[dict[str, Any] | None]
    handed_over_at: Mapped[datetime | None]
