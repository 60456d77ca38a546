"""What there is to play in a module, and where a person stands in it: for the module's page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from course.foundation.cache import StampCache
from course.publishing.models import Item
from course.publishing.queries import stamp
from course.simulations.models import CallPlay, Simulation, WorkshopPlay

State = Literal["open", "counted", "done", "again", "new"]
KINDS: Final = ("scenario", "workshop")
TABLES: Final[tuple[type[CallPlay] | type[WorkshopPlay], ...]] = (CallPlay, WorkshopPlay)


@dataclass(frozen=True, slots=True)
class Played:
    """A published call or workshop (`kind`) of a module; `english` is empty where it has no English title."""

    kind: str
    key: str
    item_id: int
    module_key: str | None
    number: int
    title: str
    english: str
    minutes: int
    competencies: tuple[str, ...]

    def named(self, language: str) -> str:
        """Returns the title in the language."""
        return self.english if language == "en" and self.english else self.title


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands: « open » (begun), « counted » (played to count), « done », « again » (without success),
    « new »."""

    played: Played
    state: State


_published_cache: StampCache[tuple[Played, ...]] = StampCache()


def published_plays(session: Session) -> tuple[Played, ...]:
    """Returns the published calls and workshops in their order; no statement but the stamp while nothing changes."""
    return _published_cache.get(stamp(session), lambda: _load(session))


def simulations_in(session: Session, learner_id: int, module_key: str) -> list[Standing]:
    """Returns what there is to play in a module, in its order, with where the person stands: one statement, none for a
    module without anything to play.
    """
    here = [one for one in published_plays(session) if one.module_key == module_key]
    if not here:
        return []
    states = play_states(session, learner_id, [one.item_id for one in here])
    return [Standing(one, states.get(one.item_id, "new")) for one in here]


def _load(session: Session) -> tuple[Played, ...]:
    rows = session.execute(
        select(Simulation)
        .join(Item, Item.published_version_id == Simulation.version_id)
        .where(Simulation.kind.in_(KINDS))
        .order_by(Simulation.kind, Simulation.number, Simulation.key)
    ).scalars()
    return tuple(
        Played(
            r.kind,
            r.key,
            r.item_id,
            r.module_key,
            r.number,
            r.title,
            _english(r.body),
            r.minutes,
            tuple(r.competencies),
        )
        for r in rows
    )


def _english(body: Mapping[str, Any]) -> str:
    kept = body.get("scenario", body)
    return str(kept.get("english", "")) if isinstance(kept, dict) else ""


def play_states(session: Session, learner_id: int, items: list[int]) -> dict[int, State]:
    """Returns where the person stands in each of these calls and workshops that they ever began: one statement."""
    plays = [
        select(table.id, literal(place), table.item_id, table.mode, table.ended_at, table.result).where(
            table.learner_id == learner_id, table.item_id.in_(items)
        )
        for place, table in enumerate(TABLES)
    ]
    found: dict[int, State] = {}
    # In the order in which they began: those of one scenario are all of one table.
    rows = sorted(session.execute(union_all(*plays)), key=lambda row: row[:2])
    for _id, _place, item_id, mode, ended_at, result in rows:
        found[item_id] = _after(found.get(item_id, "new"), mode, ended_at is None, result)
    return found


def _after(before: State, mode: str, is_open: bool, result: Mapping[str, Any] | None) -> State:
    """Returns the state after one more play: what is open says most, then what counted, then the last that ended."""
    if is_open or before == "open":
        return "open"
    if mode == "counted" or before == "counted":
        return "counted"
    if result is None:  # left before its end
        return before
    return "done" if result.get("success", True) else "again"
