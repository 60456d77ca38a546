"""What a person may go on with, for the home page: calls, days, quarters, relays that wait for them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, cast

from sqlalchemy import Select, literal, select, union_all
from sqlalchemy.orm import Session

from course.simulations.models import CallPlay, Simulation, WorkshopPlay
from course.simulations.queries.relays import turns_of

PlayKind = Literal["call", "workshop", "relay"]
TABLES: Final[tuple[tuple[PlayKind, type[CallPlay] | type[WorkshopPlay]], ...]] = (
    ("call", CallPlay),
    ("workshop", WorkshopPlay),
)


@dataclass(frozen=True, slots=True)
class OpenPlay:
    """A play that one may go on with: a call, a day or a quarter, a relay whose file lies on one's desk."""

    kind: PlayKind
    id: int
    title: str
    is_counted: bool


def open_plays(session: Session, learner_id: int) -> list[OpenPlay]:
    """Returns the plays that a person may go on with, those that count first, then the newest: one statement."""
    found = session.execute(union_all(*(_of(learner_id, kind, table) for kind, table in TABLES), turns_of(learner_id)))
    newest_first = sorted(found.all(), key=lambda row: row[4], reverse=True)
    first = sorted(newest_first, key=lambda row: not row[3])
    return [OpenPlay(cast("PlayKind", row[0]), row[1], row[2], row[3]) for row in first]


def _of(
    learner_id: int, kind: PlayKind, table: type[CallPlay] | type[WorkshopPlay]
) -> Select[str, int, str, bool, datetime]:
    return (
        select(literal(kind), table.id, Simulation.title, table.mode == "counted", table.started_at)
        .join(Simulation, Simulation.version_id == table.version_id)
        .where(table.learner_id == learner_id, table.ended_at.is_(None))
    )
