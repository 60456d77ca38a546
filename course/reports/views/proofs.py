"""The proofs behind one figure of one person, as their manager reads them."""

from collections.abc import Mapping
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from course.foundation.permissions import Permission
from course.reports import services
from course.reports.views.blueprint import blueprint
from course.reports.views.panel import panel_of
from course.reports.views.presentation import status_words
from course.web.access import access, the_viewer
from course.web.transaction import reader


@blueprint.get("/people/<id:person_id>/competencies/<competency:key>")
@access(Permission.SEE_TEAM)
def proofs(person_id: int, key: str) -> ResponseReturnValue:
    """The proofs behind one figure of one person."""
    return proofs_page(person_id, key, {})


def proofs_page(person_id: int, key: str, refused: Mapping[str, Any]) -> str:
    """Returns the page; `refused`: which observation could not be withdrawn, what was written and why. That it was read
    is written in the journal."""
    viewer = the_viewer()
    panel = panel_of(reader(), viewer, person_id, key)
    reader().rollback()  # all has been read: the line is written with no older transaction open beside it
    services.note_reading(viewer, person_id, {"page": "proofs", "competency": key})
    return render_template(
        "reports/proofs.html", panel=panel, name=panel.person.name, words=status_words(), refused=refused
    )
