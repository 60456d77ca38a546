"""A dispute passed from hand to hand: each role sees its own file and what it was given, and hands over the rest.

A point is one thing that a file says. What a role hands over is complete where every point that a later role needs is
in it; a point that must not travel (hearsay, health, a judgement on a person) costs as much as a missing one. Method:
the circuit of disputes of the fact sheet, F9.08 and F9.10; days and costs are invented for the exercise.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from random import Random
from typing import Any, Final, Literal

from quizzes.errors import RelayError, RelayFault

RoleKey = Literal["sales", "finance", "legal"]
ROLES: Final[tuple[RoleKey, ...]] = ("sales", "finance", "legal")
MOST_POINTS: Final = 2  # of a decision
DAYS_A_ROLE: Final = 2  # that a file lies on a desk
DAYS_TO_ASK: Final = 1  # that a question back takes, whatever it asks
DAYS_LOST: Final = 5  # by each thing that was needed and never came: the file goes round again
FORGOTTEN: Final = 2  # points that a simulated colleague leaves out


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that a document says. `why`: what it is good for, or why it must not travel where it is `harmful`.

    `question`: how a later desk asks for it, without a word of the answer; the last desk's points have none.
    """

    key: str
    text: str
    why: str
    harmful: bool = False
    question: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A paper of a role's file: a title, its text in Markdown, what can be taken from it."""

    title: str
    text: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """A way to decide: points 0 to 2. `needs`: what one must know before it can be chosen with reason."""

    key: str
    text: str
    why: str
    points: int
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Role:
    """One desk of the relay: its file, what it needs from those before, what it decides, a model of its handover."""

    key: RoleKey
    title: str
    person: str
    aim: str
    documents: tuple[Document, ...]
    needs: tuple[str, ...]
    ask: str
    options: tuple[Option, ...]
    model: str

    @property
    def points(self) -> tuple[Point, ...]:
        """All that its file says."""
        return tuple(point for document in self.documents for point in document.points)


@dataclass(frozen=True, slots=True)
class Relay:
    """One dispute. `closing`: what the answer to the customer, which the last role writes, must rest on."""

    key: str
    title: str
    english: str
    number: int
    minutes: int
    difficulty: int
    summary: str
    case: str
    competencies: tuple[str, ...]
    facts: tuple[str, ...]
    roles: tuple[Role, ...]
    closing: tuple[str, ...]
    sources: tuple[str, ...] = ()
    module: str | None = None

    def role(self, key: str) -> Role:
        """Returns the role of this key; raises RelayError `relay.no_role`."""
        for role in self.roles:
            if role.key == key:
                return role
        raise RelayError("role", "relay.no_role", key=key)

    def before(self, key: str) -> tuple[Role, ...]:
        """Returns the roles that come before this one, in order."""
        return self.roles[: self.roles.index(self.role(key))]

    def points(self) -> dict[str, Point]:
        """Returns every point by its key."""
        return {point.key: point for role in self.roles for point in role.points}


