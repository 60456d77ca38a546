"""Formulas that prove the figures of the content."""

import time
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.errors import FormulaError
from quizzes.formulas import evaluate, evaluate_exact, names_in, shown_equals
from quizzes.numbers import format_date, format_number


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("42", "42"),
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("10 - 4 - 3", "3"),
        ("100 / 10 / 2", "5"),
        ("-3 + +2", "-1"),
        ("2 * -3", "-6"),
        ("0.1 + 0.2", "0.3"),
        ("1 / 3 * 3", "1"),
        (
            "1200 * 12.40 / 100 * days(2026-04-30, 2026-09-15) / 365",
            "56.258630136986301369863013698630136986301369863014",
        ),
        ("days(2026-04-30, 2026-09-15)", "138"),
        ("days(2026-09-15, 2026-04-30)", "-138"),
        ("days(2028-02-28, 2028-03-01)", "2"),
        ("min(3, 1, 2)", "1"),
        ("max(3)", "3"),
        ("round(2.675, 2)", "2.68"),
        ("round(-2.5, 0)", "-3"),
        ("round(1 / 3, 4)", "0.3333"),
        ("round(2.5)", "3"),
        ("\t( 1+1 )\n", "2"),
        ("abs(-2.5) + abs(2)", "4.5"),
        ("floor(2.9) + floor(-0.1)", "1"),
        ("ceil(2.1) * 10 + ceil(-2.9)", "28"),
        ("pow(1.5, 2)", "2.25"),
        ("pow(2, -2)", "0.25"),
        ("pow(0, 0)", "1"),
        ("(pow(1 + 0.12 / 12, 12) - 1) * 100", "12.682503013196972066120100"),
        ("sqrt(2.25)", "1.5"),
        ("sqrt(1 / 9) * 3", "1"),
        ("sqrt(0)", "0"),
        ("sqrt(2)", "1.4142135623730950488016887242096980785696718753769"),
        ("sqrt(3)", "1.7320508075688772935274463415058723669428052538104"),
        ("year(2026-04-30) * 10000 + month(2026-04-30) * 100 + day(2026-04-30)", "20260430"),
        ("if(1 < 2, 3, 4)", "3"),
        ("if(2 <= 1 + 1, 3, 4) * 2", "6"),
        ("if(1 > 2, 3, 4)", "4"),
        ("if(1 / 3 * 3 == 1, 3, 4)", "3"),
        ("if(1 != 1, 3, if(2 >= 3, 5, 6))", "6"),
        ("if(2026-04-30 < 2026-05-01, 1, 0)", "1"),
        ("if(0 == 0, 0, 1 / 0)", "0"),
    ],
)
def test_arithmetic_is_exact(formula, expected):
    assert evaluate(formula) == Decimal(expected)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("2026-04-30", date(2026, 4, 30)),
        ("add_days(2026-03-27, 45)", date(2026, 5, 11)),
        ("add_days(2026-03-01, -1)", date(2026, 2, 28)),
        ("add_months(2026-01-31, 1)", date(2026, 2, 28)),
        ("add_months(2026-11-30, 3)", date(2027, 2, 28)),
        ("add_months(2026-01-31, 2)", date(2026, 3, 31)),
        ("add_months(2028-01-31, 1)", date(2028, 2, 29)),
        ("add_months(2026-03-31, -13)", date(2025, 2, 28)),
        ("end_of_month(2028-02-01)", date(2028, 2, 29)),
        ("end_of_month(add_days(2026-03-27, 45))", date(2026, 5, 31)),
        ("add_days(end_of_month(2026-03-27), 45)", date(2026, 5, 15)),
        ("max(2026-01-01, add_days(2026-01-01, 2 + 3))", date(2026, 1, 6)),
        ("min(2026-01-01, 2025-12-31)", date(2025, 12, 31)),
        ("working_day(2026-11-15)", date(2026, 11, 16)),
        ("working_day(2026-11-16)", date(2026, 11, 16)),
        ("working_day(2026-05-01)", date(2026, 5, 4)),
        ("working_day(2026-04-04)", date(2026, 4, 7)),
        ("if(1 > 0, 2026-01-01, 1)", date(2026, 1, 1)),
    ],
)
def test_days_are_reckoned_on_the_calendar(formula, expected):
    assert evaluate(formula) == expected


