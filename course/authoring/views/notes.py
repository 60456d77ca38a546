"""« Chez nous »: the company's own words in a lesson, apart from its text."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.authoring.forms import note_form
from course.authoring.queries import Desk, note_of
from course.authoring.services.company_notes import remove_note, render_note, write_note
from course.authoring.views.blueprint import blueprint, desk_or_404
from course.foundation.errors import ConflictError, InvalidInputError
from course.foundation.permissions import Permission
from course.web.access import access, the_viewer
from course.web.i18n import gettext as _
from course.web.messages import sentence
from course.web.transaction import reader, write


@blueprint.get("/studio/lessons/<key:key>/company-note")
@access(Permission.AUTHOR)
def company_note(key: str) -> ResponseReturnValue:
    """The note as it stands, to change or, with `?remove=1`, to take away."""
    desk = desk_or_404(key)
    note = note_of(reader(), desk.item_id)
    return render_template(
        "authoring/company_note.html",
        desk=desk,
        note=note,
        source=note.source if note else "",
        html=note.html if note else "",
        seen=note.stamp if note else "",
        is_removing=note is not None and request.args.get("remove") == "1",
        error="",
    )


@blueprint.post("/studio/lessons/<key:key>/company-note")
@access(Permission.AUTHOR)
def save_note(key: str) -> ResponseReturnValue:
    """Saves the note, rendered once; or shows it (`do=preview`); or takes it away (`do=remove`)."""
    desk = desk_or_404(key)
    action = request.form.get("do", "save")
    try:
        form = note_form(request.form)
        html = "" if action == "remove" else render_note(form.text)
        if action == "preview":
            return _again(desk, html, "", 200)
        with write() as session:
            if action == "remove":
                remove_note(session, desk.item_id, form.seen)
            else:
                write_note(session, desk.item_id, form.text, html, form.seen, the_viewer().id)
    except (ConflictError, InvalidInputError) as error:
        return _again(desk, "", sentence(error.message_id, error.params), error.status)
    flash(_("La note est retirée.") if action == "remove" else _("La note est enregistrée : les apprenants la voient."))
    return redirect(url_for("authoring.company_note", key=key), 303)


def _again(desk: Desk, html: str, error: str, status: int) -> ResponseReturnValue:
    note = note_of(reader(), desk.item_id)
    page = render_template(
        "authoring/company_note.html",
        desk=desk,
        note=note,
        source=request.form.get("source", "").replace("\0", "\ufffd"),
        html=html,
        seen=note.stamp if note else "",
        is_removing=False,
        error=error,
    )
    return page, status
