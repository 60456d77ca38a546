"""Marks an answer to a question: a fraction of the mark, the feedback, and how an entry was read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import singledispatch
from typing import Final, Literal

from quizzes import wildcards
from quizzes.answers import Text, TypedAnswer
from quizzes.checks import UNSTORABLE
from quizzes.errors import EntryError, Problem, ResponseError
from quizzes.numbers import Language, format_date, format_number, read_date, read_number
from quizzes.questions import (
    SCORE_TOLERANCE,
    ChoiceBase,
    DateQuestion,
    MultipleResponse,
    Numerical,
    Question,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
    option_letter,
)

Outcome = Literal["right", "partial", "wrong", "unanswered", "invalid"]
Interpreted = Decimal | date | str | None

LONGEST_RESPONSE: Final = 10_000
TRUE_OR_FALSE: Final = ("true", "false")
_NOTHING: Final = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class PartFeedback:
    """What is said about one part of an answer.

    `part` is the letter of an option, `true` or `false`, or empty for a typed entry; `chosen` tells whether the learner
    chose it, `right` whether choosing it is right; `text` is the author's feedback for it, whether chosen or not.
    """

    part: str
    chosen: bool
    right: bool
    text: Text | None


@dataclass(frozen=True, slots=True)
class Mark:
    """The result of one answer.

    `fraction` of the mark: 0 to 1, for single choice -1 to 1. `feedback`: for choices one part an option, in order,
    for a typed entry the part of the answer that matched or of `otherwise`. `matched`: position of the chosen option or
    of the matching answer, None for several choices or no match. `interpreted`: the entry as we read it, to be echoed.
    `problem`: why it cannot be read, exactly when `outcome` is `invalid`.
    """

    fraction: float
    outcome: Outcome
    feedback: tuple[PartFeedback, ...] = ()
    matched: int | None = None
    interpreted: Interpreted = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class CheckedResponse:
    """What can be said of an answer without marking it; `problem` if its number or date cannot be read."""

    is_answered: bool
    interpreted: Interpreted = None
    problem: Problem | None = None


def mark(question: Question, response: object) -> Mark:
    """Returns the mark of `response`; the same for the same question and response, always.

    `response` is a plain JSON value: a letter (`"b"`) for single choice, `"true"` or `"false"`, a list of letters in
    any order for multiple response, a string for what is typed; None, an empty list or a blank string is « unanswered »
    with fraction 0. A number or date that cannot be read is « invalid » with fraction 0 and a `problem`.
    Raises ResponseError, and nothing else, for what is no answer to this question: another type, an unknown or repeated
    letter, more than 10,000 characters, NUL or a lone surrogate.
    Source: quiz semantics, « Question types ».
    """
    checked = check_response(question, response)
    if checked.problem is not None:
        return Mark(0.0, "invalid", problem=checked.problem)
    return _mark(question, response, checked)


def check_response(question: Question, response: object) -> CheckedResponse:
    """Returns how `response` is read, without marking it, so that a saved answer can be echoed.

    Same values and same ResponseError as `mark`. What passes here can be stored: it is JSON, bounded, free of NUL.
    A number or a date that cannot be read passes, with a `problem` for the learner.
    """
    return _check(question, response)


def right_response(question: Question, language: Language = "fr") -> str | list[str]:
    """Returns a response that `mark` finds right, readable as a model answer; raises nothing.

    The letter of the first best option, the letters of all options with a score above 0, `"true"` or `"false"`, or
    the entry as one would type it in `language` (« 565,32 € », « 11 mai 2026 »). A wildcard is shown as « … ».
    """
    return _right_response(question, language)


# --- What each type of question takes ------------------------------------------------------------------------------


@singledispatch
def _check(question: Question, response: object) -> CheckedResponse:
    raise NotImplementedError(type(question).__name__, response)


@_check.register
def _(question: SingleChoice, response: object) -> CheckedResponse:
    return CheckedResponse(_chosen(response, question.letters) is not None)


@_check.register
def _(_question: TrueFalse, response: object) -> CheckedResponse:
    return CheckedResponse(_chosen(response, TRUE_OR_FALSE) is not None)


@_check.register
def _(question: MultipleResponse, response: object) -> CheckedResponse:
    return CheckedResponse(bool(_all_chosen(response, question.letters)))


@_check.register
def _(question: Numerical, response: object) -> CheckedResponse:
    entry = _entry(response)
    if entry is None:
        return CheckedResponse(is_answered=False)
    try:
        return CheckedResponse(is_answered=True, interpreted=read_number(entry, question.unit))
    except EntryError as error:
        return CheckedResponse(is_answered=True, problem=error.problem)


@_check.register
def _(_question: DateQuestion, response: object) -> CheckedResponse:
    entry = _entry(response)
    if entry is None:
        return CheckedResponse(is_answered=False)
    try:
        return CheckedResponse(is_answered=True, interpreted=read_date(entry))
    except EntryError as error:
        return CheckedResponse(is_answered=True, problem=error.problem)


@_check.register
def _(_question: ShortAnswer, response: object) -> CheckedResponse:
    entry = _entry(response)
    # The echo keeps the learner's capitals, whether they count or not.
    return CheckedResponse(entry is not None, entry and wildcards.folded(entry, case_sensitive=True))


def _entry(response: object) -> str | None:
    """Returns what was typed, None if nothing was."""
    if response is None:
        return None
    if not isinstance(response, str):
        raise ResponseError("response.wrong_type", expected="a text")
    if len(response) > LONGEST_RESPONSE:
        raise ResponseError("response.too_long", limit=LONGEST_RESPONSE)
    if UNSTORABLE.search(response):
        raise ResponseError("response.bad_character")
    return None if _NOTHING.fullmatch(response) else response


def _chosen(response: object, letters: Sequence[str]) -> int | None:
    """Returns the position of the chosen option, None if there is none."""
    entry = _entry(response)
    if entry is None:
        return None
    if entry not in letters:
        raise ResponseError("response.unknown_option")
    return letters.index(entry)


def _all_chosen(response: object, letters: Sequence[str]) -> frozenset[int]:
    """Returns the positions of the chosen options."""
    if response is None or response == "":
        return frozenset()
    if not isinstance(response, list | tuple) or not all(isinstance(letter, str) for letter in response):
        raise ResponseError("response.wrong_type", expected="a list of letters")
    if len(set(response)) < len(response):
        raise ResponseError("response.repeated_option")
    if not set(response) <= set(letters):
        raise ResponseError("response.unknown_option")
    return frozenset(letters.index(letter) for letter in response)


# --- How each type of question is marked ---------------------------------------------------------------------------


@singledispatch
def _mark(question: Question, response: object, checked: CheckedResponse) -> Mark:
    raise NotImplementedError(type(question).__name__, response, checked)


@_mark.register
def _(question: SingleChoice, response: object, checked: CheckedResponse) -> Mark:
    position = _chosen(response, question.letters)
    if position is None:
        return Mark(0.0, "unanswered", _option_feedback(question, frozenset()))
    fraction = Fraction(question.options[position].score)
    return _result(fraction, _option_feedback(question, frozenset({position})), position, checked)


@_mark.register
def _(question: MultipleResponse, response: object, checked: CheckedResponse) -> Mark:
    positions = _all_chosen(response, question.letters)
    feedback = _option_feedback(question, positions)
    if not positions:
        return Mark(0.0, "unanswered", feedback)
    total = sum((Fraction(question.options[position].score) for position in positions), Fraction(0))
    return _result(min(max(total, Fraction(0)), Fraction(1)), feedback, None, checked)


@_mark.register
def _(question: TrueFalse, response: object, checked: CheckedResponse) -> Mark:
    position = _chosen(response, TRUE_OR_FALSE)
    rights = (question.answer, not question.answer)
    texts = (question.if_true, question.if_false)
    feedback = tuple(
        PartFeedback(part, number == position, rights[number], texts[number])
        for number, part in enumerate(TRUE_OR_FALSE)
    )
    if position is None:
        return Mark(0.0, "unanswered", feedback)
    return _result(Fraction(rights[position]), feedback, position, checked)


@_mark.register
def _(question: Numerical, _response: object, checked: CheckedResponse) -> Mark:
    if not isinstance(checked.interpreted, Decimal):
        return Mark(0.0, "unanswered")
    return _typed_mark(question.answers, question.first_match(checked.interpreted), question.otherwise, checked)


@_mark.register
def _(question: DateQuestion, _response: object, checked: CheckedResponse) -> Mark:
    if not isinstance(checked.interpreted, date):
        return Mark(0.0, "unanswered")
    return _typed_mark(question.answers, question.first_match(checked.interpreted), question.otherwise, checked)


@_mark.register
def _(question: ShortAnswer, _response: object, checked: CheckedResponse) -> Mark:
    if not isinstance(checked.interpreted, str):
        return Mark(0.0, "unanswered")
    return _typed_mark(question.answers, question.first_match(checked.interpreted), question.otherwise, checked)


def _typed_mark(
    answers: Sequence[TypedAnswer],
    matched: int | None,
    otherwise: Text | None,
    checked: CheckedResponse,
) -> Mark:
    score, text = (0, otherwise) if matched is None else (answers[matched].score, answers[matched].feedback)
    part = PartFeedback("", chosen=True, right=score == 1, text=text)
    return _result(Fraction(score), (part,), matched, checked)


def _option_feedback(question: ChoiceBase, chosen: frozenset[int]) -> tuple[PartFeedback, ...]:
    # Of a single choice only the best option is right; of several choices each that adds to the mark.
    is_single = isinstance(question, SingleChoice)
    return tuple(
        PartFeedback(
            option_letter(position),
            chosen=position in chosen,
            right=option.score == 1 if is_single else option.score > 0,
            text=option.feedback,
        )
        for position, option in enumerate(question.options)
    )


def _result(
    fraction: Fraction, feedback: tuple[PartFeedback, ...], matched: int | None, checked: CheckedResponse
) -> Mark:
    # Scores such as 0.33333 add up to a little less than one, and mean one.
    outcome: Outcome = "right" if fraction >= 1 - SCORE_TOLERANCE else "partial" if fraction > 0 else "wrong"
    return Mark(float(fraction), outcome, feedback, matched, checked.interpreted)


# --- Model answers -------------------------------------------------------------------------------------------------


@singledispatch
def _right_response(question: Question, language: Language) -> str | list[str]:
    raise NotImplementedError(type(question).__name__, language)


@_right_response.register
def _(question: SingleChoice, _language: str) -> str | list[str]:
    return next(option_letter(position) for position, option in enumerate(question.options) if option.score == 1)


@_right_response.register
def _(question: MultipleResponse, _language: str) -> str | list[str]:
    return [option_letter(position) for position, option in enumerate(question.options) if option.score > 0]


@_right_response.register
def _(question: TrueFalse, _language: str) -> str | list[str]:
    return "true" if question.answer else "false"


@_right_response.register
def _(question: Numerical, language: Language) -> str | list[str]:
    right = (answer.value for answer in question.answers if question.gives_full_mark(answer.value))
    return format_number(next(right), question.unit, language)


@_right_response.register
def _(question: DateQuestion, language: Language) -> str | list[str]:
    right = (answer.value for answer in question.answers if question.gives_full_mark(answer.value))
    return format_date(next(right), language)


@_right_response.register
def _(question: ShortAnswer, _language: str) -> str | list[str]:
    samples = (wildcards.sample(answer.text) for answer in question.answers if answer.score == 1)
    right = [text for text in samples if question.gives_full_mark(text)]
    # An answer without a wildcard reads better as a model.
    return next((text for text in right if wildcards.ANY_TEXT not in text), right[0])
