"""Numbers as people type them."""

import time
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quizzes.errors import NumberError
from quizzes.numbers import format_number, read_number

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("0", "0"),
        ("42", "42"),
        ("1 234,56", "1234.56"),
        (f"1{NBSP}234,56", "1234.56"),
        ("1\u202f234,56\u202f€", "1234.56"),
        ("1\u2009234\u2009567,8", "1234567.8"),
        ("1234.56", "1234.56"),
        ("1234,56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1,234,567.8", "1234567.8"),
        ("1 234.567", "1234.567"),
        ("1.234,567", "1234.567"),
        ("16 000", "16000"),
        ("16000", "16000"),
        ("16,0000", "16"),
        ("16,00", "16"),
        ("1234,567", "1234.567"),
        ("0,125", "0.125"),
        ("0.125", "0.125"),
        (",5", "0.5"),
        (".5", "0.5"),
        ("-3,5", "-3.5"),
        ("\u22123,5", "-3.5"),
        ("- 1 234", "-1234"),
        ("+7", "7"),
        ("-0", "0"),
        ("73,81 %", "73.81"),
        ("40€", "40"),
        ("40 EUR", "40"),
        ("40 euros", "40"),
        ("45 j", "45"),
        ("45 jours", "45"),
        ("1 jour", "1"),
        ("  12  ", "12"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("-123456789012345678901234567,891", "-123456789012345678901234567.891"),
    ],
)
def test_a_number_is_read_exactly_as_typed(typed, expected):
    number = read_number(typed)

    assert number == Decimal(expected)
    assert str(number) != "-0"


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("16,000", ("16000", "16,0000")),
        ("1.234", ("1234", "1,2340")),
        ("-999.999 €", ("-999999", "-999,9990")),
        ("1,234", ("1234", "1,2340")),
    ],
)
def test_a_number_with_two_readings_is_refused_and_both_are_offered(typed, readings):
    with pytest.raises(NumberError) as refusal:
        read_number(typed)

    assert refusal.value.message_id == "number.ambiguous"
    assert refusal.value.params["readings"] == readings
    assert read_number(readings[0]) == read_number(readings[1]) * 1000


@pytest.mark.parametrize(
    "typed",
    [
        "1,234.5,6",
        "1.2.3",
        "1,23,45",
        "12 34",
        "1 2",
        "1 234 56",
        "0,125,000",
        "1,2 3",
        "1 234.567,8",
        "0 125",
        "1,,2",
        "1..2",
    ],
)
def test_separators_in_no_known_order_are_refused_as_ambiguous(typed):
    with pytest.raises(NumberError) as refusal:
        read_number(typed)

    assert refusal.value.message_id == "number.ambiguous"


@pytest.mark.parametrize(
    ("typed", "message_id"),
    [
        ("", "number.empty"),
        ("   ", "number.empty"),
        (NBSP, "number.empty"),
        ("abc", "number.not_a_number"),
        ("nan", "number.not_a_number"),
        ("inf", "number.not_a_number"),
        ("-Infinity", "number.not_a_number"),
        ("1e999", "number.not_a_number"),
        ("1E5", "number.not_a_number"),
        ("0x10", "number.not_a_number"),
        ("1_000", "number.not_a_number"),
        ("12,", "number.not_a_number"),
        ("--5", "number.not_a_number"),
        ("5-", "number.not_a_number"),
        ("€", "number.not_a_number"),
        ("12 €€", "number.not_a_number"),
        ("12 kg", "number.not_a_number"),
        ("1\n2", "number.not_a_number"),
        ("12\x00", "number.not_a_number"),
        ("\ud800", "number.not_a_number"),
        ("١٢", "number.not_a_number"),
        ("１２", "number.not_a_number"),
        ("²", "number.not_a_number"),
        ("1" * 31, "number.too_long"),
        ("9" * 5000, "number.too_long"),
        ("x" * 81, "number.too_long"),
        ("0," + "1" * 40, "number.too_long"),
    ],
)
def test_what_is_no_number_is_refused_with_its_reason(typed, message_id):
    with pytest.raises(NumberError) as refusal:
        read_number(typed)

    assert refusal.value.message_id == message_id
    assert str(refusal.value)


def test_the_unit_of_the_question_is_accepted_besides_the_known_ones():
    assert read_number("12,5 k€", "k€") == Decimal("12.5")
    assert read_number("3 m2", "m2") == 3
    assert read_number("3 Factures", "factures") == 3
    with pytest.raises(NumberError):
        read_number("3 factures")


def test_a_huge_entry_is_refused_at_once():
    started = time.perf_counter()

    for hostile in ("1 " * 500_000, "1" * 1_000_000, ",." * 500_000, "-" * 1_000_000):
        with pytest.raises(NumberError):
            read_number(hostile)

    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize(
    ("number", "unit", "language", "written"),
    [
        ("1234.56", "€", "fr", f"1{NBSP}234,56{NBSP}€"),
        ("1234.56", "€", "en", f"1,234.56{NBSP}€"),
        ("16000", None, "fr", f"16{NBSP}000"),
        ("16000", None, "en", "16000"),
        ("1234567", None, "en", "1,234,567"),
        ("-0.5", "%", "fr", f"-0,5{NBSP}%"),
        ("1.234", None, "fr", "1,2340"),
        ("1.234", None, "en", "1.2340"),
        ("0.125", None, "fr", "0,125"),
        ("1E+3", None, "fr", f"1{NBSP}000"),
        ("45", "jours", "fr", f"45{NBSP}jours"),
        ("0.10", None, "fr", "0,10"),
    ],
)
def test_a_number_is_written_in_the_typography_of_the_language(number, unit, language, written):
    assert format_number(Decimal(number), unit, language) == written


@pytest.mark.parametrize("number", ["nan", "inf", "-inf"])
def test_what_is_not_finite_is_never_written(number):
    with pytest.raises(NumberError):
        format_number(Decimal(number))


@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=None).filter(
        lambda number: -12 <= number.as_tuple().exponent <= 10
    )
    | st.decimals(min_value=-(10**7), max_value=10**7, places=3),
    st.sampled_from([None, "€", "%", "jours", "k€"]),
    st.sampled_from(["fr", "en"]),
)
@example(Decimal("16.000"), "€", "fr")
def test_what_is_written_is_read_back_as_the_same_number(number, unit, language):
    assert read_number(format_number(number, unit, language), unit) == number


@given(st.text() | st.text("0123456789., €%-+e\u00a0"))
def test_any_text_is_read_as_a_finite_number_or_refused(typed):
    try:
        number = read_number(typed)
    except NumberError as refusal:
        assert str(refusal)
    else:
        assert number.is_finite()
        assert read_number(format_number(number)) == number
