"""The blueprint that the pages of authoring share, and what each of them asks of a request."""

from flask import Blueprint, request

from course.authoring.queries import Desk, desk_of
from course.foundation.errors import NotFoundError
from course.web.transaction import reader

blueprint = Blueprint("authoring", __name__, template_folder="../templates")


def wants_json() -> bool:
    """Says whether a script of ours asks."""
    return request.accept_mimetypes.best == "application/json"


def desk_or_404(key: str) -> Desk:
    """Returns the lesson with this key. Raises NotFoundError."""
    desk = desk_of(reader(), key)
    if desk is None:
        raise NotFoundError("error.not_found")
    return desk
