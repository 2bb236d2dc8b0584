from datetime import date, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..tools import yearly
from .contact_common import ContactCommon


@tagged("post_install", "-at_install")
class TestJubilee(ContactCommon):
    """K10: days that come back each year."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.birthday = cls.env.ref("gestor_clients.jubilee_kind_birthday")
        cls.Jubilee = cls.env["gestor.client.jubilee"]

    def _jubilee(self, month, day, partner=None, **vals):
        return self.Jubilee.create(
            {
                "partner_id": (partner or self.willing).id,
                "kind_id": self.birthday.id,
                "month": str(month),
                "day": day,
                **vals,
            }
        )

    def test_next_days(self):
        today = date(2026, 5, 10)
        cases = [
            (5, 10, date(2026, 5, 10)),
            (5, 9, date(2027, 5, 9)),
            (12, 31, date(2026, 12, 31)),
            (1, 1, date(2027, 1, 1)),
        ]
        for month, day, expected in cases:
            self.assertEqual(yearly.get_next(today, month, day), expected)

    def test_leap_day(self):
        get = yearly.get_next
        self.assertEqual(get(date(2026, 1, 1), 2, 29), date(2026, 2, 28))
        self.assertEqual(get(date(2026, 1, 1), 2, 29, "after"), date(2026, 3, 1))
        self.assertEqual(get(date(2028, 1, 1), 2, 29), date(2028, 2, 29))
        self.assertEqual(get(date(2028, 1, 1), 2, 29, "after"), date(2028, 2, 29))
        self.assertEqual(get(date(2026, 3, 1), 2, 29, "after"), date(2026, 3, 1))
        self.assertEqual(get(date(2026, 3, 2), 2, 29, "after"), date(2027, 3, 1))

    @freeze_time("2026-01-15 12:00:00")
    def test_leap_day_by_kind(self):
        jubilee = self._jubilee(2, 29, year=1996)
        self.assertEqual(jubilee.next_date, date(2026, 2, 28))
        self.assertEqual(jubilee.years, 30)
        self.birthday.leap_day = "after"
        self.assertEqual(jubilee.next_date, date(2026, 3, 1))

    def test_impossible_days(self):
        for month, day in ((2, 30), (4, 31), (1, 0)):
            with self.assertRaises(ValidationError):
                self._jubilee(month, day)
        with self.assertRaises(ValidationError):
            self._jubilee(1, 1, year=2999)

    def test_passed_day_moves_on(self):
        with freeze_time("2026-05-10 12:00:00"):
            jubilee = self._jubilee(5, 10)
            self.Jubilee._cron_move_on()
            self.assertEqual(jubilee.next_date, date(2026, 5, 10))
        with freeze_time("2026-05-11 12:00:00"):
            self.Jubilee._cron_move_on()
            self.assertEqual(jubilee.next_date, date(2027, 5, 10))

    @freeze_time("2026-05-10 12:00:00")
    def test_coming_ones(self):
        soon = self._jubilee(6, 9)
        self._jubilee(6, 10)
        found = self.Jubilee.with_user(self.member).search(
            [("next_date", "<=", "+30d"), ("partner_id", "=", self.willing.id)]
        )
        self.assertEqual(found, soon)
        partners = self.env["res.partner"].with_user(self.member)
        found = partners.search([("gestor_jubilee_ids.next_date", "<=", "+30d")])
        self.assertIn(self.willing, found)

    def test_name_day_is_proposed(self):
        self.willing.action_gestor_propose_name_day()
        jubilee = self.willing.gestor_jubilee_ids
        self.assertEqual((jubilee.month, jubilee.day), ("5", 15))
        self.assertEqual(jubilee.kind_id.code, "name_day")
        with self.assertRaises(UserError):
            self.willing.action_gestor_propose_name_day()
        company = self._create_client("Zofia sp. z o.o.", is_company=True)
        with self.assertRaises(UserError):
            company.action_gestor_propose_name_day()

    def _action(self, **vals):
        return self.env["gestor.automation.action"].create(
            {
                "name": "Życzenia",
                "model": "gestor.client.jubilee",
                "trigger": "date",
                "date_field_id": self.env["ir.model.fields"]
                ._get("gestor.client.jubilee", "next_date")
                .id,
                **vals,
            }
        )

    def _due(self, action):
        until = fields.Datetime.now() + timedelta(days=7)
        return [row for rows in action._iter_due(until) for row in rows]

    def test_action_days_ahead_each_year_anew(self):
        with freeze_time("2026-05-01 08:00:00"):
            jubilee = self._jubilee(5, 10)
            action = self._action(delay=-3, kind="activity", summary="Zadzwoń")
            self.assertEqual(
                [(row[0], row[1]) for row in self._due(action)],
                [(jubilee.id, "2026-05-10")],
            )
            action._plan()
            self.assertFalse(self._due(action))
        with freeze_time("2027-05-03 08:00:00"):
            self.Jubilee._cron_move_on()
            keys = [row[1] for row in self._due(action)]
            self.assertEqual(keys, ["2027-05-10"])

    def test_greetings_respect_the_consent(self):
        self._consent(self.willing, purpose_id=self.greetings.id)
        jubilees = self._jubilee(5, 10) + self._jubilee(5, 10, self.silent)
        action = self.env.ref("gestor_clients.automation_jubilee_greeting")
        action.active = True
        runs = action.run_on(jubilees)
        runs._execute()
        states = {run.res_id: run.state for run in runs}
        self.assertEqual(states, {jubilees[0].id: "done", jubilees[1].id: "skipped"})
        mail = self.env["mail.mail"].search([("recipient_ids", "in", self.willing.ids)])
        self.assertIn(self.willing._get_gestor_consent_url(), mail.body_html)
        self.assertEqual(mail.gestor_purpose_id, self.greetings)

    def test_reminder_is_an_activity(self):
        self.willing.user_id = self.member
        jubilee = self._jubilee(5, 10)
        action = self.env.ref("gestor_clients.automation_jubilee_reminder")
        action.active = True
        action.run_on(jubilee)._execute()
        self.assertEqual(jubilee.activity_ids.user_id, self.member)

    def test_autotexts(self):
        jubilee = self._jubilee(5, 10)
        text = self.env["gestor.autotext"].render(
            "{jubilee.kind}: {client.name}", jubilee, lang="en_US"
        )
        self.assertEqual(text[jubilee.id], "Birthday: Zofia Chętna")
