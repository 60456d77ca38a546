"""Until when a certificate holds, what is said of it, and when its levels are established."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.enrolment.rules.certificates import (
    FOR_EVER,
    Standing,
    Validity,
    are_established,
    is_day_of_year,
    is_expiring,
    last_day,
    months_later,
    requirements_met,
    state_of,
    validity_of,
)

DAY = date(2026, 11, 28)
YEARS = st.dates(date(2000, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("issued_on", "months", "expected"),
    [
        (date(2026, 11, 28), 24, date(2028, 11, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_end_on_the_same_day_or_on_the_last_of_a_shorter_month(issued_on, months, expected):
    assert last_day(Validity(months=months), issued_on) == expected


@pytest.mark.parametrize(
    ("issued_on", "until", "expected"),
    [
        (date(2026, 6, 30), "12-31", date(2026, 12, 31)),
        (date(2026, 7, 1), "12-31", date(2027, 12, 31)),
        (date(2026, 11, 28), "12-31", date(2027, 12, 31)),
        (date(2026, 1, 1), "12-31", date(2026, 12, 31)),
        (date(2026, 3, 31), "09-30", date(2026, 9, 30)),
        (date(2026, 4, 1), "09-30", date(2027, 9, 30)),
        (date(2026, 8, 28), "02-29", date(2027, 2, 28)),
        (date(2026, 8, 29), "02-29", date(2027, 2, 28)),
        (date(2026, 9, 1), "02-29", date(2028, 2, 29)),
        (date(2027, 8, 29), "02-29", date(2028, 2, 29)),
        (date(2027, 8, 30), "02-29", date(2028, 2, 29)),
    ],
)
def test_a_day_of_the_year_is_the_next_one_at_least_six_months_away(issued_on, until, expected):
    assert last_day(Validity(until=until), issued_on) == expected


def test_a_certificate_without_validity_holds_for_ever():
    assert last_day(FOR_EVER, DAY) is None
    assert state_of(None, False, date(2999, 1, 1)) == "valid"


@given(YEARS, st.sampled_from(["01-01", "02-29", "06-30", "12-31"]))
def test_a_day_of_the_year_is_always_six_to_eighteen_months_away(issued_on, until):
    end = last_day(Validity(until=until), issued_on)

    assert months_later(issued_on, 6) <= end <= months_later(issued_on, 18) + timedelta(days=1)


@given(YEARS, st.integers(1, 120))
def test_months_never_skip_a_month(issued_on, months):
    end = months_later(issued_on, months)

    assert (end.year * 12 + end.month) - (issued_on.year * 12 + issued_on.month) == months
    assert end.day <= issued_on.day


@pytest.mark.parametrize(
    ("text", "expected"),
    [("12-31", True), ("02-29", True), ("02-30", False), ("13-01", False), ("1-1", False), ("31-12", False)],
)
def test_a_day_of_the_year_is_written_month_first(text, expected):
    assert is_day_of_year(text) is expected


@pytest.mark.parametrize("validity", [FOR_EVER, Validity(months=24), Validity(until="12-31")])
def test_what_a_version_keeps_of_the_validity_gives_it_back(validity):
    assert validity_of(validity.to_json()) == validity


@pytest.mark.parametrize(
    ("valid_until", "revoked", "expected"),
    [
        (DAY, False, "valid"),
        (DAY - timedelta(days=1), False, "expired"),
        (DAY + timedelta(days=1), True, "revoked"),
        (DAY - timedelta(days=1), True, "revoked"),
        (None, True, "revoked"),
    ],
)
def test_the_last_day_is_valid_and_what_is_revoked_stays_so(valid_until, revoked, expected):
    assert state_of(valid_until, revoked, DAY) == expected


@pytest.mark.parametrize(("days", "expected"), [(-1, False), (0, True), (60, True), (61, False)])
def test_the_end_is_near_within_sixty_days(days, expected):
    assert is_expiring(DAY + timedelta(days=days), DAY) is expected


def standing(p_at_level_2, proofs=5, ceiling=3):
    return Standing((0.99, p_at_level_2, 0.1, 0.0), proofs, ceiling)


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (standing(0.8), True),
        (standing(0.79), False),
        (standing(0.99, proofs=2), False),
        (standing(0.99, ceiling=1), False),
        (None, False),
    ],
)
def test_a_level_is_established_by_probability_proofs_and_ceiling_together(held, expected):
    met = requirements_met({"JUR-1": 2}, {"JUR-1": held} if held else {})

    assert are_established(met) is expected


def test_one_level_that_is_missing_is_enough_to_lack_the_certificate():
    met = requirements_met({"JUR-1": 2, "JUR-2": 2}, {"JUR-1": standing(0.9), "JUR-2": standing(0.5)})

    assert [one.is_met for one in met] == [True, False]
    assert not are_established(met)


def test_a_certificate_that_asks_for_nothing_is_never_earned():
    assert not are_established([])
