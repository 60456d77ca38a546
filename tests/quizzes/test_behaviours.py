"""Behaviours: the marks of each row of the table, and what a learner meets try after try."""

import itertools
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.answers import DateAnswer, NumericalAnswer, Option, TextAnswer
from quizzes.behaviours import (
    adaptive_mark,
    certainty_mark,
    correct_parts,
    interactive_mark,
    is_sure_and_wrong,
    play,
)
from quizzes.errors import ResponseError
from quizzes.marking import mark
from quizzes.questions import (
    Calculated,
    CalculatedAnswer,
    Cloze,
    Description,
    Essay,
    Hint,
    Matching,
    NumberGap,
    NumberRange,
    Ordering,
    OrderingItem,
    Pair,
    SelectGap,
    Text,
    TextGap,
)
from tests.quizzes.question_strategies import (
    BASE,
    date_question,
    multiple,
    number,
    numerical,
    short_answer,
    single,
    true_false,
)

HALF = Fraction(1, 2)
QUARTER = Fraction(1, 4)
TWO_HINTS = (Hint(Text("Relisez.")), Hint(Text("Comptez."), shows_count=True))
CLEARING = (Hint(None, clears_wrong=True, shows_count=True),)


def matching(**fields):
    pairs = (Pair(Text("un"), "1"), Pair(Text("deux"), "2"), Pair(Text("trois"), "3"))
    return Matching(**{**BASE, **fields}, pairs=pairs)


def ordering(strategy="absolute", **fields):
    items = tuple(OrderingItem(Text(text)) for text in ("un", "deux", "trois"))
    return Ordering(**{**BASE, **fields}, items=items, strategy=strategy)


def cloze(**fields):
    gaps = (
        TextGap((TextAnswer("oui"),)),
        NumberGap((NumericalAnswer(number("30").value),)),
        SelectGap(
            (Option(Text("x"), HALF), Option(Text("y"), HALF), Option(Text("z"), -1)), multiple=True, layout="vertical"
        ),
    )
    return Cloze(**{**BASE, "stem": Text("[[1]] [[2]] [[3]]"), **fields}, gaps=gaps)


@pytest.mark.parametrize(
    ("fraction", "certainty", "expected"),
    [
        (1, 1, 1),
        (1, 2, 2),
        (1, 3, 3),
        (0.5, 1, 0.5),
        (0.5, 2, 1),
        (0.5, 3, 1.5),
        (0, 1, 0),
        (0, 2, -2),
        (0, 3, -6),
        (-0.25, 1, 0),
        (-0.25, 2, -2),
        (-1, 3, -6),
        (1, None, 1),
        (0, None, 0),
    ],
)
def test_certainty_multiplies_what_is_right_and_costs_what_is_wrong(fraction, certainty, expected):
    assert certainty_mark(fraction, certainty) == expected


@pytest.mark.parametrize("certainty", [0, 4, -1])
def test_there_are_three_certainties(certainty):
    with pytest.raises(ValueError, match=str(certainty)):
        certainty_mark(1, certainty)


def test_only_the_highest_certainty_is_sure():
    assert is_sure_and_wrong(0, 3)
    assert is_sure_and_wrong(-0.5, 3)
    assert not is_sure_and_wrong(0.1, 3)
    assert not is_sure_and_wrong(0, 2)
    assert not is_sure_and_wrong(0, None)


@pytest.mark.parametrize(
    ("fraction", "used", "penalty", "expected"),
    [(1, 0, 0.5, 1), (1, 1, 0.25, 0.75), (1, 2, 0.25, 0.5), (0.5, 1, 0.25, 0.25), (1, 3, 0.5, 0), (-1, 0, 0.5, 0)],
)
def test_each_used_try_costs_its_penalty_down_to_nothing(fraction, used, penalty, expected):
    assert interactive_mark(fraction, used, penalty) == expected


def test_three_thirds_leave_nothing():
    assert interactive_mark(1, 3, Fraction(1, 3)) == 0


@pytest.mark.parametrize(
    ("fractions", "penalty", "expected"),
    [
        ([], 0.5, 0),
        ([1], 0.5, 1),
        ([0, 1], 0.25, 0.75),
        ([0.5, 1], 0.25, 0.75),
        ([0.5, 0.5], 0.25, 0.5),
        ([0.5, 0, 1], 0.4, 0.5),
        ([-1, -0.5], 0.1, 0),
        ([0, 0, 0, 1], 0.5, 0),
    ],
)
def test_the_best_try_counts_with_the_penalty_of_those_before(fractions, penalty, expected):
    assert adaptive_mark(fractions, penalty) == pytest.approx(expected)


