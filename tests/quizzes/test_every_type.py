"""What holds for a question of any type: marks, right answers, guesses, and answers of any shape."""

import json
import pickle
from dataclasses import replace
from fractions import Fraction
from itertools import chain, combinations, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.behaviours import correct_parts
from quizzes.errors import ResponseError
from quizzes.marking import Mark, check_response, mark, right_response
from quizzes.questions import (
    Calculated,
    Cloze,
    Description,
    Essay,
    Matching,
    MultipleResponse,
    Ordering,
    SingleChoice,
    guessing,
    random_guess_score,
)
from tests.quizzes.every_type import (
    answered,
    cloze,
    every_question,
    markable,
    matching,
    ordering,
    select_gap,
    several_gap,
    small_matchings,
)
from tests.quizzes.question_strategies import multiples, singles

STRATEGIES = ["all-or-nothing", "absolute", "next", "longest-subset"]


def mean(fractions):
    return sum(map(Fraction, fractions), Fraction(0)) / len(fractions)


@given(answered())
def test_marks_are_in_range_and_the_same_each_time(question_and_response):
    question, response = question_and_response

    found = mark(question, response)

    assert (-1 if isinstance(question, SingleChoice) else 0) <= found.fraction <= 1
    assert mark(question, response) == found
    assert (found.problem is not None) == (found.outcome == "invalid")
    assert check_response(question, response).problem == found.problem
    assert all(0 <= part.fraction <= 1 for part in found.feedback if part.fraction is not None)


@given(answered())
def test_the_right_parts_never_pass_their_number(question_and_response):
    question, response = question_and_response

    found = mark(question, response)
    right, count = correct_parts(question, found)

    assert 0 <= right <= count
    if found.outcome == "right" and not isinstance(question, MultipleResponse):
        assert right == count


