"""What a browser sends when a person marks a free answer: levels of the rubric, or a mark in per cent, and words."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from course.assessment.services.grading import LONGEST_COMMENT, HandMark
from quizzes.questions import Criterion

_PERCENT: Final = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,2}))?\s*%?")
_LEVEL: Final = re.compile(r"[0-9]{1,3}")
_UNSTORABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def hand_mark(form: Mapping[str, str], rubric: tuple[Criterion, ...]) -> HandMark:
    """Returns the mark that a form gives; what it does not give, or not as a number, is None or absent."""
    comment = _UNSTORABLE.sub(" ", form.get("comment", "").replace("\r\n", "\n"))[: LONGEST_COMMENT + 1].strip()
    if not rubric:
        return HandMark(fraction=_fraction(form.get("mark", "")), comment=comment)
    sent = {place: form.get(f"level-{place}", "") for place in range(len(rubric))}
    return HandMark(
        levels={place: int(value) for place, value in sent.items() if _LEVEL.fullmatch(value)}, comment=comment
    )


def _fraction(text: str) -> Fraction | None:
    found = _PERCENT.fullmatch(text.strip())
    return Fraction(f"{found[1]}.{found[2] or 0}") / 100 if found else None
