"""Answers as browsers send them, read against the question they answer."""

import secrets
from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from course.foundation.errors import InvalidInputError
from quizzes import MultipleResponse, ResponseError, check_response
from quizzes.marking import CheckedResponse
from quizzes.questions import Question

Answer = Mapping[str, Any]


def new_client_id() -> str:
    """Returns a random id for one save; the browser makes its own for later ones."""
    return secrets.token_hex(16)


def read_answer(form: MultiDict[str, str], question: Question) -> tuple[Answer, CheckedResponse]:
    """Returns the answer to store and how it is read. Raises InvalidInputError for what is no answer to it."""
    if form.get("do") == "unknown":
        return {"unknown": True}, check_response(question, None)
    value: object = form.getlist("answer") if isinstance(question, MultipleResponse) else form.get("answer")
    try:
        checked = check_response(question, value)
    except ResponseError as error:
        raise InvalidInputError("assessment.bad_answer") from error
    return {"value": value}, checked


def read_sure(form: MultiDict[str, str]) -> bool | None:
    """Returns « Je suis sûr » or « J’hésite », None where neither was said."""
    return {"1": True, "0": False}.get(form.get("sure", ""))
