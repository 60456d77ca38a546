"""Weights in percent: `%50%`, `%-33.33333%`."""

import re
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

from quizzes.formats.gift.passages import Passage, RefusedError

LONGEST: Final = 40
# Moodle's form of a weight; « 100.5 » is none, but then nothing weighs more than 100.
_WEIGHT: Final = re.compile(r"%-*[0-9]{1,2}\.?[0-9]*%")
_COMMA: Final = re.compile(r"%-?[0-9]{1,3},[0-9]+%")
# From this many decimals on a weight is taken for an abbreviated fraction, if one with a small denominator fits.
_ABBREVIATED: Final = 5
_DENOMINATOR: Final = 100
_MOST_PLACES: Final = 30


def read_weight(answer: Passage) -> tuple[str | None, Passage]:
    """Returns (the digits of the weight before an answer, what follows); None if there is no weight.

    Raises RefusedError for what was meant as a weight: with a comma Moodle would show it as a part of the answer.
    """
    found = _WEIGHT.match(answer.text)
    if found is None:
        comma = _COMMA.match(answer.text)
        if comma is not None:
            raise RefusedError(answer.line, "gift.weight", weight=comma[0][:LONGEST])
        return None, answer
    digits = found[0][1:-1]
    if len(digits) > LONGEST or digits.startswith("--"):
        raise RefusedError(answer.line, "gift.weight", weight=digits[:LONGEST])
    return digits, answer.part(found.end())


@lru_cache(maxsize=256)
def score_of(digits: str) -> Fraction:
    """Returns the score that a weight gives: exactly what is written, or the fraction that it abbreviates.

    With five decimals or more, the fraction with a denominator of at most 100 that is written with these digits.
    """
    exact = Fraction(Decimal(digits)) / 100
    places = len(digits.partition(".")[2])
    if places >= _ABBREVIATED:
        near = exact.limit_denominator(_DENOMINATOR)
        if _rounded(near, places) == exact:
            return near
    return exact


def written_weight(score: Fraction) -> tuple[str, bool]:
    """Returns (the digits of the weight, whether they give the score exactly)."""
    places = _places(score * 100)
    if places is None:
        digits = _digits(score, _ABBREVIATED)
        return digits, score_of(digits) == score
    digits = _digits(score, places)
    while score_of(digits) != score and len(digits) < LONGEST:
        # What looks like an abbreviated fraction and is none gets one more decimal.
        digits += "0"
    return digits, score_of(digits) == score


def _rounded(score: Fraction, places: int) -> Fraction:
    return Fraction(round(score * 100 * 10**places), 100 * 10**places)


def _digits(score: Fraction, places: int) -> str:
    scaled = round(score * 100 * 10**places)
    whole, rest = divmod(abs(scaled), 10**places)
    return f"{'-' if scaled < 0 else ''}{whole}{f'.{rest:0{places}d}' if places else ''}"


def _places(percent: Fraction) -> int | None:
    """Returns how many decimals write `percent` exactly, None if no small number does."""
    return next((places for places in range(_MOST_PLACES) if 10**places % percent.denominator == 0), None)
