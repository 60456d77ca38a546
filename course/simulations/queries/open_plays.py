"""What a person began to play and may go on with: calls, days and quarters, for the home page."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from course.simulations.models import CallPlay, Simulation, WorkshopPlay

TABLES: Final[tuple[type[CallPlay] | type[WorkshopPlay], ...]] = (CallPlay, WorkshopPlay)


@dataclass(frozen=True, slots=True)
class OpenPlay:
    """A play that one may go on with: a call where `is_call`, a day or a quarter of a workshop otherwise."""

    is_call: bool
    id: int
    title: str
    is_counted: bool


def open_plays(session: Session, learner_id: int) -> list[OpenPlay]:
    """Returns the plays that a person may go on with, those that count first, then the newest: one statement."""
    found = session.execute(
        union_all(
            *(
                select(
                    literal(table is CallPlay), table.id, Simulation.title, table.mode == "counted", table.started_at
                )
                .join(Simulation, Simulation.version_id == table.version_id)
                .where(table.learner_id == learner_id, table.ended_at.is_(None))
                for table in TABLES
            )
        )
    ).all()
    newest_first = sorted(found, key=lambda row: row[4], reverse=True)
    return [OpenPlay(*row[:4]) for row in sorted(newest_first, key=lambda row: not row[3])]
