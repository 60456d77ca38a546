"""How large a picture is, read from its first bytes: SVG, PNG, JPEG, GIF and WebP; nothing is decoded."""

import re
from collections.abc import Callable
from typing import Final

Size = tuple[int, int]

_SVG: Final = re.compile(rb"<svg\b[^>]*>")
_SPACES: Final = re.compile(rb"[\s,]+")
_VIEW_BOX: Final = re.compile(rb"""\sviewBox\s*=\s*["']\s*([^"']*?)\s*["']""")
_NUMBER: Final = re.compile(rb"\+?([0-9]{1,5}(?:\.[0-9]{1,9})?)(?:px)?")
_FIRST: Final = 4096  # where the root of an SVG is looked for
_MOST: Final = 1 << 16
# JPEG: the segments that begin a frame and so tell its size; the other numbers between are tables.
_MOST_SEGMENTS: Final = 500
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def size_of(content: bytes) -> Size | None:
    """Returns the width and height in pixels, of an SVG those of its view box; None where they cannot be told."""
    for start, read in _READERS.items():
        if content.startswith(start):
            return _plausible(read(content))
    return _plausible(_svg(content[:_FIRST]))


def _plausible(size: Size | None) -> Size | None:
    return size if size is not None and all(0 < length < _MOST for length in size) else None


def _svg(head: bytes) -> Size | None:
    root = _SVG.search(head)
    box = _VIEW_BOX.search(root[0]) if root else None
    numbers = [_NUMBER.fullmatch(word) for word in _SPACES.split(box[1])[2:]] if box else []
    if len(numbers) != 2 or numbers[0] is None or numbers[1] is None:
        return None
    return round(float(numbers[0][1])), round(float(numbers[1][1]))


def _png(content: bytes) -> Size:
    return _big(content[16:20]), _big(content[20:24])


def _gif(content: bytes) -> Size:
    return _little(content[6:8]), _little(content[8:10])


def _jpeg(content: bytes) -> Size | None:
    place = 2
    for _segment in range(_MOST_SEGMENTS):
        if content[place : place + 1] != b"\xff":
            break
        kind = content[place + 1 : place + 2]
        if kind == b"\xff":  # padding
            place += 1
        elif kind and kind[0] in _FRAMES:
            return _big(content[place + 7 : place + 9]), _big(content[place + 5 : place + 7])
        else:
            place += 2 + _big(content[place + 2 : place + 4])
    return None


def _webp(content: bytes) -> Size | None:
    form = content[12:16]
    if form == b"VP8X":
        return _little(content[24:27]) + 1, _little(content[27:30]) + 1
    if form == b"VP8L":
        bits = _little(content[21:25])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if form == b"VP8 ":
        return _little(content[26:28]) & 0x3FFF, _little(content[28:30]) & 0x3FFF
    return None


def _big(content: bytes) -> int:
    return int.from_bytes(content, "big")


def _little(content: bytes) -> int:
    return int.from_bytes(content, "little")


_READERS: Final[dict[bytes, Callable[[bytes], Size | None]]] = {
    b"\x89PNG\r\n\x1a\n": _png,
    b"\xff\xd8\xff": _jpeg,
    b"GIF8": _gif,
    b"RIFF": _webp,
}
