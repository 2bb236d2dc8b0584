"""Dates that repeat from an anchor, and moments moved by a delay.

An occurrence is always counted from the anchor, never from the occurrence before,
so the 31st of January gives month ends and comes back to the 31st. Clock times are
local: they keep their hour over a change to summer time.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from .polish_days import add_working_days

UNITS = ("hours", "days", "working_days", "weeks", "months", "years")
SHORTEST = {"hours": 3600, "days": 86400, "weeks": 604800}
MAX_OCCURRENCES = 10000


def to_local(moment: datetime, zone: str) -> datetime:
    """Turn a naive UTC moment into a naive local one."""
    utc = moment.replace(tzinfo=timezone.utc)
    return utc.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def to_utc(local: datetime, zone: str) -> datetime:
    """Turn a naive local moment into a naive UTC one.

    An hour that the change to summer time leaves out becomes the hour after it, of
    an hour that occurs twice the first is meant.
    """
    aware = local.replace(tzinfo=ZoneInfo(zone))
    return aware.astimezone(timezone.utc).replace(tzinfo=None)


def at_hour(day: date, hour: float) -> datetime:
    """Return the moment of a day at an hour given as 8.5 for half past eight."""
    return datetime(day.year, day.month, day.day) + timedelta(minutes=round(hour * 60))


def shift(moment: datetime, count: int, unit: str, zone: str, is_off=None) -> datetime:
    """Move a UTC moment by a signed number of units of local time."""
    if unit == "hours":
        return moment + timedelta(hours=count)
    local = to_local(moment, zone)
    if unit == "working_days":
        day = add_working_days(local.date(), count, is_off)
        return to_utc(datetime.combine(day, local.time()), zone)
    return to_utc(local + relativedelta(**{unit: count}), zone)


def occurrence(anchor: datetime, index: int, interval: int, unit: str) -> datetime:
    """Return the occurrence number ``index`` of a local anchor."""
    return anchor + relativedelta(**{unit: index * interval})


def occurrences(
    anchor: datetime,
    interval: int,
    unit: str,
    zone: str,
    start: datetime,
    end: datetime,
) -> Iterator[datetime]:
    """Yield the UTC occurrences of a UTC anchor from ``start`` to ``end``.

    The anchor itself is the first; the way to ``start`` is not walked.
    """
    local = to_local(anchor, zone)
    index = _first_index(local, interval, unit, to_local(start, zone))
    for number in range(index, index + MAX_OCCURRENCES):
        moment = to_utc(occurrence(local, number, interval, unit), zone)
        if moment > end:
            return
        if moment >= start:
            yield moment


def _first_index(anchor: datetime, interval: int, unit: str, start: datetime) -> int:
    """Return a number of steps that ends surely, but not far, before ``start``."""
    if start <= anchor:
        return 0
    if unit in SHORTEST:
        steps = (start - anchor).total_seconds() / SHORTEST[unit]
    else:
        months = (start.year - anchor.year) * 12 + start.month - anchor.month
        steps = months / (12 if unit == "years" else 1)
    return max(int(steps / interval) - 1, 0)
