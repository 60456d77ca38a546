"""What people of the demonstration play for their levels: calls, and a day of the ledger."""

import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Final

from sqlalchemy.orm import Session

from course.competencies.services import read_notice
from course.demonstration.cast import Member
from course.demonstration.playing import Event, Player
from course.demonstration.rules import GROWTH, SEED, working_hours
from course.foundation import clock
from course.simulations.queries.calls import COUNTED, PRACTICE, moment_of
from course.simulations.queries.scenarios import ScenarioCard, published_scenarios
from course.simulations.queries.workshops import WorkshopRow, play_of, published_workshops
from course.simulations.services.calls import begin_call, step_of, take_step
from course.simulations.services.workshop_engine import corrected_day, day_portfolio, day_result
from course.simulations.services.workshop_lists import entries_of
from course.simulations.services.workshops import Beginning, begin_workshop, change_list, end_day
from quizzes.ability import author_difficulty
from quizzes.portfolio import best_day, plan_decisions
from quizzes.scenarios import offered

# Who played which call for their levels, how many days ago.
CALLS: Final[Mapping[str, tuple[tuple[str, int], ...]]] = {
    "Nadia Benali": (("client-en-colere", 15),),
    "Paul Nguyen": (("facture-non-recue", 22), ("pas-de-tresorerie", 8)),
    "Hélène Duval": (("pas-de-tresorerie", 18), ("promesse-rompue", 11)),
    "Thomas Le Goff": (("facture-electronique-rejetee", 13),),
    "Inès Carpentier": (("facture-non-recue", 10), ("consommatrice-en-difficulte", 7)),
    "Hugo Fabre": (("facture-contestee", 17),),
    "Louis Perrot": (("acheteur-public", 12),),
    "Samir Belkacem": (("debiteur-etranger", 9),),
    "Julie Morel": (("rumeur-de-procedure", 14),),
    "Karim Haddad": (("grand-compte-et-commercial", 16),),
}
# Who has gone through the written ledger for their levels, how many days ago.
DAYS: Final[Mapping[str, int]] = {"Hélène Duval": 25, "Paul Nguyen": 20, "Inès Carpentier": 6}
LEDGER: Final = "balance-agee"
SKIPPED: Final = 4  # of the day's steps, by who knows least of them
MOST_TURNS: Final = 60


def plays(session: Session, player: Player, today: datetime) -> list[Event]:
    """Returns the calls and the day that a person played for their levels: when, and that they are played."""
    scenarios = {card.key: card for card in published_scenarios(session)}
    events: list[Event] = []
    for key, ago in CALLS.get(player.member.name, ()):
        if key in scenarios:
            own = _chance_of(player.member, key)
            at = working_hours(today - timedelta(days=ago), own)
            events.append((at, partial(_call, session, player, scenarios[key], mode=COUNTED, rng=own)))
    days = DAYS.get(player.member.name)
    ledger = next((row for row in published_workshops(session) if row.key == LEDGER), None)
    if days is not None and ledger is not None:
        own = _chance_of(player.member, LEDGER)
        events.append((working_hours(today - timedelta(days=days), own), partial(_day, session, player, ledger, own)))
    return events


def begin_for_the_visitor(session: Session, player: Player, key: str, at: datetime) -> None:
    """Begins a call of practice and leaves it after its first choice, so that the home page has one to go on with."""
    scenario = next((card for card in published_scenarios(session) if card.key == key), None)
    if scenario is not None:
        _call(session, player, scenario, at, mode=PRACTICE, rng=_chance_of(player.member, key), most=1)


def _chance_of(member: Member, key: str) -> Random:
    return Random(f"{SEED}-{member.account}-{key}")  # noqa: S311 - the demonstration must be the same everywhere


def _call(
    session: Session,
    player: Player,
    scenario: ScenarioCard,
    at: datetime,
    *,
    mode: str,
    rng: Random,
    most: int = MOST_TURNS,
) -> None:
    """Plays a call as such a person does: the choice that scores most where they know, another one where not."""
    with clock.at(at):
        read_notice(session, player.person_id)
        play_id = begin_call(session, player.person_id, scenario, mode, rng.getrandbits(30))
    for _turn in range(most):
        moment = moment_of(session, player.person_id, play_id)
        if moment.play.is_over:
            return
        at += timedelta(seconds=rng.randrange(10, 45))
        ranked = sorted(offered(moment.play), key=lambda choice: -choice.points)
        knows = rng.random() < _knows(player, ranked[0].scores, scenario.difficulty)
        choice = ranked[0] if knows else rng.choice([one for one in ranked[1:] if one.fault is None] or ranked)
        step = step_of(moment, choice.key)
        with clock.at(at):
            take_step(session, player.person_id, step)


def _knows(player: Player, scores: Mapping[str, int], difficulty: int) -> float:
    """Returns the probability that a person finds the best choice, by what it asks of them most."""
    key = max(scores, key=lambda competency: scores[competency])
    b, _v = author_difficulty(difficulty)
    return 1.0 / (1.0 + math.exp(-1.2 * (player.truth.abilities[key] - GROWTH * 0.1 - b)))


def _day(session: Session, player: Player, ledger: WorkshopRow, rng: Random, at: datetime) -> None:
    """Plays the day by the method, less what such a person overlooks or puts in the wrong place."""
    with clock.at(at):
        read_notice(session, player.person_id)
        beginning = Beginning("day", COUNTED, rng.getrandbits(30), {})
        play = play_of(session, player.person_id, begin_workshop(session, player.person_id, ledger, beginning))
    portfolio = day_portfolio(ledger, play.seed)
    decisions = list(plan_decisions(best_day(portfolio, portfolio.settings.minutes_a_day)))
    overlooked = round(SKIPPED * (1.0 - _knows(player, {"ORG-1": 1}, 3)))
    for _ in range(overlooked):
        decisions.pop(rng.randrange(len(decisions)))
    first = rng.randrange(len(decisions) // 2)
    decisions.append(decisions.pop(first))
    entries = entries_of(decisions)
    result = day_result(corrected_day(ledger, play.seed, entries))
    with clock.at(at + timedelta(minutes=34)):
        change_list(session, play, 0, lambda _before: entries)
        end_day(session, play, entries, result)
