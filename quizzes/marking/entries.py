"""Reads the JSON values that answers are made of; what no page of ours sends is refused."""

import re
from collections.abc import Sequence
from typing import Final

from quizzes.checks import UNSTORABLE
from quizzes.errors import ResponseError

LONGEST_RESPONSE: Final = 10_000
# 5,000 words, the most that an essay may ask for.
LONGEST_ESSAY: Final = 40_000
_NOTHING: Final = re.compile(r"\s*")


def typed(response: object, limit: int = LONGEST_RESPONSE) -> str | None:
    """Returns what was typed, None if nothing was."""
    if response is None:
        return None
    if not isinstance(response, str):
        raise ResponseError("response.wrong_type", expected="a text")
    if len(response) > limit:
        raise ResponseError("response.too_long", limit=limit)
    if UNSTORABLE.search(response):
        raise ResponseError("response.bad_character")
    return None if _NOTHING.fullmatch(response) else response


def chosen(response: object, letters: Sequence[str]) -> int | None:
    """Returns the position of the chosen option, None if there is none."""
    entry = typed(response)
    if entry is None:
        return None
    if entry not in letters:
        raise ResponseError("response.unknown_option")
    return letters.index(entry)


def all_chosen(response: object, letters: Sequence[str]) -> frozenset[int]:
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


def parts(response: object, count: int) -> list[object]:
    """Returns the `count` parts of an answer, None for each if nothing was answered."""
    if response is None or response in ("", []):
        return [None] * count
    if not isinstance(response, list | tuple) or len(response) != count:
        raise ResponseError("response.wrong_type", expected=f"a list of {count} parts")
    return list(response)
