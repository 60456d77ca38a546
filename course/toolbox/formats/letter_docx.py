"""A letter that is filled in as DOCX: real styles, French for the spelling, A4; what is still open is highlighted."""

import io
from datetime import UTC, datetime
from typing import Final

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from course.toolbox.formats.letter_files import LetterDocument
from course.toolbox.formats.letters import Block, Line, Piece

FONT: Final = "Calibri"
LANGUAGE: Final = "fr-FR"
RECIPIENT_INDENT: Final = Cm(8)
WIDTHS: Final = (Cm(11.5), Cm(4.5))


def letter_docx(letter: LetterDocument, at: datetime) -> bytes:
    """Returns the letter as a DOCX file made at an instant; what fills its fields stands in it as text alone."""
    document = Document()
    _prepare(document, letter, at)
    if letter.is_email:
        _fill(document.add_paragraph(), (Piece("Objet\u00a0: ", strong=True), *letter.subject))
    for block in letter.blocks:
        _add_block(document, block)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _prepare(document: DocxDocument, letter: LetterDocument, at: datetime) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.5)
    page.top_margin = page.bottom_margin = Cm(2.2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(11)
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(9), 1.15
    language = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:lang')}")
    language.set(qn("w:val"), LANGUAGE)
    core = document.core_properties
    core.title, core.author, core.comments, core.language = letter.title[:255], letter.author[:255], "", LANGUAGE
    core.created = core.modified = at.astimezone(UTC).replace(tzinfo=None)


def _add_block(document: DocxDocument, block: Block) -> None:
    if block.kind == "statement":
        _add_statement(document, block)
    elif block.kind == "list":
        for line in block.lines:
            _fill(document.add_paragraph(style="List Bullet"), line)
    else:
        paragraph = document.add_paragraph()
        if block.kind == "recipient":
            paragraph.paragraph_format.left_indent = RECIPIENT_INDENT
        for place, line in enumerate(block.lines):
            if place:
                paragraph.add_run().add_break()
            _fill(paragraph, line)


def _add_statement(document: DocxDocument, block: Block) -> None:
    """A table of two columns with a rule under each row, and room after it."""
    table = document.add_table(rows=0, cols=2)
    table.autofit = False
    for what, much in zip(block.lines[::2], block.lines[1::2], strict=True):
        cells = table.add_row().cells
        for cell, line, width in zip(cells, (what, much), WIDTHS, strict=True):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(3)
            _fill(paragraph, line)
            _rule_below(cell._tc.get_or_add_tcPr())  # noqa: SLF001 - the library has no call for the rules of a cell
        cells[1].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _rule_below(properties: BaseOxmlElement) -> None:
    borders, bottom = OxmlElement("w:tcBorders"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "808080")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    properties.append(borders)


def _fill(paragraph: Paragraph, line: Line) -> None:
    for piece in line:
        run = paragraph.add_run(piece.text)  # the library turns a line break into one of Word's
        run.bold = piece.strong or None
        if piece.is_open:
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW
