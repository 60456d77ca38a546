"""What a week brings by itself: disputes settled, judgments, rights that end, and new invoices."""

from dataclasses import replace
from datetime import timedelta

from quizzes.portfolio import tables
from quizzes.portfolio.circumstances import is_old
from quizzes.portfolio.generating import varied
from quizzes.portfolio.model import Case, Insolvency, Platform
from quizzes.portfolio.plans import Account
from quizzes.portfolio.weeks import Week

TERM_DAYS = 30


def passed(week: Week) -> None:
    """Plays what happens by itself at the end of a week."""
    _settle(week)
    _judge(week)
    _forfeit(week)
    _invoice(week)


def _settle(week: Week) -> None:
    for case in list(week.cases.values()):
        if case.dispute and case.dispute.owner and week.chance(case.ref, "settle") < tables.SETTLES_ALONE:
            week.tell("dispute_settled", week.change(case.ref, dispute=None))


def _judge(week: Week) -> None:
    for account in list(week.accounts.values()):
        if account.insolvency is not None or account.nature in ("public", "consumer"):
            continue
        if week.chance(account.client, "judgment") < tables.INSOLVENT_WEEKLY[account.type]:
            found = Insolvency("receivership", week.next_day - timedelta(days=2))
            week.accounts[account.client] = replace(account, insolvency=found)
            for case in [case for case in week.cases.values() if case.client == account.client]:
                week.tell("insolvent", week.change(case.ref, insolvency=found, handed_over_on=None))


def _forfeit(week: Week) -> None:
    """Rights that ended before next Monday are lost: time-barred claims, claims that were not declared."""
    for case in list(week.cases.values()):
        if not case.is_credit_note and _has_ended(week, case):
            week.bad_debt += case.amount
            week.tell("right_lost", case)
            week.close(case.ref)


def _has_ended(week: Week, case: Case) -> bool:
    if case.declared_on is not None:
        return False
    if case.insolvency is not None:
        return case.declaration is not None and case.declaration < week.next_day
    return is_old(case, week.next_day) and case.limitation < week.next_day


def _invoice(week: Week) -> None:
    for account in list(week.accounts.values()):
        stopped = account.blocked or account.insolvency is not None
        if not stopped and week.chance(account.client, "invoiced") < tables.INVOICED_WEEKLY:
            case = new_invoice(week, account)
            week.cases[case.ref] = case
            week.sold += case.amount
            week.tell("new_invoice", case)
    _unblock(week)


def new_invoice(week: Week, account: Account) -> Case:
    """Returns the invoice of a client and week, whatever else was done."""
    seed, number = week.state.seed, week.state.week + 1
    public = account.nature == "public"
    rejected = week.chance(account.client, "rejected") < tables.REJECTED
    ours: Platform = "suspended" if public else "rejected"
    usual: Platform | None = "available" if public else None
    return Case(
        ref=f"{account.client.upper()}-S{number:02d}",
        client=account.client,
        name=account.name,
        nature="business" if account.nature == "credit_note" else account.nature,
        amount=varied(account.monthly, seed, account.client, "invoice", number),
        due=week.day + timedelta(days=TERM_DAYS),
        runs_from=week.day if account.nature == "carrier" else None,
        limit=account.limit,
        retention_of_title=account.retention_of_title,
        platform=ours if rejected else usual,
    )


def _unblock(week: Week) -> None:
    """A client who owes nothing overdue any more is delivered again."""
    owing = {case.client for case in week.cases.values() if case.due < week.day}
    for account in list(week.accounts.values()):
        if account.blocked and account.client not in owing:
            week.accounts[account.client] = replace(account, blocked=False)
