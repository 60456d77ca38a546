"""Errors as pages (or JSON) in the reader's language: one sentence that says what to do."""

import logging

from flask import Flask, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException

from course.foundation.errors import CourseError
from course.web.messages import sentence

log = logging.getLogger(__name__)
BY_STATUS = {
    400: "error.bad_request",
    401: "access.denied",
    403: "access.denied",
    404: "error.not_found",
    405: "error.method",
    413: "error.too_large",
    415: "error.bad_request",
    422: "error.bad_request",
    429: "error.too_many",
}


def add_error_pages(app: Flask) -> None:
    """Maps our errors, HTTP errors, a lost database and everything unforeseen to pages."""
    app.register_error_handler(CourseError, _course_error)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(PoolTimeoutError, _database)
    app.register_error_handler(UnicodeError, _unicode)
    app.register_error_handler(Exception, _unforeseen)


def _answer(status: int, text: str) -> ResponseReturnValue:
    if request.accept_mimetypes.best == "application/json":
        return {"error": text}, status
    return render_template("web/error.html", status=status, text=text, request_id=g.get("request_id", "")), status


def _course_error(error: CourseError) -> ResponseReturnValue:
    return _answer(error.status, sentence(error.message_id, error.params))


def _csrf(_error: CSRFError) -> ResponseReturnValue:
    return _answer(400, sentence("error.form_expired"))


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if 300 <= status < 400 or error.response is not None:
        return error
    return _answer(status, sentence(BY_STATUS.get(status, "error.unforeseen")))


def _unicode(_error: UnicodeError) -> ResponseReturnValue:
    return _answer(422, sentence("error.bad_text"))


def _database(error: Exception) -> ResponseReturnValue:
    log.error("database away: %s", type(getattr(error, "orig", error)).__name__)
    body, status = _plain_503()
    return body, status, {"Retry-After": "5", "Content-Type": "text/html; charset=utf-8"}


def _plain_503() -> tuple[str, int]:
    text = sentence("error.database")
    if request.accept_mimetypes.best == "application/json":
        return text, 503
    return f'<!doctype html><html lang="fr"><meta charset="utf-8"><title>Échéance</title><p>{text}</p></html>', 503


def _unforeseen(error: Exception) -> ResponseReturnValue:
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return _database(error)
    log.exception("unforeseen error on %s", request.path)
    return _answer(500, sentence("error.unforeseen"))
