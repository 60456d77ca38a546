"""Publishes the relay of the programme and plays it as people do, through the services."""

from dataclasses import replace
from pathlib import Path

from course.authoring.formats.folder import parse_file
from course.simulations.queries.relays import published_relay, relay_play_of
from course.simulations.services.relay_saving import save_relay
from course.simulations.services.relays import ask_back, begin_relay, hand_over
from quizzes.relay import ROLES, Seat, needed_after

CONTENT = Path(__file__).parents[2] / "content"
PATH = "relays/litige-de-prix.yml"
RELAY = parse_file(PATH, (CONTENT / PATH).read_bytes()).entries[0].value
KEY = RELAY.key
BEST = {"sales": "devis", "finance": "avoir", "legal": "reponse-complete"}


def make_relay(session, source="source", **changes):
    """Publishes the relay; returns it as it is played."""
    relay = replace(RELAY, **changes)
    save_relay(session, relay, source)
    session.flush()
    return published_relay(session, relay.key)


def alone(session, person, script, *roles):
    """Begins a relay alone at these desks; returns its id."""
    return begin_relay(session, person.id, script, roles or ROLES, alone=True)


def together(session, person, script, role):
    """Begins a relay for three; returns the play."""
    play_id = begin_relay(session, person.id, script, (role,), alone=False)
    return relay_play_of(session, person.id, play_id)


def best_seat(role, **changes):
    """What is best done at a desk that was handed all it needs."""
    return replace(Seat(decision=BEST[role], passed=needed_after(RELAY, role)), **changes)


def pass_on(session, person, script, play_id, role, seat=None):
    """Hands the file of a desk over, as well as it can be where nothing else is said."""
    return hand_over(session, person.id, script, play_id, role, seat or best_seat(role))


def ask(session, person, script, play_id, role, keys, wanted=""):
    """Spends the round of questions of a desk."""
    return ask_back(session, person.id, script, play_id, role, keys, wanted)


def play_of(session, person, play_id):
    return relay_play_of(session, person.id, play_id)
