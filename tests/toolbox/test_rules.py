"""Which kit a week takes: the team's needs decide among those whose turn it is, and nothing comes back too soon."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from course.toolbox.rules import WEEKS_APART, Need, competencies_of_week, kit_of, week_of

KEYS = [f"C-{number}" for number in range(1, 26)]
MONDAY = date(2026, 11, 23)


def test_a_week_goes_from_monday_to_sunday_and_over_the_year() -> None:
    assert {week_of(MONDAY + timedelta(days=day)) for day in range(7)} == {week_of(MONDAY)}
    assert week_of(MONDAY + timedelta(days=7)) == week_of(MONDAY) + 1
    assert week_of(date(2026, 12, 31)) == week_of(date(2027, 1, 1)) == week_of(date(2027, 1, 3))


def test_gaps_come_before_what_is_undecided_and_that_before_what_is_to_measure() -> None:
    week = 0
    turn = [KEYS[place] for place in range(0, 25, WEEKS_APART)]
    needs = {turn[0]: Need(0, 0, 9, 9), turn[1]: Need(0, 1, 0, 1), turn[2]: Need(1, 0, 0, 1), turn[3]: Need(0, 0, 0, 3)}

    assert competencies_of_week(KEYS, needs, week)[:5] == [turn[2], turn[1], turn[0], turn[3], turn[4]]


@given(
    needs=st.lists(
        st.dictionaries(st.sampled_from(KEYS), st.builds(Need, *[st.integers(0, 9)] * 4)), min_size=8, max_size=8
    )
)
def test_a_competency_never_comes_back_within_the_weeks_apart_whatever_the_needs_become(needs) -> None:
    chosen = [competencies_of_week(KEYS, needs[week], week)[0] for week in range(8)]

    for week, key in enumerate(chosen):
        assert key not in chosen[max(0, week - WEEKS_APART + 1) : week]


def test_every_competency_can_be_asked_for_in_a_week() -> None:
    assert sorted(competencies_of_week(KEYS, {}, 7)) == sorted(KEYS)


def test_the_kits_of_a_competency_take_turns() -> None:
    assert [kit_of(["a", "b"], week) for week in (0, 1, 2, 3, 6)] == ["a", "a", "a", "b", "a"]
