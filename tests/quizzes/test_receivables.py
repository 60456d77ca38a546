"""Every worked example of the fact sheet, § 7 and § 13, to the cent and the day; each test bears its fact's number."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from quizzes.errors import ReceivablesError
from quizzes.receivables import (
    PUBLIC_DAYS,
    ConstantRate,
    Delay,
    Event,
    HalfYear,
    MonthOfSales,
    OpenItem,
    RateTable,
    aged_balance,
    annualised_discount,
    average_days_delinquent,
    best_possible_dso,
    bucket_of,
    collection_effectiveness,
    contest_deadline,
    cost_of_collection,
    cost_of_delay,
    credit_limit,
    current_ratio,
    days_late,
    declaration_deadline,
    dispute_rate,
    dso,
    dso_count_back,
    due_end_of_month,
    due_net,
    due_periodic,
    due_public,
    due_without_clause,
    easter,
    equity_ratio,
    floor_rates,
    impairment,
    impute,
    instalments,
    interest,
    is_lawful_rate,
    is_working_day,
    late_payment,
    latest_due,
    latest_due_in_sector,
    limitation_expiry,
    mean_delay,
    monthly_days,
    net_gearing,
    opposition_deadline,
    order_enforceable_from,
    order_service_deadline,
    overdue_rate,
    penalty_rates,
    promises_kept,
    public_holidays,
    public_rate,
    record_possible_from,
    relief_deadline,
    retention_deadline,
    rounded,
    sales_to_offset,
    supplier_days,
    to_cents,
    value_of_dso_days,
    weighted_delay,
    without_vat,
)

# Fact sheet § 1.3: data of exercises. No code of the engine holds them.
HALF_YEARS = [HalfYear(year, half) for year in (2023, 2024, 2025, 2026) for half in (1, 2)]
ECB, LEGAL = (
    RateTable(dict(zip(HALF_YEARS, map(Decimal, percents), strict=True)))
    for percents in (
        ["2.50", "4.00", "4.50", "4.25", "3.15", "2.15", "2.15", "2.40"],
        ["2.06", "4.22", "5.07", "4.92", "3.71", "2.76", "2.62", "2.75"],
    )
)


def shown(number, places=2):
    return str(rounded(number, places))


def test_section_1_3_rates_of_every_half_year():
    assert [shown(penalty_rates(ECB).at(half_year)) for half_year in HALF_YEARS] == (
        ["12.50", "14.00", "14.50", "14.25", "13.15", "12.15", "12.15", "12.40"]
    )
    assert [shown(floor_rates(LEGAL).at(half_year)) for half_year in HALF_YEARS] == (
        ["6.18", "12.66", "15.21", "14.76", "11.13", "8.28", "7.86", "8.25"]
    )


def test_f1_14_a_contract_may_not_go_below_the_floor():
    assert is_lawful_rate(Decimal("8.25"), LEGAL, HalfYear(2026, 2))
    assert not is_lawful_rate(Decimal("8.24"), LEGAL, HalfYear(2026, 2))


def test_f7_01_dso():
    assert shown(dso(420_000, 1_080_000, 92)) == "35.78"


def test_f7_02_dso_by_count_back():
    months = [MonthOfSales(330_000, 30), MonthOfSales(300_000, 31), MonthOfSales(450_000, 31)]

    assert dso_count_back(420_000, months) == Fraction("39.3")
    assert dso_count_back(0, []) == 0
    assert dso_count_back(1_080_000, months) == 92
    assert dso_count_back(100, [MonthOfSales(0, 30), MonthOfSales(200, 31)]) == Fraction("45.5")


def test_f7_05_best_possible_dso():
    assert shown(best_possible_dso(300_000, 1_080_000, 92)) == "25.56"


def test_f7_06_average_days_delinquent():
    assert shown(average_days_delinquent(420_000, 300_000, 1_080_000, 92)) == "10.22"


def test_f7_07_collection_effectiveness():
    assert shown(collection_effectiveness(390_000, 1_080_000, 420_000, 300_000)) == "89.74"


def test_f7_08_overdue_rate():
    assert shown(overdue_rate(120_000, 420_000)) == "28.57"


def test_f7_09_value_of_a_day_of_dso():
    assert value_of_dso_days(4_320_000) == Decimal("11835.62")
    assert value_of_dso_days(4_320_000, 5) == Decimal("59178.08")


def test_f7_10_buckets_count_from_the_due_date():
    assert [bucket_of(late) for late in (-1, 0, 1, 30, 31, 60, 61, 90, 91)] == (
        ["not_due", "not_due", "1-30", "1-30", "31-60", "31-60", "61-90", "61-90", "over_90"]
    )


def test_f7_11_dispute_rate():
    assert shown(dispute_rate(37_800, 420_000), 1) == "9.0"


def test_f7_12_promises_kept():
    assert shown(promises_kept(31, 42)) == "73.81"
    assert shown(promises_kept(148_800, 186_000), 1) == "80.0"


def test_f7_13_cost_of_collection():
    assert shown(cost_of_collection(14_600, 365_000), 1) == "4.0"


def test_f7_14_weighted_delay():
    delays = [Delay(12_000, 12), Delay(8_000, 45), Delay(30_000, 5), Delay(2_500, 90)]

    assert shown(weighted_delay(delays)) == "16.74"
    assert mean_delay(delays) == 38


def test_f7_17_interest_by_half_years():
    rates = penalty_rates(ECB)

    statement = late_payment(12_000, date(2026, 4, 30), rates, date(2026, 9, 15))

    assert [(part.days, shown(part.percent), part.interest) for part in statement.segments] == [
        (61, "12.15", Decimal("243.67")),
        (77, "12.40", Decimal("313.91")),
    ]
    assert (statement.segments[0].first_day, statement.segments[1].last_day) == (date(2026, 5, 1), date(2026, 9, 15))
    assert statement.days == 138
    assert (statement.interest, statement.indemnity) == (Decimal("557.58"), Decimal(40))
    assert statement.balance == Decimal("12597.58")


def test_f7_18_interest_at_the_floor_and_at_a_contract_rate():
    floor = floor_rates(LEGAL).at(HalfYear(2026, 2))

    assert to_cents(interest(5_000, floor, 45)) == Decimal("50.86")
    assert to_cents(interest(8_000, 10, 62)) == Decimal("135.89")


def test_f7_19_due_dates():
    march, january = date(2026, 3, 12), date(2026, 1, 31)

    assert due_net(march) == latest_due(march) == date(2026, 5, 11)
    assert due_end_of_month(march) == latest_due(march, "end_of_month") == date(2026, 4, 30)
    assert due_end_of_month(march, reading="month_then_days") == date(2026, 5, 15)
    assert due_periodic(march) == latest_due(march, "periodic") == date(2026, 4, 26)
    assert due_end_of_month(january) == date(2026, 3, 31)
    assert due_end_of_month(january, reading="month_then_days") == date(2026, 3, 17)
    assert due_net(january) == date(2026, 4, 1)


def test_f1_01_f1_07_f1_08_due_dates_from_the_delivery():
    delivered = date(2026, 4, 10)

    assert due_without_clause(delivered) == latest_due_in_sector(delivered, "perishable") == date(2026, 5, 10)
    assert latest_due_in_sector(delivered, "livestock") == date(2026, 4, 30)
    assert latest_due_in_sector(delivered, "alcohol") == date(2026, 5, 30)


def test_f7_20_a_public_buyer():
    received = date(2026, 10, 5)
    due = due_public(received, PUBLIC_DAYS["state"])

    statement = late_payment(20_000, due, public_rate(ECB, date(2026, 11, 5)), date(2026, 12, 22), debtor="public")

    assert (due, due_public(received, PUBLIC_DAYS["health"])) == (date(2026, 11, 4), date(2026, 11, 24))
    assert due_public(received, 30, service_done=date(2026, 10, 15)) == date(2026, 11, 14)
    assert [(part.days, part.percent, part.interest) for part in statement.segments] == [
        (48, Fraction("10.4"), Decimal("273.53"))
    ]
    assert statement.indemnity == 40


def test_f1_46_the_rate_of_a_public_buyer_does_not_change():
    rate = public_rate(ECB, date(2026, 6, 30))

    statement = late_payment(1_000, date(2026, 6, 29), rate, date(2026, 12, 31), debtor="public")

    assert [(part.days, part.percent) for part in statement.segments] == [(185, Fraction("10.15"))]


def test_f7_21_a_part_payment_settles_the_interest_first():
    left = impute(4_000, 300, 10_000)

    assert (left.to_interest, left.to_principal, left.principal_left, left.interest_left) == (300, 3_700, 6_300, 0)
    assert to_cents(interest(left.principal_left, Decimal("12.40"), 90)) == Decimal("192.62")
    assert to_cents(interest(6_000, Decimal("12.40"), 90)) == Decimal("183.45")


def test_f7_22_insolvency():
    published = date(2026, 10, 8)

    assert declaration_deadline(published) == date(2026, 12, 8)
    assert declaration_deadline(published, same_territory=False) == date(2027, 2, 8)
    assert retention_deadline(published) == date(2027, 1, 8)
    assert relief_deadline(published) == date(2027, 4, 8)


def test_f7_23_order_for_payment():
    served = date(2026, 10, 15)

    assert order_service_deadline(date(2026, 9, 8)) == date(2026, 12, 8)
    assert opposition_deadline(served) == date(2026, 11, 16)
    assert order_enforceable_from(served) == date(2026, 12, 15)


def test_f4_16_f4_17_orders_made_before_september_2026_live_six_months():
    assert order_service_deadline(date(2026, 8, 20)) == date(2027, 2, 20)
    assert order_service_deadline(date(2026, 8, 31)) == date(2027, 2, 28)
    assert order_service_deadline(date(2026, 9, 1)) == date(2026, 12, 1)


def test_f7_24_uncontested_commercial_claims():
    served = date(2026, 10, 5)

    assert contest_deadline(served) == date(2026, 11, 5)
    assert record_possible_from(served) == date(2026, 11, 13)


def test_f7_25_instalments():
    assert instalments(9_600, 6) == (1_600,) * 6
    assert instalments(7_350, 5, down_percent=30) == (2_205, *(1_029,) * 5)
    assert instalments(100, 3) == (Decimal("33.33"), Decimal("33.33"), Decimal("33.34"))
    assert monthly_days(date(2026, 11, 30), 4)[2:] == (date(2027, 1, 30), date(2027, 2, 28))


def test_f7_26_cost_of_delay_of_a_loss_and_of_a_discount():
    assert cost_of_delay(150_000, 20, 5) == Decimal("410.96")
    assert sales_to_offset(10_000, 4) == 250_000
    assert shown(annualised_discount(2, 30)) == "24.83"


def test_f7_27_credit_limit_and_ratios():
    assert credit_limit(240_000, 60, 15) == Decimal("49315.07")
    assert credit_limit(240_000, 60, 15, ceiling=45_000) == 45_000
    assert shown(current_ratio(820, 640)) == "1.28"
    assert shown(equity_ratio(310, 1_250), 1) == "24.8"
    assert shown(net_gearing(420, 60, 310)) == "1.16"
    assert shown(supplier_days(280, 1_500), 1) == "68.1"


def test_f7_28_f7_29_a_bad_debt():
    assert without_vat(24_000, 20) == (20_000, 4_000)
    assert impairment(20_000, 60) == 12_000


def test_section_3_2_limitation():
    assert limitation_expiry("commercial", date(2021, 12, 15)) == date(2026, 12, 15)
    assert limitation_expiry("general", date(2024, 2, 29)) == date(2029, 2, 28)
    assert limitation_expiry("consumer", date(2024, 12, 10)) == date(2026, 12, 10)
    assert limitation_expiry("transport", date(2025, 12, 5)) == date(2026, 12, 5)
    assert limitation_expiry("bill_of_exchange", date(2026, 1, 31)) == date(2029, 1, 31)
    assert limitation_expiry("enforcement", date(2026, 1, 31)) == date(2036, 1, 31)


def test_f3_14_f3_15_an_interruption_starts_the_delay_anew_within_twenty_years():
    start = date(2020, 1, 10)
    on_last_day, too_late = date(2022, 1, 10), date(2022, 1, 11)

    assert limitation_expiry("consumer", start, [date(2023, 5, 1), on_last_day]) == date(2025, 5, 1)
    assert limitation_expiry("consumer", start, [too_late]) == date(2022, 1, 10)
    yearly = [date(2020 + year, 1, 10) for year in range(1, 20)]
    assert limitation_expiry("commercial", start, yearly, born_on=start) == date(2040, 1, 10)


# Amount in cents, due date and days late of P01 to P20; None is not due.
PORTFOLIO = [
    *[(2240000, "2026-10-10", 44), (124000, "2021-12-15", 1804), (1476000, "2025-12-20", 338)],
    *[(4820000, "2026-08-31", 84), (615000, "2026-09-30", 54), (5400000, "2026-11-14", 9)],
    *[(770000, "2026-09-15", 69), (-120000, "2026-09-20", 64), (1680000, "2026-08-15", 100)],
    *[(1890000, "2026-10-31", 23), (1230000, "2026-10-31", 23), (2640000, "2026-11-12", 11)],
    *[(986000, "2026-11-05", 18), (64000, "2024-12-10", 713), (8750000, "2026-11-30", None)],
    *[(1550000, "2026-09-30", 54), (348000, "2026-11-15", 8), (45000, "2026-10-20", 34)],
    *[(38000, "2026-11-01", 22), (290000, "2026-12-31", None)],
]


def test_section_13_aged_balance():
    on = date(2026, 11, 23)
    items = [OpenItem(Decimal(cents) / 100, date.fromisoformat(due)) for cents, due, _ in PORTFOLIO]

    balance = aged_balance(items, on)

    assert [max(days_late(item.due_date, on), 0) for item in items] == [late or 0 for _, _, late in PORTFOLIO]
    assert [str(amount) for amount in balance.amounts.values()] == (
        ["90400.00", "125320.00", "44500.00", "54700.00", "33440.00"]
    )
    assert [shown(balance.percent(amount), 1) for amount in balance.amounts.values()] == (
        ["26.0", "36.0", "12.8", "15.7", "9.6"]
    )
    assert (balance.total, balance.overdue) == (348_360, 257_960)
    assert shown(balance.percent(balance.overdue), 1) == "74.0"
    assert shown(balance.percent(12_300), 1) == "3.5"
    assert shown(overdue_rate(41_060, balance.overdue), 1) == "15.9"


def test_f3_30_public_holidays_and_working_days():
    assert [easter(year) for year in (1961, 2000, 2025, 2026, 2027, 2038)] == [
        *(date(1961, 4, 2), date(2000, 4, 23), date(2025, 4, 20)),
        *(date(2026, 4, 5), date(2027, 3, 28), date(2038, 4, 25)),
    ]
    assert sorted(f"{day:%d/%m}" for day in public_holidays(2026)) == (
        ["01/01", "01/05", "01/11", "06/04", "08/05", "11/11", "14/05", "14/07", "15/08", "25/05", "25/12"]
    )
    assert len(public_holidays(2008)) == 10  # Ascension fell on 1 May.
    assert not is_working_day(date(2026, 5, 25))
    assert is_working_day(date(2026, 5, 26))


@pytest.mark.parametrize("reckon", [lambda: RateTable({HalfYear(2026, 1): -1}), lambda: ConstantRate(-1)])
def test_a_negative_rate_is_refused(reckon):
    with pytest.raises(ReceivablesError, match="may not be negative"):
        reckon()


def test_a_payment_that_is_no_payment_is_refused():
    with pytest.raises(ReceivablesError) as refusal:
        Event(date(2026, 1, 1), 1, "gift")

    assert (refusal.value.field, refusal.value.message_id) == ("kind", "receivables.unknown_choice")
