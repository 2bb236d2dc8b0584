"""Public holidays of Poland and counting in working days."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from holidays import country_holidays

DayOff = Callable[[date], bool]

WEEKEND = (5, 6)
CHRISTMAS_EVE_SINCE = 2025
MAX_DAYS = 366 * 50  # a calendar with no working day at all must not hang


@lru_cache(maxsize=256)
def _get_holidays(year: int, language: str) -> dict[date, str]:
    found = country_holidays("PL", years=year, language=language)
    days = {day: name for day, name in found.items() if day.year == year}
    # Public by the act of 6 December 2024: not left to the library's version.
    eve = date(year, 12, 24)
    if year < CHRISTMAS_EVE_SINCE:
        days.pop(eve, None)
    elif eve not in days:
        days[eve] = "Wigilia Bożego Narodzenia" if language == "pl" else "Christmas Eve"
    return dict(sorted(days.items()))


def public_holidays(year: int, language: str = "pl") -> dict[date, str]:
    """Return the names of the public holidays of a year by date."""
    return dict(_get_holidays(year, language))


def is_public_holiday(day: date) -> bool:
    return day in _get_holidays(day.year, "pl")


def is_working_day(day: date, is_off: DayOff | None = None) -> bool:
    """Tell whether a day is neither a weekend, nor a holiday, nor off.

    :param is_off: further free days, those of a company's calendar
    """
    if day.weekday() in WEEKEND or is_public_holiday(day):
        return False
    return not (is_off and is_off(day))


def next_working_day(day: date, is_off: DayOff | None = None) -> date:
    """Return the day itself when it is a working one, else the next that is."""
    for _step in range(MAX_DAYS):
        if is_working_day(day, is_off):
            return day
        day += timedelta(days=1)
    raise ValueError("No working day in this calendar")


def add_working_days(day: date, count: int, is_off: DayOff | None = None) -> date:
    """Move a date by working days, back when ``count`` is negative.

    The result is always a working day; zero gives the day or the next one.
    """
    if not count:
        return next_working_day(day, is_off)
    step = timedelta(days=1 if count > 0 else -1)
    left = abs(count)
    for _step in range(MAX_DAYS):
        day += step
        left -= is_working_day(day, is_off)
        if not left:
            return day
    raise ValueError("No working day in this calendar")


def count_working_days(start: date, end: date, is_off: DayOff | None = None) -> int:
    """Count the working days from ``start`` to ``end``, both included."""
    days = range((end - start).days + 1)
    return sum(is_working_day(start + timedelta(days=n), is_off) for n in days)
