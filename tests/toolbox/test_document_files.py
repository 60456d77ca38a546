"""Documents as files: the same words in all three, blanks and boxes drawn, nothing of our sources for who signs."""

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from docx import Document
from docx.oxml.ns import qn

from course.foundation.markdown import render_markdown
from course.toolbox.formats import DocumentEntry
from course.toolbox.formats.blocks import (
    BLANK_ROW,
    BOX,
    SIGNATURE_ROW,
    Block,
    Piece,
    column_widths,
    is_label,
    row_height,
    said,
    spans,
)
from course.toolbox.formats.document_files import (
    MAKERS,
    NamedLaw,
    PrintedDocument,
    document_docx,
    document_markdown,
    document_pdf,
)
from course.toolbox.formats.html_blocks import blocks_of
from tests.toolbox.content import entries

AT = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
KEYS = [entry.key for entry, _node in entries("document")]
LAWS = {
    "c-com-l441-10": NamedLaw("Code de commerce", "L441-10", "https://example.test/l441-10", is_doubtful=False),
    "c-com-d441-5": NamedLaw("Code de commerce", "D441-5", "", is_doubtful=False),
    "c-civ-1344": NamedLaw("Code civil", "1344", "", is_doubtful=True),
}


def blocks(text):
    """The blocks of a text as its document's entry gives it to the renderer."""
    entry = DocumentEntry("x", "X", "sheet", "…", (), text, (), (), date(2026, 11, 22))
    return blocks_of(render_markdown(entry.texts()["text"], page=False).html)


def printed(key="fiche-appel", **changes):
    entry = next(entry for entry, _node in entries("document") if entry.key == key)
    known = PrintedDocument(
        entry.title, entry.kind, entry.purpose, blocks(entry.text), entry.text, "Arvanel", LAWS, entry.checked_on
    )
    return replace(known, **changes)


def words_of(docx):
    document = Document(io.BytesIO(docx))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.parametrize("key", KEYS)
def test_every_document_makes_three_files_that_say_all_its_words(key) -> None:
    document = printed(key)

    files = {kind: make(document, AT) for kind, make in MAKERS.items()}

    assert files["pdf"].startswith(b"%PDF-")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", files["pdf"])) <= 2
    told = words_of(files["docx"])
    for block in document.blocks:
        for line in block.lines:
            assert all(piece.text in told for piece in line if piece.text != BOX)
    assert "](loi:" not in files["md"].decode()


def test_headings_paragraphs_lists_boxes_and_tables_are_read() -> None:
    found = blocks(
        "## Titre\n\nUn **mot** et [la loi](loi:c-civ-1344).\n\n- un\n- deux\n\npuis\n\n1. a\n\n"
        "enfin\n\n- [ ] fait\n\n| A | B |\n|---|---|\n| x | |\n\n| | |\n|---|---|\n| Client | [ ] oui   [ ] non |"
    )

    kinds = [block.kind for block in found]
    assert kinds[:5] == ["heading", "paragraph", "list", "paragraph", "numbered"]
    assert kinds[5:] == ["paragraph", "checks", "table", "table"]
    assert found[1].lines[0] == (
        Piece("Un "),
        Piece("mot", strong=True),
        Piece(" et "),
        Piece("la loi", law="c-civ-1344"),
        Piece("."),
    )
    assert [said(line) for line in found[6].lines] == ["fait"]
    assert (found[7].has_head, found[7].columns, found[7].body) == (True, 2, (((Piece("x"),), ()),))
    assert (found[8].has_head, len(found[8].rows)) == (False, 1)
    assert [piece.text for piece in found[8].rows[0][1]] == [BOX, "oui ", BOX, "non"]


def test_points_with_paragraphs_and_signs_of_html_read_as_words() -> None:
    found = blocks("- un\n\n- a & b < c\n\nfin")

    assert [said(line) for line in found[0].lines] == ["un", "a & b < c"]
    assert found[1].kind == "paragraph"


def test_a_list_in_which_one_point_has_no_box_is_no_checklist() -> None:
    assert blocks("- [ ] un\n- deux")[0].kind == "list"


def test_rows_are_high_enough_to_write_in_and_to_sign_in() -> None:
    word, blank = (Piece("Nom"),), ()

    assert row_height((word, word)) == 0
    assert row_height((word, blank)) == BLANK_ROW
    assert row_height(((Piece("Signature :"),), word)) == SIGNATURE_ROW


