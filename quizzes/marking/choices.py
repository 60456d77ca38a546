"""Marks what is chosen: single choice, multiple response, true or false."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from quizzes.answers import Option
from quizzes.marking.dispatch import check_of, mark_of, right_of
from quizzes.marking.entries import all_chosen, chosen
from quizzes.marking.results import CheckedResponse, Mark, PartFeedback, Response, result
from quizzes.questions import MultipleResponse, SingleChoice, TrueFalse, option_letter

TRUE_OR_FALSE: Final = ("true", "false")


@check_of.register
def _(question: SingleChoice, response: object) -> CheckedResponse:
    return CheckedResponse(chosen(response, question.letters) is not None)


@check_of.register
def _(_question: TrueFalse, response: object) -> CheckedResponse:
    return CheckedResponse(chosen(response, TRUE_OR_FALSE) is not None)


@check_of.register
def _(question: MultipleResponse, response: object) -> CheckedResponse:
    return CheckedResponse(bool(all_chosen(response, question.letters)))


@mark_of.register
def _(question: SingleChoice, response: object, _checked: CheckedResponse) -> Mark:
    position = chosen(response, question.letters)
    if position is None:
        return Mark(0.0, "unanswered", option_feedback(question.options, frozenset(), is_single=True))
    feedback = option_feedback(question.options, frozenset({position}), is_single=True)
    return result(Fraction(question.options[position].score), feedback, position)


@mark_of.register
def _(question: MultipleResponse, response: object, _checked: CheckedResponse) -> Mark:
    positions = all_chosen(response, question.letters)
    feedback = option_feedback(question.options, positions, is_single=False)
    if not positions:
        return Mark(0.0, "unanswered", feedback)
    return result(clamped_sum(question.options, positions), feedback)


@mark_of.register
def _(question: TrueFalse, response: object, _checked: CheckedResponse) -> Mark:
    position = chosen(response, TRUE_OR_FALSE)
    rights = (question.answer, not question.answer)
    texts = (question.if_true, question.if_false)
    feedback = tuple(
        PartFeedback(part, number == position, rights[number], texts[number])
        for number, part in enumerate(TRUE_OR_FALSE)
    )
    if position is None:
        return Mark(0.0, "unanswered", feedback)
    return result(Fraction(rights[position]), feedback, position)


@right_of.register
def _(question: SingleChoice, _language: str) -> Response | None:
    return next(option_letter(position) for position, option in enumerate(question.options) if option.score == 1)


@right_of.register
def _(question: MultipleResponse, _language: str) -> Response | None:
    return [option_letter(position) for position, option in enumerate(question.options) if option.score > 0]


@right_of.register
def _(question: TrueFalse, _language: str) -> Response | None:
    return "true" if question.answer else "false"


def option_feedback(
    options: Sequence[Option], positions: frozenset[int], *, is_single: bool
) -> tuple[PartFeedback, ...]:
    """Returns a part an option. Of a single choice only the best is right; of several each that adds to the mark."""
    return tuple(
        PartFeedback(
            option_letter(position),
            chosen=position in positions,
            right=option.score == 1 if is_single else option.score > 0,
            text=option.feedback,
        )
        for position, option in enumerate(options)
    )


def clamped_sum(options: Sequence[Option], positions: frozenset[int]) -> Fraction:
    """Returns the sum of the chosen scores, at least 0 and at most 1."""
    total = sum((Fraction(options[position].score) for position in positions), Fraction(0))
    return min(max(total, Fraction(0)), Fraction(1))
