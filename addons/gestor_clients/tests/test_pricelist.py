from datetime import timedelta

import psycopg2

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .contact_common import ContactCommon


@tagged("post_install", "-at_install")
class TestClientPricelist(ContactCommon):
    """K18: a client's own price list in a period."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        feature = cls.env.ref("product.group_product_pricelist")
        cls.env.user.group_ids = [Command.link(feature.id)]
        cls.env.ref("base.group_user").implied_ids = [Command.link(feature.id)]
        cls.usual, cls.own, cls.later = cls.env["product.pricelist"].create(
            [{"name": name} for name in ("Zwykły", "Własny", "Późniejszy")]
        )
        cls.willing.property_product_pricelist = cls.usual
        cls.today = fields.Date.context_today(cls.willing)

    def _period(self, pricelist=None, start=None, end=None, partner=None):
        return self.env["gestor.client.pricelist"].create(
            {
                "partner_id": (partner or self.willing).id,
                "pricelist_id": (pricelist or self.own).id,
                "date_from": start is not None and self.today + timedelta(days=start),
                "date_to": end is not None and self.today + timedelta(days=end),
            }
        )

    def _current(self, partner=None):
        partner = partner or self.willing
        partner.invalidate_recordset()
        return partner.property_product_pricelist

    def test_without_periods_the_usual_list(self):
        self.assertEqual(self._current(), self.usual)

    def test_borders(self):
        for start, end in ((0, 0), (None, None), (-1, None), (None, 0)):
            period = self._period(start=start, end=end)
            self.assertTrue(period.is_current)
            self.assertEqual(self._current(), self.own, (start, end))
            period.unlink()
        for start, end in ((1, None), (None, -1), (-5, -1)):
            period = self._period(start=start, end=end)
            self.assertFalse(period.is_current)
            self.assertEqual(self._current(), self.usual, (start, end))
            period.unlink()

    def test_the_one_that_began_last(self):
        self._period(start=-10)
        self._period(self.later, start=-2)
        self._period(self.usual)
        self.assertEqual(self._current(), self.later)

    def test_contact_person_has_the_list_of_the_company(self):
        company = self._create_client("Firma", is_company=True)
        person = self._create_client("Ewa", parent_id=company.id)
        self._period(partner=company)
        self.assertEqual(self._current(person), self.own)

    def test_archived_list_is_not_used(self):
        self._period()
        self.own.active = False
        self.assertEqual(self._current(), self.usual)

    def test_end_before_start(self):
        with (
            self.assertRaises(psycopg2.Error),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self._period(start=1, end=0)

    def test_made_from_another_client(self):
        self.own.item_ids = [
            Command.create({"compute_price": "percentage", "percent_price": 10})
        ]
        self._period()
        make = self.env["gestor.client.pricelist.make"].create(
            {
                "partner_id": self.silent.id,
                "source": "client",
                "source_partner_id": self.willing.id,
                "name": "Dla Jana",
            }
        )
        made = self.env["product.pricelist"].browse(make.action_make()["res_id"])
        self.assertEqual(made.name, "Dla Jana")
        self.assertEqual(made.item_ids.percent_price, 10)
        self.assertEqual(self._current(self.silent), made)
        self.assertNotEqual(made, self.own)

    def test_making_needs_a_source(self):
        make = self.env["gestor.client.pricelist.make"].create(
            {"partner_id": self.silent.id}
        )
        with self.assertRaises(UserError):
            make.action_make()

    def test_queries_do_not_grow(self):
        partners = self.env["res.partner"].create([{"name": "x"}] * 50)
        pricelists = self.env["product.pricelist"]
        counts = []
        for ids in (partners[:5].ids, partners.ids):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            pricelists._get_partner_pricelist_multi(ids)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)
