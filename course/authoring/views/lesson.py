"""The editor of a lesson: its draft, the exact preview beside it, and two people on one text."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.authoring.forms import LessonFields, fields_of, lesson_fields, posted_fields, revision_of, source_of
from course.authoring.services import drafts
from course.authoring.views.blueprint import blueprint, desk_or_404, wants_json
from course.authoring.views.presentation import (
    conflict_page,
    editor_page,
    preview_html,
    preview_of,
    problems_html,
    problems_of,
    saved_label,
)
from course.foundation.errors import ConflictError, InvalidInputError
from course.foundation.permissions import Permission
from course.web.access import access, the_viewer
from course.web.i18n import gettext as _
from course.web.messages import sentence
from course.web.transaction import reader, write


@blueprint.get("/studio/lessons/<key:key>")
@access(Permission.AUTHOR)
def lesson(key: str) -> ResponseReturnValue:
    """The draft, or what is published where none waits, with faults and preview."""
    desk = desk_or_404(key)
    return render_template(
        "authoring/lesson.html",
        revision=desk.revision,
        error="",
        **editor_page(reader(), the_viewer(), desk, fields_of(desk.source)),
    )


@blueprint.post("/studio/lessons/<key:key>/draft")
@access(Permission.AUTHOR)
def save_draft(key: str) -> ResponseReturnValue:
    """Saves the draft over the revision that its writer had seen; a later one gets 409 with both texts."""
    try:
        fields = lesson_fields(request.form)
        source = source_of(key, fields)
        with write() as session:
            saved = drafts.save_draft(session, key, source, revision_of(request.form), the_viewer().id)
    except ConflictError as error:
        return _in_conflict(key, lesson_fields(request.form), error)
    except InvalidInputError as error:
        return _not_saved(key, error)
    if wants_json():
        problems = problems_html(problems_of(reader(), desk_or_404(key), fields))
        return {"revision": saved.revision, "saved": saved_label(saved.saved_at), "problems": problems}
    if request.form.get("do") == "publish":
        return redirect(url_for("authoring.publish", key=key), 303)
    flash(saved_label(saved.saved_at) or _("Rien à enregistrer : le texte est celui que les apprenants voient."))
    return redirect(url_for("authoring.lesson", key=key), 303)


def _in_conflict(key: str, fields: LessonFields, error: ConflictError) -> ResponseReturnValue:
    desk = desk_or_404(key)
    page = conflict_page(desk, fields)
    if wants_json():
        return {"error": sentence(error.message_id), "html": render_template("authoring/_conflict.html", **page)}, 409
    return render_template("authoring/conflict.html", **page), 409


def _not_saved(key: str, error: InvalidInputError) -> ResponseReturnValue:
    """Says why nothing was saved, with the text as it was sent."""
    said = sentence(error.message_id, error.params)
    if wants_json():
        return {"error": said}, error.status
    page = editor_page(reader(), the_viewer(), desk_or_404(key), posted_fields(request.form))
    return render_template("authoring/lesson.html", revision=request.form.get("revision"), error=said, **page), 422


@blueprint.post("/studio/lessons/<key:key>/preview")
@access(Permission.AUTHOR)
def preview(key: str) -> ResponseReturnValue:
    """The text as learners would see it; nothing is saved. Without a script: the editor again, with the text sent."""
    desk = desk_or_404(key)
    fields = posted_fields(request.form)
    if wants_json():
        html = preview_html(preview_of(reader(), the_viewer(), desk, fields))
        return {"html": html, "problems": problems_html(problems_of(reader(), desk, fields))}
    page = editor_page(reader(), the_viewer(), desk, fields)
    return render_template("authoring/lesson.html", revision=request.form.get("revision"), error="", **page)


@blueprint.post("/studio/lessons/<key:key>/conflict")
@access(Permission.AUTHOR)
def settle(key: str) -> ResponseReturnValue:
    """Ends a conflict with one of the two texts; the other one stays in the history."""
    source = source_of(key, lesson_fields(request.form))
    revision, author = revision_of(request.form), the_viewer().id
    try:
        with write() as session:
            if request.form.get("do") == "mine":
                drafts.settle_for_mine(session, key, source, revision, author, _("Brouillon remplacé"))
            else:
                drafts.settle_for_theirs(session, key, source, author, _("Brouillon mis de côté"))
    except ConflictError as error:
        return _in_conflict(key, lesson_fields(request.form), error)
    flash(_("L’autre texte reste dans l’historique."))
    return redirect(url_for("authoring.lesson", key=key), 303)
