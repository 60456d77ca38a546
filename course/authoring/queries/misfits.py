"""Questions that the figures of predictions speak of: what they are called, and which of those flagged learners see."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.competencies.models import Competency
from course.competencies.queries.reliability import standing_flags
from course.publishing.models import Item, Version
from course.question_bank.models import Question
from quizzes.statistics import Flag


@dataclass(frozen=True, slots=True)
class MeasuredVersion:
    """A version of a question; `difficulty` 1 to 5 as its author declared it; `is_published`: learners see this one."""

    version_id: int
    item_id: int
    key: str
    number: int
    title: str
    competency_key: str
    difficulty: int
    is_published: bool


def measured_versions(session: Session, version_ids: Iterable[int]) -> dict[int, MeasuredVersion]:
    """Returns question versions by id, those that exist: one statement."""
    rows = session.execute(
        select(Version.id, Version.item_id, Item.key, Version.number, Version.title)
        .add_columns(Competency.key, Question.difficulty, Item.published_version_id == Version.id)
        .join(Item, Item.id == Version.item_id)
        .join(Question, Question.version_id == Version.id)
        .join(Competency, Competency.id == Question.competency_id)
        .where(Version.id.in_(list(version_ids)))
    )
    return {row[0]: MeasuredVersion(*row) for row in rows}


def flags_on_desk(session: Session) -> dict[int, Flag]:
    """Returns by question item what the last calibration flagged in the versions that learners see, the gravest first:
    two statements at most. A question that was published anew since has no flag any more: its answers begin again."""
    flags = standing_flags(session)
    if not flags:
        return {}
    rows = session.execute(select(Item.id, Item.published_version_id).where(Item.published_version_id.in_(list(flags))))
    items = {row[1]: row[0] for row in rows}
    return {items[version_id]: flag for version_id, flag in flags.items() if version_id in items}
