"""Reads of calls that were played: always those of one person, for that person alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import Session, aliased

from course.foundation.errors import NotFoundError
from course.simulations.models import CallPlay, CallTurn, Simulation
from course.simulations.queries.scenarios import Script, script_of
from quizzes.scenarios import Play, replay

PRACTICE, COUNTED = "practice", "counted"
MOST_CALLS = 20


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call of one person. `ending`: the key of its ending or « fault »; None while it goes on, or where it was
    abandoned. `waits`: practice whose hints and debrief would tell of the call that counts, which goes on."""

    id: int
    learner_id: int
    version_id: int
    item_id: int
    mode: str
    seed: int
    started_at: datetime
    ended_at: datetime | None
    ending: str | None
    result: Mapping[str, Any] | None
    waits: bool = False

    @property
    def is_counted(self) -> bool:
        """Whether it counts for levels."""
        return self.mode == COUNTED

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.ended_at is None

    @property
    def is_abandoned(self) -> bool:
        """Whether it was left before its end."""
        return self.ended_at is not None and self.ending is None


@dataclass(frozen=True, slots=True)
class TurnRow:
    """A choice that was made; `said`: what the person had typed before."""

    position: int
    choice: str
    said: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a call stands: the version that is played, the choices so far and what the engine makes of them."""

    call: CallRow
    script: Script
    turns: tuple[TurnRow, ...]
    play: Play


@dataclass(frozen=True, slots=True)
class OpenCall:
    """A call that may be gone on with, as the home page names it."""

    id: int
    key: str
    title: str
    minutes: int
    module_key: str | None
    mode: str

    @property
    def is_counted(self) -> bool:
        """Whether it counts for levels."""
        return self.mode == COUNTED


_COLUMNS = (
    CallPlay.id,
    CallPlay.learner_id,
    CallPlay.version_id,
    CallPlay.item_id,
    CallPlay.mode,
    CallPlay.seed,
    CallPlay.started_at,
    CallPlay.ended_at,
    CallPlay.ending,
    CallPlay.result,
)


def call_of(session: Session, learner_id: int, play_id: int) -> CallRow:
    """Returns a call of the person; raises NotFoundError for anybody else's. One statement."""
    other = aliased(CallPlay)
    same = (other.learner_id == CallPlay.learner_id, other.item_id == CallPlay.item_id)
    goes_on = exists().where(*same, other.mode == COUNTED, other.ended_at.is_(None))
    row = session.execute(
        select(*_COLUMNS, and_(CallPlay.mode == PRACTICE, goes_on)).where(
            CallPlay.id == play_id, CallPlay.learner_id == learner_id
        )
    ).one_or_none()
    if row is None:
        raise NotFoundError("call.none")
    return CallRow(*row)


def calls_of(session: Session, learner_id: int, item_id: int) -> list[CallRow]:
    """Returns the person's last calls of a scenario, the newest first: one statement."""
    rows = session.execute(
        select(*_COLUMNS)
        .where(CallPlay.learner_id == learner_id, CallPlay.item_id == item_id)
        .order_by(CallPlay.id.desc())
        .limit(MOST_CALLS)
    )
    return [CallRow(*row) for row in rows]


def last_calls(session: Session, learner_id: int) -> dict[int, dict[str, CallRow]]:
    """Returns, by scenario (item) and mode, the person's newest call that was not abandoned: one statement."""
    rows = session.execute(
        select(*_COLUMNS)
        .where(CallPlay.learner_id == learner_id, CallPlay.ended_at.is_(None) | CallPlay.ending.is_not(None))
        .order_by(CallPlay.id)
    )
    found: dict[int, dict[str, CallRow]] = {}
    for row in rows:
        call = CallRow(*row)
        found.setdefault(call.item_id, {})[call.mode] = call
    return found


def open_calls(session: Session, learner_id: int) -> list[OpenCall]:
    """Returns the calls that a person may go on with, those that count first, then the newest: one statement."""
    rows = session.execute(_OPEN.where(CallPlay.learner_id == learner_id))
    return [OpenCall(*row) for row in rows]


_OPEN = (
    select(
        CallPlay.id,
        Simulation.key,
        Simulation.title,
        Simulation.minutes,
        Simulation.module_key,
        CallPlay.mode,
    )
    .join(Simulation, Simulation.version_id == CallPlay.version_id)
    .where(CallPlay.ended_at.is_(None))
    .order_by(CallPlay.mode, CallPlay.id.desc())
)


def counted_is_open(session: Session, learner_id: int, item_id: int) -> bool:
    """Says whether a person is in the middle of the call that counts of a scenario: one statement."""
    own = (CallPlay.learner_id == learner_id, CallPlay.item_id == item_id)
    found = select(CallPlay.id).where(*own, CallPlay.mode == COUNTED, CallPlay.ended_at.is_(None))
    return session.execute(found).first() is not None


def turns_of(session: Session, play_id: int) -> tuple[TurnRow, ...]:
    """Returns the choices of a call in their order: one statement."""
    rows = session.execute(
        select(CallTurn.position, CallTurn.choice, CallTurn.said, CallTurn.at)
        .where(CallTurn.play_id == play_id)
        .order_by(CallTurn.position)
    )
    return tuple(TurnRow(*row) for row in rows)


def moment_of(session: Session, learner_id: int, play_id: int) -> Moment:
    """Returns where a call of the person stands: two statements. Raises NotFoundError for anybody else's."""
    call = call_of(session, learner_id, play_id)
    return moment_after(call, script_of(session, call.version_id), turns_of(session, play_id))


def moment_after(call: CallRow, script: Script, turns: Sequence[TurnRow]) -> Moment:
    """Returns where these choices lead."""
    play = replay(script.scenario, call.seed, [turn.choice for turn in turns])
    return Moment(call, script, tuple(turns), play)
