"""Security headers, cache rules and request ids on every answer."""

import time
import uuid

from flask import Flask, Response, g, request

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
    fixed = fixed_headers(secure)

    @app.before_request
    def _start() -> None:
        g.started = time.perf_counter()
        g.request_id = uuid.uuid4().hex[:16]

    @app.after_request
    def _finish(response: Response) -> Response:
        for name, value in fixed.items():
            response.headers.setdefault(name, value)
        response.headers["X-Request-Id"] = g.get("request_id", "")
        if "Cache-Control" not in response.headers and request.endpoint != "static":
            response.headers["Cache-Control"] = "no-store"
            response.vary.add("Cookie")
        return response
