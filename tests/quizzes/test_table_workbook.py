"""Tables written as XLSX workbooks: what a cell says stays what it is."""

import io
import re
import zipfile
from datetime import date
from decimal import Decimal

import pytest

from quizzes.errors import EngineError
from quizzes.formats.workbook import AS_TEXT, Column, Sheet, write_workbook

TWO = (Column("a"), Column("b"))


def one_sheet(*rows, columns=TWO):
    return write_workbook([Sheet("Feuille", columns, rows)])


def part(content, name="xl/worksheets/sheet1.xml"):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode("utf-8")


def cells(content):
    """The type and the value of each cell below the header."""
    found = re.findall(r'<c r="([A-Z]+[0-9]+)"(?: s="\d+")?(?: t="(\w+)")?><v>(.*?)</v></c>', part(content))
    return {place: (kind, value) for place, kind, value in found if not place.endswith("1")}


@pytest.mark.parametrize(
    "text", ["=1+1", "+33", "-2", "@SUM(A1)", "{=1}", "https://exemple.fr", "12,5", "mailto:a@b.fr"]
)
def test_a_text_is_written_as_a_text_whatever_it_begins_with(text):
    content = one_sheet([text])

    assert cells(content)["A2"][0] == "s"
    assert "<f>" not in part(content)
    assert "hyperlink" not in part(content)
    assert f">{text}<" in part(content, "xl/sharedStrings.xml")


def test_numbers_are_numbers_and_days_are_days_of_excel():
    found = cells(one_sheet([3, 0.25], [Decimal("12.50"), date(2026, 12, 8)], [True, 7]))

    assert found["A2"] == ("", "3")
    assert found["B2"] == ("", "0.25")
    assert found["A3"] == ("", "12.5")
    assert found["B3"] == ("", "46364")
    assert found["A4"] == ("b", "1")


def test_a_number_that_excel_would_round_is_written_as_text():
    content = one_sheet([1234567890123456, Decimal("0.1234567890123456")])

    assert [kind for kind, _ in cells(content).values()] == ["s", "s"]
    assert "1234567890123456" in part(content, "xl/sharedStrings.xml")


def test_what_has_no_value_leaves_the_cell_empty():
    assert cells(one_sheet([None, float("nan")], [float("inf"), Decimal("NaN")])) == {}


def test_the_header_stays_in_sight_and_columns_have_their_width():
    content = part(one_sheet(columns=(Column("a", width=40),)))

    assert 'ySplit="1"' in content
    assert 'state="frozen"' in content
    assert re.search(r'<col min="1" max="1" width="40\.\d+"', content)


def test_a_column_of_text_keeps_what_is_typed_into_it():
    content = one_sheet(columns=(Column("a", number_format=AS_TEXT),))

    assert 'formatCode="@"' in part(content, "xl/styles.xml")
    assert re.search(r'<col min="1" max="1" width="[0-9.]+" style="[1-9]', part(content))


def test_words_of_a_list_are_offered_and_others_stay_allowed():
    content = part(one_sheet(columns=(Column("a", offered=("vrai", "faux")),)))

    assert "vrai,faux" in content
    assert 'showErrorMessage="1"' not in content


def test_names_of_sheets_are_made_fit_for_excel():
    sheets = [Sheet(name, (Column("a"),), ()) for name in ("Chiffres [a/b]", "chiffres  A B ", "", "x" * 40, "X" * 31)]

    names = re.findall(r'<sheet name="(.*?)"', part(write_workbook(sheets), "xl/workbook.xml"))

    assert names == ["Chiffres  a b", "chiffres  A B 2", "Feuille", "x" * 31, "X" * 29 + " 2"]


def test_the_same_table_gives_the_same_bytes():
    assert one_sheet(["a", 1]) == one_sheet(["a", 1])


def test_what_excel_would_pass_over_is_refused_aloud():
    with pytest.raises(EngineError) as refused:
        one_sheet(["x" * 32_768])
    assert refused.value.message_id == "table.cell_too_long"

    with pytest.raises(EngineError) as refused:
        one_sheet([1] * 16_385)
    assert refused.value.message_id == "table.sheet_too_large"
