"""Reads of relays: those that are published, and the plays that a person sits in; nobody else reads a play."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Exists, Select, exists, false, literal, select
from sqlalchemy.orm import Session, aliased

from course.accounts.models import Person
from course.foundation.cache import RecentCache, StampCache
from course.foundation.errors import NotFoundError
from course.publishing.models import Item
from course.publishing.queries import stamp
from course.simulations.models import RelayPlay, RelaySeat, Simulation
from quizzes.relay import Relay, Seat, relay_from_json

RELAY: Final = "relay"
MOST_KEPT: Final = 50
MOST_PLAYS: Final = 20


@dataclass(frozen=True, slots=True, eq=False)
class RelayScript:
    """One version of a relay, ready to be played; `texts`: its rendered Markdown by path."""

    version_id: int
    item_id: int
    relay: Relay
    texts: Mapping[str, str]

    def named(self, language: str) -> str:
        """Returns the title in the language."""
        return self.relay.english if language == "en" else self.relay.title


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A desk of a play: who sits there (nobody while it is free or simulated) and what was done.

    `handover` holds the questions that were asked before it was handed over.
    """

    role: str
    position: int
    learner_id: int | None
    name: str | None
    is_simulated: bool
    handover: Mapping[str, Any] | None
    handed_over_at: datetime | None

    @property
    def is_played(self) -> bool:
        """Whether its file was handed over."""
        return self.handed_over_at is not None

    @property
    def is_free(self) -> bool:
        """Whether somebody may still sit down."""
        return self.learner_id is None and not self.is_simulated and not self.is_played

    @property
    def has_asked(self) -> bool:
        """Whether its round of questions was spent."""
        return self.handover is not None

    @property
    def asked(self) -> tuple[str, ...]:
        """What it asked for."""
        return tuple(self.handover["asked"]) if self.handover else ()

    @property
    def wanted(self) -> str:
        """What the player said in their own words to be missing."""
        return str(self.handover.get("wanted", "")) if self.handover else ""


@dataclass(frozen=True, slots=True)
class RelayPlayRow:
    """A play and its desks in their order. It was left where it ended before every desk was kept."""

    id: int
    version_id: int
    item_id: int
    title: str
    key: str
    code: str
    seed: int
    started_by: int
    started_at: datetime
    ended_at: datetime | None
    seats: tuple[SeatRow, ...]

    @property
    def turn(self) -> SeatRow | None:
        """The desk where the file lies; None once it is over."""
        if self.ended_at is not None:
            return None
        return next((seat for seat in self.seats if not seat.is_played), None)

    @property
    def is_complete(self) -> bool:
        """Whether every desk handed over."""
        return all(seat.is_played for seat in self.seats)

    @property
    def has_free_seat(self) -> bool:
        """Whether somebody may still join."""
        return self.ended_at is None and any(seat.is_free for seat in self.seats)

    def is_shared(self, learner_id: int) -> bool:
        """Whether others than this person sit or may sit down in it."""
        return any(seat.learner_id != learner_id and not seat.is_simulated for seat in self.seats)

    def is_turn_of(self, learner_id: int) -> bool:
        """Whether the file lies on this person's desk."""
        return self.turn is not None and self.turn.learner_id == learner_id

    def seat(self, role: str) -> SeatRow:
        """Returns a desk; raises NotFoundError where there is none of this role."""
        found = next((seat for seat in self.seats if seat.role == role), None)
        if found is None:
            raise NotFoundError("relay.no_play")
        return found

    def has_seat(self, learner_id: int) -> bool:
        """Whether this person sits in it."""
        return any(seat.learner_id == learner_id for seat in self.seats)

    def done(self) -> dict[str, Seat]:
        """Returns what was done at the desks that handed over, as the engine reads it."""
        return {seat.role: Seat.from_json(seat.handover) for seat in self.seats if seat.handover and seat.is_played}


_published_cache: StampCache[tuple[RelayScript, ...]] = StampCache()
_script_cache: RecentCache[int, RelayScript] = RecentCache(MOST_KEPT)


def published_relays(session: Session) -> tuple[RelayScript, ...]:
    """Returns the published relays in their order; no statement but the stamp as long as nothing is published."""
    return _published_cache.get(stamp(session), lambda: _load(session))


def published_relay(session: Session, key: str) -> RelayScript:
    """Returns a published relay; raises NotFoundError where there is none of this key."""
    found = next((script for script in published_relays(session) if script.relay.key == key), None)
    if found is None:
        raise NotFoundError("relay.none")
    return found


