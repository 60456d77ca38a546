"""What an administrator does to people and teams: each act is checked again, done and written into the journal."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from course.accounts import queries
from course.accounts.models import JobAssignment, Membership, Organisation, Person, Team
from course.accounts.rules import check_day, checked_name, folded, normalised_login, team_key
from course.accounts.services.audit import record_audit
from course.accounts.services.passwords import end_all_sessions, invite
from course.accounts.services.people import (
    add_person,
    end_before,
    grant_role,
    move_to_team,
    set_job,
    set_language,
    suspend,
    withdraw_role,
)
from course.accounts.services.teams import end_managing, make_manager, save_team
from course.foundation.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from course.foundation.permissions import Role

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PersonDetails:
    """What an administrator says of a person from a day on."""

    name: str
    language: str = "fr"
    team_id: int | None = None
    job_role_id: int | None = None
    roles: frozenset[Role] = frozenset({Role.EMPLOYEE})
    managed_team_ids: frozenset[int] = frozenset()


def lock_administration(session: Session, actor_id: int | None, today: date) -> None:
    """Lets one administrative act happen at a time and checks again that the actor is an administrator (None is the
    command line). Raises NotAllowedError where the role was withdrawn meanwhile."""
    session.execute(select(Organisation.id).where(Organisation.id == 1).with_for_update())
    if actor_id is not None and actor_id not in queries.active_administrators(session, today):
        raise NotAllowedError("access.denied")


def admit_person(
    session: Session, actor_id: int | None, login: str, details: PersonDetails, day: date, today: date
) -> Person:
    """Adds a person with roles, team and job from that day on. Raises ConflictError where the login is taken,
    InvalidInputError for unusable values."""
    lock_administration(session, actor_id, today)
    person = add_person(session, login, details.name, language=details.language)
    record_audit(session, "person.added", actor_id, person.id)
    _revise(session, actor_id, person, details, check_day(day))
    return person


def revise_person(
    session: Session, actor_id: int | None, person_id: int, details: PersonDetails, day: date, today: date
) -> bool:
    """Changes what differs from that day on, each change in the journal; says whether anything did.

    Raises NotFoundError for nobody, ConflictError where administrators would withdraw their own role or nobody would
    administer any more, InvalidInputError for unusable values.
    """
    lock_administration(session, actor_id, today)
    person = session.get(Person, person_id)
    if person is None:
        raise NotFoundError("accounts.no_person")
    if actor_id == person_id and Role.ADMINISTRATOR not in details.roles:
        raise ConflictError("accounts.own_administrator")
    administered = bool(queries.active_administrators(session, max(day, today)))
    changed = _revise(session, actor_id, person, details, check_day(day))
    if administered and not queries.active_administrators(session, max(day, today)):
        raise ConflictError("accounts.last_administrator")
    return changed


def _revise(session: Session, actor_id: int | None, person: Person, details: PersonDetails, day: date) -> bool:
    if details.managed_team_ids and Role.MANAGER not in details.roles:
        raise InvalidInputError("accounts.manages_without_role")
    card = queries.person_card(session, person.id)
    assert card is not None
    changes = _change_identity(session, person, details)
    changes |= _change_team(session, card, details.team_id, day)
    changes |= _change_job(session, card, details.job_role_id, day)
    if changes:
        record_audit(session, "person.changed", actor_id, person.id, {"from": day.isoformat(), "changes": changes})
    roles = change_roles(session, actor_id, person.id, card.roles_on(day), details.roles, day)
    managed = _change_managed(session, actor_id, card, details.managed_team_ids, day)
    session.flush()
    return bool(changes) or roles or managed


def _change_identity(session: Session, person: Person, details: PersonDetails) -> dict[str, list[str]]:
    changes: dict[str, list[str]] = {}
    name = checked_name(details.name)
    if name != person.name:
        changes["name"] = [person.name, name]
        person.name = name
    if details.language != person.language:
        changes["language"] = [person.language, details.language]
        set_language(session, person.id, details.language)
    return changes


def _change_team(session: Session, card: queries.PersonCard, team_id: int | None, day: date) -> dict[str, list[str]]:
    before = queries.on_day(card.teams, day)
    if team_id == (before.id if before else None):
        return {}
    if team_id is None:
        end_before(session, Membership, card.id, day)
        return {"team": [before.name if before else "", ""]}
    team = team_of(session, team_id)
    move_to_team(session, card.id, team_id, day)
    return {"team": [before.name if before else "", team.name]}


def _change_job(session: Session, card: queries.PersonCard, job_id: int | None, day: date) -> dict[str, list[str]]:
    before = queries.on_day(card.jobs, day)
    if job_id == (before.id if before else None):
        return {}
    if job_id is None:
        end_before(session, JobAssignment, card.id, day)
        return {"job": [before.name if before else "", ""]}
    job = next((job for job in queries.job_roles(session) if job.id == job_id), None)
    if job is None:
        raise NotFoundError("accounts.no_job")
    set_job(session, card.id, job_id, day)
    return {"job": [before.name if before else "", job.name]}


def change_roles(
    session: Session,
    actor_id: int | None,
    person_id: int,
    before: frozenset[Role],
    wanted: frozenset[Role],
    day: date,
) -> bool:
    """Gives and withdraws roles from that day on, each in the journal; says whether anything changed."""
    for role in sorted(wanted - before):
        grant_role(session, person_id, role, day)
        record_audit(session, "role.granted", actor_id, person_id, {"role": role.value, "from": day.isoformat()})
    for role in sorted(before - wanted):
        withdraw_role(session, person_id, role, day - ONE_DAY)
        record_audit(session, "role.withdrawn", actor_id, person_id, {"role": role.value, "from": day.isoformat()})
    return wanted != before


def _change_managed(
    session: Session, actor_id: int | None, card: queries.PersonCard, wanted: frozenset[int], day: date
) -> bool:
    before = card.managed_on(day)
    for team_id in sorted(wanted - before):
        team = team_of(session, team_id)
        make_manager(session, card.id, team_id, day)
        _record_management(session, "management.granted", actor_id, card.id, team, day)
    for team_id in sorted(before - wanted):
        end_managing(session, card.id, team_id, day - ONE_DAY)
        _record_management(session, "management.withdrawn", actor_id, card.id, team_of(session, team_id), day)
    return wanted != before


def _record_management(
    session: Session, action: str, actor_id: int | None, person_id: int, team: Team, day: date
) -> None:
    record_audit(session, action, actor_id, person_id, {"team": team.name, "from": day.isoformat()})


def team_of(session: Session, team_id: int) -> Team:
    """Returns the team. Raises NotFoundError where there is none."""
    team = session.get(Team, team_id)
    if team is None:
        raise NotFoundError("accounts.no_team")
    return team


def suspend_person(session: Session, actor_id: int | None, person_id: int, is_suspended: bool, today: date) -> None:
    """Suspends a person (sessions end at once) or lets them back in. Raises ConflictError for oneself and for the last
    administrator, NotFoundError for nobody."""
    lock_administration(session, actor_id, today)
    if actor_id == person_id and is_suspended:
        raise ConflictError("accounts.own_suspension")
    person = session.get(Person, person_id)
    if person is not None and person.is_suspended == is_suspended:
        return
    administered = bool(queries.active_administrators(session, today))
    suspend(session, person_id, is_suspended)
    if administered and not queries.active_administrators(session, today):
        raise ConflictError("accounts.last_administrator")
    record_audit(session, "person.suspended" if is_suspended else "person.restored", actor_id, person_id)


def invite_person(session: Session, actor_id: int | None, person_id: int, today: date) -> str:
    """Returns the token of a new invitation; former ones end. Raises NotFoundError for nobody or a suspended person."""
    lock_administration(session, actor_id, today)
    token = invite(session, person_id)
    record_audit(session, "person.invited", actor_id, person_id)
    return token


def close_sessions(session: Session, actor_id: int | None, person_id: int, today: date) -> None:
    """Ends all sessions of a person, on every device. Raises NotFoundError for nobody."""
    lock_administration(session, actor_id, today)
    if session.get(Person, person_id) is None:
        raise NotFoundError("accounts.no_person")
    end_all_sessions(session, person_id)
    record_audit(session, "sessions.ended", actor_id, person_id)


def found_team(session: Session, actor_id: int | None, name: str, parent_id: int | None, today: date) -> Team:
    """Makes a team. Raises ConflictError where a team has this name, InvalidInputError for an unusable one."""
    lock_administration(session, actor_id, today)
    teams = _teams(session)
    _check_name_is_free(teams, name, None)
    team = save_team(session, team_key(name, (team.key for team in teams)), name, parent_id)
    record_audit(session, "team.added", actor_id, detail={"team": team.name, "parent": _name(session, parent_id)})
    return team


def revise_team(
    session: Session, actor_id: int | None, team_id: int, name: str, parent_id: int | None, today: date
) -> None:
    """Renames or moves a team. Raises ConflictError where another has this name or the parent stands below it."""
    lock_administration(session, actor_id, today)
    team = team_of(session, team_id)
    former_name, former_parent = team.name, team.parent_id
    _check_name_is_free(_teams(session), name, team_id)
    save_team(session, team.key, name, parent_id)
    if team.name != former_name:
        record_audit(session, "team.renamed", actor_id, detail={"before": former_name, "team": team.name})
    if parent_id != former_parent:
        places: dict[str, Any] = {"before": _name(session, former_parent), "parent": _name(session, parent_id)}
        record_audit(session, "team.moved", actor_id, detail={"team": team.name, **places})


def _teams(session: Session) -> list[Team]:
    return list(session.execute(select(Team)).scalars())


def _check_name_is_free(teams: list[Team], name: str, own_id: int | None) -> None:
    if any(team.id != own_id and folded(team.name) == folded(name) for team in teams):
        raise ConflictError("accounts.team_name_taken", name=checked_name(name))


def _name(session: Session, team_id: int | None) -> str:
    return team_of(session, team_id).name if team_id is not None else ""


def appoint_manager(session: Session, actor_id: int | None, team_id: int, login: str, day: date, today: date) -> Person:
    """Makes the person with this login manage the team from that day on, with the role of a manager.

    Raises NotFoundError for no team, InvalidInputError for a login that is nobody's.
    """
    lock_administration(session, actor_id, today)
    team = team_of(session, team_id)
    person = queries.person_by_login(session, normalised_login(login))
    if person is None:
        raise InvalidInputError("accounts.no_such_login", login=normalised_login(login))
    card = queries.person_card(session, person.id)
    assert card is not None
    if make_manager(session, person.id, team_id, check_day(day)):
        _record_management(session, "management.granted", actor_id, person.id, team, day)
    held = card.roles_on(day)
    change_roles(session, actor_id, person.id, held, held | {Role.MANAGER}, day)
    return person


def dismiss_manager(session: Session, actor_id: int | None, team_id: int, person_id: int, today: date) -> None:
    """Ends the management of a team from today on. Raises NotFoundError where there is no such team or person."""
    lock_administration(session, actor_id, today)
    team = team_of(session, team_id)
    card = queries.person_card(session, person_id)
    if card is None:
        raise NotFoundError("accounts.no_person")
    if team_id in card.managed_on(today):
        end_managing(session, person_id, team_id, today - ONE_DAY)
        _record_management(session, "management.withdrawn", actor_id, person_id, team, today)
