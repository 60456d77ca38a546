"""Pages put together from pieces that are kept as bytes: a template writes a marker where a piece will stand."""

import re
import secrets
from collections.abc import Mapping
from typing import NamedTuple

from markupsafe import Markup

NONCE = f"x{secrets.token_hex(8)}"  # no text can contain it
MARKER = re.compile(rf"{NONCE}_([a-z0-9-]+)_")


class Pieces(NamedTuple):
    """Something rendered and cut at its markers: the texts, ready to be sent, and the names of the markers between."""

    texts: tuple[bytes, ...]
    names: tuple[str, ...]


def slot(name: str) -> Markup:
    """Returns the marker in whose place the piece of that name will stand."""
    return Markup(f"{NONCE}_{name}_")  # noqa: S704 - letters, digits and hyphens of ours


def cut(html: str) -> Pieces:
    """Returns what stands between the markers."""
    parts = MARKER.split(html)
    return Pieces(tuple(text.encode() for text in parts[::2]), tuple(parts[1::2]))


def filled(pieces: Pieces, values: Mapping[str, bytes]) -> bytes:
    """Returns the whole, with a value in the place of each marker."""
    whole = [pieces.texts[0]]
    for name, text in zip(pieces.names, pieces.texts[1:], strict=True):
        whole += (values[name], text)
    return b"".join(whole)
