"""One week while it is played: the lines and clients as they change, and what happened so far."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Self

from quizzes.portfolio.draws import chance
from quizzes.portfolio.figures import day_of
from quizzes.portfolio.model import Action, Case
from quizzes.portfolio.plans import Account, EventKind, QuarterState, Standing, WeekEvent


@dataclass(slots=True)
class Week:
    """A week in play; `day` is its Monday. Lines keep the order of the ledger."""

    state: QuarterState
    day: date
    cases: dict[str, Case]
    accounts: dict[str, Account]
    standings: dict[str, Standing]
    cash: Decimal
    complaints: int
    bad_debt: Decimal
    sold: Decimal = Decimal("0.00")
    events: list[WeekEvent] = field(default_factory=list)

    @classmethod
    def of(cls, state: QuarterState) -> Self:
        """Opens the week that a state stands before."""
        return cls(
            state=state,
            day=day_of(state),
            cases={case.ref: case for case in state.cases},
            accounts={account.client: account for account in state.accounts},
            standings=dict(state.standings),
            cash=state.cash,
            complaints=state.complaints,
            bad_debt=state.bad_debt,
        )

    @property
    def next_day(self) -> date:
        """The Monday after."""
        return self.day + timedelta(weeks=1)

    def chance(self, subject: str, act: str, number: int = 0) -> float:
        """Returns the draw of a line or client, of this week, for an act (or « none »), and a number."""
        return chance(self.state.seed, subject, self.state.week, act, number)

    def tell(self, kind: EventKind, case: Case, action: Action | None = None, amount: Decimal | None = None) -> None:
        """Notes what happened to a line."""
        money = case.amount if amount is None else amount
        self.events.append(WeekEvent(self.state.week, kind, case.ref, case.client, money, action))

    def change(self, ref: str, **changes: object) -> Case:
        """Changes fields of a line and returns it."""
        self.cases[ref] = replace(self.cases[ref], **changes)  # type: ignore[arg-type]  # names are our own
        return self.cases[ref]

    def pay(self, case: Case, kind: EventKind, action: Action | None, amount: Decimal | None = None) -> None:
        """Takes the money for a line, all or a part of it."""
        money = case.amount if amount is None else min(amount, case.amount)
        self.cash += money
        self.tell(kind, case, action, money)
        if money == case.amount:
            self.close(case.ref)
        else:
            self.change(case.ref, amount=case.amount - money)

    def close(self, ref: str) -> None:
        """Takes a line off the ledger."""
        del self.cases[ref]
        self.standings.pop(ref, None)

    def closed(self) -> QuarterState:
        """Returns the state after the week; its figures are not in its history yet."""
        return replace(
            self.state,
            week=self.state.week + 1,
            accounts=tuple(self.accounts.values()),
            cases=tuple(self.cases.values()),
            standings=self.standings,
            sales=(*self.state.sales, self.sold),
            cash=self.cash,
            complaints=self.complaints,
            bad_debt=self.bad_debt,
        )