def test_deferred_feedback_keeps_the_latest_answer_and_shows_nothing_before_the_end():
    question = single(1, 0)

    before = play(question, "deferred", ["a", "b"])
    after = play(question, "deferred", ["a", "b"], is_over=True)

    assert (before.state, before.mark, before.response, before.is_final) == ("open", None, "b", False)
    assert (after.state, after.fraction, after.outcome, after.is_final) == ("finished", 0, "wrong", True)
    assert after.mark == mark(question, "b")


def test_deferred_feedback_says_at_once_that_an_entry_cannot_be_read():
    found = play(numerical(number("16")), "deferred", ["16,000"])

    assert (found.state, found.problem.message_id, found.response) == ("unreadable", "number.ambiguous", "16,000")


def test_immediate_feedback_ends_with_the_first_answer_that_can_be_read():
    question = numerical(number("16"))

    progress = [play(question, "immediate", tries) for tries in ([], ["seize"], ["seize", " "], ["seize", " ", "15"])]
    too_late = play(question, "immediate", ["15", "16"])

    assert [found.state for found in progress] == ["open", "unreadable", "open", "finished"]
    assert [found.tries_left for found in progress] == [1, 1, 1, 0]
    assert [found.outcome for found in progress] == ["unanswered", "unanswered", "unanswered", "wrong"]
    assert (too_late.response, too_late.outcome) == ("15", "wrong")


def test_immediate_feedback_keeps_a_negative_score():
    assert play(single(1, -0.25), "immediate", ["b"]).fraction == -0.25


def test_there_are_as_many_tries_as_hints_and_one_more():
    question = single(1, 0, 0, 0, hints=TWO_HINTS, penalty=QUARTER)
    letters = ["b", "c", "d", "a"]

    progress = [play(question, "interactive", letters[:count]) for count in range(5)]

    assert [found.state for found in progress] == ["open", "hint", "hint", "finished", "finished"]
    assert [found.tries_left for found in progress] == [3, 2, 1, 0, 0]
    assert [found.hint for found in progress] == [None, *TWO_HINTS, None, None]
    assert [found.right_parts for found in progress] == [None, None, (0, 1), None, None]
    assert progress[4].fraction == 0


@pytest.mark.parametrize(
    ("tries", "fraction"), [(["a"], 1), (["b", "a"], 0.75), (["b", "c", "a"], 0.5), (["b", "c", "d"], 0)]
)
def test_a_right_answer_ends_the_question_with_what_the_tries_before_have_left(tries, fraction):
    question = single(1, 0, 0, 0, hints=TWO_HINTS, penalty=QUARTER)

    found = play(question, "interactive", tries)

    assert (found.fraction, found.is_final, found.tries_used) == (fraction, True, len(tries))
    assert play(question, "interactive", [*tries, "d"]) == found


@pytest.mark.parametrize("behaviour", ["interactive", "adaptive"])
def test_what_is_blank_unreadable_or_said_again_uses_no_try(behaviour):
    question = numerical(number("16"), hints=TWO_HINTS, penalty=QUARTER)

    plain = play(question, behaviour, ["15"])

    assert play(question, behaviour, ["15", " 15 "]) == plain
    assert play(question, behaviour, ["", "15"]) == plain
    assert play(question, behaviour, ["15", "16,000", "15"]) == plain
    assert play(question, behaviour, ["15", "16,000", "16"]).fraction == 0.75
    unreadable = play(question, behaviour, ["15", "16,000"])
    assert (unreadable.state, unreadable.tries_used, unreadable.response) == ("unreadable", 1, "16,000")
    assert (unreadable.mark, unreadable.hint) == (plain.mark, plain.hint)


def test_the_same_letters_in_another_order_say_the_same():
    question = multiple(HALF, HALF, -HALF, hints=TWO_HINTS)
    gaps = cloze(hints=TWO_HINTS)

    assert play(question, "interactive", [["a", "c"], ["c", "a"]]).tries_used == 1
    assert play(gaps, "adaptive", [["oui", "31", ["a", "b"]], ["oui ", "31", ["b", "a"]]]).tries_used == 1
    assert play(ordering(hints=TWO_HINTS), "interactive", [["b", "a", "c"], ["a", "c", "b"]]).tries_used == 2


