"""The dated rates of `legal.yml` as the arithmetic of receivables takes them, with how well each was verified."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from course.references.queries import rates
from course.references.rules import must_be_reconfirmed
from quizzes.receivables import HalfYear, RateTable, half_year_of

ECB = "ecb-refi"
LEGAL = "legal-professional"


@dataclass(frozen=True, slots=True)
class DatedRates:
    """The refinancing rate of the ECB and the legal rate « autres cas », in per cent, by half-year; `doubtful` are
    those that are to be checked again before they are used outside a lesson, as (kind, half-year).
    """

    ecb: RateTable
    legal: RateTable
    doubtful: frozenset[tuple[str, HalfYear]]
    known_until: date | None


def dated_rates(session: Session) -> DatedRates:
    """Returns the published rates; a period that is no half-year is passed over."""
    found: dict[str, dict[HalfYear, Decimal]] = {ECB: {}, LEGAL: {}}
    doubtful: set[tuple[str, HalfYear]] = set()
    for row in rates(session):
        half_year = half_year_of(row.valid_from)
        if row.kind not in found or row.valid_from != half_year.first_day:
            continue
        found[row.kind][half_year] = row.number
        if must_be_reconfirmed(row.grade):
            doubtful.add((row.kind, half_year))
    return DatedRates(RateTable(found[ECB]), RateTable(found[LEGAL]), frozenset(doubtful), _end_of(found[ECB]))


def _end_of(found: Mapping[HalfYear, Decimal]) -> date | None:
    return max(found).last_day if found else None
