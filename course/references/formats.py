"""Entries of `legal.yml` and `glossary.yml` as plain values."""

from dataclasses import dataclass
from datetime import date

GRADES = ("A", "B", "C", "M")
RATE_KINDS = ("ecb-refi", "legal-professional", "legal-private")


@dataclass(frozen=True, slots=True)
class LawEntry:
    """An article of law or a decision; the ends of its time in force are included."""

    key: str
    code: str
    article: str
    title: str
    summary: str
    grade: str
    checked_on: date
    in_force_from: date | None = None
    in_force_to: date | None = None
    note: str = ""
    facts: tuple[str, ...] = ()
    url: str | None = None


@dataclass(frozen=True, slots=True)
class RateEntry:
    """A dated rate in per cent, as it is written (« 12.15 »)."""

    kind: str
    valid_from: date
    valid_to: date
    value: str
    grade: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class TermEntry:
    """A word of the trade."""

    key: str
    term: str
    english: str
    definition: str
