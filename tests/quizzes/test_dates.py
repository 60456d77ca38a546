"""Dates as people type them."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.errors import DateError
from quizzes.numbers import format_date, read_date


@pytest.mark.parametrize(
    "typed",
    [
        "08/12/2026",
        "8/12/2026",
        "2026-12-08",
        "8 décembre 2026",
        "8 DÉCEMBRE 2026",
        "8 de\u0301cembre 2026",
        "8 decembre 2026",
        "8 déc. 2026",
        "8 dec. 2026",
        "8 dec 2026",
        "08.12.2026",
        "08-12-2026",
        "  8\u00a0décembre\u202f2026 ",
        "mardi 8 décembre 2026",
        "8 December 2026",
        "8th December 2026",
        "Tuesday, 8 December 2026",
    ],
)
def test_every_usual_writing_of_a_day_is_read(typed):
    assert read_date(typed) == date(2026, 12, 8)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1er mars 2026", date(2026, 3, 1)),
        ("1ER MARS 2026", date(2026, 3, 1)),
        ("29/02/2028", date(2028, 2, 29)),
        ("15 août 2026", date(2026, 8, 15)),
        ("15 aout 2026", date(2026, 8, 15)),
        ("3 févr. 2026", date(2026, 2, 3)),
        ("3 juil. 2026", date(2026, 7, 3)),
        ("3 juin 2026", date(2026, 6, 3)),
        ("1/1/1900", date(1900, 1, 1)),
        ("31/12/2199", date(2199, 12, 31)),
    ],
)
def test_the_day_comes_before_the_month_and_accents_do_not_matter(typed, expected):
    assert read_date(typed) == expected


@pytest.mark.parametrize(
    ("typed", "message_id"),
    [
        ("", "date.empty"),
        ("  ", "date.empty"),
        ("demain", "date.not_a_date"),
        ("8/12", "date.not_a_date"),
        ("8/12-2026", "date.not_a_date"),
        ("8 brumaire 2026", "date.not_a_date"),
        ("8/12/026", "date.not_a_date"),
        ("foo 8 décembre 2026", "date.not_a_date"),
        ("08/12/2026\x00", "date.not_a_date"),
        ("\ud800", "date.not_a_date"),
        ("٨/١٢/٢٠٢٦", "date.not_a_date"),
        ("31/02/2026", "date.impossible"),
        ("29/02/2026", "date.impossible"),
        ("12/31/2026", "date.impossible"),
        ("00/01/2026", "date.impossible"),
        ("2026-13-01", "date.impossible"),
        ("lundi 8 décembre 2026", "date.wrong_weekday"),
        ("08/12/26", "date.two_digit_year"),
        ("8 décembre 26", "date.two_digit_year"),
        ("08/12/1899", "date.out_of_range"),
        ("08/12/2200", "date.out_of_range"),
        ("8" * 100, "date.too_long"),
    ],
)
def test_what_is_no_day_is_refused_with_its_reason(typed, message_id):
    with pytest.raises(DateError) as refusal:
        read_date(typed)

    assert refusal.value.message_id == message_id
    assert str(refusal.value)


def test_a_huge_entry_is_refused_at_once():
    started = time.perf_counter()

    with pytest.raises(DateError):
        read_date("8 " * 1_000_000)

    assert time.perf_counter() - started < 0.2


def test_a_day_is_written_in_words():
    assert format_date(date(2026, 12, 8)) == "8 décembre 2026"
    assert format_date(date(2026, 3, 1)) == "1er mars 2026"
    assert format_date(date(2026, 12, 8), "en") == "8 December 2026"


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.sampled_from(["fr", "en"]))
def test_what_is_written_is_read_back_as_the_same_day(day, language):
    assert read_date(format_date(day, language)) == day
    assert read_date(day.isoformat()) == day
    assert read_date(day.strftime("%d/%m/%Y")) == day


@given(st.text() | st.text("0123456789/-. javier"))
def test_any_text_is_read_as_a_day_or_refused(typed):
    try:
        day = read_date(typed)
    except DateError as refusal:
        assert str(refusal)
    else:
        assert 1900 <= day.year <= 2199
