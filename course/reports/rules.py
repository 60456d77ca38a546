"""Pure decisions of reports: what a cell says, who needs most, which sitting a proof belongs to, how a level moved."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from quizzes.ability import DIRECT_PROOFS_NEEDED, Status, established_level, verdict

UNKNOWN = (0.5, 0.5, 0.5, 0.5)
TREND_DAYS = timedelta(days=90)
RISE = 0.5
PAGE_SIZE = 200  # people; more would make a page of megabytes that nobody reads to its end
OBSERVATION = "observation"
NEEDIEST_FIRST: tuple[Status, ...] = ("gap", "to_measure", "to_confirm", "met")


class Cell(NamedTuple):
    """What may be said of one competency that the job requires: status, established level, level required, and how many
    direct proofs are missing where it is to measure."""

    status: Status
    level: int | None
    required: int
    missing: int


@lru_cache(maxsize=16384)
def cell_of(
    required: int,
    proofs: int | None,
    ceiling: int | None,
    p1: float | None,
    p2: float | None,
    p3: float | None,
    p4: float | None,
) -> Cell:
    """Returns the cell of a flat estimate row (its columns None where there is none). Remembered, because a matrix
    asks for a thousand at a time and most stand as they stood the last time."""
    p = UNKNOWN if p1 is None or p2 is None or p3 is None or p4 is None else (p1, p2, p3, p4)
    said = verdict(proofs or 0, p, required, ceiling or 0)
    return Cell(said.status, established_level(p, proofs or 0, ceiling or 0), required, said.missing)


@dataclass(slots=True)
class Member:
    """One person of the matrix: who, in which team and job, and a cell by competency id for each that is required."""

    id: int
    name: str
    team_id: int
    job_id: int | None
    job: str
    job_english: str
    cells: Mapping[int, Cell] = field(default_factory=dict)
    gaps: int = 0
    to_measure: int = 0
    depth: int = 0
    is_measured: bool = False

    def count(self) -> None:
        """Counts what the cells say, once they are all there."""
        for status, level, required, _ in self.cells.values():
            if status == "gap":
                self.gaps += 1
                self.depth += required - (level or 0)
            elif status == "to_measure":
                self.to_measure += 1
            if level is not None:
                self.is_measured = True


def by_need(members: Iterable[Member]) -> list[Member]:
    """Returns those with most gaps first, deeper before shallower, then who has most to measure, then by name."""
    return sorted(members, key=lambda m: (-m.gaps, -m.depth, -m.to_measure, _alphabetical(m.name), m.id))


def by_name(members: Iterable[Member]) -> list[Member]:
    """Returns people by name."""
    return sorted(members, key=lambda m: (_alphabetical(m.name), m.id))


@lru_cache(maxsize=4096)
def _alphabetical(name: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(sign))


def neediest(statuses: Sequence[Status]) -> int:
    """Returns the place of the status that wants attention first; of equals, the first. There is at least one."""
    return min(range(len(statuses)), key=lambda place: NEEDIEST_FIRST.index(statuses[place]))


class BiggestGap(NamedTuple):
    """The competency in which most people have a gap."""

    competency_id: int
    gaps: int
    measured: int


def biggest_gap(members: Iterable[Member]) -> BiggestGap | None:
    """Returns the competency with most gaps among the people measured in it, of equals the one in which fewer were
    measured; None where nobody is measured in anything. `gaps` is 0 where nobody lacks anything."""
    gaps: Counter[int] = Counter()
    measured: Counter[int] = Counter()
    for member in members:
        for competency_id, cell in member.cells.items():
            if cell.level is not None:
                measured[competency_id] += 1
                gaps[competency_id] += cell.status == "gap"
    if not measured:
        return None
    chosen = min(measured, key=lambda key: (-gaps[key], measured[key], key))
    return BiggestGap(chosen, gaps[chosen], measured[chosen])


@dataclass(frozen=True, slots=True)
class TeamNode:
    """A team of the tree that the viewer manages."""

    id: int
    name: str
    parent_id: int | None


def team_and_below(teams: Sequence[TeamNode], team_id: int) -> set[int]:
    """Returns the ids of the team and of all teams below it."""
    found: set[int] = set()
    waiting = [team_id]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting += [team.id for team in teams if team.parent_id == current]
    return found


def tops(teams: Sequence[TeamNode]) -> list[TeamNode]:
    """Returns the teams whose parent is not among them: those that the viewer was given by name."""
    ids = {team.id for team in teams}
    return [team for team in teams if team.parent_id not in ids]


class Proof(Protocol):
    """What a proof says of itself."""

    @property
    def kind(self) -> str:
        """A counted answer, or an observation."""

    @property
    def item_kind(self) -> str:
        """The kind of what it was given in."""

    @property
    def source(self) -> str:
        """The title of what was sat."""

    @property
    def score(self) -> float:
        """From 0 to 1."""

    @property
    def occurred_at(self) -> datetime:
        """When it was given."""

    @property
    def corrected_at(self) -> datetime | None:
        """When it was corrected last, None where it never was."""

    @property
    def reason(self) -> str:
        """Why it was corrected."""

    @property
    def is_withdrawn(self) -> bool:
        """Whether it counts no more."""

    @property
    def id(self) -> int:
        """Its id in the log."""

    @property
    def observer_id(self) -> int | None:
        """Who saw it, for an observation."""

    @property
    def observer(self) -> str:
        """Their name."""

    @property
    def level(self) -> int:
        """The level they saw."""

    @property
    def comment(self) -> str:
        """Their words."""


class Observation(NamedTuple):
    """A gesture that somebody saw: the level they saw, and their words."""

    evidence_id: int
    observer_id: int | None
    observer: str
    level: int
    comment: str


@dataclass(frozen=True, slots=True)
class Sitting:
    """The proofs of one source on one day: « 12/11 · Bilan de module · 3 sur 6 ». What was withdrawn is not among them;
    `corrections`: (day, reason, is it withdrawn) of those that were corrected, each once. An observation stands for
    itself; withdrawn, it says what was seen all the same."""

    source: str
    kind: str
    day: date
    score: float
    proofs: int
    corrections: tuple[tuple[date, str, bool], ...] = ()
    observation: Observation | None = None
    item_kind: str = ""

    @property
    def is_passed(self) -> bool:
        """Whether at least half of it was right."""
        return 2 * self.score >= self.proofs


def sittings(proofs: Sequence[Proof], zone: str) -> list[Sitting]:
    """Returns the proofs grouped by sitting (source and local day, an observation alone), in their order: newest
    first."""
    place = ZoneInfo(zone)

    def sitting_of(proof: Proof) -> tuple[str, str, str, date, int]:
        alone = proof.id if proof.kind == OBSERVATION else 0
        return proof.source, proof.kind, proof.item_kind, proof.occurred_at.astimezone(place).date(), alone

    found = []
    for (source, kind, item_kind, day, alone), group in groupby(proofs, key=sitting_of):
        rows = list(group)
        kept = [row for row in rows if not row.is_withdrawn]
        corrections = {
            (row.corrected_at.astimezone(place).date(), row.reason, row.is_withdrawn): None
            for row in rows
            if row.corrected_at is not None
        }
        seen = _observation(rows[0]) if alone else None
        score = sum(row.score for row in kept)
        found.append(Sitting(source, kind, day, score, len(kept), tuple(corrections), seen, item_kind))
    return found


def _observation(proof: Proof) -> Observation:
    return Observation(proof.id, proof.observer_id, proof.observer, proof.level, proof.comment)


class Point(NamedTuple):
    """Where a competency stood at an instant, on the scale 0 to 4, on how many direct proofs."""

    recorded_at: datetime
    place: float
    direct_proofs: int


@dataclass(frozen=True, slots=True)
class Trend:
    """How far a competency moved on the scale 0 to 4, and since when."""

    change: float
    since: datetime


def trend(points: Sequence[Point], since: datetime) -> Trend | None:
    """Returns the move from where the competency stood at the instant `since` (or where it was first measured after) to
    where it stands now; None where it was not measured twice: a level said on fewer than three proofs does not count.
    """
    measured = [point for point in points if point.direct_proofs >= DIRECT_PROOFS_NEEDED]
    before = [point for point in measured if point.recorded_at <= since]
    kept = before[-1:] + [point for point in measured if point.recorded_at > since]
    if len(kept) < 2:
        return None
    return Trend(kept[-1].place - kept[0].place, kept[0].recorded_at)


def has_risen(points: Sequence[Point], place: float, last_proof_at: datetime | None, since: datetime) -> bool:
    """Says whether a competency stands half a level higher than at the instant `since`, or than where it was first
    measured after it; `points` are those at which it was measured, oldest first."""
    if not points or last_proof_at is None or last_proof_at <= since:
        return False
    base = next((point for point in reversed(points) if point.recorded_at <= since), points[0])
    return place - base.place >= RISE


def assignment_state(due_on: date, completed_at: datetime | None, today: date) -> str:
    """Returns « done », « late » or « open »."""
    if completed_at is not None:
        return "done"
    return "late" if due_on < today else "open"


def page_of(members: Sequence[Member], page: int) -> tuple[Sequence[Member], int, int]:
    """Returns the members of a page of the matrix, its number and how many there are; beyond the last: the last."""
    pages = max(1, -(-len(members) // PAGE_SIZE))
    page = min(page, pages)
    return members[(page - 1) * PAGE_SIZE : page * PAGE_SIZE], page, pages
