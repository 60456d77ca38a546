"""Dates, numbers and levels as people read them, in their language and the organisation's zone."""

import math
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from flask import Flask
from flask_babel import get_locale

from course.foundation import clock
from course.web.access import current_viewer
from course.web.i18n import gettext as _

MONTHS = {
    "fr": [
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
    ],
    "en": [
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
    ],
}
DAYS = {
    "fr": ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}
NBSP = "\u00a0"
# From which share of the points of the best path a competency was held in a call, mostly, in part.
RUBRIC_HELD, RUBRIC_MOSTLY, RUBRIC_PARTLY = 0.9, 0.6, 0.3


def _language() -> str:
    locale = get_locale()
    return "fr" if locale is None or locale.language != "en" else "en"


@lru_cache(maxsize=16)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def local(instant: datetime) -> datetime:
    """Returns the instant in the organisation's zone."""
    viewer = current_viewer()
    return instant.astimezone(_zone(viewer.zone if viewer else "Europe/Paris"))


def today() -> date:
    """Returns the current day in the organisation's zone."""
    return local(clock.now()).date()


def _day(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value


def day(value: date | datetime) -> str:
    """Returns « 24 novembre 2026 » or « 24 November 2026 »."""
    value = _day(value)
    language = _language()
    number = f"1er{NBSP}" if language == "fr" and value.day == 1 else f"{value.day}{NBSP}"
    return f"{number}{MONTHS[language][value.month - 1]} {value.year}"


def short_day(value: date | datetime) -> str:
    """Returns « 24/11/2026 » in both languages."""
    return _day(value).strftime("%d/%m/%Y")


def brief_day(value: date | datetime) -> str:
    """Returns « 24 nov. » or « 24 Nov »."""
    value = _day(value)
    name = MONTHS[_language()][value.month - 1]
    short = name if len(name) <= 4 else name[:4].rstrip("aeiouéû") + "." if _language() == "fr" else name[:3]
    return f"{value.day}{NBSP}{short}"


def weekday(value: date | datetime) -> str:
    """Returns « mardi » or « Tuesday »."""
    return DAYS[_language()][_day(value).weekday()]


def clock_time(value: datetime) -> str:
    """Returns « 10:42 »."""
    return local(value).strftime("%H:%M")


def number(value: float | Decimal, digits: int | None = None) -> str:
    """Returns « 1 234,5 » in French, « 1,234.5 » in English."""
    text = f"{value:,.{digits}f}" if digits is not None else f"{value:,}"
    if _language() == "en":
        return text
    return text.replace(",", NBSP).replace(".", ",")


def scale_place(place: float) -> str:
    """Returns a place on the scale 0 to 4, « 2,9 »: cut after one digit, so that it never shows a level not reached."""
    return number(math.floor(10 * place + 1e-9) / 10, 1)


def level_name(level: int | None) -> str:
    """Returns the word for a level from 0 to 4."""
    return {
        0: _("À découvrir"),
        1: _("Notions"),
        2: _("Avec appui"),
        3: _("Autonome"),
        4: _("Référent"),
    }.get(level if level is not None else -1, "")


def rubric_words(score: float) -> str:
    """Returns in words what was held of what a call or a workshop asked for; `score`: 0 to 1."""
    if score >= RUBRIC_HELD:
        return _("tenu ✓")
    if score >= RUBRIC_MOSTLY:
        return _("en bonne partie")
    return _("en partie") if score >= RUBRIC_PARTLY else _("pas encore")


def correction_words(at: date | datetime, reason: str, *, is_withdrawn: bool) -> str:
    """Returns « corrigée le 24/11/2026 : raison » for a proof, « retirée le … » for one that counts no more."""
    known = {
        "grade.changed": _("un formateur a relu la réponse"),
        "regrade.taken_back": _("la nouvelle correction a été annulée"),
    }
    values = {"day": short_day(at), "reason": known.get(reason, reason)}
    return (
        _("retirée le %(day)s : %(reason)s", **values)
        if is_withdrawn
        else _("corrigée le %(day)s : %(reason)s", **values)
    )


def percent_place(value: float, scale: float = 1.0) -> str:
    """Returns an SVG coordinate in per cent with a dot, whatever the language."""
    return f"{100 * value / scale:.2f}".rstrip("0").rstrip(".") + "%"


def duration(minutes: int) -> str:
    """Returns « 8 min » or « 5 h 50 »."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{NBSP}min"
    return f"{hours}{NBSP}h" + (f"{NBSP}{rest:02d}" if rest else "")


def install_display(app: Flask) -> None:
    """Registers the filters that templates use, and what says that a proof was corrected."""
    app.jinja_env.globals["correction_words"] = correction_words
    app.jinja_env.filters.update(
        day=day,
        short_day=short_day,
        brief_day=brief_day,
        weekday=weekday,
        clock_time=clock_time,
        number=number,
        level_name=level_name,
        rubric_words=rubric_words,
        scale_place=scale_place,
        place=percent_place,
        duration=duration,
    )
