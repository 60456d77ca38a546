"""Pieces of XML as Moodle writes them: elements, texts with their format, and the pictures that they show."""

import base64
from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from quizzes.answers import Text, TextFormat
from quizzes.errors import EngineError
from quizzes.formats.moodle_xml.entry import BLANKS, FORMATS, KEEP_BLANKS, PICTURES
from quizzes.questions.base import AttachedFile

WORDS: Final[dict[TextFormat, str]] = {text_format: word for word, text_format in FORMATS.items()}
# A reader of XML turns a bare carriage return into a line feed, and both into a blank inside an attribute.
_ESCAPES: Final = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
)
_NEEDS_CDATA: Final = frozenset("&<>\"'")


class NotHeldError(EngineError):
    """The format cannot hold this question: it would become another one."""


def element(tag: str, inside: str = "", **attributes: str) -> str:
    """Returns an element around `inside`, which is XML already."""
    said = "".join(f' {attribute}="{value.translate(_ESCAPES)}"' for attribute, value in attributes.items())
    return f"<{tag}{said}>{inside}</{tag}>\n"


def plain(name: str, text: object) -> str:
    """Returns an element around plain text, outer blanks included."""
    source = str(text)
    keeps = f' {KEEP_BLANKS}="preserve"' if source != source.strip(BLANKS) else ""
    # Moodle writes CDATA wherever a character would have to be escaped; what ends it early is written in two.
    inside = f"<![CDATA[{source.replace(']]>', ']]]]><![CDATA[>')}]]>" if _NEEDS_CDATA & set(source) else source
    inside = inside.replace("\r", "]]>&#13;<![CDATA[" if inside != source else "&#13;")
    return f"<{name}{keeps}>{inside}</{name}>\n"


def text(name: str, words: Text | None, files: Sequence[AttachedFile], *inside: str, **attributes: str) -> str:
    """Returns the element `name` around a text (empty for None), the pictures it shows, and what else it holds."""
    source = words.source if words is not None else ""
    attributes["format"] = WORDS[words.format] if words is not None else "html"
    return element(name, "\n" + plain("text", source) + pictures(source, files) + "".join(inside), **attributes)


def pictures(source: str, files: Sequence[AttachedFile]) -> str:
    """Returns a `file` for each picture that `source` shows."""
    return "".join(map(picture, (file for file in files if shows(source, file))))


def shows(source: str, file: AttachedFile) -> bool:
    """Tells whether a text refers to a picture, whose name may be written as in an address."""
    return PICTURES + file.name in source or PICTURES + quote(file.name) in source


def picture(file: AttachedFile) -> str:
    """Returns the `file` element of a picture."""
    return element("file", base64.b64encode(file.content).decode(), name=file.name, path="/", encoding="base64")
