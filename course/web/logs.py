"""One JSON line per request and per event, with the request id."""

import logging
import sys
import time

from flask import Flask, Response, g, has_request_context, request
from pythonjsonlogger.json import JsonFormatter


class _RequestId(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = g.get("request_id", "") if has_request_context() else ""
        return True


def shown_path() -> str:
    """Returns the path of the request as a log may keep it: without the token of a one-time link."""
    if request.url_rule is not None and "token" in (request.view_args or {}):
        return request.url_rule.rule
    return request.path


def add_logs(app: Flask, level: str) -> None:
    """Sends JSON lines to stderr; paths without their query, never a form or a cookie."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        JsonFormatter(
            "%(levelname)s %(name)s %(message)s %(request_id)s", timestamp="time", rename_fields={"levelname": "level"}
        )
    )
    handler.addFilter(_RequestId())
    root = logging.getLogger("course")
    root.handlers[:] = [handler]
    root.setLevel(level)
    root.propagate = False
    log = logging.getLogger("course.request")

    @app.after_request
    def _line(response: Response) -> Response:
        if log.isEnabledFor(logging.INFO):
            milliseconds = round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1)
            log.info(
                "%s %s",
                request.method,
                shown_path(),
                extra={"status": response.status_code, "ms": milliseconds, "endpoint": request.endpoint or ""},
            )
        return response
