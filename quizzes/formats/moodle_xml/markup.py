"""Reads XML piece by piece, refuses what only an attacker sends, and hands over one question at a time."""

import binascii
import codecs
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from quizzes.questions.base import MOST_FILE

# So that a file, its pictures and the questions made of it never take more than twice as much memory.
MOST_MEGABYTES: Final = 32
MEGABYTE: Final = 1024 * 1024
MOST_QUESTIONS: Final = 10_000
DEEPEST: Final = 40
MOST_ELEMENTS: Final = 600_000
MOST_IN_A_QUESTION: Final = 60_000
# Moodle and its usual additions know some two hundred names; expat keeps every name that it ever met.
MOST_NAMES: Final = 500
MOST_CHARACTERS: Final = 200_000
_CHUNK: Final = 64 * 1024
# A tag or a comment is kept whole until it ends: what stays silent for longer is made to fill the memory.
_MOST_SILENT_CHUNKS: Final = 32
_MOST_BASE64: Final = MOST_FILE * 3 // 2
_UTF8: Final = {"utf-8", "utf8", "us-ascii"}


class FileRefusedError(Exception):
    """The file as a whole cannot be read; `line` is 0 where it has no place in the file."""

    def __init__(self, line: int, message_id: str, **params: object) -> None:
        super().__init__(message_id)
        self.line = line
        self.message_id = message_id
        self.params: Mapping[str, object] = params


@dataclass(slots=True, eq=False)
class Element:
    """An element with its line; `text` only where it has no children, `content` only of a readable `file`.

    `is_cut`: its text is longer than is kept.
    """

    name: str
    attributes: Mapping[str, str]
    line: int
    text: str = ""
    children: list["Element"] = field(default_factory=list)
    content: bytes | None = None
    is_cut: bool = False

    def first(self, *path: str) -> "Element | None":
        """Returns the first element along this path of names, if any."""
        found: Element | None = self
        for name in path:
            found = next((child for child in found.children if child.name == name), None) if found else None
        return found

    def every(self, name: str) -> Iterator["Element"]:
        """Gives the children of this name."""
        return (child for child in self.children if child.name == name)


def read_questions(text: str | bytes, take: Callable[[Element], None]) -> None:
    """Calls `take` with each `question` of a `quiz`, in order; only one is in memory at a time.

    Raises FileRefusedError for what is no such XML, has a DTD, is not UTF-8 (a string may declare what it likes: it
    is decoded already), or goes beyond a bound: 32 MB, 10,000 questions, 40 levels, 500 names.
    """
    if len(text) > MOST_MEGABYTES * MEGABYTE:
        raise FileRefusedError(0, "format.too_large", limit=MOST_MEGABYTES)
    # Of these expat would make something, but no other reader of ours.
    if isinstance(text, bytes) and text.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise FileRefusedError(0, "format.encoding")
    builder = _Builder(take, is_decoded=isinstance(text, str))
    try:
        for chunk in _chunks(text):
            builder.feed(chunk)
        builder.close()
    except expat.ExpatError as error:
        _check_utf8(text)
        raise FileRefusedError(error.lineno, "moodle.not_xml", reason=expat.ErrorString(error.code)) from None
    except UnicodeEncodeError:
        raise FileRefusedError(0, "format.encoding") from None


def _chunks(text: str | bytes) -> Iterator[bytes]:
    for start in range(0, len(text), _CHUNK):
        piece = text[start : start + _CHUNK]
        yield piece.encode() if isinstance(piece, str) else piece


def _check_utf8(text: str | bytes) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in _chunks(text):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeError:
        raise FileRefusedError(0, "format.encoding") from None


class _Builder:
    def __init__(self, take: Callable[[Element], None], *, is_decoded: bool) -> None:
        self._take = take
        self._is_decoded = is_decoded
        self._bytes = self._events = self._silent = self._elements = self._questions = self._inside = self._depth = 0
        self._names: set[str] = set()
        self._open: list[Element] = []
        self._pieces: list[str] = []
        self._length = 0
        self._parser = self._made_parser()

    def _made_parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate("UTF-8")
        parser.buffer_text = True
        parser.buffer_size = _CHUNK
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        return parser

    def feed(self, chunk: bytes) -> None:
        self._bytes += len(chunk)
        if self._bytes > MOST_MEGABYTES * MEGABYTE:
            raise FileRefusedError(0, "format.too_large", limit=MOST_MEGABYTES)
        events = self._events
        self._parser.Parse(chunk, False)
        self._silent = self._silent + 1 if events == self._events else 0
        if self._silent > _MOST_SILENT_CHUNKS:
            raise self._refusal("moodle.too_long_tag", limit=_MOST_SILENT_CHUNKS * _CHUNK // MEGABYTE)

    def close(self) -> None:
        self._parser.Parse(b"", True)

    def _refusal(self, message_id: str, **params: object) -> FileRefusedError:
        return FileRefusedError(self._parser.CurrentLineNumber, message_id, **params)

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if not self._is_decoded and encoding is not None and encoding.lower() not in _UTF8:
            raise self._refusal("moodle.encoding", encoding=encoding[:40])

    def _doctype(self, *_declared: object) -> None:
        raise self._refusal("moodle.doctype")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._events += 1
        self._depth += 1
        self._check_bounds(name, attributes)
        self._pieces.clear()
        self._length = 0
        if self._open or (self._depth == 2 and name == "question"):
            element = Element(name, attributes, self._parser.CurrentLineNumber)
            if self._open:
                self._open[-1].children.append(element)
            self._open.append(element)

    def _check_bounds(self, name: str, attributes: dict[str, str]) -> None:
        if self._depth == 1 and name != "quiz":
            raise self._refusal("moodle.not_quiz")
        if self._depth > DEEPEST:
            raise self._refusal("moodle.too_deep", limit=DEEPEST)
        self._names.add(name)
        self._names.update(attributes)
        self._elements += 1
        self._inside = self._inside + 1 if self._open else 0
        if len(self._names) > MOST_NAMES or self._elements > MOST_ELEMENTS or self._inside > MOST_IN_A_QUESTION:
            raise self._refusal("moodle.too_many_elements")

    def _data(self, text: str) -> None:
        self._events += 1
        if not self._open:
            return
        element = self._open[-1]
        self._length += len(text)
        if self._length > (_MOST_BASE64 if element.name == "file" else MOST_CHARACTERS):
            element.is_cut = True
            self._pieces.clear()
        else:
            self._pieces.append(text)

    def _end(self, _name: str) -> None:
        self._events += 1
        self._depth -= 1
        if not self._open:
            return
        element = self._open.pop()
        if not element.children:
            element.text = "".join(self._pieces)
        self._pieces.clear()
        if element.name == "file":
            _decode(element)
        if not self._open:
            self._questions += 1
            if self._questions > MOST_QUESTIONS:
                raise self._refusal("format.too_many", limit=MOST_QUESTIONS)
            self._take(element)


def _decode(file: Element) -> None:
    """Turns the text of a file into its content at once, so that both are in memory for one file only."""
    packed = "".join(file.text.split())
    file.text = ""
    try:
        # Moodle itself reads files whose padding got lost.
        file.content = binascii.a2b_base64(packed + "=" * (-len(packed) % 4), strict_mode=True) if packed else b""
    except ValueError:
        file.content = None
