"""Writes the framework: domains, competencies, job roles and the dated levels that these ask for."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.accounts.services import save_job_role
from course.competencies.formats import CompetencyEntry, DomainEntry, FrameworkFile, JobRoleEntry
from course.competencies.models import Competency, Domain, RoleRequirement
from course.foundation import clock
from course.foundation.clock import FAR

FIRST_DAY = date(2000, 1, 1)


def save_framework(session: Session, framework: FrameworkFile) -> None:
    """Makes or changes domains, competencies and job roles; a changed level holds from today, the past keeps its own.
    The cuts that experts gave competencies stay.

    What the file no longer names stays, because evidence points at it.
    """
    position = 0
    for number, entry in enumerate(framework.domains, start=1):
        domain = _save_domain(session, entry, number)
        for competency in entry.competencies:
            position += 1
            _save_competency(session, domain.id, competency, position)
    session.flush()
    ids = dict(session.execute(select(Competency.key, Competency.id)).all())
    for number, role in enumerate(framework.job_roles, start=1):
        _save_requirements(session, role, number, ids)
    session.flush()


def _save_domain(session: Session, entry: DomainEntry, position: int) -> Domain:
    domain = session.execute(select(Domain).where(Domain.key == entry.key)).scalar_one_or_none()
    if domain is None:
        domain = Domain(key=entry.key)
        session.add(domain)
    domain.name, domain.english, domain.position = entry.name, entry.english, position
    session.flush()
    return domain


def _save_competency(session: Session, domain_id: int, entry: CompetencyEntry, position: int) -> None:
    competency = session.execute(select(Competency).where(Competency.key == entry.key)).scalar_one_or_none()
    if competency is None:
        competency = Competency(key=entry.key)
        session.add(competency)
    competency.domain_id, competency.position = domain_id, position
    competency.name, competency.english = entry.name, entry.english
    competency.short, competency.short_english = entry.short, entry.short_english
    competency.is_gesture, competency.is_between_departments = entry.is_gesture, entry.is_between_departments
    competency.levels, competency.levels_english = list(entry.levels), list(entry.levels_english)


def _save_requirements(session: Session, entry: JobRoleEntry, position: int, ids: dict[str, int]) -> None:
    role = save_job_role(session, entry.key, entry.name, entry.english, position)
    today = clock.now().date()
    rows = session.execute(
        select(RoleRequirement).where(RoleRequirement.job_role_id == role.id, RoleRequirement.valid_to == FAR)
    ).scalars()
    current = {row.competency_id: row for row in rows}
    is_new = not current
    for key, level in entry.required.items():
        row = current.get(ids[key])
        if row is not None and row.level == level:
            continue
        if row is not None and row.valid_from == today:
            row.level = level
            continue
        if row is not None:
            row.valid_to = today - timedelta(days=1)
        start = FIRST_DAY if is_new or row is None else today
        session.add(
            RoleRequirement(job_role_id=role.id, competency_id=ids[key], level=level, valid_from=start, valid_to=FAR)
        )
