"""What the pages of reports accept: filters in the address, and the form that assigns."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, cast

from werkzeug.datastructures import MultiDict

from course.competencies.rules import LONGEST_WORDS
from course.foundation.errors import InvalidInputError
from course.web.routing import LARGEST_ID

ALL_DOMAINS = "all"
LONGEST_REASON = 300
MOST_CHOSEN = 400
Who = Literal["", "late", "improved"]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the page of the team is asked to show; the same for the export."""

    team: int | None = None
    job: int | None = None
    domain: str = ""
    sort: Literal["need", "name"] = "need"
    who: Who = ""
    mask: bool = False
    page: int = 1

    def address(self, **changes: object) -> dict[str, object]:
        """Returns the parameters of an address with these filters, changed; what is as usual is left out."""
        changed = replace(self, **changes)  # type: ignore[arg-type]  # the callers name the fields
        values: dict[str, object] = {
            "team": changed.team,
            "job": changed.job,
            "domain": changed.domain or None,
            "sort": None if changed.sort == "need" else changed.sort,
            "who": changed.who or None,
            "mask": 1 if changed.mask else None,
            "page": changed.page if changed.page > 1 else None,
        }
        return {name: value for name, value in values.items() if value is not None}


def read_filters(args: MultiDict[str, str]) -> Filters:
    """Returns the filters of an address. Raises InvalidInputError for what no page of ours asks."""
    return Filters(
        team=read_id(args.get("team")),
        job=read_id(args.get("job")),
        domain=args.get("domain", "")[:10],
        sort=cast("Literal['need', 'name']", _one_of(args.get("sort"), ("need", "name"))),
        who=cast("Who", _one_of(args.get("who"), ("", "late", "improved"))),
        mask=bool(args.get("mask")),
        page=read_id(args.get("page")) or 1,
    )


def read_id(raw: str | None) -> int | None:
    """Returns the id, None for nothing. Raises InvalidInputError for what is no id."""
    if not raw:
        return None
    if not (raw.isascii() and raw.isdecimal() and len(raw) <= 19 and 0 < int(raw) <= LARGEST_ID):
        raise InvalidInputError("error.bad_request")
    return int(raw)


def _one_of(raw: str | None, allowed: tuple[str, ...]) -> str:
    if not raw:
        return allowed[0]
    if raw not in allowed:
        raise InvalidInputError("error.bad_request")
    return raw


@dataclass(frozen=True, slots=True)
class AssignForm:
    """What was sent to assign: to whom, what, by when, why. `due_on` is None where it is no date."""

    people: tuple[int, ...]
    items: tuple[int, ...]
    due_on: date | None
    reason: str


def read_assignment(form: MultiDict[str, str]) -> AssignForm:
    """Returns what was sent. Raises InvalidInputError for ids that are none, or too many."""
    people, items = form.getlist("person")[: MOST_CHOSEN + 1], form.getlist("item")[: MOST_CHOSEN + 1]
    if max(len(people), len(items)) > MOST_CHOSEN:
        raise InvalidInputError("error.too_large")
    return AssignForm(_ids(people), _ids(items), _date(form.get("due_on", "")), _line(form.get("reason", "")))


def _ids(raw: list[str]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(found for text in raw if (found := read_id(text)) is not None))


def _date(raw: str) -> date | None:
    try:
        return date.fromisoformat(raw) if len(raw) == 10 else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class ObservationForm:
    """What was sent about a gesture: the level seen, on which day, in which words. None is no level, or no date."""

    level: int | None
    seen_on: date | None
    comment: str

    def missing(self) -> dict[str, str]:
        """Returns by field the message id of what was not given at all, so that all of it is said at once."""
        said = {"level": self.level is not None, "seen_on": self.seen_on is not None, "comment": bool(self.comment)}
        return {field: MISSING[field] for field, is_given in said.items() if not is_given}


MISSING = {
    "level": "competencies.bad_level",
    "seen_on": "competencies.no_day",
    "comment": "competencies.comment_needed",
}


def read_observation(form: MultiDict[str, str]) -> ObservationForm:
    """Returns what was sent."""
    level = form.get("level", "")
    return ObservationForm(
        int(level) if level in {"0", "1", "2", "3", "4"} else None,
        _date(form.get("seen_on", "")),
        words_of(form.get("comment", "")),
    )


def words_of(raw: str) -> str:
    """Returns what somebody wrote, in its lines, without signs that cannot be stored; what is too long stays so, up to
    one sign more than is allowed."""
    lines = raw.replace("\r\n", "\n").split("\n")
    kept = "\n".join("".join(sign if sign.isprintable() else " " for sign in line) for line in lines)
    return kept.strip()[: LONGEST_WORDS + 1]


def _line(raw: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in raw).split())[:LONGEST_REASON]
