"""What the list of questions is asked for, and what is to be done with the questions that were chosen in it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from course.authoring.forms.lesson import whole_of
from course.authoring.queries import NONE, SORTS, BankFilter
from course.foundation.errors import InvalidInputError

LONGEST_WORD: Final = 300
_KEY: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_UNSTORABLE: Final = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Changes:
    """The fields to set in the chosen questions, by name; None clears one."""

    fields: Mapping[str, Any] = field(default_factory=dict, hash=False)


def bank_filter(form: Mapping[str, str]) -> BankFilter:
    """Returns the search that an address or a form holds; what it cannot say sifts nothing."""
    sort = form.get("sort", "")
    return BankFilter(
        words=_line(form.get("q", "")),
        competency=_line(form.get("competency", "")),
        type=_line(form.get("type", "")),
        difficulty=whole_of(form.get("difficulty")),
        category=_line(form.get("category", "")),
        state=_line(form.get("state", "")),
        is_unused=form.get("unused") == "1",
        is_flagged=form.get("flagged") == "1",
        sort=sort if sort in SORTS else SORTS[0],
    )


def asked_of(wanted: BankFilter) -> dict[str, Any]:
    """Returns the search as the fields of an address, without those that sift nothing; `bank_filter` reads them."""
    asked = {
        "q": wanted.words,
        "competency": wanted.competency,
        "type": wanted.type,
        "difficulty": wanted.difficulty,
        "category": wanted.category,
        "state": wanted.state,
        "unused": "1" if wanted.is_unused else "",
        "flagged": "1" if wanted.is_flagged else "",
        "sort": "" if wanted.sort == SORTS[0] else wanted.sort,
    }
    return {name: value for name, value in asked.items() if value}


def keys_of(form: MultiDict[str, str], most: int) -> list[str]:
    """Returns the keys of the chosen questions, at most so many."""
    found = [key for key in form.getlist("key") if len(key) <= 80 and _KEY.fullmatch(key)]
    return list(dict.fromkeys(found))[:most]


def changes_of(form: Mapping[str, str]) -> Changes:
    """Returns what is to be set; a field left blank stays as it is. Raises InvalidInputError `bank.nothing_to_set`."""
    found: dict[str, Any] = {}
    competency, category = _line(form.get("set_competency", "")), _line(form.get("set_category", ""))
    if competency:
        found["competency"] = competency
    difficulty = whole_of(form.get("set_difficulty"))
    if difficulty is not None:
        found["difficulty"] = difficulty
    if category:
        found["category"] = None if category == NONE else category
    if not found:
        raise InvalidInputError("bank.nothing_to_set")
    return Changes(found)


def _line(value: str) -> str:
    return " ".join(_UNSTORABLE.sub(" ", value).split())[:LONGEST_WORD]
