"""Questions are well formed or cannot be made."""

import dataclasses
import itertools
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given

from quizzes.errors import QuestionError
from quizzes.questions import (
    DateAnswer,
    NumericalAnswer,
    Option,
    Text,
    TextAnswer,
    guessing,
    option_letter,
    random_guess_score,
    shared_scores,
)
from tests.quizzes.question_strategies import (
    date_question,
    multiple,
    multiples,
    number,
    numerical,
    questions,
    short_answer,
    single,
    true_false,
)


@pytest.mark.parametrize(
    ("make", "field", "message_id"),
    [
        (lambda: Text(""), "source", "question.blank"),
        (lambda: Text(" \n"), "source", "question.blank"),
        (lambda: Text(3), "source", "question.wrong_type"),
        (lambda: Text("x" * 20_001), "source", "question.too_long"),
        (lambda: Text("a\x00"), "source", "question.bad_character"),
        (lambda: Text("\udfff"), "source", "question.bad_character"),
        (lambda: Text("a\x85b"), "source", "question.bad_character"),
        (lambda: Text("a\x1b"), "source", "question.bad_character"),
        (lambda: Text("x", "docx"), "format", "question.wrong_value"),
        (lambda: Option(Text("x"), 1.5), "score", "question.out_of_range"),
        (lambda: Option(Text("x"), -2), "score", "question.out_of_range"),
        (lambda: Option(Text("x"), float("nan")), "score", "question.out_of_range"),
        (lambda: Option(Text("x"), True), "score", "question.wrong_type"),
        (lambda: Option(Text("x"), Fraction(1, 10**21)), "score", "question.wrong_value"),
        (lambda: TextAnswer("x", -0.5), "score", "question.out_of_range"),
        (lambda: TextAnswer("  "), "text", "question.blank"),
        (lambda: NumericalAnswer(Decimal("nan")), "value", "question.wrong_value"),
        (lambda: NumericalAnswer(Decimal("1E+999999")), "value", "question.wrong_value"),
        (lambda: NumericalAnswer(Decimal("1E-999999")), "value", "question.wrong_value"),
        (lambda: NumericalAnswer(1.5), "value", "question.wrong_type"),
        (lambda: number("1", "-1"), "tolerance", "question.wrong_value"),
        (lambda: number("1", kind="fuzzy"), "tolerance_kind", "question.wrong_value"),
        (lambda: DateAnswer(datetime(2026, 1, 1, tzinfo=UTC)), "value", "question.wrong_type"),
        (lambda: DateAnswer("2026-01-01"), "value", "question.wrong_type"),
        (lambda: DateAnswer(date(2026, 1, 1), -1), "tolerance_days", "question.out_of_range"),
        (lambda: single(1, 0, key="Jur 1"), "key", "question.wrong_value"),
        (lambda: single(1, 0, key="a" * 81), "key", "question.too_long"),
        (lambda: single(1, 0, key="é"), "key", "question.wrong_value"),
        (lambda: single(1, 0, competency="jur"), "competency", "question.wrong_value"),
        (lambda: single(1, 0, difficulty=6), "difficulty", "question.out_of_range"),
        (lambda: single(1, 0, difficulty=True), "difficulty", "question.wrong_type"),
        (lambda: single(1, 0, seconds=0), "seconds", "question.out_of_range"),
        (lambda: single(1, 0, sources=("metier", "C. com.")), "sources[1]", "question.wrong_value"),
        (lambda: single(1, 0, facts=("",)), "facts[0]", "question.blank"),
        (lambda: single(1, 0, lesson=""), "lesson", "question.blank"),
        (lambda: single(1), "options", "question.too_few"),
        (lambda: single(*[1] * 101), "options", "question.too_many"),
        (lambda: single(0.5, 0), "options", "question.no_full_mark"),
        (lambda: multiple(0.5, -1), "options", "question.no_full_mark"),
        (lambda: true_false("true"), "answer", "question.wrong_type"),
        (numerical, "answers", "question.too_few"),
        (lambda: numerical(number("1"), unit="5 m"), "unit", "question.wrong_value"),
        (lambda: numerical(number("1", score=0.5)), "answers", "question.no_full_mark"),
        (lambda: numerical(number("100", "5", score=0), number("102")), "answers[1]", "question.never_reached"),
        (lambda: date_question(DateAnswer(date(2026, 1, 1), score=0)), "answers", "question.no_full_mark"),
        (lambda: short_answer(TextAnswer("*", 0), "oui"), "answers[1]", "question.never_reached"),
        (lambda: short_answer("oui", case_sensitive=1), "case_sensitive", "question.wrong_type"),
    ],
)
def test_a_malformed_part_is_refused_at_its_field(make, field, message_id):
    with pytest.raises(QuestionError) as refusal:
        make()

    assert (refusal.value.field, refusal.value.message_id) == (field, message_id)
    assert str(refusal.value).startswith(f"{field}: ")


def test_a_question_cannot_be_changed():
    question = single(1, 0)

    with pytest.raises(dataclasses.FrozenInstanceError):
        question.key = "other"


def test_a_score_given_as_a_float_is_kept_as_its_decimal_writing_says():
    assert Option(Text("x"), 0.1).score == Fraction(1, 10)


def test_options_are_lettered_by_position_without_end():
    assert single(1, 0, 0).letters == ("a", "b", "c")
    assert [option_letter(position) for position in (25, 26, 51, 52, 701, 702)] == ["z", "aa", "az", "ba", "zz", "aaa"]
    with pytest.raises(ValueError, match="-1"):
        option_letter(-1)


def test_right_options_share_the_mark_and_wrong_ones_take_as_much():
    third = Fraction(1, 3)

    assert shared_scores([True, False, True, True]) == (third, -third, third, third)
    with pytest.raises(QuestionError):
        shared_scores([False, False])


@pytest.mark.parametrize(
    ("question", "guess", "expected_score"),
    [
        (single(1, 0, 0, 0), 1 / 4, 1 / 4),
        (single(1, 0.5, -0.5, 0, 0), 1 / 5, 1 / 5),
        (true_false(), 0.5, 0.5),
        (multiple(1, -1), 1 / 3, 1 / 3),
        (multiple(0.5, 0.5), 1 / 3, 2 / 3),
        (multiple(0.5, 0.5, -0.5, -0.5), 1 / 15, 3 / 15),
        (numerical(number("3")), 0, 0),
        (short_answer("x"), 0, 0),
        (date_question(DateAnswer(date(2026, 1, 1))), 0, 0),
    ],
)
def test_guessing_has_its_known_chances(question, guess, expected_score):
    assert guessing(question) == pytest.approx(guess)
    assert random_guess_score(question) == pytest.approx(expected_score)


@given(multiples)
def test_the_random_score_of_a_multiple_response_is_the_mean_over_all_sets(question):
    scores = [Fraction(option.score) for option in question.options]
    subsets = [subset for size in range(1, len(scores) + 1) for subset in itertools.combinations(scores, size)]

    expected = sum(min(max(sum(subset), 0), 1) for subset in subsets) / len(subsets)

    assert random_guess_score(question) == pytest.approx(float(expected))


def test_a_hundred_options_of_odd_scores_are_averaged_in_bounded_time():
    question = multiple(1, *[Fraction(1, 101 + number) * (-1) ** number for number in range(99)])
    started = time.perf_counter()

    score = random_guess_score(question)

    assert 0.4 < score < 0.6
    assert time.perf_counter() - started < 5


@given(questions)
def test_chances_stay_in_their_ranges(question):
    assert 0 <= guessing(question) <= 0.5
    assert -1 <= random_guess_score(question) <= 1
