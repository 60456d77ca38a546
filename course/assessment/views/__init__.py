"""Pages of assessment."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from course.foundation.permissions import Permission
from course.web.access import access

blueprint = Blueprint("assessment", __name__, template_folder="templates")


@blueprint.get("/none")
@access(Permission.LEARN)
def none() -> ResponseReturnValue:
    """A page."""
    return render_template("web/error.html", status=200, text="", request_id="")
