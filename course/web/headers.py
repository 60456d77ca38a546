"""Security headers, cache rules and request ids on every answer."""

import secrets
import time
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, g, request
from werkzeug.datastructures import Headers

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; "
    "manifest-src 'self'"
)
FIXED = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def fixed_headers(secure: bool) -> dict[str, str]:
    """Returns the headers of every answer, of static files too; HSTS only where people reach us over TLS."""
    return FIXED | ({"Strict-Transport-Security": "max-age=31536000"} if secure else {})


def add_headers(app: Flask, secure: bool) -> None:
    """Sends the fixed headers, the request's id and the rule that no personal page is stored."""

    @app.before_request
    def _start() -> None:
        g.started = time.perf_counter()
        g.request_id = secrets.token_hex(8)

    @app.after_request
    def _finish(response: Response) -> Response:
        headers = response.headers
        headers["X-Request-Id"] = g.get("request_id", "")
        if "Cache-Control" not in headers and request.endpoint != "static":
            headers["Cache-Control"] = "no-store"
            vary_by(headers, "Cookie")
        return response

    app.wsgi_app = _with_fixed_headers(app.wsgi_app, fixed_headers(secure))  # type: ignore[method-assign,assignment]  # as documented


def vary_by(headers: Headers, name: str) -> None:
    """Says that the answer differs by this header of the request."""
    said = headers.get("Vary")
    if said is None:
        headers["Vary"] = name
    elif name not in said:
        headers["Vary"] = f"{said}, {name}"


def _with_fixed_headers(inner: WSGIApplication, fixed: dict[str, str]) -> WSGIApplication:
    """Adds the headers that an answer does not have yet, in one go where they leave for the server."""
    by_name = {name.lower(): (name, value) for name, value in fixed.items()}

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], error: Any = None) -> Callable[[bytes], object]:
            present = {name.lower() for name, _value in headers}
            missing = [pair for name, pair in by_name.items() if name not in present]
            return start_response(status, headers + missing, error)

        return inner(environ, start)

    return application
