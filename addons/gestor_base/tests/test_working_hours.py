from datetime import datetime

from psycopg2.errors import CheckViolation, ExclusionViolation

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import GestorLinkCommon


@tagged("post_install", "-at_install")
class TestWorkingHours(GestorLinkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ola = cls._create_user("godz_ola", tz="Europe/Warsaw")
        cls.tom = cls._create_user("godz_tom", tz="America/New_York")
        cls.boss = cls._create_user("godz_szef", "gestor_base.group_manager")
        for user in cls.ola | cls.tom:
            cls._set_hours(user)

    @classmethod
    def _set_hours(cls, user):
        user.with_user(user).gestor_working_hours_ids = [
            Command.create({"weekday": day, "hour_from": 9, "hour_to": 17.5})
            for day in "01234"
        ]

    def _intervals(self, start, end, users=None):
        return (users or self.ola)._gestor_working_intervals(
            datetime.fromisoformat(start), datetime.fromisoformat(end)
        )

    def test_own_time_zone(self):
        """Y3: the same hours are other moments for other people."""
        found = self._intervals("2026-03-10", "2026-03-11", self.ola | self.tom)
        day = [(datetime(2026, 3, 10, 8), datetime(2026, 3, 10, 16, 30))]
        self.assertEqual(found[self.ola.id], day)
        day = [(datetime(2026, 3, 10, 13), datetime(2026, 3, 10, 21, 30))]
        self.assertEqual(found[self.tom.id], day)

    def test_hours_stay_when_clocks_change(self):
        found = self._intervals("2026-03-26T22:00:00", "2026-03-31T20:00:00")
        self.assertEqual(
            [start for start, _end in found[self.ola.id]],
            [
                datetime(2026, 3, 27, 8),
                datetime(2026, 3, 30, 7),
                datetime(2026, 3, 31, 7),
            ],
        )

    def test_public_holidays_are_free(self):
        for day in ("2026-01-06", "2026-12-24", "2026-11-11"):
            with self.subTest(day):
                found = self._intervals(f"{day}T00:00:00", f"{day}T22:00:00")
                self.assertFalse(found[self.ola.id])

    def test_cut_at_the_ends(self):
        found = self._intervals("2026-03-10T10:00:00", "2026-03-10T11:00:00")
        bounds = (datetime(2026, 3, 10, 10), datetime(2026, 3, 10, 11))
        self.assertEqual(found[self.ola.id], [bounds])

    def test_is_working(self):
        for moment, working in (
            ("2026-03-10T07:59:59", False),
            ("2026-03-10T08:00:00", True),
            ("2026-03-10T16:29:59", True),
            ("2026-03-10T16:30:00", False),
            ("2026-03-14T12:00:00", False),
        ):
            with self.subTest(moment):
                found = self.ola._gestor_is_working(datetime.fromisoformat(moment))
                self.assertEqual(found[self.ola.id], working)

    def test_hours_of_the_company_without_own_ones(self):
        user = self._create_user("godz_bez", tz="Europe/Warsaw")
        user.company_id.resource_calendar_id.tz = "Europe/Warsaw"
        found = self._intervals("2026-03-10", "2026-03-11", user)
        self.assertTrue(found[user.id])

    def test_calendar_of_the_hook_wins(self):
        calendar = self.env["resource.calendar"].create(
            {
                "name": "Nocny",
                "tz": "Europe/Warsaw",
                "attendance_ids": [
                    Command.clear(),
                    Command.create(
                        {
                            "name": "Wtorek",
                            "dayofweek": "1",
                            "hour_from": 20,
                            "hour_to": 23,
                        }
                    ),
                ],
            }
        )
        self.patch(
            type(self.ola),
            "_gestor_get_working_calendars",
            lambda users: {self.ola.id: calendar},
        )
        found = self._intervals("2026-03-10", "2026-03-11")
        day = (datetime(2026, 3, 10, 19), datetime(2026, 3, 10, 22))
        self.assertEqual(found[self.ola.id], [day])

    def test_wrong_and_overlapping_hours(self):
        for hours, error in (
            ((9, 8), CheckViolation),
            ((20, 25), CheckViolation),
            ((17, 18), ExclusionViolation),
        ):
            with (
                self.subTest(hours),
                mute_logger("odoo.sql_db"),
                self.assertRaises(error),
                self.cr.savepoint(),
            ):
                self.env["gestor.working.hours"].create(
                    {
                        "user_id": self.ola.id,
                        "weekday": "0",
                        "hour_from": hours[0],
                        "hour_to": hours[1],
                    }
                )
        self.ola.gestor_working_hours_ids = [
            Command.create({"weekday": "0", "hour_from": 17.5, "hour_to": 18})
        ]

    def test_rights(self):
        row = self.ola.gestor_working_hours_ids[0]
        self.assertEqual(row.with_user(self.tom).hour_from, 9)
        with self.assertRaises(AccessError):
            row.with_user(self.tom).hour_from = 10
        row.with_user(self.ola).hour_from = 10
        row.with_user(self.boss).hour_from = 8
        portal = self._create_user("godz_portal", "base.group_portal")
        with self.assertRaises(AccessError):
            row.with_user(portal).read(["hour_from"])

    def test_one_query_for_all(self):
        users = self.ola | self.tom
        users.mapped("tz")
        with self.assertQueryCount(1):
            self._intervals("2026-03-01", "2026-04-01", users)
