from datetime import date, datetime

from odoo.tests import BaseCase, tagged

from ..tools.polish_days import add_working_days
from ..tools.recurrence import occurrence, occurrences, shift, to_local, to_utc

ZONE = "Europe/Warsaw"


@tagged("post_install", "-at_install")
class TestRecurrence(BaseCase):
    def _dates(self, anchor, unit, count, interval=1):
        return [occurrence(anchor, n, interval, unit).date() for n in range(count)]

    def test_monthly_from_31_january_gives_month_ends(self):
        days = self._dates(datetime(2026, 1, 31, 8), "months", 25)
        self.assertEqual(
            [d.day for d in days[:12]], [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        )
        self.assertEqual(days[24], date(2028, 1, 31))
        self.assertEqual(occurrence(days[0], 25, 1, "months"), date(2028, 2, 29))

    def test_yearly_from_29_february_comes_back(self):
        days = self._dates(datetime(2024, 2, 29), "years", 5)
        self.assertEqual([d.day for d in days], [29, 28, 28, 28, 29])

    def test_summer_time_keeps_the_local_hour(self):
        anchor = to_utc(datetime(2026, 3, 23, 9), ZONE)
        end = datetime(2026, 11, 10)
        found = list(occurrences(anchor, 1, "weeks", ZONE, anchor, end))
        self.assertEqual({to_local(moment, ZONE).hour for moment in found}, {9})
        self.assertEqual({moment.hour for moment in found}, {7, 8})

    def test_hour_left_out_by_summer_time_becomes_the_next(self):
        moment = to_utc(datetime(2026, 3, 29, 2, 30), ZONE)
        self.assertEqual(to_local(moment, ZONE), datetime(2026, 3, 29, 3, 30))

    def test_old_anchor_is_not_walked_and_loses_nothing(self):
        """The jump to the window gives what walking from the anchor gives."""
        anchor = datetime(1996, 1, 31, 7)
        start, end = datetime(2026, 1, 1), datetime(2027, 1, 1)
        for unit in ("hours", "days", "weeks", "months", "years"):
            found = list(occurrences(anchor, 3, unit, ZONE, start, end))
            local = to_local(anchor, ZONE)
            walked = []
            for n in range(100000):
                moment = to_utc(occurrence(local, n, 3, unit), ZONE)
                if moment > end:
                    break
                if moment >= start:
                    walked.append(moment)
            self.assertEqual(found, walked, unit)

    def test_shift_by_working_days_keeps_the_hour(self):
        """Wednesday 30 December 2026 + 3: New Year and the weekend between."""
        start = to_utc(datetime(2026, 12, 30, 10, 15), ZONE)
        moved = to_local(shift(start, 3, "working_days", ZONE), ZONE)
        self.assertEqual(moved, datetime(2027, 1, 5, 10, 15))

    def test_working_days(self):
        friday = date(2026, 4, 3)  # Easter is on the 5th
        self.assertEqual(add_working_days(friday, 1), date(2026, 4, 7))
        self.assertEqual(add_working_days(date(2026, 12, 23), 1), date(2026, 12, 28))
        self.assertEqual(add_working_days(date(2024, 12, 23), 1), date(2024, 12, 24))
        self.assertEqual(add_working_days(date(2026, 11, 12), -1), date(2026, 11, 10))
        self.assertEqual(add_working_days(date(2026, 11, 11), 0), date(2026, 11, 12))
        day = date(2026, 11, 24)
        self.assertEqual(
            add_working_days(day, 1, {date(2026, 11, 25)}.__contains__).day, 26
        )
