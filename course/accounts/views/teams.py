"""The administrator's pages of teams."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from course.accounts import queries, services
from course.accounts.forms import AppointForm, TeamForm
from course.accounts.views.people import all_teams
from course.accounts.views.routes import blueprint, refused, today
from course.foundation.errors import NotFoundError
from course.foundation.permissions import Permission
from course.web.access import access, the_viewer
from course.web.i18n import gettext as _
from course.web.transaction import reader, write


@blueprint.route("/teams", methods=["GET", "POST"])
@access(Permission.ADMINISTER)
def teams() -> ResponseReturnValue:
    """The tree of teams, and a new one."""
    form = TeamForm()
    trees = queries.team_tree(reader(), the_viewer())
    flat = [node for tree in trees for node in tree.flat()]
    form.offer(flat)
    error = ""
    if form.validate_on_submit():
        error = refused(lambda: _found(form))
        if not error:
            return redirect(url_for("accounts.teams"), 303)
    page = render_template("accounts/teams.html", form=form, error=error, trees=trees, flat=flat)
    return page, 422 if form.is_submitted() else 200


def _found(form: TeamForm) -> None:
    actor, day = the_viewer().id, today()
    with write() as writing:
        services.found_team(writing, actor, form.name.data or "", form.parent.data, day)
    flash(_("Équipe créée."))


@blueprint.route("/teams/<id:team_id>/edit", methods=["GET", "POST"])
@access(Permission.ADMINISTER)
def edit_team(team_id: int) -> ResponseReturnValue:
    """One team: its name, its place, who manages it."""
    form, flat = TeamForm(), all_teams()
    team = _team(team_id, flat)
    form.offer(_places(team, flat))
    error = ""
    if form.validate_on_submit():
        error = refused(lambda: _revise(team_id, form))
        if not error:
            return redirect(url_for("accounts.teams"), 303)
    elif not form.is_submitted():
        form.name.data, form.parent.data = team.name, team.parent_id
    page = _team_page(team, flat, form, AppointForm(formdata=None, day=today()), error)
    return page, 422 if form.is_submitted() else 200


def _team(team_id: int, flat: list[queries.TeamNode]) -> queries.TeamNode:
    team = next((node for node in flat if node.id == team_id), None)
    if team is None:
        raise NotFoundError("accounts.no_team")
    return team


def _places(team: queries.TeamNode, flat: list[queries.TeamNode]) -> list[queries.TeamNode]:
    """Returns the teams under which this one may stand: neither itself nor those below it."""
    own = {node.id for node in team.flat()}
    return [node for node in flat if node.id not in own]


def _team_page(
    team: queries.TeamNode, flat: list[queries.TeamNode], form: TeamForm, appoint: AppointForm, error: str
) -> str:
    places = _places(team, flat)
    return render_template("accounts/edit_team.html", team=team, places=places, form=form, appoint=appoint, error=error)


def _revise(team_id: int, form: TeamForm) -> None:
    actor, day = the_viewer().id, today()
    with write() as writing:
        services.revise_team(writing, actor, team_id, form.name.data or "", form.parent.data, day)
    flash(_("Équipe enregistrée."))


@blueprint.post("/teams/<id:team_id>/managers")
@access(Permission.ADMINISTER)
def appoint_manager(team_id: int) -> ResponseReturnValue:
    """Gives the team a manager."""
    appoint, flat = AppointForm(), all_teams()
    team = _team(team_id, flat)
    error = ""
    if appoint.validate_on_submit():
        error = refused(lambda: _appoint(team_id, appoint))
        if not error:
            return redirect(url_for("accounts.edit_team", team_id=team_id), 303)
    form = TeamForm(formdata=None, name=team.name, parent=team.parent_id)
    form.offer(_places(team, flat))
    return _team_page(team, flat, form, appoint, error), 422


def _appoint(team_id: int, form: AppointForm) -> None:
    actor, day = the_viewer().id, today()
    with write() as writing:
        person = services.appoint_manager(writing, actor, team_id, form.login.data or "", form.day.data or day, day)
        name = person.name
    flash(_("%(name)s encadre cette équipe.", name=name))


@blueprint.post("/teams/<id:team_id>/managers/<id:person_id>/end")
@access(Permission.ADMINISTER)
def dismiss_manager(team_id: int, person_id: int) -> ResponseReturnValue:
    """Takes the team from a manager."""
    actor, day = the_viewer().id, today()
    with write() as writing:
        services.dismiss_manager(writing, actor, team_id, person_id, day)
    flash(_("Cette personne n’encadre plus l’équipe."))
    return redirect(url_for("accounts.edit_team", team_id=team_id), 303)
