"""Ordering questions: `{>5 ALL VERTICAL ABSOLUTE_POSITION SHOW none`, then an item a line, as the plug-in writes them.

Source: Moodle, qtype_ordering::import_from_gift. There any item could be taken for an option that is left out; here
options stand as whole words on the line of the count.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

from quizzes.answers import Text, TextFormat
from quizzes.checks import MOST_PARTS
from quizzes.errors import QuestionError
from quizzes.formats.gift.escapes import read_text
from quizzes.formats.gift.passages import Passage, RefusedError
from quizzes.formats.report import ImportProblem
from quizzes.questions import Ordering, OrderingItem, OrderingStrategy

GRADING: Final[Mapping[str, OrderingStrategy]] = {
    "ALL_OR_NOTHING": "all-or-nothing",
    "ABSOLUTE_POSITION": "absolute",
    "RELATIVE_NEXT_EXCLUDE_LAST": "next",
    "LONGEST_ORDERED_SUBSET": "longest-subset",
}
_SYNONYMS: Final[Mapping[str, OrderingStrategy]] = {
    **GRADING,
    "ABSOLUTE": "absolute",
    "ABS": "absolute",
    "RELATIVE": "next",
    "REL": "next",
}
# Strategies of the plug-in that are none of ours, with the one that comes nearest.
_NEAREST: Final[Mapping[str, OrderingStrategy]] = {
    "RELATIVE_NEXT_INCLUDE_LAST": "next",
    "RELATIVE_ONE_PREVIOUS_AND_NEXT": "next",
    "RELATIVE_ALL_PREVIOUS_AND_NEXT": "next",
    "RELATIVE_TO_CORRECT": "absolute",
    "LONGEST_CONTIGUOUS_SUBSET": "longest-subset",
}


def _option(*words: str) -> str:
    longest_first = "|".join(sorted(words, key=len, reverse=True))
    return rf"(?:[ \t]*\b({longest_first})(?![^\s]))?"


_HEADER: Final = re.compile(
    r">\s*([0-9]{1,9})(?![0-9])"
    + _option("ALL", "EXACT", "RANDOM", "REL", "CONTIGUOUS", "CONTIG")
    + _option("HORIZONTAL", "HORI", "H", "1", "VERTICAL", "VERT", "V", "0")
    + _option(*_SYNONYMS, *_NEAREST)
    + _option("SHOW", "TRUE", "YES", "1", "HIDE", "FALSE", "NO", "0")
    + _option("none", "123", "abc", "ABCD", "iii", "IIII")
)
_EVERY: Final = {"ALL", "EXACT"}
_MOST_SHOWN: Final = 6
_FEWEST_SHOWN: Final = 2
# Options that change nothing: what the plug-in does without them, or what our pages do anyway.
_USUAL: Final = {None, "VERTICAL", "VERT", "V", "0", "SHOW", "TRUE", "YES", "1", "none"}


def read_ordering(
    part: Passage, inherited: TextFormat, note: Callable[[ImportProblem], None]
) -> tuple[type[Ordering], Mapping[str, object]] | None:
    """Returns (the type, its own fields), None if this is no ordering; `note` takes the options that are not kept."""
    header = _HEADER.match(part.text)
    if header is None:
        return None
    count, select, layout, grading, show, numbering = header.groups()
    items = tuple(OrderingItem(_text(line, inherited)) for line in _lines(part.part(header.end())) if line.text)
    shown = int(count) if _FEWEST_SHOWN <= int(count) <= len(items) else min(_MOST_SHOWN, len(items))
    lost = [
        *([f"{select or 'RANDOM'} {shown}"] if select not in _EVERY and shown < len(items) else []),
        *([layout] if layout not in _USUAL - {"1"} else []),
        *([grading] if grading in _NEAREST else []),
        *([show] if show not in _USUAL - {"0"} else []),
        *([numbering] if numbering not in _USUAL else []),
    ]
    for option in lost:
        note(ImportProblem(part.line, "gift.ordering_option", {"option": option}, severity="ignored"))
    # Without a word for it the plug-in grades relative to the next item.
    strategy = _NEAREST.get(grading) or _SYNONYMS.get(grading, "next")
    return Ordering, {"items": items, "strategy": strategy}


def _lines(part: Passage) -> list[Passage]:
    if part.text.count("\n") > 2 * MOST_PARTS:
        raise RefusedError(part.line, "question.too_many", highest=MOST_PARTS)
    return [line.stripped() for line in part.split("\n")]


def _text(line: Passage, inherited: TextFormat) -> Text:
    source, text_format = read_text(line.text, inherited)
    try:
        return Text(source, text_format)
    except QuestionError as error:
        raise RefusedError(line.line, error.message_id, **error.params) from None
