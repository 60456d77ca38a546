"""Marking: golden values, properties, and answers that no page of ours would send."""

import json
import time
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.errors import ResponseError
from quizzes.marking import PartFeedback, check_response, mark, right_response
from quizzes.questions import DateAnswer, MultipleResponse, SingleChoice, Text, TextAnswer
from tests.quizzes.question_strategies import (
    date_question,
    multiple,
    multiples,
    number,
    numerical,
    questions,
    short_answer,
    single,
    singles,
    true_false,
)

THIRD = Fraction(1, 3)


@pytest.mark.parametrize(
    ("letter", "fraction", "outcome"),
    [("a", 0.0, "wrong"), ("b", 1.0, "right"), ("c", 0.5, "partial"), ("d", -0.25, "wrong")],
)
def test_a_single_choice_gives_the_fraction_of_the_chosen_option(letter, fraction, outcome):
    result = mark(single(0, 1, 0.5, -0.25), letter)

    assert (result.fraction, result.outcome, result.matched) == (fraction, outcome, "abcd".index(letter))


def test_each_option_says_whether_it_was_chosen_and_right():
    result = mark(single(0, 1), "a")

    assert result.feedback == (
        PartFeedback("a", chosen=True, right=False, text=Text("retour 0")),
        PartFeedback("b", chosen=False, right=True, text=Text("retour 1")),
    )


@pytest.mark.parametrize(
    ("letters", "fraction", "outcome"),
    [
        (["a", "b", "c"], 1.0, "right"),
        (["a", "b"], 2 / 3, "partial"),
        (["a", "d"], 0.0, "wrong"),
        (["d"], 0.0, "wrong"),
        (["a", "b", "c", "d"], 2 / 3, "partial"),
    ],
)
def test_a_multiple_response_adds_and_clamps(letters, fraction, outcome):
    result = mark(multiple(THIRD, THIRD, THIRD, -THIRD), letters)

    assert result.fraction == pytest.approx(fraction)
    assert result.outcome == outcome


def test_scores_written_with_five_decimals_still_make_a_right_answer():
    result = mark(multiple(0.33333, 0.33333, 0.33333, -1), ["a", "b", "c"])

    assert result.outcome == "right"


def test_each_option_that_adds_to_the_mark_is_right_and_only_the_best_one_of_a_single_choice():
    several = mark(multiple(0.5, 0.5, -1), ["a"]).feedback
    one = mark(single(1, 0.5, 0), "b").feedback

    assert [part.right for part in several] == [True, True, False]
    assert [part.right for part in one] == [True, False, False]


def test_more_than_the_mark_cannot_be_had():
    assert mark(multiple(1, 1, -0.5), ["a", "b"]).fraction == 1


def test_true_or_false_has_a_feedback_for_each_choice():
    question = true_false(answer=False, if_true=Text("non"), if_false=Text("oui"))

    wrong, right = mark(question, "true"), mark(question, "false")

    assert (wrong.fraction, wrong.outcome, wrong.feedback[0]) == (
        0,
        "wrong",
        PartFeedback("true", True, False, Text("non")),
    )
    assert (right.fraction, right.outcome, right.feedback[1]) == (
        1,
        "right",
        PartFeedback("false", True, True, Text("oui")),
    )


@pytest.mark.parametrize(
    ("question", "blank"),
    [
        (single(1, 0), None),
        (single(1, 0), ""),
        (multiple(1, 0), None),
        (multiple(1, 0), []),
        (true_false(), ""),
        (numerical(number("1")), "  "),
        (numerical(number("1")), None),
        (date_question(DateAnswer(date(2026, 5, 11))), "\u00a0"),
        (short_answer("*"), " \n"),
    ],
)
def test_nothing_given_is_unanswered(question, blank):
    result = mark(question, blank)

    assert (result.fraction, result.outcome, result.problem) == (0, "unanswered", None)
    assert not any(part.chosen for part in result.feedback)
    assert not check_response(question, blank).is_answered


