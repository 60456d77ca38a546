"""Pure decisions: what a cell says, who needs most, how proofs group, how a level moved."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from course.reports.rules import (
    Cell,
    Member,
    Point,
    TeamNode,
    assignment_state,
    biggest_gap,
    by_name,
    by_need,
    cell_of,
    has_risen,
    neediest,
    sittings,
    team_and_below,
    tops,
    trend,
)

AT = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)
GAP, MET, TODO = Cell("gap", 1, 3, 0), Cell("met", 3, 3, 0), Cell("to_measure", None, 2, 2)


@dataclass
class Answer:
    score: float
    occurred_at: datetime
    source: str = "Faire le point"
    kind: str = "answer"
    corrected_at: datetime | None = None
    reason: str = ""
    is_withdrawn: bool = False
    item_kind: str = "question"


def member(number, name, *cells):
    made = Member(number, name, 1, 1, "Relance", "Reminders", dict(enumerate(cells)))
    made.count()
    return made


def test_without_an_estimate_a_cell_is_to_measure_with_three_proofs_missing():
    assert cell_of(2, None, None, None, None, None, None) == Cell("to_measure", None, 2, 3)


def test_a_cell_follows_the_verdict_of_the_engine():
    assert cell_of(3, 5, 3, 0.99, 0.9, 0.1, 0.01) == Cell("gap", 2, 3, 0)
    assert cell_of(2, 5, 3, 0.99, 0.9, 0.1, 0.01) == Cell("met", 2, 2, 0)
    assert cell_of(3, 5, 3, 0.99, 0.9, 0.5, 0.01) == Cell("to_confirm", 3, 3, 0)
    assert cell_of(3, 2, 3, 0.99, 0.9, 0.1, 0.01) == Cell("to_measure", None, 3, 1)


def test_need_is_gaps_then_their_depth_then_what_is_to_measure_then_the_name():
    deep = Cell("gap", 0, 4, 0)
    people = [
        member(1, "Zoé", MET),
        member(2, "Élodie", MET),
        member(3, "Anne", GAP),
        member(4, "Paul", deep),
        member(5, "Lucas", GAP, GAP),
        member(6, "Inès", TODO),
    ]

    assert [m.name for m in by_need(people)] == ["Lucas", "Paul", "Anne", "Inès", "Élodie", "Zoé"]


def test_names_sort_as_people_expect_accents_or_not():
    assert [m.name for m in by_name([member(1, "Zoé"), member(2, "Élodie"), member(3, "Emma")])] == [
        "Élodie",
        "Emma",
        "Zoé",
    ]


def test_the_biggest_gap_counts_measured_people_only():
    people = [member(1, "A", GAP, TODO), member(2, "B", GAP, MET), member(3, "C", MET, GAP)]

    assert biggest_gap(people) == (0, 2, 3)
    assert biggest_gap([member(1, "A", TODO)]) is None


def test_a_closed_domain_opens_what_wants_attention_first():
    assert neediest(("met", "to_confirm", "to_measure", "gap", "gap")) == 3


def test_a_team_reaches_all_the_way_down_and_stops_at_a_circle():
    teams = [TeamNode(1, "A", None), TeamNode(2, "B", 1), TeamNode(3, "C", 2), TeamNode(4, "D", None)]

    assert team_and_below(teams, 1) == {1, 2, 3}
    assert team_and_below([TeamNode(1, "A", 2), TeamNode(2, "B", 1)], 1) == {1, 2}
    assert [team.id for team in tops(teams[1:])] == [2, 4]


def test_proofs_of_one_source_and_one_local_day_are_one_sitting():
    late = datetime(2026, 11, 11, 23, 30, tzinfo=UTC)  # the twelfth in Paris
    proofs = [Answer(1.0, AT), Answer(0.5, late), Answer(0.0, AT - timedelta(days=9)), Answer(1.0, AT, "Diagnostic")]

    found = sittings(proofs, "Europe/Paris")

    assert [(s.source, s.day, s.score, s.proofs) for s in found] == [
        ("Faire le point", date(2026, 11, 12), 1.5, 2),
        ("Faire le point", date(2026, 11, 3), 0.0, 1),
        ("Diagnostic", date(2026, 11, 12), 1.0, 1),
    ]
    assert [s.is_passed for s in found] == [True, False, True]


def test_a_sitting_counts_what_corrected_proofs_say_now_and_nothing_of_withdrawn_ones():
    later = AT + timedelta(days=3)
    fixed = Answer(1.0, AT, corrected_at=later, reason="Clé fausse")
    gone = Answer(0.0, AT, corrected_at=later, reason="Neutralisée", is_withdrawn=True)

    [whole] = sittings([fixed, fixed, gone, Answer(0.0, AT)], "Europe/Paris")
    [empty] = sittings([gone], "Europe/Paris")

    assert (whole.score, whole.proofs) == (2.0, 3)
    assert whole.corrections == ((later.date(), "Clé fausse", False), (later.date(), "Neutralisée", True))
    assert (empty.score, empty.proofs) == (0.0, 0)


def test_a_trend_compares_two_levels_that_were_both_measured():
    points = [
        Point(AT - timedelta(days=120), 0.4, 2),
        Point(AT - timedelta(days=100), 1.0, 4),
        Point(AT - timedelta(days=5), 2.5, 8),
    ]

    found = trend(points, AT - timedelta(days=90))

    assert found is not None
    assert (found.change, found.since) == (1.5, AT - timedelta(days=100))
    assert trend(points[:2], AT - timedelta(days=90)) is None


def test_somebody_has_risen_by_half_a_level_since_a_day_or_since_the_first_measure():
    long_ago, lately, since = AT - timedelta(days=100), AT - timedelta(days=5), AT - timedelta(days=90)
    points = [Point(long_ago, 1.0, 4), Point(lately, 1.8, 8)]

    assert has_risen(points, 1.5, lately, since)
    assert not has_risen(points, 1.4, lately, since)
    assert not has_risen(points, 1.5, long_ago, since)  # nothing was added since
    assert has_risen([Point(lately, 2.0, 4)], 2.5, lately, since)  # first measured after that day
    assert not has_risen([], 3.0, lately, since)
    assert not has_risen(points, 1.5, None, since)


def test_an_assignment_is_done_late_or_open():
    today = date(2026, 11, 22)

    assert assignment_state(date(2026, 11, 1), AT, today) == "done"
    assert assignment_state(date(2026, 11, 21), None, today) == "late"
    assert assignment_state(today, None, today) == "open"
