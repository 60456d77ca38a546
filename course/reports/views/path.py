"""The path proposed to a person, as their manager reads it and changes a format with a reason."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.catalogue.queries import outline
from course.enrolment.queries import completed_item_ids, path_of, read_since
from course.foundation import clock
from course.foundation.errors import InvalidInputError
from course.foundation.permissions import Permission
from course.learning.views.path import format_names, groups, step_lines
from course.reports import queries, services
from course.reports.views.blueprint import blueprint
from course.web.access import access, the_viewer
from course.web.i18n import gettext as _
from course.web.i18n import ngettext
from course.web.messages import sentence
from course.web.transaction import reader, write


@blueprint.get("/people/<id:person_id>/path")
@access(Permission.SEE_TEAM)
def person_path(person_id: int) -> ResponseReturnValue:
    """The steps proposed to one person, each with the format that may be changed."""
    page = _page(person_id)
    reader().rollback()
    services.note_reading(the_viewer(), person_id, {"page": "path"})
    return page


def _page(person_id: int, **refused: object) -> str:
    person = queries.seen_person(reader(), the_viewer(), person_id)
    rows = path_of(reader(), person_id)
    since = rows[0].proposed_at if rows else clock.now()
    read = read_since(reader(), person_id, since)
    return render_template(
        "reports/person_path.html",
        person=person,
        groups=groups(step_lines(rows, outline(reader()), read, completed_item_ids(reader(), person_id))),
        count=len(rows),
        minutes=sum(row.minutes for row in rows),
        proposed_at=since,
        formats=format_names(),
        refused=refused,
    )


@blueprint.post("/people/<id:person_id>/path")
@access(Permission.SEE_TEAM)
def propose(person_id: int) -> ResponseReturnValue:
    """Proposes a path to the person anew, from the levels as they stand."""
    with write() as session:
        count = services.propose_to(session, the_viewer(), person_id)
    flash(
        ngettext("Parcours proposé : %(num)s étape.", "Parcours proposé : %(num)s étapes.", count)
        if count
        else _("Rien n’est à travailler pour ce poste aujourd’hui.")
    )
    return redirect(url_for("reports.person_path", person_id=person_id), 303)


@blueprint.post("/people/<id:person_id>/path/<id:step_id>")
@access(Permission.SEE_TEAM)
def change_step(person_id: int, step_id: int) -> ResponseReturnValue:
    """Changes the format of a step, or takes the change back; a refusal shows the form again, as it was."""
    viewer, chosen, reason = the_viewer(), request.form.get("format", ""), request.form.get("reason", "")
    try:
        with write() as session:
            if request.form.get("undo"):
                services.take_format_back(session, viewer, person_id, step_id)
            else:
                services.change_step_format(session, viewer, person_id, step_id, chosen, reason)
    except InvalidInputError as refusal:
        error = sentence(refusal.message_id, refusal.params)
        return _page(person_id, step_id=step_id, format=chosen, reason=reason[:400], error=error), refusal.status
    flash(_("Le format est changé : la personne lit votre raison.") if chosen else _("Le format proposé est rétabli."))
    return redirect(url_for("reports.person_path", person_id=person_id, _anchor=f"e{step_id}"), 303)
