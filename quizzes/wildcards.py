"""Compares a typed text with an accepted answer, in which `*` stands for any run of characters."""

import re
import unicodedata
from typing import Final

BLANKS: Final = re.compile(r"\s+")
WILDCARD: Final = re.compile(r"(?<!\\)\*")
APOSTROPHES: Final = str.maketrans({"\u2019": "'"})
ANY_TEXT: Final = "…"


def folded(text: str, *, case_sensitive: bool = False) -> str:
    """Returns `text` in the form in which two answers are compared.

    Unicode NFC, blanks trimmed and folded to one space, the typographic apostrophe made straight, and capitals folded
    unless `case_sensitive`. Accents stay: they carry meaning. Folding twice changes nothing. Raises nothing.
    Source: the rule for short answers in the quiz semantics, which is Moodle's with blanks and apostrophes folded.
    """
    composed = unicodedata.normalize("NFC", text).translate(APOSTROPHES)
    if not case_sensitive:
        # Some characters decompose when their case is folded, so that they must be composed once more.
        composed = unicodedata.normalize("NFC", unicodedata.normalize("NFC", composed.casefold()).casefold())
    return BLANKS.sub(" ", composed).strip()


def matches(pattern: str, text: str, *, case_sensitive: bool = False) -> bool:
    r"""Tells whether `text` is what `pattern` accepts: the whole text, `*` for any run (even none), `\*` for a star.

    As in Moodle, a star after a backslash is always a literal star, and any other backslash stands for itself.
    The parts between stars are looked for from left to right, the leftmost place each time; this is right because a
    later start never leaves more room, and it takes linear time, whatever the pattern. Raises nothing.
    """
    folded_text = folded(text, case_sensitive=case_sensitive)
    first, *others = (
        part.replace(r"\*", "*") for part in WILDCARD.split(folded(pattern, case_sensitive=case_sensitive))
    )
    if not others:
        return folded_text == first
    last = others.pop()
    if len(folded_text) < len(first) + len(last) or not folded_text.startswith(first):
        return False
    return folded_text.endswith(last) and _stand_in_order(others, folded_text, len(first), len(folded_text) - len(last))


def has_wildcard(pattern: str) -> bool:
    """Tells whether `pattern` accepts more than one text. Raises nothing."""
    return WILDCARD.search(pattern) is not None


def sample(pattern: str) -> str:
    """Returns a readable text that `pattern` accepts: each wildcard becomes « … ». Raises nothing."""
    return WILDCARD.sub(ANY_TEXT, pattern).replace(r"\*", "*")


def _stand_in_order(parts: list[str], text: str, start: int, end: int) -> bool:
    for part in parts:
        found = text.find(part, start, end)
        if found < 0:
            return False
        start = found + len(part)
    return True
