"""How texts of calculated questions show figures and results, in French and in English."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from quizzes.drawing import filled, realised, written
from quizzes.errors import FormulaError
from quizzes.questions import Text, ValueList
from tests.quizzes.every_type import calculated

NBSP = "\u00a0"
N = ValueList("n", (Decimal(3),))
VALUES = {"n": Decimal("1234.50"), "day": date(2026, 5, 11), "third": Fraction(1, 3), "whole": Fraction(4)}


@pytest.mark.parametrize(
    ("text", "french", "english"),
    [
        ("{n} €", f"1{NBSP}234,50 €", "1,234.50 €"),
        ("le {day}", "le 11 mai 2026", "le 11 May 2026"),
        ("{third}", "0,33", "0.33"),
        ("{whole}", "4", "4"),
        ("{={n} * 2}", f"2{NBSP}469", "2469"),
        ("{={n} / 3}", "411,50", "411.50"),
        ("{={third}|1}", "0,3", "0.3"),
        ("{=0.25|1}", "0,3", "0.3"),
        ("{=0 - 0.25|1}", "-0,3", "-0.3"),
        ("{={n}|0}", f"1{NBSP}235", "1235"),
        ("{=add_days({day}, 1)}", "12 mai 2026", "12 May 2026"),
        ("{unknown} { n } {} {{n}}", f"{{unknown}} {{ n }} {{}} {{1{NBSP}234,50}}", "{unknown} { n } {} {1,234.50}"),
    ],
)
def test_a_text_shows_values_and_results_as_its_language_writes_them(text, french, english):
    assert filled(text, VALUES) == french
    assert filled(text, VALUES, "en") == english


def test_in_html_the_signs_of_a_formula_are_escaped():
    text = "<p>{=if({n} &lt; 2000, 1, 2)} &lt; {n}</p>"

    assert filled(text, VALUES, is_html=True) == f"<p>1 &lt; 1{NBSP}234,50</p>"
    with pytest.raises(FormulaError):
        filled(text, VALUES)


def test_the_format_of_a_text_says_whether_it_is_html():
    question = calculated(
        "{n}", N, stem=Text("{=if({n} &gt; 2, 1, 2)}", "html"), explanation=Text("{=if({n} > 2, 1, 2)}")
    )

    plain = realised(question, {"n": Decimal(3)})

    assert (plain.stem, plain.explanation) == (Text("1", "html"), Text("1"))


def test_a_value_is_written_with_its_own_digits_or_with_those_asked_for():
    assert written(Decimal("2.50"), None, "fr") == "2,50"
    assert written(Decimal("2.505"), 2, "fr") == "2,51"
    assert written(date(2026, 3, 1), 2, "fr") == "1er mars 2026"
