"""docs/portfolio.md says of every declared number what the engine believes."""

import re
from pathlib import Path

from quizzes.portfolio import tables
from quizzes.portfolio.model import DebtorType

PAGE = (Path(__file__).parents[3] / "docs" / "portfolio.md").read_text(encoding="utf-8")


def row(name):
    """Returns the cells after the one that names a thing."""
    found = re.search(rf"^\|(?: \d+ \|)? `{name}` \|(.*)\|$", PAGE, re.MULTILINE)
    assert found, name
    return [cell.strip() for cell in found[1].split("|")]


def numbers(cells):
    return [float(number) for cell in cells for number in re.findall(r"\d+(?:\.\d+)?", cell)]


def test_what_acts_take_is_as_written():
    written = {action: numbers(row(action)) for action in tables.EFFORTS}

    assert written == {
        act: [effort.minutes, effort.further, effort.cents / 100] for act, effort in tables.EFFORTS.items()
    }


def test_what_debtors_answer_is_as_written():
    for kind in DebtorType:
        answers = [number for response in tables.RESPONSES.values() for number in response[kind]]
        own = [*tables.WORDS[kind], tables.ON_TIME[kind], tables.DISPUTES[kind], tables.INSOLVENT_WEEKLY[kind]]
        assert numbers(row(kind)) == [*answers, *own]


def test_tiers_beliefs_acts_and_facts_are_as_written():
    for kind, rule in tables.RULES.items():
        acts, beliefs, facts = row(kind)
        assert re.findall(r"`(\w+)`", acts) == list(rule.acts)
        assert numbers([beliefs]) == [round(100 * weight) for weight in tables.BELIEFS[kind].values()]
        assert facts.split(", ") == list(rule.facts)
        assert f"| {tables.TIERS[kind]} | `{kind}` |" in PAGE


def test_what_harm_costs_is_as_written():
    for harm, damage in tables.DAMAGES.items():
        flat, share, facts = row(harm)
        assert (float(flat), float(share)) == (damage.cents / 100, damage.share * 100)
        assert facts.split(", ") == list(damage.facts)


def test_beliefs_and_weights_are_of_a_hundred():
    assert all(round(sum(weights.values()), 9) == 1 for weights in tables.BELIEFS.values())
    assert sum(tables.TYPES.values()) == 100
    assert sum(tables.EVENTS.values()) <= 100
