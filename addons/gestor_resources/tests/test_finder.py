from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import ResourcesCommon


@tagged("post_install", "-at_install")
class TestFinder(ResourcesCommon):
    def _find(self, resources, hours, start=8, end=16):
        return resources.find_free(
            self._at(start), self._at(end), timedelta(hours=hours)
        )

    def test_free_times(self):
        self._reserve(self.car, 10, 12)
        self._reserve(self.car, 13, 14)
        free = self._find(self.car | self.van, 2)
        self.assertEqual(
            free[self.car.id],
            [(self._at(8), self._at(10)), (self._at(14), self._at(16))],
        )
        self.assertEqual(free[self.van.id], [(self._at(8), self._at(16))])

    def test_a_place_is_enough(self):
        self._reserve(self.room, 8, 16)
        self.assertEqual(
            self._find(self.room, 8)[self.room.id], [(self._at(8), self._at(16))]
        )
        self._reserve(self.room, 9, 16)
        self.assertFalse(self._find(self.room, 8)[self.room.id])

    def test_inside_working_hours(self):
        calendar = self.env["resource.calendar"].create(
            {"name": "Firma", "tz": "UTC"}
        )  # the host's hours: 8-12 and 13-17 from Monday to Friday
        self.car.resource_calendar_id = calendar
        monday = self.day - timedelta(days=self.day.weekday()) + timedelta(days=7)
        free = self.car.find_free(
            monday.replace(hour=0), monday.replace(hour=23), timedelta(hours=3)
        )
        self.assertEqual(
            [(a.hour, b.hour) for a, b in free[self.car.id]], [(8, 12), (13, 17)]
        )

    def test_wizard_finds_and_reserves(self):
        self._reserve(self.car, 10, 12)
        form = Form(self.env["gestor.resource.finder"].with_user(self.jan))
        form.kind_id = self.vehicle
        form.hours = 2
        form.date_from = self._at(9)
        form.date_to = self._at(15)
        finder = form.save()
        finder.action_search()
        found = [(r.resource_id, r.date_from) for r in finder.line_ids]
        self.assertIn((self.car, self._at(12)), found)
        line = finder.line_ids.filtered(lambda r: r.resource_id == self.car)
        action = line.action_reserve()
        made = self.Reservation.browse(action["res_id"])
        self.assertEqual((made.user_id, made.hours), (self.jan, 2))
        with self.assertRaises(UserError):
            line.action_reserve()

    def test_nonsense_is_refused(self):
        finder = self.env["gestor.resource.finder"].create({"hours": -1})
        with self.assertRaises(UserError):
            finder.action_search()

    def test_queries_for_a_week_of_ten(self):
        resources = self.Resource.create(
            [{"name": f"Auto {n}", "kind_id": self.vehicle.id} for n in range(10)]
        )
        self._reserve(resources[0], 10, 12)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(4):
            resources.find_free(self._at(0), self._at(0, day=7), timedelta(hours=2))
