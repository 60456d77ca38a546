"""Letters as files: the same words in all three, nothing typed is read as a mark, names that say what they are."""

import io
import re
import zipfile
from datetime import UTC, date, datetime

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from course.foundation.markdown import render_markdown
from course.toolbox.formats.letter_docx import letter_docx
from course.toolbox.formats.letter_files import document_of, file_stem, letter_markdown, letter_pdf, letter_text
from course.toolbox.formats.letters import clean, field_names, filled_blocks, filled_line, statements
from tests.toolbox.content import entries, letter

AT = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
HOSTILE = '**gras** #strong[x] $a$ @ref \\{echeance} <w:t> & ]]> "« Œuvre, ça coûte 5 € »" | a | b |\n- point'
KEYS = [entry.key for entry, _node in entries("letter")]


def filled(key, **values):
    entry = letter(key)
    known = {field.name: field.example for field in entry.fields} | values
    return document_of(entry, known, {field.name: f"[{field.label}]" for field in entry.fields})


def words_of(docx):
    """Everything that a DOCX says, in the order of its parts."""
    document = Document(io.BytesIO(docx))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.parametrize("key", KEYS)
def test_every_letter_makes_three_files_that_say_its_fields(key) -> None:
    document = filled(key)

    said, docx = letter_text(document), letter_docx(document, AT)

    for field in letter(key).fields:
        assert field.example.split("\n")[0] in said
        assert field.example.split("\n")[0] in words_of(docx)
    assert letter_pdf(document, AT).startswith(b"%PDF-")
    assert "{" not in said


def test_a_field_that_is_empty_stands_in_brackets_and_is_highlighted() -> None:
    document = filled("rappel-cordial", facture="")

    docx = letter_docx(document, AT)

    assert "la facture [Numéro de la facture] de" in letter_text(document)
    assert "[Numéro de la facture]" in words_of(docx)
    assert b'w:highlight w:val="yellow"' in zipfile.ZipFile(io.BytesIO(docx)).read("word/document.xml")


def test_what_is_typed_is_never_a_mark() -> None:
    document = filled("rappel-cordial", interlocuteur=HOSTILE)

    said = words_of(letter_docx(document, AT))

    assert HOSTILE in letter_text(document)
    assert HOSTILE in said
    assert len(document.blocks) == len(filled("rappel-cordial").blocks)
    assert not any(piece.strong for block in document.blocks for line in block.lines for piece in line)
    assert letter_pdf(document, AT).startswith(b"%PDF-")


@settings(max_examples=25, deadline=None)
@given(typed=st.text(max_size=60))
def test_no_text_breaks_a_file(typed) -> None:
    document = filled("rappel-cordial", interlocuteur=typed)

    Document(io.BytesIO(letter_docx(document, AT)))
    assert letter_pdf(document, AT).startswith(b"%PDF-")


def test_signs_that_no_document_may_hold_are_dropped() -> None:
    assert clean(" a\x00b\u202ec\ud800d\r\ne\tf ") == "abcd\ne f"


def test_the_same_letter_is_the_same_pdf() -> None:
    assert letter_pdf(filled("mise-en-demeure"), AT) == letter_pdf(filled("mise-en-demeure"), AT)


def test_a_pdf_is_tagged_titled_and_has_our_fonts_alone() -> None:
    pdf = letter_pdf(filled("mise-en-demeure"), AT)

    assert b"pdfuaid" in pdf
    assert set(re.findall(rb"/FontName/[A-Z]{6}\+([A-Za-z-]+)", pdf)) <= {b"NotoSans-Regular", b"NotoSans"}


def test_a_docx_is_a_page_of_a4_in_french_with_its_title() -> None:
    document = Document(io.BytesIO(letter_docx(filled("mise-en-demeure"), AT)))

    page = document.sections[0]
    assert (round(page.page_width.cm, 1), round(page.page_height.cm, 1)) == (21.0, 29.7)
    assert document.core_properties.title == "Mise en demeure de payer la facture F-2026-0218"
    assert document.core_properties.comments == ""
    assert 'w:val="fr-FR"' in document.styles.element.xml


