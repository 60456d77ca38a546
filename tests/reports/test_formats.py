"""The export: spreadsheets open it, and nothing in it runs."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.reports.formats import csv_of, neutralised, restored


@pytest.mark.parametrize("text", ["=1+1", "+33 1", "-12", "@SUM(A1)", "\tx", "\rx", "'=1", "'"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe_before_it(text):
    assert neutralised(text) == "'" + text


@pytest.mark.parametrize("text", ["", "Nadia", "2/3", "a=1", "Éric -1", " =1"])
def test_anything_else_stays_as_it_is(text):
    assert neutralised(text) == text


@given(st.text())
def test_taking_one_leading_apostrophe_away_gives_every_text_back(text):
    assert restored(neutralised(text)) == text


def test_a_table_has_its_mark_semicolons_and_empty_cells_and_reads_back_equal():
    rows = [("=cmd|' /C calc'!A0", 3, None), ('Ligne;\nBenali "N"', 0, "@x")]

    written = csv_of(("Personne", "Niveau", "Preuve"), rows)

    assert written.startswith(b"\xef\xbb\xbfPersonne;Niveau;Preuve\r\n")
    read = list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [[restored(cell) for cell in row] for row in read[1:]] == [
        ["=cmd|' /C calc'!A0", "3", ""],
        ['Ligne;\nBenali "N"', "0", "@x"],
    ]
