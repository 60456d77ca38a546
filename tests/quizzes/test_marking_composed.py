"""Marking of what has several parts, of numbers with units, and of free words: golden values."""

from decimal import Decimal
from fractions import Fraction

import pytest

from quizzes.errors import ResponseError
from quizzes.marking import LONGEST_ESSAY, PartFeedback, check_response, mark, right_response, rubric_fraction
from quizzes.questions import (
    Calculated,
    CalculatedAnswer,
    Criterion,
    NumberRange,
    RubricLevel,
    Text,
    TextAnswer,
    Unit,
)
from tests.quizzes.every_type import (
    cloze,
    description,
    essay,
    matching,
    number_gap,
    ordering,
    select_gap,
    several_gap,
    text_gap,
)
from tests.quizzes.question_strategies import BASE, number, numerical, short_answer

HALF = Fraction(1, 2)
PAIRS = (("facture", "30 jours"), ("relance", "8 jours"), ("mise en demeure", "30 jours"))


@pytest.mark.parametrize(
    ("letters", "fraction", "outcome"),
    [
        (["a", "b", "a"], 1, "right"),
        (["a", "b", "b"], 2 / 3, "partial"),
        (["a", "", ""], 1 / 3, "partial"),
        (["c", "c", "c"], 0, "wrong"),
        (["b", "a", "b"], 0, "wrong"),
    ],
)
def test_a_matching_gives_the_share_of_right_pairs(letters, fraction, outcome):
    result = mark(matching(*PAIRS, distractors=("jamais",)), letters)

    assert (result.fraction, result.outcome) == (pytest.approx(fraction), outcome)


def test_each_pair_says_whether_it_was_answered_and_right():
    result = mark(matching(*PAIRS), ["a", "", "b"])

    assert result.feedback == (
        PartFeedback("1", True, True, Text("facture : 30 jours"), 1.0),
        PartFeedback("2", False, False, Text("relance : 8 jours"), 0.0),
        PartFeedback("3", True, False, Text("mise en demeure : 30 jours"), 0.0),
    )


@pytest.mark.parametrize("blank", [None, "", [], ["", "", ""], [None, " ", ""]])
def test_a_matching_without_any_answer_is_unanswered(blank):
    result = mark(matching(*PAIRS), blank)

    assert (result.outcome, result.fraction) == ("unanswered", 0)
    assert [part.chosen for part in result.feedback] == [False, False, False]


def test_prompts_that_read_the_same_are_right_wherever_their_answers_stand():
    question = matching(("délai", "30 jours"), ("délai", "60 jours"), ("taux", "10 %"))

    crossed = mark(question, ["b", "a", "c"])
    twice = mark(question, ["a", "a", "c"])
    one_elsewhere = mark(question, ["b", "c", "a"])

    assert (crossed.outcome, crossed.feedback[0].text) == ("right", Text("délai : 60 jours"))
    assert [part.right for part in twice.feedback] == [True, False, True]
    assert [part.right for part in one_elsewhere.feedback] == [True, False, False]


def test_an_answer_is_right_no_more_often_than_it_belongs_there():
    question = matching(("délai", "30 jours"), ("délai", "60 jours"), ("délai", "90 jours"))

    assert [part.right for part in mark(question, ["b", "a", "a"]).feedback] == [True, True, False]


# The learner's order of a, b, c, d, which is the right one; the fraction under each strategy.
@pytest.mark.parametrize(
    ("letters", "all_or_nothing", "absolute", "following", "longest"),
    [
        ("abcd", 1, 1, 1, 1),
        ("dcba", 0, 0, 0, 0),
        ("bcda", 0, 0, 2 / 3, 3 / 4),
        ("abdc", 0, 2 / 4, 1 / 3, 3 / 4),
        ("acbd", 0, 2 / 4, 0, 3 / 4),
        ("cdab", 0, 0, 2 / 3, 2 / 4),
        ("badc", 0, 0, 0, 2 / 4),
    ],
)
def test_an_order_is_worth_what_its_strategy_says(letters, all_or_nothing, absolute, following, longest):
    worth = {"all-or-nothing": all_or_nothing, "absolute": absolute, "next": following, "longest-subset": longest}

    found = {
        strategy: mark(ordering("un", "deux", "trois", "quatre", strategy=strategy), list(letters)).fraction
        for strategy in worth
    }

    assert found == pytest.approx(worth)


