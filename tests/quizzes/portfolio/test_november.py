"""The ledger of November: its synthetic table to the cent, and the correction's order, found by the method."""

from decimal import Decimal

import pytest

from quizzes.portfolio import Action, Decision, Reason, balance, best_day, naive_day, plan_decisions, score_day
from quizzes.receivables import rounded, share
from tests.quizzes.portfolio.november import NOVEMBER, RANKS, workshop_of

DAY = 360


def test_the_synthetic_table_is_that_of_the_sheet_to_the_cent():
    table = balance(NOVEMBER)

    assert {bucket: str(amount) for bucket, amount in table.amounts.items()} == {
        "not_due": "90400.00",
        "1-30": "125320.00",
        "31-60": "44500.00",
        "61-90": "54700.00",
        "over_90": "33440.00",
    }
    assert (table.total, table.overdue) == (Decimal("348360.00"), Decimal("257960.00"))


def test_the_shares_are_those_of_the_sheet():
    table = balance(NOVEMBER)

    percent = [str(rounded(table.percent(amount), 1)) for amount in table.amounts.values()]

    assert percent == ["26.0", "36.0", "12.8", "15.7", "9.6"]
    assert str(rounded(table.percent(table.overdue), 1)) == "74.0"
    assert str(rounded(table.percent(NOVEMBER.case("P11").amount), 1)) == "3.5"


def test_what_an_internal_cause_blocks_is_the_sheet_s_part_of_what_is_overdue():
    blocked = sum(NOVEMBER.case(ref).amount for ref in ("P10", "P11", "P13"))

    assert blocked == Decimal("41060.00")
    assert str(rounded(share(blocked, balance(NOVEMBER).overdue), 1)) == "15.9"


def test_days_late_and_buckets_are_those_of_the_sheet():
    late = {case.ref: (case.late_on(NOVEMBER.as_of), case.bucket_on(NOVEMBER.as_of)) for case in NOVEMBER.cases}

    assert late["P01"] == (44, "31-60")
    assert late["P02"] == (1804, "over_90")
    assert late["P03"] == (338, "over_90")
    assert late["P08"] == (64, "61-90")
    assert late["P14"] == (713, "over_90")
    assert late["P15"] == (-7, "not_due")


def test_the_last_days_to_act_are_those_of_the_sheet():
    days = {ref: NOVEMBER.case(ref).limitation.isoformat() for ref in ("P02", "P03", "P14")}

    assert days == {"P02": "2026-12-15", "P03": "2026-12-05", "P14": "2026-12-10"}
    assert NOVEMBER.case("P01").declaration.isoformat() == "2026-12-30"
    assert NOVEMBER.case("P01").retention.isoformat() == "2027-01-30"


def test_the_method_finds_the_order_of_the_correction_with_its_ties():
    plan = best_day(NOVEMBER, DAY)

    assert tuple(set(step.refs) for step in plan.steps) == RANKS
    assert [step.rank for step in plan.steps] == list(range(1, 19))
    assert plan.left == ()


def test_the_order_does_not_come_from_the_file():
    turned = type(NOVEMBER)(NOVEMBER.as_of, tuple(reversed(NOVEMBER.cases)), NOVEMBER.settings)

    plan = best_day(turned, DAY)

    assert tuple(set(step.refs) for step in plan.steps) == RANKS


def test_the_acts_are_those_of_the_correction():
    acts = {act.ref: act.action for step in best_day(NOVEMBER, DAY).steps for act in step.acts}

    assert acts["P01"] is Action.DECLARE_CLAIM
    assert acts["P02"] is acts["P03"] is acts["P07"] is Action.ESCALATE
    assert acts["P14"] is Action.ACKNOWLEDGE
    assert acts["P04"] is acts["P05"] is acts["P09"] is acts["P15"] is Action.CALL
    assert acts["P06"] is Action.BLOCK_DELIVERY
    assert acts["P08"] is Action.MATCH
    assert acts["P10"] is acts["P11"] is acts["P13"] is Action.INTERNAL
    assert acts["P16"] is acts["P20"] is Action.WAIT
    assert acts["P18"] is acts["P19"] is Action.WRITE


def test_a_credit_note_is_set_off_before_the_act_and_the_client_called_once():
    steps = {step.rank: step for step in best_day(NOVEMBER, DAY).steps}

    assert steps[7].refs == ("P08", "P07")
    assert steps[5].refs == ("P04", "P05")
    assert steps[5].minutes == 15


def test_the_transport_is_for_today():
    step = next(step for step in best_day(NOVEMBER, DAY).steps if step.refs == ("P03",))

    assert step.latest_start == NOVEMBER.as_of


def test_whoever_follows_the_method_has_everything():
    plan = best_day(NOVEMBER, DAY)

    result = score_day(NOVEMBER, plan_decisions(plan), DAY)

    assert result.value == plan.value == plan.bound
    assert result.harms == ()
    assert dict(result.competencies) == dict.fromkeys(("ORG-1", "JUR-1", "JUR-3", "JUR-5", "LIT-1", "FAC-3"), 1.0)
    assert all(deadline.met for deadline in result.deadlines)
    assert {review.verdict for review in result.reviews} == {"as_planned"}


@pytest.mark.parametrize("order", ["largest", "oldest"])
def test_naive_days_bring_less_and_harm(order):
    result = score_day(NOVEMBER, naive_day(NOVEMBER, DAY, order), DAY)

    assert result.value < result.best.value / 2
    assert result.value == result.naive[order]
    assert {harm.harm for harm in result.harms} >= {"chased_kept_plan", "chased_after_judgment", "right_lost"}
    assert (result.competencies["JUR-3"], result.competencies["JUR-5"]) == (0.0, 0.0)


def test_a_small_balance_before_a_right_that_expires_is_named_with_the_rights_that_wait():
    decisions = [
        Decision("P19", Action.WRITE, Reason.SMALL_BATCH),
        Decision("P03", Action.ESCALATE, Reason.RIGHT_EXPIRES),
    ]

    result = score_day(NOVEMBER, decisions, DAY)

    harm = next(harm for harm in result.harms if harm.harm == "small_before_right")
    assert harm.ref == "P19"
    assert harm.params["refs"] == ("P01", "P02", "P03", "P14")


def test_every_line_has_its_correction_with_facts():
    assert all(case.expected and case.expected.why and case.expected.facts for case in NOVEMBER.cases)


def test_the_drawn_portfolio_says_its_settings():
    entry = workshop_of("portefeuille-genere")

    assert (entry.kind, entry.quarter, entry.portfolio) == ("generated", True, None)
    assert sum(entry.settings.types.values()) == 100
