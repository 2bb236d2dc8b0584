from odoo.tests import tagged

from .contact_common import ContactCommon

MODELS = (
    "gestor.consent",
    "gestor.client.jubilee",
    "gestor.client.contact.window",
    "gestor.partner.email",
    "gestor.print.profile",
    "gestor.client.pricelist",
)


@tagged("post_install", "-at_install")
class TestMergeContact(ContactCommon):
    """Merging clients loses nothing: counted before and after."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.both = cls.willing + cls.silent
        cls.kind = cls.env.ref("gestor_clients.jubilee_kind_birthday")
        cls.report = cls.env.ref("account.account_invoices")
        cls.pricelist = cls.env["product.pricelist"].create({"name": "Własny"})

    def _fill(self, client, number):
        own = {"partner_id": client.id}
        self._consent(client, channel="sms", note=str(number))
        self._consent(client, "withdrawn", channel="phone")
        vals = {
            "gestor.client.jubilee": {
                "kind_id": self.kind.id,
                "month": "5",
                "day": number,
            },
            "gestor.client.contact.window": {"weekday": str(number)},
            "gestor.partner.email": {"email": f"a{number}@example.com"},
            "gestor.print.profile": {"report_id": self.report.id, "copies": number},
            "gestor.client.pricelist": {"pricelist_id": self.pricelist.id},
        }
        for model, values in vals.items():
            self.env[model].create({**own, **values})

    def _merge(self):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge(self.both.ids, self.willing)
        self.env.invalidate_all()

    def _count(self, partners):
        return {
            model: self.env[model].search_count([("partner_id", "in", partners.ids)])
            for model in MODELS
        }

    def test_nothing_is_lost(self):
        for number, client in enumerate(self.both, 1):
            self._fill(client, number)
        sets = self.env["gestor.client.set"].create(
            [
                {"name": "Jeden", "partner_ids": self.silent.ids},
                {"name": "Oba", "partner_ids": self.both.ids},
            ]
        )
        interest = self.env["gestor.client.interest"].create({"name": "Pompy"})
        self.silent.gestor_interest_ids = interest
        before = self._count(self.both)
        self.assertTrue(all(before.values()))
        self._merge()
        self.assertEqual(self._count(self.willing), before)
        self.assertEqual(sets.partner_ids, self.willing)
        self.assertEqual(self.willing.gestor_set_ids, sets)
        self.assertEqual(self.willing.gestor_interest_ids, interest)

    def test_collisions_leave_one_of_each(self):
        for client in self.both:
            self._fill(client, 1)
        consents = self._count(self.both)["gestor.consent"]
        self._merge()
        counts = self._count(self.willing)
        self.assertEqual(counts["gestor.consent"], consents)
        for model in ("jubilee", "contact.window"):
            self.assertEqual(counts[f"gestor.client.{model}"], 1)
        self.assertEqual(counts["gestor.partner.email"], 1)

    def test_withdrawal_of_either_counts(self):
        self._consent(self.silent)
        self._consent(self.silent, "withdrawn")
        self._merge()
        self.assertFalse(self._may(self.willing))

    def test_register_is_closed_again(self):
        self._merge()
        self.env.cr.execute("SELECT current_setting('gestor.consent_change', true)")
        self.assertFalse(self.env.cr.fetchone()[0])