def _load(session: Session) -> tuple[RelayScript, ...]:
    rows = session.execute(
        select(Simulation)
        .join(Item, Item.published_version_id == Simulation.version_id)
        .where(Simulation.kind == RELAY)
        .order_by(Simulation.number, Simulation.key)
    ).scalars()
    return tuple(_script(row.version_id, row.item_id, row.body) for row in rows)


def _script(version_id: int, item_id: int, body: Mapping[str, Any]) -> RelayScript:
    return RelayScript(version_id, item_id, relay_from_json(body["relay"]), body["texts"])


def relay_script(session: Session, version_id: int) -> RelayScript:
    """Returns a version of a relay, published or not; raises NotFoundError where there is none. A version never
    changes: one statement, once a process.
    """
    found = _script_cache.get(version_id)
    if found is None:
        row = session.execute(
            select(Simulation.item_id, Simulation.body).where(
                Simulation.version_id == version_id, Simulation.kind == RELAY
            )
        ).one_or_none()
        if row is None:
            raise NotFoundError("relay.none")
        found = _script(version_id, row.item_id, row.body)
        _script_cache.put(version_id, found)
    return found


_ROWS: Final = (
    select(
        RelayPlay.id,
        RelayPlay.version_id,
        RelayPlay.item_id,
        Simulation.title,
        Simulation.key,
        RelayPlay.code,
        RelayPlay.seed,
        RelayPlay.started_by,
        RelayPlay.started_at,
        RelayPlay.ended_at,
        RelaySeat.role,
        RelaySeat.position,
        RelaySeat.learner_id,
        Person.name,
        RelaySeat.is_simulated,
        RelaySeat.handover,
        RelaySeat.handed_over_at,
    )
    .join(RelaySeat, RelaySeat.play_id == RelayPlay.id)
    .join(Simulation, Simulation.version_id == RelayPlay.version_id)
    .outerjoin(Person, Person.id == RelaySeat.learner_id)
    .order_by(RelayPlay.id.desc(), RelaySeat.position)
)
_OF_PLAY: Final = 10  # columns of _ROWS that are the play's


def _plays(rows: Iterable[Sequence[Any]]) -> list[RelayPlayRow]:
    return [_play(list(seats)) for _id, seats in groupby(rows, key=lambda row: row[0])]


def _play(rows: Sequence[Any]) -> RelayPlayRow:
    values = (*rows[0][:_OF_PLAY], tuple(SeatRow(*row[_OF_PLAY:]) for row in rows))
    return RelayPlayRow(*values)


def _sits(learner_id: int) -> Exists:
    own = aliased(RelaySeat)
    return exists().where(own.play_id == RelayPlay.id, own.learner_id == learner_id)


def relay_play_of(session: Session, learner_id: int, play_id: int) -> RelayPlayRow:
    """Returns a play that the person sits in; raises NotFoundError for any other. One statement."""
    found = _plays(session.execute(_ROWS.where(RelayPlay.id == play_id, _sits(learner_id))))
    if not found:
        raise NotFoundError("relay.no_play")
    return found[0]


def play_by_code(session: Session, code: str) -> RelayPlayRow:
    """Returns the play that a link leads to; raises NotFoundError where there is none. One statement."""
    found = _plays(session.execute(_ROWS.where(RelayPlay.code == code)))
    if not found:
        raise NotFoundError("relay.no_play")
    return found[0]


def relay_plays(session: Session, learner_id: int) -> list[RelayPlayRow]:
    """Returns the last plays that the person sits in, the newest first: one statement."""
    last = (
        select(RelaySeat.play_id)
        .where(RelaySeat.learner_id == learner_id)
        .group_by(RelaySeat.play_id)
        .order_by(RelaySeat.play_id.desc())
        .limit(MOST_PLAYS)
    )
    return _plays(session.execute(_ROWS.where(RelayPlay.id.in_(last))))


def turns_of(learner_id: int) -> Select[str, int, str, bool, datetime]:
    """Returns the select of plays whose file lies on the person's desk, in the columns of `open_plays`."""
    before = aliased(RelaySeat)
    waits_before = exists().where(
        before.play_id == RelaySeat.play_id,
        before.position < RelaySeat.position,
        before.handed_over_at.is_(None),
    )
    return (
        select(literal(RELAY), RelayPlay.id, Simulation.title, false(), RelayPlay.started_at)
        .join(RelaySeat, RelaySeat.play_id == RelayPlay.id)
        .join(Simulation, Simulation.version_id == RelayPlay.version_id)
        .where(
            RelaySeat.learner_id == learner_id,
            RelaySeat.handed_over_at.is_(None),
            RelayPlay.ended_at.is_(None),
            ~waits_before,
        )
    )