@pytest.mark.parametrize(
    ("answer", "accepted", "refused"),
    [
        (number("565.32"), ["565,32", "565.32 €", "565,3200"], ["565,33", "565,3199"]),
        (number("565.32", "0.01"), ["565,31", "565,33"], ["565,30", "565,3301"]),
        (number("200", "0.05", "relative"), ["190", "210"], ["189,99", "210,01"]),
        (number("-200", "0.05", "relative"), ["-190", "-210"], ["-189,99", "-210,01", "200"]),
        (number("100", "0.25", "geometric"), ["80", "125"], ["79,99", "125,01"]),
        (number("-100", "0.25", "geometric"), ["-80", "-125"], ["-79,99", "-125,01"]),
        (number("0", "0.5", "relative"), ["0"], ["0,01"]),
        (number("0.3"), ["0,3"], ["0,3001"]),
        (number("1", "2", "geometric"), ["3", "0,33334"], ["0,33333", "3,01"]),
    ],
)
def test_tolerances_are_exact_at_their_ends(answer, accepted, refused):
    question = numerical(answer)

    assert [mark(question, entry).outcome for entry in accepted] == ["right"] * len(accepted)
    assert [mark(question, entry).outcome for entry in refused] == ["wrong"] * len(refused)


def test_the_first_number_that_matches_wins_and_a_known_mistake_has_its_feedback():
    question = numerical(
        number("557.58", score=0, feedback="Vous avez compté 360 jours."),
        number("550", "0.5"),
        number("550", "100", score=0.5),
        otherwise=Text("Relisez."),
    )

    results = [mark(question, entry) for entry in ("557,58", "550,4", "560", "900")]

    assert [(result.fraction, result.outcome, result.matched) for result in results] == [
        (0, "wrong", 0),
        (1, "right", 1),
        (0.5, "partial", 2),
        (0, "wrong", None),
    ]
    assert results[0].feedback[0].text == Text("Vous avez compté 360 jours.")
    assert results[3].feedback == (PartFeedback("", chosen=True, right=False, text=Text("Relisez.")),)


def test_the_number_is_echoed_as_it_was_read():
    result = mark(numerical(number("1"), unit="€"), "1\u202f234,56 €")

    assert result.interpreted == Decimal("1234.56")
    assert check_response(numerical(number("1")), "1 234,56").interpreted == Decimal("1234.56")


@pytest.mark.parametrize(
    ("question", "entry", "message_id"),
    [
        (numerical(number("16")), "16,000", "number.ambiguous"),
        (numerical(number("16")), "1,234.5,6", "number.ambiguous"),
        (numerical(number("16")), "nan", "number.not_a_number"),
        (numerical(number("16")), "1e999", "number.not_a_number"),
        (numerical(number("16")), "1" * 5000, "number.too_long"),
        (date_question(DateAnswer(date(2026, 5, 11))), "31/02/2026", "date.impossible"),
        (date_question(DateAnswer(date(2026, 5, 11))), "11/05/26", "date.two_digit_year"),
    ],
)
def test_an_entry_that_cannot_be_read_is_invalid_and_says_why(question, entry, message_id):
    result = mark(question, entry)

    assert (result.fraction, result.outcome) == (0, "invalid")
    assert result.problem.message_id == message_id
    assert str(result.problem)
    assert check_response(question, entry).problem == result.problem


def test_a_date_is_right_within_its_days():
    question = date_question(
        DateAnswer(date(2026, 5, 11), 1), DateAnswer(date(2026, 6, 30), score=0, feedback=Text("Fin de mois d’abord"))
    )

    outcomes = [mark(question, entry).outcome for entry in ("11/05/2026", "10 mai 2026", "2026-05-12", "13/05/2026")]

    assert outcomes == ["right", "right", "right", "wrong"]
    assert mark(question, "30 juin 2026").matched == 1
    assert mark(question, "30 juin 2026").interpreted == date(2026, 6, 30)


def test_a_short_answer_is_never_fuzzy():
    question = short_answer("exigible", TextAnswer("*exigible", 0, Text("C’est le contraire.")))

    right, contrary, misspelt = (mark(question, entry) for entry in (" Exigible ", "non exigible", "exigibles"))

    assert (right.outcome, right.matched, right.interpreted) == ("right", 0, "Exigible")
    assert (contrary.outcome, contrary.matched) == ("wrong", 1)
    assert (misspelt.outcome, misspelt.matched) == ("wrong", None)


def test_capitals_count_only_where_the_question_says_so():
    assert mark(short_answer("DSO"), "dso").outcome == "right"
    assert mark(short_answer("DSO", case_sensitive=True), "dso").outcome == "wrong"


def test_a_model_answer_reads_like_one():
    assert right_response(single(0, 1)) == "b"
    assert right_response(multiple(0.5, -0.5, 0.5)) == ["a", "c"]
    assert right_response(true_false(answer=False)) == "false"
    assert right_response(numerical(number("1565.3"), unit="€")) == "1\u00a0565,3\u00a0€"
    assert right_response(numerical(number("1565.3")), "en") == "1,565.3"
    assert right_response(date_question(DateAnswer(date(2026, 5, 11)))) == "11 mai 2026"
    assert right_response(short_answer("prescri*")) == "prescri…"
    assert right_response(short_answer("*prescri*", "prescription")) == "prescription"