def test_labels_stand_beside_blanks_and_first_below_a_head() -> None:
    row = ((Piece("A"),), (), (Piece("B"),), ())
    form, grid = Block("table", row, 4), Block("table", (*row, *row), 4, has_head=True)

    assert [is_label(form, row, place) for place in range(4)] == [True, False, True, False]
    assert [is_label(grid, row, place) for place in range(4)] == [True, False, False, False]


def test_columns_share_the_page_and_boxes_stand_at_the_same_distance() -> None:
    form = blocks("| | |\n|---|---|\n| Client | |")[0]
    choice = blocks("| | | |\n|---|---|---|\n| [ ] Un | [ ] Un motif plus long | [ ] Deux |")[0]

    narrow, wide = column_widths(form)
    assert narrow + wide == pytest.approx(1)
    assert wide > 3 * narrow
    assert column_widths(choice) == (1 / 3,) * 3


def test_a_head_of_one_word_spans_all_columns() -> None:
    head = blocks("| Un motif | |\n|---|---|\n| [ ] Prix | [ ] Délai |")[0]

    assert spans(head)
    assert not spans(blocks("| A | B |\n|---|---|\n| x | y |")[0])
    document = Document(io.BytesIO(document_docx(printed(blocks=(head,)), AT)))
    assert len(document.tables[0].rows[0]._tr.tc_lst) == 1
    assert document_pdf(printed(blocks=(head,)), AT).startswith(b"%PDF-")


def test_a_document_is_the_same_pdf_each_time_tagged_with_our_fonts_alone() -> None:
    pdf = document_pdf(printed(), AT)

    assert pdf == document_pdf(printed(), AT)
    assert b"pdfuaid" in pdf
    assert set(re.findall(rb"/FontName/[A-Z]{6}\+([A-Za-z-]+)", pdf)) <= {b"NotoSans-Regular", b"NotoSans"}


def test_a_section_longer_than_a_page_goes_on_on_the_next() -> None:
    long = blocks("## Long\n\n" + "\n".join(f"- [ ] point {number}" for number in range(120)))

    assert len(re.findall(rb"/Type\s*/Page\b", document_pdf(printed(blocks=long), AT))) == 3


def test_what_is_written_is_never_read_as_typst() -> None:
    hostile = blocks("#strong[x] \\$a\\$ @ref `#panic()` | \\* é")

    assert document_pdf(printed(blocks=hostile, title="#panic()", company="@x $y$"), AT).startswith(b"%PDF-")


def test_a_docx_has_real_headings_tables_with_heads_and_pages_counted_by_word() -> None:
    document = Document(io.BytesIO(document_docx(printed(), AT)))

    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert styles[0] == "Heading 1"
    assert styles.count("Heading 2") == 7
    assert (round(document.sections[0].page_width.cm, 1), round(document.sections[0].page_height.cm, 1)) == (21.0, 29.7)
    assert any(table.rows[0]._tr.findall(f".//{qn('w:tblHeader')}") for table in document.tables)
    order = [part.tag for part in document.tables[0]._tbl.tblPr]
    assert order.index(qn("w:tblBorders")) < order.index(qn("w:tblLayout"))
    assert "PAGE" in document.sections[0].footer._element.xml
    assert 'w:val="fr-FR"' in document.styles.element.xml


def test_a_sheet_says_what_it_rests_on_and_what_to_confirm_again() -> None:
    document = printed()

    assert document.sources == (
        "Repose sur\u00a0: Code de commerce, L441-10, D441-5\u00a0; Code civil, 1344*."
        " * À reconfirmer sur Légifrance avant tout acte."
    )
    assert document.foot == "Fiche d’appel · vérifié le 22/11/2026. Ne remplace pas l’avis d’un juriste."
    assert "1344\\*" in document_markdown(document)
    assert printed(laws={}).sources == ""


def test_an_agreement_says_nothing_of_its_sources_to_who_signs_it() -> None:
    document = printed("accord-d-echeancier")

    assert (document.sources, document.lead, document.over) == ("", "", "")
    assert "Paraphes" in document.foot
    for words in (document_markdown(document), words_of(document_docx(document, AT))):
        assert "Repose sur" not in words
        assert document.purpose not in words
        assert "Signature et cachet" in words


def test_a_markdown_file_keeps_boxes_and_leads_to_the_law_where_it_has_an_address() -> None:
    text = "- [ ] fait ([L441-10](loi:c-com-l441-10), [1344](loi:c-civ-1344), [DAF](mot:daf), [site](https://a.test))"

    file = document_markdown(printed(markdown=text))

    assert "- [ ] fait ([L441-10](https://example.test/l441-10), 1344, DAF, [site](https://a.test))" in file.split("\n")
    assert file.startswith("# Fiche d’appel\n\nPréparer")
