"""Marks what is typed: numbers with and without units, days, short texts."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from quizzes import wildcards
from quizzes.answers import Text, TypedAnswer
from quizzes.errors import EntryError
from quizzes.marking.dispatch import check_of, mark_of, right_of
from quizzes.marking.entries import typed
from quizzes.marking.results import CheckedResponse, Interpreted, Mark, PartFeedback, Response, result
from quizzes.numbers import format_date, format_number, read_date, read_quantity
from quizzes.questions import DateQuestion, Numerical, ShortAnswer


@check_of.register
def _(question: Numerical, response: object) -> CheckedResponse:
    names = [] if question.unit is None else [question.unit, *(unit.name for unit in question.other_units)]
    return checked_number(typed(response), names)


@check_of.register
def _(_question: DateQuestion, response: object) -> CheckedResponse:
    entry = typed(response)
    if entry is None:
        return CheckedResponse(is_answered=False)
    try:
        return CheckedResponse(is_answered=True, interpreted=read_date(entry))
    except EntryError as error:
        return CheckedResponse(is_answered=True, problem=error.problem)


@check_of.register
def _(_question: ShortAnswer, response: object) -> CheckedResponse:
    entry = typed(response)
    # The echo keeps the learner's capitals, whether they count or not.
    return CheckedResponse(entry is not None, entry and wildcards.folded(entry, case_sensitive=True))


@mark_of.register
def _(question: Numerical, _response: object, checked: CheckedResponse) -> Mark:
    if not isinstance(checked.interpreted, Decimal):
        return Mark(0.0, "unanswered")
    number = Fraction(checked.interpreted)
    other = next((unit for unit in question.other_units if unit.name == checked.unit), None)
    number = number if other is None else number / Fraction(other.multiplier)
    matched = question.first_match(number)
    found = typed_mark(question.answers, matched, question.otherwise, checked.interpreted)
    if not question.unit_required or checked.unit is not None or matched is None:
        return found
    score = Fraction(question.answers[matched].score)
    lost = Fraction(question.unit_penalty) * (score if question.unit_penalty_of == "answer" else 1)
    return result(max(score - lost, Fraction(0)), found.feedback, matched, checked.interpreted, unit_missing=True)


@mark_of.register
def _(question: DateQuestion, _response: object, checked: CheckedResponse) -> Mark:
    if not isinstance(checked.interpreted, date):
        return Mark(0.0, "unanswered")
    matched = question.first_match(checked.interpreted)
    return typed_mark(question.answers, matched, question.otherwise, checked.interpreted)


@mark_of.register
def _(question: ShortAnswer, _response: object, checked: CheckedResponse) -> Mark:
    if not isinstance(checked.interpreted, str):
        return Mark(0.0, "unanswered")
    matched = question.first_match(checked.interpreted)
    return typed_mark(question.answers, matched, question.otherwise, checked.interpreted)


@right_of.register
def _(question: Numerical, language: str) -> Response | None:
    right = (answer.value for answer in question.answers if question.gives_full_mark(answer.value))
    return format_number(next(right), question.unit, "en" if language == "en" else "fr")


@right_of.register
def _(question: DateQuestion, language: str) -> Response | None:
    right = (answer.value for answer in question.answers if question.gives_full_mark(answer.value))
    return format_date(next(right), "en" if language == "en" else "fr")


@right_of.register
def _(question: ShortAnswer, _language: str) -> Response | None:
    samples = (wildcards.sample(answer.text) for answer in question.answers if answer.score == 1)
    right = [text for text in samples if question.gives_full_mark(text)]
    # An answer without a wildcard reads better as a model.
    return next((text for text in right if wildcards.ANY_TEXT not in text), right[0])


def checked_number(entry: str | None, units: Sequence[str]) -> CheckedResponse:
    """Returns how a typed number is read, with the one of `units` that stands behind it."""
    if entry is None:
        return CheckedResponse(is_answered=False)
    try:
        number, unit = read_quantity(entry, units)
    except EntryError as error:
        return CheckedResponse(is_answered=True, problem=error.problem)
    return CheckedResponse(is_answered=True, interpreted=number, unit=unit)


def typed_mark(
    answers: Sequence[TypedAnswer], matched: int | None, otherwise: Text | None, interpreted: Interpreted
) -> Mark:
    """Returns the mark of the answer that matched, or of none."""
    score, text = (0, otherwise) if matched is None else (answers[matched].score, answers[matched].feedback)
    part = PartFeedback("", chosen=True, right=score == 1, text=text)
    return result(Fraction(score), (part,), matched, interpreted)
