"""Figures of calculated questions: drawn, shared, derived, shown, stored, and proved."""

import time
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.days import is_working_day
from quizzes.drawing import draw, drawn_from_json, drawn_to_json, proof, realised, with_derived
from quizzes.errors import QuestionError
from quizzes.marking import mark, right_response
from quizzes.questions import (
    CalculatedAnswer,
    DataSet,
    DateQuestion,
    DateRange,
    Derived,
    Hint,
    Misconception,
    NumberRange,
    Numerical,
    Text,
    Unit,
    ValueList,
)
from tests.quizzes.every_type import calculated, number_range
from tests.quizzes.question_strategies import BASE

NBSP = "\u00a0"
AMOUNT = number_range("amount", "500", "20000", "0.01", distribution="loguniform")
DAYS = number_range("days", "10", "90")
PENALTY = "{amount} * 0.1215 * {days} / 365"


def penalties(**fields):
    return calculated(PENALTY, AMOUNT, DAYS, unit="€", **fields)


def test_the_same_seed_draws_the_same_figures_and_another_one_others():
    question = penalties()

    assert draw(question, 7) == draw(question, 7)
    assert len({tuple(draw(question, seed).items()) for seed in range(20)}) == 20


def test_another_parameter_moves_none_of_the_others():
    more = calculated(PENALTY, number_range("other", "1", "9"), AMOUNT, DAYS)

    assert draw(more, 7).items() >= draw(penalties(), 7).items()


def test_shared_figures_agree_within_an_attempt_and_own_ones_do_not():
    shared = number_range("amount", "500", "20000", shared=True)
    questions = [calculated("{amount} * {days}", shared, DAYS, key=key) for key in ("un", "deux")]

    first, second = (draw(question, seed, shared_seed=99) for question, seed in zip(questions, (1, 2), strict=True))

    assert first["amount"] == second["amount"]
    assert first["days"] != second["days"]
    assert draw(questions[0], 1, shared_seed=98)["amount"] != first["amount"]


def test_the_rows_of_a_shared_data_set_agree_too():
    rows = tuple((Decimal(number), date(2026, 1, 1 + number)) for number in range(20))
    question = calculated("{n}", data=DataSet(("n", "day"), rows, shared=True))

    drawn = draw(question, 1, shared_seed=99)

    assert (drawn["n"], drawn["day"]) in rows
    assert draw(question, 2, shared_seed=99) == drawn


@given(st.integers(), st.integers(1, 5), st.sampled_from(["uniform", "loguniform"]))
def test_a_number_is_a_whole_number_of_steps_within_its_range(seed, lowest, distribution):
    parameter = NumberRange("n", Decimal(lowest), Decimal("99.9"), Decimal("0.7"), distribution)

    number = draw(calculated("{n}", parameter), seed)["n"]

    assert lowest <= number <= Decimal("99.9")
    assert (number - lowest) % Decimal("0.7") == 0


def test_numbers_of_thirty_digits_stay_exact():
    lowest = "0." + "1" * 29
    question = calculated("floor({n})", number_range("n", lowest, lowest))

    assert draw(question, 1)["n"] == Decimal(lowest)


def test_small_numbers_come_as_often_as_large_ones_where_asked():
    def below_a_tenth(distribution):
        question = calculated("{n}", number_range("n", "1", "10000", distribution=distribution))
        return sum(draw(question, seed)["n"] < 100 for seed in range(100))

    assert below_a_tenth("loguniform") > 30
    assert below_a_tenth("uniform") < 10


def test_working_days_are_drawn_where_asked_and_any_day_where_there_is_none():
    easter = DateRange("day", date(2026, 4, 1), date(2026, 4, 30), working_days=True)
    weekend = DateRange("day", date(2026, 4, 4), date(2026, 4, 6), working_days=True)

    drawn = {draw(calculated("day({day})", easter), seed)["day"] for seed in range(200)}

    assert drawn == {date(2026, 4, day) for day in range(1, 31) if is_working_day(date(2026, 4, day))}
    assert draw(calculated("day({day})", weekend), 1)["day"] in {date(2026, 4, day) for day in (4, 5, 6)}


def test_each_value_of_a_list_is_drawn():
    question = calculated("{n}", ValueList("n", (Decimal("1.5"), Decimal(2))))

    assert {draw(question, seed)["n"] for seed in range(20)} == {Decimal("1.5"), Decimal(2)}


def test_derived_values_are_exact_and_texts_and_formulas_may_name_them():
    question = calculated(
        "{third} * 3",
        ValueList("n", (Decimal(10),)),
        Derived("third", "{n} / 3"),
        Derived("shown", "{third}", 2),
        stem=Text("{shown} et {third}"),
    )

    drawn = draw(question, 1)

    assert set(drawn) == {"n"}
    assert with_derived(question, drawn) == {"n": 10, "third": Fraction(10, 3), "shown": Decimal("3.33")}
    assert realised(question, drawn).answers[0].value == 10
    assert realised(question, drawn).stem.source == "3,33 et 3,33"


