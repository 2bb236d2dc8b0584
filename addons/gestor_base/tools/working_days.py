"""Counting in working days."""

from collections.abc import Callable
from datetime import date, timedelta

from dateutil.easter import easter

DayOff = Callable[[date], bool]

WEEKEND = (5, 6)
MAX_DAYS = 366 * 50
FIXED_HOLIDAYS = (
    (1, 1),
    (1, 6),
    (5, 1),
    (5, 3),
    (8, 15),
    (11, 1),
    (11, 11),
    (12, 25),
    (12, 26),
)
AFTER_EASTER = (0, 1, 49, 60)
CHRISTMAS_EVE_SINCE = 2025


def is_working_day(day: date, is_off: DayOff | None = None) -> bool:
    """Tell whether a day is neither a weekend, nor a Polish holiday, nor off."""
    if day.weekday() in WEEKEND or (day.month, day.day) in FIXED_HOLIDAYS:
        return False
    if (day.month, day.day) == (12, 24) and day.year >= CHRISTMAS_EVE_SINCE:
        return False
    if (day - easter(day.year)).days in AFTER_EASTER:
        return False
    return not (is_off and is_off(day))


def add_working_days(day: date, count: int, is_off: DayOff | None = None) -> date:
    """Move a date by working days, back when ``count`` is negative.

    The result is always a working day; zero gives the day or the next one.
    """
    step = timedelta(days=-1 if count < 0 else 1)
    left = abs(count)
    if not left and is_working_day(day, is_off):
        return day
    for _step in range(MAX_DAYS):
        day += step
        left -= is_working_day(day, is_off)
        if left <= 0 and is_working_day(day, is_off):
            return day
    raise ValueError("No working day in this calendar")
