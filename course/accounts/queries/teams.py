"""Reads of teams and jobs, and whose records a viewer may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, select, union
from sqlalchemy.orm import Session, aliased

from course.accounts.models import JobAssignment, JobRole, Membership, Person, RoleGrant, Team, TeamManager
from course.foundation import clock
from course.foundation.permissions import Permission, Viewer


def valid_on(table: type[RoleGrant | Membership | TeamManager | JobAssignment], day: date) -> ColumnElement[bool]:
    """Returns the condition that a dated row holds on that day."""
    return (table.valid_from <= day) & (table.valid_to >= day)


def team_ids_managed_by(person_id: int, day: date) -> Select[int]:
    """Returns a select of the teams that the person manages on that day and of all teams below them."""
    top = select(TeamManager.team_id.label("id")).where(TeamManager.person_id == person_id, valid_on(TeamManager, day))
    return _with_those_below(top)


def team_ids_below(team_id: int) -> Select[int]:
    """Returns a select of the team and of all teams below it."""
    return _with_those_below(select(Team.id.label("id")).where(Team.id == team_id))


def _with_those_below(top: Select[int]) -> Select[int]:
    tree = top.cte(recursive=True)  # without a name, so that one statement may hold several
    below = aliased(Team)
    tree = tree.union(select(below.id).join(tree, below.parent_id == tree.c.id))
    return select(tree.c.id)


def ids_visible_to(viewer: Viewer, day: date | None = None) -> Select[int]:
    """Returns a select of the people whose records the viewer may read: the viewer, and as manager the people who on
    that day are in the viewer's teams and in those below. Nobody else's, whatever other role the viewer holds."""
    day = day or clock.today(viewer.zone)
    own = select(Person.id).where(Person.id == viewer.id)
    if not viewer.can(Permission.SEE_TEAM):
        return own
    managed = select(Membership.person_id).where(
        Membership.team_id.in_(team_ids_managed_by(viewer.id, day)), valid_on(Membership, day)
    )
    return select(union(own, managed).subquery().c[0])


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team with its place in the tree and how many people it has today."""

    id: int
    key: str
    name: str
    parent_id: int | None
    people: int


def teams_visible_to(session: Session, viewer: Viewer) -> list[TeamRow]:
    """Returns the teams that the viewer manages, with those below (all teams for an administrator), by name."""
    day = clock.today(viewer.zone)
    people = (
        select(func.count())
        .where(Membership.team_id == Team.id, valid_on(Membership, day))
        .correlate(Team)
        .scalar_subquery()
    )
    statement = select(Team.id, Team.key, Team.name, Team.parent_id, people).order_by(Team.name)
    if not viewer.can(Permission.ADMINISTER):
        statement = statement.where(Team.id.in_(team_ids_managed_by(viewer.id, day)))
    return [TeamRow(*row) for row in session.execute(statement)]


@dataclass(frozen=True, slots=True)
class TeamNode:
    """A team in the tree, with its depth, who manages it and the teams below."""

    id: int
    name: str
    parent_id: int | None
    people: int
    depth: int
    managers: tuple[tuple[int, str], ...]
    below: tuple["TeamNode", ...]

    def flat(self) -> list["TeamNode"]:
        """Returns the team and those below it, from top to bottom, as a list for a select."""
        return [self, *(node for child in self.below for node in child.flat())]


def team_tree(session: Session, viewer: Viewer) -> list[TeamNode]:
    """Returns the teams of an administrator (or a manager) as trees, by name. Two statements."""
    rows = teams_visible_to(session, viewer)
    managers = team_managers(session, clock.today(viewer.zone))
    known = {row.id for row in rows}
    below: dict[int | None, list[TeamRow]] = {}
    for row in rows:
        below.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)

    def node(row: TeamRow, depth: int) -> TeamNode:
        return TeamNode(
            id=row.id,
            name=row.name,
            parent_id=row.parent_id,
            people=row.people,
            depth=depth,
            managers=tuple(managers.get(row.id, ())),
            below=tuple(node(child, depth + 1) for child in below.get(row.id, ())),
        )

    return [node(row, 0) for row in below.get(None, ())]


def team_managers(session: Session, day: date) -> dict[int, list[tuple[int, str]]]:
    """Returns who manages each team on that day: the person's id and name, by team."""
    found: dict[int, list[tuple[int, str]]] = {}
    rows = session.execute(
        select(TeamManager.team_id, Person.id, Person.name)
        .join(Person, Person.id == TeamManager.person_id)
        .where(valid_on(TeamManager, day))
        .order_by(Person.name)
        .distinct()
    )
    for team_id, person_id, name in rows:
        found.setdefault(team_id, []).append((person_id, name))
    return found


def job_roles(session: Session) -> Sequence[JobRole]:
    """Returns the job roles in their order."""
    return session.execute(select(JobRole).order_by(JobRole.position)).scalars().all()


def job_role_of(session: Session, person_id: int, day: date) -> JobRole | None:
    """Returns the job that the person holds on that day, or None."""
    return session.execute(
        select(JobRole)
        .join(JobAssignment, JobAssignment.job_role_id == JobRole.id)
        .where(JobAssignment.person_id == person_id, valid_on(JobAssignment, day))
        .order_by(JobAssignment.id.desc())
        .limit(1)
    ).scalar_one_or_none()
