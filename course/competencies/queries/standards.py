"""What a standard is made of: a competency, and how difficult its published questions are."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from course.competencies.models import Competency
from course.competencies.queries.parameters import parameters_at
from course.publishing.models import Dependency, Item


def competency_to_change(session: Session, key: str) -> Competency | None:
    """Returns the competency with this key, kept from others until the transaction ends; None where there is none."""
    return session.execute(select(Competency).where(Competency.key == key).with_for_update()).scalar_one_or_none()


def difficulties_of(
    session: Session, competency_key: str, question_keys: Iterable[str], at: datetime
) -> dict[str, float]:
    """Returns by key the difficulty, valid at an instant, of those of these questions that are published and measure
    the competency: two statements."""
    measures = and_(
        Dependency.version_id == Item.published_version_id,
        Dependency.kind == "competency",
        Dependency.key == competency_key,
    )
    rows = session.execute(
        select(Item.published_version_id, Item.key)
        .join(Dependency, measures)
        .where(Item.kind == "question", Item.key.in_(list(question_keys)))
    )
    keys = {version_id: key for version_id, key in rows if version_id is not None}
    return {keys[version_id]: found.b for version_id, found in parameters_at(session, keys, at).items()}
