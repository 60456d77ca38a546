"""Marks an answer to a question: a fraction of the mark, the feedback, and how an entry was read."""

# Each family registers its types with the dispatchers when it is imported.
from quizzes.marking import arranged, choices, cloze, typed, written  # noqa: F401
from quizzes.marking.dispatch import check_of, mark_of, right_of
from quizzes.marking.entries import LONGEST_ESSAY, LONGEST_RESPONSE
from quizzes.marking.results import CheckedResponse, Interpreted, Mark, Outcome, PartFeedback, Response
from quizzes.marking.written import rubric_fraction
from quizzes.numbers import Language
from quizzes.questions import Cloze, Question

__all__ = [
    "LONGEST_ESSAY",
    "LONGEST_RESPONSE",
    "CheckedResponse",
    "Interpreted",
    "Mark",
    "Outcome",
    "PartFeedback",
    "Response",
    "check_response",
    "mark",
    "right_response",
    "rubric_fraction",
]


def mark(question: Question, response: object) -> Mark:
    """Returns the mark of `response`; the same for the same question and response, always.

    `response` is a plain JSON value: a letter (`"b"`) for single choice, `"true"` or `"false"`, a list of letters in
    any order for multiple response, a string for what is typed or written; for matching a list with the letter of the
    right-hand side of each pair (`""` for none); for ordering the letters of all items as the learner ordered them; for
    a cloze a list with the answer of each gap. None, an empty list or blank strings are « unanswered » with fraction 0.
    A number or date that cannot be read, or an order that lacks or repeats an item, is « invalid » with fraction 0 and
    a `problem` (a cloze keeps what its other gaps give). An essay is « pending »; a description « nothing ».
    Raises ResponseError, and nothing else, for what is no answer to this question: another type, an unknown or repeated
    letter, more than 10,000 characters (40,000 for an essay), NUL or a lone surrogate; and for a calculated question,
    which has no answer before `quizzes.drawing.realised` gave it figures.
    Source: quiz semantics, « Question types ».
    """
    checked = check_response(question, response)
    if checked.problem is not None and not isinstance(question, Cloze):
        return Mark(0.0, "invalid", problem=checked.problem)
    return mark_of(question, response, checked)


def check_response(question: Question, response: object) -> CheckedResponse:
    """Returns how `response` is read, without marking it, so that a saved answer can be echoed.

    Same values and same ResponseError as `mark`. What passes here can be stored: it is JSON, bounded, free of NUL.
    A number or a date that cannot be read passes, with a `problem` for the learner.
    """
    return check_of(question, response)


def right_response(question: Question, language: Language = "fr") -> Response | None:
    """Returns a response that `mark` finds right, readable as a model answer; raises nothing.

    The letter of the first best option, the letters of all options with a score above 0, `"true"` or `"false"`, the
    letters of the pairs or of the items in order, a list over the gaps, or the entry as one would type it in `language`
    (« 565,32 € », « 11 mai 2026 »). A wildcard is shown as « … ». None for an essay and a description.
    """
    return right_of(question, language)
