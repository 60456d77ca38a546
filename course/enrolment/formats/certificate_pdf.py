"""The page of a certificate as an accessible PDF: the same bytes everywhere, a name in any script, nothing but data."""

import json
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import typst

FOLDER: Final = Path(__file__).resolve().parents[1] / "typesetting"
TEMPLATE: Final = FOLDER / "certificate.typ"
FONTS: Final = FOLDER / "fonts"
COVERAGE: Final = FONTS / "coverage.json"
STANDARD: Final = "ua-1"
MISSING: Final = "\N{GETA MARK}"  # what printers put in the place of a letter that they lack
REGIONS: Final = {"fr": "FR", "en": "GB"}
JOINERS: Final = "\u200c\u200d"  # they shape letters of Arabic, Persian, Hindi


@dataclass(frozen=True, slots=True)
class CertificateSheet:
    """What the page says, in the words of its language; `levels` and `dates` are pairs of what and how much."""

    language: str
    document_title: str
    organisation: str
    kind: str
    title: str
    granted: str
    holder: str
    sentence: str
    levels_title: str
    columns: tuple[str, str]
    levels: tuple[tuple[str, str], ...]
    dates_title: str
    dates: tuple[tuple[str, str], ...]
    verify: str
    url: str
    issued_at: datetime


def certificate_pdf(sheet: CertificateSheet) -> bytes:
    """Returns the page as PDF/UA-1, the same bytes for the same sheet. Takes some ten milliseconds; no database and no
    file but the template and its fonts are read.
    """
    return typst.compile(
        TEMPLATE,
        root=FOLDER,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs=inputs_of(sheet),
        pdf_standards=STANDARD,
        timestamp=int(sheet.issued_at.timestamp()),
    )


def inputs_of(sheet: CertificateSheet) -> dict[str, str]:
    """Returns what the template reads: texts as data, never as a part of its source."""
    said: dict[str, Any] = {name: _printable(value) for name, value in asdict(sheet).items() if name != "issued_at"}
    said |= {"region": REGIONS.get(sheet.language, "FR"), "holder_is_rtl": is_rtl(sheet.holder)}
    return {"sheet": json.dumps(said)}


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


def _printable(value: Any) -> Any:
    """Returns a text with one blank for each run of them, without control signs, and a mark for each sign that no
    font of ours has, or for a text of which nothing is left; a list of texts likewise."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_printable(part) for part in value]
    composed = unicodedata.normalize("NFC", str(value))
    kept = (sign for sign in composed if sign in JOINERS or unicodedata.category(sign) not in {"Cf", "Cs", "Co"})
    blanks = (" " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign for sign in kept)
    return re.sub(" +", " ", _with_marks(blanks)).strip(" ") or MISSING


def _with_marks(signs: Iterable[str]) -> str:
    """Returns the text with a mark for each sign that no font of ours has. What was set on a missing letter goes with
    it: no font has the mark under an accent, and the standard refuses such a page."""
    shown: list[str] = []
    for sign in signs:
        is_set_on = sign in JOINERS or unicodedata.category(sign).startswith("M")
        if not (is_set_on and shown[-1:] == [MISSING]):
            shown.append(sign if has_glyph(sign) or sign in JOINERS else MISSING)
    return "".join(shown)
