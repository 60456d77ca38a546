"""A letter that is filled in as DOCX; what is still open is highlighted."""

from datetime import datetime

from docx.shared import Cm, Pt

from course.toolbox.formats.blocks import Piece
from course.toolbox.formats.docx_pages import add_block, fill, new_page, saved
from course.toolbox.formats.letter_files import LetterDocument


def letter_docx(letter: LetterDocument, at: datetime) -> bytes:
    """Returns the letter as a DOCX file made at an instant; what fills its fields stands in it as text alone."""
    document = new_page(letter.title, letter.author, at, margin=Cm(2.5), size=Pt(11), space_after=Pt(9))
    if letter.is_email:
        fill(document.add_paragraph(), (Piece("Objet\u00a0: ", strong=True), *letter.subject))
    for block in letter.blocks:
        add_block(document, block)
    return saved(document)
