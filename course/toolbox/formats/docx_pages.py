"""Pages in Word's form, for letters and for other documents: real styles, French for the spelling, A4."""

import io
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Length, Mm, Pt, RGBColor
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph

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

FONT: Final = "Calibri"
BOX_FONT: Final = "Segoe UI Symbol"
LANGUAGE: Final = "fr-FR"
INK: Final = RGBColor(0x16, 0x23, 0x3F)
TINT: Final = "F3EFE4"
HAIRLINE: Final = "B9B3A3"
AFTER_BORDERS: Final = ("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")  # Word asks for this order
HANGING: Final = Cm(0.75)
RECIPIENT_INDENT: Final = Cm(8)
STATEMENT_WIDTHS: Final = (Cm(11.5), Cm(4.5))


def new_page(
    title: str, author: str, at: datetime, *, margin: Length, size: Length, space_after: Length
) -> DocxDocument:
    """Returns an empty document of A4 pages made at an instant."""
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = margin
    page.top_margin = page.bottom_margin = min(margin, Cm(2.2))
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, size
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = space_after, 1.15
    language = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:lang')}")
    language.set(qn("w:val"), LANGUAGE)
    core = document.core_properties
    core.title, core.author, core.comments, core.language = title[:255], author[:255], "", LANGUAGE
    core.created = core.modified = at.astimezone(UTC).replace(tzinfo=None)
    return document


def saved(document: DocxDocument) -> bytes:
    """Returns the document as a file."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def fill(paragraph: Paragraph, line: Line) -> None:
    """Adds the pieces of a line; what they say stands in the document as text alone."""
    for piece in line:
        run = paragraph.add_run(piece.text)  # the library turns a line break into one of Word's
        run.bold = piece.strong or None
        if piece.text == BOX:
            run.text = f"{BOX}\u00a0"
            run.font.name = BOX_FONT
        if piece.is_open:
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def add_block(document: DocxDocument, block: Block) -> None:
    """Adds a block after the others."""
    _ADD.get(block.kind, _add_paragraph)(document, block)


def _add_paragraph(document: DocxDocument, block: Block) -> None:
    paragraph = document.add_paragraph()
    if block.kind == "recipient":
        paragraph.paragraph_format.left_indent = RECIPIENT_INDENT
    for place, line in enumerate(block.lines):
        if place:
            paragraph.add_run().add_break()
        fill(paragraph, line)


def _add_heading(document: DocxDocument, block: Block) -> None:
    fill(document.add_heading(level=2), block.lines[0])


def _add_list(document: DocxDocument, block: Block) -> None:
    for line in block.lines:
        fill(document.add_paragraph(style="List Bullet"), line)


def _add_numbered(document: DocxDocument, block: Block) -> None:
    """Points whose numbers are words: those of Word's own style would go on from one list to the next."""
    for number, line in enumerate(block.lines, 1):
        _hang(document, (Piece(f"{number}."),), line)


def _add_checks(document: DocxDocument, block: Block) -> None:
    """Boxes to tick, each with its words beside it on all their lines."""
    for line in block.lines:
        _hang(document, (Piece(BOX),), line)


def _hang(document: DocxDocument, mark: Line, line: Line) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = HANGING, Length(-HANGING)
    paragraph.paragraph_format.tab_stops.add_tab_stop(HANGING)
    paragraph.paragraph_format.space_after = Pt(2)
    fill(paragraph, mark)
    paragraph.add_run("\t")
    fill(paragraph, line)


def _add_statement(document: DocxDocument, block: Block) -> None:
    """A table of two columns with a rule under each row, and room after it."""
    table = document.add_table(rows=0, cols=2)
    table.autofit = False
    for what, much in block.rows:
        cells = table.add_row().cells
        for cell, line, width in zip(cells, (what, much), STATEMENT_WIDTHS, strict=True):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(3)
            fill(paragraph, line)
            _properties(cell).append(_rules("w:tcBorders", ("bottom",), "808080"))
        cells[1].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _add_table(document: DocxDocument, block: Block) -> None:
    """A table with all its rules, rows high enough to write in, its head again on a second page, and room after it."""
    page = document.sections[0]
    room = (page.page_width or 0) - (page.left_margin or 0) - (page.right_margin or 0)
    widths = [Length(int(room * share)) for share in column_widths(block)]
    table = document.add_table(rows=0, cols=block.columns)
    table.autofit = False
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    properties = table._tbl.tblPr  # noqa: SLF001 - no call for the rules of a table
    properties.insert_element_before(_rules("w:tblBorders", sides, HAIRLINE), *AFTER_BORDERS)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for place, row in enumerate(block.rows):
        is_head = block.has_head and place == 0
        drawn = table.add_row()
        _dress_row(drawn, row, is_head=is_head)
        for at, (cell, line, width) in enumerate(zip(drawn.cells, row, widths, strict=True)):
            cell.width = width
            if is_head or is_label(block, row, at):
                _shade(cell)
            _fill_cell(cell, line, is_strong=is_head or is_total(row))
    if spans(block):
        table.cell(0, 0).merge(table.cell(0, block.columns - 1))
    after = document.add_paragraph()
    after.paragraph_format.space_after, after.paragraph_format.line_spacing = Pt(0), Pt(6)


def _dress_row(drawn: _Row, row: Row, *, is_head: bool) -> None:
    properties = drawn._tr.get_or_add_trPr()  # noqa: SLF001 - no call for a row that stays whole
    properties.append(OxmlElement("w:cantSplit"))
    if is_head:
        properties.append(OxmlElement("w:tblHeader"))
    elif height := row_height(row):
        drawn.height, drawn.height_rule = Mm(height), WD_ROW_HEIGHT_RULE.AT_LEAST


def _shade(cell: _Cell) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", TINT)):
        shade.set(qn(f"w:{name}"), value)
    _properties(cell).append(shade)


def _fill_cell(cell: _Cell, line: Line, *, is_strong: bool) -> None:
    is_signed = bool(line) and line[0].text.startswith("Signature")
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.TOP if is_signed else WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after, paragraph.paragraph_format.space_before = Pt(1.5), Pt(1.5)
    paragraph.paragraph_format.line_spacing = 1
    fill(paragraph, tuple(Piece(piece.text, strong=is_strong or piece.strong) for piece in line))


def _properties(cell: _Cell) -> BaseOxmlElement:
    properties: BaseOxmlElement = cell._tc.get_or_add_tcPr()  # noqa: SLF001 - the library has no call for rules and shades of a cell
    return properties


def _rules(name: str, sides: tuple[str, ...], color: str) -> BaseOxmlElement:
    borders = OxmlElement(name)
    for side in sides:
        rule = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", color)):
            rule.set(qn(f"w:{key}"), value)
        borders.append(rule)
    return borders


_ADD: Final[Mapping[str, Callable[[DocxDocument, Block], None]]] = {
    "heading": _add_heading,
    "list": _add_list,
    "numbered": _add_numbered,
    "checks": _add_checks,
    "statement": _add_statement,
    "table": _add_table,
}