def test_the_items_come_back_as_the_learner_put_them():
    result = mark(ordering("un", "deux", "trois"), ["a", "c", "b"])

    assert [(part.part, part.right, part.text.source) for part in result.feedback] == [
        ("a", True, "de un"),
        ("c", False, "de trois"),
        ("b", False, "de deux"),
    ]


@pytest.mark.parametrize("letters", [["a", "b", ""], ["a", "a", "b"], ["c", "c", "c"]])
def test_an_order_with_a_hole_or_a_repeated_item_cannot_be_read(letters):
    result = mark(ordering("un", "deux", "trois"), letters)

    assert (result.outcome, result.problem.message_id, result.fraction) == ("invalid", "response.incomplete_order", 0)
    assert check_response(ordering("un", "deux", "trois"), letters).is_answered


@pytest.mark.parametrize(
    ("question", "response"),
    [
        (matching(*PAIRS), ["a", "b"]),
        (matching(*PAIRS), ["a", "b", "z"]),
        (matching(*PAIRS), ["a", "b", ["a"]]),
        (matching(*PAIRS), {"1": "a"}),
        (matching(*PAIRS), "abc"),
        (ordering("un", "deux"), ["a", "b", "c"]),
        (ordering("un", "deux"), ["a", 1]),
        (cloze(text_gap("oui"), select_gap(1, 0)), ["oui"]),
        (cloze(text_gap("oui"), select_gap(1, 0)), ["oui", "c"]),
        (cloze(text_gap("oui"), several_gap(1, 0)), ["oui", "a"]),
        (cloze(text_gap("oui"), several_gap(1, 0)), ["oui", ["a", "a"]]),
        (cloze(text_gap("oui")), [["oui"]]),
        (essay(), ["Mon avis."]),
        (essay(), "x" * (LONGEST_ESSAY + 1)),
        (description(), "oui"),
        (description(), []),
    ],
)
def test_what_is_no_answer_to_the_question_is_refused(question, response):
    with pytest.raises(ResponseError):
        mark(question, response)
    with pytest.raises(ResponseError):
        check_response(question, response)


def test_gaps_weigh_what_their_weights_say():
    question = cloze(text_gap("oui", weight=3), number_gap(number("30", "1")), select_gap(0, 1, HALF, weight=4))

    fractions = [mark(question, response).fraction for response in (["oui", "", ""], ["", "31", ""], ["", "", "c"])]

    assert fractions == [3 / 8, 1 / 8, 2 / 8]
    assert mark(question, ["Oui ", "29", "b"]).outcome == "right"


def test_each_gap_has_its_own_feedback_and_reading():
    question = cloze(
        text_gap("oui", TextAnswer("n*", 0, Text("Non.")), otherwise=Text("Relisez.")),
        number_gap(number("30", feedback="Bien."), unit="jours"),
        select_gap(1, 0),
        several_gap(HALF, HALF, -1),
    )

    result = mark(question, [" non", "30 jours", "b", ["b"]])

    assert result.feedback == (
        PartFeedback("1", True, False, Text("Non."), 0.0, "non"),
        PartFeedback("2", True, True, Text("Bien."), 1.0, Decimal(30)),
        PartFeedback("3", True, False, Text("retour 1"), 0.0),
        PartFeedback("4", True, False, Text("retour 1"), 0.5),
    )
    assert mark(question, ["peut-être", "", "", []]).feedback[0].text == Text("Relisez.")


