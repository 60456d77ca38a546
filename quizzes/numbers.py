"""Reads and writes numbers and dates the way French and English people type them, and refuses what has two readings."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from quizzes.errors import DateError, NumberError

Language = Literal["fr", "en"]

MOST_DIGITS: Final = 30
MOST_CHARACTERS: Final = 80  # of a number or a date as typed
NBSP: Final = "\u00a0"
# Units that everybody knows; those of one line are one unit.
_SAME_UNITS: Final = (("€", "eur", "euro", "euros"), ("%",), ("j", "jour", "jours", "day", "days"))
UNITS: Final = tuple(unit for same in _SAME_UNITS for unit in same)

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199

FRENCH_MONTHS: Final = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
ENGLISH_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
# Weekdays are in the order of date.weekday().
_WEEKDAYS: Final = (
    ("lundi", "monday"),
    ("mardi", "tuesday"),
    ("mercredi", "wednesday"),
    ("jeudi", "thursday"),
    ("vendredi", "friday"),
    ("samedi", "saturday"),
    ("dimanche", "sunday"),
)
_ABBREVIATIONS: Final = (
    ("jan", "janv"),
    ("feb", "fev", "fevr"),
    ("mar",),
    ("apr", "avr"),
    (),
    ("jun",),
    ("jul", "juil"),
    ("aug",),
    ("sep", "sept"),
    ("oct",),
    ("nov",),
    ("dec",),
)

_BLANKS: Final = re.compile("[ \u00a0\u2007\u2009\u202f]+")
_SIGNED: Final = re.compile(r"([-+]?) ?([0-9., ]*[0-9])")
_GROUPED: Final = re.compile(r"[1-9][0-9]{0,2}([ .,])[0-9]{3}(?:\1[0-9]{3})*")
_TWO_READINGS: Final = re.compile(r"([1-9][0-9]{0,2})[.,]([0-9]{3})")
_YEAR_FIRST: Final = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_DAY_FIRST: Final = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{1,4})")
_WITH_NAME: Final = re.compile(r"(?:([a-z]+),? )?([0-9]{1,2})(?:er|st|nd|rd|th)? ?([a-z]+)\.? ?([0-9]{1,4})")


def read_number(text: str, unit: str | None = None) -> Decimal:
    """Returns the exact number that `text` says, at most 30 digits, never nan or infinite.

    Accepted: `1 234,56`, `1234.56` (any kind of space between groups of three), `1.234,56`, `1,234.56` (of two kinds of
    separators the last is the decimal one), `1.234.567` (a separator that comes back cannot be decimal), `0,125`
    (no group begins with 0), `1234,567` and `1,2340` (no group has this length), a sign, and one unit at the end:
    those of `UNITS`, or `unit`, capitals ignored.

    Refused because it has two readings: one `.` or `,` with one to three digits before it, the first not 0, and exactly
    three after it. A French reader takes `16,000` for sixteen and an English one for sixteen thousand, `1.234` the
    other way round; to guess is what users of other systems complain about.

    Raises NumberError: `number.empty`, `number.not_a_number`, `number.too_long` (with `limit`), `number.ambiguous`
    (with `readings`: a sure way of writing each of the two, such as `16000` and `16,0000`; empty where the separators
    fall in no order that we know, as in `1,234.5,6`).
    Source: quiz semantics, numerical questions; pain point 16.
    """
    return read_quantity(text, () if unit is None else (unit,))[0]


def read_quantity(text: str, units: Sequence[str] = ()) -> tuple[Decimal, str | None]:
    """Returns the number that `text` says, as `read_number` does, and which of `units` stands behind it, if any.

    The longest unit that fits wins. Capitals are ignored where that leaves no doubt: of « mW » and « MW » « mw » is
    neither, and so no number. « euros » is « € » where that is asked for; a unit of `UNITS` that is not asked for is
    passed over. Raises NumberError like `read_number`.
    """
    # The length comes first, so that nothing below works on a text of any size.
    bare = text.strip()
    if not bare:
        raise NumberError("number.empty")
    if len(bare) > MOST_CHARACTERS:
        raise NumberError("number.too_long", limit=MOST_DIGITS)
    figure, unit = _without_unit(_BLANKS.sub(" ", bare.replace("\u2212", "-")), units)
    return _number_of(figure), unit


def _number_of(figure: str) -> Decimal:
    found = _SIGNED.fullmatch(figure)
    if not found:
        raise NumberError("number.not_a_number")
    sign, body = found.groups()
    if sum(character.isdigit() for character in body) > MOST_DIGITS:
        raise NumberError("number.too_long", limit=MOST_DIGITS)
    whole, decimals = _split(sign, body)
    number = Decimal(f"{whole or 0}.{decimals or 0}") if decimals else Decimal(whole)
    # Unlike the operator, copy_negate never rounds; a zero keeps no sign.
    return number.copy_negate() if sign == "-" and number else number


def format_number(number: Decimal, unit: str | None = None, language: Language = "fr") -> str:
    """Returns `number` as it is written in `language`: `1 234,56 €` with non-breaking spaces, or `1,234.56 €`.

    All decimals of `number` are shown, as many as it carries. What is written can always be read back by `read_number`
    as the same number (up to 30 digits), hence two departures from habit: three decimals that could be taken for
    thousands get a zero more (`1,2340`), and an English whole number below a million is not grouped (`1234`).
    Raises NumberError `number.not_a_number` for nan and infinities. Source: French typography in the content guide.
    """
    if not number.is_finite():
        raise NumberError("number.not_a_number")
    separator, point = (NBSP, ",") if language == "fr" else (",", ".")
    whole, _, decimals = format(number.copy_abs(), "f").partition(".")
    groups = f"{int(whole):,}".replace(",", separator) if len(whole) > 3 else whole
    if not decimals and _TWO_READINGS.fullmatch(groups):
        groups = whole
    written = f"{groups}{point}{decimals}" if decimals else groups
    if decimals and _TWO_READINGS.fullmatch(written):
        written += "0"
    sign = "-" if number < 0 else ""
    return f"{sign}{written}{NBSP}{unit}" if unit else f"{sign}{written}"


def read_date(text: str) -> date:
    """Returns the day that `text` says, in the years 1900 to 2199.

    Accepted: `08/12/2026`, `8.12.2026`, `8-12-2026` (day, month, year), `2026-12-08`, `8 décembre 2026`,
    `1er mars 2026`, `8 déc. 2026`, `8 December 2026`, also after the day of the week if it is the right one. Capitals,
    accents and kinds of blanks do not matter.
    Raises DateError: `date.empty`, `date.not_a_date`, `date.too_long`, `date.impossible` (31/02/2026),
    `date.wrong_weekday`, `date.two_digit_year`, `date.out_of_range`. Source: quiz semantics, date questions.
    """
    if len(text) > MOST_CHARACTERS:
        raise DateError("date.too_long", limit=MOST_CHARACTERS)
    bare = " ".join(_without_accents(text).split())
    if not bare:
        raise DateError("date.empty")
    if found := _YEAR_FIRST.fullmatch(bare):
        return _day(found[1], int(found[3]), found[4])
    if found := _DAY_FIRST.fullmatch(bare):
        return _day(found[4], int(found[3]), found[1])
    found = _WITH_NAME.fullmatch(bare)
    if not found or found[3] not in _MONTH_NUMBERS:
        raise DateError("date.not_a_date")
    day = _day(found[4], _MONTH_NUMBERS[found[3]], found[2])
    _check_weekday(found[1], day)
    return day


def format_date(day: date, language: Language = "fr") -> str:
    """Returns `day` in words: `8 décembre 2026`, `1er mars 2026`, `8 December 2026`; raises nothing.

    `read_date` reads it back. Source: French typography in the content guide.
    """
    if language == "en":
        return f"{day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year}"
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {FRENCH_MONTHS[day.month - 1]} {day.year}"


def _without_unit(text: str, units: Sequence[str]) -> tuple[str, str | None]:
    composed = unicodedata.normalize("NFC", text)
    asked = {_BLANKS.sub(" ", unicodedata.normalize("NFC", unit.strip())): unit for unit in units}
    for ending in sorted({*asked, *UNITS}, key=len, reverse=True):
        # As many characters are compared as are cut off: folding can change the length of a word.
        behind = composed[-len(ending) :] if ending else ""
        if behind and behind.casefold() == ending.casefold():
            alike = [other for other in asked if other.casefold() == ending.casefold()]
            if len(alike) > 1 and behind not in alike:
                break
            found = behind if behind in alike else alike[0] if alike else _same_unit(ending, asked)
            return composed[: -len(ending)].rstrip(" "), asked.get(found)
    return composed, None


def _same_unit(ending: str, asked: Iterable[str]) -> str:
    """Returns the one unit of `asked` that is another word for `ending`, if there is one, else `ending`."""
    others = next(same for same in _SAME_UNITS if ending in same)
    alike = [unit for unit in asked if unit.casefold() in others]
    return alike[0] if len(alike) == 1 else ending


def _split(sign: str, body: str) -> tuple[str, str]:
    """Returns the digits before and after the decimal separator."""
    twofold = _TWO_READINGS.fullmatch(body)
    if twofold:
        whole, decimals = twofold.groups()
        raise NumberError("number.ambiguous", readings=(f"{sign}{whole}{decimals}", f"{sign}{whole},{decimals}0"))
    if _GROUPED.fullmatch(body):
        return re.sub("[ .,]", "", body), ""
    position = max(body.rfind("."), body.rfind(","))
    whole, decimals = (body, "") if position < 0 else (body[:position], body[position + 1 :])
    grouped = _GROUPED.fullmatch(whole)
    is_plain = whole.isdigit() or (not whole and position == 0)
    # A group separator that is also the decimal one leaves the reader guessing: `1,234,5`.
    if not decimals.isdigit() and position >= 0:
        raise NumberError("number.ambiguous", readings=())
    if not is_plain and (not grouped or grouped.group(1) == body[position]):
        raise NumberError("number.ambiguous", readings=())
    return re.sub("[ .,]", "", whole), decimals


def _without_accents(text: str) -> str:
    return "".join(
        character for character in unicodedata.normalize("NFD", text).casefold() if not unicodedata.combining(character)
    )


def _day(year: str, month: int, day: str) -> date:
    if len(year) == 2:
        raise DateError("date.two_digit_year")
    if len(year) != 4:
        raise DateError("date.not_a_date")
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise DateError("date.out_of_range", first=FIRST_YEAR, last=LAST_YEAR)
    try:
        return date(int(year), month, int(day))
    except ValueError:
        raise DateError("date.impossible") from None


def _check_weekday(name: str | None, day: date) -> None:
    if name is None:
        return
    if not any(name in names for names in _WEEKDAYS):
        raise DateError("date.not_a_date")
    if name not in _WEEKDAYS[day.weekday()]:
        raise DateError("date.wrong_weekday")


_MONTH_NUMBERS: Final = {
    _without_accents(name): number
    for number, names in enumerate(zip(FRENCH_MONTHS, ENGLISH_MONTHS, strict=True), start=1)
    for name in (*names, *_ABBREVIATIONS[number - 1])
}
