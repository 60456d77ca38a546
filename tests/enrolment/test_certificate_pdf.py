"""The page of a certificate: accessible by the standard, the same everywhere, for a name in any script."""

import io
import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import typst
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from course.enrolment.formats.certificate_pdf import (
    FOLDER,
    TEMPLATE,
    CertificateSheet,
    certificate_pdf,
    inputs_of,
)
from course.foundation.typesetting import COVERAGE, FONTS, has_glyph, is_rtl
from tools.font_coverage import covered

SHEET = CertificateSheet(
    language="fr",
    document_title="Attestation : Chargé de recouvrement, Nadia Benali",
    organisation="Arvanel",
    kind="Attestation",
    title="Chargé de recouvrement",
    granted="délivrée à",
    holder="Nadia Benali",
    sentence="L’évaluation finale a été réussie le 28 novembre 2026.",
    levels_title="Niveaux établis",
    columns=("Compétence", "Niveau, au moins"),
    levels=(("Appliquer les délais", "Autonome"), ("Mener un appel", "Avec appui")),
    dates_title="Validité",
    dates=(("Délivrée le", "28 novembre 2026"), ("Valable jusqu’au", "28 novembre 2028")),
    verify="Cette adresse dit si l’attestation est toujours valable :",
    url="https://cours.arvanel.example/verify/AbCdEfGhIjKlMnOpQrStUvWxYz012345",
    issued_at=datetime(2026, 11, 28, 11, 0, tzinfo=UTC),
)
SCRIPTS = {
    "Latin": ("Đặng Thị Hồng Łukasz Ørsted İpek Ștefan", "NotoSans-Regular"),
    "Greek": ("Γιώργος Παπαδόπουλος", "NotoSans-Regular"),
    "Cyrillic": ("Наталья Їжакевич Ђорђе", "NotoSans-Regular"),
    "Arabic": ("محمد بن عبد الله پروانه", "NotoSansArabic"),
    "Hebrew": ("נדיה כהן", "NotoSansHebrew"),
    "Devanagari": ("नादिया शर्मा क्षेत्र", "NotoSansDevanagari"),
    "Thai": ("สมชาย ใจดี", "NotoSansThai"),
    "Chinese": ("王小明 張偉", "DroidSansFallback"),
    "Japanese": ("田中 花子 タナカ はなこ", "DroidSansFallback"),
    "Korean": ("김민수 박서연", "DroidSansFallback"),
    "Armenian": ("Հայկ Պետրոսյան", "NotoSansArmenian"),
    "Georgian": ("ნინო ბერიძე", "NotoSansGeorgian"),
    "Bengali": ("নাদিয়া রহমান", "NotoSansBengali"),
    "Tamil": ("நாதியா குமார்", "NotoSansTamil"),
    "Khmer": ("សុខា ចាន់", "NotoSansKhmer"),
    "Lao": ("ສົມສັກ", "NotoSansLao"),
    "Ethiopic": ("አበበ በቀለ", "NotoSansEthiopic"),
    "Gurmukhi": ("ਹਰਪ੍ਰੀਤ ਸਿੰਘ", "NotoSansGurmukhi"),
}
HOSTILE = (
    '#read("/etc/passwd")',
    '#{ panic("x") }',
    "] #text(red)[a",
    '" + read("x") + "',
    "$x^2$ *gras* _it_ `code` \\ <label> @ref // /* ",
    "</script><b>x",
    "${7*7} %(name)s {{ 7 }}",
)


def fonts_in(pdf):
    return set(re.findall(rb"/FontName/[A-Z]{6}\+([A-Za-z-]+)", pdf))


def holder_said(name):
    """The holder's name as the laid-out page holds it, and nothing else of the page."""
    found = typst.query(
        TEMPLATE,
        "<holder>",
        root=FOLDER,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs=inputs_of(replace(SHEET, holder=name)),
    )
    return json.loads(found)


def right_margin(sheet):
    """The shades of grey in the outer twenty millimetres of the page, on the right."""
    image = typst.compile(
        TEMPLATE,
        root=FOLDER,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs=inputs_of(sheet),
        format="png",
        ppi=40,
    )
    page = Image.open(io.BytesIO(image)).convert("L")
    return set(page.crop((int(page.width * 190 / 210), 0, page.width, page.height)).get_flattened_data())


def texts(node):
    if isinstance(node, dict):
        own = [node["text"]] if node.get("func") == "text" and isinstance(node.get("text"), str) else []
        return own + [text for value in node.values() for text in texts(value)]
    return [text for part in node for text in texts(part)] if isinstance(node, list) else []


def test_the_page_is_tagged_titled_and_says_its_language_and_standard():
    pdf = certificate_pdf(SHEET)

    assert pdf.startswith(b"%PDF-1.7")
    assert b"/MarkInfo<</Marked true" in pdf
    assert b"/StructTreeRoot" in pdf
    assert b"/Lang(fr-FR)" in pdf
    assert b"/DisplayDocTitle true" in pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert SHEET.document_title.encode() in pdf
    assert b"<dc:language><rdf:Bag><rdf:li>fr-FR" in pdf


