"""What holds for every period, ledger and plan; and what the arithmetic of the trade refuses."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.errors import EngineError, ReceivablesError
from quizzes.receivables import (
    ConstantRate,
    Delay,
    Event,
    HalfYear,
    MonthOfSales,
    OpenItem,
    RateTable,
    aged_balance,
    annualised_discount,
    collection_effectiveness,
    credit_limit,
    dso,
    dso_count_back,
    due_end_of_month,
    due_net,
    due_periodic,
    due_public,
    half_year_of,
    impairment,
    impute,
    instalments,
    interest,
    late_payment,
    latest_due,
    latest_due_in_sector,
    limitation_expiry,
    mean_delay,
    monthly_days,
    net_gearing,
    penalty_rates,
    public_rate,
    rounded,
    segments,
    weighted_delay,
    without_vat,
)

DUE = date(2026, 4, 30)
UNTIL = date(2026, 9, 15)
RATES = RateTable({HalfYear(2025, 2): 12, HalfYear(2026, 1): Decimal("12.15"), HalfYear(2026, 2): Decimal("12.40")})
PAYMENT = Event(date(2026, 7, 31), 5_000)

days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
cents = st.integers(1, 10**9).map(lambda number: Decimal(number) / 100)
late_days = st.dates(DUE - timedelta(days=60), UNTIL)
events = st.lists(st.builds(Event, late_days, cents, st.sampled_from(["payment", "credit_note"])), max_size=8)


def account(*made, principal=12_000, until=UNTIL, **more):
    return late_payment(principal, DUE, RATES, until, made, **more)


def parts(statement):
    return [(part.days, part.base, part.interest) for part in statement.segments]


@given(days, days)
def test_segments_partition_the_period(one, other):
    first, last = sorted((one, other))

    found = segments(first, last)

    assert (found[0].first_day, found[-1].last_day) == (first, last)
    assert sum(part.days for part in found) == (last - first).days + 1
    for part in found:
        assert half_year_of(part.first_day) == half_year_of(part.last_day)
        assert half_year_of(part.first_day).first_day <= part.first_day <= part.last_day
    for part, following in pairwise(found):
        assert part.last_day + timedelta(days=1) == following.first_day


@given(cents, st.integers(0, 3000), st.integers(0, 5000), st.integers(0, 5000))
def test_before_rounding_the_interest_of_a_period_is_that_of_its_parts(base, percent, one, other):
    assert interest(base, percent, one + other) == interest(base, percent, one) + interest(base, percent, other)


@given(cents, late_days)
def test_a_cut_changes_no_exact_interest_and_no_more_than_cents(principal, day):
    whole = account(principal=principal)
    cut = account(Event(day, Decimal("0.01"), "credit_note"), principal=principal + Decimal("0.01"))

    difference = sum(part.exact for part in cut.segments) - sum(part.exact for part in whole.segments)
    assert 0 <= difference < Fraction(1, 1000)  # The one cent itself.
    assert abs(cut.interest - whole.interest) <= Decimal("0.02")


@given(cents, events)
def test_a_ledger_holds_together(principal, made):
    statement = account(*made, principal=principal)

    paid = sum(event.amount for event in made)
    assert statement.balance == principal + statement.interest + statement.indemnity - paid
    owed = (statement.principal_due, statement.interest_due, statement.indemnity_due, statement.credit)
    assert min(owed) >= 0
    assert all(part.interest >= 0 and part.base > 0 and part.days >= 1 for part in statement.segments)
    assert statement.days <= (UNTIL - DUE).days
    assert statement.interest == sum(part.interest for part in statement.segments)
    for before, after in pairwise(statement.segments):
        assert before.last_day < after.first_day
        assert before.base >= after.base


@given(cents, events, st.randoms())
def test_the_order_of_events_does_not_matter(principal, made, random):
    mixed = list(made)
    random.shuffle(mixed)

    assert account(*mixed, principal=principal) == account(*made, principal=principal)


@given(cents, events)
def test_a_payment_of_the_whole_balance_leaves_nothing(principal, made):
    balance = account(*made, principal=principal).balance
    if balance > 0:
        assert account(*made, Event(UNTIL, balance), principal=principal).balance == 0


def test_a_payment_of_what_is_owed_settles_interest_principal_and_indemnity():
    statement = account(Event(UNTIL, Decimal("12597.58")))

    assert (statement.principal_due, statement.interest_due, statement.indemnity_due, statement.credit) == (0, 0, 0, 0)
    assert statement.settlements == ((UNTIL, 0, Decimal("12597.58"), Decimal("557.58"), 12_000, 40, 0),)
    later = account(Event(UNTIL, Decimal("12597.58")), until=UNTIL + timedelta(days=60))
    assert later.balance == 0


def test_a_payment_inside_a_half_year_cuts_it_and_its_day_bears_interest():
    statement = account(PAYMENT)

    # 243,67 then 12 000 x 12,40 % x 31 / 365 = 126,38; 5 000 - 370,05 = 4 629,95 go to the principal.
    assert parts(statement) == [
        (61, 12_000, Decimal("243.67")),
        (31, 12_000, Decimal("126.38")),
        (46, Decimal("7370.05"), Decimal("115.17")),
    ]
    assert statement.segments[1].last_day == PAYMENT.day
    assert statement.settlements == ((PAYMENT.day, 0, 5_000, Decimal("370.05"), Decimal("4629.95"), 0, 0),)


def test_a_payment_on_the_due_date_is_in_time():
    assert account(Event(DUE, 12_000)).balance == 0
    assert parts(account(Event(DUE, 2_000)))[0][1] == 10_000
    assert parts(account(Event(DUE + timedelta(days=1), 12_000)))[0] == (1, 12_000, Decimal("3.99"))


def test_a_credit_note_reduces_the_principal_from_the_day_after():
    before = account(Event(DUE - timedelta(days=30), 2_000, "credit_note"))
    during = account(Event(PAYMENT.day, 5_000, "credit_note"))

    assert parts(before)[0] == (61, 10_000, Decimal("203.05"))
    assert parts(during)[2] == (46, 7_000, Decimal("109.39"))
    assert (during.interest_due, during.principal_due) == (Decimal("479.44"), 7_000)


def test_what_is_paid_beyond_the_debt_is_credit():
    early = account(Event(DUE - timedelta(days=1), 12_500))
    late = account(Event(UNTIL, 13_000))
    credited = account(Event(UNTIL, 12_100, "credit_note"))

    assert (early.balance, early.credit, early.indemnity, early.segments) == (-500, 500, 0, ())
    assert (late.balance, late.credit) == (Decimal("-402.42"), Decimal("402.42"))
    assert (credited.balance, credited.interest_due, credited.credit) == (Decimal("497.58"), Decimal("557.58"), 100)


def test_events_of_one_day_count_together_credit_notes_first():
    made = [Event(UNTIL, 12_000), Event(UNTIL, 12_000, "credit_note")]

    assert account(*made).settlements == ((UNTIL, 12_000, 12_000, Decimal("557.58"), 0, 40, Decimal("11402.42")),)


def test_events_after_the_day_do_not_count():
    assert account(Event(UNTIL + timedelta(days=1), 12_000)) == account()


def test_nothing_is_late_up_to_the_due_date():
    statement = account(Event(DUE - timedelta(days=9), 1_000), until=DUE)

    assert (statement.balance, statement.segments, statement.indemnity) == (11_000, (), 0)
    assert account(until=DUE + timedelta(days=1)).indemnity == 40


def test_a_consumer_owes_no_indemnity_and_interest_only_from_a_day_that_is_given():
    legal = ConstantRate(Decimal("6.84"))
    noticed = late_payment(640, DUE, legal, UNTIL, debtor="consumer", first_day=date(2026, 8, 1))

    assert account(debtor="consumer").balance == 12_000
    assert parts(noticed) == [(46, 640, Decimal("5.52"))]
    assert (noticed.indemnity, noticed.balance) == (0, Decimal("645.52"))


def test_the_indemnity_can_be_left_out():
    assert account(claims_indemnity=False).balance == Decimal("12557.58")


def test_a_leap_year_has_365_days_too():
    rates = ConstantRate(10)

    assert late_payment(3_650, date(2027, 12, 31), rates, date(2028, 12, 31)).interest == 366
    assert late_payment(3_650, date(2028, 2, 28), rates, date(2028, 3, 1)).segments[0].days == 2


@given(cents, st.integers(1, 120), st.integers(0, 99))
def test_instalments_sum_to_the_debt(total, count, down):
    try:
        plan = instalments(total, count, down)
    except ReceivablesError as refusal:
        assert total < 200
        assert refusal.field in {"count", "total"}
    else:
        assert sum(plan) == total
        assert min(plan) > 0
        assert len(plan) in {count, count + 1}
        assert plan[-1] - plan[-count] < Decimal("0.01") * count


@given(st.lists(st.builds(OpenItem, st.integers(-(10**6), 10**6), days)), days)
def test_the_buckets_hold_every_item(items, on):
    assert aged_balance(items, on).total == sum(item.amount for item in items)


@given(st.fractions(-1000, 1000), st.integers(0, 6))
def test_rounding_is_to_the_nearest_and_away_from_zero(number, places):
    found = rounded(number, places)

    assert -found.as_tuple().exponent == places
    assert abs(Fraction(found) - number) <= Fraction(1, 2 * 10**places)
    assert abs(rounded(Fraction(1, 2) if number >= 0 else Fraction(-1, 2), 0)) == 1


REFUSED = {
    "receivables.negative": [
        lambda: account(principal=-1),
        lambda: Event(DUE, -5),
        lambda: interest(-1, 10, 10),
        lambda: impute(-1, 0, 0),
        lambda: dso(-1, 100, 30),
        lambda: collection_effectiveness(100, 0, 0, 200),
        lambda: credit_limit(-1, 30),
        lambda: annualised_discount(101, 30),
        lambda: instalments(100, 2, 101),
        lambda: impairment(100, 101),
        lambda: without_vat(100, -20),
        lambda: weighted_delay([Delay(-1, 3)]),
    ],
    "receivables.zero": [
        lambda: account(principal=0),
        lambda: Event(DUE, 0),
        lambda: dso(1, 0, 30),
        lambda: net_gearing(1, 1, 0),
        lambda: instalments(100, 2, 100),
        lambda: mean_delay([]),
        lambda: weighted_delay([]),
        lambda: aged_balance([], DUE).percent(1),
    ],
    "receivables.not_cents": [
        lambda: account(principal=Decimal("0.001")),
        lambda: Event(DUE, Fraction(1, 3)),
    ],
    "receivables.out_of_range": [
        lambda: account(principal=10**13),
        lambda: account(principal=Decimal("NaN")),
        lambda: account(principal=Decimal("Infinity")),
        lambda: account(principal=Decimal("1E-999999")),
        lambda: due_net(DUE, -1),
        lambda: due_net(DUE, 367),
        lambda: due_periodic(DUE, 46),
        lambda: due_public(DUE, 61),
        lambda: interest(1, 1, -1),
        lambda: dso(1, 1, 0),
        lambda: instalments(100, 0),
        lambda: instalments(Decimal("0.02"), 3),
        lambda: monthly_days(DUE, 121),
    ],
    "receivables.year_out_of_range": [
        lambda: due_net(date(1899, 12, 31)),
        lambda: account(until=date(2200, 1, 1)),
        lambda: late_payment(1, date(9999, 12, 31), RATES, UNTIL),
        lambda: monthly_days(date(9999, 12, 1), 2),
        lambda: limitation_expiry("enforcement", date(9999, 1, 1)),
    ],
    "receivables.dates_reversed": [
        lambda: segments(UNTIL, DUE),
        lambda: account(first_day=DUE),
        lambda: ConstantRate(10).pieces(UNTIL, DUE),
        lambda: limitation_expiry("general", UNTIL, [DUE]),
        lambda: limitation_expiry("general", DUE, born_on=UNTIL),
    ],
    "receivables.missing_rate": [
        lambda: account(until=date(2027, 1, 1)),
        lambda: public_rate(RATES, date(2027, 1, 1)),
    ],
    "receivables.too_few_months": [lambda: dso_count_back(100, [MonthOfSales(99, 30)])],
    "receivables.unknown_choice": [
        lambda: account(debtor="friend"),
        lambda: due_end_of_month(DUE, reading="both"),
        lambda: latest_due(DUE, "never"),
        lambda: latest_due_in_sector(DUE, "toys"),
        lambda: limitation_expiry("love", DUE),
    ],
}


@pytest.mark.parametrize(
    ("message_id", "reckon"), [(message_id, reckon) for message_id, given in REFUSED.items() for reckon in given]
)
def test_what_cannot_be_reckoned_is_refused(message_id, reckon):
    with pytest.raises(ReceivablesError) as refusal:
        reckon()

    assert refusal.value.message_id == message_id
    assert isinstance(refusal.value, EngineError)
    assert str(refusal.value).startswith(f"{refusal.value.field}: ")


def test_a_rate_that_is_missing_is_named_and_not_needed_where_nothing_is_owed():
    with pytest.raises(ReceivablesError, match="rates: No rate is known for half-year 1 of 2027"):
        penalty_rates(RATES).at(HalfYear(2027, 1))

    assert account(Event(UNTIL, 20_000), until=date(2027, 6, 1)).balance < 0