def test_a_gap_that_cannot_be_read_is_said_and_the_others_keep_their_marks():
    question = cloze(text_gap("oui"), number_gap(number("16")), number_gap(number("1")))

    result = mark(question, ["oui", "16,000", "un"])

    assert (result.outcome, result.fraction) == ("invalid", pytest.approx(1 / 3))
    assert result.problem.message_id == "number.ambiguous"
    assert [part.problem and part.problem.message_id for part in result.feedback] == [
        None,
        "number.ambiguous",
        "number.not_a_number",
    ]


def test_a_gap_never_takes_marks_from_another():
    question = cloze(text_gap("oui"), select_gap(1, -1), several_gap(1, -1, -1))

    result = mark(question, ["oui", "b", ["a", "b", "c"]])

    assert result.fraction == pytest.approx(1 / 3)
    assert [part.fraction for part in result.feedback] == [1, 0, 0]


def test_several_options_of_a_gap_add_up():
    question = cloze(several_gap(HALF, HALF, -HALF))

    found = [mark(question, [letters]).fraction for letters in (["a"], ["b", "a"], ["a", "b", "c"], ["c"])]

    assert found == [0.5, 1, 0.5, 0]


def test_the_model_answer_of_a_gap_passes_over_what_an_answer_above_catches():
    question = cloze(
        text_gap(TextAnswer("ex*", 0.5), "exigible", "dû*", "due"), number_gap(number("3", "1", score=0), number("9"))
    )

    assert right_response(question) == ["due", "9"]
    assert mark(question, right_response(question)).outcome == "right"


def test_a_model_answer_has_a_part_for_each_part():
    assert right_response(matching(*PAIRS)) == ["a", "b", "a"]
    assert right_response(ordering("un", "deux", "trois")) == ["a", "b", "c"]
    assert right_response(
        cloze(text_gap("o*", "oui"), number_gap(number("1500"), unit="€"), select_gap(0, 1), several_gap(HALF, 0, HALF))
    ) == ["oui", "1\u00a0500\u00a0€", "b", ["a", "c"]]
    assert right_response(essay()) is None
    assert right_response(description()) is None


LENGTH = numerical(
    number("2.5", "0.01"),
    unit="m",
    other_units=(Unit("cm", Decimal(100)), Unit("km", Decimal("0.001"))),
    unit_required=True,
    unit_penalty=Fraction(1, 5),
)


@pytest.mark.parametrize(
    ("entry", "fraction", "is_missing"),
    [
        ("2,5 m", 1, False),
        ("2.5m", 1, False),
        ("2,5 M", 1, False),
        ("250 cm", 1, False),
        ("251 cm", 1, False),
        ("252 cm", 0, False),
        ("0,0025 km", 1, False),
        ("2,5 cm", 0, False),
        ("2,5", 0.8, True),
        ("2,5 €", 0.8, True),
        ("3", 0, False),
    ],
)
def test_a_number_may_come_in_other_units_and_loses_without_one(entry, fraction, is_missing):
    result = mark(LENGTH, entry)

    assert (result.fraction, result.unit_missing) == (pytest.approx(fraction), is_missing)


def test_the_echo_shows_the_number_in_the_unit_in_which_it_came():
    assert mark(LENGTH, "250 cm").interpreted == 250
    assert check_response(LENGTH, "250 cm").unit == "cm"


@pytest.mark.parametrize(("of", "left"), [("answer", 0.25), ("question", 0)])
def test_a_missing_unit_costs_a_share_of_the_answer_or_of_the_whole_mark(of, left):
    question = numerical(
        number("5"),
        number("6", score=0.5),
        unit="€",
        unit_required=True,
        unit_penalty=HALF,
        unit_penalty_of=of,
    )

    assert mark(question, "6").fraction == left
    assert mark(question, "6 €").fraction == 0.5
    assert mark(question, "5").fraction == 0.5
    assert (mark(question, "5").outcome, mark(question, "5 €").outcome) == ("partial", "right")


def test_capitals_tell_two_units_apart_where_they_must():
    question = numerical(number("5"), unit="MW", other_units=(Unit("mW", Decimal(10**9)),), unit_required=True)

    assert mark(question, "5 MW").outcome == "right"
    assert mark(question, "5000000000 mW").outcome == "right"
    assert mark(question, "5 mW").outcome == "wrong"
    assert mark(question, "5 mw").problem.message_id == "number.not_a_number"


