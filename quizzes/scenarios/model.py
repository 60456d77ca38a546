"""A scenario of a call as frozen values: nodes, choices, conditions and effects on a small declared state."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, get_args

from quizzes.scenarios.state import AXES, Axes, Axis, Condition, Effects

Stage = Literal["prepare", "open", "state", "diagnose", "treat", "commit", "conclude"]
ChoiceKind = Literal["say", "do", "silence", "hang_up"]
EndingKind = Literal["good", "mixed", "bad"]
Public = Literal["business", "trader", "public_buyer", "consumer", "foreign"]

STAGES: Final[tuple[Stage, ...]] = get_args(Stage)
CHOICE_KINDS: Final[tuple[ChoiceKind, ...]] = get_args(ChoiceKind)
ENDING_KINDS: Final[tuple[EndingKind, ...]] = get_args(EndingKind)
PUBLICS: Final[tuple[Public, ...]] = get_args(Public)
NARRATOR: Final = "narrator"
MOST_POINTS: Final = 4


@dataclass(frozen=True, slots=True)
class Line:
    """What is said where the condition holds; without one it holds always."""

    text: str
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """Where a choice leads where the condition holds: the key of a node or of an ending."""

    to: str
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A grave legal fault: it ends the call at once. Without `competencies`, JUR-2 is meant where it is measured."""

    title: str
    facts: tuple[str, ...]
    competencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to say or to do. `scores`: points 0–4 by competency; `to` is empty exactly where there is a `fault`."""

    key: str
    kind: ChoiceKind
    text: str
    why: str
    scores: Mapping[str, int] = field(hash=False)
    to: tuple[Branch, ...] = ()
    when: Condition | None = None
    minutes: int = 1
    effects: Effects = field(default_factory=Effects)
    fault: Fault | None = None
    better: str = ""
    facts: tuple[str, ...] = ()
    once: bool = False

    @property
    def points(self) -> int:
        """The points of all competencies together."""
        return sum(self.scores.values())


@dataclass(frozen=True, slots=True)
class Node:
    """A moment of the call: what is said and what can be answered. Of `says`, the first line that holds is said."""

    key: str
    stage: Stage
    speaker: str
    says: tuple[Line, ...]
    choices: tuple[Choice, ...]

    def choice(self, key: str) -> Choice | None:
        """Returns the choice of this key, None if there is none."""
        return next((choice for choice in self.choices if choice.key == key), None)


@dataclass(frozen=True, slots=True)
class Ending:
    """How the call ends; `axes` replace the values that were reached, by name."""

    key: str
    title: str
    kind: EndingKind
    says: str
    debrief: str
    axes: Mapping[Axis, int] = field(default_factory=dict, hash=False)
    facts: tuple[str, ...] = ()

    def settled(self, reached: Axes) -> Axes:
        """Returns the three axes at this end."""
        return Axes(*(self.axes.get(axis, reached.of(axis)) for axis in AXES))


@dataclass(frozen=True, slots=True)
class Variant:
    """One dress of the scenario: values of the placeholders, and where it begins if elsewhere."""

    key: str
    values: Mapping[str, str] = field(hash=False)
    mood: int | None = None
    trust: int | None = None
    knows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Invoice:
    """A line of the account on the card, as shown."""

    label: str
    amount: str
    due: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class PastEvent:
    """What happened before the call."""

    day: date
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """What the collector has before them: invoices, history, notes in Markdown."""

    notes: str
    invoices: tuple[Invoice, ...] = ()
    history: tuple[PastEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class Debtor:
    """Who owes; the name may hold placeholders."""

    name: str
    public: Public


@dataclass(frozen=True, slots=True)
class Scenario:
    """A call to play; made by `scenario_from_mapping`, which checks the form. `faults_of` checks the rest."""

    key: str
    title: str
    english: str
    number: int
    minutes: int
    difficulty: int
    summary: str
    as_of: date
    debtor: Debtor
    facts: tuple[str, ...]
    competencies: tuple[str, ...]
    axes: Axes
    mood: int
    trust: int
    knows: tuple[str, ...]
    card: Card
    variants: tuple[Variant, ...]
    start: str
    nodes: tuple[Node, ...]
    endings: tuple[Ending, ...]
    module: str | None = None
    sources: tuple[str, ...] = ()
    hints: str = ""
    _places: Mapping[str, Node] = field(init=False, repr=False, compare=False)
    _ends: Mapping[str, Ending] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_places", {node.key: node for node in self.nodes})
        object.__setattr__(self, "_ends", {ending.key: ending for ending in self.endings})

    def node(self, key: str) -> Node | None:
        """Returns the node of this key, None if there is none."""
        return self._places.get(key)

    def ending(self, key: str) -> Ending | None:
        """Returns the ending of this key, None if there is none."""
        return self._ends.get(key)

    def variant(self, key: str) -> Variant | None:
        """Returns the variant of this key, None if there is none."""
        return next((variant for variant in self.variants if variant.key == key), None)
