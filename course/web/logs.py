"""One JSON line per request and per event, with the request id."""

import json
import logging
import sys
import time
from datetime import UTC, datetime

from flask import Flask, Response, g, has_request_context, request


class JsonLine(logging.Formatter):
    """A record as one line of JSON: what is always there, what the record adds under `fields`, and a traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """Returns the line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "name": record.name,
            "message": record.getMessage(),
            "request_id": g.get("request_id", "") if has_request_context() else "",
        }
        line.update(getattr(record, "fields", ()))
        if record.exc_info:
            line["exc_info"] = self.formatException(record.exc_info)
        return json.dumps(line)


def shown_path() -> str:
    """Returns the path of the request as a log may keep it: without the token of a one-time link."""
    if request.url_rule is not None and "token" in (request.view_args or {}):
        return request.url_rule.rule
    return request.path


def add_logs(app: Flask, level: str) -> None:
    """Sends JSON lines to stderr; paths without their query, never a form or a cookie."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLine())
    root = logging.getLogger("course")
    root.handlers[:] = [handler]
    root.setLevel(level)
    root.propagate = False
    log = logging.getLogger("course.request")

    @app.after_request
    def _line(response: Response) -> Response:
        if log.isEnabledFor(logging.INFO):
            now = time.perf_counter()
            fields = {
                "status": response.status_code,
                "ms": round((now - g.get("started", now)) * 1000, 1),
                "endpoint": request.endpoint or "",
            }
            log.info("%s %s", request.method, shown_path(), extra={"fields": fields})
        return response
