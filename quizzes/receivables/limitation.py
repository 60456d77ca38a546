"""When a claim becomes time-barred, act by act: what starts the delay anew, what suspends it, what changes nothing.

Some acts are disputed: a part payment or an e-mail of the debtor may be held to acknowledge the debt, or not (F3.17).
Two last days are therefore reckoned side by side: the prudent one, which counts sure acts alone, and the arguable one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from quizzes.days import add_months
from quizzes.errors import ReceivablesError
from quizzes.receivables.amounts import day_of, in_order
from quizzes.receivables.deadlines import LIMITATION_YEARS, LONGEST_LIMITATION, Claim

ActKind = Literal[
    "acknowledgement",
    "clear_email",
    "part_payment",
    "claim_in_court",
    "claim_lost",
    "order_request",
    "order_served",
    "enforcement",
    "mediation",
    "formal_notice",
    "reminder",
]
Effect = Literal["interrupts", "arguable", "suspends", "none", "too_late"]

EFFECTS: Final = MappingProxyType[ActKind, Effect](
    {
        "acknowledgement": "interrupts",  # signed by the debtor: C. civ. 2240, F3.14 [V]
        "clear_email": "arguable",  # F3.17 [V]
        "part_payment": "arguable",  # F3.17 [V]
        "claim_in_court": "interrupts",  # C. civ. 2241, F3.14 [V]
        "claim_lost": "none",  # abandoned, lapsed or dismissed: C. civ. 2243, F3.15 [V]
        "order_request": "none",  # F3.16 [V]
        "order_served": "interrupts",  # F3.16 [V]
        "enforcement": "interrupts",  # C. civ. 2244, F3.14 [V]
        "mediation": "suspends",  # or conciliation: C. civ. 2238, F3.20 [V]
        "formal_notice": "none",  # F3.05 [V]
        "reminder": "none",  # F3.14 [V]: the list is closed
    }
)
MONTHS_LEFT_AFTER_MEDIATION: Final = 6


@dataclass(frozen=True, slots=True)
class Act:
    """Something done on `day` about a claim; `until` is the end of a mediation or conciliation, which alone has one.

    Raises ReceivablesError `receivables.unknown_choice`, `receivables.end_needed`, `receivables.dates_reversed`,
    `receivables.year_out_of_range`.
    """

    kind: ActKind
    day: date
    until: date | None = None

    def __post_init__(self) -> None:
        if self.kind not in EFFECTS:
            raise ReceivablesError("kind", "receivables.unknown_choice")
        day_of("day", self.day)
        if self.kind == "mediation":
            if self.until is None:
                raise ReceivablesError("until", "receivables.end_needed")
            in_order("until", self.day, self.until)


class Step(NamedTuple):
    """An act, what it did to the prudent delay, and both last days after it."""

    act: Act
    effect: Effect
    prudent: date
    arguable: date


@dataclass(frozen=True, slots=True)
class Limitation:
    """The last day to act: `prudent` where only sure acts count, `arguable` where the disputed ones do too, and `first`
    where no act does; `is_capped` when the 20 years from the birth of the right decide.
    """

    first: date
    prudent: date
    arguable: date
    steps: tuple[Step, ...]
    is_capped: bool


def limitation(claim: Claim, start: date, acts: Iterable[Act] = (), born_on: date | None = None) -> Limitation:
    """Returns the last day to act before a claim is time-barred, and what each act did, in the order of days.

    An act on the last day is in time; one after it revives nothing (`too_late`). An act that interrupts starts the same
    delay anew from its day; a mediation or conciliation stops it as long as it lasts, and leaves at least six months
    from its end. An act is `arguable` too when it comes in time only if a disputed one before it counts. With `born_on`
    nothing goes beyond 20 years from then. No carry to a working day.
    Raises ReceivablesError `receivables.unknown_choice`, `receivables.dates_reversed` (an act before `start`, a right
    born after it), `receivables.year_out_of_range`.
    Source: F3.05, F3.09 to F3.17, F3.20, F4.36; C. civ. 2231, 2232, 2238, 2240, 2241, 2243, 2244.
    """
    if claim not in LIMITATION_YEARS:
        raise ReceivablesError("claim", "receivables.unknown_choice")
    months = 12 * LIMITATION_YEARS[claim]
    first = prudent = arguable = add_months(day_of("start", start), months)
    steps: list[Step] = []
    for act in sorted(acts, key=lambda act: act.day):
        in_order("acts", start, act.day)
        effect = _effect(act, prudent, arguable)
        prudent = _after(act, prudent, months, counts_arguable=False)
        arguable = _after(act, arguable, months, counts_arguable=True)
        steps.append(Step(act, effect, prudent, arguable))
    if born_on is None:
        return Limitation(first, prudent, arguable, tuple(steps), is_capped=False)
    in_order("start", born_on, start)
    cap = add_months(born_on, 12 * LONGEST_LIMITATION)
    return Limitation(first, min(prudent, cap), min(arguable, cap), tuple(steps), is_capped=cap < arguable)


def _effect(act: Act, prudent: date, arguable: date) -> Effect:
    """Returns what an act does where these are the last days before it."""
    effect = EFFECTS[act.kind]
    if effect == "none" or act.day <= prudent:
        return effect
    return "arguable" if act.day <= arguable else "too_late"


def _after(act: Act, last_day: date, months: int, *, counts_arguable: bool) -> date:
    """Returns the last day after the act, where the one before it was `last_day`."""
    effect = EFFECTS[act.kind]
    if act.day > last_day:
        return last_day
    if effect == "interrupts" or (effect == "arguable" and counts_arguable):
        return add_months(act.day, months)
    if effect == "suspends" and act.until is not None:
        return max(last_day + (act.until - act.day), add_months(act.until, MONTHS_LEFT_AFTER_MEDIATION))
    return last_day