@pytest.mark.parametrize(
    ("formula", "message_id", "position"),
    [
        ("", "formula.empty", 0),
        ("  ", "formula.empty", 0),
        ("1 +", "formula.unfinished", 3),
        ("(1 + 2", "formula.unfinished", 6),
        ("1 + )", "formula.unexpected", 4),
        ("1 2", "formula.unexpected", 2),
        ("1e5", "formula.unexpected", 1),
        ("1,5", "formula.unexpected", 1),
        ("2 ** 3", "formula.unexpected", 3),
        ("2 ^ 3", "formula.unexpected", 2),
        ("__import__('os')", "formula.unexpected", 11),
        ("exec(1)", "formula.unknown_function", 0),
        ("1 + days", "formula.unfinished", 8),
        ("days()", "formula.unexpected", 5),
        ("days(2026-01-01)", "formula.wrong_count", 0),
        ("round(1, 2, 3)", "formula.wrong_count", 0),
        ("days(1, 2)", "formula.date_expected", 0),
        ("2026-04-30 + 1", "formula.number_expected", 11),
        ("-(2026-04-30)", "formula.number_expected", 0),
        ("add_days(2026-04-30, 1.5)", "formula.whole_number_expected", 0),
        ("add_days(2026-04-30, 2026-04-30)", "formula.number_expected", 0),
        ("round(1, 11)", "formula.whole_number_expected", 0),
        ("round(1, -1)", "formula.whole_number_expected", 0),
        ("max(1, 2026-04-30)", "formula.mixed_values", 0),
        ("1 / (2 - 2)", "formula.division_by_zero", 2),
        ("add_days(2026-02-31, 1)", "formula.impossible_date", 9),
        ("1899-12-31", "formula.impossible_date", 0),
        ("add_days(2199-12-31, 1)", "formula.impossible_date", 0),
        ("add_months(1900-01-31, -1)", "formula.impossible_date", 0),
        ("9999999999999999", "formula.too_large", 0),
        ("1000000000 * 1000000000", "formula.too_large", 11),
        ("1 / 0.0000000000000001", "formula.too_large", 2),
        ("(" * 40 + "1" + ")" * 40, "formula.too_deep", 30),
        ("-" * 499 + "1", "formula.too_deep", 30),
        ("1+" * 300 + "1", "formula.too_long", 500),
        ("1\x00", "formula.unexpected", 1),
        ("٣", "formula.unexpected", 0),
        ("\ud800", "formula.unexpected", 0),
        ("round()", "formula.unexpected", 6),
        ("1 < 2", "formula.unexpected", 2),
        ("max(1 < 2, 3)", "formula.unexpected", 6),
        ("if(1, 2, 3)", "formula.unexpected", 4),
        ("if(1 < 2 < 3, 1, 2)", "formula.unexpected", 9),
        ("if(1 = 1, 1, 2)", "formula.unexpected", 5),
        ("if(1 < 2", "formula.unfinished", 8),
        ("1 + if(1 < 2, 1)", "formula.wrong_count", 4),
        ("if(1 < 2, 1, 2, 3)", "formula.wrong_count", 0),
        ("if(1 < 2026-01-01, 1, 2)", "formula.mixed_values", 5),
        ("abs(1, 2)", "formula.wrong_count", 0),
        ("abs(2026-01-01)", "formula.number_expected", 0),
        ("year(1)", "formula.date_expected", 0),
        ("pow(2, 0.5)", "formula.whole_number_expected", 0),
        ("pow(2, 21)", "formula.whole_number_expected", 0),
        ("pow(0, -1)", "formula.division_by_zero", 0),
        ("pow(1000, 6)", "formula.too_large", 0),
        ("pow(pow(pow(0.1, 20), 20), 20)", "formula.too_many_digits", 0),
        ("sqrt(-0.01)", "formula.negative", 0),
        ("working_day(add_days(2199-12-30, 2))", "formula.impossible_date", 12),
        ("1 + {x}", "formula.unknown_name", 4),
        ("{1x}", "formula.unexpected", 0),
        ("{}", "formula.unexpected", 0),
        ("{ x }", "formula.unexpected", 0),
        ("{x", "formula.unexpected", 0),
        ("{" + "x" * 41 + "}", "formula.unexpected", 0),
        ("1 {x}", "formula.unexpected", 2),
    ],
)
def test_what_is_no_formula_is_refused_at_its_place(formula, message_id, position):
    with pytest.raises(FormulaError) as refusal:
        evaluate(formula)

    assert (refusal.value.message_id, refusal.value.position) == (message_id, position)
    assert str(refusal.value)


