"""Pages set by Typst as accessible PDF: the same bytes everywhere, a name in any script, texts as nothing but data."""

import json
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import typst

FONTS: Final = Path(__file__).resolve().parent / "fonts"
COVERAGE: Final = FONTS / "coverage.json"
STANDARD: Final = "ua-1"
MISSING: Final = "\N{GETA MARK}"  # what printers put in the place of a letter that they lack
JOINERS: Final = "\u200c\u200d"  # they shape letters of Arabic, Persian, Hindi


def typeset(template: Path, inputs: Mapping[str, str], at: datetime) -> bytes:
    """Returns the template's page as PDF/UA-1, the same bytes for the same inputs and instant; no file is read but
    those of the template's own folder and the fonts. Texts come as data in `inputs`, never as a part of its source.
    """
    return typst.compile(
        template,
        root=template.parent,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs=dict(inputs),
        pdf_standards=STANDARD,
        timestamp=int(at.timestamp()),
    )


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


@lru_cache(maxsize=1)
def _coverage() -> tuple[list[int], list[int]]:
    ranges: list[list[int]] = json.loads(COVERAGE.read_text(encoding="ascii"))
    return [first for first, _last in ranges], [last for _first, last in ranges]


def has_glyph(sign: str) -> bool:
    """Says whether one of our fonts shows the sign."""
    firsts, lasts = _coverage()
    place = bisect_right(firsts, ord(sign)) - 1
    return place >= 0 and ord(sign) <= lasts[place]


def is_rtl(text: str) -> bool:
    """Says whether a text runs from right to left, by its first letter."""
    for sign in text:
        direction = unicodedata.bidirectional(sign)
        if direction in {"L", "R", "AL"}:
            return direction != "L"
    return False


def printable(value: Any) -> Any:
    """Returns a text with one blank for each run of them, without control signs, and a mark for each sign that no
    font of ours has, or for a text of which nothing is left; a list of texts likewise."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [printable(part) for part in value]
    return shown(str(value)).strip(" ") or MISSING


def shown(text: str) -> str:
    """Returns a piece of text with one blank for each run of them, those at its ends too, without control signs, and a
    mark for each sign that no font of ours has."""
    composed = unicodedata.normalize("NFC", text)
    kept = (sign for sign in composed if sign in JOINERS or unicodedata.category(sign) not in {"Cf", "Cs", "Co"})
    blanks = (" " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign for sign in kept)
    return re.sub(" +", " ", _with_marks(blanks))


def _with_marks(signs: Iterable[str]) -> str:
    """Returns the text with a mark for each sign that no font of ours has. What was set on a missing letter goes with
    it: no font has the mark under an accent, and the standard refuses such a page."""
    found: list[str] = []
    for sign in signs:
        is_set_on = sign in JOINERS or unicodedata.category(sign).startswith("M")
        if not (is_set_on and found[-1:] == [MISSING]):
            found.append(sign if has_glyph(sign) or sign in JOINERS else MISSING)
    return "".join(found)
