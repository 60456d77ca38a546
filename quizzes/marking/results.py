"""What marking gives: a fraction of the mark, the feedback, and how an entry was read."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from quizzes.answers import Text
from quizzes.errors import Problem
from quizzes.questions import SCORE_TOLERANCE

# `pending`: a person has still to mark it; `nothing`: there is nothing to answer.
Outcome = Literal["right", "partial", "wrong", "unanswered", "invalid", "pending", "nothing"]
Interpreted = Decimal | date | str | None
Response = str | list[Any]


@dataclass(frozen=True, slots=True)
class PartFeedback:
    """What is said about one part of an answer.

    `part` is the letter of an option, `true` or `false`, the letter of an item put in order, the number (from 1) of a
    pair or of a gap, or empty for a typed entry; `chosen` tells whether the learner chose or answered it, `right`
    whether choosing it is right; `text` is the author's feedback for it, whether chosen or not. `fraction` 0 to 1 of
    the part where it has a mark of its own; `interpreted` and `problem` as in `Mark`.
    """

    part: str
    chosen: bool
    right: bool
    text: Text | None
    fraction: float | None = None
    interpreted: Interpreted = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """The result of one answer.

    `fraction` of the mark: 0 to 1, for single choice -1 to 1. `feedback`: for choices one part an option, in order, for
    pairs and gaps one part each, for items put in order one part an item as the learner placed them, for a typed entry
    the part of the answer that matched or of `otherwise`. `matched`: position of the chosen option or of the matching
    answer, None for several choices or no match. `interpreted`: the entry as we read it, to be echoed. `problem`: why
    it cannot be read, exactly when `outcome` is `invalid` (a cloze keeps the fraction of its other gaps).
    `unit_missing`: the number came without the unit that is asked for, which took its penalty.
    """

    fraction: float
    outcome: Outcome
    feedback: tuple[PartFeedback, ...] = ()
    matched: int | None = None
    interpreted: Interpreted = None
    problem: Problem | None = None
    unit_missing: bool = False


@dataclass(frozen=True, slots=True)
class CheckedResponse:
    """What can be said of an answer without marking it; `problem` if its number or date cannot be read."""

    is_answered: bool
    interpreted: Interpreted = None
    problem: Problem | None = None
    unit: str | None = None


def result(
    fraction: Fraction,
    feedback: tuple[PartFeedback, ...],
    matched: int | None = None,
    interpreted: Interpreted = None,
    *,
    unit_missing: bool = False,
) -> Mark:
    """Returns the mark of an answer that could be read; scores such as 0.33333 that add up to almost one mean one."""
    return Mark(float(fraction), outcome_of(fraction), feedback, matched, interpreted, unit_missing=unit_missing)


def outcome_of(fraction: Fraction) -> Outcome:
    """Returns right, partial or wrong."""
    return "right" if fraction >= 1 - SCORE_TOLERANCE else "partial" if fraction > 0 else "wrong"
