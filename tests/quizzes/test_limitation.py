"""When a claim is time-barred, and what each act does to the delay; 40 € by debtor; what a clause has settled first."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.errors import ReceivablesError
from quizzes.receivables import (
    EFFECTS,
    LIMITATION_YEARS,
    Act,
    ConstantRate,
    Event,
    add_months,
    due_interest_public,
    impute,
    indemnities,
    internal_declaration_day,
    late_payment,
    latest_due_in_sector,
    limitation,
    limitation_expiry,
)

START = date(2022, 3, 31)
sure = st.sampled_from([kind for kind, effect in EFFECTS.items() if effect == "interrupts"])
none = st.sampled_from([kind for kind, effect in EFFECTS.items() if effect == "none"])
days = st.dates(START, date(2040, 1, 1))


def test_a_formal_notice_changes_nothing_and_an_acknowledgement_starts_the_delay_anew() -> None:
    acts = [Act("formal_notice", date(2024, 5, 1)), Act("acknowledgement", date(2025, 2, 28))]

    found = limitation("commercial", START, acts)

    assert [step.effect for step in found.steps] == ["none", "interrupts"]
    assert (found.first, found.prudent, found.arguable) == (date(2027, 3, 31), date(2030, 2, 28), date(2030, 2, 28))


def test_a_part_payment_moves_the_arguable_day_alone() -> None:
    found = limitation("consumer", START, [Act("part_payment", date(2023, 6, 10))])

    assert (found.prudent, found.arguable) == (date(2024, 3, 31), date(2025, 6, 10))
    assert found.steps[0].effect == "arguable"


def test_what_comes_in_time_only_thanks_to_a_disputed_act_is_arguable_itself() -> None:
    acts = [Act("part_payment", date(2023, 6, 10)), Act("order_served", date(2024, 9, 1))]

    found = limitation("consumer", START, acts)

    assert [step.effect for step in found.steps] == ["arguable", "arguable"]
    assert (found.prudent, found.arguable) == (date(2024, 3, 31), date(2026, 9, 1))


def test_the_request_for_an_order_interrupts_nothing_and_its_service_does() -> None:
    acts = [Act("order_request", date(2026, 12, 1)), Act("order_served", date(2027, 4, 1))]

    found = limitation("commercial", START, acts)

    assert [step.effect for step in found.steps] == ["none", "too_late"]
    assert found.prudent == date(2027, 3, 31)


def test_a_mediation_stops_the_delay_and_leaves_six_months_from_its_end() -> None:
    early = limitation("commercial", START, [Act("mediation", date(2024, 1, 1), date(2024, 3, 1))])
    late = limitation("commercial", START, [Act("mediation", date(2027, 3, 1), date(2027, 4, 1))])

    assert early.prudent == date(2027, 3, 31) + timedelta(days=60)
    assert late.prudent == date(2027, 10, 1)
    assert late.steps[0].effect == "suspends"


def test_nothing_goes_beyond_twenty_years_from_the_birth_of_the_right() -> None:
    acts = [Act("acknowledgement", date(2022 + years, 3, 1)) for years in (4, 8, 12, 16)]

    found = limitation("commercial", START, acts, born_on=date(2022, 1, 15))

    assert found.prudent == date(2042, 1, 15)
    assert found.is_capped


@given(st.sampled_from(sorted(LIMITATION_YEARS)), st.lists(st.builds(Act, sure, days), max_size=5))
def test_sure_acts_give_the_day_that_the_simple_reckoning_gives(claim: str, acts: list[Act]) -> None:
    found = limitation(claim, START, acts)  # type: ignore[arg-type]

    assert found.prudent == limitation_expiry(claim, START, [act.day for act in acts])  # type: ignore[arg-type]
    assert found.prudent == found.arguable


@given(st.lists(st.builds(Act, none, days), max_size=5))
def test_acts_without_effect_change_nothing(acts: list[Act]) -> None:
    found = limitation("general", START, acts)

    assert found.prudent == found.arguable == found.first == add_months(START, 60)


@pytest.mark.parametrize(
    ("attempt", "message_id"),
    [
        (lambda: Act("mediation", START), "receivables.end_needed"),
        (lambda: Act("mediation", START, date(2022, 1, 1)), "receivables.dates_reversed"),
        (lambda: Act("magic", START), "receivables.unknown_choice"),  # type: ignore[arg-type]
        (lambda: limitation("magic", START), "receivables.unknown_choice"),  # type: ignore[arg-type]
        (lambda: limitation("general", START, [Act("reminder", date(2021, 1, 1))]), "receivables.dates_reversed"),
        (lambda: limitation("general", START, born_on=date(2023, 1, 1)), "receivables.dates_reversed"),
        (lambda: indemnities(2, forbidden_to_pay=3), "receivables.out_of_range"),
        (lambda: indemnities(1, "martian"), "receivables.unknown_choice"),  # type: ignore[arg-type]
        (lambda: impute(1, 1, 1, "costs"), "receivables.unknown_choice"),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_reckoned_says_why(attempt: object, message_id: str) -> None:
    with pytest.raises(ReceivablesError) as caught:
        attempt()  # type: ignore[operator]

    assert caught.value.message_id == message_id


def test_forty_euros_are_owed_for_each_invoice_and_by_no_consumer() -> None:
    assert indemnities(3) == Decimal("120.00")
    assert indemnities(3, "public", forbidden_to_pay=1) == Decimal("80.00")
    assert indemnities(3, "consumer") == Decimal("0.00")


def test_interest_already_run_is_settled_before_the_principal() -> None:
    payment = [Event(date(2026, 6, 30), 4_000)]

    found = late_payment(
        10_000, date(2026, 6, 30), ConstantRate(Decimal("12.40")), date(2026, 9, 28), payment, interest_before=300
    )

    assert found.settlements[0].to_interest == 300
    assert (found.principal_due, found.interest, found.days) == (Decimal("6300.00"), Decimal("192.62"), 90)


def test_a_clause_may_put_the_principal_first() -> None:
    found = impute(4_000, 300, 10_000, "principal")
    beyond = impute(10_100, 300, 10_000, "principal")

    assert [found.to_interest, found.principal_left, found.interest_left] == [0, 6_000, 300]
    assert [beyond.to_interest, beyond.excess] == [100, 0]


def test_food_on_a_periodic_invoice_runs_from_the_end_of_the_ten_days_and_transport_from_the_invoice() -> None:
    assert latest_due_in_sector(date(2026, 3, 12), "perishable_periodic") == date(2026, 4, 19)
    assert latest_due_in_sector(date(2026, 3, 31), "perishable_periodic") == date(2026, 4, 30)
    assert latest_due_in_sector(date(2026, 3, 12), "transport") == date(2026, 4, 11)


def test_declaring_by_day_thirty_and_paying_public_interest_in_forty_five() -> None:
    assert internal_declaration_day(date(2026, 10, 8)) == date(2026, 11, 7)
    assert due_interest_public(date(2026, 12, 22)) == date(2027, 2, 5)
