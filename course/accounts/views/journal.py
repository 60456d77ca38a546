"""The journal: who did what to whom."""

from flask import render_template
from flask.typing import ResponseReturnValue

from course.accounts import queries
from course.accounts.views.routes import asked_day, asked_page, asked_text, blueprint
from course.foundation.permissions import Permission
from course.web.access import access, the_viewer
from course.web.transaction import reader


@blueprint.get("/journal")
@access(Permission.ADMINISTER)
def journal() -> ResponseReturnValue:
    """The audit trail, the latest first."""
    wanted = queries.JournalFilter(asked_text("q"), asked_text("action"), asked_day("first"), asked_day("last"))
    page = queries.journal_page(reader(), the_viewer(), wanted, asked_page())
    return render_template("accounts/journal.html", page=page, wanted=wanted, actions=queries.known_actions(reader()))
