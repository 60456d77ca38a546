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


def add_logs(app: Flask, level: str) -> None:
    """Sends JSON lines to stderr; paths without their query, never a form or a cookie."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        JsonFormatter(
            "%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s",
            rename_fields={"asctime": "time", "levelname": "level"},
        )
    )
    handler.addFilter(_RequestId())
    root = logging.getLogger("course")
    root.handlers[:] = [handler]
    root.setLevel(level.upper() if level.upper() in logging.getLevelNamesMapping() else "INFO")
    root.propagate = False
    log = logging.getLogger("course.request")

    @app.after_request
    def _line(response: Response) -> Response:
        if log.isEnabledFor(logging.INFO):
            milliseconds = round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1)
            log.info(
                "%s %s",
                request.method,
                request.path,
                extra={"status": response.status_code, "ms": milliseconds, "endpoint": request.endpoint or ""},
            )
        return response
