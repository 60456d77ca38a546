"""Importing a file of people: read what is there in a few statements, plan, write all of it or nothing."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from course.accounts.formats import PersonRow
from course.accounts.models import Audit, JobAssignment, JobRole, Membership, Person, RoleGrant, Team, TeamManager
from course.accounts.services.administration import lock_administration
from course.accounts.services.audit import record_audit
from course.accounts.services.planning import (
    Held,
    Known,
    PeopleReport,
    Plan,
    PlannedTeam,
    Planner,
    State,
    Turn,
    rows_to_add,
)
from course.accounts.services.teams import save_team
from course.foundation import clock
from course.foundation.errors import ConflictError
from course.foundation.permissions import Role

Value = TypeVar("Value")
Dated = type[Membership] | type[JobAssignment] | type[RoleGrant] | type[TeamManager]
CHUNK = 500  # ids in one condition; databases limit the variables of a statement


def import_people(
    session: Session, rows: Sequence[PersonRow], today: date, dry_run: bool, actor_id: int | None = None
) -> PeopleReport:
    """Brings people in from the rows of a file, matched by login, and returns what changed; a dry run only says so.

    Where the report has a problem nothing was written. People whom the file leaves out stay as they are. The same file
    again changes nothing. Raises NotAllowedError where the actor is no administrator any more.
    """
    if not dry_run:
        lock_administration(session, actor_id, today)
    state = _state(session, today, rows, actor_id)
    planner = Planner(state, today)
    report = planner.work_out(rows)
    if not dry_run and not report.problems and not report.changes_nothing:
        _write(session, planner.plan, state, actor_id, today)
    return report


def import_file(
    session: Session, rows: Sequence[PersonRow], today: date, actor_id: int | None
) -> tuple[PeopleReport, int]:
    """Imports the rows and returns the report with the id of its line in the journal.

    Raises ConflictError where the database has changed since the preview, so that the file has a problem now.
    """
    report = import_people(session, rows, today, dry_run=False, actor_id=actor_id)
    if report.problems:
        raise ConflictError("people.changed_since_preview")
    line = record_audit(
        session,
        "people.imported",
        actor_id,
        detail={
            "new": len(report.new),
            "changed": len(report.changed),
            "same": report.same,
            "absent": len(report.absent),
            "teams": list(report.new_teams),
            "moved": list(report.moved_teams),
        },
    )
    session.flush()
    return report, line.id


def _state(session: Session, today: date, rows: Sequence[PersonRow], actor_id: int | None) -> State:
    teams = _teams(session)
    jobs = session.execute(select(JobRole.id, JobRole.key, JobRole.name, JobRole.english).order_by(JobRole.position))
    job_keys: dict[int, tuple[str, tuple[str, str]]] = {row[0]: (row[1], (row[2], row[3])) for row in jobs}
    people = {
        row[0]: Known(*row)
        for row in session.execute(
            select(Person.id, Person.login, Person.name, Person.language, Person.is_suspended).order_by(Person.login)
        )
    }
    since = min([today, *(row.since for row in rows if row.since)])
    for person_id, held in _held(session, Membership, Membership.team_id, since, teams.__getitem__).items():
        people[person_id].teams = held
    for person_id, jobs_held in _held(
        session, JobAssignment, JobAssignment.job_role_id, since, lambda job_id: job_keys[job_id][0]
    ).items():
        people[person_id].jobs = jobs_held
    for person_id, roles in _held(session, RoleGrant, RoleGrant.role, since, Role).items():
        people[person_id].roles = roles
    for person_id, managed in _held(session, TeamManager, TeamManager.team_id, since, teams.__getitem__).items():
        people[person_id].managed = managed
    return State(
        people={person.login: person for person in people.values()},
        teams=list(teams.values()),
        jobs=dict(job_keys.values()),
        actor_id=actor_id,
    )


def _teams(session: Session) -> dict[int, PlannedTeam]:
    rows = session.execute(select(Team.id, Team.key, Team.name, Team.parent_id)).all()
    teams = {team_id: PlannedTeam(name, id=team_id, key=key) for team_id, key, name, _parent in rows}
    for team_id, _key, _name, parent_id in rows:
        teams[team_id].parent = teams[parent_id] if parent_id is not None else None
    return teams


def _held(
    session: Session, table: Dated, column: Any, since: date, value_of: Callable[[Any], Value]
) -> dict[int, list[Held[Any]]]:
    """Returns the dated facts of a table that hold on or after the day, by person, the latest first."""
    found: dict[int, list[Held[Any]]] = defaultdict(list)
    rows = session.execute(
        select(table.person_id, table.id, column, table.valid_from, table.valid_to)
        .where(table.valid_to >= since)
        .order_by(table.valid_from.desc(), table.id.desc())
    )
    for person_id, row_id, value, first, last in rows:
        found[person_id].append(Held(row_id, value_of(value), first, last))
    return found


def _write(session: Session, plan: Plan, state: State, actor_id: int | None, today: date) -> None:
    for team in plan.new_teams:
        team.id = save_team(session, team.key, team.name).id
    for team in (*plan.new_teams, *plan.moved_teams):  # the plan has no circle; on the way to it there may be one
        parent_id = team.parent.id if team.parent else None
        session.execute(update(Team).where(Team.id == team.id).values(parent_id=parent_id))
    ids = {login: person.id for login, person in state.people.items()}
    ids |= _add_people(session, plan.new_people)
    if plan.renamed:
        session.execute(update(Person), [{"id": person_id, **changed} for person_id, changed in plan.renamed.items()])
    job_ids: dict[str, int] = dict(session.execute(select(JobRole.key, JobRole.id)).all())
    _turn(session, Membership, plan.teams, rows_to_add(plan.teams, ids, "team_id"))
    jobs = rows_to_add(plan.jobs, ids, "job_role_id")
    _turn(session, JobAssignment, plan.jobs, [row | {"job_role_id": job_ids[str(row["job_role_id"])]} for row in jobs])
    _turn(session, RoleGrant, plan.roles, rows_to_add(plan.roles, ids, "role"))
    _turn(session, TeamManager, plan.managed, rows_to_add(plan.managed, ids, "team_id"))
    _record(session, plan, ids, actor_id, today)
    session.expire_all()


def _add_people(session: Session, rows: Sequence[PersonRow]) -> dict[str, int]:
    if not rows:
        return {}
    added = session.execute(
        insert(Person).returning(Person.login, Person.id),
        [
            {
                "login": row.login,
                "name": row.name,
                "language": row.language or "fr",
                "is_suspended": False,
                "created_at": clock.now(),
            }
            for row in rows
        ],
    )
    return dict(added.all())


def _turn(session: Session, table: Dated, turn: Turn[Any], added: Sequence[Mapping[str, Any]]) -> None:
    for start in range(0, len(turn.gone), CHUNK):
        session.execute(delete(table).where(table.id.in_(turn.gone[start : start + CHUNK])))
    if turn.cut:
        session.execute(update(table), [{"id": row_id, "valid_to": last} for row_id, last in turn.cut.items()])
    if added:
        session.execute(insert(table), [dict(row) for row in added])


def _record(session: Session, plan: Plan, ids: Mapping[str, int], actor_id: int | None, today: date) -> None:
    if not plan.audited:
        return
    session.execute(
        insert(Audit),
        [
            {
                "at": clock.now(),
                "actor_id": actor_id,
                "subject_id": ids[login],
                "action": action,
                "detail": {**detail, "from": today.isoformat(), "file": True},
            }
            for action, login, detail in plan.audited
        ],
    )
