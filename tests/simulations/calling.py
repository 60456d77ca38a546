"""Publishes a small scenario and plays it as a learner does, through the services."""

from pathlib import Path

import yaml

from course.competencies.services import read_notice
from course.simulations.queries.calls import moment_of
from course.simulations.queries.scenarios import published_scenario
from course.simulations.services.calls import begin_call, step_of, take_step
from course.simulations.services.publication import save_scenario
from quizzes.scenarios import scenario_from_mapping
from tests import factories

FILE = Path(__file__).parents[1] / "quizzes" / "scenarios" / "relance.yml"
KEY = "relance-courte"
GOOD = "aaaaaaaaaa"  # a promise in four elements, confirmed in writing
VAGUE = "babbbbbbb"
FAULTY = "bbb"  # the threat of a seizure without a title


def make_scenario(session, source="source", **changes):
    """Publishes the scenario and the competencies that it measures; returns its card."""
    text = FILE.read_text(encoding="utf-8")
    # Whoever speaks and what an ending is called may hold values of the variant too.
    text = text.replace("speaker: La comptable", "speaker: La comptable de {client}")
    text = text.replace("title: Une promesse vague", "title: '{client} : une promesse vague'")
    mapping = yaml.safe_load(text) | changes
    save_scenario(session, scenario_from_mapping(mapping), source)
    session.flush()
    return published_scenario(session, mapping["key"])


def make_competencies(session):
    return factories.make_framework(session, ("COM", "COM-1", True), ("COM", "COM-3", True), ("JUR", "JUR-2", False))


def make_caller(session, *, has_read=True, **fields):
    """Somebody who may play; who has read the notice of method unless said otherwise."""
    person = factories.make_person(session, **fields)
    if has_read:
        read_notice(session, person.id)
    return person


def begun(session, person, card, mode="practice", seed=1):
    return begin_call(session, person.id, card, mode, seed)


def say(session, person, play_id, choice, said=""):
    """Makes one choice; says whether it was written."""
    return take_step(session, person.id, step_of(moment_of(session, person.id, play_id), choice, said))


def played(session, person, card, choices, mode="practice", seed=1):
    """Plays a call with these choices; returns its id."""
    play_id = begun(session, person, card, mode, seed)
    for choice in choices:
        assert say(session, person, play_id, choice)
    return play_id
