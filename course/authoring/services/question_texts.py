"""Texts of questions in another format made Markdown, and keys for questions that have none yet."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final

from bs4 import BeautifulSoup
from markdownify import MarkdownConverter

from course.foundation.errors import InvalidInputError

LONGEST_KEY: Final = 60
# Figures, formulas, gaps and pictures of questions: they are no Markdown, and stay as they stand.
_KEPT: Final = re.compile(r"(\{=(?:[^{}]|\{[A-Za-z]\w*\})+\}|\{[A-Za-z]\w*\}|\[\[[0-9]{1,2}\]\]|@@PLUGINFILE@@/\S+)")
# What Markdown would take for marks of its own, anywhere and at the beginning of a line.
_MARKS: Final = re.compile(r"[\\`*_\[\]]")
_LINE_MARKS: Final = re.compile(r"(?m)^([ \t]*)(#|[-+](?=\s)|>|!!!|([0-9]+)(?=[.)]\s))")


def as_markdown(source: str, text_format: str) -> str:
    """Returns a text of another format as Markdown that shows the same words.

    HTML that Markdown has no sign for (colours, sizes) is left out, its words stay. Raises InvalidInputError
    `markdown.too_nested`.
    """
    return _CONVERTERS.get(text_format, str)(source)


def _escaped(text: str, *, in_cell: bool = False) -> str:
    """Returns the words with every sign escaped that Markdown would read as a mark."""
    pieces = _KEPT.split(text)
    return "".join(piece if place % 2 else _escaped_words(piece, in_cell) for place, piece in enumerate(pieces))


def _escaped_words(words: str, in_cell: bool) -> str:
    words = re.sub(r"&(?=#?\w+;)", "&amp;", words).replace("<", "&lt;")
    words = _MARKS.sub(r"\\\g<0>", words)
    if in_cell:
        words = words.replace("|", "\\|")
    return _LINE_MARKS.sub(lambda found: f"{found[1]}{found[3]}\\" if found[3] else f"{found[1]}\\{found[2]}", words)


class _Converter(MarkdownConverter):
    """Escapes for our own renderer of Markdown, which knows fewer escapes than others."""

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """Returns the words of a piece of text."""
        return _escaped(text, in_cell=bool({"td", "th"} & set(parent_tags)))


def _html(source: str) -> str:
    soup = BeautifulSoup(source, "html.parser")
    for tag in soup(["script", "style"]):
        tag.decompose()
    try:
        converted = str(_Converter(heading_style="ATX", bullets="-").convert_soup(soup))
    except RecursionError:
        raise InvalidInputError("markdown.too_nested") from None
    return re.sub(r"\n(?:[ \t]*\n)+", "\n\n", converted).strip()


def _plain(source: str) -> str:
    """Every word as it stands; a line break stays one."""
    return re.sub(r"(?<!\n)\n(?!\n)", "  \n", _escaped(source).strip())


def _moodle(source: str) -> str:
    """Moodle's own format is HTML in which a line break shows."""
    return _html(source.replace("\n", "<br>\n"))


_CONVERTERS: Final[Mapping[str, Callable[[str], str]]] = {"html": _html, "plain": _plain, "moodle": _moodle}


def key_from(words: str, is_taken: Callable[[str], bool]) -> str:
    """Returns a key made of the first words, with a number behind it where it is taken."""
    plain = (
        unicodedata.normalize("NFKD", re.sub("[’']", "-", words).replace("œ", "oe")).encode("ascii", "ignore").decode()
    )
    start = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:LONGEST_KEY].strip("-") or "question"
    key, number = start, 1
    while is_taken(key):
        number += 1
        key = f"{start}-{number}"
    return key