def test_a_statement_is_a_table_whose_amounts_stand_right() -> None:
    table = Document(io.BytesIO(letter_docx(filled("mise-en-demeure"), AT))).tables[0]

    assert [cell.text for cell in table.rows[-1].cells] == ["Total", "6\N{NO-BREAK SPACE}307,00"]
    assert table.rows[0].cells[1].paragraphs[0].alignment is not None


def test_a_list_has_its_style_and_a_letter_its_recipient_on_the_right() -> None:
    promise = Document(io.BytesIO(letter_docx(filled("confirmation-promesse"), AT)))
    notice = filled("mise-en-demeure")

    assert sum(paragraph.style.name == "List Bullet" for paragraph in promise.paragraphs) == 5
    assert [block.kind for block in notice.blocks][:2] == ["paragraph", "recipient"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"client": "Bâtiplus & Fils, SARL"}, "relance-batiplus-fils-sarl-2026-11-28"),
        ({"destinataire": "Œuvres ../../etc\nLille", "facture": "218"}, "relance-uvres-etc-2026-11-28"),
        ({"client": "株式会社"}, "relance-2026-11-28"),
        ({"client": "a" * 90}, f"relance-{'a' * 40}-2026-11-28"),
        ({}, "relance-2026-11-28"),
    ],
)
def test_a_file_is_named_by_letter_addressee_and_day(values, expected) -> None:
    assert file_stem("relance", values, date(2026, 11, 28)) == expected


def test_fields_blocks_and_statements_are_read_from_a_text() -> None:
    text = "Bonjour {a},\n{b}\n\n- un\n- {a}\n\n| Principal | {x} |\n| **Total** | **{total}** |\n\n{destinataire}"

    blocks = filled_blocks(text, {"a": "Ada", "x": "1", "total": "1"}, {})

    assert field_names(text) == ["a", "b", "x", "total", "destinataire"]
    assert [block.kind for block in blocks] == ["paragraph", "list", "statement", "recipient"]
    assert [len(block.lines) for block in blocks] == [2, 2, 4, 1]
    assert list(statements(text)) == [["x", "total"]]


def test_strong_words_are_strong_with_the_fields_in_them() -> None:
    pieces = filled_line("Payez **avant le {d}**, merci", {"d": "15"}, {})

    assert [(piece.text, piece.strong) for piece in pieces] == [
        ("Payez ", False),
        ("avant le ", True),
        ("15", True),
        (", merci", False),
    ]


def test_a_letter_as_markdown_reads_as_the_letter_says_it() -> None:
    said = letter_markdown(filled("releve-ferme")).replace("\N{NO-BREAK SPACE}", " ")

    assert said.startswith("**Objet :** Facture F-2026-0218")
    assert "| Facture F-2026-0218, montant TTC | 6 150,00 |" in said
    assert "| **Total à payer** | **6 307,00** |" in said
    assert "**avant le " in said
    assert "****" not in said


def test_what_is_typed_is_no_mark_of_markdown() -> None:
    hostile = "# titre *a* _b_ [c](http://d) <b>e</b> `f` | g | \\ &amp; ~~h~~"
    said = letter_markdown(filled("mise-en-demeure", expediteur=f"{hostile}\n- point\n12. point\n> cité\n---"))

    html = render_markdown(said, page=False).html

    assert not re.search(r"<(?:h\d|ul|ol|em|code|blockquote|hr|a|b)\b", html)
    assert "# titre *a* _b_ [c](http://d) &lt;b&gt;e&lt;/b&gt; `f` | g | \\" in html
    assert "- point" in html
    assert html.count("<table") == 1


def test_a_list_and_lines_stay_in_markdown() -> None:
    said = letter_markdown(filled("confirmation-d-appel")).replace("\N{NO-BREAK SPACE}", " ")

    assert "\n- facture F-2026-0218 de 6 150,00, échue le 30/09/2026 ;\n- " in said
    assert "Nadia Benali, Arvanel  \n01 23 45 67 89" in said
