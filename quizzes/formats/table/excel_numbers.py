"""Numbers of a workbook as the texts that a French Excel shows: 12,5, 50 %, days."""

import math
import re
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from quizzes.numbers import NBSP, format_number

Kind = Literal["number", "percent", "day"]

LONGEST_CODE: Final = 255
_NOT_IN_FORMAT: Final = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_DAY_FORMATS: Final = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_PERCENT_FORMATS: Final = frozenset((9, 10))
_SECONDS_OF_DAY: Final = 86_400


def kind_of(number: str, code: str) -> Kind:
    """Returns what a format of cells shows, by its number and, where the workbook defines it, its code."""
    if number.isascii() and number.isdecimal() and len(number) < 4 and not code:
        return "day" if int(number) in _DAY_FORMATS else "percent" if int(number) in _PERCENT_FORMATS else "number"
    bare = _NOT_IN_FORMAT.sub("", code[:LONGEST_CODE]).casefold()
    if "%" in bare:
        return "percent"
    return "day" if re.search("[ymdhs]", bare) and "general" not in bare else "number"


def text_of_number(raw: str, kind: Kind, *, counts_from_1904: bool) -> str:
    """Returns the text of a stored number, with at most 15 digits and one reading. Raises ValueError for no number.

    Excel computes with binary fractions and shows fifteen digits of them: 565.32000000000005 is 565,32.
    """
    if kind == "number" and len(raw) <= 15 and raw.isascii() and raw.isdecimal() and raw[0] != "0":
        return raw
    number = float(raw)
    if not math.isfinite(number):
        return raw
    if kind == "day" and (day := _text_of_day(number, counts_from_1904=counts_from_1904)):
        return day
    written = _with_comma(format(number * 100 if kind == "percent" else number, ".15g"))
    return f"{written} %" if kind == "percent" else written


def _with_comma(text: str) -> str:
    # format_number knows what has two readings, but hundreds of thousands of cells would wait for it.
    if "e" in text or len(text.partition(".")[2]) == 3:
        return format_number(Decimal(text)).replace(NBSP, "")
    return "0" if text == "-0" else text.replace(".", ",")


def _text_of_day(number: float, *, counts_from_1904: bool) -> str:
    days, seconds = divmod(round(number * _SECONDS_OF_DAY), _SECONDS_OF_DAY)
    time = f"{seconds // 3600:02}:{seconds % 3600 // 60:02}" if seconds else ""
    if not days and time:
        return time
    # Excel, after Lotus, counts a 29 February 1900 that never was.
    first = date(1904, 1, 1) if counts_from_1904 else date(1899, 12, 31) if days < 60 else date(1899, 12, 30)
    ordinal = first.toordinal() + days
    if days < 0 or ordinal > date.max.toordinal():
        return ""
    return f"{date.fromordinal(ordinal).isoformat()} {time}".strip()
