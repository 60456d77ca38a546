"""Pure decisions of authoring: what differs between two texts, line by line and word by word; states of a lesson."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

Mark = Literal["same", "del", "ins"]
Kind = Literal["same", "changed", "removed", "added", "skipped"]

CONTEXT: Final = 2
MOST_PAIRS: Final = 400
"""Blocks with more pairs of lines than this are shown as removed and added, without a search for who became whom."""
MOST_WORDS: Final = 3_000
ALIKE: Final = 0.5
LONG_LINE: Final = 400
"""From as many words on, words that come again and again are no anchors of the comparison."""
SHORTEST_MESSAGE: Final = 3
LONGEST_MESSAGE: Final = 200
_WORDS: Final = re.compile(r"\w+|\s+|.")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a line: in both texts, in the old one only (`del`) or in the new one only (`ins`)."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class DiffRow:
    """One line of the comparison; numbers count from 1 and are None where the line is not in that text.

    A row `skipped` stands for `lines` lines that are the same in both texts.
    """

    kind: Kind
    old: int | None
    new: int | None
    segments: tuple[Segment, ...]
    lines: int = 1


def differences(old: str, new: str) -> list[DiffRow]:
    """Returns every line of both texts in order: the same, changed (with its words), removed or added."""
    before, after = old.split("\n"), new.split("\n")
    rows: list[DiffRow] = []
    for tag, low, high, other_low, other_high in SequenceMatcher(None, before, after).get_opcodes():
        if tag == "equal":
            for offset, line in enumerate(before[low:high]):
                rows.append(
                    DiffRow("same", low + offset + 1, other_low + offset + 1, (Segment("same", line),) if line else ())
                )
        else:
            rows.extend(_block(before[low:high], after[other_low:other_high], low, other_low))
    return rows


def _block(before: Sequence[str], after: Sequence[str], low: int, other_low: int) -> Iterable[DiffRow]:
    """Goes through a block of lines that differ: pairs of lines that are alike, the others removed and added."""
    position = other = 0
    for one, two in [*_pairs(before, after), (len(before), len(after))]:
        for index in range(position, one):
            yield DiffRow("removed", low + index + 1, None, (Segment("del", before[index]),))
        for index in range(other, two):
            yield DiffRow("added", None, other_low + index + 1, (Segment("ins", after[index]),))
        if one < len(before):
            yield DiffRow("changed", low + one + 1, other_low + two + 1, _words(before[one], after[two]))
        position, other = one + 1, two + 1


def _pairs(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Returns which line became which, in the order of both."""
    if len(before) * len(after) > MOST_PAIRS:
        return []
    pairs: list[tuple[int, int]] = []
    first = 0
    for index, line in enumerate(before):
        likeness = [(_likeness(line, after[other]), -other) for other in range(first, len(after))]
        best, place = max(likeness, default=(0.0, 0))
        if best >= ALIKE:
            pairs.append((index, -place))
            first = -place + 1
    return pairs


def _likeness(one: str, two: str) -> float:
    """Returns from 0 to 1 how many words two lines share, whatever their order: quick even for hostile lines."""
    words, others = _split(one), _split(two)
    if not words or not others or len(words) + len(others) > MOST_WORDS:
        return 0.0
    return SequenceMatcher(None, words, others).quick_ratio()


def _words(old: str, new: str) -> tuple[Segment, ...]:
    segments: list[Segment] = []
    before, after = _split(old), _split(new)
    matcher = SequenceMatcher(None, before, after, autojunk=max(len(before), len(after)) > LONG_LINE)
    for tag, low, high, other_low, other_high in matcher.get_opcodes():
        if tag == "equal":
            segments.append(Segment("same", "".join(before[low:high])))
            continue
        if high > low:
            segments.append(Segment("del", "".join(before[low:high])))
        if other_high > other_low:
            segments.append(Segment("ins", "".join(after[other_low:other_high])))
    return tuple(segments)


def _split(line: str) -> list[str]:
    return _WORDS.findall(line)


def shortened(rows: Sequence[DiffRow], context: int = CONTEXT) -> list[DiffRow]:
    """Returns the rows with long stretches of the same lines replaced by one row `skipped` each."""
    near: set[int] = set()
    for index, row in enumerate(rows):
        if row.kind != "same":
            near.update(range(index - context, index + context + 1))
    shown: list[DiffRow] = []
    hidden = 0
    for index, row in enumerate(rows):
        if index in near:
            if hidden:
                shown.append(_skipped(hidden))
                hidden = 0
            shown.append(row)
        else:
            hidden += 1
    return [*shown, _skipped(hidden)] if hidden else shown


def _skipped(lines: int) -> DiffRow:
    return DiffRow("skipped", None, None, (), lines)


State = Literal["published", "newer_draft", "never_published", "retired"]


def state_of(is_published: bool, is_retired: bool, has_draft: bool) -> State:
    """Returns in which state a lesson stands: what learners see, and whether a text waits beside it."""
    if has_draft:
        return "newer_draft" if is_published else "never_published"
    if is_published:
        return "published"
    return "retired" if is_retired else "never_published"
