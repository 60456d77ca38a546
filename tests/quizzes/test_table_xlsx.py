"""Workbooks as people and programs write them: typed cells become the texts that they show."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
import xlsxwriter

from quizzes.formats import table
from quizzes.formats.table.headings import HEADINGS
from quizzes.questions import Text
from tests.quizzes.workbook_parts import GOOD, parts_of, zipped


def workbook(head, *rows, formats=(), options=None):
    """A workbook of native cells; `formats` are Excel's formats of the columns."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, **(options or {})})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, head)
    for line, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            style = (
                book.add_format({"num_format": formats[column]}) if column < len(formats) and formats[column] else None
            )
            sheet.write(line, column, cell, style)
    book.close()
    return stream.getvalue()


def loaded(content):
    report = table.loads(content)
    assert report.problems == ()
    return report.questions


# --- Cells ---------------------------------------------------------------------------------------------------------


def test_numbers_percentages_days_and_truth_values_are_read_as_they_are_shown():
    head = ["type", "énoncé", "réponse 1", "tolérance 1", "score 1", "points", "difficulté", "unité exigée"]
    formats = ("", "", "", "0 %", "0%", "", "", "")

    number, day = loaded(
        workbook(
            head,
            ["numérique", "Combien ?", 12.5, 0.05, 1, 2.5, 4.0, False],
            ["date", "Quand ?", date(2026, 5, 11), None, 1, 3, 2.0, None],
            formats=formats,
            options={"default_date_format": "dd/mm/yyyy"},
        )
    )

    assert (number.answers[0].value, number.max_mark, number.difficulty) == (Decimal("12.5"), Decimal("2.5"), 4)
    assert (number.answers[0].tolerance, number.answers[0].tolerance_kind) == (Decimal("0.05"), "relative")
    assert (day.answers[0].value, day.max_mark) == (date(2026, 5, 11), 3)


@pytest.mark.parametrize(
    ("cell", "number_format", "text"),
    [
        (3.0, "", "3"),
        (12.5, "", "12,5"),
        (1.234, "", "1,2340"),
        (1e-7, "", "0,0000001"),
        (565.32000000000005, "", "565,32"),
        (0.1 + 0.2, "", "0,3"),
        (1234567.5, "#,##0.00", "1234567,5"),
        (-4, "", "-4"),
        (0.333333333333333, "", "0,333333333333333"),
        (0.5, "0%", "50 %"),
        (0.125, '0.0 "%"', "0,125"),
        (0.125, "0.0 %", "12,5 %"),
        (46153, "dd/mm/yyyy", "2026-05-11"),
        (46153, "[$-40C]d mmmm yyyy", "2026-05-11"),
        (46153.25, "dd/mm/yyyy hh:mm", "2026-05-11 06:00"),
        (0.25, "hh:mm", "06:00"),
        (1, "dd/mm/yyyy", "1900-01-01"),
        (61, "dd/mm/yyyy", "1900-03-01"),
        (46153, '0 "jours"', "46153"),
        (9e15, "dd/mm/yyyy", "9000000000000000"),
        (True, "", "vrai"),
        (datetime(2026, 5, 11), "yyyy", "2026-05-11"),
    ],
)
def test_a_cell_that_excel_typed_becomes_exact_text(cell, number_format, text):
    content = workbook(["type", "énoncé"], ["information", cell], formats=("", number_format))

    assert loaded(content)[0].stem == Text(text)


def test_days_of_a_workbook_of_an_old_mac_are_counted_from_1904():
    content = workbook(
        ["type", "énoncé"],
        ["information", datetime(2026, 5, 11)],
        formats=("", "dd/mm/yyyy"),
        options={"date_1904": True},
    )

    assert loaded(content)[0].stem == Text("2026-05-11")


def test_a_formula_counts_with_the_value_that_was_stored():
    kind = '<c t="str"><f>"vrai"&amp;"/faux"</f><v>vrai/faux</v></c>'
    rows = f'<row>{kind}<c><f>1+1</f><v>2</v></c><c t="b"><v>0</v></c></row>'

    (question,) = loaded(zipped(parts_of(rows)))

    assert (question.stem, question.answer) == (Text("2"), False)


def test_an_error_of_excel_is_named():
    rows = '<row><c t="inlineStr"><is><t>vrai/faux</t></is></c><c t="e"><v>#REF!</v></c></row>'

    report = table.loads(zipped(parts_of(rows)))

    assert [(problem.line, problem.message_id, problem.params["column"]) for problem in report.problems] == [
        (2, "table.excel_error", "énoncé")
    ]


def test_rich_text_is_joined_and_pronunciation_left_out():
    rich = "<si><r><rPr><b/></rPr><t>Qu</t></r><r><t>oi ?</t></r><rPh><t>x</t></rPh></si>"
    shared = f"{rich}<si><t>a_x000D_b_x005F_x000D_</t></si>"
    rows = '<row r="5"><c r="A5" t="inlineStr"><is><t>information</t></is></c><c r="B5" t="s"><v>{}</v></c></row>'

    first, second = (table.loads(zipped(parts_of(rows.format(number), shared))) for number in (0, 1))

    assert (first.questions[0].stem, first.lines) == (Text("Quoi ?"), (5,))
    assert second.questions[0].stem == Text("a\rb_x000D_")


def test_names_with_prefixes_are_read_too():
    parts = parts_of(f"<row>{GOOD}</row>")
    sheet = parts["xl/worksheets/sheet1.xml"].replace("xmlns=", "xmlns:x=").replace("</", "</x:")
    for name in ("worksheet", "sheetData", "row", "c", "is", "t"):
        sheet = sheet.replace(f"<{name} ", f"<x:{name} ").replace(f"<{name}>", f"<x:{name}>")

    assert len(loaded(zipped({**parts, "xl/worksheets/sheet1.xml": sheet}))) == 1


def test_the_first_sheet_that_is_not_hidden_is_read():
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    hidden, shown = book.add_worksheet(), book.add_worksheet()
    shown.activate()
    hidden.hide()
    hidden.write_row(0, 0, ["rien"])
    shown.write_row(0, 0, ["type", "énoncé"])
    shown.write_row(1, 0, ["information", "Q ?"])
    book.close()

    assert loaded(stream.getvalue())[0].stem == Text("Q ?")


def test_a_text_in_a_workbook_is_taken_as_it_stands():
    (question,) = loaded(workbook(["type", "énoncé"], ["information", "'=1"]))

    assert question.stem == Text("'=1")
    assert loaded(table.dumps_xlsx([question])) == (question,)


# --- Template ------------------------------------------------------------------------------------------------------


def test_the_template_holds_an_example_of_each_type_and_explains_each_column():
    content = table.template_xlsx()

    types = {type(question).__name__ for question in loaded(content)}

    assert len(types) == len(loaded(content)) == 10
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        texts = archive.read("xl/sharedStrings.xml").decode()
        assert "Mode d’emploi" in archive.read("xl/workbook.xml").decode()
    assert [
        heading.field for heading in HEADINGS if heading.about.partition(">")[0].replace("&", "") not in texts
    ] == []
