"""The sanitised HTML of a document's Markdown as blocks, from which the page, the PDF and the DOCX are all drawn."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Final

from course.toolbox.formats.blocks import BOX, Block, Line, Piece

_BLANKS: Final = re.compile(r"[ \t\r\n]+")
_LAW: Final = re.compile(r"#loi-([a-z0-9-]+)")
_WITH_BOXES: Final = re.compile(f"({BOX})")
_LISTS: Final = {"ul": "list", "ol": "numbered"}
_HEADINGS: Final = frozenset({"h2", "h3", "h4"})


def blocks_of(html: str) -> tuple[Block, ...]:
    """Returns the blocks of a text that Markdown made. What is no heading, list or table reads as paragraphs."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return tuple(reader.blocks)


class _Reader(HTMLParser):
    """Walks through sanitised HTML: a line is what stands between the ends of a paragraph, a point or a cell."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[Block] = []
        self._pieces: list[Piece] = []
        self._points: list[Line] | None = None
        self._rows: list[list[Line]] | None = None
        self._head = -1
        self._strong = 0
        self._law = ""
        self._ends: dict[str, Callable[[], None]] = {
            "p": self._end_paragraph,
            "li": self._end_point,
            "td": self._end_cell,
            "th": self._end_cell,
            "thead": self._end_head,
            "table": self._end_table,
            **{tag: lambda kind=kind: self._end_list(kind) for tag, kind in _LISTS.items()},  # type: ignore[misc]
            **dict.fromkeys(_HEADINGS, self._end_heading),
        }

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes what begins."""
        if tag in _LISTS:
            self._points = []
        elif tag == "table":
            self._rows, self._head = [], -1
        elif tag == "tr" and self._rows is not None:
            self._rows.append([])
        elif tag in {"strong", "b"}:
            self._strong += 1
        elif tag == "a":
            named = _LAW.fullmatch(dict(attrs).get("href") or "")
            self._law = named[1] if named else ""
        elif tag == "br":
            self._pieces.append(Piece("\n"))

    def handle_endtag(self, tag: str) -> None:
        """Keeps what has ended."""
        if tag in {"strong", "b"}:
            self._strong -= 1
        elif tag == "a":
            self._law = ""
        elif tag in self._ends:
            self._ends[tag]()

    def handle_data(self, data: str) -> None:
        """Keeps words; boxes to tick are pieces of their own."""
        for part in _WITH_BOXES.split(_BLANKS.sub(" ", data)):
            if part:
                self._pieces.append(Piece(part, self._strong > 0, law=self._law))

    def _line(self) -> Line:
        """Returns the words since the last line, without blanks at its ends and around its boxes."""
        found: list[Piece] = []
        for piece in self._pieces:
            is_first = not found or found[-1].text in {BOX, "\n"}
            text = piece.text.lstrip(" ") if is_first and piece.text != "\n" else piece.text
            if text and (found or text != "\n"):
                found.append(Piece(text, piece.strong, law=piece.law))
        self._pieces = []
        if found and not (last := found[-1]).text.endswith("\u00a0"):
            found[-1] = Piece(last.text.rstrip(" \n"), last.strong, law=last.law)
        return tuple(piece for piece in found if piece.text)

    def _end_paragraph(self) -> None:
        if self._points is None and self._rows is None and (line := self._line()):
            self.blocks.append(Block("paragraph", (line,)))

    def _end_heading(self) -> None:
        self.blocks.append(Block("heading", (self._line(),)))

    def _end_point(self) -> None:
        if self._points is not None:
            self._points.append(self._line())

    def _end_list(self, kind: str) -> None:
        points, self._points = self._points or [], None
        if not points:
            return
        if all(point and point[0].text == BOX for point in points):
            self.blocks.append(Block("checks", tuple(point[1:] for point in points)))
        else:
            self.blocks.append(Block(kind, tuple(points)))

    def _end_cell(self) -> None:
        if self._rows:
            self._rows[-1].append(self._line())

    def _end_head(self) -> None:
        self._head = len(self._rows or []) - 1

    def _end_table(self) -> None:
        rows, self._rows = self._rows or [], None
        if self._head == 0 and not any(rows[0]):  # a head of empty cells is none
            rows, self._head = rows[1:], -1
        if rows:
            columns = max(map(len, rows))
            cells = tuple(cell for row in rows for cell in (*row, *((),) * (columns - len(row))))
            self.blocks.append(Block("table", cells, columns, has_head=self._head == 0))
