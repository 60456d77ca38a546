"""Days of the French calendar: ends of months, public holidays, and the working day that a deadline is carried to."""

import calendar
from datetime import date, timedelta
from functools import lru_cache

_SATURDAY = 5


def last_day_of_month(day: date) -> date:
    """Returns the last day of the month of `day`; raises nothing."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def add_months(day: date, months: int) -> date:
    """Returns the same number of the month `months` later (earlier if negative), or that month's last day where it has
    no such number: 31/01/2026 and 1 give 28/02/2026. Raises ValueError outside the years 1 to 9999.
    Source: CPC 641, « de quantième à quantième, sinon le dernier jour du mois » (F3.30).
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = last_day_of_month(date(year, month + 1, 1))
    return last if day.day > last.day else last.replace(day=day.day)


@lru_cache(maxsize=512)
def easter(year: int) -> date:
    """Returns Easter Sunday of a year of the Gregorian calendar (1583 to 9999), by the anonymous algorithm that Meeus
    prints (Astronomical Algorithms, chapter 8); raises nothing in these years.
    """
    century, rest = divmod(year, 100)
    epact = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    month, day = divmod(epact + weekday - 7 * ((year % 19 + 11 * epact + 22 * weekday) // 451) + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=512)
def public_holidays(year: int) -> frozenset[date]:
    """Returns the eleven public holidays of mainland France in `year`, as the Labour Code lists them today (L3133-1),
    for any year; those of Alsace-Moselle (Good Friday, 26 December) and of overseas places are not among them.
    Raises ValueError outside the years 1 to 9999. Source: [M], the fact sheet names no list.
    """
    fixed = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
    moving = (1, 39, 50)  # Easter Monday, Ascension, Whit Monday: days after Easter Sunday.
    sunday = easter(year)
    return frozenset(
        [*(date(year, month, day) for month, day in fixed), *(sunday + timedelta(days=after) for after in moving)]
    )


def is_working_day(day: date) -> bool:
    """Tells whether `day` is none of Saturday, Sunday, public holiday, in the sense of CPC 642 (F3.30)."""
    return day.weekday() < _SATURDAY and day not in public_holidays(day.year)


def working_day(day: date) -> date:
    """Returns `day` if it is a working day, else the first working day after it: 15/11/2026, a Sunday, gives 16/11.
    Raises OverflowError after 31/12/9999. Source: CPC 642 (F3.30, F7.23).
    """
    while not is_working_day(day):
        day += timedelta(days=1)
    return day
