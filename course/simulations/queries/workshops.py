"""Reads of workshops: what there is to play, and the plays of a person, which nobody else ever reads here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from course.accounts.models import Person
from course.foundation.errors import NotFoundError
from course.publishing.models import Item
from course.simulations.models import Simulation, WorkshopMove, WorkshopPlay

PlayKind = Literal["day", "quarter"]
Mode = Literal["practice", "counted"]
WORKSHOP = "workshop"
MOST_PLAYS = 30
PLAY_FIELDS = ("id", "learner_id", "kind", "mode", "seed", "started_at", "ended_at", "state", "result")


@dataclass(frozen=True, slots=True)
class WorkshopRow:
    """A version of a workshop; `body` is what the engine makes its portfolio from."""

    version_id: int
    item_id: int
    key: str
    module_key: str | None
    number: int
    title: str
    minutes: int
    competencies: tuple[str, ...]
    body: Mapping[str, Any]

    def named(self, language: str) -> str:
        """Returns the title in a language."""
        return str(self.body["english"]) if language == "en" else self.title


@dataclass(frozen=True, slots=True)
class PlayRow:
    """A play of one person with the version that was played; `state` and `result` as the services wrote them."""

    id: int
    learner_id: int
    kind: str
    mode: str
    seed: int
    started_at: datetime
    ended_at: datetime | None
    state: Mapping[str, Any]
    result: Mapping[str, Any] | None
    workshop: WorkshopRow

    @property
    def is_ended(self) -> bool:
        """Whether it was handed in."""
        return self.ended_at is not None

    @property
    def is_counted(self) -> bool:
        """Whether it counts for levels."""
        return self.mode == "counted"


@dataclass(frozen=True, slots=True)
class PlayCard:
    """A play in the list of a workshop, without its state."""

    id: int
    kind: str
    mode: str
    started_at: datetime
    ended_at: datetime | None


_COLUMNS = (
    Simulation.version_id,
    Simulation.item_id,
    Simulation.key,
    Simulation.module_key,
    Simulation.number,
    Simulation.title,
    Simulation.minutes,
    Simulation.competencies,
    Simulation.body,
)


def _row(found: Sequence[Any]) -> WorkshopRow:
    version_id, item_id, key, module_key, number, title, minutes, competencies, body = found
    return WorkshopRow(version_id, item_id, key, module_key, number, title, minutes, tuple(competencies), body)


def _published() -> Select[*tuple[Any, ...]]:
    return (
        select(*_COLUMNS)
        .join(Item, Item.published_version_id == Simulation.version_id)
        .where(Simulation.kind == WORKSHOP)
    )


def published_workshops(session: Session) -> list[WorkshopRow]:
    """Returns the published workshops, the first to play first."""
    return [
        _row(tuple(found)) for found in session.execute(_published().order_by(Simulation.difficulty, Simulation.title))
    ]


def published_workshop(session: Session, key: str) -> WorkshopRow:
    """Returns a published workshop; raises NotFoundError where there is none of this key."""
    found = session.execute(_published().where(Simulation.key == key)).first()
    if found is None:
        raise NotFoundError("workshop.none")
    return _row(tuple(found))


def play_of(session: Session, learner_id: int, play_id: int) -> PlayRow:
    """Returns a person's own play; raises NotFoundError for anybody else's, whoever asks. One statement."""
    play = WorkshopPlay
    own = (play.id, play.learner_id, play.kind, play.mode, play.seed, play.started_at, play.ended_at)
    found = session.execute(
        select(*own, play.state, play.result, *_COLUMNS)
        .join(Simulation, Simulation.version_id == play.version_id)
        .where(play.id == play_id, play.learner_id == learner_id)
    ).first()
    if found is None:
        raise NotFoundError("workshop.no_play")
    values = found._mapping  # noqa: SLF001 - public, whatever its name says
    made = {name: values[column] for name, column in zip(PLAY_FIELDS, (*own, play.state, play.result), strict=True)}
    return PlayRow(**made, workshop=_row([values[column] for column in _COLUMNS]))


def has_seen(session: Session, learner_id: int, item_id: int) -> bool:
    """Says whether a person has practised a day of a workshop to its correction."""
    play = WorkshopPlay
    own = (play.learner_id == learner_id, play.item_id == item_id, play.kind == "day", play.mode == "practice")
    return session.execute(select(play.id).where(*own, play.result.is_not(None)).limit(1)).first() is not None


def lock_beginning(session: Session, learner_id: int) -> None:
    """Makes two beginnings of one person wait for each other: neither would see the play of the other."""
    if session.get_bind().dialect.name != "sqlite":  # which has one writer at a time anyway
        session.execute(select(Person.id).where(Person.id == learner_id).with_for_update(key_share=True))


class Move(NamedTuple):
    """A step of a play, and what was decided in it: played (`by` in the body says by whom), or still a draft."""

    position: int
    body: Mapping[str, Any]
    at: datetime


def latest_move(session: Session, play_id: int) -> Move | None:
    """Returns the last step of a play, None before the first. One statement."""
    found = session.execute(
        select(WorkshopMove.position, WorkshopMove.body, WorkshopMove.at)
        .where(WorkshopMove.play_id == play_id)
        .order_by(WorkshopMove.position.desc())
        .limit(1)
    ).first()
    return None if found is None else Move(*found)


def plays(session: Session, learner_id: int, item_id: int) -> list[PlayCard]:
    """Returns a person's latest plays of one workshop, the one that counts first, then the last. One statement."""
    play = WorkshopPlay
    found = session.execute(
        select(play.id, play.kind, play.mode, play.started_at, play.ended_at)
        .where(play.learner_id == learner_id, play.item_id == item_id)
        .order_by(play.mode, play.id.desc())
        .limit(MOST_PLAYS)
    )
    return [PlayCard(*row) for row in found]
