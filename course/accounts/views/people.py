"""The administrator's pages of people."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from course.accounts import queries, services
from course.accounts.forms import NewPersonForm, PersonForm
from course.accounts.views.routes import asked_number, asked_page, asked_text, blueprint, refused, settings, today
from course.foundation.errors import NotFoundError
from course.foundation.permissions import Permission
from course.web.access import access, the_viewer
from course.web.i18n import gettext as _
from course.web.i18n import language
from course.web.transaction import reader, write

INVITATION = "invitation"


@blueprint.get("/people")
@access(Permission.ADMINISTER)
def people() -> ResponseReturnValue:
    """The people of the organisation, by name."""
    wanted = queries.PeopleFilter(asked_text("q"), asked_number("team"), asked_text("state"))
    page = queries.people_page(reader(), the_viewer(), wanted, asked_page())
    return render_template("accounts/people.html", page=page, wanted=wanted, teams=all_teams())


def all_teams() -> list[queries.TeamNode]:
    """Returns the teams from top to bottom of the tree."""
    return [node for tree in queries.team_tree(reader(), the_viewer()) for node in tree.flat()]


def _jobs() -> list[tuple[int, str]]:
    is_english = language() == "en"
    return [(job.id, job.english if is_english else job.name) for job in queries.job_roles(reader())]


def _card(person_id: int) -> queries.PersonCard:
    card = queries.person_card(reader(), person_id)
    if card is None:
        raise NotFoundError("accounts.no_person")
    return card


@blueprint.route("/people/new", methods=["GET", "POST"])
@access(Permission.ADMINISTER)
def new_person() -> ResponseReturnValue:
    """Adds a person; then an invitation can be made."""
    form, teams = NewPersonForm(), all_teams()
    form.offer(teams, _jobs())
    form.day.data = form.day.data or (None if form.is_submitted() else today())
    error = ""
    if form.validate_on_submit():
        error = refused(lambda: _add(form))
        if not error:
            return redirect(url_for("accounts.people", q=(form.login.data or "").strip()), 303)
    page = render_template("accounts/new_person.html", form=form, error=error, teams=teams)
    return page, 422 if form.is_submitted() else 200


def _add(form: NewPersonForm) -> None:
    actor, day = the_viewer().id, today()
    with write() as writing:
        person = services.admit_person(writing, actor, form.login.data or "", form.details(), form.day.data or day, day)
        name = person.name
    flash(_("%(name)s est dans la liste. Ouvrez sa fiche pour faire le lien d’invitation.", name=name))


@blueprint.route("/people/<id:person_id>/edit", methods=["GET", "POST"])
@access(Permission.ADMINISTER)
def edit_person(person_id: int) -> ResponseReturnValue:
    """One person: identity, team, job, roles, managed teams, each from a day on."""
    form, teams, card = PersonForm(), all_teams(), _card(person_id)
    form.offer(teams, _jobs())
    error = ""
    if form.validate_on_submit():
        error = refused(lambda: _revise(person_id, form))
        if not error:
            return redirect(url_for("accounts.edit_person", person_id=person_id), 303)
    elif not form.is_submitted():
        form.show(card, today())
    page = render_template(
        "accounts/edit_person.html",
        form=form,
        error=error,
        card=card,
        teams=teams,
        today=today(),
        invitation=_invitation_once(person_id),
    )
    return page, 422 if form.is_submitted() else 200


def _revise(person_id: int, form: PersonForm) -> None:
    actor, day = the_viewer().id, today()
    with write() as writing:
        changed = services.revise_person(writing, actor, person_id, form.details(), form.day.data or day, day)
    flash(_("Enregistré.") if changed else _("Rien n’a changé."))


@blueprint.route("/people/<id:person_id>/suspend", methods=["GET", "POST"])
@access(Permission.ADMINISTER)
def suspend_person(person_id: int) -> ResponseReturnValue:
    """Asks, then suspends a person."""
    return _turn(person_id, is_suspended=True)


@blueprint.route("/people/<id:person_id>/restore", methods=["GET", "POST"])
@access(Permission.ADMINISTER)
def restore_person(person_id: int) -> ResponseReturnValue:
    """Asks, then lets a person back in."""
    return _turn(person_id, is_suspended=False)


def _turn(person_id: int, is_suspended: bool) -> ResponseReturnValue:
    if request.method == "GET":
        return render_template("accounts/suspend.html", card=_card(person_id), is_suspended=is_suspended)
    actor, day = the_viewer().id, today()
    with write() as writing:
        services.suspend_person(writing, actor, person_id, is_suspended, day)
    flash(_("Compte suspendu, sessions fermées.") if is_suspended else _("Compte rétabli."))
    return redirect(url_for("accounts.edit_person", person_id=person_id), 303)


@blueprint.post("/people/<id:person_id>/invitation")
@access(Permission.ADMINISTER)
def invite_person(person_id: int) -> ResponseReturnValue:
    """Makes an invitation; its link is shown once, on the next page."""
    actor, day = the_viewer().id, today()
    with write() as writing:
        token = services.invite_person(writing, actor, person_id, day)
    session[INVITATION] = [person_id, token]
    return redirect(url_for("accounts.edit_person", person_id=person_id, _anchor="invitation"), 303)


def _invitation_once(person_id: int) -> str:
    """Returns the link that was just made for this person, and forgets it: the database holds its hash alone."""
    if INVITATION not in session:
        return ""
    invited_id, token = session.pop(INVITATION)
    return settings().address + url_for("accounts.invitation", token=token) if invited_id == person_id else ""


@blueprint.post("/people/<id:person_id>/sessions/end")
@access(Permission.ADMINISTER)
def end_sessions(person_id: int) -> ResponseReturnValue:
    """Signs a person out everywhere."""
    actor, day = the_viewer().id, today()
    with write() as writing:
        services.close_sessions(writing, actor, person_id, day)
    flash(_("Sessions fermées sur tous les appareils."))
    return redirect(url_for("accounts.edit_person", person_id=person_id), 303)
