"""Pure decisions about accounts."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from course.foundation.errors import InvalidInputError
from course.foundation.permissions import Role

DEMO_LOGINS = ("nadia@arvanel.example", "claire@arvanel.example", "sophie@arvanel.example", "admin@arvanel.example")
DEMO_PASSWORD = "echeance-demo"  # noqa: S105 - shown on the sign-in page; the demonstration is never loaded over real records
SHORTEST_PASSWORD = 10
FAILURES_ALLOWED = 8
FAILURES_PER_ADDRESS = 40
FAILURE_WINDOW = timedelta(minutes=15)
LONGEST_NAME = 200
FIRST_DAY = date(1950, 1, 1)
LAST_DAY = date(2100, 12, 31)
UNREADABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
ROLE_WORDS: dict[Role, frozenset[str]] = {
    Role.EMPLOYEE: frozenset({"employe", "employee", "salarie", "salariee", "apprenant", "apprenante"}),
    Role.TRAINER: frozenset({"formateur", "formatrice", "trainer"}),
    Role.MANAGER: frozenset({"responsable", "manager", "team leader"}),
    Role.ADMINISTRATOR: frozenset({"administrateur", "administratrice", "administrator", "admin"}),
}
FEMININE = {"chargee": "charge", "commerciale": "commercial", "charge(e)": "charge"}


def folded(text: str) -> str:
    """Returns the text as it is compared: without accents, case, double spaces or typographic apostrophes."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return " ".join(plain.replace("’", "'").casefold().split())


def folded_job(text: str) -> str:
    """Returns the name of a job as it is compared: « Chargée de relance » is « Chargé de relance »."""
    return " ".join(FEMININE.get(word, word) for word in folded(text).split())


def role_of(word: str) -> Role | None:
    """Returns the role that a French or English word names, or None."""
    word = folded(word)
    return next((role for role, words in ROLE_WORDS.items() if word in words), None)


def normalised_login(raw: str) -> str:
    """Returns the login folded for comparison. Raises InvalidInputError where it cannot be one."""
    login = unicodedata.normalize("NFC", raw).strip().casefold()
    if not 3 <= len(login) <= 200 or re.search(r"\s", login) or UNREADABLE.search(login):
        raise InvalidInputError("accounts.bad_login", login=readable(raw))
    return login


def readable(raw: str) -> str:
    """Returns the beginning of a value as an error may quote it."""
    return UNREADABLE.sub("�", raw[:60])


def checked_name(raw: str) -> str:
    """Returns the name of a person or team with single spaces. Raises InvalidInputError where it cannot be one."""
    name = " ".join(unicodedata.normalize("NFC", raw).split())
    if not 1 <= len(name) <= LONGEST_NAME or UNREADABLE.search(name):
        raise InvalidInputError("accounts.bad_name", longest=LONGEST_NAME)
    return name


def check_day(day: date) -> date:
    """Returns the day. Raises InvalidInputError for one that no membership can have."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise InvalidInputError("accounts.bad_day")
    return day


def check_password(password: str, login: str) -> None:
    """Raises InvalidInputError for a password that is too short, too long or the login itself."""
    if not SHORTEST_PASSWORD <= len(password) <= 200:
        raise InvalidInputError("accounts.password_length", shortest=SHORTEST_PASSWORD)
    if UNREADABLE.search(password):
        raise InvalidInputError("accounts.password_unreadable")
    if password.casefold() in {login, login.split("@", 1)[0]} or len(set(password)) < 4:
        raise InvalidInputError("accounts.password_easy")


def is_slowed_down(failures_of_login: int, failures_of_address: int) -> bool:
    """Says whether so many recent failures close the door for a while."""
    return failures_of_login >= FAILURES_ALLOWED or failures_of_address >= FAILURES_PER_ADDRESS


def window_start(now: datetime) -> datetime:
    """Returns the instant from which failures still count."""
    return now - FAILURE_WINDOW


def team_key(name: str, taken: Iterable[str]) -> str:
    """Returns a stable key made of the team's name that no other team has."""
    base = re.sub(r"[^a-z0-9]+", "-", folded(name)).strip("-")[:70].strip("-") or "equipe"
    used = set(taken)
    number = 1
    while (key := base if number == 1 else f"{base}-{number}") in used:
        number += 1
    return key


def start_of_change(since: date | None, today: date, current_from: date | None) -> date:
    """Returns from which day a change in a file holds: the day that the file gives, or today where it gives none.

    A day before the present team or job began would rewrite the past; then it is today as well.
    """
    if since is None or (current_from is not None and since <= current_from):
        return today
    return since
