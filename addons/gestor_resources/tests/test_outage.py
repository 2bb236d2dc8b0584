from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import ResourcesCommon

RELEASED = "Reservation released"


@tagged("post_install", "-at_install")
class TestOutage(ResourcesCommon):
    def _take_out(self, resources, **vals):
        wizard = self.env["gestor.resource.outage"].with_user(self.manager)
        wizard = wizard.create(
            {
                "resource_ids": [(6, 0, resources.ids)],
                "reason": "Naprawa skrzyni",
                "date_from": self._at(9),
                "date_to": self._at(18),
                **vals,
            }
        )
        wizard.action_apply()

    def test_reservations_are_released_and_people_told(self):
        inside = self._reserve(self.car, 10, 12)
        other = self._reserve(self.car, 13, 14)
        before = self._reserve(self.car, 7, 9, self.jan)
        self._take_out(self.car)
        self.assertEqual((inside | other).mapped("state"), ["released", "released"])
        self.assertEqual(before.state, "confirmed")
        message = self._messages_to(self.anna, RELEASED)
        self.assertEqual(len(message), 1, "one for both")
        self.assertIn("Naprawa skrzyni", message.body)
        self.assertFalse(self._messages_to(self.jan, RELEASED))

    def test_nothing_is_reserved_while_it_lasts(self):
        self._take_out(self.room)
        self.assertEqual(len(self.room.reservation_ids), 2, "one for each place")
        with self.assertRaisesRegex(UserError, "Naprawa skrzyni"):
            self._reserve(self.room, 10, 12)
        self._reserve(self.room, 18, 19)

    def test_who_waits_is_not_put_into_an_outage(self):
        self._reserve(self.car, 10, 12)
        waiting = self._reserve(self.car, 10, 12, self.jan, state="waiting")
        self._take_out(self.car)
        self.assertEqual(waiting.state, "waiting")

    def test_open_end_and_back_in_use(self):
        start = fields.Datetime.now() - timedelta(hours=1)
        self._take_out(self.car, date_from=start, date_to=False)
        self.car.invalidate_recordset()
        self.assertEqual(self.car.state, "out")
        self.assertIn(self.car, self.Resource.search([("state", "=", "out")]))
        self.assertNotIn(self.car, self.Resource.search([("state", "=", "free")]))
        with self.assertRaises(UserError):
            self._reserve(self.car, 10, 12)
        self.car.with_user(self.manager).action_back_in_use()
        self.car.invalidate_recordset()
        self.assertEqual(self.car.state, "free")
        self._reserve(self.car, 10, 12)

    def test_wizard_shows_whom_it_concerns(self):
        reservation = self._reserve(self.car, 10, 12)
        action = self.car.with_user(self.manager).action_out_of_use()
        wizard = self.env["gestor.resource.outage"].with_user(self.manager)
        form = Form(wizard.with_context(**action["context"]))
        form.reason = "Przegląd"
        form.date_from = self._at(8)
        form.date_to = self._at(11)
        self.assertEqual(form.affected_ids.ids, reservation.ids)
        form.date_to = self._at(10)
        self.assertFalse(form.affected_ids.ids)

    def test_is_for_managers(self):
        with self.assertRaises(AccessError):
            self.env["gestor.resource.outage"].with_user(self.anna).create(
                {"resource_ids": [(6, 0, self.car.ids)], "reason": "x"}
            )
        self._take_out(self.car)
        with self.assertRaises(AccessError):
            self.car.reservation_ids.with_user(self.anna).action_cancel()
        with self.assertRaises(UserError):
            self._take_out(self.van, date_to=self._at(9))
