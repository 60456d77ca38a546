"""Errors as pages (or JSON) in the reader's language: one sentence that says what to do."""

import logging

from flask import Flask, current_app, g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError

from course.foundation.errors import CourseError
from course.web.i18n import language
from course.web.logs import shown_path
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
    for unstorable in (UnicodeError, OverflowError, DataError):
        app.register_error_handler(unstorable, _unstorable)
    app.register_error_handler(Exception, _unforeseen)


def _answer(status: int, text: str) -> ResponseReturnValue:
    if request.accept_mimetypes.best == "application/json":
        return {"error": text}, status
    return render_template("web/error.html", status=status, text=text, request_id=g.get("request_id", "")), status


def _plain(text: str) -> str:
    """Returns a page that needs neither the database nor the router."""
    template = current_app.jinja_env.get_template("web/plain.html")
    return template.render(text=text, language=language())


def _course_error(error: CourseError) -> ResponseReturnValue:
    return _answer(error.status, sentence(error.message_id, error.params))


def _csrf(_error: CSRFError) -> ResponseReturnValue:
    return _answer(400, sentence("error.form_expired"))


def _http(error: HTTPException) -> ResponseReturnValue:
    if isinstance(error, SecurityError):  # an unknown host: no address of ours can be built for it
        return _plain(sentence("error.bad_host")), 400
    status = error.code or 500
    if 300 <= status < 400 or error.response is not None:
        return error
    answer = make_response(_answer(status, sentence(BY_STATUS.get(status, "error.unforeseen"))))
    if isinstance(error, MethodNotAllowed):
        answer.allow.update(error.valid_methods or ())
    return answer


def _unstorable(error: Exception) -> ResponseReturnValue:
    """Answers for a NUL, half a character or a number beyond 64 bits, which reach the database through JSON alone."""
    log.warning("unstorable value on %s: %s", shown_path(), type(error).__name__)
    return _answer(422, sentence("error.bad_text"))


def _database(error: Exception) -> ResponseReturnValue:
    log.error("database away: %s", type(getattr(error, "orig", error)).__name__)
    g.database_is_away = True  # the sentence's language must not ask the database who is reading
    text = sentence("error.database")
    wait = {"Retry-After": "5"}
    if request.accept_mimetypes.best == "application/json":
        return {"error": text}, 503, wait
    return _plain(text), 503, wait


def _unforeseen(error: Exception) -> ResponseReturnValue:
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return _database(error)
    log.error("unforeseen error on %s", shown_path(), exc_info=error)
    try:
        return _answer(500, sentence("error.unforeseen"))
    except Exception:  # the page itself may be what is broken
        log.exception("the error page is broken")
        return _plain(sentence("error.unforeseen")), 500