def test_a_long_unit_goes_before_a_short_one_whatever_its_capitals():
    question = numerical(number("5"), unit="kWh", other_units=(Unit("h", Decimal(2)),))

    assert mark(question, "5 kwh").outcome == "right"
    assert mark(question, "10 h").outcome == "right"


@pytest.mark.parametrize(
    ("unit", "entry"),
    [
        ("€", "5 euros"),
        ("€", "5 EUR"),
        ("jours", "5 j"),
        ("j", "5 jours"),
        ("%", "5 %"),
        ("Maß", "5maß"),
        ("é", "5 e\u0301"),
    ],
)
def test_a_unit_is_known_by_its_other_words_and_writings(unit, entry):
    result = mark(numerical(number("5"), unit=unit, unit_required=True), entry)

    assert (result.outcome, result.unit_missing) == ("right", False)


def test_a_percent_sign_is_part_of_a_longer_unit_or_a_unit_of_its_own():
    question = numerical(number("5"), unit="% par an", other_units=(Unit("%", Decimal(12)),), unit_required=True)

    assert mark(question, "5 % par an").outcome == "right"
    assert mark(question, "60 %").outcome == "right"
    assert mark(question, "5 %").outcome == "wrong"
    assert mark(question, "5 %%").outcome == "invalid"


def test_a_unit_that_nobody_asked_for_changes_nothing():
    assert mark(numerical(number("12"), unit="€"), "12").unit_missing is False
    assert mark(numerical(number("12")), "12 €").outcome == "right"


@pytest.mark.parametrize(
    ("response", "outcome"), [("Mon avis.", "pending"), ("", "unanswered"), (None, "unanswered"), (" \n", "unanswered")]
)
def test_an_essay_waits_for_a_person(response, outcome):
    result = mark(essay(), response)

    assert (result.outcome, result.fraction, result.feedback) == (outcome, 0, ())
    assert check_response(essay(), response).is_answered == (outcome == "pending")


def test_an_essay_may_be_longer_than_another_answer():
    assert mark(essay(most_words=5000), "x" * LONGEST_ESSAY).outcome == "pending"
    with pytest.raises(ResponseError):
        mark(short_answer("*"), "x" * LONGEST_ESSAY)


def test_a_description_asks_nothing():
    result = mark(description(), None)

    assert (result.outcome, result.fraction) == ("nothing", 0)


def test_a_calculated_question_has_no_answer_before_its_figures():
    question = Calculated(
        **BASE, parameters=(NumberRange("n", Decimal(1), Decimal(9)),), answers=(CalculatedAnswer("{n}"),)
    )

    with pytest.raises(ResponseError) as refusal:
        mark(question, "1")

    assert refusal.value.message_id == "response.not_drawn"


RUBRIC = (
    Criterion("Ton", (RubricLevel("sec", 0), RubricLevel("courtois", 1))),
    Criterion("Droit", (RubricLevel("faux", 0), RubricLevel("incomplet", 1.5), RubricLevel("juste", 3))),
)


@pytest.mark.parametrize(
    ("levels", "fraction"),
    [
        ({}, 0),
        ({0: 1}, Fraction(1, 4)),
        ({0: 1, 1: 1}, Fraction(5, 8)),
        ({0: 0, 1: 2}, Fraction(3, 4)),
        ({0: 1, 1: 2}, 1),
    ],
)
def test_a_rubric_gives_its_points_by_the_most_there_are(levels, fraction):
    assert rubric_fraction(RUBRIC, levels) == fraction


@pytest.mark.parametrize("levels", [{2: 0}, {-1: 0}, {0: 2}, {1: -1}])
def test_a_level_that_the_rubric_does_not_have_is_refused(levels):
    with pytest.raises(ResponseError):
        rubric_fraction(RUBRIC, levels)


def test_without_a_rubric_there_are_no_points():
    with pytest.raises(ValueError, match=r"\(\)"):
        rubric_fraction((), {})
