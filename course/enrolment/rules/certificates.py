"""Pure decisions about certificates: until when one holds, what is said of it, what a person still lacks."""

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal

from quizzes.ability import Verdict, verdict

State = Literal["valid", "expired", "revoked"]

SHORTEST_MONTHS: Final = 6  # a certificate that ends on a fixed day holds at least that long
MOST_MONTHS: Final = 120
EXPIRING_WITHIN: Final = timedelta(days=60)
LONGEST_REASON: Final = 300
_DAY_OF_YEAR: Final = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")


@dataclass(frozen=True, slots=True)
class Validity:
    """How long a certificate holds: so many months from its issue, or until a day of the year (« 12-31 »), or, with
    neither, for ever."""

    months: int | None = None
    until: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Returns what the definition's version keeps; `validity_of` reads it."""
        if self.months is not None:
            return {"months": self.months}
        return {} if self.until is None else {"until": self.until}


FOR_EVER: Final = Validity()


def validity_of(stored: Mapping[str, Any]) -> Validity:
    """Returns the validity that a version keeps."""
    return Validity(stored.get("months"), stored.get("until"))


def is_day_of_year(text: str) -> bool:
    """Says whether « 12-31 » is a day of some year; 29 February is."""
    found = _DAY_OF_YEAR.fullmatch(text)
    return found is not None and int(found[2]) <= monthrange(2024, int(found[1]))[1]


def last_day(validity: Validity, issued_on: date) -> date | None:
    """Returns the last day on which a certificate issued that day holds, None for ever.

    Months end on the same day of the month, or on its last where there is no such day. A day of the year is the next
    one at least six months away; 29 February is the 28th where there is none.
    """
    if validity.months is not None:
        return months_later(issued_on, validity.months)
    if validity.until is None:
        return None
    earliest = months_later(issued_on, SHORTEST_MONTHS)
    month, day = (int(part) for part in validity.until.split("-"))
    end = _day_in(earliest.year, month, day)
    return end if end >= earliest else _day_in(earliest.year + 1, month, day)


def months_later(day: date, months: int) -> date:
    """Returns the same day so many months later, or the last of that month where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    return _day_in(day.year + years, month + 1, day.day)


def _day_in(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def state_of(valid_until: date | None, is_revoked: bool, today: date) -> State:
    """Returns what a certificate is today; its last day is still valid."""
    if is_revoked:
        return "revoked"
    return "expired" if valid_until is not None and valid_until < today else "valid"


def is_expiring(valid_until: date | None, today: date) -> bool:
    """Says whether a valid certificate ends within sixty days."""
    return valid_until is not None and today <= valid_until <= today + EXPIRING_WITHIN


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands in a competency that a certificate asks for: P(level ≥ 1..4), direct proofs, ceiling."""

    p_at_least: tuple[float, float, float, float]
    direct_proofs: int
    ceiling: int


UNKNOWN: Final = Standing((0.5, 0.5, 0.5, 0.5), 0, 0)


@dataclass(frozen=True, slots=True)
class Met:
    """A requirement of a certificate, and what the proofs say of it."""

    key: str
    level: int
    standing: Standing
    verdict: Verdict

    @property
    def is_met(self) -> bool:
        """Whether the level is established: enough probability, three direct proofs, under the ceiling."""
        return self.verdict.status == "met"

    @property
    def probability(self) -> float:
        """P(level ≥ required)."""
        return self.standing.p_at_least[self.level - 1]


def requirements_met(requirements: Mapping[str, int], standings: Mapping[str, Standing]) -> list[Met]:
    """Returns each requirement with its verdict, in the order of the definition."""
    found = []
    for key, level in requirements.items():
        held = standings.get(key, UNKNOWN)
        found.append(Met(key, level, held, verdict(held.direct_proofs, held.p_at_least, level, held.ceiling)))
    return found


def are_established(met: Sequence[Met]) -> bool:
    """Says whether every level asked for is established; a certificate that asks for none is never earned."""
    return bool(met) and all(one.is_met for one in met)


@dataclass(frozen=True, slots=True)
class PassedFinal:
    """A final assessment that was passed, on the version that was taken: the event that earns a certificate."""

    learner_id: int
    attempt_id: int
    quiz_key: str
    quiz_version_id: int
    finished_at: datetime
    mark: float
    max_mark: float
    pass_mark: int
    question_version_ids: tuple[int, ...] = ()

    @property
    def event(self) -> str:
        """The name of the event: a certification is issued once for it."""
        return event_of(self.attempt_id)


def event_of(attempt_id: int) -> str:
    """Returns the name of the event that an attempt is."""
    return f"attempt:{attempt_id}"
