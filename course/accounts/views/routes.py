"""The blueprint of accounts, and what its views share."""

from collections.abc import Callable
from datetime import date

from flask import Blueprint, current_app, request

from course.accounts.rules import UNREADABLE
from course.accounts.views import words
from course.foundation import clock
from course.foundation.errors import CourseError
from course.foundation.settings import Settings
from course.web.access import the_viewer
from course.web.messages import sentence
from course.web.routing import LARGEST_ID

blueprint = Blueprint("accounts", "course.accounts", template_folder="templates")
LONGEST_QUERY = 100


@blueprint.context_processor
def _words() -> dict[str, object]:
    return {
        "role_name": words.role_name,
        "action_name": words.action_name,
        "column_name": words.column_name,
        "told": words.told,
        "sentence": sentence,
    }


def settings() -> Settings:
    """Returns the settings of the application."""
    found: Settings = current_app.extensions["settings"]
    return found


def today() -> date:
    """Returns the viewer's day."""
    return clock.today(the_viewer().zone)


def refused(act: Callable[[], object]) -> str:
    """Does something and returns the sentence with which it was refused, or nothing."""
    try:
        act()
    except CourseError as refusal:
        return sentence(refusal.message_id, refusal.params)
    return ""


def asked_text(name: str) -> str:
    """Returns a text of the address, bounded and readable."""
    return UNREADABLE.sub("", request.args.get(name, ""))[:LONGEST_QUERY].strip()


def asked_number(name: str) -> int | None:
    """Returns a positive number of the address, or None."""
    raw = request.args.get(name, "")
    is_number = raw.isascii() and raw.isdigit() and len(raw) <= 19
    return int(raw) if is_number and 0 < int(raw) <= LARGEST_ID else None


def asked_page() -> int:
    """Returns the number of the page that the address asks for."""
    return min(asked_number("page") or 1, 1_000_000)


def asked_day(name: str) -> date | None:
    """Returns a day of the address, or None."""
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
