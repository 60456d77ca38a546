"""`competencies.yml` as plain values: domains with their competencies, job roles with the levels they ask for."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CompetencyEntry:
    """A competency with a sentence for each of the levels 1 to 4, in both languages. One that lives between departments
    is settled with them, not learnt alone."""

    key: str
    name: str
    short: str
    english: str
    short_english: str
    is_gesture: bool
    levels: tuple[str, ...]
    levels_english: tuple[str, ...]
    is_between_departments: bool = False


@dataclass(frozen=True, slots=True)
class DomainEntry:
    """A domain with its competencies, in their order."""

    key: str
    name: str
    english: str
    competencies: tuple[CompetencyEntry, ...]


@dataclass(frozen=True, slots=True)
class JobRoleEntry:
    """A job of the trade with the level from 0 to 4 that it asks for in each competency."""

    key: str
    name: str
    english: str
    required: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class FrameworkFile:
    """The whole file."""

    domains: tuple[DomainEntry, ...]
    job_roles: tuple[JobRoleEntry, ...]

    @property
    def competencies(self) -> dict[str, CompetencyEntry]:
        """The competencies of all domains by key, in their order."""
        return {entry.key: entry for domain in self.domains for entry in domain.competencies}
