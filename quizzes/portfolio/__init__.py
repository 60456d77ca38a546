"""The ageing-balance workshop: a ledger to decide a day or a quarter on, and the transparent optimum it is scored by.

Pure Python and numpy; everything here is a plain value. docs/portfolio.md has the model, its declared probabilities,
the method, how far it is exact and where a bound stands in its place.
"""

from quizzes.errors import PortfolioError
from quizzes.portfolio.bounding import quarter_bound
from quizzes.portfolio.circumstances import proper_acts, proper_reasons, sights
from quizzes.portfolio.days import balance, best_day, naive_day, plan_decisions
from quizzes.portfolio.figures import figures
from quizzes.portfolio.generating import generate
from quizzes.portfolio.mapping import (
    from_json,
    from_values,
    portfolio_from_mapping,
    portfolio_to_mapping,
    to_json,
    to_values,
)
from quizzes.portfolio.model import (
    Action,
    Case,
    Circumstance,
    DebtorType,
    Dispute,
    Expected,
    Harm,
    HistoryNote,
    Insolvency,
    Plan,
    Portfolio,
    Promise,
    Reason,
    Settings,
)
from quizzes.portfolio.plans import (
    DayPlan,
    DayResult,
    DayStep,
    Deadline,
    Decision,
    HarmDone,
    NaiveOrder,
    Policy,
    QuarterState,
    StepReview,
    WeekEvent,
    WeekFigures,
)
from quizzes.portfolio.quarters import plan_week, play_week, portfolio_of, run_quarter, start_quarter
from quizzes.portfolio.scoring import score_day

__all__ = [
    "Action",
    "Case",
    "Circumstance",
    "DayPlan",
    "DayResult",
    "DayStep",
    "Deadline",
    "DebtorType",
    "Decision",
    "Dispute",
    "Expected",
    "Harm",
    "HarmDone",
    "HistoryNote",
    "Insolvency",
    "NaiveOrder",
    "Plan",
    "Policy",
    "Portfolio",
    "PortfolioError",
    "Promise",
    "QuarterState",
    "Reason",
    "Settings",
    "StepReview",
    "WeekEvent",
    "WeekFigures",
    "balance",
    "best_day",
    "figures",
    "from_json",
    "from_values",
    "generate",
    "naive_day",
    "plan_decisions",
    "plan_week",
    "play_week",
    "portfolio_from_mapping",
    "portfolio_of",
    "portfolio_to_mapping",
    "proper_acts",
    "proper_reasons",
    "quarter_bound",
    "run_quarter",
    "score_day",
    "sights",
    "start_quarter",
    "to_json",
    "to_values",
]
