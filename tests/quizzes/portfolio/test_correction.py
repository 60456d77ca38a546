"""A day corrected: what harms, what an act brings, and who comes too early or too late."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st

from quizzes.errors import PortfolioError
from quizzes.portfolio import (
    Action,
    Decision,
    Dispute,
    Harm,
    Insolvency,
    Plan,
    Promise,
    Reason,
    Settings,
    best_day,
    generate,
    plan_decisions,
    score_day,
)
from tests.quizzes.portfolio.november import AS_OF, ledger, line

DAY = 420


def harms(case, action, reason=Reason.LARGEST_FIRST, *others):
    """Returns what one decision on a line harms, but for its reason."""
    result = score_day(ledger(case, *others), [Decision(case.ref, action, reason)], DAY)
    return {harm.harm for harm in result.harms} - {Harm.WRONG_REASON}


JUDGMENT = Insolvency("receivership", AS_OF - timedelta(days=20))
KEPT = Plan(paid=1, instalments=4, next_on=AS_OF + timedelta(days=7))
PRICE = Dispute(AS_OF - timedelta(days=28), "price", "Commercial")


@pytest.mark.parametrize(
    ("fields", "action", "expected"),
    [
        ({"insolvency": JUDGMENT}, Action.CALL, Harm.CHASED_AFTER_JUDGMENT),
        ({"insolvency": JUDGMENT}, Action.FORMAL_NOTICE, Harm.CHASED_AFTER_JUDGMENT),
        ({"plan": KEPT}, Action.CALL, Harm.CHASED_KEPT_PLAN),
        ({"plan": KEPT}, Action.WRITE, Harm.CHASED_KEPT_PLAN),
        ({"dispute": PRICE}, Action.CALL, Harm.CHASED_DISPUTED_PART),
        ({"platform": "rejected"}, Action.CALL, Harm.CHASED_OWN_ERROR),
        ({"days": -20}, Action.CALL, Harm.CHASED_NOT_DUE),
        ({"promise": Promise(AS_OF + timedelta(days=3))}, Action.CALL, Harm.CHASED_PENDING_PROMISE),
        ({"nature": "public"}, Action.FORMAL_NOTICE, Harm.THREATENED_PUBLIC_BUYER),
        ({"nature": "public"}, Action.ESCALATE, Harm.THREATENED_PUBLIC_BUYER),
        ({"nature": "consumer", "answers": True}, Action.ESCALATE, Harm.PRESSED_CONSUMER),
        ({"days": 5 * 365 - 10}, Action.FORMAL_NOTICE, Harm.NOTICE_DOES_NOT_INTERRUPT),
        ({"amount": "900.00", "days": 8}, Action.ESCALATE, Harm.TOO_STRONG),
        ({"amount": "900.00", "days": 8}, Action.BLOCK_DELIVERY, Harm.BLOCKED_WITHOUT_GROUND),
        ({}, Action.DECLARE_CLAIM, Harm.DECLARED_WITHOUT_JUDGMENT),
    ],
)
def test_each_harm_happens_where_it_is_declared(fields, action, expected):
    assert expected in harms(line(**fields), action)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"insolvency": JUDGMENT}, Harm.PENALTIES_AFTER_JUDGMENT),
        ({"nature": "consumer"}, Harm.INDEMNITY_TO_CONSUMER),
        ({"platform": "rejected"}, Harm.PENALTIES_OWN_ERROR),
    ],
)
def test_claiming_penalties_where_none_are_due_harms(fields, expected):
    assert expected in harms(line(**fields), Action.WAIT, Reason.PENALTIES_DUE)


@pytest.mark.parametrize(
    ("fields", "action"),
    [
        ({}, Action.CALL),
        ({}, Action.FORMAL_NOTICE),
        ({"insolvency": JUDGMENT}, Action.DECLARE_CLAIM),
        ({"plan": KEPT}, Action.WAIT),
        ({"platform": "rejected"}, Action.INTERNAL),
        ({"dispute": PRICE}, Action.INTERNAL),
        ({"nature": "public"}, Action.WRITE),
        ({"nature": "consumer", "answers": True, "amount": "900.00"}, Action.CALL),
        ({"amount": "900.00", "days": 8}, Action.WRITE),
    ],
)
def test_a_proper_act_harms_nobody(fields, action):
    assert harms(line(**fields), action) == set()


def test_the_part_that_nobody_contests_may_be_asked_for():
    dispute = Dispute(AS_OF - timedelta(days=28), "price", "Commercial", Decimal("500.00"))

    assert harms(line(dispute=dispute), Action.CALL) == set()


def test_a_dispute_without_owner_is_opened_first():
    plan = best_day(ledger(line(dispute=Dispute(AS_OF, "quality", ""))), DAY)

    assert plan.steps[0].acts[0].action is Action.OPEN_DISPUTE


def test_an_act_upon_an_amount_with_an_open_credit_note_is_a_wrong_statement():
    note = line("N1", client="a1", nature="credit_note", amount="-100.00")
    case = line(client="a1", notice_expired_on=AS_OF - timedelta(days=3))
    escalate, match = (
        Decision("A1", Action.ESCALATE, Reason.NOTICE_EXPIRED),
        Decision("N1", Action.MATCH, Reason.SAME_CLIENT),
    )

    wrong = score_day(ledger(case, note), [escalate, match], DAY)
    right = score_day(ledger(case, note), [match, escalate], DAY)

    assert [harm.harm for harm in wrong.harms] == [Harm.WRONG_STATEMENT]
    assert (right.harms, wrong.competencies["FAC-3"], right.competencies["FAC-3"]) == ((), 0.5, 1.0)


def test_a_right_that_must_begin_today_is_lost_when_nothing_is_done():
    case = line(days=5 * 365 + 1 - 12)

    result = score_day(ledger(case), [], DAY)

    assert (case.limitation - AS_OF).days == 12
    assert [harm.harm for harm in result.harms] == [Harm.RIGHT_LOST]
    assert [(deadline.ref, deadline.met) for deadline in result.deadlines] == [("A1", False)]


def test_a_claim_that_is_not_declared_in_time_is_said_so():
    late = Insolvency("liquidation", date(2026, 9, 25))

    result = score_day(ledger(line(insolvency=late)), [], DAY)

    assert [harm.harm for harm in result.harms] == [Harm.CLAIM_NOT_DECLARED]


def test_a_claim_in_hand_is_followed_and_not_chased():
    plan = best_day(ledger(line(insolvency=JUDGMENT, declared_on=AS_OF)), DAY)

    assert plan.steps[0].acts[0].action is Action.WAIT
    assert harms(line(insolvency=JUDGMENT, declared_on=AS_OF), Action.CALL) == {Harm.CHASED_AFTER_JUDGMENT}


def test_what_does_not_fit_is_out_of_time_and_a_shorter_act_may_still_fit():
    cases = [line(f"A{number}") for number in range(1, 4)]
    decisions = [
        Decision("A1", Action.CALL, Reason.LARGE_OVERDUE),
        Decision("A2", Action.CALL, Reason.LARGE_OVERDUE),
        Decision("A3", Action.WRITE, Reason.LARGE_OVERDUE),
    ]

    result = score_day(ledger(*cases), decisions, 18)

    verdicts = {review.ref: review.verdict for review in result.reviews}
    assert (verdicts["A2"], result.used) == ("out_of_time", 18)
    assert verdicts["A3"] == "acceptable"


def test_a_line_moved_to_the_front_is_too_early_and_the_others_stay_in_place():
    cases = [line(f"A{number}", amount=f"{9 - number}000.00") for number in range(1, 5)]
    portfolio = ledger(*cases, line("S1", amount="900.00"))
    decisions = list(plan_decisions(best_day(portfolio, DAY)))

    result = score_day(portfolio, [decisions[-1], *decisions[:-1]], DAY)

    verdicts = {review.ref: review.verdict for review in result.reviews}
    assert verdicts.pop("S1") == "too_early"
    assert set(verdicts.values()) == {"as_planned"}
    assert result.competencies["ORG-1"] < 1.0


@trials(max_examples=40)
@given(st.integers(0, 500), st.sampled_from([60, 240, 420]))
def test_whoever_follows_the_method_reaches_its_value_in_its_order(seed, minutes):
    portfolio = generate(Settings(debtors=25), str(seed))
    plan = best_day(portfolio, minutes)

    result = score_day(portfolio, plan_decisions(plan), minutes)

    assert (result.value, result.share) == (plan.value, 1.0)
    assert result.used <= plan.used
    assert {review.verdict for review in result.reviews} <= {"as_planned", "not_treated", "acceptable"}
    assert all(harm.harm in (Harm.RIGHT_LOST, Harm.CLAIM_NOT_DECLARED) for harm in result.harms)


def test_a_line_of_a_call_that_comes_after_others_is_too_late():
    clients = [line(f"B{number}", amount="6000.00") for number in range(3)]
    portfolio = ledger(line("A1", client="a", amount="9000.00"), line("A2", client="a", amount="9000.00"), *clients)
    decisions = [Decision(ref, Action.CALL, Reason.LARGE_OVERDUE) for ref in ("A1", "B0", "B1", "B2", "A2")]

    verdicts = {review.ref: review.verdict for review in score_day(portfolio, decisions, DAY).reviews}

    assert verdicts == {
        "A1": "as_planned",
        "A2": "too_late",
        "B0": "as_planned",
        "B1": "as_planned",
        "B2": "as_planned",
    }


def test_a_wrong_reason_costs_no_euro_but_a_part_of_the_score():
    portfolio = ledger(line())
    decide = [Decision("A1", Action.CALL, reason) for reason in (Reason.LARGE_OVERDUE, Reason.OLDEST_FIRST)]

    right, wrong = (score_day(portfolio, [decision], DAY) for decision in decide)

    assert right.value == wrong.value
    assert [harm.harm for harm in wrong.harms] == [Harm.WRONG_REASON]
    assert wrong.competencies["ORG-1"] < right.competencies["ORG-1"]


def test_a_call_for_several_lines_of_a_client_is_one_call():
    portfolio = ledger(line("A1", client="a"), line("A2", client="a"), line("B1"))
    calls = [Decision(ref, Action.CALL, Reason.LARGE_OVERDUE) for ref in ("A1", "A2", "B1")]

    together = score_day(portfolio, calls, DAY)
    apart = score_day(portfolio, [calls[0], calls[2], calls[1]], DAY)

    assert (together.used, apart.used) == (27, 36)
    assert together.value - apart.value == Decimal("6.00")


@pytest.mark.parametrize(
    ("refs", "message_id"), [(["ZZ"], "portfolio.unknown_case"), (["A1", "A1"], "portfolio.decided_twice")]
)
def test_decisions_on_no_line_or_twice_are_refused(refs, message_id):
    decisions = [Decision(ref, Action.CALL, Reason.LARGE_OVERDUE) for ref in refs]

    with pytest.raises(PortfolioError) as refused:
        score_day(ledger(line()), decisions, DAY)

    assert refused.value.message_id == message_id
