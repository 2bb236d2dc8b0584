from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ResourcesCommon


@tagged("post_install", "-at_install")
class TestResource(ResourcesCommon):
    def test_is_material_and_open_around_the_clock(self):
        self.assertEqual(self.car.resource_id.resource_type, "material")
        self.assertFalse(self.car.resource_calendar_id)
        self.assertEqual(self.car.display_name, "Octavia (WA 12345)")

    def test_numbers_are_unique_in_a_company(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught:
            self._create_resource("Druga", code="WA 12345")
        self.assertEqual(caught.exception.pgcode, "23505")

    def test_capacity_does_not_leave_reservations_behind(self):
        self._reserve(self.room, 10, 12)
        second = self._reserve(self.room, 10, 12, self.jan)
        with self.assertRaises(ValidationError):
            self.room.capacity = 1
        second.action_cancel()
        self.room.capacity = 1

    def test_state_now(self):
        now = fields.Datetime.now()
        self.Reservation.create(
            {
                "resource_id": self.car.id,
                "date_from": now - timedelta(hours=1),
                "date_to": now + timedelta(hours=1),
            }
        )
        self.assertEqual((self.car.state, self.van.state), ("busy", "free"))
        self.assertIn(self.car, self.Resource.search([("state", "=", "busy")]))
        free = self.Resource.search([("state", "=", "free")])
        self.assertIn(self.van, free)
        self.assertNotIn(self.car, free)
        both = self.Resource.search([("state", "in", ["free", "busy"])])
        self.assertIn(self.car, both)
        self.assertIn(self.van, both)

    def test_resource_with_reservations_is_not_deleted(self):
        self._reserve(self.car, 10, 12)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                self.car.unlink()
        self.van.unlink()

    def test_list_costs_no_query_per_row(self):
        self._create_resource("Trzeci")
        resources = self.Resource.search([])

        def cost(records):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.read(["name", "state_label", "reservation_count"])
            return self.env.cr.sql_log_count - before

        self.assertEqual(cost(resources[:2]), cost(resources))

    def test_archived_one_is_not_offered(self):
        self.car.active = False
        self.assertNotIn(self.car, self.Resource.search([]))
        finder = self.env["gestor.resource.finder"].create({"hours": 1})
        finder.action_search()
        self.assertNotIn(self.car, finder.line_ids.resource_id)
