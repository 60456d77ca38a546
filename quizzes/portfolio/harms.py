"""What harms: acts that are forbidden, useless or out of proportion on a line, and what each of them costs."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from quizzes.portfolio.circumstances import Sight, proper_acts
from quizzes.portfolio.model import OUR_FAULT, Action, Circumstance, Harm, Reason
from quizzes.portfolio.plans import Decision, HarmDone
from quizzes.portfolio.tables import DAMAGES
from quizzes.portfolio.values import cents, euros

CHASING: Final = frozenset(
    {Action.CALL, Action.WRITE, Action.FORMAL_NOTICE, Action.ESCALATE, Action.BLOCK_DELIVERY, Action.ACKNOWLEDGE}
)
STRONG: Final = frozenset({Action.FORMAL_NOTICE, Action.ESCALATE})
HEAVY: Final = STRONG | {Action.BLOCK_DELIVERY}
_DISPUTED: Final = frozenset({Circumstance.DISPUTE_LATE, Circumstance.DISPUTE_OPEN})
_LIGHT: Final = frozenset({Circumstance.ORDINARY, Circumstance.SMALL})
_UPCOMING: Final = frozenset({Circumstance.NOT_DUE, Circumstance.BEFORE_DUE})


class Setting(NamedTuple):
    """A decision with what it meets: the line, the most pressing line treated with it, credit notes not set off."""

    sight: Sight
    lead: Sight
    decision: Decision
    has_open_notes: bool

    @property
    def action(self) -> Action:
        """The act."""
        return self.decision.action

    @property
    def kind(self) -> Circumstance:
        """The circumstance of the line."""
        return self.sight.circumstance

    @property
    def is_proper(self) -> bool:
        """Whether the act is one of those for the line, or for the one that it goes with."""
        return self.action in proper_acts(self.sight) or self.action in proper_acts(self.lead)


def _threatens_public(at: Setting) -> bool:
    return at.sight.case.nature == "public" and at.action in HEAVY


def _presses_consumer(at: Setting) -> bool:
    case = at.sight.case
    saves = at.kind is Circumstance.RIGHT_EXPIRES and at.action is Action.ESCALATE
    return case.nature == "consumer" and case.answers and at.action in HEAVY and not saves


def _claims_penalties(at: Setting) -> bool:
    return at.decision.reason is Reason.PENALTIES_DUE


def _is_ours(at: Setting) -> bool:
    return at.sight.case.platform in OUR_FAULT and at.sight.case.insolvency is None


# Each harm with what makes it happen; the order is that in which they are told.
_RULES: Final[Mapping[Harm, Callable[[Setting], bool]]] = MappingProxyType(
    {
        Harm.CHASED_AFTER_JUDGMENT: lambda at: at.sight.case.insolvency is not None and at.action in CHASING,
        Harm.PENALTIES_AFTER_JUDGMENT: lambda at: at.sight.case.insolvency is not None and _claims_penalties(at),
        Harm.CHASED_KEPT_PLAN: lambda at: at.kind is Circumstance.PLAN_KEPT and at.action in CHASING,
        Harm.CHASED_DISPUTED_PART: lambda at: at.kind in _DISPUTED and at.action in CHASING and not at.is_proper,
        Harm.CHASED_OWN_ERROR: lambda at: _is_ours(at) and at.action in CHASING,
        Harm.PENALTIES_OWN_ERROR: lambda at: _is_ours(at) and _claims_penalties(at),
        Harm.CHASED_NOT_DUE: lambda at: at.kind in _UPCOMING and at.action in CHASING and not at.is_proper,
        Harm.CHASED_PENDING_PROMISE: lambda at: at.kind is Circumstance.PROMISE_PENDING and at.action in CHASING,
        Harm.THREATENED_PUBLIC_BUYER: _threatens_public,
        Harm.INDEMNITY_TO_CONSUMER: lambda at: at.sight.case.nature == "consumer" and _claims_penalties(at),
        Harm.PRESSED_CONSUMER: _presses_consumer,
        Harm.NOTICE_DOES_NOT_INTERRUPT: lambda at: (
            at.kind is Circumstance.RIGHT_EXPIRES and at.action is Action.FORMAL_NOTICE
        ),
        Harm.WRONG_STATEMENT: lambda at: at.action in STRONG and at.has_open_notes,
        Harm.TOO_STRONG: lambda at: at.kind in _LIGHT and at.action in STRONG and not at.is_proper,
        Harm.BLOCKED_WITHOUT_GROUND: lambda at: (
            at.kind in _LIGHT | _UPCOMING and at.action is Action.BLOCK_DELIVERY and not at.is_proper
        ),
        Harm.DECLARED_WITHOUT_JUDGMENT: lambda at: (
            at.action is Action.DECLARE_CLAIM and at.sight.case.insolvency is None
        ),
    }
)


def harms_of(at: Setting) -> Iterator[Harm]:
    """Goes through the harms of one decision that is carried out. Raises nothing."""
    return (harm for harm, happens in _RULES.items() if happens(at))


def harm_done(harm: Harm, sight: Sight, also: Iterable[str] = ()) -> HarmDone:
    """Returns a harm to a line with its declared cost; `also` are the references of other lines concerned."""
    damage = DAMAGES[harm]
    cost = damage.cents + round(damage.share * abs(cents(sight.case.amount)))
    return HarmDone(harm, sight.case.ref, euros(cost), damage.facts, MappingProxyType({"refs": tuple(sorted(also))}))
