"""The three questions that each type answers: how is an answer read, what is it worth, what would be right."""

from functools import singledispatch

from quizzes.marking.results import CheckedResponse, Mark, Response
from quizzes.numbers import Language
from quizzes.questions import Question


@singledispatch
def check_of(question: Question, response: object) -> CheckedResponse:
    """Returns how `response` is read; raises ResponseError for what is no answer to this question."""
    raise NotImplementedError(type(question).__name__, response)


@singledispatch
def mark_of(question: Question, response: object, checked: CheckedResponse) -> Mark:
    """Returns the mark of a response that `check_of` let pass without a problem."""
    raise NotImplementedError(type(question).__name__, response, checked)


@singledispatch
def right_of(question: Question, language: Language) -> Response | None:
    """Returns a response that gives the full mark, None where there is none to give."""
    raise NotImplementedError(type(question).__name__, language)