def test_adaptive_keeps_the_best_and_goes_on_until_right():
    question = single(1, HALF, 0, penalty=Fraction(2, 5))
    letters = ["b", "c", "b", "a", "c"]

    progress = [play(question, "adaptive", letters[:count]) for count in range(6)]

    assert [found.fraction for found in progress] == [0, 0.5, 0.5, 0.5, 0.5, 0.5]
    assert [found.state for found in progress] == ["open", "open", "open", "open", "finished", "finished"]
    assert [found.outcome for found in progress[1:]] == ["partial", "wrong", "partial", "right", "right"]
    assert {found.tries_left for found in progress} == {None}
    assert {found.hint for found in progress} == {None}


@pytest.mark.parametrize("behaviour", ["immediate", "interactive", "adaptive"])
def test_when_the_attempt_is_over_what_stands_counts(behaviour):
    question = numerical(number("16"), number("15", score=0.5), hints=TWO_HINTS)

    nothing = play(question, behaviour, [], is_over=True)
    unreadable = play(question, behaviour, ["16,000"], is_over=True)
    half = play(question, behaviour, ["15", "16,000"], is_over=True)

    assert (nothing.state, nothing.outcome, nothing.fraction) == ("finished", "unanswered", 0)
    assert (unreadable.state, unreadable.outcome, unreadable.fraction) == ("finished", "invalid", 0)
    assert unreadable.problem.message_id == "number.ambiguous"
    assert (half.state, half.outcome, half.fraction, half.hint) == ("finished", "partial", 0.5, None)
    assert (half.response, half.problem) == ("15", None)


@pytest.mark.parametrize("behaviour", ["deferred", "immediate", "interactive", "adaptive"])
def test_a_cloze_with_one_gap_that_cannot_be_read_keeps_the_others_at_the_end(behaviour):
    found = play(cloze(hints=TWO_HINTS), behaviour, [["oui", "16,000", []]], is_over=True)

    assert (found.outcome, found.fraction) == ("invalid", pytest.approx(1 / 3))


@pytest.mark.parametrize("behaviour", ["immediate", "interactive", "adaptive"])
def test_an_essay_waits_for_a_person_after_its_first_answer(behaviour):
    found = play(Essay(**BASE, hints=TWO_HINTS), behaviour, [" ", "Mon avis.", "Un autre."])

    assert (found.state, found.outcome, found.response, found.tries_left) == ("finished", "pending", "Mon avis.", 0)


@pytest.mark.parametrize("behaviour", ["deferred", "immediate", "interactive", "adaptive"])
def test_a_description_asks_nothing(behaviour):
    found = play(Description(**BASE), behaviour, [])

    assert (found.state, found.outcome, found.fraction, found.is_final) == ("finished", "nothing", 0, True)
    with pytest.raises(ResponseError):
        play(Description(**BASE), behaviour, ["a"])


def test_figures_must_be_drawn_before():
    question = Calculated(
        **BASE, parameters=(NumberRange("n", number("1").value, number("9").value),), answers=(CalculatedAnswer("{n}"),)
    )

    with pytest.raises(ResponseError) as refusal:
        play(question, "adaptive", ["1"])

    assert refusal.value.message_id == "response.not_drawn"


@pytest.mark.parametrize(
    ("question", "response", "cleared", "count"),
    [
        (multiple(HALF, HALF, -HALF, hints=CLEARING), ["a", "c"], ["a"], (1, 2)),
        (matching(hints=CLEARING), ["a", "c", "b"], ["a", "", ""], (1, 3)),
        (matching(hints=CLEARING), ["a", "", ""], ["a", "", ""], (1, 3)),
        (cloze(hints=CLEARING), ["oui", "31", ["a", "c"]], ["oui", "", ["a"]], (1, 3)),
        (cloze(hints=CLEARING), ["non", "30", []], ["", "30", []], (1, 3)),
        (ordering(hints=CLEARING), ["a", "c", "b"], ["a", "c", "b"], (1, 3)),
        (ordering("next", hints=CLEARING), ["b", "c", "a"], ["b", "c", "a"], (1, 2)),
        (ordering("longest-subset", hints=CLEARING), ["b", "c", "a"], ["b", "c", "a"], (2, 3)),
        (ordering("all-or-nothing", hints=CLEARING), ["b", "c", "a"], ["b", "c", "a"], (0, 1)),
        (single(1, 0, hints=CLEARING), "b", "", (0, 1)),
        (true_false(hints=CLEARING), "false", "", (0, 1)),
        (numerical(number("16"), hints=CLEARING), "15", "", (0, 1)),
        (short_answer("oui", hints=CLEARING), "non", "", (0, 1)),
        (date_question(DateAnswer(date(2026, 5, 11)), hints=CLEARING), "12/05/2026", "", (0, 1)),
    ],
)
def test_a_hint_may_empty_what_is_wrong_and_count_what_is_right(question, response, cleared, count):
    found = play(question, "interactive", [response])

    assert (found.state, found.response, found.right_parts) == ("hint", cleared, count)


