r"""The escapes and format markers of GIFT: `\~ \= \# \{ \} \: \n \\`, and `[html]` before a text."""

import re
from typing import Final, cast

from quizzes.answers import TextFormat
from quizzes.formats.gift.passages import BLANKS

FORMATS: Final[tuple[TextFormat, ...]] = ("moodle", "html", "plain", "markdown")
# Moodle sets escaped characters aside under these names while it looks for unescaped ones, and so does this reader:
# whoever writes the name itself gets the character, there as here.
_ASIDE: Final = {
    ":": "&&058;",
    "#": "&&035;",
    "=": "&&061;",
    "{": "&&123;",
    "}": "&&125;",
    "~": "&&126;",
    "\n": "&&010",
}
_BACKSLASH: Final = "&&092;"
_UNWRITABLE: Final = re.compile("&&(?:058;|035;|061;|123;|125;|126;|010|092;)")
_ESCAPED: Final = str.maketrans({"\\": "\\\\", "\n": "\\n", **{mark: f"\\{mark}" for mark in ":#={}~"}})
_MARKER: Final = re.compile(r"\[(moodle|html|plain|markdown)\]")


def set_aside(text: str) -> str:
    """Returns `text` with every escaped character under another name, so that all marks left are marks."""
    if "\\" not in text:
        return text
    text = text.replace("\\\\", _BACKSLASH)
    for character, name in _ASIDE.items():
        text = text.replace("\\n" if character == "\n" else f"\\{character}", name)
    return text.replace(_BACKSLASH, "\\")


def restored(text: str) -> str:
    """Returns `text` with the characters back that `set_aside` took out."""
    if "&&" not in text:
        return text
    for character, name in _ASIDE.items():
        text = text.replace(name, character)
    return text


def read_text(text: str, inherited: TextFormat) -> tuple[str, TextFormat]:
    """Returns (source, format): a marker at the very start gives the format, else it is inherited."""
    marker = _MARKER.match(text)
    if marker is None:
        return restored(text).strip(BLANKS), inherited
    return restored(text[marker.end() :]).strip(BLANKS), cast("TextFormat", marker[1])


def escaped(text: str) -> str:
    """Returns `text` on one line, with all that GIFT takes for marks escaped."""
    return text.translate(_ESCAPED)


def marker_for(text: str, text_format: TextFormat, inherited: TextFormat) -> str:
    """Returns the marker to write before `text`: none where the format is inherited and the text shows no other."""
    return f"[{text_format}]" if text_format != inherited or _MARKER.match(text) else ""


def is_ambiguous(text: str) -> bool:
    """Tells whether `text` holds one of the names that Moodle reads as another character."""
    return _UNWRITABLE.search(text) is not None
