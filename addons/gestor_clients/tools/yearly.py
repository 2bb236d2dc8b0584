"""Dates that come back each year."""

from datetime import date

MONTH_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_day_of_year(month: int, day: int) -> bool:
    """Tell whether a day exists in some year; 29 February does."""
    return 1 <= month <= 12 and 1 <= day <= MONTH_LENGTHS[month - 1]


def get_day(year: int, month: int, day: int, leap_day: str = "before") -> date:
    """Return the day in a year; 29 February is 28 February or 1 March in others."""
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, 2, 28) if leap_day == "before" else date(year, 3, 1)


def get_next(today: date, month: int, day: int, leap_day: str = "before") -> date:
    """Return the next such day, today included."""
    this_year = get_day(today.year, month, day, leap_day)
    if this_year >= today:
        return this_year
    return get_day(today.year + 1, month, day, leap_day)
