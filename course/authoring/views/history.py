"""The versions of a lesson: who, when, why; what differs between two; one of them taken up again."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.authoring.forms import whole_of
from course.authoring.queries import Desk, versions_of
from course.authoring.services import drafts
from course.authoring.views.blueprint import blueprint, desk_or_404
from course.authoring.views.presentation import comparison
from course.foundation.errors import NotFoundError
from course.foundation.permissions import Permission
from course.publishing.queries import history as versions
from course.web.access import access, the_viewer
from course.web.i18n import gettext as _
from course.web.transaction import reader, write


@blueprint.get("/studio/lessons/<key:key>/history")
@access(Permission.AUTHOR)
def history(key: str) -> ResponseReturnValue:
    """All versions, newest first; with `?from=` and `?to=` what differs between two of them."""
    desk = desk_or_404(key)
    return render_template(
        "authoring/history.html", desk=desk, versions=versions(reader(), desk.item_id), compared=_compared(desk)
    )


def _compared(desk: Desk) -> dict[str, object] | None:
    wanted = [request.args.get(name, "") for name in ("from", "to")]
    if not any(wanted):
        return None
    ids = [whole_of(value) or 0 for value in wanted]
    found = versions_of(reader(), desk.item_id, ids)
    if not set(ids) <= set(found):
        raise NotFoundError("error.not_found")
    old, new = sorted((found[ids[0]], found[ids[1]]), key=lambda version: version.number)
    return {"old": old, "new": new, "rows": comparison(old.source, new.source)}


@blueprint.post("/studio/lessons/<key:key>/history/<id:version_id>/restore")
@access(Permission.AUTHOR)
def restore(key: str, version_id: int) -> ResponseReturnValue:
    """Makes an old version the draft; learners see nothing of it before it is published."""
    with write() as session:
        drafts.restore_version(session, key, version_id, the_viewer().id, _("Brouillon remplacé"))
    flash(_("Cette version est maintenant le brouillon. Les apprenants ne la verront qu’une fois publiée."))
    return redirect(url_for("authoring.lesson", key=key), 303)
