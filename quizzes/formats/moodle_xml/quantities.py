"""Numbers and scores as Moodle writes them, made exact: 33.33333 percent of a mark is a third of it."""

import re
from bisect import bisect_left
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Final, Literal

from quizzes.errors import QuestionError
from quizzes.questions.base import SCORE_TOLERANCE

FractionRule = Literal["keep", "nearest", "error"]

_NUMBER: Final = re.compile(r"[-+]?(?:[0-9]{1,60}(?:[.,][0-9]{0,99})?|[.,][0-9]{1,99})(?:[eE][-+]?[0-9]{1,3})?")
_POSITIVE: Final = tuple(
    Fraction(*ratio)
    for ratio in [
        *[(1, n) for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20)],
        *[(9, 10), (5, 6), (4, 5), (3, 4), (7, 10), (2, 3), (3, 5), (2, 5), (3, 10), (0, 1)],
    ]
)
# The scores that Moodle's own forms offer.
SCORES: Final = sorted({*_POSITIVE, *(-score for score in _POSITIVE)})
# With so many decimals, a fraction with a denominator up to the second number is meant wherever it fits.
_MEANT: Final = ((12, 1000), (7, 9))
# Moodle itself takes everything about a third for a third: files before version 2 rounded too far.
_ABOUT_A_THIRD: Final = Fraction(5, 1000)


def decimal_of(field: str, text: str) -> Decimal:
    """Returns the number that `text` says, with a point or a comma; raises QuestionError at `field` for no number."""
    if not _NUMBER.fullmatch(text):
        raise QuestionError(field, "moodle.not_a_number", value=text[:40])
    return Decimal(text.replace(",", "."))


def exact(number: Decimal) -> Fraction:
    """Returns the fraction that was meant: 0.3333333 is 1/3, 1.6666667 is 5/3, 0.25 is 1/4. Raises nothing."""
    value = Fraction(number)
    places = -int(number.as_tuple().exponent)
    for fewest, largest in _MEANT:
        near = value.limit_denominator(largest)
        if places >= fewest and abs(near - value) <= Fraction(1, 2 * 10**places):
            return near
    return value


def penalty_of(number: Decimal) -> Fraction:
    """Returns the penalty that was meant; whatever lies within 0.005 of a third is one, as in Moodle."""
    value = exact(number)
    third = Fraction(1, 3)
    return third if abs(value - third) < _ABOUT_A_THIRD else value


def score_of(percent: str, rule: FractionRule) -> tuple[Fraction, bool]:
    """Returns the score of a percentage, and whether it had to be changed.

    A score of Moodle's own list is recognised within 0.00001 and made exact. Another one is kept as it is (`keep`),
    moved to the nearest of the list (`nearest`), or refused with QuestionError `moodle.unknown_score` (`error`).
    """
    given = decimal_of("fraction", percent).scaleb(-2)
    value = exact(given)
    place = bisect_left(SCORES, value)
    near = min(SCORES[max(0, place - 1) : place + 1], key=lambda score: abs(score - value))
    if abs(near - value) <= SCORE_TOLERANCE:
        return near, False
    if rule == "error":
        raise QuestionError("fraction", "moodle.unknown_score", given=percent[:40])
    return (near, True) if rule == "nearest" else (value, False)


def written_number(value: Fraction) -> str:
    """Returns `value` as a decimal from which `exact` finds it again, wherever there is one with 12 decimals."""
    return format(_decimal(value), "f")


def written_percent(score: Fraction) -> str:
    """Returns a score as the percentage that Moodle writes: 33.33333 for a third."""
    return format(_decimal(score).scaleb(2), "f") if score else "0"


def _decimal(value: Fraction) -> Decimal:
    with localcontext(prec=120):
        number = Decimal(value.numerator) / Decimal(value.denominator)
        if Fraction(number) == value:
            return number
        short = number.quantize(Decimal(1).scaleb(-7))
        return short if exact(short) == value else number.quantize(Decimal(1).scaleb(-12))
