"""A day as it is decided, planned and corrected; a quarter as it stands, week by week."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from quizzes.portfolio.model import (
    Action,
    Case,
    Circumstance,
    DebtorType,
    Harm,
    Insolvency,
    Nature,
    Reason,
    Settings,
)

NaiveOrder = Literal["largest", "oldest"]
Policy = Literal["method", "largest", "oldest"]


# --- A day ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Decision:
    """What a learner does with one line, and why. Decisions come in the order in which they are worked off.

    Acts of the same kind on lines of one client that follow each other are one act: one call, one letter. So are short
    letters (`write`) on small balances that follow each other.
    """

    ref: str
    action: Action
    reason: Reason


@dataclass(frozen=True, slots=True)
class Act:
    """One line treated within a step; minutes and cost count once for the step's first line, less for further ones."""

    ref: str
    action: Action
    minutes: int
    cost: Decimal
    value: Decimal  # Expected, in euros, net of cost: amount x (p with - p without) - cost (F9.03).


@dataclass(frozen=True, slots=True)
class DayStep:
    """One place of an order: the acts on one client (a credit note first), or one batch of small balances.

    `tier` counts from 1; `latest_start` is the last day to begin for a right that expires; `facts` are fact numbers.
    `per_hour` is the value by hour, None where the step takes no time.
    """

    rank: int
    client: str
    circumstance: Circumstance
    tier: int
    acts: tuple[Act, ...]
    reason: Reason
    minutes: int
    value: Decimal
    per_hour: Decimal | None
    latest_start: date | None
    facts: tuple[str, ...]

    @property
    def refs(self) -> tuple[str, ...]:
        """The lines of the step, in the order of their acts."""
        return tuple(act.ref for act in self.acts)


@dataclass(frozen=True, slots=True)
class DayPlan:
    """A day by the method: the steps in their order, what did not fit, the value reached and the bound.

    `value` is the greatest that any choice of whole steps with the legal acts first reaches in the minutes, exact;
    `bound` what could be reached were the legal acts not first: no order by these steps reaches more.
    """

    minutes: int
    used: int
    steps: tuple[DayStep, ...]
    left: tuple[DayStep, ...]
    value: Decimal
    bound: Decimal

    @property
    def ranks(self) -> Mapping[str, int]:
        """The rank of each line that is treated."""
        return {ref: step.rank for step in self.steps for ref in step.refs}


@dataclass(frozen=True, slots=True)
class HarmDone:
    """A harmful act of a day, its cost in euros and the facts that explain it; `ref` is the line, if one."""

    harm: Harm
    ref: str
    cost: Decimal
    facts: tuple[str, ...]
    params: Mapping[str, object]


Verdict = Literal["as_planned", "acceptable", "too_early", "too_late", "other_action", "not_treated", "out_of_time"]


@dataclass(frozen=True, slots=True)
class StepReview:
    """One line, the learner's beside the optimum's: places, acts, the value reached and what the difference comes from.

    `own_rank` and `own_action` are None for a line that was not decided on; `best_rank` is None for one that the
    optimum leaves for lack of time. `reason_right` is None where no decision was made.
    """

    ref: str
    best_rank: int | None
    own_rank: int | None
    best_action: Action
    own_action: Action | None
    verdict: Verdict
    circumstance: Circumstance
    best_reason: Reason
    own_reason: Reason | None
    reason_right: bool | None
    value: Decimal
    best_value: Decimal
    harms: tuple[HarmDone, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A right of the day: the line, the last day to act, whether the day's acts kept it."""

    ref: str
    circumstance: Circumstance
    last_day: date
    latest_start: date
    met: bool


@dataclass(frozen=True, slots=True)
class DayResult:
    """A day corrected: line by line, value against the best, deadlines, harms, and a fraction 0 to 1 a competency.

    `value` is net of the cost of harm and may be negative; `share` is value / best, held within 0 and 1.
    """

    reviews: tuple[StepReview, ...]
    used: int
    minutes: int
    value: Decimal
    best: DayPlan
    naive: Mapping[NaiveOrder, Decimal]
    deadlines: tuple[Deadline, ...]
    harms: tuple[HarmDone, ...]
    competencies: Mapping[str, float]

    @property
    def share(self) -> float:
        """The part of the best value that was reached."""
        return min(max(float(self.value / self.best.value), 0.0), 1.0) if self.best.value > 0 else 1.0


# --- A quarter --------------------------------------------------------------------------------------------------------

EventKind = Literal[
    "paid",
    "part_paid",
    "promised",
    "promise_kept",
    "promise_broken",
    "disputed",
    "dispute_settled",
    "mended",
    "complained",
    "new_invoice",
    "insolvent",
    "claim_declared",
    "matched",
    "acknowledged",
    "notice_sent",
    "handed_over",
    "blocked",
    "no_answer",
    "right_lost",
    "out_of_time",
]


@dataclass(frozen=True, slots=True)
class WeekEvent:
    """Something that happened in a week: to a line, by an act of ours or by itself (`action` None)."""

    week: int
    kind: EventKind
    ref: str
    client: str
    amount: Decimal
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """The figures at the end of a week, with the definitions of `quizzes.receivables`.

    Days and per cent as floats with one decimal, to show and to draw; `cash`, `complaints`, `bad_debt` are sums since
    the start of the quarter, `cei` the collection effectiveness since then.
    """

    week: int
    receivables: Decimal
    overdue: Decimal
    dso: float
    overdue_rate: float
    cei: float
    cash: Decimal
    complaints: int
    bad_debt: Decimal


@dataclass(frozen=True, slots=True)
class Account:
    """What the ledger knows of a client besides its lines, and its hidden type."""

    client: str
    name: str
    nature: Nature
    type: DebtorType
    monthly: Decimal
    limit: Decimal | None
    retention_of_title: bool
    blocked: bool = False
    insolvency: Insolvency | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What the play knows of a line besides what is shown: the last act that reached the debtor, and its week."""

    last: Action
    week: int


@dataclass(frozen=True, slots=True)
class QuarterState:
    """A quarter as it stands before the week `week` (from 0; `settings.weeks` when it is over).

    Everything that later weeks depend on; `to_json` and `from_json` carry it exactly.
    """

    seed: str
    settings: Settings
    start: date
    week: int
    accounts: tuple[Account, ...]
    cases: tuple[Case, ...]
    standings: Mapping[str, Standing]
    opening: Decimal
    sales: tuple[Decimal, ...]  # Of each week, the months before the start first.
    cash: Decimal
    complaints: int
    bad_debt: Decimal
    history: tuple[WeekFigures, ...]

    @property
    def is_over(self) -> bool:
        """Whether all weeks are played."""
        return self.week >= self.settings.weeks