def test_its_structure_has_headings_a_table_with_headers_and_a_link_with_words():
    pdf = certificate_pdf(SHEET)

    kinds = set(re.findall(rb"/Type/StructElem/S/([A-Za-z0-9]+)", pdf))
    assert {b"H1", b"H2", b"P", b"Table", b"THead", b"TH", b"TD", b"Link"} <= kinds
    assert SHEET.url.encode() in pdf
    assert b"/Contents" in pdf[pdf.index(b"/Subtype/Link") - 300 :]
    assert b"/Figure" not in pdf


def test_an_english_page_says_so():
    assert b"/Lang(en-GB)" in certificate_pdf(replace(SHEET, language="en"))


def test_the_same_certificate_gives_the_same_bytes_and_its_date_is_that_of_its_issue():
    pdf = certificate_pdf(SHEET)

    assert certificate_pdf(SHEET) == pdf
    assert b"20261128110000" in pdf


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_name_in_any_script_is_set_without_a_missing_sign(script):
    name, font = SCRIPTS[script]

    pdf = certificate_pdf(replace(SHEET, holder=name))

    assert all(has_glyph(sign) for sign in name)
    assert any(found.decode().startswith(font) for found in fonts_in(pdf))


def test_the_fonts_are_ours_alone():
    ours = {TTFont(path)["name"].getDebugName(6).encode() for path in FONTS.rglob("*.ttf")}

    used = {
        found for name, _font in SCRIPTS.values() for found in fonts_in(certificate_pdf(replace(SHEET, holder=name)))
    }

    assert used <= ours
    assert len(used) == len(ours)


def test_what_the_fonts_have_is_what_the_list_beside_them_says():
    assert json.loads(COVERAGE.read_text()) == covered()


def test_the_fonts_are_few_name_their_version_and_keep_their_licence():
    assert sum(path.stat().st_size for path in FONTS.rglob("*") if path.is_file()) <= 8_000_000
    for folder in (path for path in FONTS.iterdir() if path.is_dir()):
        assert re.search(r"-\d+(\.\d+)*$", folder.name)
        assert (folder / "LICENSE").read_text(encoding="utf-8")


def test_a_sign_that_no_font_has_leaves_a_mark_and_the_page_stands():
    (said,) = holder_said("𠮷野 😀")

    assert "".join(texts(said)) == "〓野 〓"
    assert certificate_pdf(replace(SHEET, holder="𠮷野 😀"))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_never_read_as_typst(name):
    (said,) = holder_said(name)

    assert "".join(texts(said)).replace("\u200b", "") == name.strip()
    assert b"root:" not in certificate_pdf(replace(SHEET, holder=name, title=name, organisation=name))


def test_the_template_reads_nothing_outside_its_folder():
    with pytest.raises(typst.TypstError):
        typst.compile(b'#read("/../models.py")', root=FOLDER)


def test_a_name_comes_without_control_signs_or_marks_that_turn_the_line_round():
    (said,) = holder_said("Nadia\u202e ilaneB\n\tA\u0308\x07")

    assert "".join(texts(said)) == "Nadia ilaneB Ä"


@pytest.mark.parametrize("name", ["x" * 200, "Jean-" * 40, "مح" * 100, "王" * 200, "a b" * 66])
def test_a_very_long_name_wraps_on_one_page(name):
    sheet = replace(SHEET, holder=name)

    assert b"/Count 1" in certificate_pdf(sheet)
    assert right_margin(sheet) == {255}


def test_twenty_five_levels_fill_a_second_page_rather_than_none():
    pdf = certificate_pdf(replace(SHEET, levels=SHEET.levels * 13))

    assert b"/Count 2" in pdf


@pytest.mark.parametrize("name", ["Ꭰ\u0301", "ୢ\u0301\u0302 Nadia", "\u1000\u200d\u0308", "\u200b", "\u00ad\u2060", ""])
def test_accents_on_a_missing_letter_and_a_text_of_nothing_leave_a_mark_and_the_page_stands(name):
    (said,) = holder_said(name)

    assert "".join(texts(said)).removesuffix(" Nadia") == "〓"
    assert certificate_pdf(replace(SHEET, holder=name, organisation=name, title=name))


@settings(max_examples=60)
@given(st.text(max_size=80))
def test_no_text_keeps_the_page_from_being_made(name):
    assert certificate_pdf(replace(SHEET, holder=name, organisation=name, title=f"A {name}"))


@pytest.mark.parametrize(
    ("name", "expected"), [("محمد", True), ("12 נדיה", True), ("Nadia محمد", False), ("123", False)]
)
def test_a_line_runs_as_its_first_letter_does(name, expected):
    assert is_rtl(name) is expected


def test_a_page_is_made_in_well_under_a_second_also_by_eight_at_once():
    certificate_pdf(SHEET)
    started = time.monotonic()

    with ThreadPoolExecutor(8) as pool:
        pages = list(pool.map(lambda _: certificate_pdf(SHEET), range(8)))

    assert time.monotonic() - started < 4
    assert set(pages) == {pages[0]}
