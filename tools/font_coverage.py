"""Writes which characters the fonts of our PDF pages have, as ranges, beside them: run it where a font came or went."""

import json
from collections.abc import Iterable
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parents[1] / "course" / "foundation" / "typesetting" / "fonts"
SERIF = "NotoSerif-Regular.ttf"  # of titles alone; what it lacks the others must have


def covered(fonts: Path = FONTS) -> list[list[int]]:
    """Returns the characters that some font for any text has, as [first, last]."""
    return ranges(code for path in fonts.rglob("*.ttf") if path.name != SERIF for code in TTFont(path).getBestCmap())


def ranges(codes: Iterable[int]) -> list[list[int]]:
    """Returns numbers as ranges, ends included."""
    found: list[list[int]] = []
    for code in sorted(set(codes)):
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return found


if __name__ == "__main__":
    (FONTS / "coverage.json").write_text(json.dumps(covered(), separators=(",", ":")) + "\n", encoding="ascii")
