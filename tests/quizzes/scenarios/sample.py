"""The small scenario of these tests, and copies of it with one thing changed."""

import copy
import re
from pathlib import Path

import yaml

from quizzes.scenarios import scenario_from_mapping

FILE = Path(__file__).with_name("relance.yml")
MAPPING = yaml.safe_load(FILE.read_text(encoding="utf-8"))
GONE = object()
NODES = {node["key"]: position for position, node in enumerate(MAPPING["nodes"])}


def mapping(*changes):
    """Returns the mapping with each (path, value) put in; `GONE` takes a field away, « + » adds to a list."""
    changed = copy.deepcopy(MAPPING)
    for path, value in changes:
        put(changed, path, value)
    return changed


def put(tree, path, value):
    *way, last = [int(step) if step.isdigit() else step for step in re.findall(r"[^.\[\]]+", path)]
    for step in way:
        tree = tree[step]
    if value is GONE:
        del tree[last]
    elif last == "+":
        tree.append(value)
    else:
        tree[last] = value


def scenario(*changes):
    return scenario_from_mapping(mapping(*changes))


def choice(key, to, **fields):
    """Returns the mapping of a choice that does nothing remarkable."""
    return {
        "key": key,
        "kind": "say",
        "text": "« Bon. »",
        "scores": {"COM-1": 0},
        "why": "Rien.",
        "better": "Mieux.",
        "to": to,
    } | fields


def node(key, *choices):
    return {"key": key, "stage": "treat", "speaker": "Elle", "says": "« Oui. »", "choices": list(choices)}