@pytest.mark.parametrize(
    ("number", "decimals", "result"),
    [("2.675", 2, "2.68"), ("-2.675", 2, "-2.68"), ("-0.5", 0, "-1"), ("0.5", 0, "1"), ("-0.004", 2, "0.00")],
)
def test_halves_are_rounded_away_from_zero(number, decimals, result):
    question = calculated("{n}", ValueList("n", (Decimal(number),)), answer={"decimals": decimals})

    assert str(realised(question, draw(question, 1)).answers[0].value) == result


def test_a_result_that_is_not_rounded_keeps_as_many_digits_as_an_answer_may_have():
    question = calculated("{n} / 3", ValueList("n", (Decimal(10**15),)), answer={"decimals": None})
    small = calculated("{n} / 3", ValueList("n", (Decimal(1),)), answer={"decimals": None})

    assert realised(question, draw(question, 1)).answers[0].value == Decimal("333333333333333.33333333333333")
    assert realised(small, draw(small, 1)).answers[0].value == Decimal("0.33333333333333")


def test_the_plain_question_keeps_everything_that_is_not_computed():
    question = penalties(
        other_units=(Unit("centimes", Decimal(100)),),
        unit_required=True,
        unit_penalty=Fraction(1, 4),
        unit_penalty_of="question",
        max_mark=3,
        tags=("penalites",),
        hints=(Hint(Text("{days} jours")), Hint(None, clears_wrong=True)),
        otherwise=Text("Relisez {amount}."),
        if_right=Text("Oui, {days}."),
    )
    figures = {"amount": Decimal("1000.50"), "days": Decimal(36)}

    plain = realised(question, figures)

    assert isinstance(plain, Numerical)
    assert (plain.unit, plain.other_units, plain.unit_required) == ("€", question.other_units, True)
    assert (plain.unit_penalty, plain.unit_penalty_of) == (Fraction(1, 4), "question")
    assert (plain.key, plain.max_mark, plain.tags) == (BASE["key"], 3, ("penalites",))
    assert plain.hints == (Hint(Text("36 jours")), Hint(None, clears_wrong=True))
    assert plain.otherwise == Text(f"Relisez 1{NBSP}000,50.")
    assert plain.if_right == Text("Oui, 36.")
    assert plain.answers[0].value == Decimal("11.99")


def test_a_day_is_computed_too():
    question = calculated(
        "end_of_month(add_days({day}, 45))",
        DateRange("day", date(2026, 1, 31), date(2026, 1, 31)),
        answer_kind="date",
        answer={"tolerance": Decimal(1)},
        misconceptions=(Misconception("fin de mois d’abord", "add_days({day}, 45)", Text("Après {day}.")),),
    )

    plain = realised(question, draw(question, 1))

    assert isinstance(plain, DateQuestion)
    assert [answer.value for answer in plain.answers] == [date(2026, 3, 31), date(2026, 3, 17)]
    assert plain.answers[1].feedback == Text("Après 31 janvier 2026.")
    assert mark(plain, "30/03/2026").outcome == "right"
    assert mark(plain, "17/03/2026").matched == 1


def test_a_misconception_has_its_feedback_and_is_silent_where_it_gives_the_right_result():
    question = calculated(
        "{n} * 2",
        ValueList("n", (Decimal(2), Decimal(3))),
        misconceptions=(Misconception("carré", "{n} * {n}", Text("C’est le carré de {n}.")),),
    )

    same, other = (realised(question, {"n": Decimal(n)}) for n in (2, 3))

    assert (mark(same, "4").outcome, mark(same, "4").matched) == ("right", 0)
    assert (mark(other, "9").outcome, mark(other, "9").feedback[0].text) == ("wrong", Text("C’est le carré de 3."))
    assert right_response(other) == "6,00"


def test_figures_with_which_a_formula_fails_are_drawn_again():
    question = calculated("100 / {n}", ValueList("n", (Decimal(0), Decimal(0), Decimal(0), Decimal(4))))

    assert {draw(question, seed)["n"] for seed in range(30)} == {4}


def test_where_no_figures_will_do_the_formula_is_named():
    question = calculated("{n}", ValueList("n", (Decimal(0),)), Derived("share", "1 / {n}"))

    with pytest.raises(QuestionError) as refusal:
        draw(question, 1)

    assert (refusal.value.field, refusal.value.message_id) == ("parameters[1].formula", "formula.division_by_zero")


N = ValueList("n", (Decimal(3),))


