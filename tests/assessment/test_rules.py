"""What is drawn, in which order, until when, how often."""

from datetime import UTC, datetime, timedelta
from random import Random

from course.assessment.rules import (
    Candidate,
    attempts_left,
    deadline,
    drawn,
    is_over,
    is_passed,
    option_order,
)
from course.question_bank.rules import QuizSettings
from quizzes import MultipleResponse, Option, Text, TrueFalse

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def pool(*rows):
    return [Candidate(item, item, key, met_at=NOON if is_exposed else None) for item, key, is_exposed in rows]


def test_without_a_count_all_questions_are_asked_in_their_order():
    candidates = pool((3, "A", False), (1, "A", True), (2, "B", False))

    chosen = drawn(candidates, None, Random(1))

    assert [c.item_id for c in chosen] == [3, 1, 2]


def test_questions_never_met_are_drawn_before_those_met():
    candidates = pool(*((n, "A", n <= 10) for n in range(1, 16)))

    chosen = drawn(candidates, 6, Random(2))

    assert {11, 12, 13, 14, 15} < {c.item_id for c in chosen}
    assert len(chosen) == 6


def test_a_draw_per_competency_is_even_and_keeps_to_what_the_role_asks():
    candidates = pool(*((n, "ABCD"[n % 4], False) for n in range(40)))

    chosen = drawn(candidates, 9, Random(3), frozenset("ABC"))

    counts = {key: sum(c.competency == key for c in chosen) for key in "ABCD"}
    assert counts == {"A": 3, "B": 3, "C": 3, "D": 0}


def test_a_role_that_asks_for_nothing_in_the_pool_still_gets_questions():
    chosen = drawn(pool((1, "A", False), (2, "B", False)), 1, Random(4), frozenset({"Z"}))

    assert len(chosen) == 1


def test_the_same_seed_draws_the_same():
    candidates = pool(*((n, "A", False) for n in range(30)))

    assert drawn(candidates, 10, Random(5)) == drawn(candidates, 10, Random(5))


def test_options_are_shuffled_only_where_there_are_options():
    several = MultipleResponse(
        key="k",
        stem=Text("?"),
        competency="A-1",
        difficulty=1,
        seconds=30,
        options=tuple(Option(Text(str(n)), score) for n, score in enumerate((1, 0, 0))),
    )
    true_false = TrueFalse(key="k", stem=Text("?"), competency="A-1", difficulty=1, seconds=30, answer=True)

    assert sorted(option_order(several, True, Random(6))) == ["a", "b", "c"]
    assert option_order(several, False, Random(6)) == ["a", "b", "c"]
    assert option_order(true_false, True, Random(6)) == []


def test_the_deadline_leaves_a_few_seconds_for_the_network():
    end = deadline(NOON, 10)

    assert end == NOON + timedelta(minutes=10)
    assert not is_over(end, end + timedelta(seconds=9))
    assert is_over(end, end + timedelta(seconds=11))
    assert not is_over(None, NOON)
    assert deadline(NOON, None) is None


def test_attempts_left_counts_down_to_nothing():
    assert attempts_left(QuizSettings(), 9) is None
    assert attempts_left(QuizSettings(attempts=3), 1) == 2
    assert attempts_left(QuizSettings(attempts=3), 5) == 0


def test_a_pass_mark_is_reached_or_not_or_absent():
    assert is_passed(QuizSettings(), 3, 4) is None
    assert is_passed(QuizSettings(pass_mark=75), 3, 4) is True
    assert is_passed(QuizSettings(pass_mark=76), 3, 4) is False
