"""Reads of call scenarios: those that are published, and what the engine plays of a version, kept in the process."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.foundation.cache import RecentCache, StampCache
from course.foundation.errors import NotFoundError
from course.publishing.models import Item
from course.publishing.queries import stamp
from course.simulations.models import Simulation
from quizzes.scenarios import BestPath, Scenario, best, scenario_from_mapping

SCENARIO: Final = "scenario"
MOST_KEPT: Final = 100


@dataclass(frozen=True, slots=True)
class ScenarioCard:
    """A published scenario as lists show it."""

    version_id: int
    item_id: int
    key: str
    module_key: str | None
    number: int
    title: str
    english: str
    summary: str
    minutes: int
    difficulty: int
    competencies: tuple[str, ...]

    def named(self, language: str) -> str:
        """Returns the title in the language."""
        return self.english if language == "en" else self.title


@dataclass(frozen=True, slots=True, eq=False)
class Script:
    """One version of a scenario, ready to be played; `texts`: its rendered Markdown by path, with its placeholders."""

    version_id: int
    scenario: Scenario
    texts: Mapping[str, str]


_published_cache: StampCache[tuple[ScenarioCard, ...]] = StampCache()
_script_cache: RecentCache[int, Script] = RecentCache(MOST_KEPT)
_best_cache: RecentCache[tuple[int, str], BestPath] = RecentCache(MOST_KEPT * 4)


def published_scenarios(session: Session) -> tuple[ScenarioCard, ...]:
    """Returns the published scenarios in their order; no statement but the stamp as long as nothing is published."""
    return _published_cache.get(stamp(session), lambda: _load(session))


def published_scenario(session: Session, key: str) -> ScenarioCard:
    """Returns a published scenario; raises NotFoundError where there is none of this key."""
    found = next((card for card in published_scenarios(session) if card.key == key), None)
    if found is None:
        raise NotFoundError("call.no_scenario")
    return found


def _load(session: Session) -> tuple[ScenarioCard, ...]:
    rows = session.execute(
        select(Simulation)
        .join(Item, Item.published_version_id == Simulation.version_id)
        .where(Simulation.kind == SCENARIO)
        .order_by(Simulation.number, Simulation.key)
    ).scalars()
    return tuple(_card(row) for row in rows)


def _card(row: Simulation) -> ScenarioCard:
    kept = row.body["scenario"]
    return ScenarioCard(
        version_id=row.version_id,
        item_id=row.item_id,
        key=row.key,
        module_key=row.module_key,
        number=row.number,
        title=row.title,
        english=kept["english"],
        summary=kept["summary"],
        minutes=row.minutes,
        difficulty=row.difficulty,
        competencies=tuple(row.competencies),
    )


def script_of(session: Session, version_id: int) -> Script:
    """Returns a version of a scenario, published or not; raises NotFoundError where there is none. A version never
    changes: one statement, once a process.
    """
    found = _script_cache.get(version_id)
    if found is None:
        body: dict[str, Any] | None = session.execute(
            select(Simulation.body).where(Simulation.version_id == version_id, Simulation.kind == SCENARIO)
        ).scalar_one_or_none()
        if body is None:
            raise NotFoundError("call.no_scenario")
        found = Script(version_id, scenario_from_mapping(body["scenario"]), body["texts"])
        _script_cache.put(version_id, found)
    return found


def best_of(script: Script, variant: str) -> BestPath:
    """Returns the best path through a variant: computed once a process, some tens of milliseconds."""
    found = _best_cache.get((script.version_id, variant))
    if found is None:
        found = best(script.scenario, variant)
        _best_cache.put((script.version_id, variant), found)
    return found