@pytest.mark.parametrize(
    ("question", "field"),
    [
        (calculated("1 / ({n} - 3)", N), "answers[0].formula"),
        (calculated("{n}", N, misconceptions=(Misconception("x", "1 +", Text("x")),)), "misconceptions[0].formula"),
        (calculated("{n}", N, stem=Text("{=1 / 0}")), "stem"),
        (calculated("{n}", N, explanation=Text("{=1 / 0}")), "explanation"),
        (calculated("{n}", N, otherwise=Text("{=1 / 0}")), "otherwise"),
        (calculated("{n}", N, if_wrong=Text("{=1 / 0}")), "if_wrong"),
        (calculated("{n}", N, hints=(Hint(Text("un")), Hint(Text("{={n} / 0}")))), "hints[1].text"),
        (calculated("{n}", N, answer={"feedback": Text("{=1 / 0}")}), "answers[0].feedback"),
        (calculated("{n}", N, misconceptions=(Misconception("x", "1", Text("{=1/0}")),)), "misconceptions[0].feedback"),
        (calculated("2026-01-01", N), "answers[0].formula"),
        (calculated("{n}", N, answer_kind="date"), "answers[0].formula"),
        (calculated("{n}", N, stem=Text("{n}" + "x" * 16_780 + "{=1000000000000}" * 200)), "stem"),
    ],
)
def test_what_cannot_be_evaluated_is_named_by_its_place(question, field):
    with pytest.raises(QuestionError) as refusal:
        realised(question, {"n": Decimal(3)})

    assert refusal.value.field == field


def test_figures_of_an_older_question_are_refused():
    with pytest.raises(QuestionError) as parameters:
        realised(penalties(), {"amount": Decimal(1)})
    with pytest.raises(QuestionError) as data:
        realised(calculated("{n}", data=DataSet(("n", "m"), ((Decimal(1), Decimal(2)),))), {"n": Decimal(1)})

    assert (parameters.value.field, data.value.field) == ("parameters", "data")


@given(st.integers())
def test_stored_figures_come_back_as_they_were(seed):
    question = calculated(
        "{n}", number_range("n", "-9", "9", "0.001"), DateRange("day", date(1990, 1, 1), date(2050, 1, 1))
    )
    drawn = draw(question, seed)

    stored = drawn_to_json(drawn)
    again = drawn_from_json(stored)

    assert again == drawn
    assert drawn_to_json(again) == stored
    assert realised(question, again) == realised(question, drawn)


@pytest.mark.parametrize(
    "text", ["", "nan", "Infinity", "1e5", "1,5", "2026-13-01", "2026-W01-1", "hier", "1_000", " 1"]
)
def test_a_stored_text_that_is_no_figure_is_refused(text):
    with pytest.raises((ValueError, ArithmeticError)) as refusal:
        drawn_from_json({"n": text})

    assert isinstance(refusal.value, ValueError)


def test_a_sound_question_has_nothing_against_it():
    question = penalties(
        stem=Text("{amount} €, {days} jours : {=" + PENALTY + "|2}"),
        misconceptions=(Misconception("360 jours", "{amount} * 0.1215 * {days} / 360", Text("Sur 365 jours.")),),
    )

    assert proof(question) == []


def test_proof_names_each_fault_once():
    question = calculated(
        "100 / {n}",
        number_range("n", "0", "9"),
        stem=Text("{n} et {m}"),
        hints=(Hint(Text("{o}")),),
        answers=(CalculatedAnswer("100 / {n}", feedback=Text("{p}")),),
        misconceptions=(Misconception("x", "100 / {n}", Text("{q}")),),
    )

    found = {(error.field, error.message_id) for error in proof(question)}

    assert found == {
        ("stem", "formula.unknown_name"),
        ("hints[0].text", "formula.unknown_name"),
        ("answers[0].feedback", "formula.unknown_name"),
        ("misconceptions[0].feedback", "formula.unknown_name"),
        ("answers[0].formula", "formula.division_by_zero"),
    }


def test_proof_names_a_misconception_that_never_shows():
    question = calculated("{n} * 2", DAYS_N, misconceptions=(Misconception("double", "{n} + {n}", Text("x")),))

    assert [(error.field, error.message_id) for error in proof(question)] == [
        ("misconceptions[0].formula", "question.never_reached")
    ]


DAYS_N = number_range("n", "1", "9")


@pytest.mark.parametrize(
    "parameter",
    [
        number_range("n", "0", "100000000000000", "0.0001"),
        number_range("n", "0.0001", "100000000000000", "0.0001", distribution="loguniform"),
        DateRange("n", date(1900, 1, 1), date(2199, 12, 31)),
        DateRange("n", date(1900, 1, 1), date(2199, 12, 31), working_days=True),
    ],
)
def test_a_huge_range_is_drawn_from_at_once(parameter):
    formula = "{n}" if isinstance(parameter, NumberRange) else "days({n}, 2000-01-01)"
    question = calculated(formula, parameter)
    draw(question, 0)
    started = time.perf_counter()

    for seed in range(100):
        draw(question, seed)

    # 100 draws that listed 109,572 days would take seconds.
    assert time.perf_counter() - started < 1


def test_a_question_is_made_in_about_a_millisecond():
    question = penalties(
        stem=Text("{amount} €, {days} jours : {=" + PENALTY + "|2}"),
        misconceptions=(Misconception("360 jours", "{amount} * 0.1215 * {days} / 360", Text("Sur 365 jours.")),),
    )
    drawn = draw(question, 1)

    def seconds():
        started = time.perf_counter()
        realised(question, drawn)
        return time.perf_counter() - started

    # The quickest of many, since the machine has other things to do.
    assert min(seconds() for _ in range(200)) < 0.001
