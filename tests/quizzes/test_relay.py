"""A dispute passes from desk to desk: what is handed over, what is missing, what should never have travelled."""

import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from course.authoring.formats.folder import parse_file
from quizzes.errors import RelayError
from quizzes.relay import (
    ROLES,
    Seat,
    askable,
    checked_seat,
    faults_of,
    known,
    needed_after,
    received,
    relay_from_json,
    relay_result,
    relay_to_json,
    seat_result,
    simulated_seat,
)

ROOT = Path(__file__).parents[2] / "content"
PATH = "relays/litige-de-prix.yml"
FILE = parse_file(PATH, (ROOT / PATH).read_bytes())
RELAY = FILE.entries[0].value
SALES = Seat(decision="devis", passed=needed_after(RELAY, "sales"))
FINANCE = Seat(decision="avoir", passed=needed_after(RELAY, "finance"))
LEGAL = Seat(decision="reponse-complete", passed=needed_after(RELAY, "legal"))
BEST = {"sales": SALES, "finance": FINANCE, "legal": LEGAL}


def test_the_relay_of_the_programme_is_in_order():
    assert FILE.problems == ()
    assert faults_of(RELAY) == ()
    assert FILE.canonical == (ROOT / PATH).read_text(encoding="utf-8")


def test_a_relay_comes_back_from_json_as_it_was():
    assert relay_from_json(relay_to_json(RELAY)) == RELAY


def test_nothing_missing_takes_the_days_of_a_relay_without_a_fault():
    result = relay_result(RELAY, BEST)

    assert result.is_settled
    assert result.days == result.best_days
    assert [result.seats[role].score for role in ROLES] == [1, 1, 1]


def test_each_desk_sees_its_own_file_and_what_it_was_given_only():
    seats = {"sales": replace(SALES, passed=("devis-signe",))}

    assert received(RELAY, "finance", seats) == ("devis-signe",)
    assert "reclamation-ecrite" not in known(RELAY, "finance", seats)
    assert "facture" in known(RELAY, "finance", seats)


def test_what_was_not_handed_over_is_missed_and_costs_days_where_nobody_asks():
    seats = BEST | {"sales": replace(SALES, passed=SALES.passed[1:])}
    lost = SALES.passed[0]
    seats["finance"] = replace(FINANCE, passed=tuple(key for key in FINANCE.passed if key != lost))

    sales, finance = seat_result(RELAY, "sales", seats), seat_result(RELAY, "finance", seats)

    assert (sales.missing, finance.never_had) == ((lost,), (lost,))
    assert sales.completeness == Fraction(len(SALES.passed) - 1, len(SALES.passed))
    assert finance.days == 7


def test_asking_back_costs_a_day_and_mends_what_was_missing():
    lost = SALES.passed[0]
    seats = BEST | {"sales": replace(SALES, passed=SALES.passed[1:]), "finance": replace(FINANCE, asked=(lost,))}

    finance = seat_result(RELAY, "finance", seats)

    assert (finance.asked_right, finance.asked_idle, finance.never_had) == ((lost,), (), ())
    assert finance.days == 3


def test_asking_for_what_nobody_needs_is_said():
    seats = BEST | {"finance": replace(FINANCE, asked=("commande-de-printemps",))}

    assert seat_result(RELAY, "finance", seats).asked_idle == ("commande-de-printemps",)


@pytest.mark.parametrize("key", ["vie-privee", "soupcon"])
def test_what_must_not_travel_costs_as_much_as_what_is_missing(key):
    seats = BEST | {"sales": replace(SALES, passed=(*SALES.passed, key))}

    sales = seat_result(RELAY, "sales", seats)

    assert sales.harmful == (key,)
    assert sales.completeness == Fraction(len(SALES.passed) - 1, len(SALES.passed))


def test_a_right_decision_without_what_founds_it_is_luck():
    seats = BEST | {"sales": replace(SALES, passed=())}

    assert seat_result(RELAY, "finance", seats).points == 1


def test_a_desk_cannot_hand_over_what_it_does_not_know():
    with pytest.raises(RelayError) as refused:
        checked_seat(RELAY, "sales", {}, replace(SALES, passed=("facture",)))

    assert (refused.value.field, refused.value.message_id) == ("passed", "relay.not_known")


@pytest.mark.parametrize(
    ("seat", "field"),
    [
        (Seat(asked=("facture",), decision="devis"), "asked"),
        (Seat(decision="plus-tard"), "decision"),
        (Seat(), "decision"),
    ],
)
def test_what_a_desk_cannot_do_is_refused(seat, field):
    with pytest.raises(RelayError) as refused:
        checked_seat(RELAY, "sales", {}, seat)

    assert refused.value.field == field


def test_one_asks_only_for_what_lies_in_the_files_before():
    seats = {"sales": replace(SALES, passed=("devis-signe",))}

    can = askable(RELAY, "finance", seats)

    assert "reclamation-ecrite" in can
    assert "devis-signe" not in can
    assert "facture" not in can


def test_no_question_tells_an_amount_a_date_or_a_reference_that_the_answer_holds():
    for role in RELAY.roles[:-1]:
        for point in role.points:
            assert not re.search(r"\d", point.question), point.key


def test_a_simulated_colleague_forgets_something_and_always_the_same():
    first, again = (simulated_seat(RELAY, "sales", {}, 7) for _ in range(2))
    others = {simulated_seat(RELAY, "sales", {}, seed).passed for seed in range(20)}

    assert first == again
    assert len(first.passed) == len(needed_after(RELAY, "sales")) - 2
    assert len(others) > 3
    assert not any("vie-privee" in passed for passed in others)


def test_a_relay_played_by_simulated_colleagues_alone_comes_to_an_end():
    seats: dict[str, Seat] = {}
    for role in ROLES:
        seats[role] = checked_seat(RELAY, role, seats, simulated_seat(RELAY, role, seats, 3))

    result = relay_result(RELAY, seats)

    assert result.days > result.best_days


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("  - key: legal\n", "  - key: finance\n", "relay.three_roles"),
        ("needs: [reclamation-ecrite, bon", "needs: [absent, bon", "relay.not_before"),
        ("          - key: bon-de-commande", "          - key: reclamation-ecrite", "field.repeated"),
        ("closing: [devis-signe", "closing: [soupcon", "relay.not_before"),
        ("            question: À quel prix le client a-t-il passé commande\u00a0?\n", "", "relay.no_question"),
        ("        points: 2\n        needs: [devis-signe]\n      - key: moitie", None, "relay.no_best"),
    ],
)
def test_a_relay_that_cannot_be_played_is_refused_with_the_line(before, after, message):
    text = (ROOT / PATH).read_text(encoding="utf-8")
    mended = text.replace(before, after if after is not None else before.replace("points: 2", "points: 1"), 1)

    problems = parse_file(PATH, mended.encode()).problems

    assert message in {problem.message_id for problem in problems}
    assert all(problem.line > 0 for problem in problems)


def test_a_file_without_anything_to_leave_behind_teaches_nothing():
    harmless = tuple(
        replace(
            role,
            documents=tuple(
                replace(one, points=tuple(replace(point, harmful=False) for point in one.points))
                for one in role.documents
            ),
        )
        for role in RELAY.roles
    )

    assert [fault.message_id for fault in faults_of(replace(RELAY, roles=harmless))] == ["relay.no_temptation"]
