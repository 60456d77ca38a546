"""URL parts with bounds, and the check that keeps a redirect on our own pages."""

import re

from flask import Flask, current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter, RequestRedirect, ValidationError

KEY = r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?"
LARGEST_ID = 2**63 - 1


class IdConverter(BaseConverter):
    """A positive database id of at most 63 bits; anything else is no page of ours."""

    regex = r"[1-9][0-9]{0,18}"

    def to_python(self, value: str) -> int:
        """Returns the id; a larger one does not match."""
        number = int(value)
        if number > LARGEST_ID:
            raise ValidationError
        return number


class KeyConverter(BaseConverter):
    """A stable key of content."""

    regex = KEY


class CompetencyConverter(BaseConverter):
    """The key of a competency, such as JUR-1."""

    regex = r"[A-Z]{2,5}-[0-9]{1,2}"


class TokenConverter(BaseConverter):
    """A token as `secrets.token_urlsafe(24)` makes it; anything else is no page of ours."""

    regex = r"[A-Za-z0-9_-]{32}"


def add_converters(app: Flask) -> None:
    """Registers `<id:…>`, `<key:…>`, `<competency:…>` and `<token:…>`."""
    app.url_map.converters.update(
        id=IdConverter, key=KeyConverter, competency=CompetencyConverter, token=TokenConverter
    )


def safe_next(target: str | None, default: str) -> str:
    """Returns the target where it is a path that our own router resolves for GET, else the default."""
    if not target or not re.fullmatch(r"/(?![/\\])[^\\\x00-\x20\x7f]*", target) or len(target) > 500:
        return default
    path = target.split("?", 1)[0].split("#", 1)[0]
    adapter = current_app.create_url_adapter(request)
    if adapter is None:
        return default
    try:
        adapter.match(path, method="GET")
    except RequestRedirect:
        return target
    except HTTPException:
        return default
    return target
