"""Reads of references, kept in the process until something is published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.foundation.cache import StampCache
from course.publishing.models import Item
from course.publishing.queries import stamp
from course.references.models import LegalReference, Rate, Term
from course.references.rules import State, must_be_reconfirmed, name_of, state_on


@dataclass(frozen=True, slots=True)
class Law:
    """A legal reference as lessons and feedback show it."""

    key: str
    code: str
    article: str
    title: str
    summary: str
    note: str
    in_force_from: date | None
    in_force_to: date | None
    grade: str
    checked_on: date
    url: str | None
    facts: tuple[str, ...]

    @property
    def name(self) -> str:
        """« Code de commerce, article L441-10 »."""
        return name_of(self.code, self.article)

    @property
    def must_be_reconfirmed(self) -> bool:
        """Whether « à reconfirmer sur Légifrance » stands with it."""
        return must_be_reconfirmed(self.grade)

    def state(self, on: date) -> State:
        """Returns in_force, not_yet or no_longer on that day."""
        return state_on(self.in_force_from, self.in_force_to, on)


@dataclass(frozen=True, slots=True)
class TermRow:
    """A word of the trade."""

    key: str
    term: str
    english: str
    definition: str


@dataclass(frozen=True, slots=True)
class RateRow:
    """A dated rate in per cent; the ends of its period are included."""

    kind: str
    valid_from: date
    valid_to: date
    value: str
    grade: str
    note: str

    @property
    def must_be_reconfirmed(self) -> bool:
        """Whether « à reconfirmer » stands with it."""
        return must_be_reconfirmed(self.grade)

    @property
    def number(self) -> Decimal:
        """The rate in per cent, exactly."""
        return Decimal(self.value)


_laws_cache: StampCache[Mapping[str, Law]] = StampCache()
_terms_cache: StampCache[Mapping[str, TermRow]] = StampCache()
_rates_cache: StampCache[tuple[RateRow, ...]] = StampCache()


def laws(session: Session) -> Mapping[str, Law]:
    """Returns the published legal references by key."""
    return _laws_cache.get(stamp(session), lambda: _load_laws(session))


def _load_laws(session: Session) -> Mapping[str, Law]:
    row = LegalReference
    columns = (row.key, row.code, row.article, row.title, row.summary, row.note)
    dates = (row.in_force_from, row.in_force_to, row.grade, row.checked_on, row.url, row.facts)
    found = session.execute(
        select(*columns, *dates).join(Item, Item.published_version_id == row.version_id).order_by(row.key)
    )
    return {line[0]: Law(*(*line[:-1], tuple(line[-1] or ()))) for line in found}


def published_law(session: Session, key: str) -> LegalReference | None:
    """Returns the published version of a reference as it is stored, None where there is none."""
    return session.execute(
        select(LegalReference)
        .join(Item, Item.published_version_id == LegalReference.version_id)
        .where(Item.kind == "law", Item.key == key)
    ).scalar_one_or_none()


def terms(session: Session) -> Mapping[str, TermRow]:
    """Returns the published words by key."""
    return _terms_cache.get(stamp(session), lambda: _load_terms(session))


def _load_terms(session: Session) -> Mapping[str, TermRow]:
    found = session.execute(
        select(Term.key, Term.term, Term.english, Term.definition)
        .join(Item, Item.published_version_id == Term.version_id)
        .order_by(Term.term)
    )
    return {line[0]: TermRow(*line) for line in found}


def rates(session: Session) -> tuple[RateRow, ...]:
    """Returns all rates by kind and day."""
    return _rates_cache.get(stamp(session), lambda: _load_rates(session))


def _load_rates(session: Session) -> tuple[RateRow, ...]:
    found = session.execute(
        select(Rate.kind, Rate.valid_from, Rate.valid_to, Rate.value, Rate.grade, Rate.note).order_by(
            Rate.kind, Rate.valid_from
        )
    )
    return tuple(RateRow(*line) for line in found)


def rate_on(session: Session, kind: str, on: date) -> RateRow | None:
    """Returns the rate of a kind on a day."""
    return next((rate for rate in rates(session) if rate.kind == kind and rate.valid_from <= on <= rate.valid_to), None)
