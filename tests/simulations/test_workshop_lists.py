"""The ordered list of a workshop: each change is safe to ask for twice, and the minutes are those of the engine."""

from datetime import date
from decimal import Decimal
from typing import get_args

import pytest

from course.simulations.services.workshop_lists import (
    Entry,
    decided,
    decisions_of,
    efforts,
    entries_of,
    list_body,
    minutes_of,
    ordered,
    placed,
    read_list,
    removed,
)
from course.simulations.views import workshop_words as words
from quizzes.portfolio.model import (
    INSOLVENCIES,
    NATURES,
    PLATFORMS,
    Action,
    Case,
    Circumstance,
    Harm,
    Portfolio,
    Reason,
)
from quizzes.portfolio.plans import EventKind, Verdict

ONE = Entry("P01", "call", "large_overdue")
TWO = Entry("P02", "write", "small_batch")
THREE = Entry("P03", "wait", "not_due")
LIST = (ONE, TWO, THREE)


def refs(entries: tuple[Entry, ...]) -> str:
    return " ".join(entry.ref for entry in entries)


def test_a_new_decision_comes_last() -> None:
    assert decided((ONE,), [TWO]) == (ONE, TWO)


def test_a_decision_on_a_known_line_keeps_its_place_and_twice_is_once() -> None:
    changed = Entry("P01", "escalate", "right_expires")

    once = decided(LIST, [changed])

    assert once == (changed, TWO, THREE)
    assert decided(once, [changed]) == once


def test_lines_of_one_act_stand_behind_the_first() -> None:
    also = Entry("P03", "call", "large_overdue")

    found = decided(LIST, [ONE, also])

    assert found == (ONE, also, TWO)
    assert decided(found, [ONE, also]) == found


@pytest.mark.parametrize(
    ("ref", "place", "expected"),
    [
        ("P03", 1, "P03 P01 P02"),
        ("P01", 2, "P02 P01 P03"),
        ("P01", 99, "P02 P03 P01"),
        ("P02", 0, "P02 P01 P03"),
        ("P09", 1, "P01 P02 P03"),
    ],
)
def test_a_line_goes_to_its_place_and_twice_is_once(ref: str, place: int, expected: str) -> None:
    once = placed(LIST, ref, place)

    assert refs(once) == expected
    assert placed(once, ref, place) == once


def test_an_order_that_forgets_lines_loses_none_and_one_that_invents_some_adds_none() -> None:
    assert refs(ordered(LIST, ["P03", "P77", "P03"])) == "P03 P01 P02"


def test_a_line_is_taken_out_once() -> None:
    assert refs(removed(removed(LIST, "P02"), "P02")) == "P01 P03"


def test_a_list_is_kept_and_read_as_it_was_and_goes_to_the_engine_and_back() -> None:
    assert read_list(list_body(LIST)) == LIST
    assert entries_of(decisions_of(LIST)) == LIST
    assert read_list({}) == ()


def test_lines_of_one_client_that_follow_each_other_take_one_call() -> None:
    cases = tuple(
        Case(ref, client, client.title(), "business", Decimal(9_000), date(2026, 10, 1))
        for ref, client in (("P01", "mecalor"), ("P02", "nova"), ("P03", "mecalor"))
    )
    ledger = Portfolio(date(2026, 11, 23), cases)
    apart = tuple(Entry(ref, "call", "large_overdue") for ref in ("P01", "P02", "P03"))
    together = ordered(apart, ["P01", "P03", "P02"])

    assert [spent.is_further for spent in efforts(ledger, apart)] == [False, False, False]
    assert [spent.is_further for spent in efforts(ledger, together)] == [False, True, False]
    assert minutes_of(ledger, together) < minutes_of(ledger, apart)
    assert minutes_of(ledger, ()) == 0


@pytest.mark.parametrize(
    ("ids", "known"),
    [
        (Action, words.ACTIONS),
        (Reason, words.REASONS),
        (Harm, words.HARMS),
        (Circumstance, words.CIRCUMSTANCES),
        (NATURES, words.NATURES),
        (PLATFORMS, words.PLATFORMS),
        (INSOLVENCIES, words.PROCEEDINGS),
        (get_args(Verdict), words.VERDICTS),
        (get_args(Verdict), words.DIFFERENCES),
        (get_args(EventKind), words.EVENTS),
    ],
)
def test_whatever_the_engine_names_has_its_word(ids: type, known: dict[str, str]) -> None:
    assert {str(each) for each in ids} == set(known)
