"""What certificates ask for, what of it a person has, and what lies behind it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.accounts.models import Person
from course.catalogue.queries import outline
from course.competencies.models import Competency, Estimate, Evidence
from course.competencies.rules import WITHDRAWN, standing
from course.enrolment.models import Certification
from course.enrolment.rules.certificates import Standing, Validity, validity_of
from course.foundation.cache import StampCache
from course.publishing.models import Item
from course.publishing.queries import stamp


@dataclass(frozen=True, slots=True)
class CertificationRow:
    """The published version of what a certificate asks for: levels by competency, a final assessment."""

    version_id: int
    item_id: int
    key: str
    title: str
    english: str
    requirements: Mapping[str, int]
    final_quiz_key: str
    validity: Validity

    def named(self, language: str) -> str:
        """Returns the title in the language."""
        return self.english if language == "en" else self.title


_certifications_cache: StampCache[tuple[CertificationRow, ...]] = StampCache()


def certifications(session: Session) -> tuple[CertificationRow, ...]:
    """Returns the published certifications, the least demanding first: one statement while nothing is published."""
    return _certifications_cache.get(stamp(session), lambda: _load(session))


def _load(session: Session) -> tuple[CertificationRow, ...]:
    c = Certification
    rows = session.execute(
        select(c.version_id, c.item_id, c.key, c.title, c.english, c.requirements, c.final_quiz_key, c.validity)
        .join(Item, Item.published_version_id == c.version_id)
        .order_by(c.key)
    )
    found = [CertificationRow(*(*row[:7], validity_of(row[7]))) for row in rows]
    return tuple(sorted(found, key=lambda one: sum(one.requirements.values())))


def certifications_of_final(session: Session, quiz_key: str) -> list[CertificationRow]:
    """Returns the certifications whose final assessment this quiz is."""
    return [one for one in certifications(session) if one.final_quiz_key == quiz_key]


def standings_of(
    session: Session, learner_ids: Collection[int], keys: Collection[str]
) -> dict[int, dict[str, Standing]]:
    """Returns by learner where they stand in these competencies, those that were measured: one statement."""
    rows = session.execute(
        select(Estimate.learner_id, Competency.key, Estimate.p1, Estimate.p2, Estimate.p3, Estimate.p4)
        .add_columns(Estimate.direct_proofs, Estimate.ceiling)
        .join(Competency, Competency.id == Estimate.competency_id)
        .where(Estimate.learner_id.in_(learner_ids), Competency.key.in_(keys))
    )
    found: dict[int, dict[str, Standing]] = {}
    for row in rows:
        found.setdefault(row[0], {})[row[1]] = Standing((row[2], row[3], row[4], row[5]), row[6], row[7])
    return found


def name_of(session: Session, person_id: int) -> str:
    """Returns a person's name as it is now; a certificate keeps it."""
    return session.execute(select(Person.name).where(Person.id == person_id)).scalar_one()


def evidence_behind(session: Session, learner_id: int, keys: Iterable[str]) -> dict[str, list[int]]:
    """Returns by competency the ids of the proofs that stand, as their first event names them: one statement."""
    rows = session.execute(
        select(Evidence.id, Evidence.corrects_id, Evidence.kind, Evidence.weights, Evidence.information_weight)
        .where(Evidence.learner_id == learner_id)
        .order_by(Evidence.seq)
    ).all()
    counting = [first for first, now in standing(rows) if now.kind != WITHDRAWN and now.information_weight > 0]
    return {key: [row.id for row in counting if row.weights.get(key, 0.0) > 0] for key in keys}


@dataclass(frozen=True, slots=True)
class ContentBehind:
    """The lessons that teach what a certificate asks for, and the law that they name: version by key."""

    lessons: Mapping[str, int]
    laws: Mapping[str, int]


def content_behind(session: Session, requirements: Mapping[str, int]) -> ContentBehind:
    """Returns the published lessons that serve these competencies up to their levels, with the law they name."""
    lessons = [
        lesson
        for lesson in outline(session).lessons
        if any(low <= requirements.get(key, 0) for key, (low, _high) in lesson.competencies.items())
    ]
    named = {key for lesson in lessons for key in lesson.laws}
    rows = session.execute(
        select(Item.key, Item.published_version_id)
        .where(Item.kind == "law", Item.key.in_(sorted(named)), Item.published_version_id.is_not(None))
        .order_by(Item.key)
    )
    laws = {key: version_id for key, version_id in rows if version_id is not None}
    return ContentBehind({lesson.key: lesson.version_id for lesson in lessons}, laws)
