"""The cookie behind our forms and the token that each form carries: checked and signed once, not at every request."""

import copy
import time
from functools import lru_cache
from typing import Any

from flask import Flask, current_app, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask.wrappers import Request, Response
from flask_wtf.csrf import generate_csrf
from itsdangerous import BadSignature, URLSafeTimedSerializer

from course.foundation.cache import RecentCache
from course.web.headers import vary_by

MOST_KEPT = 2_000


class FormSessions(SecureCookieSessionInterface):
    """Flask's signed cookie; the very same cookie, which comes back with every request, is verified once."""

    def __init__(self, app: Flask) -> None:
        """Starts with the application's secret, which never changes."""
        serializer = super().get_signing_serializer(app)
        if serializer is None:
            message = "the application has no secret"
            raise RuntimeError(message)
        self._serializer = serializer
        self._verified: RecentCache[str, tuple[float, dict[str, Any]]] = RecentCache(MOST_KEPT)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer:  # noqa: ARG002 - as Flask calls it
        """Returns the serializer that signs and verifies."""
        return self._serializer

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        """Returns what the cookie holds; nothing where it is missing, forged or too old."""
        value = request.cookies.get(self.get_cookie_name(app))
        if not value:
            return self.session_class()
        found = self._verified.get(value)
        if found is None:
            try:
                content, signed_at = self._serializer.loads(value, return_timestamp=True)
            except BadSignature:
                return self.session_class()
            found = (signed_at.timestamp(), content)
            self._verified.put(value, found)
        if time.time() - found[0] > app.permanent_session_lifetime.total_seconds():
            return self.session_class()
        return self.session_class(copy.deepcopy(found[1]))

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Sends the cookie where what it holds has changed."""
        if session.modified or session.permanent:
            super().save_session(app, session, response)
        elif session.accessed:
            vary_by(response.headers, "Cookie")


def form_token() -> str:
    """Returns the signed token of the visitor's forms."""
    return _signed(session.get("csrf_token"), current_app.secret_key) if "csrf_token" in session else generate_csrf()


@lru_cache(maxsize=MOST_KEPT)
def _signed(_raw: str, _secret: str) -> str:
    token: str = generate_csrf()  # signs what the session holds: the first argument
    return token
