"""Blocks as Typst takes them: as data, so that nothing of them is read as Typst."""

from typing import Any

from course.foundation.typesetting import shown
from course.toolbox.formats.blocks import (
    BOX,
    Block,
    Line,
    Piece,
    Row,
    column_widths,
    is_label,
    is_total,
    row_height,
    spans,
)


def printed_block(block: Block) -> dict[str, Any]:
    """Returns a block as JSON; a table says how wide its columns and how high its rows are."""
    said: dict[str, Any] = {"kind": block.kind, "lines": [printed_line(line) for line in block.lines]}
    if block.kind == "table":
        said["head"] = [printed_line(cell) for cell in _head(block)]
        said["columns"] = column_widths(block)
        said["rows"] = [_row(block, row) for row in block.body]
    return said


def printed_line(line: Line) -> list[dict[str, Any]]:
    """Returns the pieces of a line as JSON."""
    return [_piece(piece) for piece in line]


def printed_text(text: str) -> str:
    """Returns a text with a mark for each sign that no font of ours has."""
    return shown(text).strip()


def _head(table: Block) -> Row:
    if not table.has_head:
        return ()
    return table.rows[0][:1] if spans(table) else table.rows[0]


def _row(table: Block, row: Row) -> dict[str, Any]:
    cells = [{"said": printed_line(cell), "label": is_label(table, row, place)} for place, cell in enumerate(row)]
    return {"cells": cells, "height": row_height(row), "total": is_total(row)}


def _piece(piece: Piece) -> dict[str, Any]:
    if piece.text == BOX:
        return {"box": True}
    lines = [shown(line) for line in piece.text.split("\n")]
    return {"box": False, "lines": lines, "strong": piece.strong, "open": piece.is_open}
