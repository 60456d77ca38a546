"""Portfolios made from settings and a seed: clients of hidden types, and lines that carry what a ledger carries.

Each figure is drawn by the seed and the client's number, so that more clients leave the first ones as they are. Names
are invented; what is told of a line stands in its fields, its `situation` stays empty.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Final, NamedTuple

from quizzes.portfolio import tables
from quizzes.portfolio.draws import amount, chance, one_of, weighted, whole
from quizzes.portfolio.model import (
    Case,
    DebtorType,
    Dispute,
    Insolvency,
    InsolvencyKind,
    Nature,
    Plan,
    Portfolio,
    Promise,
    Settings,
)
from quizzes.portfolio.plans import Account
from quizzes.portfolio.values import cents, euros
from quizzes.receivables import LIMITATION_YEARS, add_months

_FIRST: Final = ("Ateliers", "Comptoir", "Établissements", "Groupe", "Maison", "Société", "Transports", "Laboratoires")
_SECOND: Final = (
    "Arnoux",
    "Belcourt",
    "Castérac",
    "Delorme",
    "Esterel",
    "Fauvel",
    "Garance",
    "Hautbois",
    "Izier",
    "Jourdain",
    "Kermor",
    "Lambray",
    "Mireval",
)
_PEOPLE: Final = ("Mme Aubert", "M. Berthier", "Mme Colas", "M. Dumont", "Mme Évrard", "M. Fabre", "Mme Giraud")
_PLACES: Final = ("Saint-Vial", "Montclar", "Rivesac", "Bourg-Neuf", "Chantelune", "Pont-l’Abbaye", "Villeperdue")
OWNERS: Final = ("Commercial", "Logistique", "ADV")
_KINDS: Final = ("administrative", "price", "quality", "quantity")
_INSOLVENT: Final[tuple[InsolvencyKind, ...]] = ("safeguard", "receivership", "liquidation")
OLDEST, UPCOMING = 95, 30  # Days late, and days before the due date, of lines at the start.


class World(NamedTuple):
    """The clients and the lines of a generated portfolio."""

    accounts: tuple[Account, ...]
    cases: tuple[Case, ...]


def generate(settings: Settings, seed: str) -> Portfolio:
    """Returns the portfolio of a seed: the same for the same settings and seed. Raises nothing."""
    world = world_of(settings, seed)
    types = {account.client: account.type for account in world.accounts}
    return Portfolio(settings.as_of, world.cases, settings, seed, types)


def world_of(settings: Settings, seed: str) -> World:
    """Returns the clients and lines of a seed. Raises nothing."""
    accounts: list[Account] = []
    cases: list[Case] = []
    for number in range(1, settings.debtors + 1):
        account, own = _client(settings, seed, number)
        accounts.append(account)
        cases.extend(own)
    return World(tuple(accounts), tuple(cases))


def _client(settings: Settings, seed: str, number: int) -> tuple[Account, tuple[Case, ...]]:
    client = f"d{number:02d}"
    events = dict(settings.events) or dict(tables.EVENTS)
    event = weighted(list(events.items()), 100, seed, client, "event")
    account = Account(
        client=client,
        name=_name(event, number, seed),
        nature=_nature(event, seed, client),
        type=_type(settings, event, seed, client),
        monthly=amount(settings.smallest, settings.largest, seed, client, "usual"),
        limit=None,
        retention_of_title=chance(seed, client, "retention") < 0.3,
    )
    cases = _lines(settings, account, seed)
    if event is not None and event in _EVENTS:
        cases = _EVENTS[event](_Making(settings.as_of, seed, client), cases)
    insolvency = cases[0].insolvency
    return replace(account, limit=cases[0].limit, insolvency=insolvency), cases


def _name(event: str | None, number: int, seed: str) -> str:
    turn = whole(0, len(_FIRST) * len(_SECOND) - 1, seed, "names") + number
    if event == "consumer":
        return f"{_PEOPLE[turn % len(_PEOPLE)]} ({number})"
    if event == "public":
        return (
            f"{one_of(('Ville de', 'Lycée de', 'Hôpital de'), seed, number, 'public')} {_PLACES[turn % len(_PLACES)]}"
        )
    # Thirteen and eight have no divisor in common: all pairs come before one comes again.
    again = f" {number}" if number > len(_FIRST) * len(_SECOND) else ""
    return f"{_FIRST[turn % len(_FIRST)]} {_SECOND[turn % len(_SECOND)]}{again}"


def _nature(event: str | None, seed: str, client: str) -> Nature:
    match event:
        case "public":
            return "public"
        case "consumer":
            return "consumer"
        case "foreign":
            return "foreign"
        case "limitation":
            return one_of(("business", "consumer", "carrier"), seed, client, "nature")
    return "trader" if chance(seed, client, "nature") < 0.4 else "business"


def _type(settings: Settings, event: str | None, seed: str, client: str) -> DebtorType:
    likely = tables.EVENT_TYPES.get(event or "", ())
    if likely and chance(seed, client, "by event") < tables.EVENT_TYPE_CHANCE:
        return one_of(likely, seed, client, "type of event")
    weights = list((dict(settings.types) or dict(tables.TYPES)).items())
    total = sum(weight for _, weight in weights)
    return weighted(weights, total, seed, client, "type") or DebtorType.NEGLIGENT


def _lines(settings: Settings, account: Account, seed: str) -> tuple[Case, ...]:
    count = whole(1, settings.invoices, seed, account.client, "lines")
    return tuple(_line(settings, account, seed, place) for place in range(1, count + 1))


def _line(settings: Settings, account: Account, seed: str, place: int) -> Case:
    # The first line is overdue, so that what it carries matters; the others may be due later.
    latest = -1 if place == 1 else UPCOMING
    offset = whole(-OLDEST, latest, seed, account.client, "due", place)
    return Case(
        ref=f"{account.client.upper()}-{place}",
        client=account.client,
        name=account.name,
        nature=account.nature,
        amount=varied(account.monthly, seed, account.client, "amount", place),
        due=settings.as_of + timedelta(days=offset),
        answers=chance(seed, account.client, "answers") < 0.6,
        retention_of_title=account.retention_of_title,
        platform="available" if account.nature == "public" else None,
    )


def varied(usual: Decimal, seed: str, *parts: object) -> Decimal:
    """Returns an amount of 0.6 to 1.4 of the usual one, in euros and cents. Raises nothing."""
    return euros(max(round(cents(usual) * (0.6 + 0.8 * chance(seed, *parts))), 100))


# --- What a first line carries ----------------------------------------------------------------------------------------


class _Making(NamedTuple):
    as_of: date
    seed: str
    client: str

    def days(self, lowest: int, highest: int, name: str) -> timedelta:
        return timedelta(days=whole(lowest, highest, self.seed, self.client, name))

    def chance(self, name: str) -> float:
        return chance(self.seed, self.client, name)


Cases = tuple[Case, ...]


def _credit_note(at: _Making, cases: Cases) -> Cases:
    first = cases[0]
    value = euros(-round(cents(first.amount) * (0.1 + 0.3 * at.chance("note"))))
    note = replace(first, ref=f"{at.client.upper()}-A", nature="credit_note", amount=value, platform=None)
    return (*cases, note)


def _dispute(at: _Making, cases: Cases) -> Cases:
    first = cases[0]
    contested = euros(round(cents(first.amount) * (0.1 + 0.5 * at.chance("part"))))
    dispute = Dispute(
        opened_on=at.as_of - at.days(2, 40, "opened"),
        kind=one_of(_KINDS, at.seed, at.client, "kind"),
        owner="" if at.chance("owned") < 0.2 else one_of(OWNERS, at.seed, at.client, "owner"),
        contested=contested if at.chance("settled part") < 0.5 else None,
    )
    return (replace(first, dispute=dispute), *cases[1:])


def _promise_broken(at: _Making, cases: Cases) -> Cases:
    promise = Promise(at.as_of - at.days(1, 10, "promised"), at.as_of - at.days(11, 20, "made"))
    return (replace(cases[0], promise=promise, attempts=1), *cases[1:])


def _promise_pending(at: _Making, cases: Cases) -> Cases:
    promise = Promise(at.as_of + at.days(1, 10, "promised"), at.as_of - at.days(1, 5, "made"))
    return (replace(cases[0], promise=promise, attempts=1), *cases[1:])


def _rejected(at: _Making, cases: Cases) -> Cases:
    return (replace(cases[0], platform="rejected" if at.chance("state") < 0.7 else "refused"), *cases[1:])


def _insolvency(at: _Making, cases: Cases) -> Cases:
    found = Insolvency(one_of(_INSOLVENT, at.seed, at.client, "court"), at.as_of - at.days(5, 45, "published"))
    return tuple(replace(case, insolvency=found) for case in cases)


def _limit(at: _Making, cases: Cases) -> Cases:
    limit = euros(round(sum(cents(case.amount) for case in cases) * 0.9 / 10_000) * 10_000)
    return tuple(replace(case, limit=limit, deliveries=whole(1, 3, at.seed, at.client, "deliveries")) for case in cases)


def _limitation(at: _Making, cases: Cases) -> Cases:
    first = cases[0]
    start = add_months(at.as_of, -12 * LIMITATION_YEARS[first.claim]) + at.days(6, 28, "left")
    if first.nature == "carrier":
        return (replace(first, runs_from=start, due=start + timedelta(days=15), attempts=2), *cases[1:])
    return (replace(first, due=start, attempts=2), *cases[1:])


def _plan(at: _Making, cases: Cases) -> Cases:
    whole_plan = whole(4, 6, at.seed, at.client, "instalments")
    paid = whole(1, 3, at.seed, at.client, "paid")
    plan = Plan(paid, whole_plan, at.as_of + at.days(3, 25, "next"), kept=at.chance("kept") < 0.85)
    return (replace(cases[0], plan=plan), *cases[1:])


def _notice(at: _Making, cases: Cases) -> Cases:
    expired = at.as_of - at.days(1, 12, "expired")
    due = min(cases[0].due, expired - timedelta(days=45))
    return (replace(cases[0], notice_expired_on=expired, due=due, attempts=3), *cases[1:])


def _public(at: _Making, cases: Cases) -> Cases:
    return (replace(cases[0], platform="suspended" if at.chance("state") < 0.4 else "available"), *cases[1:])


_EVENTS: Final[Mapping[str, Callable[[_Making, Cases], Cases]]] = MappingProxyType(
    {
        "credit_note": _credit_note,
        "dispute": _dispute,
        "promise_broken": _promise_broken,
        "promise_pending": _promise_pending,
        "rejected": _rejected,
        "insolvency": _insolvency,
        "limit": _limit,
        "limitation": _limitation,
        "plan": _plan,
        "notice": _notice,
        "public": _public,
    }
)
