"""Pure decisions about accounts."""

import re
import unicodedata
from datetime import datetime, timedelta

from course.foundation.errors import InvalidInputError

SHORTEST_PASSWORD = 10
FAILURES_ALLOWED = 8
FAILURES_PER_ADDRESS = 40
FAILURE_WINDOW = timedelta(minutes=15)


def normalised_login(raw: str) -> str:
    """Returns the login folded for comparison. Raises InvalidInputError where it cannot be one."""
    login = unicodedata.normalize("NFC", raw).strip().casefold()
    if not 3 <= len(login) <= 200 or re.search(r"[\x00-\x20\x7f\ud800-\udfff]", login):
        raise InvalidInputError("accounts.bad_login", login=raw[:60].encode("utf-8", "replace").decode())
    return login


def check_password(password: str, login: str) -> None:
    """Raises InvalidInputError for a password that is too short, too long or the login itself."""
    if not SHORTEST_PASSWORD <= len(password) <= 200:
        raise InvalidInputError("accounts.password_length", shortest=SHORTEST_PASSWORD)
    if password.casefold() in {login, login.split("@", 1)[0]} or len(set(password)) < 4:
        raise InvalidInputError("accounts.password_easy")


def is_slowed_down(failures_of_login: int, failures_of_address: int) -> bool:
    """Says whether so many recent failures close the door for a while."""
    return failures_of_login >= FAILURES_ALLOWED or failures_of_address >= FAILURES_PER_ADDRESS


def window_start(now: datetime) -> datetime:
    """Returns the instant from which failures still count."""
    return now - FAILURE_WINDOW