def test_a_hint_that_clears_nothing_leaves_the_answer_in_the_field():
    assert play(matching(hints=TWO_HINTS), "interactive", [["a", "c", "b"]]).response == ["a", "c", "b"]


def test_the_right_parts_of_a_right_answer_are_all_there_are():
    assert correct_parts(matching(), mark(matching(), ["a", "b", "c"])) == (3, 3)
    assert correct_parts(ordering("next"), mark(ordering("next"), ["a", "b", "c"])) == (2, 2)
    assert correct_parts(ordering("all-or-nothing"), mark(ordering("all-or-nothing"), ["a", "b", "c"])) == (1, 1)
    assert correct_parts(single(1, 0), mark(single(1, 0), "a")) == (1, 1)
    assert correct_parts(Essay(**BASE), mark(Essay(**BASE), "x")) == (0, 0)


fractions = st.floats(-1, 1)
penalties = st.floats(0, 1)
behaviours = st.sampled_from(["deferred", "immediate", "interactive", "adaptive"])
PLAYED = {
    single(1, HALF, 0, -HALF, hints=TWO_HINTS): st.sampled_from(["a", "b", "c", "d", "", None]),
    numerical(number("16"), number("15", score=0.5), hints=CLEARING): st.sampled_from(
        ["15", "16", "17", "16,000", " ", "15 €"]
    ),
    multiple(HALF, HALF, -HALF, hints=TWO_HINTS): st.lists(st.sampled_from("abc"), unique=True),
    cloze(hints=CLEARING): st.tuples(
        st.sampled_from(["oui", "non", ""]),
        st.sampled_from(["30", "31", "x"]),
        st.sampled_from([[], ["a"], ["a", "b"]]),
    ).map(list),
    ordering(hints=TWO_HINTS): st.permutations("abc").map(list) | st.just([]),
}
plays = st.sampled_from(list(PLAYED)).flatmap(
    lambda question: st.tuples(st.just(question), behaviours, st.lists(PLAYED[question], max_size=6))
)


@given(st.lists(fractions), penalties, penalties)
def test_marks_stay_in_range_and_a_higher_penalty_never_gives_more(drawn, one, other):
    low, high = sorted((one, other))

    assert 0 <= adaptive_mark(drawn, high) <= adaptive_mark(drawn, low) <= 1
    for used, fraction in enumerate(drawn):
        assert 0 <= interactive_mark(fraction, used, high) <= interactive_mark(fraction, used, low) <= 1


@given(st.lists(fractions, min_size=1), penalties)
def test_a_further_try_never_lowers_an_adaptive_mark(drawn, penalty):
    assert adaptive_mark(drawn, penalty) >= adaptive_mark(drawn[:-1], penalty)


@given(fractions, st.sampled_from([1, 2, 3, None]))
def test_certainty_marks_stay_in_range(fraction, certainty):
    assert -6 <= certainty_mark(fraction, certainty) <= 3


@given(plays)
def test_a_longer_replay_goes_on_from_the_shorter_one(played):
    question, behaviour, tries = played

    progress = [play(question, behaviour, tries[:count]) for count in range(len(tries) + 1)]

    assert progress[-1] == play(question, behaviour, tries)
    for before, after in itertools.pairwise(progress):
        assert after == before if before.is_final else after.tries_used - before.tries_used in {-1, 0, 1}
        if behaviour != "deferred":
            assert after.tries_used >= before.tries_used
        if before.tries_left is not None:
            assert before.tries_left - after.tries_left == after.tries_used - before.tries_used or after.is_final


@given(plays)
def test_saying_the_same_again_changes_nothing(played):
    question, behaviour, tries = played

    for count in range(1, len(tries) + 1):
        assert play(question, behaviour, [*tries[:count], tries[count - 1]]) == play(question, behaviour, tries[:count])


@given(plays, st.booleans())
def test_every_state_is_coherent(played, is_over):
    question, behaviour, tries = played

    found = play(question, behaviour, tries, is_over=is_over)

    assert found.is_final == (found.state == "finished")
    assert is_over <= found.is_final
    assert (found.state == "hint") <= (found.hint is not None and behaviour == "interactive")
    assert (found.right_parts is not None) == (found.hint is not None and found.hint.shows_count)
    assert (-1 if behaviour in {"deferred", "immediate"} else 0) <= found.fraction <= 1
    assert (found.state == "unreadable") <= (found.problem is not None)
    # What the field shows next can be sent as it stands.
    mark(question, found.response)
