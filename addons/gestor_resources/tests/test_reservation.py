from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import ResourcesCommon


@tagged("post_install", "-at_install")
class TestReservation(ResourcesCommon):
    def test_taken_time_is_refused_with_the_holder(self):
        self._reserve(self.car, 10, 12, self.anna)
        with self.assertRaisesRegex(UserError, "(?s)Octavia.*Anna Zasobna"):
            self._reserve(self.car, 11, 13, self.jan)
        self.assertEqual(len(self.car.reservation_ids), 1)

    def test_back_to_back_is_allowed(self):
        self._reserve(self.car, 10, 12)
        self._reserve(self.car, 12, 13, self.jan)
        self._reserve(self.car, 8, 10, self.jan)
        self.assertEqual(len(self.car.reservation_ids), 3)

    def test_places_are_given_one_by_one(self):
        first = self._reserve(self.room, 10, 12)
        second = self._reserve(self.room, 11, 13, self.jan)
        self.assertEqual((first.slot_no, second.slot_no), (1, 2))
        with self.assertRaises(UserError):
            self._reserve(self.room, 11, 12, self.jan)
        third = self._reserve(self.room, 12, 14, self.jan)
        self.assertEqual(third.slot_no, 1)

    def test_many_at_once_do_not_overlap_each_other(self):
        vals = [self._vals(self.room, 10, 12) for _number in range(2)]
        made = self.Reservation.create(vals)
        self.assertEqual(sorted(made.mapped("slot_no")), [1, 2])
        with self.assertRaises(UserError):
            self.Reservation.create([self._vals(self.car, 10, 12)] * 2)

    def test_order_of_creation_is_kept(self):
        made = self.Reservation.create(
            [
                self._vals(self.van, 10, 11, name="drugi"),
                self._vals(self.car, 12, 13, name="trzeci"),
                self._vals(self.car, 8, 9, name="pierwszy"),
            ]
        )
        self.assertEqual(made.mapped("name"), ["drugi", "trzeci", "pierwszy"])

    def test_database_refuses_what_python_did_not_see(self):
        reservation = self._reserve(self.car, 10, 12)
        other = self._reserve(self.car, 14, 15)
        self.env.flush_all()
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught:
            with self.env.cr.savepoint():
                self.env.cr.execute(
                    "UPDATE gestor_reservation SET date_from = %s, date_to = %s"
                    " WHERE id = %s",
                    [reservation.date_from, reservation.date_to, other.id],
                )
        self.assertEqual(caught.exception.pgcode, "23P01")

    def test_ends_after_it_begins(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            self._reserve(self.car, 12, 10)

    def test_moving(self):
        reservation = self._reserve(self.car, 10, 12)
        self._reserve(self.car, 14, 15, self.jan)
        reservation.write({"date_to": self._at(14)})
        with self.assertRaises(UserError):
            reservation.write({"date_to": self._at(15)})
        reservation.resource_id = self.van
        self.assertEqual(reservation.date_to, self._at(14))

    def test_cancelled_one_frees_the_time_and_comes_back_if_it_can(self):
        reservation = self._reserve(self.car, 10, 12)
        reservation.action_cancel()
        other = self._reserve(self.car, 10, 12, self.jan)
        with self.assertRaisesRegex(UserError, "Jan Zasobny"):
            reservation.action_confirm()
        other.action_cancel()
        reservation.action_confirm()
        self.assertEqual(reservation.state, "confirmed")

    def test_swap(self):
        first = self._reserve(self.car, 10, 12, name="a")
        second = self._reserve(self.van, 10, 12, name="b")
        (first | second).action_swap()
        self.assertEqual((first | second).resource_id.ids, [self.van.id, self.car.id])
        self._reserve(self.car, 13, 15, self.jan)
        third = self._reserve(self.van, 14, 16)
        with self.assertRaises(UserError):
            (third | second).swap()
        self.assertEqual(third.resource_id, self.van)

    def test_own_ones_only(self):
        reservation = self._reserve(self.car, 10, 12, self.anna)
        as_jan = reservation.with_user(self.jan)
        self.assertEqual(as_jan.user_id, self.anna)
        self.assertFalse(as_jan.can_edit)
        with self.assertRaises(AccessError):
            as_jan.date_to = self._at(13)
        with self.assertRaises(AccessError):
            as_jan.unlink()
        with self.assertRaises(AccessError):
            self._reserve(self.van, 10, 12, self.jan, user_id=self.anna.id)
        as_jan.with_user(self.manager).date_to = self._at(13)

    def test_company_that_may_not_use_it(self):
        other = self.env["res.company"].create({"name": "Druga"})
        with self.assertRaises(ValidationError):
            self.Reservation.create(self._vals(self.car, 10, 12, company_id=other.id))
        self.car.allowed_company_ids = other
        self.Reservation.create(self._vals(self.car, 10, 12, company_id=other.id))

    def test_form_warns_before_saving(self):
        self._reserve(self.car, 10, 12, self.jan)
        form = Form(self.Reservation.with_user(self.anna))
        form.resource_id = self.car
        form.date_from = self._at(11)
        form.date_to = self._at(13)
        self.assertIn("Jan Zasobny", form.warning)
        form.resource_id = self.van
        self.assertFalse(form.warning)
        saved = form.save()
        self.assertEqual(saved.state, "confirmed")
        self.assertEqual(saved.hours, 2)

    def test_outside_working_hours_is_said(self):
        calendar = self.env["resource.calendar"].create(
            {
                "name": "Poniedziałki",
                "tz": "Europe/Warsaw",
                "attendance_ids": [
                    (5, 0, 0),
                    (
                        0,
                        0,
                        {
                            "name": "Pn",
                            "dayofweek": "0",
                            "hour_from": 8,
                            "hour_to": 16,
                        },
                    ),
                ],
            }
        )
        self.car.resource_calendar_id = calendar
        monday = self.day - timedelta(days=self.day.weekday()) + timedelta(days=7)
        reservation = self.Reservation.create(
            {
                "resource_id": self.car.id,
                "date_from": monday.replace(hour=9),
                "date_to": monday.replace(hour=11),
            }
        )
        self.assertFalse(reservation.warning)
        reservation.date_to = monday.replace(hour=20)
        self.assertTrue(reservation.warning)

    def test_queries(self):
        """A reservation costs at most ten; a conflict is one query for many."""
        vals = self._vals(self.car, 10, 12)
        self._reserve(self.van, 8, 9)
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._reserve(self.car, 10, 12)
        self.assertLessEqual(self.env.cr.sql_log_count - before, 10)
        wishes = [
            (n, vals["resource_id"], vals["date_from"], vals["date_to"], 0)
            for n in range(50)
        ]
        self.env.flush_all()
        with self.assertQueryCount(1):
            taken = self.Reservation._get_taken(wishes)
        self.assertEqual(len(taken[49]), 1)
