"""Makes what tests need, through the services that the product uses."""

import itertools
from datetime import date

from sqlalchemy.orm import Session

from course.accounts import queries, services
from course.accounts.models import JobRole, Organisation, Person, Team
from course.foundation.permissions import Role

numbers = itertools.count(1)
LONG_AGO = date(2020, 1, 1)
PASSWORD = "quatre-vingts-jours"


def make_organisation(session: Session, name: str = "Arvanel", is_demo: bool = False) -> Organisation:
    """Makes the one organisation."""
    return services.save_organisation(session, name, is_demo=is_demo)


def make_team(session: Session, name: str = "Recouvrement", parent: Team | None = None) -> Team:
    """Makes a team, below another where one is given."""
    return services.save_team(session, f"equipe-{next(numbers)}", name, parent.id if parent else None)


def make_job_role(session: Session, name: str = "Chargé de recouvrement", english: str = "Debt collector") -> JobRole:
    """Makes a job of the trade."""
    number = next(numbers)
    return services.save_job_role(session, f"metier-{number}", name, english, number)


def make_person(
    session: Session,
    name: str = "Nadia Lambert",
    login: str | None = None,
    roles: tuple[Role, ...] = (Role.EMPLOYEE,),
    team: Team | None = None,
    job: JobRole | None = None,
    manages: tuple[Team, ...] = (),
    password: str | None = None,
    language: str = "fr",
) -> Person:
    """Makes a person (and the organisation where there is none), with roles, team, job and managed teams since 2020."""
    if queries.organisation(session) is None:
        make_organisation(session)
    person = services.add_person(
        session, login or f"personne{next(numbers)}@arvanel.example", name, password=password, language=language
    )
    for role in roles:
        services.grant_role(session, person.id, role, LONG_AGO)
    if team is not None:
        services.move_to_team(session, person.id, team.id, LONG_AGO)
    if job is not None:
        services.set_job(session, person.id, job.id, LONG_AGO)
    for managed in manages:
        services.make_manager(session, person.id, managed.id, LONG_AGO)
    return person


def make_manager(session: Session, *teams: Team, name: str = "Sophie Marchand") -> Person:
    """Makes a manager of these teams."""
    return make_person(session, name, roles=(Role.EMPLOYEE, Role.MANAGER), manages=teams)
