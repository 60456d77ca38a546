"""Pictures of lessons, named by their content."""

import re

from flask import Blueprint, make_response
from flask.typing import ResponseReturnValue

from course.foundation.errors import NotFoundError
from course.publishing.queries import media_of
from course.web.access import public
from course.web.transaction import reader

blueprint = Blueprint("publishing", __name__)
# A picture opened by itself is a document: it may show itself and do nothing else.
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
SHA256 = re.compile(r"[0-9a-f]{64}")


@blueprint.get("/media/<sha256>")
@public
def media(sha256: str) -> ResponseReturnValue:
    """A picture; its name is its content, so that it may be kept for ever. Nobody can guess the name of another."""
    found = media_of(reader(), sha256) if SHA256.fullmatch(sha256) else None
    if found is None:
        raise NotFoundError("error.not_found")
    response = make_response(found.content)
    response.content_type = found.content_type
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = PICTURE_POLICY
    return response
