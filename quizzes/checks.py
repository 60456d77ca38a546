"""Checks of single fields, shared by the parts of a question; each raises QuestionError at the field it is given."""

import re
from collections.abc import Sized
from decimal import Decimal
from fractions import Fraction
from typing import Final

from quizzes.errors import QuestionError

MOST_PARTS: Final = 100
MOST_DIGITS: Final = 30
# Whatever passes can be written down and read again, and added up quickly.
LARGEST_DENOMINATOR: Final = 10**20
_SCORES: Final = (int, float, Fraction)
UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
# What an author writes must also survive a file: YAML takes U+0085 for the end of a line and drops it.
UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def exact_score(score: object, lowest: int, highest: int = 1, field: str = "score") -> Fraction:
    """Returns `score` as an exact fraction from `lowest` to `highest`; a float counts as its shortest decimal writing.

    Raises QuestionError at `field` for another type, nan, or a value out of range.
    """
    if isinstance(score, bool) or not isinstance(score, _SCORES):
        raise QuestionError(field, "question.wrong_type", expected="a number")
    # A comparison with nan is false, so that nan is refused here too.
    if not lowest <= score <= highest:
        raise QuestionError(field, "question.out_of_range", lowest=lowest, highest=highest)
    exact = score if isinstance(score, Fraction) else Fraction(repr(score) if isinstance(score, float) else score)
    if exact.denominator > LARGEST_DENOMINATOR:
        raise QuestionError(field, "question.wrong_value", expected="a fraction with a denominator of at most 20 zeros")
    return exact


def check_text(field: str, text: object, limit: int) -> str:
    """Returns `text` if it is a string, not blank, at most `limit` long and without control characters."""
    if not isinstance(text, str):
        raise QuestionError(field, "question.wrong_type", expected="a text")
    if not text.strip():
        raise QuestionError(field, "question.blank")
    if len(text) > limit:
        raise QuestionError(field, "question.too_long", limit=limit)
    if UNWRITABLE.search(text):
        raise QuestionError(field, "question.bad_character")
    return text


def check_pattern(field: str, text: object, pattern: re.Pattern[str], limit: int, expected: str) -> None:
    """Checks that `text` is a string of at most `limit` characters that `pattern` matches as a whole."""
    if not pattern.fullmatch(check_text(field, text, limit)):
        raise QuestionError(field, "question.wrong_value", expected=expected)


def check_whole(field: str, number: object, lowest: int, highest: int) -> None:
    """Checks that `number` is a whole number from `lowest` to `highest`; true and false are none."""
    if isinstance(number, bool) or not isinstance(number, int):
        raise QuestionError(field, "question.wrong_type", expected="a whole number")
    if not lowest <= number <= highest:
        raise QuestionError(field, "question.out_of_range", lowest=lowest, highest=highest)


def check_truth(field: str, value: object) -> None:
    """Checks that `value` is true or false and nothing that merely counts as one."""
    if not isinstance(value, bool):
        raise QuestionError(field, "question.wrong_type", expected="true or false")


def check_decimal(field: str, number: object) -> None:
    """Checks that `number` is a finite Decimal that is written with at most 30 digits."""
    if not isinstance(number, Decimal):
        raise QuestionError(field, "question.wrong_type", expected="a decimal number")
    exponent = number.as_tuple().exponent
    # nan and infinities have a letter for exponent. A huge exponent would make exact arithmetic slow.
    if not isinstance(exponent, int) or max(number.adjusted(), 0) + 1 + max(-exponent, 0) > MOST_DIGITS:
        raise QuestionError(field, "question.wrong_value", expected=f"a number of at most {MOST_DIGITS} digits")


def check_count(field: str, parts: Sized, lowest: int) -> None:
    """Checks that there are from `lowest` to 100 parts."""
    if len(parts) < lowest:
        raise QuestionError(field, "question.too_few", lowest=lowest)
    if len(parts) > MOST_PARTS:
        raise QuestionError(field, "question.too_many", highest=MOST_PARTS)


def check_one_of(field: str, value: object, allowed: tuple[str, ...]) -> None:
    """Checks that `value` is one of the words of `allowed`."""
    if value not in allowed:
        raise QuestionError(field, "question.wrong_value", expected=" | ".join(allowed))