VALUES = {"amount": Decimal("12000.50"), "third": Fraction(1, 3), "due": date(2026, 4, 30), "X_1": Decimal(-3)}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("{amount} * 2", Decimal(24001)),
        ("{third} * 3", Decimal(1)),
        ("2 - {X_1}", Decimal(5)),
        ("-{X_1}", Decimal(3)),
        ("{due}", date(2026, 4, 30)),
        ("add_days({due}, 45)", date(2026, 6, 14)),
        ("if({X_1} < 0, {due}, {amount})", date(2026, 4, 30)),
    ],
)
def test_variables_stand_for_their_values(formula, expected):
    assert evaluate(formula, VALUES) == expected


def test_what_is_exact_stays_a_fraction():
    assert evaluate_exact("{third} + 1 / 7", VALUES) == Fraction(10, 21)
    assert evaluate_exact("{due}", VALUES) == date(2026, 4, 30)


def test_a_moment_gives_its_day():
    assert evaluate("{due}", {"due": datetime(2026, 4, 30, 12)}) == date(2026, 4, 30)
    assert type(evaluate("{due}", {"due": datetime(2026, 4, 30, 12)})) is date


@pytest.mark.parametrize(
    ("value", "message_id"),
    [
        (Decimal("NaN"), "formula.too_large"),
        (Decimal("-Infinity"), "formula.too_large"),
        (Decimal("1E+999999"), "formula.too_large"),
        (Decimal("1E-999999"), "formula.too_many_digits"),
        (Fraction(1, 2**20000), "formula.too_many_digits"),
        (Fraction(10**15 + 1), "formula.too_large"),
        (date(1899, 12, 31), "formula.impossible_date"),
    ],
)
def test_values_are_held_to_the_bounds_of_formulas(value, message_id):
    with pytest.raises(FormulaError) as refusal:
        evaluate("1 + {x}", {"x": value})

    assert (refusal.value.message_id, refusal.value.position) == (message_id, 4)


def test_a_name_without_a_value_is_told_even_where_it_is_not_chosen():
    with pytest.raises(FormulaError) as refusal:
        evaluate("if({X_1} < 0, 1, {rate})", VALUES)

    assert (refusal.value.message_id, refusal.value.position) == ("formula.unknown_name", 17)
    assert str(refusal.value) == "at character 18: The variable rate has no value."


def test_the_names_of_a_formula_are_told():
    assert names_in("{a} + max({b}, {a}) *") == {"a", "b"}
    assert names_in("1 + 1") == frozenset()
    for bad in ("", "{a} ; {b}", "1" * 501):
        with pytest.raises(FormulaError):
            names_in(bad)


@given(st.fractions(0, 10**6, max_denominator=10**6))
def test_a_root_is_the_nearest_of_60_decimals(number):
    root = evaluate_exact("sqrt({x})", {"x": number})

    half = Fraction(1, 2 * 10**60)
    assert root**2 == number or (root - half) ** 2 <= number < (root + half) ** 2


@given(st.dates(date(1900, 1, 1), date(2199, 12, 20)))
def test_a_working_day_is_never_a_weekend_and_comes_at_most_six_days_later(day):
    found = evaluate("working_day({day})", {"day": day})

    assert found.weekday() < 5
    assert 0 <= (found - day).days <= 6
    assert evaluate("working_day({day})", {"day": found}) == found


def test_the_longest_formulas_take_no_time():
    started = time.perf_counter()

    evaluate("pow(0.7, 20) * " * 30 + "1")
    evaluate("{x}*" * 99 + "1", {"x": Fraction(2**160, 3**101)})
    evaluate("7.777777/" * 55 + "3.3")
    evaluate("(" * 29 + "1" + ")" * 29)

    assert time.perf_counter() - started < 0.2


