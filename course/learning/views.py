"""Pages of learning."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from course.foundation.permissions import Permission
from course.web.access import access

blueprint = Blueprint("learning", __name__, template_folder="templates")


@blueprint.get("/")
@access(Permission.LEARN)
def home() -> ResponseReturnValue:
    """A page."""
    return render_template("web/error.html", status=200, text="", request_id="")


@blueprint.get("/competencies")
@access(Permission.LEARN)
def competencies() -> ResponseReturnValue:
    """A page."""
    return render_template("web/error.html", status=200, text="", request_id="")


@blueprint.get("/privacy")
@access(Permission.LEARN)
def privacy() -> ResponseReturnValue:
    """A page."""
    return render_template("web/error.html", status=200, text="", request_id="")


@blueprint.get("/remark")
@access(Permission.LEARN)
def remark() -> ResponseReturnValue:
    """A page."""
    return render_template("web/error.html", status=200, text="", request_id="")
