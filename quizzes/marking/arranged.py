"""Marks arrangements: prompts matched to right-hand sides, items put in order."""

from collections.abc import Sequence
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
    given = _matched(question, response)
    fulfilled = _fulfilled(question, given)
    feedback = tuple(
        PartFeedback(
            str(place + 1),
            chosen=given[place] is not None,
            right=pair is not None,
            text=(pair or question.pairs[place]).feedback,
            fraction=float(pair is not None),
        )
        for place, pair in enumerate(fulfilled)
    )
    if not checked.is_answered:
        return Mark(0.0, "unanswered", feedback)
    return result(Fraction(sum(pair is not None for pair in fulfilled), len(fulfilled)), feedback)


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


def _fulfilled(question: Matching, given: Sequence[int | None]) -> list[Pair | None]:
    """Returns for each prompt the pair that its answer makes right, None where it makes none.

    A prompt takes its own pair if it can; of those that read the same, the others take what is left over.
    """
    choices, pairs = question.choices, question.pairs
    answers = [None if position is None else choices[position] for position in given]
    found = [pair if answer == pair.answer else None for answer, pair in zip(answers, pairs, strict=True)]
    for group in question.groups:
        left = [pairs[place] for place in group if found[place] is None]
        for place in group:
            other = None if found[place] else next((pair for pair in left if pair.answer == answers[place]), None)
            if other is not None:
                left.remove(other)
                found[place] = other
    return found


def _order(question: Ordering, response: object) -> list[int | None]:
    return [chosen(part, question.letters) for part in parts(response, len(question.items))]