@given(
    st.text()
    | st.text("0123456789.-+*/(), daysmin")
    | st.lists(
        st.sampled_from(
            [
                *("1", "0", "2.5", "2026-04-30", "+", "-", "*", "/", "(", ")", ",", "days(", "max(", "round("),
                *("add_months(", "if(", "<", "==", "pow(", "sqrt(", "abs(", "working_day(", "{x}", "{d}", "{none}"),
            ]
        )
    ).map(" ".join)
)
def test_any_text_is_evaluated_or_refused(formula):
    try:
        result = evaluate(formula, {"x": Decimal("0.3"), "d": date(2026, 11, 15)})
    except FormulaError as refusal:
        assert 0 <= refusal.position <= len(formula)
        assert str(refusal)
    else:
        assert isinstance(result, date) or result.is_finite()


@given(
    st.recursive(
        st.decimals(0, 1000, places=2).map(lambda number: (str(number), Fraction(number))),
        lambda inner: st.tuples(inner, st.sampled_from("+-*"), inner).map(
            lambda drawn: (
                f"({drawn[0][0]} {drawn[1]} {drawn[2][0]})",
                {"+": drawn[0][1] + drawn[2][1], "-": drawn[0][1] - drawn[2][1], "*": drawn[0][1] * drawn[2][1]}[
                    drawn[1]
                ],
            )
        ),
        max_leaves=4,
    )
)
def test_a_formula_gives_what_fractions_give(drawn):
    formula, expected = drawn

    assert Fraction(evaluate(formula)) == expected


@pytest.mark.parametrize(
    ("shown", "formula"),
    [
        ("73,81 %", "31 / 42 * 100"),
        ("73,8 %", "31 / 42 * 100"),
        ("74 %", "31 / 42 * 100"),
        ("1\u00a0234,56 €", "1234.555"),
        ("1\u202f234,6\u202f€", "1234.555"),
        ("1234,56 € TTC", "1234.56"),
        ("16,000", "16"),
        ("\u22123,5 jours", "-3.45"),
        ("138 jours", "days(2026-04-30, 2026-09-15)"),
        ("12 000 000 €", "12000000"),
        ("0,5", "1 / 2"),
        ("11/05/2026", "add_days(2026-03-27, 45)"),
        ("11 mai 2026", "add_days(2026-03-27, 45)"),
        ("lundi 11 mai 2026", "add_days(2026-03-27, 45)"),
        ("1er\u00a0mars 2026", "2026-03-01"),
    ],
)
def test_a_figure_equals_its_formula_rounded_half_up(shown, formula):
    assert shown_equals(shown, evaluate(formula))


@pytest.mark.parametrize(
    ("shown", "formula"),
    [
        ("73,80 %", "31 / 42 * 100"),
        ("73 %", "31 / 42 * 100"),
        ("73,811 %", "31 / 42 * 100"),
        ("1 234,55 €", "1234.555"),
        ("3,5", "-3.5"),
        ("12 mai 2026", "add_days(2026-03-27, 45)"),
        ("11", "add_days(2026-03-27, 45)"),
        ("11/05/2026", "11"),
    ],
)
def test_a_false_figure_is_told(shown, formula):
    assert not shown_equals(shown, evaluate(formula))


@pytest.mark.parametrize(
    "shown", ["", "environ", "73.81 %", "1 23,4", "12 50 €", "1,2,3", "31/02/2026", "5" * 501, "1\x00", "J+3"]
)
def test_what_is_no_figure_is_refused(shown):
    for result in (Decimal(1), date(2026, 5, 11)):
        with pytest.raises(FormulaError) as refusal:
            shown_equals(shown, result)

        assert refusal.value.message_id == "formula.unreadable_figure"


@given(st.decimals(-(10**9), 10**9, places=2), st.sampled_from([None, "€", "%", "jours"]))
def test_a_number_as_we_write_it_equals_itself(number, unit):
    assert shown_equals(format_number(number, unit), number)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_a_day_as_we_write_it_equals_itself(day):
    assert shown_equals(format_date(day), day)
