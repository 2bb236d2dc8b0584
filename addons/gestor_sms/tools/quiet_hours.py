"""When an SMS may be sent."""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo


def get_end_of_quiet(moment: datetime, start: float, end: float, zone: str):
    """Return when the quiet hours around a moment end, or None outside of them.

    :param moment: in UTC, without zone, as Odoo keeps it
    :param start: hour the quiet begins, 21.5 for half past nine; it may be later
        than ``end``: the quiet lasts over midnight. Equal hours: no quiet at all.
    """
    if start == end:
        return None
    local = moment.replace(tzinfo=timezone.utc).astimezone(ZoneInfo(zone))
    hour = local.hour + local.minute / 60 + local.second / 3600
    over_midnight = start > end
    quiet = hour >= start or hour < end if over_midnight else start <= hour < end
    if not quiet:
        return None
    day = local.date()
    if over_midnight and hour >= start:
        day += timedelta(days=1)
    minutes = round(end * 60)
    hour_of_day, minute = divmod(minutes, 60)
    if hour_of_day >= 24:
        day, hour_of_day = day + timedelta(days=1), 0
    until = datetime(
        day.year, day.month, day.day, hour_of_day, minute, tzinfo=local.tzinfo
    )
    return until.astimezone(timezone.utc).replace(tzinfo=None)