QUESTIONS = [
    single(1, 0),
    multiple(1, -1, 0.5),
    true_false(),
    numerical(number("1")),
    date_question(DateAnswer(date(2026, 5, 11))),
    short_answer("oui"),
]
DEEP = json.loads("[" * 500 + "]" * 500)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: type(question).__name__)
@pytest.mark.parametrize(
    "hostile",
    [
        0,
        1,
        1.5,
        float("nan"),
        True,
        False,
        {},
        {"a": "b"},
        b"a",
        object(),
        [1],
        [None],
        [["a"]],
        ["z"],
        ["a\x00"],
        DEEP,
        "\x00",
        "\ud800",
    ],
    ids=lambda hostile: repr(hostile)[:20] if not hasattr(hostile, "__dict__") else "object",
)
def test_what_is_no_answer_is_refused_in_one_way(question, hostile):
    with pytest.raises(ResponseError) as refusal:
        mark(question, hostile)

    assert str(refusal.value)
    with pytest.raises(ResponseError):
        check_response(question, hostile)


@pytest.mark.parametrize(
    ("question", "response", "message_id"),
    [
        (single(1, 0), "c", "response.unknown_option"),
        (single(1, 0), "A", "response.unknown_option"),
        (single(1, 0), "ab", "response.unknown_option"),
        (single(1, 0), ["a"], "response.wrong_type"),
        (true_false(), "vrai", "response.unknown_option"),
        (multiple(1, 0), "a", "response.wrong_type"),
        (multiple(1, 0), ["a", "a"], "response.repeated_option"),
        (multiple(1, 0), ["a", "c"], "response.unknown_option"),
        (multiple(1, 0), ["a"] * 1_000_000, "response.repeated_option"),
        (short_answer("oui"), "x" * 10_001, "response.too_long"),
        (numerical(number("1")), "1" * 1_000_000, "response.too_long"),
        (date_question(DateAnswer(date(2026, 5, 11))), "1" * 1_000_000, "response.too_long"),
    ],
)
def test_an_answer_of_a_wrong_shape_says_what_is_wrong(question, response, message_id):
    with pytest.raises(ResponseError) as refusal:
        mark(question, response)

    assert refusal.value.message_id == message_id


def test_the_longest_entry_is_marked_at_once():
    question = short_answer(*["*a" * 400 + f"{number}" for number in range(20)])
    started = time.perf_counter()

    mark(question, "a" * 10_000)

    assert time.perf_counter() - started < 1


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
likely_values = st.sampled_from(["a", "b", "true", "12", "1,5 €", "1.234", "11/05/2026", "é*"]) | st.lists(
    st.sampled_from("abcdef"), max_size=6
)


@given(questions, json_values | likely_values)
def test_any_json_value_gets_a_mark_in_range_or_a_refusal(question, response):
    try:
        result = mark(question, response)
    except ResponseError:
        return

    lowest = -1 if isinstance(question, SingleChoice) else 0
    assert lowest <= result.fraction <= 1
    assert (result.outcome == "invalid") == (result.problem is not None)
    assert mark(question, response) == result
    if result.outcome in {"unanswered", "invalid"}:
        assert result.fraction == 0


@given(questions, st.sampled_from(["fr", "en"]))
def test_the_model_answer_is_right(question, language):
    result = mark(question, right_response(question, language))

    assert result.outcome == "right"
    assert result.fraction == pytest.approx(1, abs=1e-5)


@given(multiples, st.data())
def test_the_order_of_chosen_letters_does_not_matter(question, data):
    chosen = data.draw(st.lists(st.sampled_from(question.letters), unique=True))
    shuffled = data.draw(st.permutations(chosen))

    assert mark(question, chosen) == mark(question, shuffled)


@given(multiples, st.data())
def test_a_right_option_more_never_lowers_the_mark(question: MultipleResponse, data):
    chosen = data.draw(st.lists(st.sampled_from(question.letters), unique=True))
    more = [letter for letter, option in zip(question.letters, question.options, strict=True) if option.score > 0]

    assert mark(question, sorted({*chosen, *more})).fraction >= mark(question, chosen).fraction


@given(singles, st.data())
def test_only_the_chosen_option_is_said_to_be_chosen(question, data):
    letter = data.draw(st.sampled_from(question.letters))

    parts = mark(question, letter).feedback

    assert [part.part for part in parts if part.chosen] == [letter]
    assert [part.part for part in parts] == list(question.letters)
