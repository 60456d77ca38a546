"""Who may begin a diagnostic, when it pauses, where its questions go, and which three show that a lesson is known."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from course.assessment.rules.diagnostics import (
    Known,
    Standing,
    is_dispensed,
    is_enough,
    is_pause,
    opening,
    worth_asking,
)
from course.assessment.rules.diagnostics import (
    test_out_questions as three_questions,
)

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("days", "is_requested", "state", "on"),
    [
        (0, False, "newcomer", 30),
        (29, False, "newcomer", 30),
        (30, False, "open", None),
        (0, True, "newcomer", 1),
        (1, True, "open", None),
    ],
)
def test_never_on_the_first_day_and_by_oneself_after_thirty(days, is_requested, state, on):
    arrived = MONDAY - timedelta(days=days)

    found = opening(arrived, MONDAY, is_requested=is_requested, has_job=True)

    assert found.state == state
    assert found.on == (arrived + timedelta(days=on) if on is not None else None)


@pytest.mark.parametrize(
    ("days", "is_requested", "state"), [(89, False, "again"), (90, False, "open"), (1, True, "open")]
)
def test_a_second_one_by_oneself_waits_ninety_days_and_one_that_is_asked_for_does_not(days, is_requested, state):
    ended = MONDAY - timedelta(days=days)

    found = opening(date(2020, 1, 1), MONDAY, is_requested=is_requested, has_job=True, ended_on=ended)

    assert found.state == state
    assert found.on == (ended + timedelta(days=90) if state == "again" else None)


def test_without_a_job_there_is_nothing_to_measure():
    assert opening(date(2020, 1, 1), MONDAY, is_requested=True, has_job=False).state == "no_job"


def test_a_pause_comes_after_every_ten_answers_but_not_at_the_end():
    assert [answered for answered in range(41) if is_pause(answered)] == [10, 20, 30]


SURE = Standing("JUR-1", chance=0.95, proofs=3, is_reachable=True, is_asked=True)


@pytest.mark.parametrize(
    ("changes", "is_settled", "missing"),
    [
        ({}, True, 0),
        ({"chance": 0.05}, True, 0),
        ({"chance": 0.5}, False, 1),
        ({"proofs": 1}, False, 2),
        ({"proofs": 0, "is_asked": False}, False, 2),  # the one that each competency gets is counted apart
        ({"is_reachable": False}, False, 1),  # no question says that a level beyond its ceiling is met
        ({"chance": 0.1, "is_reachable": False}, True, 0),
    ],
)
def test_a_competency_is_settled_when_it_may_be_said(changes, is_settled, missing):
    found = replace(SURE, **changes)

    assert (found.is_settled, found.missing) == (is_settled, missing)


def test_what_has_no_question_yet_gets_one_whatever_the_doubt():
    new = replace(SURE, key="JUR-2", chance=0.5, proofs=0, is_asked=False)

    assert worth_asking([SURE, new], 1) == {"JUR-2"}


def test_the_questions_left_go_to_what_is_least_in_doubt_and_can_still_be_established():
    doubtful = replace(SURE, key="A", chance=0.5, proofs=1)
    nearly = replace(SURE, key="B", chance=0.9, proofs=1)
    gap = replace(SURE, key="C", chance=0.02, proofs=2)

    assert worth_asking([doubtful, nearly, gap], 6) == {"A", "B", "C"}
    assert worth_asking([doubtful, nearly, gap], 3) == {"B", "C"}
    assert worth_asking([doubtful, nearly, gap], 2) == {"C"}
    assert worth_asking([doubtful, nearly, gap], 0) == frozenset()


def test_a_level_that_questions_cannot_establish_is_worth_asking_where_it_may_be_a_gap():
    beyond = replace(SURE, key="A", chance=0.9, proofs=2, is_reachable=False)
    gap = replace(beyond, key="B", chance=0.1)

    assert worth_asking([beyond, gap], 1) == {"B"}


def test_it_is_enough_when_four_in_five_are_settled():
    open_one = replace(SURE, chance=0.5)

    assert is_enough([SURE] * 4 + [open_one])
    assert not is_enough([SURE] * 3 + [open_one])


def bank(*rows):
    return [Known(number, 100 + number, *row) for number, row in enumerate(rows, start=1)]


LEVELS = {"JUR-1": (1, 2), "JUR-2": (1, 3)}


def test_the_three_questions_are_of_the_lesson_s_competencies_in_turn_and_never_met():
    questions = bank(("JUR-1", 3, None), ("JUR-1", 3, None), ("JUR-2", 4, None), ("JUR-2", 4, None), ("COM-1", 3, None))

    chosen = three_questions("lecon", LEVELS, questions, {1}, Random(1))

    assert len(chosen) == 3
    assert {question.item_id for question in chosen} == {2, 3, 4}


def test_those_of_the_lesson_come_first_then_those_nearest_to_its_level():
    questions = bank(
        ("JUR-1", 1, None), ("JUR-1", 5, "lecon"), ("JUR-1", 3, None), ("JUR-1", 2, "autre"), ("JUR-1", 5, None)
    )

    chosen = three_questions("lecon", {"JUR-1": (1, 2)}, questions, (), Random(1))

    assert [question.item_id for question in chosen] == [2, 3, 4]


def test_with_fewer_than_three_there_are_as_many_as_there_are():
    chosen = three_questions("lecon", LEVELS, bank(("JUR-1", 3, None)), (), Random(1))

    assert len(chosen) == 1


def test_two_and_a_half_of_three_dispense():
    assert [is_dispensed(mark) for mark in (2.4, 2.5, 3.0)] == [False, True, True]
