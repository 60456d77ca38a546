"""Marking again by another version: which answers another key can judge, what a taken-back mark leaves of a proof."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import singledispatch
from typing import Final

from quizzes.answers import Option, Text
from quizzes.questions import (
    Calculated,
    Cloze,
    Description,
    Essay,
    Gap,
    Matching,
    MultipleResponse,
    Ordering,
    Question,
    SelectGap,
    SingleChoice,
)

FULL: Final = "full"  # all points to everybody, and no proof
REGRADE: Final = "regrade"
REVERTED: Final = "reverted"
MANUAL: Final = "manual"


def refusal(shown: Question, key: Question) -> str:
    """Returns why answers to `shown` cannot be judged by the key of another version, as a message id; empty where they
    can. A stored answer names options, sides and items by letters, that is by place: these must not have moved.
    """
    if isinstance(key, Essay | Description):
        return "regrade.by_hand"
    if type(shown) is not type(key):
        return "regrade.other_type"
    return _refusal(shown, key)


@singledispatch
def _refusal(_shown: Question, _key: Question) -> str:
    return ""


@_refusal.register
def _(shown: SingleChoice | MultipleResponse, key: SingleChoice | MultipleResponse) -> str:
    return _moved(_texts(shown.options), _texts(key.options))


@_refusal.register
def _(shown: Matching, key: Matching) -> str:
    prompts = _moved([pair.prompt.source for pair in shown.pairs], [pair.prompt.source for pair in key.pairs])
    return prompts or _moved(shown.choices, key.choices)


@_refusal.register
def _(shown: Ordering, key: Ordering) -> str:
    return _moved([item.text.source for item in shown.items], [item.text.source for item in key.items])


@_refusal.register
def _(shown: Cloze, key: Cloze) -> str:
    if len(shown.gaps) != len(key.gaps):
        return "regrade.gaps_differ"
    return next(filter(None, map(_gap_refusal, shown.gaps, key.gaps)), "")


@_refusal.register
def _(shown: Calculated, key: Calculated) -> str:
    same_names = {one.name for one in key.parameters} <= {one.name for one in shown.parameters}
    return "" if same_names and shown.answer_kind == key.answer_kind else "regrade.figures_differ"


def _gap_refusal(shown: Gap, key: Gap) -> str:
    if type(shown) is not type(key):
        return "regrade.gaps_differ"
    if isinstance(shown, SelectGap) and isinstance(key, SelectGap):
        if shown.multiple != key.multiple:
            return "regrade.gaps_differ"
        return _moved(_texts(shown.options), _texts(key.options))
    return ""


def _texts(options: Sequence[Option]) -> list[str]:
    texts: list[Text] = [option.text for option in options]
    return [text.source for text in texts]


def _moved(shown: Sequence[str], key: Sequence[str]) -> str:
    """Says whether parts have come, gone or changed places; a text that was mended in its place has not moved."""
    if len(shown) != len(key):
        return "regrade.options_differ"
    places = {text: place for place, text in enumerate(shown)}
    is_moved = any(places.get(text, place) != place and shown[place] != text for place, text in enumerate(key))
    return "regrade.options_moved" if is_moved else ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a grade log, as far as marking again needs it."""

    number: int
    kind: str
    fraction: float
    outcome: str
    question_version_id: int | None
    regrade_id: int | None


def proof_after(log: Mapping[int, Entry], number: int) -> tuple[float | None, int | None]:
    """Returns what the proof of an answer says after an entry of its log: (score, by which version), None where it was
    withdrawn. An entry that takes a regrade back says what stood before that."""
    entry = log[number]
    while entry.kind == REVERTED:
        entry = log[min(one.number for one in log.values() if one.regrade_id == entry.regrade_id) - 1]
    score = None if entry.kind == FULL else min(1.0, max(0.0, entry.fraction))
    return score, entry.question_version_id