@dataclass(frozen=True, slots=True)
class Seat:
    """What was done at one desk: questions back, the decision, the points handed over, and words beside them."""

    asked: tuple[str, ...] = ()
    decision: str | None = None
    passed: tuple[str, ...] = ()
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """Returns the seat as JSON."""
        return {
            "asked": list(self.asked),
            "decision": self.decision,
            "passed": list(self.passed),
            "note": self.note,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Seat":
        """Returns the seat that `to_json` gave."""
        return cls(tuple(stored["asked"]), stored["decision"], tuple(stored["passed"]), stored["note"])


@dataclass(frozen=True, slots=True)
class SeatResult:
    """How one desk was kept: of what later desks need and this one could know, what it handed over and what not;
    what it handed over that must not travel, what nobody needs; questions back that were right, and idle ones; the
    decision's points of 2; `score`: 0 to 1, half completeness, half decision."""

    handed: tuple[str, ...]
    missing: tuple[str, ...]
    harmful: tuple[str, ...]
    idle: tuple[str, ...]
    asked_right: tuple[str, ...]
    asked_idle: tuple[str, ...]
    never_had: tuple[str, ...]
    points: int
    completeness: Fraction
    days: int

    @property
    def score(self) -> Fraction:
        """Half completeness, half decision."""
        return (self.completeness + Fraction(self.points, MOST_POINTS)) / 2


@dataclass(frozen=True, slots=True)
class RelayResult:
    """The end of a relay: by role how it was kept, the days it took and those of a relay without a fault."""

    seats: Mapping[str, SeatResult] = field(hash=False)
    days: int
    best_days: int

    @property
    def is_settled(self) -> bool:
        """Whether every desk decided as well as it could."""
        return all(result.points == MOST_POINTS for result in self.seats.values())


Seats = Mapping[str, Seat]


def received(relay: Relay, role: str, seats: Seats) -> tuple[str, ...]:
    """Returns the points that a role was given by the one before it, in the order of the files."""
    before = relay.before(role)
    given = set(seats[before[-1].key].passed) if before else set()
    return tuple(key for key in relay.points() if key in given)


def known(relay: Relay, role: str, seats: Seats, asked: Iterable[str] = ()) -> tuple[str, ...]:
    """Returns what a role knows: its own file, what it was given, what it asked for."""
    mine = {point.key for point in relay.role(role).points}
    knows = mine | set(received(relay, role, seats)) | set(asked)
    return tuple(key for key in relay.points() if key in knows)


def askable(relay: Relay, role: str, seats: Seats) -> tuple[str, ...]:
    """Returns what a role may ask for: what stands in the files of those before and was not handed to it."""
    given = set(received(relay, role, seats))
    return tuple(point.key for before in relay.before(role) for point in before.points if point.key not in given)


def needed_after(relay: Relay, role: str) -> tuple[str, ...]:
    """Returns the points of this role's and earlier files that somebody after it needs, the closing included."""
    place = relay.roles.index(relay.role(role))
    later = {key for after in relay.roles[place + 1 :] for key in after.needs} | set(relay.closing)
    here = [point.key for one in relay.roles[: place + 1] for point in one.points]
    return tuple(key for key in here if key in later)


def checked_seat(relay: Relay, role: str, seats: Seats, seat: Seat) -> Seat:
    """Returns the seat. Raises RelayError for a question about what is not there to ask, a decision that is not offered
    or missing, a point handed over that the role cannot know."""
    open_questions = set(askable(relay, role, seats))
    for key in seat.asked:
        if key not in open_questions:
            raise RelayError("asked", "relay.not_askable", key=key)
    if seat.decision not in {option.key for option in relay.role(role).options}:
        raise RelayError("decision", "relay.no_decision")
    knows = set(known(relay, role, seats, seat.asked))
    for key in seat.passed:
        if key not in knows:
            raise RelayError("passed", "relay.not_known", key=key)
    return seat


def seat_result(relay: Relay, role: str, seats: Seats) -> SeatResult:
    """Returns how a desk was kept; `seats` holds it and those before it."""
    of, seat = relay.role(role), seats[role]
    points = relay.points()
    given, passed = set(received(relay, role, seats)), set(seat.passed)
    could = set(known(relay, role, seats, seat.asked))
    needed = [key for key in needed_after(relay, role) if key in could]
    harmful = tuple(key for key in points if key in passed and points[key].harmful)
    handed = tuple(key for key in needed if key in passed)
    lacked = [key for key in of.needs if key not in given]
    never_had = tuple(key for key in lacked if key not in seat.asked)
    chosen = next(option for option in of.options if option.key == seat.decision)
    is_founded = not set(chosen.needs) - could
    asked_idle = tuple(key for key in seat.asked if key not in lacked)
    return SeatResult(
        handed=handed,
        missing=tuple(key for key in needed if key not in passed),
        harmful=harmful,
        idle=tuple(key for key in points if key in passed and key not in needed and key not in harmful),
        asked_right=tuple(key for key in lacked if key in seat.asked),
        asked_idle=asked_idle,
        never_had=never_had,
        points=chosen.points if is_founded else min(chosen.points, 1),
        completeness=max(Fraction(0), Fraction(len(handed) - len(harmful), max(1, len(needed)))),
        days=DAYS_A_ROLE + DAYS_TO_ASK * bool(seat.asked) + DAYS_LOST * len(never_had),
    )


def relay_result(relay: Relay, seats: Seats) -> RelayResult:
    """Returns the end of a relay of which every desk was kept."""
    results: dict[str, SeatResult] = {role.key: seat_result(relay, role.key, seats) for role in relay.roles}
    return RelayResult(results, sum(one.days for one in results.values()), DAYS_A_ROLE * len(relay.roles))


def best_option(role: Role, knows: Iterable[str]) -> Option:
    """Returns the best decision that can be founded on what is known; the first of equals."""
    had = set(knows)
    founded = [option for option in role.options if not set(option.needs) - had]
    return max(founded or role.options[-1:], key=lambda option: option.points)


def simulated_seat(relay: Relay, role: str, seats: Seats, seed: int) -> Seat:
    """Returns what a simulated colleague does: asks nothing, decides as well as they can, and leaves out up to two
    needed points that the seed draws. The same seed, the same colleague."""
    draw = Random(f"{seed}:{relay.key}:{role}")  # noqa: S311 - a game, not a secret
    knows = known(relay, role, seats)
    needed = [key for key in needed_after(relay, role) if key in knows]
    left_out = set(draw.sample(needed, min(FORGOTTEN, max(0, len(needed) - 1))))
    passed = tuple(key for key in needed if key not in left_out)
    return Seat(decision=best_option(relay.role(role), knows).key, passed=passed)


def relay_to_json(relay: Relay) -> dict[str, Any]:
    """Returns the relay as JSON; `relay_from_json` gives the same one back."""
    return asdict(relay)


def relay_from_json(stored: Mapping[str, Any]) -> Relay:
    """Returns the relay that `relay_to_json` gave."""
    return Relay(**_tuples(stored) | {"roles": tuple(_role_of(role) for role in stored["roles"])})


def _role_of(stored: Mapping[str, Any]) -> Role:
    documents = tuple(
        Document(one["title"], one["text"], tuple(Point(**point) for point in one["points"]))
        for one in stored["documents"]
    )
    options = tuple(Option(**_tuples(option)) for option in stored["options"])
    return Role(**_tuples(stored) | {"documents": documents, "options": options})


def _tuples(stored: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()}


def faults_of(relay: Relay) -> tuple[RelayFault, ...]:
    """Returns what is wrong with a relay beyond its form, each with the path of its field."""
    return (*_roles(relay), *_points(relay), *_questions(relay), *_needs(relay), *_decisions(relay))


def _roles(relay: Relay) -> Sequence[RelayFault]:
    if tuple(role.key for role in relay.roles) != ROLES:
        return [RelayFault("roles", "relay.three_roles", {"roles": ", ".join(ROLES)})]
    return []


def _points(relay: Relay) -> Sequence[RelayFault]:
    found, seen = [], set()
    for place, role in enumerate(relay.roles):
        for paper, document in enumerate(role.documents):
            for at, point in enumerate(document.points):
                if point.key in seen:
                    path = f"roles[{place}].documents[{paper}].points[{at}].key"
                    found.append(RelayFault(path, "field.repeated", {"value": point.key}))
                seen.add(point.key)
        if not any(not point.harmful for point in role.points):
            found.append(RelayFault(f"roles[{place}].documents", "relay.empty_file"))
    if not any(point.harmful for point in relay.points().values()):
        found.append(RelayFault("roles", "relay.no_temptation"))
    return found


def _questions(relay: Relay) -> Sequence[RelayFault]:
    return [
        RelayFault(f"roles[{place}].documents[{paper}].points[{at}].key", "relay.no_question", {"key": point.key})
        for place, role in enumerate(relay.roles[:-1])
        for paper, document in enumerate(role.documents)
        for at, point in enumerate(document.points)
        if not point.question
    ]


def _needs(relay: Relay) -> Sequence[RelayFault]:
    found, before = [], set[str]()
    points = relay.points()
    for place, role in enumerate(relay.roles):
        found += [
            RelayFault(f"roles[{place}].needs[{at}]", "relay.not_before", {"key": key})
            for at, key in enumerate(role.needs)
            if key not in before or points[key].harmful
        ]
        if place and not role.needs:
            found.append(RelayFault(f"roles[{place}].needs", "relay.needs_nothing"))
        before |= {point.key for point in role.points}
    found += [
        RelayFault(f"closing[{at}]", "relay.not_before", {"key": key})
        for at, key in enumerate(relay.closing)
        if key not in before or points[key].harmful
    ]
    return found


def _decisions(relay: Relay) -> Sequence[RelayFault]:
    found = []
    for place, role in enumerate(relay.roles):
        reachable = {point.key for point in role.points} | {
            point.key for before in relay.roles[:place] for point in before.points
        }
        if MOST_POINTS not in {option.points for option in role.options} or role.options[-1].needs:
            found.append(RelayFault(f"roles[{place}].options", "relay.no_best"))
        found += [
            RelayFault(f"roles[{place}].options[{at}].needs", "relay.not_before", {"key": key})
            for at, option in enumerate(role.options)
            for key in option.needs
            if key not in reachable
        ]
    return found
