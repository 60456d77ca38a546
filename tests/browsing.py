"""The test client: behaves like a browser that sends back the form token it was given."""

from typing import Any

from flask import has_app_context
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse

from course.foundation.database import db

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Browser(FlaskClient):
    """A Flask client whose requests see what the test's session made, each in an application context of its own.

    Unsafe requests carry a valid form token unless `csrf=False`; `as_json=True` asks for JSON like our scripts do.
    """

    def open(self, *args: Any, csrf: bool = True, as_json: bool = False, **kwargs: Any) -> TestResponse:
        """Sends the request."""
        if (
            has_app_context() and db.session.registry.has()
        ):  # what the test made becomes visible, and is read anew afterwards
            db.session.commit()
        headers = dict(kwargs.pop("headers", None) or {})
        if as_json:
            headers["Accept"] = "application/json"
        if csrf and kwargs.get("method") in UNSAFE:
            headers.setdefault("X-CSRFToken", self._form_token())
        with self.application.app_context():
            return super().open(*args, headers=headers, **{"buffered": True} | kwargs)

    def _form_token(self) -> str:
        app = self.application
        with app.app_context(), app.test_request_context(), self.session_transaction() as stored:
            from flask import session

            session.update(stored)
            token = generate_csrf()
            stored.update(session)
        return token
