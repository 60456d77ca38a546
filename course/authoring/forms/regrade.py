"""What a browser asks when a question is to be marked again: by which key, in which attempts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from course.assessment.queries.regrading import ShownVersion, Wanted
from course.authoring.forms.lesson import whole_of

FULL: Final = "full"
FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2199


@dataclass(frozen=True, slots=True)
class RegradeForm:
    """The choices as they were sent, each in the form that an address holds; `wanted` is what they mean."""

    wanted: Wanted
    key: str
    first: date | None
    last: date | None
    shown: int | None
    quiz: str

    def asked(self) -> dict[str, Any]:
        """Returns the choices as the fields of an address, without those that limit nothing."""
        fields = {
            "by": self.key,
            "first": self.first.isoformat() if self.first else "",
            "last": self.last.isoformat() if self.last else "",
            "shown": self.shown,
            "quiz": self.quiz,
        }
        return {name: value for name, value in fields.items() if value}


def regrade_form(
    form: Mapping[str, str],
    question_item_id: int,
    published_version_id: int | None,
    versions: Sequence[ShownVersion],
    quizzes: Sequence[tuple[int, str, str]],
    zone: str,
) -> RegradeForm:
    """Returns the choices; by default the published key, in all attempts. What is no choice of the page counts as none.

    The days are whole days in the organisation's zone.
    """
    known = {version.version_id for version in versions}
    by_default = published_version_id if published_version_id in known else next(iter(known), None)
    version_id = whole_of(form.get("by"))
    version_id = version_id if version_id in known else by_default
    is_full = form.get("by") == FULL or version_id is None
    shown = whole_of(form.get("shown"))
    shown = shown if shown in known else None
    quiz_items = {key: item_id for item_id, key, _title in quizzes}
    quiz = form.get("quiz", "") if form.get("quiz", "") in quiz_items else ""
    first, last = _day(form.get("first", "")), _day(form.get("last", ""))
    wanted = Wanted(
        question_item_id,
        None if is_full else version_id,
        _midnight(first, zone),
        _midnight(last + timedelta(days=1), zone) if last else None,
        shown,
        quiz_items.get(quiz),
    )
    return RegradeForm(wanted, FULL if is_full else str(version_id), first, last, shown, quiz)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _midnight(day: date | None, zone: str) -> datetime | None:
    return datetime.combine(day, time.min, ZoneInfo(zone)) if day else None
