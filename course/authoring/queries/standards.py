"""What an expert needs to say where the levels of a competency begin: its questions, people, what was said before."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from course.accounts.models import Person
from course.competencies.models import Competency, CompetencyStandard, Estimate
from course.competencies.queries import parameters_at
from course.publishing.models import Item
from course.question_bank.models import Question
from quizzes.ability import DIRECT_PROOFS_NEEDED

ASKS_NOTHING: Final = "description"


@dataclass(frozen=True, slots=True)
class StandardFacts:
    """Where a competency stands: its own cuts, None for the usual ones; how many questions learners see; who last said
    something of it, and when."""

    cuts: tuple[float, ...] | None
    questions: int
    set_at: datetime | None
    by: str | None


def standard_facts(session: Session) -> dict[str, StandardFacts]:
    """Returns the facts of every competency by key: two statements."""
    counts = _question_counts(session)
    newest = select(func.max(CompetencyStandard.id)).group_by(CompetencyStandard.competency_id)
    rows = session.execute(
        select(Competency.id, Competency.key, Competency.cuts, CompetencyStandard.set_at, Person.name)
        .outerjoin(
            CompetencyStandard,
            (CompetencyStandard.competency_id == Competency.id) & CompetencyStandard.id.in_(newest),
        )
        .outerjoin(Person, Person.id == CompetencyStandard.set_by)
    )
    return {
        row.key: StandardFacts(tuple(row.cuts) if row.cuts else None, counts.get(row.id, 0), row.set_at, row.name)
        for row in rows
    }


def _question_counts(session: Session) -> dict[int, int]:
    rows = session.execute(
        select(Question.competency_id, func.count())
        .join(Item, Item.published_version_id == Question.version_id)
        .where(Question.type != ASKS_NOTHING)
        .group_by(Question.competency_id)
    )
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A question that learners see: its text as it is written; the author's step, 1 to 5; b as it is believed now."""

    key: str
    text: str
    step: int
    b: float


def questions_to_judge(session: Session, competency_key: str, now: datetime) -> list[JudgedQuestion]:
    """Returns the published questions of a competency, the easiest first: two statements. One that asks nothing, or has
    no difficulty yet, is left out."""
    rows = session.execute(
        select(Question.version_id, Item.key, Question.body["stem"], Question.difficulty)
        .join(Item, Item.published_version_id == Question.version_id)
        .join(Competency, Competency.id == Question.competency_id)
        .where(Competency.key == competency_key, Question.type != ASKS_NOTHING)
    ).all()
    parameters = parameters_at(session, [row[0] for row in rows], now)
    found = [
        JudgedQuestion(row[1], _text(row[2]), row[3], parameters[row[0]].b) for row in rows if row[0] in parameters
    ]
    return sorted(found, key=lambda question: (question.b, question.key))


def _text(stem: Any) -> str:
    """A stem is a string, or a mapping with its format."""
    return str(stem["source"] if isinstance(stem, dict) else stem or "")


@dataclass(frozen=True, slots=True)
class Standard:
    """What an expert once said of a competency; `cuts` None: back to the usual ones."""

    id: int
    cuts: tuple[float, ...] | None
    judgements: Mapping[str, int]
    note: str
    set_at: datetime
    by: str | None


def standards_of(session: Session, competency_key: str) -> list[Standard]:
    """Returns everything that was said of a competency, the latest first: one statement."""
    rows = session.execute(
        select(CompetencyStandard.id, CompetencyStandard.cuts, CompetencyStandard.judgements, CompetencyStandard.note)
        .add_columns(CompetencyStandard.set_at, Person.name)
        .join(Competency, Competency.id == CompetencyStandard.competency_id)
        .outerjoin(Person, Person.id == CompetencyStandard.set_by)
        .where(Competency.key == competency_key)
        .order_by(CompetencyStandard.id.desc())
    )
    return [Standard(row[0], tuple(row[1]) if row[1] else None, *row[2:]) for row in rows]


@dataclass(frozen=True, slots=True)
class LevelChanges:
    """How many people have a level in a competency, and how many of them would have another: by (from, to)."""

    people: int
    moves: Mapping[tuple[int, int], int]

    @property
    def up(self) -> int:
        """How many would rise."""
        return sum(count for (old, new), count in self.moves.items() if new > old)

    @property
    def down(self) -> int:
        """How many would fall."""
        return sum(count for (old, new), count in self.moves.items() if new < old)


def level_changes(
    session: Session, competency_key: str, before: Sequence[float], after: Sequence[float]
) -> LevelChanges:
    """Returns what other cuts would change for people with a level, as their estimates stand: one statement."""
    rows: Sequence[Any] = session.execute(
        select(Estimate.mean, Estimate.ceiling)
        .join(Competency, Competency.id == Estimate.competency_id)
        .where(Competency.key == competency_key, Estimate.direct_proofs >= DIRECT_PROOFS_NEEDED)
    ).all()
    pairs = ((_level(mean, ceiling, before), _level(mean, ceiling, after)) for mean, ceiling in rows)
    return LevelChanges(len(rows), Counter(pair for pair in pairs if pair[0] != pair[1]))


def _level(mean: float, ceiling: int, cuts: Sequence[float]) -> int:
    # P(level >= k) >= 0.5 as soon as the mean reaches the cut: the level that `established_level` says.
    return min(ceiling, sum(mean >= cut for cut in cuts))