@given(markable, st.sampled_from(["fr", "en"]))
def test_the_model_answer_is_right_where_there_is_one(question, language):
    response = right_response(question, language)

    if isinstance(question, Essay | Description):
        assert response is None
        return
    found = mark(question, response)
    assert found.outcome == "right"
    assert found.fraction == pytest.approx(1, abs=1e-5)
    assert not found.unit_missing


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["a", "b", "true", "12"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(every_question, json_values, st.data())
def test_any_json_value_gets_a_mark_or_a_refusal_and_nothing_else(question, value, data):
    count = len(getattr(question, "pairs", getattr(question, "items", getattr(question, "gaps", ()))))
    shaped = [data.draw(json_values) for _ in range(count)] if count and data.draw(st.booleans()) else value

    try:
        found = mark(question, shaped)
    except ResponseError as refusal:
        assert str(refusal)
        with pytest.raises(ResponseError):
            check_response(question, shaped)
        return

    assert isinstance(found, Mark)
    assert not isinstance(question, Calculated)
    # What passes can be stored as JSON.
    assert mark(question, json.loads(json.dumps(shaped))) == found


@given(every_question)
def test_questions_can_be_copied_pickled_and_hashed(question):
    assert pickle.loads(pickle.dumps(question)) == question
    assert replace(question) == question
    assert hash(replace(question)) == hash(question)


@given(multiples, st.data())
def test_the_order_of_given_letters_does_not_matter(question, data):
    letters = data.draw(st.lists(st.sampled_from(question.letters), unique=True))

    assert mark(question, data.draw(st.permutations(letters))) == mark(question, letters)


def _permuted(question, order):
    return replace(question, options=tuple(question.options[place] for place in order))


def _said(found):
    return [(part.chosen, part.right, part.text) for part in found.feedback]


@given(multiples | singles, st.data())
def test_moving_the_options_with_the_answer_only_moves_the_feedback(question, data):
    order = data.draw(st.permutations(range(len(question.options))))
    moved = _permuted(question, order)
    chosen = data.draw(st.lists(st.sampled_from(range(len(order))), unique=True, min_size=1))
    if isinstance(question, SingleChoice):
        before, after = question.letters[chosen[0]], moved.letters[order.index(chosen[0])]
    else:
        before = [question.letters[place] for place in chosen]
        after = [moved.letters[order.index(place)] for place in chosen]

    found, again = mark(question, before), mark(moved, after)

    assert (again.fraction, again.outcome) == (found.fraction, found.outcome)
    assert _said(again) == [_said(found)[place] for place in order]


@given(small_matchings, st.data())
def test_moving_the_pairs_with_the_answer_does_not_change_the_mark(question, data):
    response = data.draw(st.tuples(*[st.sampled_from((*question.letters, ""))] * len(question.pairs)))
    order = data.draw(st.permutations(range(len(question.pairs))))
    moved = replace(question, pairs=tuple(question.pairs[place] for place in order))
    texts = dict(zip(question.letters, question.choices, strict=True))
    letters = dict(zip(moved.choices, moved.letters, strict=True))
    given = [response[place] and letters[texts[response[place]]] for place in order]

    assert mark(moved, given).fraction == mark(question, list(response)).fraction


def _sets(letters):
    return chain.from_iterable(combinations(letters, size) for size in range(1, len(letters) + 1))


def _gap_answers(gap):
    return [list(letters) for letters in _sets(gap.letters)] if gap.multiple else gap.letters


def _all_answers(question):
    match question:
        case SingleChoice():
            found = question.letters
        case MultipleResponse():
            found = _sets(question.letters)
        case Matching():
            found = product(question.letters, repeat=len(question.pairs))
        case Ordering():
            found = permutations(question.letters)
        case Cloze(gaps=gaps):
            found = product(*map(_gap_answers, gaps))
    return [answer if isinstance(answer, str) else list(answer) for answer in found]


gap_scores = st.lists(st.sampled_from([1, 0.5, 0, -0.5, -1]), min_size=2, max_size=4).filter(lambda drawn: 1 in drawn)
select_gaps = st.builds(
    lambda make, scores, weight: make(*scores, weight=weight),
    st.sampled_from([select_gap, several_gap]),
    gap_scores,
    st.integers(1, 9),
)
select_clozes = st.lists(select_gaps, min_size=1, max_size=2).map(lambda gaps: cloze(*gaps))
small_orderings = st.builds(
    lambda count, strategy: ordering(*["un", "deux", "trois", "quatre", "cinq"][:count], strategy=strategy),
    st.integers(2, 5),
    st.sampled_from(STRATEGIES),
)
guessable = st.one_of(small_matchings, small_orderings, select_clozes, multiples, singles)


@settings(deadline=None)
@given(guessable)
def test_a_random_guess_is_worth_the_mean_over_all_answers(question):
    fractions = [mark(question, response).fraction for response in _all_answers(question)]

    assert random_guess_score(question) == pytest.approx(float(mean(fractions)), abs=1e-9)


@settings(deadline=None)
@given(small_matchings | small_orderings | singles.filter(lambda question: _best_count(question) == 1))
def test_the_chance_of_guessing_is_the_share_of_right_answers(question):
    outcomes = [mark(question, response).outcome for response in _all_answers(question)]

    assert guessing(question) == pytest.approx(outcomes.count("right") / len(outcomes))


def _best_count(question):
    return sum(option.score >= 1 - Fraction(1, 100_000) for option in question.options)


@given(every_question)
def test_chances_are_in_range_and_a_guess_gives_at_least_what_its_chance_of_being_right_gives(question):
    assert 0 <= guessing(question) <= 0.5
    assert -1 <= random_guess_score(question) <= 1
    if not isinstance(question, SingleChoice):
        assert random_guess_score(question) >= guessing(question) - 1e-5


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_an_order_said_by_heart_is_right_under_every_strategy(strategy):
    question = ordering("un", "deux", "trois", strategy=strategy)

    assert mark(question, right_response(question)).outcome == "right"


def test_a_wrong_choice_in_one_gap_takes_nothing_from_the_others():
    question = cloze(select_gap(1, -1), select_gap(1, 0))

    assert mark(question, ["b", "a"]).fraction == 0.5
    assert random_guess_score(question) == 0.5


def test_two_prompts_that_read_the_same_are_guessed_more_easily():
    question = matching(("délai", "30 jours"), ("délai", "60 jours"))

    assert guessing(question) == 0.5
    assert random_guess_score(question) == 0.75
