from odoo.tests import tagged

from .common import ResourcesCommon

PROMOTED = "Your reservation is confirmed"


@tagged("post_install", "-at_install")
class TestWaitingList(ResourcesCommon):
    def setUp(self):
        super().setUp()
        self.held = self._reserve(self.car, 10, 12)
        self.first = self._reserve(self.car, 10, 11, self.jan, state="waiting")
        self.second = self._reserve(self.car, 10, 12, self.manager, state="waiting")
        self.later = self._reserve(self.car, 11, 12, self.manager, state="waiting")

    def test_the_first_that_fits_gets_what_is_cancelled(self):
        self.held.action_cancel()
        self.assertEqual(self.first.state, "confirmed")
        self.assertEqual(self.second.state, "waiting")
        self.assertEqual(self.later.state, "confirmed", "it fits beside the first")
        self.assertEqual(len(self._messages_to(self.jan, PROMOTED)), 1)
        self.assertFalse(self._messages_to(self.anna, PROMOTED))

    def test_what_is_moved_or_deleted_frees_too(self):
        self.held.date_from = self._at(11)
        self.assertEqual(self.first.state, "confirmed")
        self.first.unlink()
        self.held.resource_id = self.van
        self.assertEqual(self.second.state, "confirmed")

    def test_past_wishes_stay(self):
        old = self._reserve(self.van, 10, 11, day=-30, state="waiting")
        self._reserve(self.van, 10, 11).action_cancel()
        self.assertEqual(old.state, "waiting")
