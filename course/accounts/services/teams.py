"""Writes of teams: the tree, and who manages what from which day on."""

from datetime import date

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from course.accounts.models import Team, TeamManager
from course.accounts.rules import checked_name
from course.foundation.clock import FAR
from course.foundation.errors import ConflictError, NotFoundError


def save_team(session: Session, key: str, name: str, parent_id: int | None = None) -> Team:
    """Makes, renames or moves a team. Raises ConflictError where the parent would stand below it, InvalidInputError
    for an unusable name, NotFoundError for a parent that is not there."""
    name = checked_name(name)
    if parent_id is not None and session.get(Team, parent_id) is None:
        raise NotFoundError("accounts.no_team")
    team = session.execute(select(Team).where(Team.key == key)).scalar_one_or_none()
    if team is None:
        team = Team(key=key, name=name, parent_id=parent_id)
        session.add(team)
    else:
        _check_no_circle(session, team.id, parent_id)
        team.name, team.parent_id = name, parent_id
    session.flush()
    return team


def _check_no_circle(session: Session, team_id: int, parent_id: int | None) -> None:
    seen = {team_id}
    while parent_id is not None:
        if parent_id in seen:
            raise ConflictError("accounts.team_circle")
        seen.add(parent_id)
        parent_id = session.execute(select(Team.parent_id).where(Team.id == parent_id)).scalar_one_or_none()


def make_manager(session: Session, person_id: int, team_id: int, valid_from: date) -> bool:
    """Makes the person manage a team, and with it the teams below, from that day on; says whether that is new."""
    managing = (TeamManager.person_id == person_id) & (TeamManager.team_id == team_id)
    held = session.execute(
        select(TeamManager.id).where(managing, TeamManager.valid_from <= valid_from, TeamManager.valid_to >= valid_from)
    ).first()
    if held is None:
        session.execute(delete(TeamManager).where(managing, TeamManager.valid_from > valid_from))
        session.add(TeamManager(person_id=person_id, team_id=team_id, valid_from=valid_from, valid_to=FAR))
        session.flush()
    return held is None


def end_managing(session: Session, person_id: int, team_id: int, last_day: date) -> None:
    """Ends the management of a team after that day; one that would only begin later goes away."""
    managing = (TeamManager.person_id == person_id) & (TeamManager.team_id == team_id)
    session.execute(delete(TeamManager).where(managing, TeamManager.valid_from > last_day))
    session.execute(update(TeamManager).where(managing, TeamManager.valid_to > last_day).values(valid_to=last_day))
