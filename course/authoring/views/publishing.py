"""Publishing a draft after a look at what changes, and giving a draft up."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.authoring.forms import fields_of, message_of, revision_of, whole_of
from course.authoring.queries import Desk
from course.authoring.services import drafts
from course.authoring.services.publishing_steps import check_message, prepare_publication, publish_draft
from course.authoring.views.blueprint import blueprint, desk_or_404
from course.authoring.views.presentation import comparison, problems_of
from course.foundation.errors import CourseError, NotFoundError
from course.foundation.permissions import Permission
from course.web.access import access, the_viewer
from course.web.i18n import gettext as _
from course.web.messages import sentence
from course.web.transaction import reader, write


@blueprint.get("/studio/lessons/<key:key>/publish")
@access(Permission.AUTHOR)
def publish(key: str) -> ResponseReturnValue:
    """What would change for learners, and the message to write."""
    return _confirmation(desk_or_404(key), "", "", is_material=False)


def _confirmation(desk: Desk, message: str, error: str, status: int = 200, *, is_material: bool) -> ResponseReturnValue:
    page = render_template(
        "authoring/publish.html",
        desk=desk,
        problems=problems_of(reader(), desk, fields_of(desk.source)) if desk.draft else [],
        rows=comparison(desk.published.source if desk.published else "", desk.source),
        message=message,
        error=error,
        is_material=is_material,
    )
    return page, status


@blueprint.post("/studio/lessons/<key:key>/publish")
@access(Permission.AUTHOR)
def publish_now(key: str) -> ResponseReturnValue:
    """Publishes the draft that was looked at: checked and rendered first, then written in one short transaction."""
    seen, is_material = whole_of(request.form.get("published")), request.form.get("material") == "1"
    try:
        message = check_message(message_of(request.form))
        ready = prepare_publication(reader(), key)
        with write() as session:
            number = publish_draft(
                session, ready, revision_of(request.form), seen, the_viewer().id, message, is_material=is_material
            )
    except NotFoundError:
        raise
    except CourseError as error:
        said = sentence(error.message_id, error.params)
        return _confirmation(
            desk_or_404(key), request.form.get("message", ""), said, error.status, is_material=is_material
        )
    flash(_("Version %(number)s publiée : les apprenants la voient dès maintenant.", number=number))
    return redirect(url_for("authoring.lesson", key=key), 303)


@blueprint.get("/studio/lessons/<key:key>/discard")
@access(Permission.AUTHOR)
def discard(key: str) -> ResponseReturnValue:
    """What would be given up."""
    desk = desk_or_404(key)
    rows = comparison(desk.published.source if desk.published else "", desk.source)
    return render_template("authoring/discard.html", desk=desk, rows=rows)


@blueprint.post("/studio/lessons/<key:key>/discard")
@access(Permission.AUTHOR)
def discard_now(key: str) -> ResponseReturnValue:
    """Goes back to what is published; the draft can be restored from the history."""
    with write() as session:
        drafts.discard_draft(session, key, revision_of(request.form), the_viewer().id, _("Brouillon abandonné"))
    flash(_("Brouillon abandonné. Il reste dans l’historique, d’où vous pouvez le reprendre."))
    return redirect(url_for("authoring.history", key=key), 303)
