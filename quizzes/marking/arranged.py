"""Marks arrangements: prompts matched to right-hand sides, items put in order."""

from fractions import Fraction

from quizzes.errors import Problem
from quizzes.marking.dispatch import check_of, mark_of, right_of
from quizzes.marking.entries import chosen, parts
from quizzes.marking.results import CheckedResponse, Mark, PartFeedback, Response, result
from quizzes.questions import Matching, Ordering, Pair
from quizzes.questions.orders import ordered_fraction, right_places


@check_of.register
def _(question: Matching, response: object) -> CheckedResponse:
    return CheckedResponse(any(position is not None for position in _matched(question, response)))


@check_of.register
def _(question: Ordering, response: object) -> CheckedResponse:
    order = _order(question, response)
    is_answered = any(position is not None for position in order)
    if is_answered and set(order) != set(range(len(order))):
        return CheckedResponse(is_answered=True, problem=Problem("response.incomplete_order"))
    return CheckedResponse(is_answered)


@mark_of.register
def _(question: Matching, response: object, checked: CheckedResponse) -> Mark:
    choices, pairs = question.choices, _pairs(question, response)
    rights = [position is not None and choices[position] == pair.answer for position, pair in pairs]
    feedback = tuple(
        PartFeedback(str(number), position is not None, is_right, pair.feedback, float(is_right))
        for number, ((position, pair), is_right) in enumerate(zip(pairs, rights, strict=True), start=1)
    )
    if not checked.is_answered:
        return Mark(0.0, "unanswered", feedback)
    return result(Fraction(sum(rights), len(rights)), feedback)


@mark_of.register
def _(question: Ordering, response: object, checked: CheckedResponse) -> Mark:
    if not checked.is_answered:
        return Mark(0.0, "unanswered")
    order = [position for position in _order(question, response) if position is not None]
    places = right_places(order, question.strategy)
    feedback = tuple(
        PartFeedback(question.letters[position], chosen=True, right=is_right, text=question.items[position].feedback)
        for position, is_right in zip(order, places, strict=True)
    )
    return result(ordered_fraction(order, question.strategy), feedback)


@right_of.register
def _(question: Matching, _language: str) -> Response | None:
    return list(question.right_letters)


@right_of.register
def _(question: Ordering, _language: str) -> Response | None:
    return list(question.letters)


def _matched(question: Matching, response: object) -> list[int | None]:
    letters = question.letters
    return [chosen(part, letters) for part in parts(response, len(question.pairs))]


def _pairs(question: Matching, response: object) -> list[tuple[int | None, Pair]]:
    return list(zip(_matched(question, response), question.pairs, strict=True))


def _order(question: Ordering, response: object) -> list[int | None]:
    return [chosen(part, question.letters) for part in parts(response, len(question.items))]
