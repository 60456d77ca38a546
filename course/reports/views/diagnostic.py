"""« Demander un diagnostic »: a manager asks people of their teams for one, with a reason, and takes it back."""

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.foundation import clock
from course.foundation.errors import InvalidInputError
from course.foundation.permissions import Permission
from course.reports import queries, services
from course.reports.forms import MOST_CHOSEN, AssignForm, read_assignment, read_id
from course.reports.rules import by_name
from course.reports.views.blueprint import blueprint
from course.web.access import access, the_viewer
from course.web.i18n import gettext as _
from course.web.i18n import ngettext
from course.web.messages import sentence
from course.web.routing import safe_next
from course.web.transaction import reader, write


@blueprint.get("/diagnostics/ask")
@access(Permission.SEE_TEAM)
def ask_diagnostic() -> ResponseReturnValue:
    """The form: whom, why, for when; `?person=` is chosen already."""
    named = [read_id(raw) for raw in request.args.getlist("person")[:MOST_CHOSEN]]
    form = AssignForm(
        tuple(person_id for person_id in named if person_id is not None),
        (),
        clock.today(the_viewer().zone) + services.DIAGNOSTIC_DUE_AFTER,
        "",
    )
    return _page(form)


def _page(form: AssignForm, error: str = "", status: int = 200) -> ResponseReturnValue:
    viewer = the_viewer()
    report = queries.team_report(reader(), viewer)
    members = sorted(by_name(report.members), key=lambda member: member.id not in form.people)
    html = render_template(
        "reports/diagnostic.html",
        form=form,
        members=[member for member in members if member.id != viewer.id],
        error=error,
        today=report.day,
        back=_back(),
    )
    return html, status


def _back() -> str:
    return safe_next(request.values.get("back"), url_for("reports.team"))


@blueprint.post("/diagnostics/ask")
@access(Permission.SEE_TEAM)
def ask_diagnostic_of() -> ResponseReturnValue:
    """Asks; a refusal shows the form again, as it was."""
    form = replace(read_assignment(request.form), items=())
    try:
        with write() as session:
            count = services.ask_diagnostic(session, the_viewer(), form.people, form.reason, form.due_on)
    except InvalidInputError as refusal:
        return _page(form, sentence(refusal.message_id, refusal.params), refusal.status)
    flash(ngettext("Diagnostic demandé à %(num)s personne.", "Diagnostic demandé à %(num)s personnes.", count))
    return redirect(_back(), 303)


@blueprint.post("/people/<id:person_id>/diagnostics/<id:diagnostic_id>/cancel")
@access(Permission.SEE_TEAM)
def cancel_diagnostic(person_id: int, diagnostic_id: int) -> ResponseReturnValue:
    """Takes back what the viewer asked for, as long as it was not begun."""
    with write() as session:
        services.cancel_diagnostic(session, the_viewer(), person_id, diagnostic_id)
    flash(_("La demande de diagnostic est annulée."))
    return redirect(url_for("reports.person", person_id=person_id), 303)
