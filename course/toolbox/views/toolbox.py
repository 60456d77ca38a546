"""The home page of the toolbox: calculators, cards, phrases, letters, documents, and a box that filters them."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from course.catalogue.rules import search_form
from course.foundation.permissions import Permission
from course.toolbox.queries import ToolRow, tools
from course.toolbox.views.blueprint import blueprint
from course.toolbox.views.calculators import CALCULATORS
from course.web.access import access
from course.web.transaction import Session, reader

LONGEST_FILTER = 100
KINDS = ("calculator", "card", "phrase", "letter", "document")


@blueprint.get("/toolbox")
@access(Permission.LEARN)
def toolbox() -> ResponseReturnValue:
    """What is at hand between two calls; `q` keeps what holds all its words."""
    query = request.args.get("q", "")[:LONGEST_FILTER].strip()
    found = {kind: _kept(reader(), kind, query) for kind in KINDS}
    found["calculator"] = [tool for tool in found["calculator"] if tool.key in CALCULATORS]
    return render_template("toolbox/toolbox.html", query=query, found=found, is_empty=not any(found.values()))


def _kept(session: Session, kind: str, query: str) -> list[ToolRow]:
    words = search_form(query).split()
    return [tool for tool in tools(session, kind).values() if all(word in tool.search_text for word in words)]
